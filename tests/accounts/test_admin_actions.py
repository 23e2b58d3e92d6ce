"""What the administrator and the leads do with people: each act, its refusals, its audit row."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import cohort_rules, notices
from accounts.actions import (
    appointments,
    cohorts,
    invitations,
    memberships,
    mentoring,
    persons,
    rows,
)
from accounts.errors import NotNow, Refused
from accounts.models import (
    Appointment,
    AuditEvent,
    Cohort,
    Conflict,
    Cover,
    Group,
    GroupMembership,
    Membership,
    Mentoring,
    Notice,
    Person,
)
from tests import make

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def pair(world, **fields):
    base = {"mentor": world.fox, "student": world.asha, "cohort": world.juniper}
    return Mentoring(**(base | fields))


def free(world):
    """End Asha's pairing, so that she may be given another mentor."""
    now = Mentoring.objects.get(mentor=world.ekdal, student=world.asha)
    mentoring.end(mentoring=now, by=world.hana)
    return now


# ------------------------------------------------------------------ the switch
def test_the_switch_goes_on_before_the_first_submission(world):
    cohorts.switch_lead_reads(cohort=world.rowan, on=True, by=world.omar)
    assert Cohort.objects.get(pk=world.rowan.pk).lead_reads
    assert verbs() == ["cohort.lead_reads_on"]


def test_the_switch_stays_off_after_a_submission(world):
    assert cohort_rules.has_submissions(world.juniper)
    assert not cohort_rules.has_submissions(world.rowan)
    with pytest.raises(NotNow) as refused:
        cohorts.switch_lead_reads(cohort=world.juniper, on=True, by=world.hana)
    assert refused.value.field == "lead_reads"
    assert not Cohort.objects.get(pk=world.juniper.pk).lead_reads
    assert verbs() == []


def test_the_switch_goes_off_at_any_time(world):
    Cohort.objects.filter(pk=world.juniper.pk).update(lead_reads=True)
    world.juniper.refresh_from_db()
    cohorts.switch_lead_reads(cohort=world.juniper, on=False, by=world.hana)
    assert not Cohort.objects.get(pk=world.juniper.pk).lead_reads
    assert verbs() == ["cohort.lead_reads_off"]


def test_changing_a_cohort_does_not_turn_the_switch_by_the_way(world):
    world.juniper.lead_reads = True
    with pytest.raises(NotNow):
        cohorts.change(cohort=world.juniper, by=world.hana, name="J", lead_reads=True)
    stored = Cohort.objects.get(pk=world.juniper.pk)
    assert (stored.name, stored.lead_reads) == ("Juniper", False)


@pytest.mark.parametrize("who", ["omar", "ekdal", "asha", "cleo", "tuva"])
def test_others_change_no_cohort(world, who):
    with pytest.raises(Refused):
        cohorts.change(cohort=world.juniper, by=world.people[who], name="Mine")
    with pytest.raises(Refused):
        cohorts.switch_lead_reads(cohort=world.juniper, on=True, by=world.people[who])


def test_a_group_people_were_in_stays(world):
    group = Group(cohort=world.juniper, name="North")
    cohorts.add_group(group=group, by=world.hana)
    place = GroupMembership(group=group, person=world.asha)
    memberships.begin_in_group(place=place, by=world.hana)
    with pytest.raises(NotNow):
        cohorts.remove_group(group=group, by=world.hana)
    with pytest.raises(Refused):
        memberships.begin_in_group(
            place=GroupMembership(group=group, person=world.chidi), by=world.ivo
        )
    with pytest.raises(Refused):
        cohorts.add_group(group=Group(cohort=world.rowan, name="South"), by=world.hana)


# ------------------------------------------------------------------ roles
def test_a_role_begins_and_ends(world):
    row = Membership(person=world.lena, cohort=world.juniper, role="student")
    memberships.begin(membership=row, by=world.ivo)
    memberships.change(
        membership=row, by=world.hana, starts_at=row.starts_at, ends_at=timezone.now()
    )
    assert verbs() == ["membership.begun", "membership.ended"]
    event = AuditEvent.objects.first()
    assert "Lena" not in str(event.facts)


def test_the_same_role_twice_is_refused_in_words(world):
    with pytest.raises(Refused, match="already has this role"):
        memberships.begin(
            membership=Membership(person=world.asha, cohort=world.juniper, role="student"),
            by=world.hana,
        )


def test_a_lead_gives_no_role_in_another_cohort(world):
    with pytest.raises(Refused):
        memberships.begin(
            membership=Membership(person=world.asha, cohort=world.rowan, role="student"),
            by=world.hana,
        )
    assert not Membership.objects.filter(person=world.asha, cohort=world.rowan).exists()


def test_a_suspended_person_gets_no_role(world):
    with pytest.raises(Refused) as refused:
        memberships.begin(
            membership=Membership(person=world.sam, cohort=world.rowan, role="student"),
            by=world.ivo,
        )
    assert refused.value.field == "person"


def test_an_end_before_the_beginning_is_refused(world):
    row = Membership.objects.get(person=world.asha)
    with pytest.raises(Refused, match="cannot end before"):
        memberships.change(
            membership=row,
            by=world.hana,
            starts_at=row.starts_at,
            ends_at=row.starts_at - timedelta(days=1),
        )


# ------------------------------------------------------------------ pairing
def test_a_pairing_of_two_current_members(world):
    free(world)
    mentoring.assign(mentoring=pair(world), by=world.hana)
    assert verbs() == ["mentoring.ended", "mentoring.begun"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mentor": "okoye"}, "mentor"),  # mentors in the other cohort only
        ({"mentor": "hana"}, "mentor"),  # leads, mentors nobody
        ({"mentor": "asha"}, "mentor"),
        ({"student": "chidi"}, "student"),
        ({"student": "lena"}, "student"),  # has left
        ({"student": "sam"}, "student"),  # suspended
        ({"student": "ben"}, "student"),  # has a mentor
    ],
)
def test_others_are_not_paired(world, change, field):
    free(world)
    people = {name: world.people[who] for name, who in change.items()}
    before = Mentoring.objects.count()
    with pytest.raises(Refused) as refused:
        mentoring.assign(mentoring=pair(world, **people), by=world.ivo)
    assert refused.value.field == field
    assert Mentoring.objects.count() == before


@pytest.mark.parametrize("turned", [False, True])
def test_two_who_must_not_meet_are_not_paired_and_no_reason_is_given(world, turned):
    free(world)
    one, other = (world.asha, world.fox) if turned else (world.fox, world.asha)
    mentoring.declare_conflict(conflict=Conflict(one=one, other=other), by=world.ivo)
    with pytest.raises(Refused) as refused:
        mentoring.assign(mentoring=pair(world), by=world.hana)
    assert str(refused.value.sentence) == "These two are not to be matched."


def test_a_conflict_waits_for_the_end_of_a_pairing_or_cover(world):
    for other in (world.ekdal, world.noma):
        with pytest.raises(NotNow):
            mentoring.declare_conflict(conflict=Conflict(one=world.asha, other=other), by=world.ivo)
    assert not Conflict.objects.exists()


def test_a_conflict_is_declared_once_by_the_administrator_and_lifted(world):
    with pytest.raises(Refused):
        mentoring.declare_conflict(
            conflict=Conflict(one=world.asha, other=world.okoye), by=world.hana
        )
    row = Conflict(one=world.asha, other=world.okoye)
    mentoring.declare_conflict(conflict=row, by=world.ivo)
    with pytest.raises(NotNow):
        mentoring.declare_conflict(
            conflict=Conflict(one=world.okoye, other=world.asha), by=world.ivo
        )
    mentoring.lift_conflict(conflict=row, by=world.ivo)
    assert verbs() == ["conflict.declared", "conflict.lifted"]


def test_two_pairings_at_once_are_one_and_a_sentence(world, monkeypatch):
    """The other one is there between the question and the writing of this one."""
    student = make.person()
    make.membership(person=student, cohort=world.juniper)
    make.mentoring(mentor=world.fox, student=student, cohort=world.juniper)
    monkeypatch.setattr(Mentoring, "full_clean", lambda self, **options: None)
    row = Mentoring(mentor=world.ekdal, student=student, cohort=world.juniper)
    with pytest.raises(NotNow):
        rows.add(row, by=world.hana, verb="mentoring.begun")
    assert Mentoring.objects.current().get(student=student).mentor == world.fox


def test_a_pairing_that_ended_stays_ended(world):
    ended = free(world)
    with pytest.raises(NotNow):
        mentoring.change(mentoring=ended, by=world.hana, starts_at=ended.starts_at, ends_at=None)
    assert Mentoring.objects.get(pk=ended.pk).is_over


@pytest.mark.parametrize("who", ["omar", "ekdal", "asha", "cleo"])
def test_others_pair_nobody(world, who):
    free(world)
    with pytest.raises(Refused):
        mentoring.assign(mentoring=pair(world), by=world.people[who])


# ------------------------------------------------------------------ cover
def test_a_cover_begins_when_it_is_announced_and_not_before(world):
    row = Cover(
        mentoring=Mentoring.objects.current().get(student=world.ben),
        cover=world.noma,
        starts_at=timezone.now() - timedelta(days=30),
    )
    before = timezone.now()
    mentoring.announce_cover(cover=row, by=world.hana)
    assert row.starts_at >= before
    assert row.announced_at >= before


def test_the_student_is_told_of_a_cover_without_a_name_or_a_word(world):
    row = Cover(mentoring=Mentoring.objects.current().get(student=world.ben), cover=world.noma)
    mentoring.announce_cover(cover=row, by=world.hana)
    assert list(Notice.objects.values_list("kind", "to")) == [("cover_announced", world.ben.pk)]
    assert notices.deliver()["sent"] == 1
    letter = mail.outbox[0]
    assert letter.to == [world.ben.email]
    assert "/cohorts/juniper/" in letter.body
    for part in (letter.subject, str(letter.message())):
        for name in (world.noma.name, world.ben.name, row.mentoring.mentor.name):
            assert name.split()[-1] not in part


def test_a_cover_that_ended_before_the_mail_went_is_not_told(world):
    row = Cover(mentoring=Mentoring.objects.current().get(student=world.ben), cover=world.noma)
    mentoring.announce_cover(cover=row, by=world.hana)
    mentoring.change_cover(cover=row, by=world.hana, ends_at=timezone.now())
    assert notices.deliver() == {"sent": 0, "dropped": 1, "later": 0}
    assert not mail.outbox


@pytest.mark.parametrize("who", ["okoye", "hana", "fox", "asha"])
def test_only_another_mentor_of_the_cohort_covers(world, who):
    row = Cover(
        mentoring=Mentoring.objects.current().get(student=world.ben), cover=world.people[who]
    )
    with pytest.raises(Refused) as refused:
        mentoring.announce_cover(cover=row, by=world.ivo)
    assert refused.value.field == "cover"


def test_nobody_covers_whom_she_must_not_meet(world):
    mentoring.declare_conflict(conflict=Conflict(one=world.gita, other=world.ben), by=world.ivo)
    row = Cover(mentoring=Mentoring.objects.current().get(student=world.ben), cover=world.gita)
    with pytest.raises(Refused):
        mentoring.announce_cover(cover=row, by=world.hana)


def test_a_cover_that_ended_stays_ended(world):
    row = Cover.objects.get()
    mentoring.change_cover(cover=row, by=world.hana, ends_at=timezone.now())
    with pytest.raises(NotNow):
        mentoring.change_cover(cover=row, by=world.hana, ends_at=None)


# ------------------------------------------------------------------ people and offices
def test_a_person_is_added_who_cannot_sign_in_yet(world):
    person = Person(name="New", email="New@Example.org")
    persons.add(person=person, by=world.ivo)
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert not person.has_usable_password()
    assert not person.is_superuser
    with pytest.raises(Refused):
        persons.add(person=Person(name="Other", email="o@example.org"), by=world.hana)
    for act in (persons.suspend, persons.restore):
        with pytest.raises(Refused):
            act(person=world.sam, by=world.hana)


def test_an_address_is_ones_own_once_one_has_come_in(world):
    with pytest.raises(NotNow) as refused:
        persons.change(person=world.asha, by=world.ivo, email="taken@example.org")
    assert refused.value.field == "email"
    waiting = make.person(name="Waits", joined_at=None)
    persons.change(person=waiting, by=world.ivo, email="Right@Example.org")
    waiting.refresh_from_db()
    assert waiting.email == "right@example.org"


def test_an_administrator_takes_over_no_account_made_by_a_command(world):
    """``createsuperuser`` gives a password without an invitation: its owner has come in."""
    boss = Person.objects.create_superuser("boss@example.org", make.PASSWORD, name="Boss")
    path = invitations.mint(person=make.person(joined_at=None), by=world.ivo)
    token = invitations.fingerprint(path.rstrip("/").rpartition("/")[2])
    with pytest.raises(NotNow):
        persons.change(person=boss, by=world.ivo, email="mine@example.org")
    with pytest.raises(NotNow):
        invitations.invite(person=boss, by=world.ivo)
    with pytest.raises(NotNow):
        invitations.mint(person=boss, by=None)
    # Nor by a link that was made before she had a password.
    waiting = invitations.open_invitation(token).person
    waiting.set_password(make.PASSWORD)
    waiting.save()
    assert invitations.open_invitation(token) is None


def test_suspending_and_letting_in_again(world):
    persons.suspend(person=world.ben, by=world.ivo)
    persons.suspend(person=world.ben, by=world.ivo)
    persons.restore(person=world.ben, by=world.ivo)
    assert verbs() == ["person.suspended", "person.restored"]
    with pytest.raises(Refused):
        persons.suspend(person=world.ivo, by=world.ivo)
    with pytest.raises(Refused):
        persons.suspend(person=world.ben, by=world.hana)


def test_the_last_administrator_stays(world):
    row = Appointment.objects.get(person=world.ivo)
    with pytest.raises(NotNow):
        appointments.change(
            appointment=row, by=world.ivo, starts_at=row.starts_at, ends_at=timezone.now()
        )
    appointments.begin(
        appointment=Appointment(person=world.hana, office="administrator"), by=world.ivo
    )
    appointments.change(
        appointment=row, by=world.ivo, starts_at=row.starts_at, ends_at=timezone.now()
    )
    assert verbs() == ["appointment.begun", "appointment.ended"]
    with pytest.raises(Refused):
        appointments.begin(
            appointment=Appointment(person=world.omar, office="administrator"), by=world.omar
        )


def test_a_failed_audit_undoes_the_change(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(rows.audit, "record", broken)
    with pytest.raises(RuntimeError):
        cohorts.change(cohort=world.juniper, by=world.hana, name="Else")
    assert Cohort.objects.get(pk=world.juniper.pk).name == "Juniper"
