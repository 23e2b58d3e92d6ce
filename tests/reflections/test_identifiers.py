"""Places to look at: shown to the author alone, asked about at submission, and kept nowhere."""

import json
import logging
import re
import uuid

import pytest
from django.urls import reverse

from accounts import findings, saving
from accounts.errors import Refused
from accounts.models import AuditEvent, Draft, Notice
from reflections.actions import submitting
from reflections.models import Version
from reflections.readers import readers_for

PHONE = "020 7946 0123"
DATE = "14 September"
TOLD = f"On {DATE} his wife Joan gave me {PHONE}.\nWe sat."


def write(w, body, title=""):
    """Save the words as the next state of the draft, and return its revision."""
    draft = Draft.objects.get(entry=w.entries["draft"])
    save = saving.Save(uuid.uuid4(), draft.revision, title, body)
    return saving.save(draft=draft, by=w.asha, save=save).revision


def url(w, name="entry_submit"):
    return reverse(name, args=[w.entries["draft"].pk])


def said(w, revision, **facts):
    named = [reader.key for reader in readers_for(w.asha, w.juniper)]
    return {"revision": revision, "named": named} | facts


def keys(body=TOLD):
    return {one.words: one.key for one in findings.find(title="", body=body)}


def why(**reasons):
    return {f"why-{keys()[words]}": reason for words, reason in reasons.items()}


# ------------------------------------------------------------------ in words
def test_a_find_is_quoted_with_what_stands_around_it(db):
    date, name, phone = findings.find(title="", body=TOLD)
    assert [one.words for one in (date, name, phone)] == [DATE, "Joan", PHONE]
    assert (date.before, date.after) == ("On ", " his wife Joan gave me…")
    assert (phone.before, phone.after) == ("…his wife Joan gave me ", ".…")
    assert [one.is_hard for one in (date, name, phone)] == [True, False, True]
    assert [str(one.instead) for one in (date, name, phone)] == ["a few weeks ago", "someone", ""]
    (prof,) = findings.find(title="Prof. Halloran", body="")
    assert (prof.field, str(prof.instead)) == ("title", "the professor")


def test_four_places_two_of_them_hard_each_with_what_to_write_instead(db):
    found = findings.find(title="", body="Mr Brandt, 93, bed 14, on 3 March. At 4 Hill Road.")
    assert [(one.words, one.is_hard, str(one.instead)) for one in found] == [
        ("Mr Brandt", False, "a man"),
        ("93", True, "very old"),
        ("bed 14", False, "a place on the ward"),
        ("3 March", True, "a few weeks ago"),
        ("4 Hill Road", False, ""),
    ]


def test_the_same_words_are_listed_once_and_kept_ones_not_at_all(db):
    twice = findings.find(title="", body=f"{TOLD} {TOLD}")
    assert [one.words for one in twice] == [DATE, "Joan", PHONE]
    fine = list(keys().values())
    assert [one.words for one in findings.find(title="", body=TOLD, fine=fine)] == [DATE, PHONE]


def test_soft_finds_are_bounded_and_hard_ones_are_all_shown(db):
    body = "\n".join(f"His wife Joan{'abcdefgh'[i % 8] * (i + 1)} came." for i in range(40))
    body += "\n" + "\n".join(f"She rang 020 7946 {1000 + i}." for i in range(40))
    found = findings.find(title="", body=body)
    assert sum(one.is_hard for one in found) == 40
    assert sum(not one.is_hard for one in found) == findings.MOST_SOFT


# ------------------------------------------------------------------ while she writes
def test_the_page_is_told_where_to_look(standing_world, asha, django_assert_num_queries):
    w = standing_world
    sent = {"author": w.asha.pk, "title": "", "body": TOLD.replace("\n", "\r\n")} | why(
        **{DATE: "mine"}
    )
    asha.post(url(w, "entry_check"), sent)
    with django_assert_num_queries(4):
        answer = asha.post(url(w, "entry_check"), sent)
    text = answer.content.decode()
    assert "3 places to look at" in text
    assert f"<mark>{DATE}</mark>" in text
    assert re.findall(r'data-start="(\d+)"', text) == ["3", "25", "38"]
    assert text.count("Write “someone”") == 1
    assert '<option value="mine" selected>' in text
    kept = asha.post(url(w, "entry_check"), sent | {"fine": keys()["Joan"]})
    assert "2 places to look at" in kept.content.decode()
    clean = asha.post(url(w, "entry_check"), {"author": w.asha.pk, "body": "We sat."})
    assert clean.content.decode().strip() == ""


def test_only_the_author_is_told(standing_world, asha, client_for):
    w = standing_world
    sent = {"author": w.asha.pk, "body": TOLD}
    for who in ("ben", "ekdal", "hana", "ivo", "root"):
        assert client_for(getattr(w, who)).post(url(w, "entry_check"), sent).status_code == 404
    assert asha.post(url(w, "entry_check"), sent | {"author": w.ben.pk}).status_code == 409
    assert asha.post(url(w, "entry_check"), sent | {"body": "a" * 200_001}).status_code == 413
    assert asha.get(url(w, "entry_check")).status_code == 405


# ------------------------------------------------------------------ submitting
def test_nothing_is_submitted_without_her_word(standing_world, asha):
    w = standing_world
    revision = write(w, "We sat.")
    answer = asha.post(url(w), said(w, revision))
    assert answer.status_code == 422
    assert str(submitting.ATTEST) in answer.content.decode()
    assert not Version.objects.filter(entry=w.entries["draft"]).exists()
    assert asha.post(url(w), said(w, revision, attest="on")).status_code == 302
    version = Version.objects.get(entry=w.entries["draft"])
    assert version.attested_at is not None
    assert version.kept_for is None


def test_hard_finds_are_changed_or_given_a_reason(standing_world, asha):
    w = standing_world
    revision = write(w, TOLD)
    page = asha.get(url(w)).content.decode()
    assert page.count('class="finding must"') == 2
    assert page.count("Yours to decide.") == 1
    some = why(**{DATE: "made_up"})
    for reasons in ({}, some, some | why(**{PHONE: "because"})):
        answer = asha.post(url(w), said(w, revision, attest="on", wants_contact="on", **reasons))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert str(findings.LOOK) in text
        # Nothing she said is lost.
        assert text.count(" checked") == 2
        assert ('value="made_up" selected' in text) == bool(reasons)
    assert not Version.objects.filter(entry=w.entries["draft"]).exists()
    both = some | why(**{PHONE: "mine"})
    assert asha.post(url(w), said(w, revision, attest="on", **both)).status_code == 302
    version = Version.objects.get(entry=w.entries["draft"])
    assert version.kept_for == {"date": ["made_up"], "phone": ["mine"]}
    assert version.text.body == TOLD


def test_a_changed_word_needs_no_reason_and_a_soft_find_never_does(standing_world, asha):
    w = standing_world
    revision = write(w, "A few weeks ago his wife Joan gave me her number.")
    assert asha.post(url(w), said(w, revision, attest="on")).status_code == 302
    assert Version.objects.get(entry=w.entries["draft"]).kept_for is None


def test_the_title_is_looked_at_as_well(standing_world, asha):
    w = standing_world
    revision = write(w, "We sat.", title=f"The {DATE}")
    assert asha.post(url(w), said(w, revision, attest="on")).status_code == 422


def test_reasons_for_other_words_count_for_nothing(standing_world):
    w = standing_world
    revision = write(w, TOLD)
    named = [reader.key for reader in readers_for(w.asha, w.juniper)]
    reasons = {key: "mine" for words, key in keys().items() if words != PHONE}
    with pytest.raises(Refused) as caught:
        submitting.submit(
            entry=w.entries["draft"], by=w.asha, revision=revision, named=named, attested=True,
            reasons=reasons | {"0" * 16: "mine"},
        )  # fmt: skip
    assert caught.value.field == "findings"


def test_from_the_room_in_one_press_when_everything_is_said(standing_world, asha):
    w = standing_world
    draft = w.entries["draft"]
    revision = write(w, "We sat.")
    room = asha.get(url(w, "entry_write")).content.decode()
    named = re.findall(r'name="named" value="([^"]+)"', room)
    form = {"author": w.asha.pk, "base": revision, "title": "", "do": "submit", "named": named}
    # Not said yet: the submit page asks.
    answer = asha.post(url(w, "entry_write"), form | {"body": "We sat."})
    assert answer.url == url(w)
    # With something hard the page that asks comes back, on the words just typed.
    answer = asha.post(url(w, "entry_write"), form | {"body": TOLD, "attest": "on"})
    assert answer.status_code == 422
    assert f"<mark>{PHONE}</mark>" in answer.content.decode()
    assert 'name="revision" value="3"' in answer.content.decode()
    form |= {"base": revision + 1, "body": "We sat there.", "attest": "on"}
    answer = asha.post(url(w, "entry_write"), form)
    assert answer.url == reverse("entry", args=[draft.pk])
    assert Version.objects.get(entry=draft).text.body == "We sat there."


def test_somebody_new_who_would_read_is_shown_first(standing_world, asha):
    w = standing_world
    revision = write(w, "We sat.")
    form = {"author": w.asha.pk, "base": revision, "body": "We sat.", "do": "submit"}
    answer = asha.post(url(w, "entry_write"), form | {"attest": "on", "named": ["mentor:x"]})
    assert answer.status_code == 409
    assert not Version.objects.filter(entry=w.entries["draft"]).exists()


# ------------------------------------------------------------------ kept nowhere
def test_no_match_is_logged_or_told(standing_world, asha, caplog, mailoutbox):
    w = standing_world
    caplog.set_level(logging.DEBUG)
    revision = write(w, TOLD)
    asha.post(url(w, "entry_check"), {"author": w.asha.pk, "body": TOLD})
    asha.post(url(w), said(w, revision, attest="on"))
    reasons = why(**{DATE: "made_up", PHONE: "mine"})
    assert asha.post(url(w), said(w, revision, attest="on", **reasons)).status_code == 302
    version = Version.objects.get(entry=w.entries["draft"])
    # What a database logs of its own statements is the text being saved; not ours to judge here.
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    told = [event.facts for event in AuditEvent.objects.all()]
    stored = json.dumps([told, version.kept_for, list(Notice.objects.values("kind"))], default=str)
    mails = "".join(mail.subject + mail.body for mail in mailoutbox)
    for match in (DATE, "Joan", PHONE, *keys().values()):
        for place in (ours, stored, mails):
            assert match not in place
