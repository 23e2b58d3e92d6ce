"""Break-glass: one entry, two people, an hour, and its author is told."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Conflict, Evaluating, Notice, Person
from accounts.policy import allows, audience
from reflections import queries
from reflections.actions import emptying, granting
from reflections.models import Entry, Grant, GrantText, Reading, Version
from reflections.models.grant import GrantState
from tests import make

WORDS = "WORDS-submitted of Asha"


@pytest.fixture
def w(standing_world):
    """Return the cast; the wellbeing lead is also an approver."""
    make.appointment(person=standing_world.tuva, office="approver")
    return standing_world


def fresh(client):
    """Show that it is she who sits there."""
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def asked(w, entry=None, **said):
    asked_for = entry.pk if isinstance(entry, Entry) else entry or w.entries["submitted"].pk
    base = {"asked_for": asked_for, "ground": "law", "reason": "A court asks."}
    return granting.ask(by=w.ivo, **(base | said))


def approved(w, entry=None, **said):
    return granting.decide(by=w.tuva, grant=asked(w, entry), approve=True, **said)


def page(name, grant, *, do=None):
    return reverse(name, args=[grant.pk])


# ------------------------------------------------------------------ from asking to reading
def test_the_whole_way_and_the_author_is_told(w, client_for, mailoutbox):
    ivo, tuva, asha = client_for(w.ivo), client_for(w.tuva), client_for(w.asha)
    entry = w.entries["submitted"]
    make.version(entry=entry, cohort=w.juniper, revision=9, submitted_at=make.ago(days=-1))
    form = {"asked_for": str(entry.pk), "ground": "law", "reason": "A court asks for REASON-x."}
    answer = ivo.post(reverse("glass"), form)
    grant = Grant.objects.get()
    assert answer.url == page("grant", grant)
    # Twice is once; and the page of the request is there for who asked.
    ivo.post(reverse("glass"), form)
    assert Grant.objects.count() == 1
    assert str(entry.pk) in ivo.get(page("grant", grant)).content.decode()
    assert ivo.get(page("grant_read", grant)).status_code == 404

    # The second person shows that it is she, reads why and not what, and agrees.
    assert "/reauthenticate" in tuva.get(page("grant", grant)).url
    assert page("grant", grant) in tuva.get(reverse("glass")).content.decode()
    text = fresh(tuva).get(page("grant", grant)).content.decode()
    assert "REASON-x" in text
    assert str(entry.pk) not in text
    assert "Asha" not in text
    tuva.post(page("grant_decide", grant), {"do": "approve"})
    grant.refresh_from_db()
    assert grant.state is GrantState.OPEN
    assert grant.ends_at - grant.opened_at == timedelta(minutes=60)

    # Only who asked, and only once she has shown that it is she.
    for name in ("tuva", "ben", "hana", "root", "ekdal", "asha"):
        reader = fresh(client_for(getattr(w, name)))
        assert reader.get(page("grant_read", grant)).status_code == 404, name
    assert "/reauthenticate" in ivo.get(page("grant_read", grant)).url
    text = fresh(ivo).get(page("grant_read", grant)).content.decode()
    # Once: the version of the day after the yes has the same words, and is not there.
    assert text.count(WORDS) == 1
    assert "form" in text
    assert "textarea" not in text
    # Every other way to the words leads here, or nowhere.
    assert ivo.get(reverse("entry", args=[entry.pk])).url == page("grant_read", grant)
    assert ivo.get(reverse("desk", args=[entry.pk])).status_code == 404
    assert ivo.get(reverse("entry_write", args=[entry.pk])).status_code == 404

    reading = Reading.objects.get(door="glass")
    assert (reading.person, reading.entry) == (w.ivo, entry)
    text = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "Opened with break-glass" in text
    assert "REASON-x" in text
    assert "Dr Tuva" in text
    assert text.count("Ivo") >= 2
    # Her page of the request leads to what it was about; nobody who decided is led there.
    own = f'href="{reverse("entry", args=[entry.pk])}"'
    assert own in asha.get(page("grant", grant)).content.decode()
    assert str(entry.pk) not in tuva.get(page("grant", grant)).content.decode()
    notices.deliver()
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) >= {w.asha.email, w.ivo.email}
    for mail in mailoutbox:
        assert "REASON" not in mail.body + mail.subject
        assert "Asha" not in mail.body + mail.subject
    trail = AuditEvent.objects.filter(verb__in=["grant.asked", "grant.approved", "entry.opened"])
    assert trail.count() == 3
    assert "REASON" not in str([event.facts for event in trail])


def test_every_id_is_asked_for_alike_and_a_draft_is_never_opened(w, client_for):
    ivo = fresh(client_for(w.ivo))
    pages = []
    for entry_id in (w.entries["draft"].pk, uuid.uuid4()):
        ivo.post(reverse("glass"), {"asked_for": entry_id, "ground": "law", "reason": "Why."})
        grant = Grant.objects.get(asked_for=entry_id)
        granting.decide(by=w.tuva, grant=grant, approve=True)
        texts = [ivo.get(page(name, grant)).content.decode() for name in ("grant", "grant_read")]
        assert "Nothing submitted stands under this id." in texts[1]
        pages.append([text.replace(str(grant.pk), "").replace(str(entry_id), "") for text in texts])
        assert ivo.get(reverse("entry", args=[entry_id])).status_code == 404
        granting.end(by=w.ivo, grant=grant)
    for one, other in zip(*pages, strict=True):
        mine, theirs = (text.split("<main")[1].split("csrf")[0] for text in (one, other))
        assert mine == theirs
    assert not Notice.objects.filter(kind="glass_opened").exists()
    assert not Reading.objects.filter(door="glass").exists()


def test_of_a_page_that_is_gone_the_author_is_led_to_the_request(w, client_for):
    grant, link = approved(w), notices.kinds()["glass_opened"].link
    own = reverse("entry", args=[grant.entry_id])
    assert link(w.asha, grant) == f"{own}#glass"
    Entry.objects.filter(pk=grant.entry_id).update(gone_at=timezone.now())
    grant = Grant.objects.get()
    assert link(w.asha, grant) == page("grant", grant)
    text = client_for(w.asha).get(page("grant", grant)).content.decode()
    assert "A court asks." in text
    assert own not in text
    emptying.erase_pages([grant.entry_id])
    text = client_for(w.asha).get(page("grant", grant)).content.decode()
    assert "Deleted, with the page." in text
    assert "A court asks." not in text


def test_what_is_submitted_after_the_yes_is_not_opened(w):
    draft = w.entries["draft"]
    grant = approved(w, draft)
    version = make.version(entry=draft, cohort=w.juniper)
    assert not allows(w.ivo, "read", draft)
    assert not allows(w.ivo, "read", version)
    assert granting.open_entry(by=w.ivo, grant=grant) == []
    opened = approved(w)
    entry = w.entries["submitted"]
    later = make.version(entry=entry, cohort=w.juniper, revision=8)
    assert allows(w.ivo, "read", entry.versions.first())
    assert not allows(w.ivo, "read", later)
    assert not allows(w.ivo, "read", later.text)
    assert later not in granting.open_entry(by=w.ivo, grant=opened)


def test_an_hour_to_the_second_and_the_office_behind_it(w, monkeypatch):
    grant, entry = approved(w), w.entries["submitted"]
    version = entry.versions.get()
    last, over = grant.ends_at - timedelta(microseconds=1), grant.ends_at
    for row in (entry, version, version.text):
        assert allows(w.ivo, "read", row, last)
        assert not allows(w.ivo, "read", row, over)
        assert not allows(w.ivo, "read", row, grant.opened_at - timedelta(microseconds=1))
        assert w.ivo in audience(row, at=last)
        assert w.ivo not in audience(row, at=over)
    assert allows(w.ivo, "use", grant, last)
    assert not allows(w.ivo, "use", grant, over)
    assert not allows(w.tuva, "use", grant, last)
    monkeypatch.setattr(timezone, "now", lambda: over)
    with pytest.raises(NotYours):
        granting.open_entry(by=w.ivo, grant=grant)
    with pytest.raises(NotNow):
        granting.end(by=w.ivo, grant=grant)
    monkeypatch.undo()
    w.ivo.appointments.update(ends_at=make.ago(seconds=1))
    assert not allows(w.ivo, "read", version)
    assert not allows(w.ivo, "use", grant)


# ------------------------------------------------------------------ the second person
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


# ------------------------------------------------------------------ the author
def test_telling_later_needs_a_law_and_a_day_and_is_hidden_until_then(w, client_for):
    today = timezone.localdate()
    for said in (
        {"tell_on": today + timedelta(days=5)},
        {"delay": "Section 12."},
        {"tell_on": today, "delay": "Section 12."},
        {"tell_on": today + timedelta(days=92), "delay": "Section 12."},
    ):
        with pytest.raises(Refused):
            granting.decide(by=w.tuva, grant=asked(w), approve=True, **said)
    assert not Grant.objects.exclude(opened_at=None).exists()
    grant = approved(w, tell_on=today + timedelta(days=5), delay="Section 12.")
    entry = w.entries["submitted"]
    granting.open_entry(by=w.ivo, grant=grant)
    for person in (w.asha, w.ekdal):
        text = client_for(person).get(reverse("entry", args=[entry.pk]), follow=True)
        assert "Ivo" not in text.content.decode()
    assert "Ivo" not in client_for(w.asha).get(reverse("readings")).content.decode()
    reading = Reading.objects.get(door="glass")
    make.entry(author=w.ben)
    for row in (grant, grant.text, reading):
        assert not allows(w.asha, "read", row, grant.tell_at - timedelta(seconds=1))
        assert allows(w.asha, "read", row, grant.tell_at)
        assert not allows(w.ben, "read", row, grant.tell_at)
    notice = Notice.objects.get(kind="glass_opened")
    still = notices.kinds()["glass_opened"].still
    told = Grant.objects.get(pk=notice.about)
    assert not still(notice.to, told)
    assert still(notice.to, make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=told.entry))
    assert notice.ready_at >= grant.tell_at - timedelta(seconds=1)
    Grant.objects.filter(pk=grant.pk).update(opened_at=make.ago(hours=3), ends_at=make.ago(hours=2),
                                             tell_at=make.ago(hours=1))  # fmt: skip
    Reading.objects.update(shown_from=make.ago(hours=1))
    text = client_for(w.asha).get(reverse("entry", args=[entry.pk])).content.decode()
    assert "Section 12." in text
    assert "Ivo" in text


def test_her_page_names_who_reads_for_the_hour_and_costs_nothing_without(w, client_for):
    asha, entry = client_for(w.asha), w.entries["submitted"]
    asha.get(reverse("entry", args=[entry.pk]))
    with CaptureQueriesContext(connection) as before:
        asha.get(reverse("entry", args=[entry.pk]))
    approved(w)
    text = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "Ivo" in text
    with CaptureQueriesContext(connection) as after:
        asha.get(reverse("entry", args=[entry.pk]))
    assert len(after) == len(before) + 1
    # Who mentors her does not learn of it.
    assert "Ivo" not in client_for(w.ekdal).get(reverse("desk", args=[entry.pk])).content.decode()


# ------------------------------------------------------------------ the forms
def test_only_administrators_ask_and_what_is_missing_is_said(w, client_for):
    for name in ("asha", "ekdal", "hana", "root", "cleo"):
        assert client_for(getattr(w, name)).get(reverse("glass")).status_code == 404
        with pytest.raises(NotYours):
            granting.ask(
                by=getattr(w, name), asked_for=uuid.uuid4(), ground="law", reason="Why not."
            )
    assert client_for(w.tuva).post(reverse("glass"), {}).status_code == 404
    ivo = client_for(w.ivo)
    answer = ivo.post(reverse("glass"), {"asked_for": "x", "reason": "Kept as typed."})
    assert answer.status_code == 422
    assert "Kept as typed." in answer.content.decode()
    assert "Choose a ground." in answer.content.decode()
    for n in range(5):
        asked(w, uuid.uuid4(), reason=f"Number {n}.")
    with pytest.raises(Refused):
        asked(w)
    assert not Version.objects.visible_to(w.ivo).exists()


def test_a_decision_after_five_minutes_keeps_what_was_typed(w, client_for):
    grant, tuva = asked(w), client_for(w.tuva)
    typed = {"do": "approve", "delay": "Section 12 of KEPT", "tell_on": "2027-01-01"}
    answer = tuva.post(page("grant_decide", grant), typed)
    assert answer.status_code == 422
    assert "KEPT" in answer.content.decode()
    assert "KEPT" not in str(dict(tuva.session))
    assert "reauthenticate" in answer.content.decode()
    answer = fresh(tuva).post(page("grant_decide", grant), typed | {"tell_on": ""})
    assert answer.status_code == 422
    assert GrantText.objects.get().delay == ""
    keyless = Person.objects.get(pk=w.tuva.pk)
    keyless.set_unusable_password()
    keyless.save()
    answer = client_for(keyless).get(page("grant", grant))
    assert answer.url == reverse("account_set_password")
