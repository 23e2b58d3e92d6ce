"""Break-glass, from asking to the hour of reading, and what stays shut."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotNow, NotYours
from accounts.models import AuditEvent, Notice
from accounts.policy import allows, audience
from reflections.actions import emptying, granting
from reflections.models import Entry, Grant, Reading
from reflections.models.grant import GrantState
from tests import make
from tests.reflections.glass.asking import WORDS, approved, fresh, page


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
