"""A list applied: all of it or nothing, by whom it may be, in few queries, and twice the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import invitations, rostering
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import (
    AuditEvent,
    Conflict,
    Cover,
    GroupMembership,
    Membership,
    Mentoring,
    Notice,
    Person,
    RosterUpload,
)
from accounts.policy import allows
from tests import make

NEW = "email,name,role,mentor\nnew@example.org,New One,student,ekdal@example.org\n"


def upload(text, by, cohort=None, **fields):
    made = rostering.upload(data=text.encode(), cohort=cohort, by=by)
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def apply(text, by, cohort=None, *, leave_out=False, invite=False, **fields):
    made = upload(text, by, cohort, **fields)
    shown = rostering.look(made, by).plan.fingerprint
    return rostering.apply(
        roster=made, by=by, fingerprint=shown, leave_out=leave_out, invite=invite
    )


def roles(email, cohort):
    now = Membership.objects.current().filter(person__email=email, cohort=cohort)
    return set(now.values_list("role", flat=True))


class TestApplying:
    def test_a_new_person_comes_with_role_mentor_and_one_letter(self, world):
        done = apply(NEW, world.hana, world.juniper, invite=True)
        person = Person.objects.get(email="new@example.org")
        assert (person.name, person.has_come_in) == ("New One", False)
        assert not person.has_usable_password()
        assert roles(person.email, world.juniper) == {"student"}
        assert Mentoring.objects.current().get(student=person).mentor == world.ekdal
        assert done.invited == 1
        assert Notice.objects.get(kind="invitation").to == person
        told = set(AuditEvent.objects.values_list("verb", flat=True))
        assert told >= {
            "person.added", "membership.begun", "mentoring.begun", "person.invited",
            "roster.uploaded", "roster.applied",
        }  # fmt: skip
        assert not RosterUpload.objects.exists()

    def test_twice_is_harmless_and_writes_nothing(self, world):
        apply(NEW, world.hana, world.juniper, invite=True)
        before = (Membership.objects.count(), Mentoring.objects.count(), Notice.objects.count())
        done = apply(NEW, world.hana, world.juniper, invite=True)
        assert done.counts["same"] == 1
        assert done.invited == 0
        after = (Membership.objects.count(), Mentoring.objects.count(), Notice.objects.count())
        assert before == after

    def test_nothing_happens_while_lines_have_errors_unless_they_are_left_out(self, world):
        text = f"{NEW}bad,Bad,,\n"
        with pytest.raises(Refused) as refused:
            apply(text, world.hana, world.juniper)
        assert refused.value.field == "leave_out"
        assert not Person.objects.filter(email="new@example.org").exists()
        apply(text, world.hana, world.juniper, leave_out=True)
        assert Person.objects.filter(email="new@example.org").exists()

    def test_what_changed_since_it_was_shown_is_shown_again(self, world):
        made = upload(NEW, world.hana, world.juniper)
        shown = rostering.look(made, world.hana).plan.fingerprint
        Membership.objects.filter(person=world.ekdal).update(ends_at=timezone.now())
        with pytest.raises(NotNow):
            rostering.apply(
                roster=made, by=world.hana, fingerprint=shown, leave_out=True, invite=True
            )
        assert not Person.objects.filter(email="new@example.org").exists()
        assert RosterUpload.objects.filter(pk=made.pk).exists()

    def test_it_is_applied_once(self, world):
        made = upload(NEW, world.hana, world.juniper)
        said = {"by": world.hana, "fingerprint": rostering.look(made, world.hana).plan.fingerprint}
        kept = RosterUpload.objects.get(pk=made.pk)
        rostering.apply(roster=made, leave_out=False, invite=False, **said)
        with pytest.raises(NotNow):
            rostering.apply(roster=kept, leave_out=False, invite=False, **said)

    def test_a_name_is_corrected_before_she_came_in_never_after(self, world):
        waits = make.person(name="Jose Ruiz", email="jose@example.org", joined_at=None)
        make.membership(person=waits, cohort=world.juniper)
        apply(
            "email,name\njose@example.org,José Ruiz\nasha@example.org,Other Name\n",
            world.hana,
            world.juniper,
        )
        waits.refresh_from_db()
        world.asha.refresh_from_db()
        assert (waits.name, world.asha.name) == ("José Ruiz", "Asha")

    def test_a_lead_renames_nobody_who_is_elsewhere_too(self, world):
        waits = make.person(name="Jo", email="jo@example.org", joined_at=None)
        for cohort in (world.juniper, world.rowan):
            make.membership(person=waits, cohort=cohort)
        text = "email,name\njo@example.org,Joanna\n"
        apply(text, world.hana, world.juniper)
        waits.refresh_from_db()
        assert waits.name == "Jo"
        apply(text, world.ivo, world.juniper)
        waits.refresh_from_db()
        assert waits.name == "Joanna"

    def test_another_mentor_ends_the_pairing_and_its_cover(self, world):
        apply("email,name,mentor\nasha@example.org,Asha,fox@example.org\n", world.hana,
              world.juniper)  # fmt: skip
        assert Mentoring.objects.current().get(student=world.asha).mentor == world.fox
        assert not Cover.objects.current().exists()

    def test_two_who_must_not_meet_are_not_paired(self, world):
        Conflict.objects.create(one=world.fox, other=world.asha)
        plan = rostering.look(
            upload("email,name,mentor\nasha@example.org,Asha,fox@example.org\n", world.hana,
                   world.juniper), world.hana
        ).plan  # fmt: skip
        assert [line.kind for line in plan.lines] == ["error"]


class TestWhoMay:
    def test_a_lead_fills_the_cohorts_she_leads_and_no_other(self, world):
        text = "email,name,cohort\nx@example.org,Ex,juniper\ny@example.org,Why,rowan\n"
        done = apply(text, world.hana, leave_out=True)
        assert (done.counts["add"], done.counts["error"]) == (1, 1)
        assert not Person.objects.filter(email="y@example.org").exists()
        assert apply(text, world.ivo).counts["add"] == 1
        with pytest.raises(Refused):
            upload(NEW, world.hana, world.rowan)

    @pytest.mark.parametrize("who", ["asha", "ekdal", "farid", "tuva", "cleo", "lena"])
    def test_nobody_else_uploads(self, world, who):
        with pytest.raises(NotYours):
            upload(NEW, getattr(world, who))
        with pytest.raises(Refused):
            upload(NEW, getattr(world, who), world.juniper)

    def test_somebody_who_leads_no_more_applies_nothing(self, world):
        made = upload(NEW, world.hana, world.juniper)
        shown = rostering.look(made, world.hana).plan.fingerprint
        Membership.objects.filter(person=world.hana).update(ends_at=timezone.now())
        with pytest.raises(NotYours):
            rostering.apply(
                roster=made, by=world.hana, fingerprint=shown, leave_out=True, invite=True
            )
        assert not Person.objects.filter(email="new@example.org").exists()

    def test_administrators_and_operators_are_never_changed(self, world):
        text = "email,name,status\nivo@example.org,Other,leave\nroot@example.org,Other,\n"
        done = apply(text, world.hana, world.juniper, leave_out=True)
        assert done.counts["error"] == 2
        assert set(Person.objects.filter(pk__in=[world.ivo.pk, world.root.pk]).values_list(
            "name", "is_active"
        )) == {("Ivo", True), ("Root", True)}  # fmt: skip

    def test_the_file_is_its_uploaders_alone(self, world):
        made = upload(NEW, world.hana, world.juniper)
        may = {name for name, one in world.people.items() if allows(one, "read", made)}
        assert may == {"hana"}
        with pytest.raises(NotYours):
            rostering.discard(roster=made, by=world.ivo)
        with pytest.raises(NotYours):
            rostering.choose(roster=made, by=world.root, mapping={}, missing_leave=True)


class TestLeaving:
    def test_ends_everything_in_the_cohort_at_once_and_history_stays(self, world):
        group = make.group(cohort=world.juniper)
        GroupMembership.objects.create(group=group, person=world.asha)
        entry = world.entries["submitted"]
        version = entry.versions.get()
        assert allows(world.ekdal, "read", version)
        apply("email,status\nasha@example.org,leave\n", world.hana, world.juniper)
        for rows in (
            Membership.objects.current().filter(person=world.asha),
            Mentoring.objects.current().filter(student=world.asha),
            GroupMembership.objects.current().filter(person=world.asha),
            Cover.objects.current(),
        ):
            assert not rows.exists()
        for person in (world.ekdal, world.noma, world.hana):
            assert not allows(person, "read", version)
        assert not allows(world.asha, "read", world.release)
        assert allows(world.asha, "read", version)  # hers, always
        assert entry.versions.get().text.body.startswith("WORDS")

    def test_a_mentor_who_leaves_reads_nothing_at_her_next_request(self, world, client_for):
        entry = world.entries["submitted"]
        client = client_for(world.ekdal)
        assert client.get(f"/mentoring/{entry.pk}/").status_code == 200
        apply("email,name,status\nekdal@example.org,Dr Ekdal,leave\n", world.hana, world.juniper)
        assert client.get(f"/mentoring/{entry.pk}/").status_code == 404
        assert not Mentoring.objects.current().filter(mentor=world.ekdal).exists()

    def test_missing_people_leave_only_if_asked(self, world):
        text = "email,name\nasha@example.org,Asha\n"
        apply(text, world.hana, world.juniper)
        assert roles("ben@example.org", world.juniper) == {"student"}
        done = apply(text, world.hana, world.juniper, missing_leave=True)
        assert done.counts["leave"] == 2  # Ben, and Sam who is suspended
        assert roles("ben@example.org", world.juniper) == set()
        assert roles("fox@example.org", world.juniper) == {"mentor"}
        assert roles("asha@example.org", world.juniper) == {"student"}


class TestLetters:
    def test_once_for_each_person_and_again_only_on_asking(self, world):
        apply(NEW, world.hana, world.juniper, invite=False)
        assert not Notice.objects.filter(kind="invitation").exists()
        assert invitations.invite_members(cohort=world.juniper, by=world.hana) == 1
        assert invitations.invite_members(cohort=world.juniper, by=world.hana) == 0
        Notice.objects.update(sent_at=timezone.now(), made_at=make.ago(hours=2))
        assert invitations.invite_members(cohort=world.juniper, by=world.hana) == 1
        with pytest.raises(Refused):
            invitations.invite_members(cohort=world.juniper, by=world.omar)

    def test_nobody_who_came_in_or_is_suspended_is_written_to(self, world):
        assert invitations.invite_members(cohort=world.juniper, by=world.ivo) == 0


class TestForgetting:
    def test_after_a_day_and_beyond_a_few_files(self, world):
        old = upload(NEW, world.hana, world.juniper)
        RosterUpload.objects.update(made_at=timezone.now() - timedelta(hours=25))
        kept = upload(NEW, world.hana, world.juniper)
        assert not RosterUpload.objects.filter(pk=old.pk).exists()
        for _more in range(rostering.MOST_WAITING):
            upload(NEW, world.hana, world.juniper)
        assert RosterUpload.objects.count() == rostering.MOST_WAITING
        assert not RosterUpload.objects.filter(pk=kept.pk).exists()


def many(count):
    rows = [f"s{n}@example.org,Student {n},student,ekdal@example.org" for n in range(count)]
    return "email,name,role,mentor\n" + "\n".join(rows)


def test_looking_and_applying_cost_the_same_for_one_and_for_500(
    world, django_assert_max_num_queries
):
    counted = []
    for count in (1, 500):
        made = upload(many(count), world.hana, world.juniper)
        with django_assert_max_num_queries(9):
            shown = rostering.look(made, world.hana).plan.fingerprint
        with django_assert_max_num_queries(60) as asked:
            rostering.apply(
                roster=made, by=world.hana, fingerprint=shown, leave_out=False, invite=True
            )
        counted.append(len(asked))
    # Only the batches of what is written grow (SQLite takes about a hundred rows in each).
    assert counted[1] - counted[0] <= 35
    assert Membership.objects.current().filter(cohort=world.juniper).count() > 500
