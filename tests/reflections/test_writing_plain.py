"""The writing room without a script, and submitting from it."""

import uuid

import pytest
from django.urls import reverse

from accounts.models import Mentoring
from curriculum.models import Release
from reflections.models import Entry, Version
from tests import make
from tests.reflections.writing_room import named, newest, put


# ------------------------------------------------------------------ without a script
def post(client, person, entry_id, **facts):
    base = {"author": person.pk, "base": 1, "do": "save", "title": "T", "body": "Words"}
    return client.post(reverse("entry_write", args=[entry_id]), base | facts)


def test_the_plain_button_saves(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    answer = post(asha, w.asha, entry.pk, body="a\r\n b ")
    assert answer.url == reverse("entry_write", args=[entry.pk])
    assert newest(entry.pk).body == "a\n b "


def test_the_plain_button_makes_a_page_once(standing_world, asha):
    w, new = standing_world, uuid.uuid4()
    for _twice in range(2):
        assert post(asha, w.asha, new, base=0).status_code == 302
    assert Entry.objects.get(pk=new).draft.revision == 1


def test_submitting_from_the_page_saves_first(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    answer = post(asha, w.asha, entry.pk, body="Last words", do="submit", wants_contact="on")
    assert answer.url == reverse("entry_submit", args=[entry.pk]) + "?contact=on"
    assert newest(entry.pk).body == "Last words"
    page = asha.get(answer.url)
    assert b"checked" in page.content
    # Pressed again with the same words: nothing new is written.
    post(asha, w.asha, entry.pk, base=2, body="Last words", do="submit")
    assert newest(entry.pk).revision == 2


@pytest.mark.parametrize(
    ("facts", "said", "count"),
    [
        ({"body": "kept \x00 here"}, "NUL", 2),
        ({"title": "long" * 100, "body": "kept here"}, "at most 200 fit", 2),
        ({"body": "   ", "title": "kept here", "do": "submit"}, "There are no words", 0),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_wrong_is_said_beside_the_field_and_kept(
    standing_world, asha, facts, said, count, is_new
):
    w = standing_world
    entry_id = uuid.uuid4() if is_new else w.entries["draft"].pk
    answer = post(asha, w.asha, entry_id, base=0 if is_new else 1, **facts)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "here" in page
    assert 'class="invalid-feedback"' in page
    assert f"<b data-count>{count}</b>" in page
    assert is_new is not Entry.objects.filter(pk=entry_id).exists()


def test_two_texts_are_shown_and_escaped(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    put(asha, entry.pk, w.asha, body="same <i>phone</i>")
    answer = post(asha, w.asha, entry.pk, body="same <b>desk</b>")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "same <mark>&lt;b&gt;desk&lt;/b&gt;</mark>" in page
    assert "same <mark>&lt;i&gt;phone&lt;/i&gt;</mark>" in page
    assert newest(entry.pk).body == "same <i>phone</i>"
    base = newest(entry.pk).revision
    assert f'name="base" value="{base}"' in page
    kept = post(asha, w.asha, entry.pk, base=base, body="same <b>desk</b>", do="keep", keep="both")
    assert kept.status_code == 302
    assert newest(entry.pk).body == "same <i>phone</i>\n\nsame <b>desk</b>"


def test_looking_at_both_keeps_this_text_beside_the_newest_once(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    before = newest(entry.pk)
    for _twice in range(2):
        assert post(asha, w.asha, entry.pk, body="other", do="compare").status_code == 409
    assert newest(entry.pk).body == before.body
    kept = list(entry.draft.texts.order_by("revision").values_list("body", flat=True))
    assert kept == [before.body, "other", before.body]
    earlier = asha.get(reverse("entry_write", args=[entry.pk]) + "?revision=2")
    assert "other" in earlier.content.decode()


def test_a_form_of_somebody_else_writes_and_shows_nothing(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["draft"]
    answer = post(client_for(w.ben), w.asha, entry.pk, body="Asha's words")
    assert answer.status_code == 409
    assert b"Asha" not in answer.content
    assert newest(entry.pk).revision == 1


def test_earlier_states_are_there_for_the_author_alone(standing_world, client_for, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    put(asha, entry.pk, w.asha, body="newer")
    url = reverse("entry_write", args=[entry.pk]) + "?revision=1"
    assert b"WORDS-draft of Asha" in asha.get(url).content
    for number in ("9", "x", "²", "", "-1"):
        assert asha.get(url.replace("=1", f"={number}")).status_code == 404
    for who in ("ekdal", "ben", "root"):
        assert client_for(getattr(w, who)).get(url).status_code == 404


# ------------------------------------------------------------------ submitting
def test_submitting_says_who_and_does_it_once(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    url = reverse("entry_submit", args=[entry.pk])
    page = asha.get(url).content.decode()
    assert "<b>Dr Ekdal</b>, your mentor" in page
    assert all(f'name="named" value="{key}"' in page for key in named(w))
    for _twice in range(2):
        answer = asha.post(url, {"revision": 1, "named": named(w), "attest": "on"}, follow=True)
        assert answer.redirect_chain == [(reverse("entry", args=[entry.pk]), 302)]
        assert "Dr Ekdal and Dr Noma can read it now." in answer.content.decode()
    assert Version.objects.filter(entry=entry).count() == 1
    assert asha.get(url).url == reverse("entry", args=[entry.pk])


def test_changed_readers_are_shown_before_anything_is_sent(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    old = named(w)
    Mentoring.objects.filter(student=w.asha).update(ends_at=make.ago(minutes=2))
    make.mentoring(mentor=w.fox, student=w.asha, cohort=w.juniper, starts_at=make.ago(minutes=1))
    url = reverse("entry_submit", args=[entry.pk])
    answer = asha.post(url, {"revision": 1, "named": old, "attest": "on"})
    assert answer.status_code == 409
    assert b"Dr Fox" in answer.content
    assert b"Who would read this has changed" in answer.content
    assert not Version.objects.filter(entry=entry).exists()


def test_a_closed_release_says_so_and_keeps_the_draft(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    Release.objects.filter(pk=w.release.pk).update(
        due_at=make.ago(hours=2), closes_at=make.ago(hours=1)
    )
    url = reverse("entry_submit", args=[entry.pk])
    answer = asha.post(url, {"revision": 1, "named": named(w), "attest": "on"})
    assert answer.status_code == 409
    assert b"This reflection is closed" in answer.content
    room = asha.get(reverse("entry_write", args=[entry.pk])).content
    assert b"It cannot be submitted any more." in room
    assert b"When you submit it" not in room
    assert b"<button" not in answer.content.split(b"<form")[1]
    assert put(asha, entry.pk, w.asha).status_code == 200


def test_late_is_said_before_and_after(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    Release.objects.filter(pk=w.release.pk).update(due_at=make.ago(hours=2))
    url = reverse("entry_submit", args=[entry.pk])
    assert b"It will be marked late" in asha.get(url).content
    answer = asha.post(url, {"revision": 1, "named": named(w), "attest": "on"}, follow=True)
    assert b"is marked late" in answer.content


@pytest.mark.parametrize("revision", ["", "x", "²", "99", "-1", "9" * 30])
def test_a_wrong_revision_submits_nothing(standing_world, asha, revision):
    w, entry = standing_world, standing_world.entries["draft"]
    url = reverse("entry_submit", args=[entry.pk])
    sent = {"revision": revision, "named": named(w), "attest": "on"}
    assert asha.post(url, sent).status_code == 409
    assert not Version.objects.filter(entry=entry).exists()


def test_an_empty_page_cannot_be_submitted(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    put(asha, entry.pk, w.asha, body=" \n")
    url = reverse("entry_submit", args=[entry.pk])
    sent = {"revision": 2, "named": named(w), "attest": "on"}
    for answer in (asha.get(url), asha.post(url, sent)):
        assert answer.url == reverse("entry_write", args=[entry.pk])
