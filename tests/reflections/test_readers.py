"""Who would read and who reads: the same people as the rules let in."""

import pytest

from accounts.models import Cohort, Conflict, Cover, Membership, Mentoring, Person
from accounts.policy import allows, audience
from reflections.readers import cohort_of, formal, holding, readers_for
from tests import make


def named(w, who="asha", cohort="juniper"):
    # Fresh from the database: the cast is shared by all tests of this module.
    readers = readers_for(getattr(w, who), Cohort.objects.get(pk=getattr(w, cohort).pk))
    return [(reader.person.name, reader.via) for reader in readers]


def lead_reads(w):
    Cohort.objects.filter(pk=w.juniper.pk).update(lead_reads=True)


BOTH = [("Dr Ekdal", "mentor"), ("Dr Noma", "cover")]


def test_mentor_and_announced_cover_are_named(standing_world):
    assert named(standing_world) == BOTH


def test_the_lead_only_where_switched_on(standing_world):
    w = standing_world
    lead_reads(w)
    assert named(w) == [*BOTH, ("Prof Hana", "lead")]


def test_nobody_without_a_cohort_or_a_mentor(standing_world):
    w = standing_world
    assert readers_for(w.asha, None) == []
    assert named(w, who="lena") == []
    assert named(w, cohort="rowan") == []


@pytest.mark.parametrize("other_way", [True, False])
def test_a_conflict_takes_the_mentor_out(standing_world, other_way):
    w = standing_world
    pair = {"one": w.asha, "other": w.ekdal} if other_way else {"one": w.ekdal, "other": w.asha}
    Conflict.objects.create(**pair)
    assert named(w) == BOTH[1:]


def test_an_ended_pairing_ends_mentor_and_cover(standing_world):
    w = standing_world
    Mentoring.objects.filter(mentor=w.ekdal).update(ends_at=make.ago(hours=1))
    assert named(w) == []


def test_a_mentor_without_a_seat_in_the_cohort_is_not_named(standing_world):
    w = standing_world
    Membership.objects.filter(person=w.ekdal).update(ends_at=make.ago(hours=1))
    assert named(w) == BOTH[1:]


def test_a_cover_counts_once_announced_and_while_it_lasts(standing_world):
    w = standing_world
    Cover.objects.update(announced_at=make.ago(days=-1))
    assert named(w) == BOTH[:1]
    Cover.objects.update(announced_at=make.ago(days=3), ends_at=make.ago(hours=1))
    assert named(w) == BOTH[:1]


def test_the_suspended_and_the_author_herself_are_not_named(standing_world):
    w = standing_world
    lead_reads(w)
    make.membership(person=w.asha, cohort=w.juniper, role="lead")
    Person.objects.filter(pk=w.ekdal.pk).update(is_active=False)
    assert [name for name, _via in named(w)] == ["Dr Noma", "Prof Hana"]


def test_the_named_are_exactly_those_the_rules_let_in(standing_world):
    w = standing_world
    lead_reads(w)
    readers = readers_for(w.asha, Cohort.objects.get(pk=w.juniper.pk))
    entry = make.entry(author=w.asha, release=None)
    version = make.version(
        entry=entry, cohort=w.juniper, readers={r.via: r.person for r in readers}
    )
    assert {r.person for r in readers} | {w.asha} == set(audience(version))
    assert {r.person for r in holding([version.pk])[version.pk]} == {r.person for r in readers}
    assert all(allows(reader.person, "read", entry) for reader in readers)


def test_holding_forgets_whoever_left(standing_world):
    w = standing_world
    version = w.entries["submitted"].versions.get()
    assert [r.person for r in holding([version.pk])[version.pk]] == [w.ekdal]
    Conflict.objects.create(one=w.asha, other=w.ekdal)
    assert holding([version.pk]) == {}
    assert holding([]) == {}


def test_the_cohort_of_a_page(standing_world):
    w = standing_world
    assert cohort_of(w.asha, w.other_release) == w.rowan
    assert cohort_of(w.asha, None) == w.juniper
    assert cohort_of(w.sam, None) == w.juniper
    assert cohort_of(w.lena, None) is None


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Dr Amara Okonkwo-Reyes", "Dr Okonkwo-Reyes"),
        ("Dr Ekdal", "Dr Ekdal"),
        ("Amara Okonkwo", "Amara Okonkwo"),
        ("", ""),
    ],
)
def test_how_a_button_calls_somebody(name, short):
    assert formal(name) == short
