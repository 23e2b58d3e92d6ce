"""What is said back is looked through: replies, remarks, messages; and the school's own words."""

import json
import re
import uuid

import pytest
from django.urls import reverse

from accounts import findings, saving, school_words
from accounts.actions import school_words as keeping
from accounts.errors import Refused
from accounts.identifiers import OwnWords, check
from accounts.models import AuditEvent, SchoolWord
from accounts.policy import allows
from reflections.actions import reading_answers, remarks, replying
from reflections.models import Message, Reply
from tests import make

PHONE = "020 7946 0123"
DATE = "14 September"


def key(words, kind="phone"):
    (one,) = (one for one in findings.find(title="", body=words) if one.is_hard)
    assert one.kind == kind
    return one.key


@pytest.fixture
def w(standing_world):
    return standing_world


def url(name, entry):
    return reverse(name, args=[entry.pk])


# ------------------------------------------------------------------ a reply and its remarks
def test_a_reply_and_its_remarks_are_looked_through_together(w, client_for):
    entry, ekdal = w.entries["submitted"], client_for(w.ekdal)
    version = entry.versions.get()
    kept = replying.save_reply(
        by=w.ekdal, entry_id=entry.pk, save=saving.Save(uuid.uuid4(), 0, "", f"Ring {PHONE}.")
    )
    # Saving never asks.
    assert kept.revision == 1
    remarks.make_remark(
        by=w.ekdal, version=version, start=0, end=5, quote="WORDS", body=f"On {DATE}, was it?"
    )
    page = ekdal.get(url("reply_send", entry)).content.decode()
    assert f"<mark>{PHONE}</mark>" in page
    assert f"<mark>{DATE}</mark>" in page
    form = {"version": version.pk, "revision": 1, "then": "stay"}
    one = {f"why-{key(PHONE)}": "nobody"}
    for reasons in ({}, one, one | {f"why-{key(DATE, 'date')}": "because"}):
        answer = ekdal.post(url("reply_send", entry), form | reasons)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert str(findings.LOOK) in text
        assert ('value="nobody" selected' in text) == bool(reasons)
    assert not Reply.objects.filter(version=version, sent_at__isnull=False).exists()
    both = one | {f"why-{key(DATE, 'date')}": "made_up"}
    assert ekdal.post(url("reply_send", entry), form | both).status_code == 302
    reply = Reply.objects.get(version=version)
    assert reply.kept_for == {"phone": ["nobody"], "date": ["made_up"]}
    told = json.dumps([event.facts for event in AuditEvent.objects.all()])
    assert PHONE not in told + json.dumps(reply.kept_for)


def test_a_clean_reply_is_sent_without_a_word(w):
    entry = w.entries["unread"]
    version = entry.versions.get()
    save = saving.Save(uuid.uuid4(), 0, "", "His wife Joan sat there too.")
    replying.save_reply(by=w.ekdal, entry_id=entry.pk, save=save)
    reply = replying.send_reply(by=w.ekdal, entry_id=entry.pk, version_id=version.pk, revision=1)
    assert reply.kept_for is None


# ------------------------------------------------------------------ messages, both ways
def test_messages_are_looked_through_before_they_go(w, client_for):
    entry = w.entries["answered"]
    for name, door in (("asha", "entry_answer"), ("ekdal", "desk_answer")):
        client = client_for(getattr(w, name))
        form = {"send_id": str(uuid.uuid4()), "body": f"Ring {PHONE}."}
        answer = client.post(url(door, entry), form)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert f"<mark>{PHONE}</mark>" in text
        assert f"Ring {PHONE}." in text
        assert len(re.findall(rf'name="why-{key(PHONE)}"', text)) == 1
        assert (
            client.post(url(door, entry), form | {f"why-{key(PHONE)}": "mine"}).status_code == 302
        )
        message = Message.objects.get(send_id=form["send_id"])
        assert message.kept_for == {"phone": ["mine"]}
    with pytest.raises(Refused) as caught:
        reading_answers.write_back(
            version=entry.versions.get(), by=w.asha, body=DATE, send_id=uuid.uuid4()
        )
    assert caught.value.field == "findings"


def test_the_desk_is_told_where_to_look_and_nobody_else(w, client_for):
    entry, body = w.entries["submitted"], f"His wife Joan rang {PHONE}."
    ekdal = client_for(w.ekdal)
    text = ekdal.post(url("desk_check", entry), {"body": body, "place": "reply-"}).content.decode()
    assert "2 places to look at" in text
    assert 'id="reply-findings"' in text
    assert "say before sending why it may stay" in text
    assert "<select" not in text
    # Whom she writes to and who signs are no patients; another name is still asked about.
    named = ekdal.post(url("desk_check", entry), {"body": "Asha, Joan wept. Dr Ekdal"})
    named = named.content.decode()
    assert "<mark>Joan" in named
    assert "<mark>Asha" not in named
    assert "Ekdal</mark>" not in named
    said = {"body": body, "place": "message-", "fine": findings.find(title="", body=body)[0].key}
    text = ekdal.post(url("desk_check", entry), said).content.decode()
    assert f'id="message-why-{key(PHONE)}"' in text
    assert "<mark>Joan" not in text
    odd = ekdal.post(url("desk_check", entry), {"body": body, "place": '"><script>'})
    assert "script" not in odd.content.decode()
    assert ekdal.post(url("desk_check", entry), {"body": "a" * 200_001}).status_code == 413
    for name in ("asha", "fox", "hana", "root"):
        client = client_for(getattr(w, name))
        assert client.post(url("desk_check", entry), {"body": body}).status_code == 404
    desk = ekdal.get(url("desk", entry)).content.decode()
    assert desk.count("data-findings ") + desk.count("data-findings>") >= 2
    assert len(re.findall(r'id="([^"]+)"', desk)) == len(set(re.findall(r'id="([^"]+)"', desk)))


# ------------------------------------------------------------------ the school's own words
def test_own_words_whole_and_in_any_case_but_not_as_plain_english():
    words = OwnWords(
        {"Willow Ward": "place", "Halloran": "name", "Reading": "place", "St": "place"}
    )
    text = "On willow  ward with Dr halloran; reading, then Reading; St. Willows, Halloranes."
    assert [(text[s.start : s.end], s.kind) for s in sorted(set(words.found(text)))] == [
        ("willow  ward", "place"), ("halloran", "name"), ("Reading", "place"),
    ]  # fmt: skip
    assert not OwnWords()
    found = check("we sat in willow ward", also=words)
    assert [(one.kind, one.tier) for one in found] == [("place", "soft")]


def test_a_word_added_by_an_administrator_is_looked_for_at_once_everywhere(
    w, client_for, django_assert_num_queries
):
    body = "we met in quartermile that day"
    assert findings.find(title="", body=body) == []
    ivo = client_for(w.ivo)
    add = {"word": "Quartermile", "kind": "place"}
    answer = ivo.post(reverse("admin:accounts_schoolword_add"), add)
    assert answer.status_code == 302
    row = SchoolWord.objects.get()
    assert [one.words for one in findings.find(title="", body=body)] == ["quartermile"]
    school_words.known()
    with django_assert_num_queries(1):
        findings.find(title="", body=body)
    # Another process has changed it: no memory of ours was told.
    SchoolWord.objects.filter(pk=row.pk).update(word="Elsewhere", changed_at=make.ago(days=-1))
    assert findings.find(title="", body=body) == []
    again = ivo.post(
        reverse("admin:accounts_schoolword_add"), {"word": "elsewhere", "kind": "name"}
    )
    assert "in the list already" in again.content.decode()
    row.refresh_from_db()
    keeping.change(word=row, by=w.ivo, kind="name")
    found = findings.find(title="", body="Old Elsewhere came.")
    assert [one.kind for one in found] == ["name"]
    keeping.remove(word=row, by=w.ivo)
    assert findings.find(title="", body="we met elsewhere") == []
    for person in (w.asha, w.hana, w.tuva):
        with pytest.raises(Refused):
            keeping.add(word=SchoolWord(word="Mine"), by=person)
    kept = SchoolWord.objects.create(word="Kept")
    for person in (w.asha, w.hana, w.tuva):
        assert not allows(person, "read", kept)
        with pytest.raises(Refused):
            keeping.remove(word=kept, by=person)
        with pytest.raises(Refused):
            keeping.change(word=kept, by=person, kind="name")
