"""A third required reflection inside three weeks needs a reason, and the planner hears whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent, Membership
from curriculum.actions import offering, repinning
from curriculum.models import Release
from tests import make

pytestmark = pytest.mark.django_db


def on(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def course(world):
    return world.release.version.module.course


def module(course, *, reflections=1, **fields):
    version = make.module_version(module=make.module(course=course), **fields)
    make.lesson(version=version)
    for _ in range(reflections):
        make.prompt(lesson=make.lesson(version=version, kind="reflection"))
    return version


def planned(course, cohort, *, due, **fields):
    """Put a release into the database, past the guard."""
    return make.release(
        version=module(course), cohort=cohort, opens_on=on(-30), due_on=on(due), **fields
    )


def wanted(course, cohort, *, due, reflections=1, **fields):
    version = module(course, reflections=reflections)
    due_on = None if due is None else on(due)
    return Release(version=version, cohort=cohort, opens_on=on(1), due_on=due_on, **fields)


@pytest.fixture
def juniper(world, course):
    """Two are due already in this cohort: in five days and in twelve."""
    planned(course, world.juniper, due=12)
    return world.juniper


def test_the_third_is_refused_beside_its_field_and_names_the_students(world, course, juniper):
    row = wanted(course, juniper, due=20)
    with pytest.raises(Refused) as refused:
        offering.release(release=row, by=world.hana)
    assert refused.value.field == "load_reason"
    said = str(refused.value.sentence)
    assert said.startswith("Asha and Ben would have a third reflection due within three weeks.")
    # Suspended, gone, of another cohort: not hit.
    assert not any(name in said for name in ("Sam", "Lena", "Chidi", "Rowan"))
    assert not Release.objects.filter(version=row.version).exists()


def test_with_a_reason_it_is_kept_with_it_and_noted_without_its_words(world, course, juniper):
    row = wanted(course, juniper, due=20, load_reason="  The clerkship moved.  ")
    made = offering.release(release=row, by=world.hana)
    assert Release.objects.get(pk=made.pk).load_reason == "The clerkship moved."
    noted = AuditEvent.objects.get(verb="release.load_accepted")
    assert (noted.about, noted.facts) == (str(made.pk), {"students": 2})


def test_a_reason_nobody_needs_is_not_kept(world, course, juniper):
    row = wanted(course, juniper, due=60, load_reason="Just in case.")
    assert offering.release(release=row, by=world.hana).load_reason == ""
    assert not AuditEvent.objects.filter(verb="release.load_accepted").exists()


@pytest.mark.parametrize(
    ("due", "reflections"), [(27, 1), (None, 1), (20, 0)], ids=["later", "never", "none to write"]
)
def test_what_is_not_close_or_not_required_passes(world, course, juniper, due, reflections):
    row = wanted(course, juniper, due=due, reflections=reflections)
    assert offering.release(release=row, by=world.hana).pk


def test_two_reflections_in_one_module_count_twice(world, course):
    row = wanted(course, world.juniper, due=9, reflections=2)
    with pytest.raises(Refused):
        offering.release(release=row, by=world.hana)


class TestInTwoCohorts:
    @pytest.fixture
    def both(self, world, course):
        """Ben is a student of Rowan too, where one more is due; Asha is not."""
        make.membership(person=world.ben, cohort=world.rowan)
        Release.objects.filter(pk=world.other_release.pk).update(due_on=on(8))

    def test_only_who_is_in_both_is_hit_and_the_other_cohort_is_not_named(
        self, world, course, both
    ):
        with pytest.raises(Refused) as refused:
            offering.release(release=wanted(course, world.juniper, due=15), by=world.hana)
        said = str(refused.value.sentence)
        assert said.startswith("Ben would have")
        assert "Asha" not in said
        assert "Rowan" not in said

    def test_a_place_that_ended_or_begins_later_does_not_count(self, world, course, both):
        held = Membership.objects.filter(person=world.ben, cohort=world.rowan)
        held.update(ends_at=make.ago(minutes=1))
        assert offering.release(release=wanted(course, world.juniper, due=15), by=world.hana).pk

    def test_mentoring_there_does_not_count(self, world, course, both):
        Membership.objects.filter(person=world.ben, cohort=world.rowan).update(role="mentor")
        assert offering.release(release=wanted(course, world.juniper, due=15), by=world.hana).pk

    def test_an_archived_cohort_asks_for_nothing(self, world, course, both):
        world.rowan.archived_at = timezone.now()
        world.rowan.save()
        assert offering.release(release=wanted(course, world.juniper, due=15), by=world.hana).pk


def test_more_time_for_one_student_changes_nothing_of_the_load(world, course, juniper):
    make.extension(release=world.release, person=world.asha, granted_by=world.ekdal, days=60)
    with pytest.raises(Refused) as refused:
        offering.release(release=wanted(course, juniper, due=20), by=world.hana)
    assert "Asha and Ben" in str(refused.value.sentence)


def test_time_passing_makes_room(world, course, juniper):
    """The two that were due long ago no longer count."""
    long_ago = {"opens_on": on(-40), "opens_at": make.ago(days=40)}
    Release.objects.filter(pk=world.release.pk).update(
        due_on=on(-20), due_at=make.ago(days=20), **long_ago
    )
    assert offering.release(release=wanted(course, juniper, due=20), by=world.hana).pk


def test_moving_a_due_date_is_weighed_but_not_against_itself(world, course, juniper):
    far = planned(course, juniper, due=60)
    with pytest.raises(Refused):
        offering.change(release=far, by=world.hana, due_on=on(15))
    near = Release.objects.get(pk=world.release.pk)
    assert offering.change(release=near, by=world.hana, due_on=on(6)).due_on == on(6)
    far = Release.objects.get(pk=far.pk)
    moved = offering.change(
        release=far, by=world.hana, due_on=on(15), load_reason="Agreed with them."
    )
    assert Release.objects.get(pk=moved.pk).load_reason == "Agreed with them."


def test_changing_something_else_asks_for_no_reason(world, course, juniper):
    crowded = planned(course, juniper, due=13)
    assert offering.change(release=crowded, by=world.hana, block="Spring").block == "Spring"


def test_another_version_with_a_reflection_more_is_weighed(world, course, juniper):
    version = module(course, reflections=0)
    release = make.release(version=version, cohort=juniper, opens_on=on(-1), due_on=on(14))
    heavier = make.module_version(module=version.module, number=2)
    make.prompt(lesson=make.lesson(version=heavier, kind="reflection"))
    with pytest.raises(Refused, match="Asha and Ben"):
        repinning.repin(release=release, version=heavier, note="A reflection.", by=world.hana)


def test_who_may_not_plan_here_hears_no_name(world, course, juniper):
    row = wanted(course, juniper, due=20)
    for stranger in (world.omar, world.fox, world.asha):
        with pytest.raises(Refused) as refused:
            offering.release(release=row, by=stranger)
        assert "Asha" not in str(refused.value.sentence)
