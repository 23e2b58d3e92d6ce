"""Versions of a module, and opening them to cohorts."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Notice
from curriculum.actions import building, offering, publishing
from curriculum.models import Lesson, Module, ModuleVersion, Objective, Prompt, Release
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(world):
    return world.release.version.module


def being_edited(world) -> ModuleVersion:
    return publishing.edit(module=world.release.version.module, by=world.hana)


# ------------------------------------------------------------------ editing
def test_editing_starts_a_copy_with_the_same_keys(world, module):
    frozen = world.release.version
    Objective.objects.create(version=frozen, text="Explain", position=1)
    make.step(lesson=frozen.lessons.get(kind="reading"))
    made = publishing.edit(module=module, by=world.hana)
    assert made.number is None
    assert made.pk != frozen.pk

    def keys(version):
        return {
            "lessons": set(version.lessons.values_list("key", "slug", "position", "body")),
            "objectives": set(version.objectives.values_list("key", "text")),
            "prompts": set(
                Prompt.objects.filter(lesson__version=version).values_list("key", "text")
            ),
            "steps": set(version.lessons.values_list("steps__key", "steps__text")),
        }

    assert keys(made) == keys(frozen)
    assert made.lessons.count() == 2
    assert not set(made.lessons.values_list("pk")) & set(frozen.lessons.values_list("pk"))


def test_editing_twice_goes_on_with_the_same_copy(world, module):
    assert publishing.edit(module=module, by=world.hana) == publishing.edit(
        module=module, by=world.cleo
    )
    assert module.versions.filter(number=None).count() == 1


def test_the_newest_published_version_is_copied(world, module):
    second = being_edited(world)
    second.title = "Second"
    second.save()
    publishing.publish(module=module, by=world.hana)
    assert publishing.edit(module=module, by=world.hana).title == "Second"


@pytest.mark.parametrize("who", ["omar", "asha", "ekdal", "tuva"])
def test_only_those_who_build_the_course_edit_or_publish(world, module, who):
    being_edited(world)
    for act in (publishing.edit, publishing.publish):
        with pytest.raises(Refused):
            act(module=module, by=world.people[who])
    assert not module.versions.filter(number=2).exists()


# ------------------------------------------------------------------ publishing
def test_publishing_freezes_with_the_next_number(world, module):
    being_edited(world)
    made = publishing.publish(module=module, by=world.cleo)
    assert made.number == 2
    assert made.published_by == world.cleo
    assert made.published_at <= timezone.now()
    event = AuditEvent.objects.get(verb="module.published")
    assert (event.by, event.about, event.facts) == (
        str(world.cleo.pk),
        str(made.pk),
        {"number": 2},
    )


def test_cohorts_keep_what_they_have_and_nobody_is_told(world, module):
    before = Notice.objects.count()
    being_edited(world)
    publishing.publish(module=module, by=world.hana)
    world.release.refresh_from_db()
    assert world.release.version.number == 1
    assert Notice.objects.count() == before


def test_nothing_new_is_not_published(world, module):
    with pytest.raises(NotNow):
        publishing.publish(module=module, by=world.hana)


def test_a_failed_audit_publishes_nothing(world, module, monkeypatch):
    made = being_edited(world)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(publishing.audit, "record", broken)
    with pytest.raises(RuntimeError):
        publishing.publish(module=module, by=world.hana)
    made.refresh_from_db()
    assert made.number is None


def test_a_module_without_lessons_is_refused(world):
    module = Module(course=world.release.version.module.course, slug="empty")
    building.add_module(module=module, title="Empty", by=world.hana)
    with pytest.raises(publishing.Incomplete) as refused:
        publishing.publish(module=module, by=world.hana)
    assert refused.value.missing == ["There is no lesson in it."]


INCOMPLETE = {
    "reading": ({"kind": "reading", "body": ""}, "needs its text"),
    "narrative": ({"kind": "narrative", "body": ""}, "story needs its text"),
    "transcript": ({"kind": "transcript", "body": ""}, "transcript needs its text"),
    "exercise": ({"kind": "exercise", "body": ""}, "at least one step"),
    "circle": ({"kind": "circle", "body": ""}, "at least one round"),
    "roleplay": ({"kind": "roleplay", "body": ""}, "a scenario"),
    "practice": ({"kind": "practice", "body": ""}, "a scenario"),
    "art": ({"kind": "art", "body": "", "image_description": "A field."}, "needs its picture"),
    "art with nothing": ({"kind": "art"}, "needs its picture", "Describe the picture"),
    "art undescribed": (
        {"kind": "art", "image": f"lesson/{'a' * 32}.jpg", "image_description": " "},
        "Describe the picture",
    ),
    "reflection": ({"kind": "reflection"}, "one to four prompts"),
}


@pytest.mark.parametrize("name", INCOMPLETE)
def test_an_incomplete_lesson_is_named_with_what_it_lacks(world, module, name):
    fields, *wanted = INCOMPLETE[name]
    made = being_edited(world)
    make.lesson(version=made, title="The one", **fields)
    with pytest.raises(publishing.Incomplete) as refused:
        publishing.publish(module=module, by=world.hana)
    for line, said in zip(refused.value.missing, wanted, strict=True):
        assert line.startswith("The one: ")
        assert said in line


def test_five_prompts_are_one_too_many(world, module):
    made = being_edited(world)
    lesson = made.lessons.get(kind="reflection")
    for _ in range(3):
        make.prompt(lesson=lesson)
    assert publishing.missing(made) == []
    make.prompt(lesson=lesson)
    assert len(publishing.missing(made)) == 1


def test_everything_missing_is_said_at_once(world, module, django_assert_num_queries):
    made = being_edited(world)
    for _ in range(3):
        make.lesson(version=made, kind="reading", body="")
    with django_assert_num_queries(1):
        assert len(publishing.missing(made)) == 3


# ------------------------------------------------------------------ what is frozen stays
def test_nothing_in_a_published_version_changes(world):
    frozen = world.release.version
    lesson = frozen.lessons.get(kind="reflection")
    prompt = lesson.prompts.get()
    acts = [
        lambda: building.change_version(version=frozen, by=world.hana, title="x"),
        lambda: building.keep_lesson(lesson=lesson, by=world.hana),
        lambda: building.keep_part(part=prompt, by=world.hana),
        lambda: building.remove_part(part=prompt, by=world.hana),
        lambda: building.remove_part(part=lesson, by=world.hana),
        lambda: building.keep_lesson(lesson=Lesson(version=frozen, title="n"), by=world.hana),
        lambda: publishing.discard(version=frozen, by=world.hana),
        lambda: building.remove_module(module=frozen.module, by=world.hana),
        lambda: building.readdress_module(module=frozen.module, slug="new", by=world.hana),
    ]
    for act in acts:
        with pytest.raises(NotNow):
            act()
    assert frozen.lessons.count() == 2
    assert ModuleVersion.objects.filter(pk=frozen.pk).exists()


def test_a_stale_page_cannot_change_what_was_published_meanwhile(world, module):
    made = being_edited(world)
    lesson = made.lessons.first()
    publishing.publish(module=module, by=world.hana)
    lesson.title = "Too late"
    with pytest.raises(NotNow):
        building.keep_lesson(lesson=lesson, by=world.hana)
    assert Lesson.objects.get(pk=lesson.pk).title != "Too late"


def test_what_is_being_edited_can_be_thrown_away(world, module):
    made = being_edited(world)
    publishing.discard(version=made, by=world.hana)
    assert list(module.versions.values_list("number", flat=True)) == [1]


def test_a_lesson_gets_an_address_of_its_own(world):
    made = being_edited(world)
    slugs = []
    for _ in range(2):
        lesson = Lesson(version=made, title="Slow looking", kind="reading", position=9)
        building.keep_lesson(lesson=lesson, by=world.hana)
        slugs.append(lesson.slug)
    assert slugs == ["slow-looking", "slow-looking-2"]


def test_modules_are_put_in_order_and_foreign_ones_are_not(world, module):
    course = module.course
    first, second = course.modules.order_by("position")
    building.order_modules(course=course, places={first.pk: 2, second.pk: 1}, by=world.cleo)
    assert list(course.modules.order_by("position")) == [second, first]
    foreign = world.other_release.version.module
    with pytest.raises(Refused):
        building.order_modules(course=course, places={foreign.pk: 1}, by=world.hana)
    with pytest.raises(Refused):
        building.order_modules(course=course, places={first.pk: 1}, by=world.omar)


def test_the_last_owner_stays(world, module):
    place = module.course.team.get(role="owner")
    with pytest.raises(NotNow):
        building.change_place(
            place=place,
            by=world.hana,
            role="owner",
            starts_at=place.starts_at,
            ends_at=timezone.now(),
        )
    with pytest.raises(NotNow):
        building.change_place(
            place=place, by=world.hana, role="editor", starts_at=place.starts_at, ends_at=None
        )


# ------------------------------------------------------------------ releases
def planned(world, **fields) -> Release:
    base = {
        "version": world.future_release.version,
        "cohort": world.juniper,
        "block": "Surgery",
        "opens_on": date(2027, 3, 1),
        "opens_time": time(6, 0),
    }
    return Release(**(base | fields))


def test_a_release_is_kept_audited_and_told_nobody(world):
    before = Notice.objects.count()
    made = offering.release(release=planned(world), by=world.hana)
    assert Release.objects.filter(pk=made.pk).exists()
    event = AuditEvent.objects.get(verb="release.added")
    assert event.facts == {"version": made.version_id, "cohort": world.juniper.pk}
    assert Notice.objects.count() == before


def test_dates_are_the_cohorts_own(world):
    world.juniper.time_zone = "America/New_York"
    world.juniper.save()
    made = offering.release(release=planned(world, due_on=date(2027, 3, 20)), by=world.hana)
    assert made.opens_at.isoformat() == "2027-03-01T11:00:00+00:00"
    # The clocks have changed in between: 23:59 in summer time.
    assert made.due_at.isoformat() == "2027-03-21T03:59:00+00:00"


@pytest.mark.parametrize("who", ["omar", "cleo", "ekdal", "asha", "tuva"])
def test_only_the_cohorts_lead_releases_to_it(world, who):
    with pytest.raises(Refused):
        offering.release(release=planned(world), by=world.people[who])
    assert not Release.objects.filter(block="Surgery").exists()


def test_a_lead_releases_only_courses_she_builds(world):
    with pytest.raises(Refused):
        offering.release(release=planned(world, version=world.other_release.version), by=world.hana)


def test_an_unpublished_version_is_not_released(world):
    with pytest.raises(NotNow) as refused:
        offering.release(release=planned(world, version=being_edited(world)), by=world.hana)
    assert refused.value.field == "version"


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"due_on": date(2027, 2, 1)}, "due_on"),
        ({"closes_on": date(2027, 2, 1)}, "closes_on"),
        ({"due_on": date(2027, 3, 9), "closes_on": date(2027, 3, 8)}, "closes_on"),
    ],
)
def test_dates_out_of_order_are_refused_beside_their_field(world, dates, field):
    with pytest.raises(Refused) as refused:
        offering.release(release=planned(world, **dates), by=world.hana)
    assert refused.value.field == field


def test_the_same_block_twice_is_refused(world):
    offering.release(release=planned(world), by=world.hana)
    with pytest.raises(Refused):
        offering.release(release=planned(world), by=world.hana)


def test_a_past_due_date_is_accepted(world):
    made = offering.release(
        release=planned(world, opens_on=date(2026, 1, 1), due_on=date(2026, 2, 1)), by=world.hana
    )
    assert offering.is_late(made.due_at)
    assert not offering.is_late(None)


def test_what_is_open_stays_open(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotNow) as refused:
        offering.change(
            release=world.release, by=world.hana, opens_on=tomorrow, due_on=None, closes_on=None
        )
    assert refused.value.field == "opens_on"
    world.release.refresh_from_db()
    offering.change(release=world.release, by=world.hana, due_on=tomorrow)
    assert Release.objects.get(pk=world.release.pk).due_on == tomorrow


def test_a_release_is_taken_back_only_before_it_opens(world):
    with pytest.raises(NotNow):
        offering.withdraw(release=world.release, by=world.hana)
    offering.withdraw(release=world.future_release, by=world.hana)
    assert not Release.objects.filter(pk=world.future_release.pk).exists()
    assert AuditEvent.objects.filter(verb="release.removed").count() == 1
