"""Pairing a cohort on its own page: by hand, by a confirmed proposal; how much each has."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import mentor_changes, mentoring, pairing
from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Conflict, Cover, Membership, Mentoring, Notice, Person
from accounts.pairing_queries import page
from accounts.pairing_state import board
from reflections.models import Reader
from tests import make


def seen(answer):
    return " ".join(unescape(answer.content.decode()).split())


def url(name="pairing", slug="juniper"):
    return reverse(name, args=[slug])


def mentor_of(student, cohort):
    return Mentoring.objects.current().get(student=student, cohort=cohort).mentor


@pytest.fixture
def crowd(world):
    """Add students without a mentor to the cohort."""
    world.new = [make.person(name=f"New {n}") for n in range(4)]
    for person in world.new:
        make.membership(person=person, cohort=world.juniper)
    return world


class TestByHand:
    def test_another_mentor_ends_the_one_before_and_asks_the_author(self, world, client_for):
        w, lead = world, client_for(world.hana)
        waiting = w.entries["submitted"].versions.get()
        said = {"student": w.asha.pk, "mentor": w.fox.pk, "last_day": "2199-01-31"}
        answer = lead.post(url("pairing_give"), said, follow=True)
        assert "Dr Fox mentors Asha from now on." in seen(answer)
        pair = Mentoring.objects.current().get(student=w.asha)
        assert pair.mentor == w.fox
        assert pair.ends_at.isoformat() == "2199-02-01T00:00:00+00:00"
        assert not Cover.objects.current().exists()
        told = Notice.objects.values_list("kind", "to__name").order_by("kind")
        assert list(told) == [
            ("mentor_ended", "Dr Ekdal"), ("new_mentor", "Asha"), ("new_student", "Dr Fox"),
        ]  # fmt: skip
        # Neither reads what waited: the old one no more, the new one not before she says so.
        for mentor in (w.ekdal, w.fox):
            desk = client_for(mentor).get(reverse("desk", args=[w.entries["submitted"].pk]))
            assert desk.status_code == 404
        asha = client_for(w.asha)
        read = reverse("entry", args=[w.entries["submitted"].pk])
        assert "Dr Fox" in seen(asha.get(read))
        asha.post(reverse("entry_readers", args=[w.entries["submitted"].pk]), {"mentor": w.fox.pk})
        assert Reader.objects.filter(version=waiting, person=w.fox).exists()
        desk = client_for(w.fox).get(reverse("desk", args=[w.entries["submitted"].pk]))
        assert desk.status_code == 200

    def test_refuses_with_a_sentence_beside_the_field_and_keeps_what_was_chosen(
        self, world, client_for
    ):
        w, lead = world, client_for(world.hana)
        Conflict.objects.create(one=w.fox, other=w.asha)
        day = timezone.localdate().isoformat()
        make.evaluating(evaluator=w.gita, student=w.asha, cohort=w.juniper,
                        starts_at=make.ago(days=-9))  # fmt: skip
        for mentor, last, sentence in (
            (w.fox, "", "These two are not to be matched."),
            (w.gita, "", "These two are not to be matched."),
            (w.ekdal, "", "These two are paired already."),
            (w.okoye, "", "Select a valid choice."),
            (w.noma, "2001-01-01", "Its last day is over."),
        ):
            said = {"student": w.asha.pk, "mentor": mentor.pk, "last_day": last}
            answer = lead.post(url("pairing_give"), said)
            assert answer.status_code == 422
            assert sentence in seen(answer)
            assert f'value="{w.asha.pk}" selected' in answer.content.decode()
            assert mentor_of(w.asha, w.juniper) == w.ekdal
        # Whoever evaluates her later may mentor her until then.
        said = {"student": w.asha.pk, "mentor": w.gita.pk, "last_day": day}
        assert lead.post(url("pairing_give"), said).status_code == 302
        assert mentor_of(w.asha, w.juniper) == w.gita

    def test_can_end_a_pairing_and_says_when_there_is_none(self, world, client_for):
        w, lead = world, client_for(world.hana)
        said = {"student": w.asha.pk, "mentor": "nobody"}
        assert "The pairing has ended." in seen(lead.post(url("pairing_give"), said, follow=True))
        assert not Mentoring.objects.current().filter(student=w.asha).exists()
        assert "This student has no mentor." in seen(lead.post(url("pairing_give"), said))

    def test_the_acts_ask_whether_she_may(self, world):
        w = world
        ids = {"student": str(w.asha.pk), "mentor": str(w.fox.pk)}
        for by in (w.omar, w.ekdal, w.asha):
            for act in (
                lambda by=by: pairing.give(cohort=w.juniper, by=by, **ids),
                lambda by=by: pairing.part(cohort=w.juniper, by=by, student=ids["student"]),
                lambda by=by: pairing.set_capacities(cohort=w.juniper, by=by, said={}),
                lambda by=by: pairing.confirm(cohort=w.juniper, by=by, fingerprint="", said={}),
            ):
                with pytest.raises(Refused, match="may not"):
                    act()
        for name in ("student", "mentor"):
            with pytest.raises(Refused) as refused:
                pairing.give(cohort=w.juniper, by=w.hana, **ids | {name: str(w.chidi.pk)})
            assert refused.value.field == name
        type(w.juniper).objects.filter(pk=w.juniper.pk).update(archived_at=make.ago())
        with pytest.raises(NotNow, match="archived"):
            pairing.give(cohort=w.juniper, by=w.hana, **ids)

    def test_no_date_can_be_moved_into_a_bar(self, world):
        w = world
        pair = Mentoring.objects.current().get(student=w.asha)
        cover = Cover.objects.get(cover=w.noma)
        soon, later = make.ago(days=-3), make.ago(days=-9)
        Mentoring.objects.filter(pk=pair.pk).update(ends_at=soon)
        Cover.objects.filter(pk=cover.pk).update(ends_at=soon)
        for who in (w.ekdal, w.noma):
            make.evaluating(evaluator=who, student=w.asha, cohort=w.juniper,
                            starts_at=make.ago(days=-5))  # fmt: skip
        pair.refresh_from_db()
        cover.refresh_from_db()
        with pytest.raises(Refused, match="not to be matched"):
            mentoring.change(mentoring=pair, by=w.hana, starts_at=pair.starts_at, ends_at=later)
        with pytest.raises(Refused, match="not to be matched"):
            mentoring.change_cover(cover=cover, by=w.hana, ends_at=None)
        mentoring.change_cover(cover=cover, by=w.hana, ends_at=make.ago(days=-1))
        new = Cover(mentoring=pair, cover=w.noma, starts_at=timezone.now())
        with pytest.raises(Refused, match="not to be matched"):
            mentoring.announce_cover(cover=new, by=w.hana)


class TestThePage:
    def test_says_who_waits_who_is_full_and_who_is_away(self, crowd, client_for):
        w = crowd
        make.leave(person=w.fox, ends_at=make.ago(days=-3))
        make.leave(person=w.ekdal)  # Dr Noma covers
        Membership.objects.filter(person=w.ekdal).update(capacity=0)
        found = page(w.juniper, w.hana, with_waiting=True)
        loads = {load.mentor.name: load for load in found.loads}
        assert set(loads) == {"Dr Ekdal", "Dr Fox", "Dr Gita", "Dr Noma"}
        ekdal, fox = loads["Dr Ekdal"], loads["Dr Fox"]
        assert (ekdal.students, ekdal.capacity, ekdal.is_over, ekdal.waiting) == (1, 0, True, 5)
        assert (ekdal.is_away, ekdal.uncovered, fox.uncovered) == (True, 0, 1)
        assert fox.last_day == timezone.localdate(make.ago(days=-3) - timedelta(seconds=1))
        assert (len(found.alone), found.places) == (4, 7 + 8 + 8)
        said = seen(client_for(w.hana).get(url()))
        for words in ("4 students have no mentor", "with 23 places left", "Waiting",
                      "One mentor is away without a cover."):  # fmt: skip
            assert words in said
        assert "WORDS" not in said
        assert "TITLE" not in said
        # Whoever runs the server pairs people, and is not told what waits.
        assert "Waiting" not in seen(client_for(w.root).get(url()))

    def test_costs_the_same_for_few_and_many(self, world, client_for, django_assert_num_queries):
        client = client_for(world.hana)
        client.get(url())
        for _more in range(2):
            # session, person, cohort, its people, pairings, bars, covers, leaves, waiting, roles
            with django_assert_num_queries(10):
                client.get(url())
            for _n in range(3):
                student, mentor = make.person(), make.person()
                make.membership(person=student, cohort=world.juniper)
                make.membership(person=mentor, cohort=world.juniper, role="mentor")
                pair = make.mentoring(mentor=mentor, student=student, cohort=world.juniper)
                make.cover(mentoring=pair, cover=world.noma)
                make.leave(person=mentor)
                make.evaluating(evaluator=mentor, student=student, cohort=world.juniper)

    def test_of_many_pairings_is_told_in_one_go(self, world, django_assert_num_queries):
        """Also where they begin later: a list may hold thousands."""
        ahead, people = timezone.now() + timedelta(days=9), [make.person() for _n in range(3)]
        pairs = [
            make.mentoring(mentor=world.fox, student=one, cohort=world.juniper, starts_at=ahead)
            for one in people
        ]
        with django_assert_num_queries(2):
            pairing.tell(pairs)
        told = Notice.objects.filter(due_at__gt=timezone.now() + timedelta(days=8))
        assert {(one.kind, one.to) for one in told} == {
            *(("new_mentor", one) for one in people), ("new_student", world.fox),
        }  # fmt: skip
        assert told.count() == 6

    def test_how_many_each_takes(self, world, client_for):
        w, lead = world, client_for(world.hana)
        most = f"most-{w.fox.pk}"
        for typed in ("9", "-1", "many", "99999"):
            answer = lead.post(url("pairing_capacity"), {most: typed})
            assert answer.status_code == 422
            assert "Say a number from 0 to 8." in seen(answer)
        assert lead.post(url("pairing_capacity"), {most: "3", "most-x": "1"}).status_code == 302
        assert Membership.objects.get(person=w.fox).capacity == 3
        event = AuditEvent.objects.get(verb="capacity.changed")
        assert event.facts["fields"] == "capacity"
        again = lead.post(url("pairing_capacity"), {most: "3"}, follow=True)
        assert "Nothing was changed." in seen(again)
        lead.post(url("pairing_capacity"), {most: "8"})
        assert Membership.objects.get(person=w.fox).capacity is None
        # A mentor of another cohort is not named here.
        with pytest.raises(Refused):
            pairing.set_capacities(cohort=w.juniper, by=w.hana, said={w.okoye.pk: 99})
        assert pairing.set_capacities(cohort=w.juniper, by=w.hana, said={w.okoye.pk: 2}) == 0

    def test_the_table_can_be_kept_and_holds_no_formula(self, world, client_for):
        w = world
        Person.objects.filter(pk=w.ben.pk).update(name="=cmd()")
        answer = client_for(w.hana).get(url("pairing_table"))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0] == ["student email", "student name", "mentor email", "mentor name",
                           "from", "to"]  # fmt: skip
        by_address = {row[0]: row[1:4] for row in rows[1:]}
        assert by_address["ben@example.org"] == ["'=cmd()", "fox@example.org", "Dr Fox"]
        assert by_address["asha@example.org"][1] == "ekdal@example.org"


class TestProposal:
    def test_is_fair_says_why_and_is_confirmed_in_one_step(self, crowd, client_for):
        w, lead = crowd, client_for(crowd.hana)
        first, second, third, fourth = w.new
        # Last year in another cohort; asked to leave; must not meet; evaluates her.
        make.mentoring(mentor=w.gita, student=first, cohort=w.rowan, ends_at=make.ago(days=9))
        old = make.mentoring(mentor=w.gita, student=second, cohort=w.juniper)
        mentor_changes.ask(by=second, cohort=w.juniper)
        Conflict.objects.create(one=third, other=w.gita)
        for mentor in (w.ekdal, w.fox, w.gita):
            make.evaluating(evaluator=mentor, student=fourth, cohort=w.juniper)
        Membership.objects.filter(person=w.noma).update(capacity=1)
        answer = lead.get(url("pairing_proposal"))
        said = seen(answer)
        assert "Mentors for 4 students" in said
        assert "Their mentor of before." in said
        found = {line.student.name: line for line in answer.context["draw"].lines}
        assert found["New 0"].chosen == str(w.gita.pk)
        assert found["New 1"].chosen in {str(w.ekdal.pk), str(w.fox.pk)}
        assert "of before" not in found["New 1"].why
        assert found["New 2"].chosen in {str(w.ekdal.pk), str(w.fox.pk)}
        assert found["New 3"].chosen == str(w.noma.pk)
        draw = answer.context["draw"]
        form = {line.name: line.chosen for line in draw.lines} | {"fingerprint": draw.fingerprint}
        again = {line.name: line.chosen for line in lead.get(
            url("pairing_proposal") + "?draw=1").context["draw"].lines}  # fmt: skip
        assert again == {name: value for name, value in form.items() if name != "fingerprint"}
        # One line by hand: too many for her, not with her, nobody of that name; all is kept.
        for student, mentor, sentence in (
            (first, w.noma, "Dr Noma takes one student at most."),
            (third, w.gita, "These two are not to be matched."),
            (third, w.okoye, "Choose a mentor of this cohort."),
        ):
            wrong = lead.post(url("pairing_proposal"), form | {f"with-{student.pk}": mentor.pk})
            assert wrong.status_code == 422
            assert sentence in seen(wrong)
            assert Mentoring.objects.current().count() == 3
            assert f'value="{w.noma.pk}" selected' in wrong.content.decode()
        chosen = form | {f"with-{third.pk}": ""}
        done = lead.post(url("pairing_proposal"), chosen, follow=True)
        assert "3 students have a mentor now." in seen(done)
        assert mentor_of(first, w.juniper) == w.gita
        assert not Mentoring.objects.current().filter(student=third).exists()
        assert old.changes.get().met_at is not None
        kinds = Notice.objects.filter(kind__in=["new_mentor", "new_student"])
        assert kinds.count() == 6
        assert AuditEvent.objects.filter(verb="mentoring.begun").count() == 3
        assert AuditEvent.objects.get(verb="pairs.proposed").facts["pairs"] == 3

    def test_does_not_tell_a_lead_what_was_said_of_herself(self, crowd, client_for):
        w, student = crowd, crowd.new[0]
        make.membership(person=w.hana, cohort=w.juniper, role="mentor")
        make.mentoring(mentor=w.hana, student=student, cohort=w.rowan, ends_at=make.ago(days=9))
        Conflict.objects.create(one=student, other=w.hana, is_own=True)
        shown = {}
        for lead in (w.hana, w.ivo):
            draw = client_for(lead).get(url("pairing_proposal")).context["draw"]
            shown[lead] = next(line.why for line in draw.lines if line.student.id == student.pk)
        assert "With the mentor of before it cannot be." not in shown[w.hana]
        assert "With the mentor of before it cannot be." in shown[w.ivo]

    def test_refuses_when_the_world_has_changed_and_does_nothing(self, crowd, client_for):
        w, lead = crowd, client_for(crowd.hana)
        draw = lead.get(url("pairing_proposal")).context["draw"]
        form = {line.name: line.chosen for line in draw.lines} | {"fingerprint": draw.fingerprint}
        before = Mentoring.objects.filter(cohort=w.juniper).count()
        for change in (
            lambda: make.evaluating(evaluator=w.fox, student=w.new[0], cohort=w.juniper),
            lambda: Conflict.objects.create(one=w.ekdal, other=w.new[1]),
            lambda: Membership.objects.filter(person=w.noma).update(capacity=2),
            lambda: make.membership(person=make.person(), cohort=w.juniper),
            lambda: make.membership(person=make.person(), cohort=w.juniper, role="mentor"),
            lambda: make.mentoring(mentor=w.gita, student=w.new[2], cohort=w.rowan,
                                   ends_at=make.ago(days=2)),
        ):  # fmt: skip
            shown = board(w.juniper, with_past=True).fingerprint
            change()
            answer = lead.post(url("pairing_proposal"), form | {"fingerprint": shown}, follow=True)
            assert "Something has changed since you looked." in seen(answer)
        assert Mentoring.objects.filter(cohort=w.juniper).count() == before
        empty = {"fingerprint": board(w.juniper, with_past=True).fingerprint}
        answer = lead.post(url("pairing_proposal"), empty, follow=True)
        assert "Nobody was chosen" in seen(answer)

    def test_says_who_cannot_be_placed_and_why(self, world, client_for):
        w, lead = world, client_for(world.hana)
        assert "Nobody is without a mentor" in seen(lead.get(url("pairing_proposal")))
        alone = make.person(name="Alone")
        make.membership(person=alone, cohort=w.juniper)
        Membership.objects.filter(role="mentor").update(capacity=0)
        said = seen(lead.get(url("pairing_proposal")))
        assert "Everybody they could be with has as many students as they take." in said
        for mentor in (w.ekdal, w.fox, w.gita, w.noma):
            Conflict.objects.create(one=mentor, other=alone)
        said = seen(lead.get(url("pairing_proposal")))
        assert "nobody here with whom they may be matched" in said
        Membership.objects.filter(role="mentor").update(ends_at=make.ago())
        assert "Nobody is a mentor in this cohort." in seen(lead.get(url("pairing_proposal")))
        assert "Nobody mentors in this cohort yet." in seen(lead.get(url()))


def test_what_waits_in_the_post_is_asked_again(world):
    """A pairing that ended before the mail went is told to nobody."""
    w = world
    pairing.give(cohort=w.juniper, student=str(w.asha.pk), mentor=str(w.fox.pk), by=w.hana)
    pairing.part(cohort=w.juniper, student=str(w.asha.pk), by=w.hana)
    Notice.objects.update(due_at=make.ago(hours=1))
    notices.deliver()
    sent = set(Notice.objects.filter(sent_at__isnull=False).values_list("kind", flat=True))
    assert sent == {"mentor_ended"}
