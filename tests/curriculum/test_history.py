"""Who changed what and when: names of fields in words, no texts, for those who build it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts import audit
from accounts.admin.history import field_words
from accounts.models import AuditEvent
from curriculum.actions import building, extending, offering, publishing, repinning
from curriculum.models import Lesson, LessonStep, Objective, Prompt
from tests import make

pytestmark = pytest.mark.django_db
SECRET = "WORDS-only-in-the-lesson"


@pytest.fixture
def edited(world):
    return publishing.edit(module=world.release.version.module, by=world.hana)


def newest() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk").first()


def history(client, name, pk):
    return client.get(reverse(f"admin:curriculum_{name}_history", args=[pk]))


# ------------------------------------------------------------------ what is written down
def test_every_change_records_its_fields_and_no_text(world, edited):
    lesson = edited.lessons.get(kind="reflection")
    place = {"module": edited.module_id, "version": edited.pk}
    of_lesson = place | {"key": str(lesson.key)}
    step = make.step(lesson=lesson)
    prompt = lesson.prompts.get()
    objective = Objective.objects.create(version=edited, text="To listen")

    def version():
        building.change_version(version=edited, by=world.hana, title=SECRET, hours="two")

    def text():
        lesson.title, lesson.minutes = SECRET, 99
        building.keep_lesson(lesson=lesson, by=world.hana)

    def parts():
        step.text = SECRET
        new = LessonStep(lesson=lesson, text=SECRET, position=9)
        building.keep_parts(version=edited, kept=[step, new], gone=[], by=world.hana)

    def asked():
        prompt.name, prompt.text = SECRET, SECRET
        building.keep_part(part=prompt, by=world.hana)

    def less():
        building.remove_part(part=Objective.objects.get(pk=objective.pk), by=world.hana)

    def dates():
        change = {"block": SECRET, "grace_hours": 24}
        offering.change(release=world.release, by=world.hana, **change)

    cases = [
        (version, "module.changed", {"fields": "title+hours"} | place),
        (text, "lesson.changed", {"fields": "title+minutes"} | of_lesson),
        (parts, "lesson.changed", {"fields": "steps.text", "changed": 1, "added": 1} | of_lesson),
        (asked, "lesson.changed", {"fields": "prompts.name+prompts.text", "changed": 1}
         | of_lesson),
        (less, "module.changed", {"fields": "objectives", "removed": 1} | place),
    ]  # fmt: skip
    for act, verb, facts in cases:
        act()
        event = newest()
        assert (event.verb, event.facts, event.by) == (verb, facts, str(world.hana.pk)), act
    dates()
    event = newest()
    assert event.verb == "release.changed"
    assert set(event.facts["fields"].split("+")) == {"block", "grace_hours"}
    assert SECRET not in str(list(AuditEvent.objects.values()))


def test_saving_without_a_change_is_no_event(world, edited):
    lesson = edited.lessons.get(kind="reflection")
    count = AuditEvent.objects.count()
    building.keep_lesson(lesson=lesson, by=world.hana)
    building.keep_part(part=Prompt.objects.get(lesson=lesson), by=world.hana)
    assert AuditEvent.objects.count() == count


@pytest.mark.parametrize("said", ["What she wrote", "title, body", "She", "a" * 601])
def test_the_fact_fields_takes_names_and_no_words(world, said):
    with pytest.raises(ValueError, match="could carry words"):
        audit.record("lesson.changed", by=world.hana, fields=said)


def test_many_fields_are_all_named(world, edited):
    lesson = edited.lessons.get(kind="reading")
    names = ["title", "summary", "content_note", "body", "facilitator_notes", "done_when",
             "agreements", "image_description", "reveal", "guidance"]  # fmt: skip
    for name in names:
        setattr(lesson, name, "changed")
    building.keep_lesson(lesson=lesson, by=world.hana)
    assert set(newest().facts["fields"].split("+")) == set(names)


# ------------------------------------------------------------------ what is shown
def test_the_module_tells_of_itself_its_lessons_and_releases_also_those_gone(
    world, client_for, edited
):
    lesson = edited.lessons.get(kind="reading")
    lesson.body = f"<p>{SECRET}</p>"
    building.keep_lesson(lesson=lesson, by=world.cleo)
    new = Lesson(version=edited, title="Gone again", kind="reading", body="x", position=9)
    building.keep_lesson(lesson=new, by=world.maya)
    building.remove_part(part=new, by=world.maya)
    publishing.discard(version=edited, by=world.hana)
    publishing.edit(module=edited.module, by=world.hana)
    version = publishing.publish(module=edited.module, by=world.hana)
    repinning.repin(release=world.release, version=version, note=SECRET, by=world.hana)
    client = client_for(world.maya)
    page = history(client, "moduleversion", version.pk)
    text = page.content.decode()
    assert page.status_code == 200
    for said in (
        f"release of {date_format(world.release.opens_on, 'j F Y')}",
        "Cleo changed this.",
        "text for students",
        "Maya removed this.",
        "Prof Hana threw away the version being edited.",
        "Prof Hana began a new version of this.",
        "Prof Hana published this version.",
        "Prof Hana gave this cohort another version.",
        "From version 1 to version 2.",
    ):
        assert said in text, said
    assert SECRET not in text
    assert "Gone again" not in text
    of_lesson = history(client, "lesson", version.lessons.get(kind="reading").pk)
    assert "Cleo changed this." in of_lesson.content.decode()
    assert "Maya removed this." not in of_lesson.content.decode()
    of_release = history(client_for(world.hana), "release", world.release.pk).content.decode()
    assert "Prof Hana gave this cohort another version." in of_release


def test_the_course_tells_of_its_team_and_of_modules_as_a_whole(world, client_for, edited):
    course = edited.module.course
    building.change_course(course=course, by=world.hana, summary=SECRET)
    place = make.course_team(course=course, person=world.farid)
    building.change_place(
        place=place, by=world.hana, role="editor", starts_at=place.starts_at,
        ends_at=make.ago(minutes=-9),
    )  # fmt: skip
    text = history(client_for(world.hana), "course", course.pk).content.decode()
    for said in ("summary", "Farid:", "changed a place in the course team", "began a new version"):
        assert said in text
    assert SECRET not in text


def test_history_is_for_those_who_build_it(world, client_for, edited):
    for who in ("omar", "asha", "farid", "ekdal", "tuva"):
        assert history(client_for(world.people[who]), "moduleversion", edited.pk).status_code in {
            403,
            404,
        }
    assert history(client_for(world.maya), "course", edited.module.course_id).status_code in {
        403,
        404,
    }


def test_more_time_for_one_student_is_in_no_history(world, client_for, edited):
    until = timezone.localdate() + timedelta(days=30)
    extending.extend(release=world.release, person=world.asha, until=until, by=world.ekdal)
    extending.take_back(release=world.release, person=world.asha, by=world.ekdal)
    assert AuditEvent.objects.filter(verb__startswith="extension.").count() == 2
    for name, pk in (
        ("release", world.release.pk),
        ("moduleversion", edited.pk),
        ("module", edited.module_id),
        ("course", edited.module.course_id),
    ):
        for person in (world.hana, world.cleo, world.maya, world.ivo):
            page = history(client_for(person), name, pk).content.decode()
            assert "more time" not in page, (name, person)
            assert "Ekdal" not in page, (name, person)


def test_history_costs_the_same_however_long(world, client_for, edited, django_assert_num_queries):
    client = client_for(world.hana)
    history(client, "moduleversion", edited.pk)
    for rounds in (1, 3):
        for number in range(rounds):
            lesson = make.lesson(version=edited)
            lesson.title = f"Round {rounds} {number}"
            building.keep_lesson(lesson=lesson, by=world.cleo)
            building.change_version(version=edited, by=world.hana, hours=f"{rounds}{number}")
        with django_assert_num_queries(HISTORY):
            history(client, "moduleversion", edited.pk)


HISTORY = 12


def test_long_histories_are_paged(world, client_for, edited):
    for number in range(55):
        building.change_version(version=edited, by=world.hana, hours=str(number))
    client = client_for(world.hana)
    address = reverse("admin:curriculum_moduleversion_history", args=[edited.pk])
    assert "Older" in client.get(address).content.decode()
    assert "Newer" in client.get(address, {"page": 2}).content.decode()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("body", "text for students"),
        ("position", "order"),
        ("steps.text", "steps (text)"),
        ("was_never", "was never"),
    ],
)
def test_fields_are_named_in_words(name, words):
    assert field_words("curriculum.lesson", name) == words
