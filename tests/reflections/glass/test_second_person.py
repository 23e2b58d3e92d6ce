"""Break-glass needs a second person: who that may be, and what each may do once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotNow, NotYours
from accounts.models import Conflict, Evaluating
from accounts.policy import allows, audience
from reflections import queries
from reflections.actions import granting
from reflections.models import Grant
from reflections.models.grant import GrantState
from tests import make
from tests.reflections.glass.asking import approved, asked, fresh, page


def test_who_evaluates_the_author_asks_in_vain(w):
    opened = approved(w, w.entries["unread"])
    assert allows(w.ivo, "read", w.entries["unread"])
    make.evaluating(evaluator=w.ivo, student=w.asha, cohort=w.juniper)
    assert approved(w).entry is None
    assert not allows(w.ivo, "read", w.entries["unread"])
    assert granting.open_entry(by=w.ivo, grant=opened) == []


def test_who_may_be_the_second_person(w):
    entry = w.entries["submitted"]
    grant = asked(w)
    # What is about others, or not yet, keeps nobody away.
    make.entry(author=w.tuva)
    make.version(entry=make.entry(author=w.ben), readers={"mentor": w.tuva})
    for pair in ((w.tuva, w.ben), (w.ben, w.tuva), (w.asha, w.ben), (w.ben, w.asha)):
        Conflict.objects.create(one=pair[0], other=pair[1])
    for pair in ((w.tuva, w.asha), (w.asha, w.tuva)):
        Conflict.objects.create(one=pair[0], other=pair[1], declared_at=make.ago(days=-1))
    assert set(audience(grant, "decide")) == {w.tuva}
    near = {"asha": w.asha, "ekdal": w.ekdal, "fox": w.fox, "ivo": w.ivo, "root": w.root}
    for person in (w.asha, w.ekdal, w.fox, w.ivo):
        make.appointment(person=person, office="approver")
    # Not the author, not a reader, not who asked, not the operator.
    assert set(audience(grant, "decide")) == {w.tuva, w.fox}
    for name, person in near.items():
        if name != "fox":
            with pytest.raises(NotYours):
                granting.decide(by=person, grant=grant, approve=True)
    Conflict.objects.all().delete()
    for pair in ({"one": w.fox, "other": w.asha}, {"one": w.asha, "other": w.tuva}):
        Conflict.objects.create(**pair)
    assert set(audience(grant, "decide")) == set()
    Conflict.objects.all().delete()
    for person in (w.fox, w.tuva):
        make.evaluating(evaluator=person, student=w.asha, cohort=w.juniper)
    assert set(audience(grant, "decide")) == set()
    Evaluating.objects.all().delete()
    w.tuva.appointments.filter(office="approver").update(ends_at=make.ago(days=1))
    assert not allows(w.tuva, "decide", grant)
    assert not allows(w.tuva, "read", grant)
    for person in (w.asha, w.ben, w.hana, w.root):
        assert not allows(person, "read", grant)
        assert not allows(person, "read", grant.text)
    assert not allows(w.ivo, "read", entry)


def test_a_grant_is_for_one_person_one_entry_and_one_request(w, client_for):
    make.appointment(person=w.fox, office="administrator")
    waiting = asked(w, w.entries["unread"])
    assert list(queries.grants_to_decide(w.tuva)) == [waiting]
    grant = approved(w)
    assert list(queries.own_grants(w.ivo)) == [grant, waiting]
    for person in (w.fox, w.tuva, w.root):
        assert list(queries.own_grants(person)) == []
        assert not allows(person, "read", w.entries["submitted"])
        assert not allows(person, "use", grant)
    assert not queries.grants_to_decide(w.fox)
    assert not queries.may_decide(w.tuva, grant.pk)
    assert not queries.may_decide(w.asha, waiting.pk)
    assert queries.may_decide(w.tuva, waiting.pk)
    assert not allows(w.ivo, "use", waiting)
    other = w.entries["unread"]
    for row in (other, other.versions.get(), other.versions.get().text):
        assert not allows(w.ivo, "read", row)
    # A lead whom the button named goes on reading on the page itself.
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    approved(w, w.entries["lead_named"])
    page_of = reverse("entry", args=[w.entries["lead_named"].pk])
    assert client_for(w.hana).get(page_of).status_code == 200


def test_two_who_must_not_be_matched_open_nothing(w):
    Conflict.objects.create(one=w.ivo, other=w.asha)
    assert approved(w).entry is None
    own = make.entry(author=w.ivo)
    make.version(entry=own)
    assert approved(w, own).entry is None
    Conflict.objects.all().delete()
    Conflict.objects.create(one=w.asha, other=w.ivo)
    assert approved(w, w.entries["answered"]).entry is None
    Conflict.objects.all().delete()
    grant = approved(w, w.entries["unread"])
    assert allows(w.ivo, "read", w.entries["unread"])
    Conflict.objects.create(one=w.asha, other=w.ivo)
    assert not allows(w.ivo, "read", w.entries["unread"])
    assert granting.open_entry(by=w.ivo, grant=grant) == []


def test_deciding_twice_counts_once_and_a_decided_one_stays(w, client_for):
    make.appointment(person=w.fox, office="approver")
    grant = asked(w)
    first, second = Grant.objects.get(pk=grant.pk), Grant.objects.get(pk=grant.pk)
    granting.decide(by=w.tuva, grant=first, approve=False)
    for by in (w.tuva, w.fox):
        with pytest.raises(NotNow):
            granting.decide(by=by, grant=second, approve=True)
    grant.refresh_from_db()
    assert (grant.state, grant.decided_by, grant.entry) == (GrantState.DECLINED, w.tuva, None)
    fox = fresh(client_for(w.fox))
    answer = fox.post(page("grant_decide", grant), {"do": "approve"}, follow=True)
    assert str(granting.DECIDED) in answer.content.decode()
    # Why is for who decided and for who asked, not for every approver ever after.
    assert queries.grant_page(w.fox, grant.pk).why is None
    assert queries.grant_page(w.tuva, grant.pk).why is not None
    assert not allows(w.fox, "read", grant.text)
    assert allows(w.tuva, "read", grant.text)
    assert allows(w.ivo, "read", grant.text)


def test_two_decisions_at_once_the_database_lets_one_through(w):
    """Both have looked and found it waiting; the guarded update of the second changes nothing."""
    grant = asked(w)
    waiting = Grant.objects.waiting(timezone.now()).filter(pk=grant.pk)
    now = timezone.now()
    yes = {"decided_by": w.tuva, "decided_at": now}
    assert [waiting.update(**yes), waiting.update(**yes)] == [1, 0]


def test_lapsed_taken_back_and_ended_by_hand(w, client_for):
    grant = asked(w)
    assert not allows(w.tuva, "decide", grant, grant.lapses_at)
    assert allows(w.tuva, "decide", grant, grant.lapses_at - timedelta(seconds=1))
    assert grant.state_at(grant.lapses_at) is GrantState.LAPSED
    for person in (w.asha, w.ben, w.tuva):
        with pytest.raises(NotYours):
            granting.end(by=person, grant=grant)
    ivo = client_for(w.ivo)
    ivo.post(page("grant_end", grant))
    grant.refresh_from_db()
    assert grant.state is GrantState.CANCELLED
    with pytest.raises(NotNow):
        granting.decide(by=w.tuva, grant=grant, approve=True)
    for by in (w.ivo, w.tuva):
        grant = approved(w)
        assert allows(w.ivo, "read", w.entries["submitted"])
        client_for(by).post(page("grant_end", grant))
        grant.refresh_from_db()
        assert grant.state is GrantState.OVER
        assert not allows(w.ivo, "read", w.entries["submitted"])
