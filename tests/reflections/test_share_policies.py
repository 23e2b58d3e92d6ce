"""Who finds what was shared: those named then, while they and the author are in that company."""

import pytest

from accounts.models import (
    Conflict,
    Evaluating,
    GroupMembership,
    Membership,
    MentorChange,
    Mentoring,
    Person,
)
from accounts.policy import allows, audience
from reflections.models import Picture, VersionAsk
from tests import make
from tests.house.matrix_concern import concern


def company(w, *, group=None, **fields):
    """Share a page of Asha's with Ben, and with people who may not find it whatever happens."""
    entry = make.entry(author=w.asha)
    make.picture(entry=entry, added_at=make.ago(hours=1))
    known = {"entry": entry, "cohort": w.juniper, "group": group}
    named = [w.ben, w.chidi, w.fox, w.sam, w.lena]
    return make.share(readers=named, **(known | fields))


def found_by(share):
    people = set(audience(share))
    for person in Person.objects.all():
        assert allows(person, "read", share) == (person in people)
    if hasattr(share, "text"):
        assert set(audience(share.text)) == people
    # What hangs on it is seen with it, and only where her name is.
    picture = share.entry.pictures.get()
    seen = people if share.is_named else people & {share.entry.author}
    assert set(audience(picture, "see")) == seen
    assert set(audience(picture.text)) == seen | {share.entry.author}
    assert set(type(picture).objects.visible_to(share.entry.author, "see")) == (
        {picture} if seen else set()
    )
    return {person.name for person in people}


def in_group(person, group, **fields):
    fields = {"starts_at": make.ago(days=30)} | fields
    return GroupMembership.objects.create(group=group, person=person, **fields)


def grouped(w):
    group, other = make.group(cohort=w.juniper), make.group(cohort=w.juniper)
    for person in (w.asha, w.ben, w.lena):
        in_group(person, group)
    return group, other


BOTH, ALONE = {"Asha", "Ben"}, {"Asha"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, BOTH),
        ({"is_named": False}, BOTH),
        ({"since": make.ago(hours=-9)}, ALONE),
        ({"ended": True}, ALONE),
    ],
)
def test_what_is_shared_with_a_cohort(standing_world, fields, expected):
    assert found_by(company(standing_world, **fields)) == expected


def ends_seat(w, who, **fields):
    now = {"ends_at": make.ago(minutes=1)} | fields
    Membership.objects.filter(person=getattr(w, who), cohort=w.juniper).update(**now)


CHANGES = {
    "the reader left": lambda w: ends_seat(w, "ben"),
    "the author left": lambda w: ends_seat(w, "asha"),
    "the reader teaches now": lambda w: Membership.objects.filter(person=w.ben).update(
        role="facilitator"
    ),
    "the author teaches now": lambda w: Membership.objects.filter(person=w.asha).update(
        role="facilitator"
    ),
    "the reader goes on elsewhere": lambda w: Membership.objects.filter(person=w.ben).update(
        cohort=w.rowan
    ),
    "the author goes on elsewhere": lambda w: Membership.objects.filter(person=w.asha).update(
        cohort=w.rowan
    ),
    "the reader is suspended": lambda w: Person.objects.filter(pk=w.ben.pk).update(is_active=False),
    "she must not meet him": lambda w: Conflict.objects.create(one=w.asha, other=w.ben),
    "he evaluates her": lambda w: make.evaluating(
        evaluator=w.ben, student=w.asha, cohort=w.juniper
    ),
    "he must not meet her": lambda w: Conflict.objects.create(one=w.ben, other=w.asha),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_ends_with_the_company(standing_world, change):
    w = standing_world
    share = company(w)
    CHANGES[change](w)
    assert found_by(share) == ALONE


def test_nobody_who_was_not_named_joins(standing_world):
    w = standing_world
    share = company(w)
    new = make.person(name="New")
    make.membership(person=new, cohort=w.juniper, starts_at=make.ago(days=400))
    assert found_by(share) == BOTH


def test_what_is_shared_with_a_group_ends_with_the_place_in_it(standing_world):
    w = standing_world
    group, other = grouped(w)
    share = company(w, group=group)
    assert found_by(share) == BOTH
    for who in (w.ben, w.asha):
        place = GroupMembership.objects.get(person=who, group=group)
        for fields in ({"group": other}, {"ends_at": make.ago(minutes=1)}):
            GroupMembership.objects.filter(pk=place.pk).update(**fields)
            assert found_by(share) == ALONE, (who, fields)
            GroupMembership.objects.filter(pk=place.pk).update(group=group, ends_at=None)
    assert found_by(share) == BOTH
    # A place of each in another group says nothing.
    GroupMembership.objects.filter(person=w.ben).delete()
    in_group(w.ben, other)
    assert found_by(share) == ALONE


def test_nobody_finds_what_was_thrown_away(standing_world):
    share = company(standing_world)
    type(share.entry).objects.filter(pk=share.entry_id).update(gone_at=make.ago(minutes=1))
    assert found_by(type(share).objects.get(pk=share.pk)) == set()


def test_only_the_author_ends_it_and_sees_who_reads(standing_world):
    w = standing_world
    share = company(w)
    assert set(audience(share, "write")) == {w.asha}
    assert set(audience(share.readers.first())) == {w.asha}
    Conflict.objects.create(one=w.asha, other=w.ben)
    assert allows(w.asha, "read", share)


def test_the_mentor_she_left_does_not_see_that_she_asked(standing_world):
    """Not in whatever office: as the lead, an administrator or the operator either."""
    w = standing_world
    pair = Mentoring.objects.get(student=w.asha, mentor=w.ekdal)
    change = MentorChange.objects.create(student=w.asha, cohort=w.juniper, mentoring=pair)
    seen = {"Asha", "Prof Hana", "Ivo", "Root"}
    assert {one.name for one in audience(change)} == seen
    make.membership(person=w.ekdal, cohort=w.juniper, role="lead")
    make.appointment(person=w.ekdal)
    assert {one.name for one in audience(change)} == seen
    assert {one.name for one in audience(change, "write")} == {"Asha"}


def test_a_picture_is_shown_as_long_as_it_hangs_there(standing_world):
    share = company(standing_world)
    picture = share.entry.pictures.get()
    assert {person.name for person in audience(picture, "see")} == BOTH
    Picture.objects.filter(pk=picture.pk).update(removed_at=make.ago(minutes=1))
    picture.refresh_from_db()
    assert {person.name for person in audience(picture, "see")} <= ALONE


def test_who_evaluates_the_author_is_no_second_person(standing_world):
    """Break-glass: a yes comes from somebody who is not near whose page it is."""
    w = standing_world
    make.appointment(person=w.fox, office="approver")
    grant = make.grant(asked_by=w.ivo, entry=w.entries["nobody"])
    make.evaluating(evaluator=w.fox, student=w.ben, cohort=w.juniper)
    assert allows(w.fox, "decide", grant)
    judging = make.evaluating(evaluator=w.fox, student=w.asha, cohort=w.juniper)
    assert not allows(w.fox, "decide", grant)
    Evaluating.objects.filter(pk=judging.pk).update(ends_at=make.ago(hours=1))
    assert allows(w.fox, "decide", grant)


def test_the_office_learns_no_name_of_somebody_it_evaluates(standing_world):
    w = standing_world
    raised = concern(w, handed_over_at=make.ago(hours=1))
    assert allows(w.tuva, "receive", raised)
    make.evaluating(evaluator=w.tuva, student=w.asha, cohort=w.juniper)
    assert not allows(w.tuva, "receive", raised)


def test_break_glass_opens_what_she_asks_of_her_reader(standing_world):
    w = standing_world
    version = w.entries["nobody"].versions.get()
    ask = VersionAsk.objects.create(version=version, body="What did you hear?")
    assert not allows(w.ivo, "read", ask)
    make.grant(asked_by=w.ivo, entry=w.entries["nobody"], decided_by=w.tuva)
    assert allows(w.ivo, "read", ask)
    assert w.ivo in audience(ask)
