"""The reply at the desk: kept while it is typed, looked at, sent; and what is written after it."""

import json
import uuid

import pytest
from django.urls import reverse

from accounts import saving
from accounts.models import DraftText
from reflections.models import Message, Reading, Reply, ReplyText
from tests import make


@pytest.fixture
def entry(world):
    return world.entries["submitted"]


@pytest.fixture
def version(entry):
    return entry.versions.get()


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def put(client, entry, author, body, base=0, door="reply_draft", **fields):
    data = {"author": str(author.pk), "save_id": str(uuid.uuid4()), "base": base, "body": body}
    return client.put(
        reverse(door, args=[entry.pk]), json.dumps(data | fields), content_type="application/json"
    )


# ------------------------------------------------------------------ the reply
def test_the_save_protocol_answers_as_the_writing_room_does(mentor, world, entry):
    first = put(mentor, entry, world.ekdal, "I heard you.")
    assert first.status_code == 200
    assert first.json().keys() == {"state", "revision", "sha256", "words", "saved_at"}
    assert first.json() | {"saved_at": ""} == {
        "state": "saved",
        "revision": 1,
        "sha256": saving.Save(uuid.uuid4(), 0, "", "I heard you.").sha256,
        "words": 3,
        "saved_at": "",
    }
    late = put(mentor, entry, world.ekdal, "other", base=0)
    assert (late.status_code, late.json()) == (409, {"state": "conflict", "revision": 1})
    wrong = put(mentor, entry, world.fox, "other", base=1)
    assert (wrong.status_code, wrong.json()) == (409, {"state": "wrong-user"})
    long = put(mentor, entry, world.ekdal, "x" * 200_001, base=1)
    assert (long.status_code, long.json()["state"]) == (422, "too-long")
    half = put(mentor, entry, world.ekdal, "\ud83d", base=1)
    assert (half.status_code, half.json()["state"]) == (422, "invalid")
    assert put(mentor, entry, world.ekdal, "x", base="1").status_code == 400
    assert DraftText.objects.filter(draft__reply__version__entry=entry).count() == 1


def test_without_a_script_save_stays_or_goes_to_the_preview(mentor, world, entry):
    url, data = reverse("reply_draft", args=[entry.pk]), {"author": world.ekdal.pk, "base": 0}
    stay = mentor.post(url, data | {"body": "  one\r\n", "then": "stay"})
    assert stay["Location"] == reverse("desk", args=[entry.pk]) + "#answer"
    assert DraftText.objects.get(draft__reply__version__entry=entry).body == "  one\n"
    look = mentor.post(url, data | {"base": 1, "body": "two", "then": "preview"})
    assert look["Location"] == reverse("reply_send", args=[entry.pk])


def test_without_a_script_a_conflict_shows_both_texts(mentor, world, entry):
    put(mentor, entry, world.ekdal, "FROM THE OTHER WINDOW")
    data = {"author": world.ekdal.pk, "base": 0, "body": "FROM THIS ONE"}
    url = reverse("reply_draft", args=[entry.pk])
    answer = mentor.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "FROM THE OTHER WINDOW" in page
    assert "FROM THIS ONE</textarea>" in page
    assert 'name="base" value="1"' in page
    mentor.post(url, data | {"base": 1})
    newest = DraftText.objects.filter(draft__reply__version__entry=entry).latest("revision")
    assert newest.body == "FROM THIS ONE"


@pytest.mark.parametrize("body", ["KEPT\x00", "KEPT" * 60_000])
def test_without_a_script_what_cannot_be_kept_stays_in_the_field(mentor, world, entry, body):
    data = {"author": world.ekdal.pk, "base": 0, "body": body}
    answer = mentor.post(reverse("reply_draft", args=[entry.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "KEPT" in page.partition("<textarea")[2]
    assert 'id="reply_error"' in page


def test_a_form_of_somebody_else_saves_nothing(mentor, world, entry):
    data = {"author": world.fox.pk, "base": 0, "body": "x"}
    answer = mentor.post(reverse("reply_draft", args=[entry.pk]), data)
    assert answer.status_code == 404
    assert not Reply.objects.filter(version__entry=entry).exists()


# ------------------------------------------------------------------ send
def test_the_preview_shows_what_she_will_see(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "I heard you.")
    make.remark(version=version, author=world.ekdal, body="This line.", sent=False)
    page = mentor.get(reverse("reply_send", args=[entry.pk])).content.decode()
    for words in ("As Asha will see it", "I heard you.", "This line.", "Dr Ekdal wrote back"):
        assert words in page
    assert "Send, and open Asha’s" in page
    assert "Five moves" not in page
    assert not ReplyText.objects.filter(reply__version=version).exists()


def test_send_and_open_the_next(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "I heard you.")
    url, data = reverse("reply_send", args=[entry.pk]), {"version": version.pk, "revision": 1}
    answer = mentor.post(url, data | {"then": "next"})
    assert answer.status_code == 302
    assert answer["Location"] != reverse("desk", args=[entry.pk])
    assert mentor.get(answer["Location"]).status_code == 200
    assert ReplyText.objects.get(reply__version=version).body == "I heard you."
    again = mentor.post(url, data | {"then": "stay"})
    assert again["Location"] == reverse("desk", args=[entry.pk])
    assert ReplyText.objects.filter(reply__version=version).count() == 1
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    assert "You replied" in page
    assert "Send reply" not in page


def test_after_the_last_one_the_queue_is_empty(client_for, world):
    entry = world.entries["covered"]
    cover = client_for(world.noma)
    put(cover, entry, world.noma, "I heard you.")
    data = {"version": entry.versions.get().pk, "revision": 1, "then": "next"}
    answer = cover.post(reverse("reply_send", args=[entry.pk]), data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("queue")
    assert b"Nobody is waiting. Go and eat." in answer.content


def test_nothing_to_send_is_said_beside_the_field(mentor, entry, version):
    url = reverse("reply_send", args=[entry.pk])
    for answer in (mentor.get(url), mentor.post(url, {"version": version.pk, "revision": 0})):
        assert answer.status_code == 422
        assert 'id="reply_error"' in answer.content.decode()
        assert "There is nothing to send yet" in answer.content.decode()
    assert not Reply.objects.filter(version=version).exists()
    # The whole page stands there: nobody reads it unseen by any of these doors.
    assert Reading.objects.get(version=version).person == entry.versions.get().readers.get().person
    Reading.objects.all().delete()
    wrong = mentor.post(reverse("remark_add", args=[entry.pk]), {"version": version.pk})
    assert wrong.status_code == 422
    assert Reading.objects.filter(version=version).count() == 1


def test_what_changed_since_the_preview_is_shown_again(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "one")
    put(mentor, entry, world.ekdal, "two", base=1)
    data = {"version": version.pk, "revision": 1}
    answer = mentor.post(reverse("reply_send", args=[entry.pk]), data)
    assert answer.status_code == 409
    assert 'name="revision" value="2"' in answer.content.decode()
    assert not ReplyText.objects.filter(reply__version=version).exists()


@pytest.mark.parametrize("data", [{}, {"version": "x", "revision": 0}, {"revision": -1}])
def test_a_broken_sending_is_unknown(mentor, entry, data):
    assert mentor.post(reverse("reply_send", args=[entry.pk]), data).status_code == 404


def test_a_sent_reply_has_no_preview(mentor, world):
    entry = world.entries["answered"]
    answer = mentor.get(reverse("reply_send", args=[entry.pk]))
    assert answer["Location"] == reverse("desk", args=[entry.pk])
    late = put(mentor, entry, world.ekdal, "late")
    assert late.status_code == 422
    assert "sent already" in late.json()["message"]


def test_unsent_things_are_nowhere_on_the_students_pages(client_for, world):
    entry = world.entries["being_answered"]
    asha = client_for(world.asha)
    for url in (reverse("entry", args=[entry.pk]), reverse("home"), reverse("journal")):
        page = asha.get(url).content.decode()
        assert "REPLY-draft" not in page
        assert "REMARK-draft" not in page
        assert "pencilled" not in page


# ------------------------------------------------------------------ writing back
def test_the_mentor_writes_back_once(mentor, world):
    entry, send_id = world.entries["answered"], uuid.uuid4()
    url, data = reverse("desk_answer", args=[entry.pk]), {"send_id": send_id, "body": "And now?"}
    for _twice in range(2):
        assert mentor.post(url, data)["Location"] == reverse("desk", args=[entry.pk]) + "#talk"
    assert Message.objects.get(author=world.ekdal).text.body == "And now?"
    assert b"And now?" in mentor.get(reverse("desk", args=[entry.pk])).content


@pytest.mark.parametrize("body", ["", "KEPT\x00", "KEPT" * 6_000])
def test_a_refused_message_says_why_and_keeps_what_was_typed(mentor, world, body):
    entry = world.entries["answered"]
    data = {"send_id": uuid.uuid4(), "body": body}
    answer = mentor.post(reverse("desk_answer", args=[entry.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "invalid-feedback" in page
    assert ("KEPT" in page) == bool(body)
    assert not Message.objects.filter(author=world.ekdal).exists()


def test_no_message_before_the_reply(mentor, entry):
    data = {"send_id": uuid.uuid4(), "body": "x"}
    answer = mentor.post(reverse("desk_answer", args=[entry.pk]), data)
    assert answer.status_code == 422
    assert not Message.objects.filter(version__entry=entry).exists()
    assert mentor.post(reverse("desk_answer", args=[entry.pk]), {"body": "x"}).status_code == 404


def test_a_save_of_the_reply_is_cheap(world, mentor, entry, django_assert_num_queries):
    put(mentor, entry, world.ekdal, "one")
    with django_assert_num_queries(10):  # six, and two savepoints that only tests have
        put(mentor, entry, world.ekdal, "two", base=1)
