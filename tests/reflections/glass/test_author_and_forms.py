"""Break-glass as the author meets it, and as its forms answer."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotYours, Refused
from accounts.models import Notice, Person
from accounts.policy import allows
from reflections.actions import granting
from reflections.models import Grant, GrantText, Reading, Version
from tests import make
from tests.reflections.glass.asking import approved, asked, fresh, page


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


def test_her_page_names_who_reads_for_the_hour_and_costs_no_query_more(w, client_for):
    asha, entry = client_for(w.asha), w.entries["submitted"]
    asha.get(reverse("entry", args=[entry.pk]))
    with CaptureQueriesContext(connection) as before:
        asha.get(reverse("entry", args=[entry.pk]))
    approved(w)
    text = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "Ivo" in text
    with CaptureQueriesContext(connection) as after:
        asha.get(reverse("entry", args=[entry.pk]))
    assert len(after) == len(before)
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
