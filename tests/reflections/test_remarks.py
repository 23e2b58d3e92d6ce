"""Remarks at the desk: making one of some kind, changing it, taking it away; and who may."""

import pytest
from django.urls import reverse

from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent
from reflections.actions import remarks
from reflections.models import Remark, RemarkText
from tests import make

WORDS = "WORDS-submitted of Asha"
KINDS = {
    "": "",
    "appreciation": "Appreciation",
    "question": "Question",
    "resonance": "Resonance",
    "suggestion": "Suggestion",
    "identifier": "Possible identifier",
}


@pytest.fixture
def version(world):
    return world.entries["submitted"].versions.get()


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def remark_data(version, **fields):
    data = {"version": version.pk, "start": 6, "end": 15, "quote": "submitted", "body": "Why?"}
    return data | fields


def made(world, version, **said):
    place = {"start": 6, "end": 15, "quote": "submitted", "body": "Why?"}
    return remarks.make_remark(by=world.ekdal, version=version, **(place | said))


# ------------------------------------------------------------------ making one
def test_a_remark_keeps_its_words_and_their_company(world, version):
    remark = made(world, version, body="Why\r\nnow?", kind="question")
    text = remark.text
    assert (text.quote, text.prefix, text.suffix) == ("submitted", "WORDS-", " of Asha")
    assert (text.body, remark.kind, remark.get_kind_display()) == (
        "Why\nnow?", "question", "Question",
    )  # fmt: skip
    assert remark.sent_at is remark.carried_from is None
    assert not AuditEvent.objects.exists()  # nobody else learns of it before it is sent


def test_a_remark_counts_code_points(world):
    entry = make.entry(author=world.asha, body="🫀👩🏽‍⚕️ then A\u030asa cried 🫀.")
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    body = version.text.body
    start = body.index("cried 🫀")
    remark = made(world, version, start=start, end=start + 7, quote="cried 🫀")
    assert body[remark.start : remark.end] == "cried 🫀"


def test_a_remark_on_other_words_or_of_no_known_kind_is_refused(world, version):
    for start, end, quote, kind, field in (
        (6, 15, "Submitted", "", "place"),
        (7, 16, "submitted", "", "place"),
        (6, 6, "", "", "place"),
        (6, 9_999, "submitted", "", "place"),
        (15, 16, " ", "", "place"),
        (6, 15, "submitted", "praise", "kind"),
    ):
        with pytest.raises(Refused) as refusal:
            made(world, version, start=start, end=end, quote=quote, kind=kind)
        assert refusal.value.field == field
    assert not version.remarks.exists()


@pytest.mark.parametrize("body", ["", " \n", "a\x00b", "half \ud83d", "x" * 5_001])
def test_a_remark_that_cannot_be_kept_is_refused(world, version, body):
    mine = make.remark(version=version, author=world.ekdal, sent=False, body="as it was")
    with pytest.raises(Refused) as new:
        made(world, version, body=body)
    with pytest.raises(Refused) as changed:
        remarks.change_remark(
            by=world.ekdal, entry_id=version.entry_id, remark_id=mine.pk, body=body
        )
    assert (new.value.field, changed.value.field) == ("body", "body")
    assert [text.body for text in RemarkText.objects.filter(remark__version=version)] == [
        "as it was"
    ]


# ------------------------------------------------------------------ until it is sent
def test_an_unsent_remark_is_changed_and_taken_away(world, version):
    mine = make.remark(version=version, author=world.ekdal, sent=False, kind="resonance")
    about = {"by": world.ekdal, "entry_id": version.entry_id, "remark_id": mine.pk}
    for said, kind in (
        ({}, "resonance"),
        ({"kind": "suggestion"}, "suggestion"),
        ({"kind": ""}, ""),
    ):
        remarks.change_remark(**about, body="other words", **said)
        mine.refresh_from_db()
        assert (RemarkText.objects.get(remark=mine).body, mine.kind) == ("other words", kind)
    with pytest.raises(Refused) as refusal:
        remarks.change_remark(**about, body="other words", kind="praise")
    assert refusal.value.field == "kind"
    remarks.remove_remark(**about)
    assert not Remark.objects.filter(pk=mine.pk).exists()
    assert not AuditEvent.objects.exists()


def test_what_is_sent_stays_and_nothing_is_added(world):
    remark = world.entries["answered"].versions.get().remarks.get()
    about = {"by": world.ekdal, "entry_id": remark.version.entry_id, "remark_id": remark.pk}
    with pytest.raises(NotNow):
        remarks.change_remark(**about, body="x")
    with pytest.raises(NotNow):
        remarks.remove_remark(**about)
    with pytest.raises(NotNow):
        made(world, remark.version, start=0, end=5, quote="WORDS")
    assert RemarkText.objects.get(remark=remark).body == "REMARK-sent"


def test_a_remark_is_its_writers_alone(world, version):
    other = world.entries["being_answered"].versions.get().remarks.get()
    with pytest.raises(NotYours):
        remarks.change_remark(
            by=world.ekdal, entry_id=version.entry_id, remark_id=other.pk, body="x"
        )
    covered = world.entries["covered"].versions.get()
    mine = make.remark(version=covered, author=world.ekdal, sent=False)
    with pytest.raises(NotYours):
        remarks.remove_remark(by=world.noma, entry_id=covered.entry_id, remark_id=mine.pk)


def test_on_a_page_that_is_gone_a_remark_is_neither_changed_nor_taken_away(world, version):
    remark, entry = made(world, version), version.entry
    about = {"by": world.ekdal, "entry_id": entry.pk, "remark_id": remark.pk}
    type(entry).objects.filter(pk=entry.pk).update(gone_at=make.ago(minutes=1))
    with pytest.raises(NotYours):
        remarks.change_remark(**about, body="And then?")
    with pytest.raises(NotYours):
        remarks.remove_remark(**about)
    assert RemarkText.objects.get(remark=remark).body == "Why?"


# ------------------------------------------------------------------ at the desk
def test_a_remark_by_selection_says_its_kind_in_a_word(mentor, version, world):
    url, desk = (
        reverse("remark_add", args=[version.entry_id]),
        reverse("desk", args=[version.entry_id]),
    )
    for kind in KINDS:
        answer = mentor.post(url, remark_data(version, kind=kind))
    assert answer["Location"].startswith(f"{desk}#r")
    remark = version.remarks.filter(kind="").get()
    assert (remark.start, remark.end, remark.text.body) == (6, 15, "Why?")
    page = mentor.get(desk).content.decode()
    assert '<mark class="pencilled" id="w1">' in page
    preview = mentor.get(reverse("reply_send", args=[version.entry_id])).content.decode()
    for kind, word in KINDS.items():
        if kind:
            assert (
                f'name="kind" id="id_remark_kind_{list(KINDS).index(kind)}" value="{kind}"' in page
            )
            assert f"<b>{word}</b>" in page
            assert f"<b>{word}</b>" in preview
    # Each once in the margin, beside the count of words; and nothing where it is just a remark.
    assert page.count('<p class="kind"') == preview.count('<p class="kind"') == 5


def test_a_remark_on_a_chosen_sentence(mentor, version):
    data = {"version": version.pk, "sentence": f"0-{len(WORDS)}", "body": "All of it."}
    mentor.post(reverse("remark_add", args=[version.entry_id]), data)
    assert version.remarks.get().text.quote == WORDS


def test_the_pages_script_gets_only_its_part(mentor, version):
    url = reverse("remark_add", args=[version.entry_id])
    part = mentor.post(url, remark_data(version), headers={"X-Part": "desk-text"})
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert 'data-focus="r1"' in part.content.decode()
    assert "Only you can see it" in part.content.decode()


def test_a_refused_remark_says_why_and_keeps_what_was_typed(mentor, version):
    url = reverse("remark_add", args=[version.entry_id])
    for changed, said in (
        ({"body": ""}, "There is nothing in this remark yet"),
        ({"body": "KEPT\x00"}, "invisible character"),
        ({"body": "KEPT" * 2_000}, "characters long"),
        ({"quote": "other"}, "The words you chose are not at that place"),
        ({"start": "", "end": "", "quote": ""}, "Choose the words"),
        ({"end": 10_000}, "Choose the words you want to remark on."),
        ({"quote": "", "sentence": "3-4000"}, "Select a valid choice"),
        ({"kind": "praise"}, "Select a valid choice"),
    ):
        answer = mentor.post(url, remark_data(version, body="KEPT", kind="question") | changed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "invalid-feedback" in page
        assert ("KEPT" in page) == (changed.get("body") != "")
        # So does the kind she chose, beside the new remark.
        assert ('value="question" checked' in page) == ("kind" not in changed)
    assert not version.remarks.exists()


def test_a_remark_on_an_unknown_version_is_unknown(mentor, version, world):
    other = world.entries["answered"].versions.get()
    url = reverse("remark_add", args=[version.entry_id])
    for bad in ("", "not-an-id", "7d1f0d5e-0000-4000-8000-000000000000", other.pk):
        assert mentor.post(url, remark_data(version) | {"version": bad}).status_code == 404


def test_a_remark_is_changed_and_taken_away(mentor, version, world):
    mine = make.remark(version=version, author=world.ekdal, sent=False, kind="resonance")
    url = reverse("remark", args=[version.entry_id, mine.pk])
    mentor.post(url, {"do": "change", "body": "Other words"})
    mine.refresh_from_db()
    assert (mine.text.body, mine.kind) == ("Other words", "resonance")
    mentor.post(url, {"do": "change", "body": "Other words", "kind": "suggestion"})
    page = mentor.get(reverse("desk", args=[version.entry_id])).content.decode()
    assert '<option value="suggestion" selected>' in page
    refused = mentor.post(url, {"do": "change", "body": " "})
    assert refused.status_code == 422
    assert b"There is nothing in this remark yet" in refused.content
    mentor.post(url, {"do": "remove"})
    assert not version.remarks.exists()


@pytest.mark.parametrize("headers", [{}, {"X-Part": "desk-text"}], ids=["page", "script"])
def test_a_remark_is_cheap(mentor, version, django_assert_num_queries, headers):
    url = reverse("remark_add", args=[version.entry_id])
    mentor.post(url, remark_data(version))
    with django_assert_num_queries(12):  # ten, and the savepoint that only tests have
        mentor.post(url, remark_data(version), headers=headers)
