"""The end of a cohort: looked after, told, ended at one moment, and undone if need be."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices, queries
from accounts.actions import archiving, memberships
from accounts.errors import NotNow, Refused
from accounts.models import (
    Cohort,
    Conflict,
    Cover,
    GroupMembership,
    Membership,
    Mentoring,
    Notice,
)
from accounts.policy import allows
from reflections.queries import journal
from reflections.states import State
from tests import make

WAITING = 5  # of Asha's entries: with Dr Ekdal; and one more with nobody


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def archive(world, by=None, close=True):
    archiving.archive(cohort=world.juniper, by=by or world.hana, close=close)


def current(cohort):
    return [
        rows.current().filter(**{path: cohort}).count()
        for rows, path in (
            (Membership.objects, "cohort"),
            (Mentoring.objects, "cohort"),
            (Cover.objects, "mentoring__cohort"),
            (GroupMembership.objects, "group__cohort"),
        )
    ]


@pytest.fixture
def grouped(world):
    group = make.group(cohort=world.juniper)
    GroupMembership.objects.create(group=group, person=world.asha, starts_at=make.ago(days=9))
    return world


class TestChecklist:
    def test_counts_what_waits_by_mentor_and_names_no_student(self, world, client_for):
        found = archiving.checklist(world.juniper)
        desks = {desk.mentor.name if desk.mentor else None: desk.count for desk in found.desks}
        # "former" still names Dr Gita, who left; "nobody" names nobody.
        assert desks == {"Dr Ekdal": WAITING, "Dr Gita": 1, None: 1}
        assert (found.students, found.releases, found.are_thanked) == (2, 2, False)
        seen = page(client_for(world.hana), "/cohorts/juniper/archive/")
        assert "5 wait" in seen
        assert "Asha" not in seen
        assert "WORDS" not in seen
        assert "TITLE" not in seen

    def test_costs_the_same_for_few_and_many(self, world, client_for, django_assert_num_queries):
        client = client_for(world.hana)
        client.get("/cohorts/juniper/archive/")
        for _more in range(2):
            # session, person, cohort; mentors, waiting, their names, students, releases, thanks;
            # roles
            with django_assert_num_queries(10):
                client.get("/cohorts/juniper/archive/")
            for _student in range(3):
                student = make.person()
                make.membership(person=student, cohort=world.juniper)
                entry = make.entry(author=student)
                make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.fox})


class TestThanks:
    def test_go_to_every_mentor_once_and_hold_no_name(self, world, client_for):
        client = client_for(world.hana)
        client.post("/cohorts/juniper/thank/")
        client.post("/cohorts/juniper/thank/")
        assert Notice.objects.filter(kind="mentors_thanked").count() == 4
        assert "They were thanked." in page(client, "/cohorts/juniper/archive/")
        archive(world)
        notices.deliver()
        thanks = [one for one in mail.outbox if one.subject == "Thank you"]
        assert len(thanks) == 4
        assert "Juniper" not in thanks[0].body
        with pytest.raises(Refused):
            archiving.thank(cohort=world.juniper, by=world.omar)


class TestHandingOver:
    def test_pairs_anew_and_opens_nothing_before_the_author_says_so(self, world, client_for):
        version = world.entries["submitted"].versions.get()
        client_for(world.hana).post(
            "/cohorts/juniper/hand-over/", {"mentor": world.ekdal.pk, "to": world.fox.pk}
        )
        assert Mentoring.objects.current().get(student=world.asha).mentor == world.fox
        assert not Cover.objects.current().exists()
        assert not allows(world.fox, "read", version)
        assert not allows(world.ekdal, "read", version)
        assert "Dr Fox is your mentor now. May they read this?" in page(client_for(world.asha), "/")
        notices.deliver()
        assert [(one.to, one.subject) for one in mail.outbox] == [
            (["asha@example.org"], "You have a new mentor")
        ]

    def test_only_by_those_who_may_change_the_cohort(self, world):
        with pytest.raises(Refused) as refused:
            archiving.hand_over(
                cohort=world.juniper, mentor=world.ekdal.pk, to=world.fox.pk, by=world.omar
            )
        assert refused.value.field == ""
        assert Mentoring.objects.current().get(student=world.asha).mentor == world.ekdal

    def test_those_who_must_not_meet_stay_and_nobody_learns_who(self, world, client_for):
        Conflict.objects.create(one=world.asha, other=world.fox)
        answer = client_for(world.hana).post(
            "/cohorts/juniper/hand-over/",
            {"mentor": world.ekdal.pk, "to": world.fox.pk},
            follow=True,
        )
        assert "1 student stays as it was" in unescape(answer.content.decode())
        assert "Asha" not in answer.content.decode()
        assert Mentoring.objects.current().get(student=world.asha).mentor == world.ekdal

    @pytest.mark.parametrize("to", ["okoye", "asha", "ekdal", ""])
    def test_only_another_mentor_of_the_cohort(self, world, to):
        chosen = getattr(world, to).pk if to else ""
        with pytest.raises(Refused):
            archiving.hand_over(
                cohort=world.juniper, mentor=world.ekdal.pk, to=chosen, by=world.hana
            )


class TestArchiving:
    def test_waits_for_what_is_unanswered_unless_it_is_closed(self, world, client_for):
        client = client_for(world.hana)
        for sent, words in (
            ({}, "Tick this if you are sure."),
            ({"sure": "on"}, "Something still waits for an answer."),
        ):
            answer = client.post("/cohorts/juniper/archive/", sent)
            assert answer.status_code == 422
            assert words in unescape(answer.content.decode())
        assert Cohort.objects.get(pk=world.juniper.pk).archived_at is None
        answer = client.post("/cohorts/juniper/archive/", {"sure": "on", "close": "on"})
        assert answer.status_code == 302

    def test_ends_every_role_and_leaves_each_author_her_words(self, grouped, client_for):
        world = grouped
        archive(world)
        assert current(world.juniper) == [0, 0, 0, 0]
        for entry in world.entries.values():
            for version in entry.versions.all():
                may = {name for name, one in world.people.items() if allows(one, "read", version)}
                assert may == {"asha"}
        client = client_for(world.asha)
        entry = world.entries["answered"]
        assert "REPLY-sent" in page(client, f"/journal/{entry.pk}/")
        assert "WORDS-draft" in page(client, f"/journal/{world.entries['draft'].pk}/write/")
        assert "TITLE-answered" in page(client, "/")
        assert client.get("/cohorts/juniper/").status_code == 404
        assert client_for(world.ekdal).get("/mentoring/", follow=True).status_code == 200
        assert current(world.rowan) != [0, 0, 0, 0]

    def test_students_are_told_how_to_keep_their_words_and_whose_wait_ends(self, world):
        archive(world)
        notices.deliver()
        told = {(one.to[0], one.subject) for one in mail.outbox}
        assert told == {
            ("asha@example.org", "Your cohort has come to its end"),
            ("ben@example.org", "Your cohort has come to its end"),
            ("asha@example.org", "Something of yours was not answered"),
        }
        assert not any("Juniper" in one.body or "TITLE" in one.body for one in mail.outbox)

    def test_what_nobody_answered_says_so_kindly(self, world, client_for):
        archive(world)
        states = {line.title: line.standing.state for line in journal(world.asha)[1]}
        assert states["TITLE-submitted"] is State.ENDED
        assert states["TITLE-answered"] is State.ANSWERED
        assert states["TITLE-draft"] is State.DRAFT
        client = client_for(world.asha)
        words = "Your cohort ended before this was answered. It stays yours."
        assert words in page(client, f"/journal/{world.entries['submitted'].pk}/")
        assert words not in page(client, f"/journal/{world.entries['answered'].pk}/")
        assert "Not answered before your cohort ended" in page(client, "/journal/")

    def test_it_leaves_the_lists_and_stands_under_archived(self, world, client_for):
        archive(world)
        assert [one.name for one in queries.cohorts(world.ivo)] == ["Rowan"]
        assert [one.name for one in queries.archived_cohorts(world.ivo)] == ["Juniper"]
        assert "Juniper" in page(client_for(world.ivo), "/archive/")
        assert "Juniper" not in page(client_for(world.hana), "/archive/")
        admin = client_for(world.ivo)
        assert "Juniper" not in page(admin, "/admin/accounts/cohort/")
        assert "Juniper" in page(admin, "/admin/accounts/cohort/?archived=yes")

    def test_nobody_joins_it_and_no_role_in_it_opens_again(self, world):
        seat = Membership.objects.get(person=world.ben)
        archive(world)
        world.juniper.refresh_from_db()
        with pytest.raises(NotNow):
            memberships.begin(
                membership=Membership(person=world.lena, cohort=world.juniper, role="student"),
                by=world.ivo,
            )
        seat.refresh_from_db()
        with pytest.raises(NotNow):
            memberships.change(
                membership=seat, by=world.ivo, starts_at=seat.starts_at, ends_at=None
            )

    def test_only_by_those_who_may_change_it_and_once(self, world):
        for who in ("asha", "ekdal", "omar", "tuva", "cleo"):
            with pytest.raises(Refused):
                archive(world, by=getattr(world, who))
        archive(world)
        with pytest.raises(NotNow):
            archive(world, by=world.ivo)


class TestBringingBack:
    def test_opens_what_ended_with_it_and_nothing_else(self, grouped, client_for):
        world = grouped
        planned = make.membership(
            person=world.lena, cohort=world.juniper, role="facilitator", ends_at=make.ago(days=-9)
        )
        later = make.membership(
            person=world.lena, cohort=world.juniper, role="mentor", starts_at=make.ago(days=-9)
        )
        before = current(world.juniper)
        former = Mentoring.objects.get(mentor=world.gita)
        archive(world)
        client_for(world.ivo).post("/cohorts/juniper/back/")
        after = current(world.juniper)
        assert after == [before[0] - 1, *before[1:]]  # all but Lena's, which had a planned end
        for row in (planned, later, former):
            row.refresh_from_db()
            assert row.is_over or row.ends_at == row.starts_at
        assert Cohort.objects.get(pk=world.juniper.pk).archived_at is None
        assert allows(world.ekdal, "answer", world.entries["submitted"].versions.get())
        assert journal(world.asha)[1][-1].standing.state is not State.ENDED

    def test_two_who_must_not_meet_by_now_are_not_paired_again(self, world):
        archive(world)
        Conflict.objects.create(one=world.asha, other=world.ekdal)
        archiving.bring_back(cohort=world.juniper, by=world.ivo)
        assert not Mentoring.objects.current().filter(student=world.asha).exists()
        assert Mentoring.objects.current().filter(student=world.ben).exists()
        assert not Cover.objects.current().exists()

    def test_within_thirty_days_by_an_administrator_and_unsent_letters_stay_unsent(self, world):
        archive(world)
        with pytest.raises(Refused):
            archiving.bring_back(cohort=world.juniper, by=world.hana)  # her role ended with it
        archiving.bring_back(cohort=world.juniper, by=world.ivo)
        notices.deliver()
        assert mail.outbox == []
        with pytest.raises(NotNow):
            archiving.bring_back(cohort=world.juniper, by=world.ivo)
        archive(world)
        Cohort.objects.update(archived_at=timezone.now() - timedelta(days=31))
        with pytest.raises(NotNow):
            archiving.bring_back(cohort=world.juniper, by=world.ivo)


def test_a_role_ended_by_hand_takes_its_pairings_covers_and_places_with_it(grouped):
    world = grouped
    seat = Membership.objects.get(person=world.asha)
    now = timezone.now()
    memberships.change(membership=seat, by=world.hana, starts_at=seat.starts_at, ends_at=now)
    assert current(world.juniper)[1:] == [1, 0, 0]  # Ben's pairing is left
    assert not allows(world.ekdal, "read", world.entries["submitted"].versions.get())
