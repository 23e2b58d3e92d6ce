"""Each act, list and notice asks the rule itself, whoever calls it and whatever its page asked."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from accounts import notices, pairing_queries, queries, staffing
from accounts.actions import archiving, cohorts, pair_lists
from accounts.admin.matching import in_led_cohorts
from accounts.errors import Refused
from accounts.models import (
    Cohort,
    Cover,
    GroupMembership,
    LegalHold,
    MentorChange,
    Person,
    RosterUpload,
)
from tests import make
from tests.world import World


def asked_by(person: Any) -> HttpRequest:
    request = HttpRequest()
    request.user = person
    return request


def acts(w: World, by: Person) -> list[Any]:
    """Return what only those who keep the cohort may do, where the page's answer would differ."""
    group = make.group(cohort=w.juniper, name="North")
    GroupMembership.objects.create(group=group, person=w.asha, starts_at=make.ago(days=1))
    return [
        lambda: archiving.thank(cohort=w.juniper, by=by),
        lambda: cohorts.switch_lead_reads(cohort=w.juniper, on=True, by=by),
        lambda: cohorts.switch_lead_reads(cohort=w.juniper, on=False, by=by),
        lambda: cohorts.remove_group(group=group, by=by),
        lambda: pair_lists.upload(
            data=b"\0", kind=RosterUpload.Kind.PAIRS, cohort=w.juniper, by=by
        ),
    ]


@pytest.mark.parametrize("name", ["asha", "ekdal", "farid", "omar", "cleo"])
def test_who_does_not_keep_the_cohort_is_told_nothing_of_it(world, name) -> None:
    """Not even why it could not be done: that says who is there and what was submitted."""
    for act in acts(world, getattr(world, name)):
        with pytest.raises(Refused, match="You may not change this"):
            act()


def test_what_becomes_anothers_is_changed_by_who_keeps_both(world) -> None:
    w = world
    group = make.group(cohort=w.juniper, name="North")
    with pytest.raises(Refused, match="You may not change this"):
        cohorts.change_group(group=group, by=w.hana, cohort=w.rowan)
    group.refresh_from_db()
    cohorts.change_group(group=group, by=w.ivo, cohort=w.rowan)


def test_the_admin_names_those_one_may_change(world) -> None:
    w = world
    pages, holds = admin.site._registry[Cohort], admin.site._registry[LegalHold]

    def named(person: Any) -> tuple[bool, bool, bool, set[str]]:
        request = asked_by(person)
        led = in_led_cohorts(request, Person.objects.all(), "student")
        return (
            bool(pages._members(request, w.juniper.pk).rows),
            bool(pages._pairs(request, w.juniper.pk).rows),
            holds.choices_for(request, None).filter(pk=w.sam.pk).exists(),
            set(led.values_list("name", flat=True)),
        )

    assert named(w.ivo) == (True, True, True, {"Asha", "Ben", "Sam", "Chidi"})
    assert named(w.hana) == (True, True, False, {"Asha", "Ben", "Sam"})
    assert named(w.omar) == (False, False, False, {"Chidi"})
    for person in (w.asha, w.ekdal, AnonymousUser()):
        assert named(person) == (False, False, False, set())


def test_a_notice_goes_to_who_may_still_know_of_it(world) -> None:
    w, kinds = world, notices.kinds()
    cover = Cover.objects.get(cover=w.noma)
    change = MentorChange.objects.create(
        student=w.asha, cohort=w.juniper, mentoring=cover.mentoring
    )
    covers = next(kind for kind in kinds.values() if kind.still.__name__ == "_still_covers").still
    wanted = kinds["mentor_wanted"].still
    clashes = next(kind for kind in kinds.values() if kind.still.__name__ == "_still_clashes").still
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    assert (covers(w.asha, cover), wanted(w.hana, change)) == (True, True)
    assert (wanted(w.ekdal, change), wanted(w.omar, change)) == (False, False)
    assert (clashes(w.hana, w.juniper), clashes(w.omar, w.juniper)) == (True, False)
    w.asha.is_active = False
    assert not covers(w.asha, cover)


def test_the_admin_names_the_roles_one_may_change(world) -> None:
    w, pages = world, admin.site._registry[Person]
    make.membership(person=w.chidi, cohort=w.juniper)

    def named(person: Any) -> set[str]:
        return {row["label"] for row in pages._roles(asked_by(person), w.chidi).rows}

    assert named(w.ivo) == {"student · Juniper", "student · Rowan"}
    assert named(w.hana) == {"student · Juniper"}
    assert named(w.chidi) == named(w.ekdal) == named(AnonymousUser()) == set()


def test_who_evaluates_whom_is_for_those_who_keep_it(world) -> None:
    w = world
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    make.evaluating(evaluator=w.hana, student=w.ben, cohort=w.juniper)

    def named(person: Any) -> list[tuple[str, bool]]:
        rows = pairing_queries.evaluators(person, w.juniper)
        return [(row.student.name, row.may_change) for row in rows]

    assert named(w.ivo) == [("Asha", True), ("Ben", True)]
    assert named(w.hana) == [("Asha", True), ("Ben", False)]
    for person in (w.ekdal, w.asha, w.ben, w.omar, w.farid):
        assert named(person) == []


def test_pairs_and_leaves_are_told_apart_from_the_seats(world) -> None:
    """Whoever may know that somebody mentors may not know whom, nor that she is away."""
    w, now = world, timezone.now()
    make.leave(person=w.ekdal)

    def known(person: Any) -> tuple[set[Any], bool]:
        pairs = staffing._pairs(person, [w.juniper.pk], now)
        away = staffing._leaves(person, now)
        return {student for _pk, _cohort, _mentor, student, _covered in pairs}, away.exists()

    assert known(w.hana) == ({w.asha.pk, w.ben.pk}, True)
    assert known(w.ekdal) == ({w.asha.pk}, True)
    assert known(w.ben) == ({w.ben.pk}, False)
    assert known(w.noma) == known(w.omar) == (set(), False)


def test_who_covers_is_named_to_whoever_may_still_come_in(world) -> None:
    w = world
    assert [row.cover for row in queries._covers(w.asha, w.juniper)] == [w.noma]
    assert queries._covers(w.ben, w.juniper) == []
    w.asha.is_active = False
    assert queries._covers(w.asha, w.juniper) == []
