"""Kept apart: said by oneself without a reason, or while one evaluates the other."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import conflicts, evaluating, mentoring
from accounts.apart import must_not_meet, overlap
from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Conflict, Cover, Evaluating, Mentoring, Notice
from accounts.pairing_queries import fellows, has_clash, own_conflicts, page
from accounts.policy import allows, audience
from reflections.readers import readers_for
from tests import make


def seen(answer):
    return " ".join(unescape(answer.content.decode()).split())


def clashes(w, by=None):
    found = page(w.juniper, by or w.hana, with_waiting=False).clashes
    return [(clash.student.name, clash.reader, bool(clash.cover)) for clash in found]


def names(rows):
    return {person.name for person in rows}


class TestSaidByOneself:
    def test_holds_at_once_and_the_other_is_told_nothing(self, world, client_for):
        w, asha = world, client_for(world.asha)
        version = w.entries["submitted"].versions.get()
        assert w.ekdal in audience(version)
        at = reverse("profile_apart")
        profile = reverse("profile")
        assert "Dr Ekdal" in seen(asha.get(profile))
        answer = asha.post(at, {"other": w.ekdal.pk}, follow=True)
        assert "It holds from now on. They are not told." in seen(answer)
        assert audience(version).get() == w.asha
        assert readers_for(w.asha, w.juniper)[0].person == w.noma
        desk = reverse("desk", args=[w.entries["submitted"].pk])
        assert client_for(w.ekdal).get(desk).status_code == 404
        assert names(one.other for one in Conflict.objects.all()) == {"Dr Ekdal"}
        assert not own_conflicts(w.ekdal)
        # The trail says that somebody said so; a mail goes to those who pair, without a name.
        event = AuditEvent.objects.get(verb="conflict.said")
        # Nor with its number: to whom it is about, that is the one row of the list she misses.
        assert (event.by, event.about, event.about_kind) == ("", "", "")
        Notice.objects.update(due_at=make.ago(hours=1))
        notices.deliver()
        letters = [one for one in mail.outbox if one.subject == "A pairing cannot go on"]
        assert [letter.to for letter in letters] == [[w.hana.email]]
        assert "Asha" not in letters[0].body
        assert "Ekdal" not in letters[0].body
        # The lead finds the way out.
        lead = client_for(w.hana)
        said = seen(lead.get(reverse("pairing", args=["juniper"])))
        assert "One pairing cannot go on." in said
        lead.post(reverse("pairing_give", args=["juniper"]),
                  {"student": w.asha.pk, "mentor": w.fox.pk})  # fmt: skip
        assert clashes(w) == []
        # And she can take it back, nobody else can.
        row = Conflict.objects.get()
        assert client_for(w.ekdal).post(at, {"back": row.pk}).status_code == 404
        for by in (w.ekdal, w.ivo, w.root, w.hana):
            with pytest.raises(Refused):
                conflicts.take_back(conflict=row, by=by)
            with pytest.raises(Refused):
                mentoring.lift_conflict(conflict=row, by=by)
        assert "It is taken back." in seen(asha.post(at, {"back": row.pk}, follow=True))
        assert not Conflict.objects.exists()

    def test_two_may_say_it_of_each_other_and_neither_learns_it(self, world):
        w = world
        conflicts.declare(by=w.fox, other=str(w.asha.pk))
        mine = conflicts.declare(by=w.asha, other=str(w.fox.pk))
        with pytest.raises(NotNow, match="so already"):
            conflicts.declare(by=w.asha, other=str(w.fox.pk))
        conflicts.take_back(conflict=mine, by=w.asha)
        now = timezone.now()
        assert must_not_meet(w.fox, w.asha, (now, None))
        # Said of an administrator: she does not find it, nor does she learn it by trying.
        conflicts.declare(by=w.asha, other=str(w.hana.pk))
        make.appointment(person=w.hana)
        about = Conflict.objects.get(one=w.asha)
        assert not allows(w.hana, "read", about)
        assert allows(w.ivo, "read", about)
        mentoring.declare_conflict(conflict=Conflict(one=w.hana, other=w.asha), by=w.hana)
        with pytest.raises(NotNow, match="known already"):
            mentoring.declare_conflict(conflict=Conflict(one=w.asha, other=w.hana), by=w.hana)

    def test_only_with_somebody_of_her_own_running_cohorts(self, world, client_for):
        w = world
        assert {"Ben", "Dr Ekdal", "Prof Hana", "Farid"} <= names(fellows(w.asha))
        assert not {"Asha", "Sam", "Lena", "Chidi", "Dr Okoye"} & names(fellows(w.asha))
        answer = client_for(w.asha).post(reverse("profile_apart"), {"other": w.chidi.pk})
        assert answer.status_code == 422
        assert "Select a valid choice." in seen(answer)
        with pytest.raises(Refused) as refused:
            conflicts.declare(by=w.asha, other=str(w.chidi.pk))
        assert refused.value.field == "other"
        type(w.juniper).objects.filter(pk=w.juniper.pk).update(archived_at=make.ago())
        assert not fellows(w.asha)
        assert "in no cohort with anybody" in seen(client_for(w.asha).get(reverse("profile")))

    def test_a_lead_who_is_meant_is_not_told_by_the_page_nor_by_mail(self, world):
        """She leads, and she mentors: somebody else is asked to find another mentor."""
        w = world
        make.membership(person=w.hana, cohort=w.juniper, role="mentor")
        Mentoring.objects.filter(student=w.ben).update(mentor=w.hana)
        conflicts.declare(by=w.ben, other=str(w.hana.pk))
        told = Notice.objects.filter(kind="pairing_clash").values_list("to__name", flat=True)
        assert list(told) == ["Ivo"]
        # Said again and again it is told once, and who said it makes no other mail of it.
        conflicts.take_back(by=w.ben, conflict=Conflict.objects.get(one=w.ben))
        conflicts.declare(by=w.hana, other=str(w.ben.pk))
        conflicts.declare(by=w.ben, other=str(w.hana.pk))
        assert told.count() == 1
        assert str(w.ben.pk) not in Notice.objects.get(kind="pairing_clash").once
        assert not has_clash(w.juniper, w.hana)
        assert clashes(w, w.ivo) == [("Ben", "Prof Hana", False)]


class TestEvaluators:
    def test_named_on_the_page_bars_everything_and_ends_by_itself(self, world, client_for):
        w, lead = world, client_for(world.hana)
        where = reverse("evaluators", args=["juniper"])
        assert "Nobody is named." in seen(lead.get(where))
        version = w.entries["submitted"].versions.get()
        said = {"evaluator": w.ekdal.pk, "student": w.asha.pk, "last_day": "2199-01-31"}
        for wrong, sentence in (
            ({"evaluator": ""}, "Choose somebody."),
            ({"student": w.chidi.pk}, "Select a valid choice."),
            ({"last_day": "2001-01-31"}, "Its last day is over."),
            ({"first_day": "2199-02-02"}, "It cannot end before it begins."),
        ):
            answer = lead.post(where, said | wrong)
            assert answer.status_code == 422
            assert sentence in seen(answer)
        assert "It holds." in seen(lead.post(where, said, follow=True))
        assert "31 Jan 2199" in seen(lead.get(where))
        assert audience(version).get() == w.asha
        assert [one.person for one in readers_for(w.asha, w.juniper)] == [w.noma]
        assert clashes(w) == [("Asha", "Dr Ekdal", False)]
        row = Evaluating.objects.get()
        spell = {"starts_at": make.ago(days=3), "ends_at": make.ago(seconds=1)}
        Evaluating.objects.filter(pk=row.pk).update(**spell)
        assert w.ekdal in audience(version)
        assert clashes(w) == []
        with pytest.raises(NotNow, match="over already"):
            evaluating.end(evaluating=Evaluating.objects.get(), by=w.hana)
        with pytest.raises(NotNow, match="Name them once more"):
            evaluating.change(evaluating=Evaluating.objects.get(), by=w.hana,
                              starts_at=spell["starts_at"], ends_at=None)  # fmt: skip

    def test_covers_clash_too_and_the_page_ends_them(self, world, client_for):
        w, lead = world, client_for(world.hana)
        make.evaluating(evaluator=w.noma, student=w.asha, cohort=w.rowan)
        make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.rowan,
                        starts_at=make.ago(days=-9))  # fmt: skip
        assert clashes(w) == [("Asha", "Dr Ekdal", False), ("Asha", "Dr Noma", True)]
        said = seen(lead.get(reverse("pairing", args=["juniper"])))
        day = make.ago(days=-9)
        assert f"not from {day.day} " in said
        assert "Dr Noma reads meanwhile" in said
        cover = Cover.objects.get(cover=w.noma)
        end = reverse("pairing_cover", args=["juniper"])
        for wrong in ("", "x", "0", "9" * 30):
            assert lead.post(end, {"cover": wrong}).status_code == 404
        other = make.cover(mentoring=Mentoring.objects.get(student=w.chidi), cover=w.fox)
        assert client_for(w.ivo).post(end, {"cover": other.pk}).status_code == 404
        assert "The cover has ended." in seen(lead.post(end, {"cover": cover.pk}, follow=True))
        assert clashes(w) == [("Asha", "Dr Ekdal", False)]

    def test_who_keeps_the_list(self, world, client_for):
        w = world
        made = make.evaluating(evaluator=w.hana, student=w.asha, cohort=w.juniper)
        where, end = (reverse(n, args=["juniper"]) for n in ("evaluators", "evaluator_end"))
        lead = client_for(w.hana)
        # An evaluator does not end her own firewall, even where she leads.
        assert "somebody else can end it" in seen(lead.get(where))
        assert lead.post(end, {"row": made.pk}).status_code == 404
        with pytest.raises(Refused):
            evaluating.end(evaluating=made, by=w.hana)
        other = make.evaluating(evaluator=w.okoye, student=w.chidi, cohort=w.rowan)
        ivo = client_for(w.ivo)
        assert ivo.post(end, {"row": other.pk}).status_code == 404
        assert "It has ended." in seen(ivo.post(end, {"row": made.pk}, follow=True))
        assert AuditEvent.objects.filter(verb="evaluating.ended").count() == 1
        row = Evaluating(evaluator=w.fox, student=w.asha, cohort=w.juniper)
        for by in (w.omar, w.ekdal, w.asha, w.tuva):
            with pytest.raises(Refused):
                evaluating.begin(evaluating=row, by=by)
        stranger = Evaluating(evaluator=w.fox, student=w.chidi, cohort=w.juniper)
        with pytest.raises(Refused) as refused:
            evaluating.begin(evaluating=stranger, by=w.ivo)
        assert refused.value.field == "student"

    def test_costs_the_same_for_few_and_many(self, world, client_for, django_assert_num_queries):
        client = client_for(world.hana)
        where = reverse("evaluators", args=["juniper"])
        client.get(where)
        for _more in range(2):
            # session, person, cohort, its students, pairings, bars, who teaches, the rows, roles
            with django_assert_num_queries(9):
                client.get(where)
            for _n in range(3):
                make.evaluating(evaluator=make.person(), student=world.asha, cohort=world.juniper)

    def test_in_the_admin(self, world, client_for):
        w, lead = world, client_for(world.hana)
        add = reverse("admin:accounts_evaluating_add")
        said = {
            "evaluator": w.fox.pk, "student": w.asha.pk, "cohort": w.juniper.pk,
            "starts_at": "2026-01-05T08:00:00", "ends_at": "2199-01-31T00:00:00",
        }  # fmt: skip
        wrong = lead.post(add, said | {"ends_at": "2026-01-06T00:00:00"})
        assert "Its last day is over." in seen(wrong)
        assert lead.post(add, said).status_code == 302
        row = Evaluating.objects.get()
        change = reverse("admin:accounts_evaluating_change", args=[row.pk])
        assert lead.post(change, said | {"ends_at": "2199-02-01T00:00:00"}).status_code == 302
        assert Evaluating.objects.get().ends_at.month == 2
        assert client_for(w.omar).get(change).status_code == 404
        assert "Dr Fox" in seen(lead.get(reverse("admin:accounts_evaluating_changelist")))


def test_two_spells_share_a_moment_or_not(world):
    now = timezone.now()
    first, second, third = make.ago(days=3), make.ago(days=2), make.ago(days=1)
    assert overlap((first, None), (second, third))
    assert overlap((second, third), (first, None))
    assert not overlap((first, second), (second, third))
    assert not overlap((second, third), (first, second))
    assert overlap((first, third), (second, None))
    make.evaluating(evaluator=world.fox, student=world.asha, cohort=world.juniper,
                    starts_at=make.ago(days=-5), ends_at=make.ago(days=-9))  # fmt: skip
    for span, barred in (
        ((now, None), True),
        ((now, make.ago(days=-4)), False),
        ((make.ago(days=-10), None), False),
    ):
        assert must_not_meet(world.fox, world.asha, span) is barred
        # It is no bar the other way round: she may evaluate and be read by others.
        assert not must_not_meet(world.asha, world.fox, span)
