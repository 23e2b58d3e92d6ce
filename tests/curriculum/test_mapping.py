"""Objectives, competencies and lessons: mapped by boxes, carried by versions, shown as a map."""

import csv
import io

import pytest
from django.urls import reverse

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent
from curriculum.actions import mapping, publishing
from curriculum.models import Competency, Framework, Objective
from curriculum.queries.coverage import coverage
from tests import make

pytestmark = pytest.mark.django_db


def objective(version, text, place=1):
    return Objective.objects.create(version=version, text=text, position=place)


def mapped(version):
    """Return what is mapped in a version, in words."""
    return {
        row.text: (
            sorted(str(c) for c in row.competencies.all()),
            sorted(lesson.slug for lesson in row.lessons.all()),
        )
        for row in version.objectives.prefetch_related("competencies", "lessons")
    }


@pytest.fixture
def edited(world):
    """Return a version being edited, with two objectives and a framework beside it."""
    version = publishing.edit(module=world.release.version.module, by=world.hana)
    objective(version, "One", 1)
    objective(version, "Two", 2)
    make.framework(slug="ours", codes="A1 A2")
    return version


def boxes(version):
    one, two = version.objectives.all()
    first, second = Competency.objects.all()
    lesson = version.lessons.first()
    return {
        "competency": [f"{one.pk}-{first.pk}", f"{one.pk}-{second.pk}"],
        "lesson": [f"{two.pk}-{lesson.pk}"],
    }


def test_boxes_are_kept_and_carried_into_the_next_version(world, client_for, edited):
    url = reverse("admin:curriculum_moduleversion_mapping", args=[edited.pk])
    client = client_for(world.hana)
    page = client.get(url).content.decode()
    assert 'aria-label="A1 serves objective 2"' in page
    assert "checked" not in page
    assert client.post(url, boxes(edited), follow=True).content.decode().count("checked") == 3
    lesson = edited.lessons.first().slug
    expected = {"One": (["A1 Label A1", "A2 Label A2"], []), "Two": ([], [lesson])}
    assert mapped(edited) == expected
    event = AuditEvent.objects.filter(verb="module.changed").latest("pk")
    assert event.facts["fields"] == "objectives.competencies+objectives.lessons"
    client.post(url, boxes(edited))
    assert AuditEvent.objects.filter(verb="module.changed").latest("pk") == event
    published = publishing.publish(module=edited.module, by=world.hana)
    copy = publishing.edit(module=edited.module, by=world.hana)
    assert mapped(copy) == expected
    page = client.get(reverse("admin:curriculum_moduleversion_mapping", args=[published.pk]))
    assert "published and stays as it is" in page.content.decode()
    client.post(reverse("admin:curriculum_moduleversion_mapping", args=[published.pk]), {})
    assert mapped(published) == expected


def test_foreign_objectives_lessons_and_people_are_refused(world, client_for, edited):
    one = edited.objectives.first()
    theirs = objective(world.other_release.version, "Theirs")
    lesson = world.other_release.version.lessons.first()
    code = Competency.objects.first()
    for competencies, lessons in (
        ({(theirs.pk, code.pk)}, set()),
        ({(one.pk, 10**9)}, set()),
        (set(), {(one.pk, lesson.pk)}),
        (set(), {(theirs.pk, edited.lessons.first().pk)}),
    ):
        with pytest.raises(Refused):
            mapping.map_objectives(
                version=edited, competencies=competencies, lessons=lessons, by=world.hana
            )
    nothing = {"competencies": set(), "lessons": set()}
    with pytest.raises(NotNow):
        mapping.map_objectives(version=world.release.version, by=world.hana, **nothing)
    for person in (world.omar, world.ekdal, world.asha):
        with pytest.raises(Refused):
            mapping.map_objectives(version=edited, by=person, **nothing)
    url = reverse("admin:curriculum_moduleversion_mapping", args=[edited.pk])
    assert client_for(world.omar).get(url).status_code == 404


def test_copying_costs_the_same_for_one_objective_and_for_three(
    world, edited, django_assert_num_queries
):
    Objective.objects.filter(text="Two").delete()
    edited.objectives.get().competencies.set(Competency.objects.all())
    make.step(lesson=edited.lessons.first())
    edited.lessons.first().objectives.set(edited.objectives.all())
    publishing.publish(module=edited.module, by=world.hana)
    with django_assert_num_queries(COPY):
        copy = publishing.edit(module=edited.module, by=world.hana)
    for place in (2, 3):
        row = objective(copy, f"More {place}", place)
        row.competencies.set(Competency.objects.all())
        lesson = make.lesson(version=copy)
        make.step(lesson=lesson)
        lesson.objectives.set(copy.objectives.all())
    publishing.publish(module=edited.module, by=world.hana)
    with django_assert_num_queries(COPY):
        publishing.edit(module=edited.module, by=world.hana)


COPY = 20


# ------------------------------------------------------------------ frameworks in the admin
def test_owners_keep_frameworks_and_what_is_in_use_stays(world, client_for, edited):
    framework = Framework.objects.get()
    add = reverse("admin:curriculum_framework_add")
    client = client_for(world.hana)
    client.post(add, {"title": "More", "slug": "more", "note": ""})
    assert Framework.objects.filter(slug="more").exists()
    assert client_for(world.cleo).get(add).status_code == 403
    url = reverse("admin:curriculum_framework_change", args=[framework.pk])
    rows = list(framework.competencies.all())

    def posted(**more):
        facts = {"title": framework.title, "note": "", "competencies-TOTAL_FORMS": 3}
        facts |= {"competencies-INITIAL_FORMS": 2}
        for place, row in enumerate(rows):
            start = f"competencies-{place}-"
            facts |= {
                f"{start}id": row.pk, f"{start}framework": framework.pk, f"{start}code": row.code,
                f"{start}label": row.label, f"{start}position": place + 1,
            }  # fmt: skip
        new = {"framework": framework.pk, "code": "", "label": "", "position": 3}
        return facts | {f"competencies-2-{name}": value for name, value in new.items()} | more

    more = {"competencies-2-code": "2(b)", "competencies-2-label": "Kindness"}
    answer = client.post(url, posted(**more))
    assert answer.status_code == 302
    assert list(framework.competencies.values_list("code", flat=True)) == ["A1", "A2", "2(b)"]
    answer = client.post(url, posted(**{"competencies-0-code": "a b"}))
    assert "Letters, digits and" in answer.content.decode()
    edited.objectives.first().competencies.add(rows[0])
    for act in (
        lambda: mapping.remove_framework(framework=framework, by=world.ivo),
        lambda: mapping.keep_competencies(
            framework=framework, kept=[], gone=[rows[0]], by=world.ivo
        ),
    ):
        with pytest.raises(NotNow):
            act()
    mapping.keep_competencies(framework=framework, kept=[], gone=[rows[1]], by=world.ivo)
    assert not Competency.objects.filter(pk=rows[1].pk).exists()
    other = make.framework()
    row = other.competencies.first()
    for act in (
        lambda: mapping.keep_competencies(framework=other, kept=[row], gone=[], by=world.cleo),
        lambda: mapping.keep_competencies(framework=other, kept=[], gone=[row], by=world.hana),
        lambda: mapping.remove_framework(framework=other, by=world.hana),
    ):
        with pytest.raises(Refused):
            act()
    assert other.competencies.count() == 2


# ------------------------------------------------------------------ the map
@pytest.fixture
def surveyed(world, edited):
    """Return the course of the world, published with one objective taught and others not."""
    one, two = edited.objectives.all()
    taught, listed = Competency.objects.all()
    one.competencies.add(taught)
    one.text = "=1+1"
    one.save()
    edited.lessons.first().objectives.add(one)
    two.competencies.add(listed)
    make.framework(slug="others", codes="Z9")
    publishing.publish(module=edited.module, by=world.hana)
    return edited.module.course


def test_the_map_shows_what_is_taught_and_what_is_not(world, client_for, surveyed):
    found = coverage(surveyed)
    assert sorted(line.competency.code for line in found.untaught) == ["A2", "Z9"]
    assert [line.objective.text for _module, line in found.without_lesson] == ["Two"]
    page = client_for(world.hana).get(f"/courses/{surveyed.slug}/coverage/").content.decode()
    assert "Label A2: no lesson teaches it yet" in page
    assert "Label Z9: no objective serves it" in page
    assert "objective 2: no lesson serves it" in page
    page = client_for(world.cleo).get(f"/courses/{surveyed.slug}/coverage/?framework=ours")
    assert "Label Z9" not in page.content.decode()
    missing = client_for(world.cleo).get(f"/courses/{surveyed.slug}/coverage/?framework=none")
    assert missing.status_code == 404


def test_the_table_has_a_row_for_each_and_for_each_gap_and_no_formula(world, client_for, surveyed):
    answer = client_for(world.hana).get(f"/courses/{surveyed.slug}/coverage.csv")
    text = b"".join(answer).decode("utf-8-sig")
    rows = [tuple(row) for row in csv.reader(io.StringIO(text))]
    assert rows[0] == ("Module", "Objective", "Lesson", "Framework", "Code", "Competency")
    title = surveyed.modules.first().versions.latest("number").title
    lesson = surveyed.modules.first().versions.latest("number").lessons.first().title
    assert (title, "'=1+1", lesson, "Framework ours", "A1", "Label A1") in rows
    assert (title, "Two", "", "Framework ours", "A2", "Label A2") in rows
    assert ("", "", "", "Framework others", "Z9", "Label Z9") in rows
    assert answer["Content-Disposition"] == f'attachment; filename="coverage-{surveyed.slug}.csv"'


def test_the_map_costs_the_same_for_one_module_and_for_three(
    world, client_for, surveyed, django_assert_num_queries
):
    client = client_for(world.hana)
    url = f"/courses/{surveyed.slug}/coverage/"
    client.get(url)
    with django_assert_num_queries(PAGE):
        client.get(url)
    for number in (7, 8, 9):
        version = make.module_version(module=make.module(course=surveyed), number=number)
        row = objective(version, "Again")
        row.competencies.set(Competency.objects.all())
        make.lesson(version=version).objectives.add(row)
    make.framework(slug="third", codes="B1 B2 B3")
    with django_assert_num_queries(PAGE):
        client.get(url)


PAGE = 13
