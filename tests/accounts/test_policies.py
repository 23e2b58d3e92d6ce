"""Who sees people and cohorts: each condition of each clause, taken away one at a time."""

import pytest

from accounts.models import (
    Appointment,
    AuditEvent,
    Conflict,
    Group,
    GroupMembership,
    Invitation,
    Membership,
    Mentoring,
    Person,
    School,
)
from accounts.policy import allows, audience, explain
from tests import make

LONG_AGO, LATER = make.ago(days=1), make.ago(days=-1)


def _may(person: object, row: object, action: str = "read") -> bool:
    """Ask all doors, about the row as it is now; they must agree."""
    row = type(row).objects.get(pk=row.pk)
    answers = {
        allows(person, action, row),
        type(row).objects.visible_to(person, action).filter(pk=row.pk).exists(),
        person in audience(row, action),
    }
    assert len(answers) == 1
    return answers.pop()


@pytest.fixture
def cohort(db: None) -> object:
    return make.cohort()


def test_every_question_can_be_asked_about_another_moment(cohort) -> None:
    one, other = make.person(), make.person()
    for person in (one, other):
        make.membership(
            person=person, cohort=cohort, starts_at=make.ago(days=9), ends_at=make.ago(days=3)
        )
    people = Person.objects.filter(pk=other.pk)
    for days, expected in ((1, False), (5, True), (12, False)):
        at = make.ago(days=days)
        assert allows(one, "read", other, at) == expected
        assert people.visible_to(one, at=at).exists() == expected
        assert people.with_right("read", one, at=at).get().may_read == expected
        assert (one in audience(other, at=at)) == expected
        assert ("fellow" in explain(one, "read", other, at)) == expected


def test_explanation_names_exactly_the_clauses_that_hold(world) -> None:
    entry, other = world.entries["covered"], world.entries["submitted"]
    assert explain(world.asha, "read", entry) == ["author"]
    assert explain(world.ekdal, "read", entry) == ["mentor"]
    assert explain(world.noma, "read", entry) == ["cover"]
    assert explain(world.noma, "read", other) == []
    assert explain(world.hana, "read", world.asha) == ["fellow", "leads_them"]
    assert explain(world.ekdal, "read", world.asha) == ["fellow", "paired"]
    assert explain(world.root, "read", world.asha) == ["operator"]


def test_everybody_sees_herself_and_strangers_do_not(cohort) -> None:
    one, other = make.person(), make.person()
    assert _may(one, one)
    assert _may(one, one, "reach")
    assert not _may(one, other)
    assert not _may(one, one, "change")


def test_fellows_see_each_other_while_both_are_in_the_cohort(cohort) -> None:
    one, other = make.person(), make.person()
    seats = [make.membership(person=p, cohort=cohort) for p in (one, other)]
    assert _may(one, other)
    assert not _may(one, other, "reach")
    for seat in seats:
        for change in ({"ends_at": LONG_AGO}, {"ends_at": None, "starts_at": LATER}):
            Membership.objects.filter(pk=seat.pk).update(**change)
            assert not _may(one, other)
        Membership.objects.filter(pk=seat.pk).update(starts_at=LONG_AGO, ends_at=None)
        assert _may(one, other)
    Membership.objects.filter(pk=seats[0].pk).update(cohort=make.cohort())
    assert not _may(one, other)


def test_mentor_reaches_her_student_while_the_pairing_holds(cohort) -> None:
    mentor, student = make.person(), make.person()
    pair = make.mentoring(mentor=mentor, student=student, cohort=cohort)
    assert _may(mentor, student)
    assert _may(student, mentor)
    assert _may(mentor, student, "reach")
    assert not _may(student, mentor, "reach")
    for change in ({"ends_at": LONG_AGO}, {"ends_at": None, "starts_at": LATER}):
        Mentoring.objects.filter(pk=pair.pk).update(**change)
        assert not _may(mentor, student)
        assert not _may(student, mentor)
        assert not _may(mentor, student, "reach")


def test_a_pairing_shows_two_people_to_each_other_and_to_nobody_else(cohort) -> None:
    mentor, student, stranger = make.person(), make.person(), make.person()
    make.mentoring(mentor=mentor, student=student, cohort=cohort)
    for other in (mentor, student):
        assert not _may(stranger, other)
        assert not _may(stranger, other, "reach")
        assert not _may(other, stranger)


def test_lead_loses_sight_of_whoever_leaves(cohort) -> None:
    lead, student = make.person(), make.person()
    make.membership(person=lead, cohort=cohort, role="lead")
    seat = make.membership(person=student, cohort=cohort)
    assert _may(lead, student, "reach")
    for change in ({"ends_at": LONG_AGO}, {"ends_at": None, "starts_at": LATER}):
        Membership.objects.filter(pk=seat.pk).update(**change)
        assert not _may(lead, student, "reach")
        assert not _may(lead, student)


def test_being_over_is_having_ended(cohort) -> None:
    seat = make.membership(person=make.person(), cohort=cohort)
    assert not seat.is_over
    seat.ends_at = LATER
    assert not seat.is_over
    seat.ends_at = LONG_AGO
    assert seat.is_over


def test_announced_cover_reaches_the_student_while_everything_holds(cohort) -> None:
    student, reader = make.person(), make.person()
    pair = make.mentoring(mentor=make.person(), student=student, cohort=cohort)
    cover = make.cover(mentoring=pair, cover=reader)
    assert _may(reader, student, "reach")
    assert not _may(reader, make.person(), "reach")
    breaks = (
        (cover, {"ends_at": LONG_AGO}),
        (cover, {"starts_at": LATER}),
        (cover, {"announced_at": LATER}),
        (cover, {"cover": make.person()}),
        (pair, {"ends_at": LONG_AGO}),
        (pair, {"starts_at": LATER}),
        (pair, {"student": make.person()}),
    )
    for row, change in breaks:
        rows = type(row).objects.filter(pk=row.pk)
        before = {name: getattr(row, name) for name in change}
        rows.update(**change)
        assert not _may(reader, student, "reach"), change
        rows.update(**before)
        assert _may(reader, student, "reach")


def _rows_of(cohort: object, student: object, mentor: object) -> list[object]:
    group = Group.objects.create(cohort=cohort, name="Tuesday")
    pair = make.mentoring(mentor=mentor, student=student, cohort=cohort)
    return [
        make.membership(person=student, cohort=cohort),
        GroupMembership.objects.create(group=group, person=student, starts_at=LONG_AGO),
        pair,
        make.cover(mentoring=pair, cover=make.person()),
        group,
    ]


def test_lead_keeps_the_rows_of_her_cohort_and_of_no_other(cohort) -> None:
    lead, far_lead = make.person(), make.person()
    seat = make.membership(person=lead, cohort=cohort, role="lead")
    make.membership(person=far_lead, cohort=make.cohort(), role="lead")
    student = make.person()
    rows = _rows_of(cohort, student, make.person())
    for row in rows:
        for action in ("read", "change", "add"):
            assert _may(lead, row, action)
            assert not _may(far_lead, row, action)
    assert _may(lead, student, "reach")
    assert _may(lead, student)
    assert not _may(far_lead, student)
    assert not _may(far_lead, student, "reach")
    assert not _may(lead, student, "change")
    assert _may(lead, cohort, "change")
    assert not _may(far_lead, cohort, "change")
    assert _may(lead, rows[4], "delete")
    assert not any(_may(lead, row, "delete") for row in rows[:4])
    for change in ({"ends_at": LONG_AGO}, {"ends_at": None, "starts_at": LATER}):
        Membership.objects.filter(pk=seat.pk).update(**change)
        assert not any(_may(lead, row, "change") for row in rows)
        assert not _may(lead, cohort, "change")
        assert not _may(lead, student)
    Membership.objects.filter(pk=seat.pk).update(starts_at=LONG_AGO, ends_at=None, role="student")
    assert not any(_may(lead, row, "change") for row in rows)
    assert not _may(lead, student, "reach")


@pytest.mark.parametrize("role", ["student", "mentor", "facilitator"])
def test_other_members_change_nothing_of_the_cohort(cohort, role: str) -> None:
    person = make.person()
    make.membership(person=person, cohort=cohort, role=role)
    rows = _rows_of(cohort, make.person(), make.person())
    assert not any(_may(person, row, action) for row in rows for action in ("change", "add"))
    assert not any(_may(person, row) for row in rows[:4])
    assert _may(person, rows[4])
    assert _may(person, cohort)
    assert _may(person, cohort, "roster") == (role != "student")
    assert not _may(person, cohort, "change")


def test_lead_reads_the_roster_of_her_cohort(cohort) -> None:
    lead = make.person()
    make.membership(person=lead, cohort=cohort, role="lead")
    assert _may(lead, cohort, "roster")


def test_everybody_sees_the_rows_about_herself(cohort) -> None:
    student, mentor = make.person(), make.person()
    membership, place, pair, cover, _group = _rows_of(cohort, student, mentor)
    assert all(_may(student, row) for row in (membership, place, pair, cover))
    assert _may(mentor, pair)
    assert _may(mentor, cover)
    assert _may(cover.cover, cover)
    assert not _may(cover.cover, pair)
    assert not any(_may(student, row, "change") for row in (membership, place, pair, cover))


def test_everybody_sees_her_own_office(db) -> None:
    person, other = make.person(), make.person()
    office = make.appointment(person=person, office="approver")
    assert _may(person, office)
    assert not _may(other, office)
    assert not _may(person, office, "change")


def _school_rows() -> list[object]:
    return [
        make.school(),
        make.help_contact(),
        Conflict.objects.create(one=make.person(), other=make.person()),
        make.appointment(person=make.person()),
        Invitation.objects.create(
            person=make.person(), email="x@example.org", token_hash="1" * 64, expires_at=LATER
        ),
        make.person(),
        make.cohort(),
        *_rows_of(make.cohort(), make.person(), make.person()),
    ]


@pytest.mark.parametrize("who", ["administrator", "operator"])
def test_keepers_keep_the_school(db, who: str) -> None:
    person = make.person(is_superuser=who == "operator")
    if who == "administrator":
        make.appointment(person=person)
    rows = _school_rows()
    for action in ("read", "change", "add"):
        assert all(_may(person, row, action) for row in rows)
    assert _may(person, AuditEvent.objects.create(verb="school.opened"))
    assert _may(person, rows[5], "reach")
    assert _may(person, rows[6], "roster")
    removable = {"HelpContact", "Conflict", "Group"}
    assert {type(row).__name__ for row in rows if _may(person, row, "delete")} == removable


def test_a_keeper_reads_what_the_office_noted_of_her_and_not_what_somebody_said(db) -> None:
    keeper, one = make.person(), make.person()
    make.appointment(person=keeper)
    noted = Conflict.objects.create(one=one, other=keeper)
    said = Conflict.objects.create(one=one, other=keeper, is_own=True)
    assert [_may(keeper, row) for row in (noted, said)] == [True, False]


@pytest.mark.parametrize(
    "change",
    [{"ends_at": LONG_AGO}, {"starts_at": LATER}, {"office": "approver"}],
    ids=["ended", "not begun", "another office"],
)
def test_former_administrator_keeps_nothing(db, change) -> None:
    person = make.person()
    place = make.appointment(person=person)
    Appointment.objects.filter(pk=place.pk).update(**change)
    rows = _school_rows()
    assert not any(_may(person, row, "change") for row in rows)
    assert not _may(person, AuditEvent.objects.create(verb="school.opened"))


def test_wellbeing_lead_keeps_help_contacts_and_nothing_else(db) -> None:
    person = make.person()
    place = make.appointment(person=person, office="wellbeing")
    rows = _school_rows()
    for action in ("change", "add", "delete"):
        may = [type(row).__name__ for row in rows if _may(person, row, action)]
        assert may == ["HelpContact"]
    Appointment.objects.filter(pk=place.pk).update(ends_at=LONG_AGO)
    assert not any(_may(person, row, "change") for row in rows)


def test_school_and_help_are_for_everybody_who_signs_in(db) -> None:
    person = make.person()
    school, contact = make.school(), make.help_contact()
    assert _may(person, School.objects.get(pk=school.pk))
    assert _may(person, contact)
    person.is_active = False
    person.save()
    assert not _may(person, school)
    assert not _may(person, contact)
