"""Publishing to cohorts, giving, comparing and copying, as pages of the admin."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from curriculum.actions import building, copying, publishing
from curriculum.models import (
    Completion,
    CourseTeam,
    Lesson,
    Module,
    ModuleVersion,
    Objective,
    Release,
)
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited(world) -> ModuleVersion:
    return publishing.edit(module=world.release.version.module, by=world.hana)


def url(name, *args):
    return reverse(f"admin:curriculum_{name}", args=args)


def page_of(client, *where, **asked):
    return client.get(url(*where), asked).content.decode()


# ------------------------------------------------------------------ a live module warns
def test_module_and_lesson_say_which_cohorts_have_it_and_not_how_many_students(
    world, client_for, edited
):
    make.release(version=world.release.version, cohort=world.rowan)
    Completion.objects.create(
        person=world.asha,
        release=world.release,
        lesson_key=world.release.version.lessons.first().key,
    )
    lesson = edited.lessons.first()
    for who in ("hana", "maya"):
        client = client_for(world.people[who])
        for where in (("moduleversion_change", edited.pk), ("lesson_change", lesson.pk)):
            page = page_of(client, *where)
            assert "The module is live." in page
            assert "Juniper: version 1, open since" in page
            assert "another cohort: version 1" in page
            assert "Rowan" not in page
            assert "student" not in page.partition('<ul class="holders">')[2].partition("</ul>")[0]


def test_a_module_no_cohort_has_warns_of_nothing(world, client_for):
    version = make.module_version(
        module=make.module(course=world.release.version.module.course), number=None
    )
    lesson = make.lesson(version=version)
    page = page_of(client_for(world.hana), "lesson_change", lesson.pk)
    assert "The module is live." not in page


# ------------------------------------------------------------------ publish to these cohorts
def test_publishing_offers_each_release_unticked_and_says_whom_to_ask(world, client_for, edited):
    make.release(version=world.release.version, cohort=world.rowan)
    done = make.release(
        version=world.release.version, cohort=world.juniper, block="Spring", due_on=None
    )
    Release.objects.filter(pk=done.pk).update(closes_at=make.ago(days=1))
    page = page_of(client_for(world.hana), "module_publish", edited.module_id)
    assert page.count('name="release"') == 1
    assert f'value="{world.release.pk}"' in page
    assert "checked" not in page
    assert "another cohort, version 1: Ask Prof Omar." in page
    assert "It is closed for writing" in page
    assert "has version 1" in page
    # An editor of the course plans no cohort; who has one module with one cohort may tick that one.
    cleo = page_of(client_for(world.cleo), "module_publish", edited.module_id)
    assert 'name="release"' not in cleo
    assert "Ask Prof Hana." in cleo
    maya = page_of(client_for(world.maya), "module_publish", edited.module_id)
    assert f'value="{world.release.pk}"' in maya


def test_a_cohort_without_lead_is_asked_of_the_administrator(world, client_for, edited):
    make.release(version=world.release.version, cohort=make.cohort())
    page = page_of(client_for(world.hana), "module_publish", edited.module_id)
    assert "Ask the programme administrator." in page


def test_a_note_is_required_with_a_tick_and_what_was_typed_comes_back(world, client_for, edited):
    client = client_for(world.hana)
    address = url("module_publish", edited.module_id)
    answer = client.post(address, {"release": [world.release.pk], "note": " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say in one line what changed" in page
    assert "checked" in page
    edited.refresh_from_db()
    assert edited.number is None
    answer = client.post(address, {"note": "Kept beside it", "release": [987_654]})
    assert answer.status_code == 422
    assert "Kept beside it" in answer.content.decode()


def test_publishing_to_one_cohort_moves_it_and_no_other(world, client_for, edited):
    spring = make.release(version=world.release.version, cohort=world.juniper, block="Spring")
    client = client_for(world.hana)
    said = {"release": [world.release.pk], "note": "Clearer."}
    answer = client.post(url("module_publish", edited.module_id), said, follow=True)
    page = answer.content.decode()
    assert "Version 2 is published." in page
    assert "1 cohort has it now" in page
    world.release.refresh_from_db()
    spring.refresh_from_db()
    assert (world.release.version.number, spring.version.number) == (2, 1)
    # Later the other one too.
    give = url("module_give", edited.module_id, 2)
    assert give in page
    assert f'value="{spring.pk}"' in client.get(give).content.decode()
    client.post(give, {"release": [spring.pk], "note": "Now you too."})
    spring.refresh_from_db()
    assert spring.version.number == 2
    assert (
        "Every cohort that has this module has this version." in client.get(give).content.decode()
    )


def test_a_release_she_may_not_change_cannot_be_posted(world, client_for, edited):
    foreign = make.release(version=world.release.version, cohort=world.rowan)
    for who in ("cleo", "maya", "hana"):
        client = client_for(world.people[who])
        said = {"release": [foreign.pk], "note": "Mine now"}
        assert client.post(url("module_publish", edited.module_id), said).status_code == 422
    foreign.refresh_from_db()
    edited.refresh_from_db()
    assert (foreign.version.number, edited.number) == (1, None)


# ------------------------------------------------------------------ compare
def test_two_versions_stand_side_by_side_with_words_for_the_marks(world, client_for, edited):
    reading = edited.lessons.get(kind="reading")
    Lesson.objects.filter(pk=reading.pk).update(body="<p>Something <em>else</em> to read.</p>")
    make.lesson(version=edited, title="A new one", facilitator_notes="<p>Only for you.</p>")
    edited.lessons.filter(kind="reflection").delete()
    Objective.objects.create(version=edited, text="To listen")
    page = page_of(client_for(world.maya), "module_compare", edited.module_id)
    assert re.search(
        r"\[is now: </span>\s*else\s*<span class=.visually-hidden.>\]</span></ins>", page
    )
    for word in ("Added", "Removed", "Changed", "A new one", "Only for you.", "To listen"):
        assert word in page
    same = page_of(
        client_for(world.hana), "module_compare", edited.module_id,
        one=edited.pk, other=edited.pk,
    )  # fmt: skip
    assert "These two are the same in everything." in same


def test_versions_of_another_module_are_not_compared(world, client_for, edited):
    client = client_for(world.hana)
    foreign = world.other_release.version
    for asked in ({"one": foreign.pk, "other": edited.pk}, {"one": "x"}, {"one": edited.pk}):
        assert client.get(url("module_compare", edited.module_id), asked).status_code == 404
    for name in ("compare", "copy", "publish"):
        for pk in (foreign.module_id, 987_654):
            assert client.get(url(f"module_{name}", pk)).status_code == 404
    assert client.get(url("module_give", edited.module_id, 9)).status_code == 404
    assert client.get(url("module_give", foreign.module_id, 1)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_comparison_costs_the_same_however_much_is_in_it(
    world, client_for, edited, django_assert_num_queries, rows
):
    for _ in range(rows):
        for version in (edited, world.release.version):
            lesson = make.lesson(version=version, kind="reflection")
            make.step(lesson=lesson)
            make.prompt(lesson=lesson)
            Objective.objects.create(version=version, text="One of them")
    client = client_for(world.hana)
    address = url("module_compare", edited.module_id)
    client.get(address)
    with django_assert_num_queries(COMPARE):
        assert client.get(address).status_code == 200


COMPARE = 12


@pytest.mark.parametrize("rows", [1, 3])
def test_the_offer_costs_the_same_however_many_cohorts(
    world, client_for, edited, django_assert_num_queries, rows
):
    for _ in range(rows):
        lead, cohort = make.person(), make.cohort()
        make.membership(person=lead, cohort=cohort, role="lead")
        make.release(version=world.release.version, cohort=cohort)
    client = client_for(world.hana)
    address = url("module_publish", edited.module_id)
    client.get(address)
    with django_assert_num_queries(OFFER):
        assert client.get(address).status_code == 200


OFFER = 9


# ------------------------------------------------------------------ copy
def test_a_copy_is_another_module_with_keys_of_its_own(world, client_for, edited):
    one = Objective.objects.create(version=edited, text="To listen")
    reading = edited.lessons.get(kind="reading")
    reading.objectives.add(one)
    make.step(lesson=reading)
    publishing.publish(module=edited.module, by=world.hana)
    client = client_for(world.hana)
    address = url("module_copy", edited.module_id)
    assert f'value="{edited.module.slug}-copy"' in client.get(address).content.decode()
    said = {"version": edited.pk, "title": "Another", "slug": "another",
            "course": edited.module.course_id}  # fmt: skip
    answer = client.post(address, said)
    made = ModuleVersion.objects.get(module__slug="another")
    assert answer.url == url("moduleversion_change", made.pk)
    assert (made.title, made.number, made.source_sha256) == ("Another", None, "")
    for name in ("key", "steps__key", "prompts__key"):
        before = set(edited.lessons.exclude(**{name: None}).values_list(name, flat=True))
        after = set(made.lessons.exclude(**{name: None}).values_list(name, flat=True))
        assert len(before) == len(after) > 0
        assert not before & after
    copied = made.lessons.get(kind="reading").objectives.get()
    assert (copied.version, copied.text, copied.key == one.key) == (made, "To listen", False)
    again = client.post(address, said)
    assert again.status_code == 422
    assert "Another module has this address." in again.content.decode()
    assert made.module.position > edited.module.position


def test_pictures_of_a_copy_outlive_the_original_and_the_other_way_round(
    world, client_for, edited, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "lesson").mkdir()
    name = f"lesson/{'a' * 32}.png"
    (tmp_path / name).write_bytes(b"picture")
    make.lesson(version=edited, kind="art", image=name, image_description="Two people.")
    client = client_for(world.hana)
    said = {"version": edited.pk, "title": "Another", "slug": "another",
            "course": edited.module.course_id}  # fmt: skip
    client.post(url("module_copy", edited.module_id), said)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.discard(version=edited, by=world.hana)
    assert (tmp_path / name).exists()
    copied = Module.objects.get(slug="another")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("module_delete", copied.pk), {"post": "yes"})
    assert not Module.objects.filter(slug="another").exists()
    assert not (tmp_path / name).exists()


def test_only_who_builds_both_copies(world, client_for, edited):
    said = {"version": edited.pk, "title": "Another", "slug": "another",
            "course": world.other_release.version.module.course_id}  # fmt: skip
    for who, status in (("hana", 422), ("maya", 404), ("omar", 404)):
        client = client_for(world.people[who])
        assert client.post(url("module_copy", edited.module_id), said).status_code == status
    assert not Module.objects.filter(slug="another").exists()
    page = page_of(client_for(world.maya), "moduleversion_change", edited.pk)
    assert url("module_copy", edited.module_id) not in page


def test_the_acts_ask_for_themselves(world, edited):
    """What no page offers is refused by the act as well."""
    foreign = world.other_release.version
    for source, course, by in (
        (edited, foreign.module.course, world.omar),
        (edited, foreign.module.course, world.hana),
        (edited, edited.module.course, world.maya),
    ):
        with pytest.raises(Refused):
            copying.copy_module(source=source, course=course, slug="x", title="X", by=by)
    place = CourseTeam(
        course=edited.module.course, module=edited.module, cohort=world.rowan, person=world.farid
    )
    with pytest.raises(Refused) as refused:
        building.join_team(place=place, by=world.hana)
    assert refused.value.field == "cohort"
    assert not Module.objects.filter(slug="x").exists()


# ------------------------------------------------------------------ one module, for a time
def test_an_owner_grants_one_module_and_it_lapses(world, client_for, edited):
    place = type(edited.module.course.team.first())
    course, person = edited.module.course, world.farid
    client = client_for(world.hana)
    said = {"person": person.pk, "course": course.pk, "role": "editor", "starts_at":
            "2026-09-01T08:00", "ends_at": "", "module": edited.module_id,
            "cohort": world.juniper.pk}  # fmt: skip
    refused = {
        "module": world.other_release.version.module_id,
        "cohort": world.rowan.pk,
        "role": "owner",
    }
    for field, value in refused.items():
        assert client.post(url("courseteam_add"), said | {field: value}).status_code == 200, field
    assert client.post(url("courseteam_add"), said | {"module": ""}).status_code == 200
    assert not place.objects.filter(person=person).exists()
    assert client.post(url("courseteam_add"), said).status_code == 302
    theirs = client_for(person)
    assert theirs.get(url("moduleversion_change", edited.pk)).status_code == 200
    made = place.objects.get(person=person)
    client.post(
        url("courseteam_change", made.pk),
        {"role": "editor", "starts_at": "2026-09-01T08:00",
         "ends_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M:%S")},
    )  # fmt: skip
    assert theirs.get(url("moduleversion_change", edited.pk)).status_code == 404
    page = page_of(client, "courseteam_changelist")
    assert edited.module.slug in page
