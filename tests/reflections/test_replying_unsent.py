"""A mentor's words are never lost: a remark in the making, and all of it once she may not read."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.errors import NotNow, NotYours
from accounts.models import Draft, Mentoring
from reflections.actions import pencilling, remarks, taking_back
from reflections.models import Pencil, Remark, Reply
from reflections.queries.unsent_words import unsent_words
from tests import make

STRANGERS = ["asha", "ben", "fox", "okoye", "gita", "noma", "hana", "ivo", "root", "sam", "lena"]


@pytest.fixture
def entry(world):
    return world.entries["submitted"]


@pytest.fixture
def version(entry):
    return entry.versions.get()


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def put(client, url, author, body, base=0, **fields):
    data = {"author": str(author.pk), "save_id": str(uuid.uuid4()), "base": base, "body": body}
    return client.put(url, json.dumps(data | fields), content_type="application/json")


def end_pairing(world):
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())


def keep(world, entry, body, base=0, **of):
    save = saving.Save(uuid.uuid4(), base, "", body)
    return pencilling.save_pencil(by=world.ekdal, entry_id=entry.pk, save=save, **of)


# ------------------------------------------------------------------ a remark in the making
def test_a_remark_is_kept_while_it_is_typed_and_stands_there_again(mentor, world, entry, version):
    url = reverse("pencil_draft", args=[entry.pk])
    place = {"start": "6", "end": "15", "kind": "question"}
    first = put(mentor, url, world.ekdal, "Half a", **place)
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert put(mentor, url, world.ekdal, "x", **place).json() == {
        "state": "conflict",
        "revision": 1,
    }
    assert put(mentor, url, world.ekdal, "Half a rem", base=1, **place).json()["revision"] == 2
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    maker = page.partition("data-remark-maker")[2].partition("</details>")[0]
    assert "Half a rem</textarea>" in maker
    assert 'data-base="2"' in maker
    assert 'name="quote" value="submitted"' in maker
    assert ">submitted</p>" in maker
    # Kept as a remark, nothing is in the making any more, in the part the script fetches either.
    data = {"version": version.pk, "start": 6, "end": 15, "quote": "submitted", "body": "All of it"}
    part = mentor.post(
        reverse("remark_add", args=[entry.pk]), data, headers={"X-Part": "desk-text"}
    )
    assert "Half a rem" not in part.content.decode()
    assert not Pencil.objects.exists()
    assert not Draft.objects.filter(author=world.ekdal, reply=None, entry=None).exists()
    # A save that was under way comes too late: it builds on words that are gone.
    assert put(mentor, url, world.ekdal, "late", base=2, **place).status_code == 409


def test_other_words_for_a_remark_are_kept_too(mentor, world, entry, version):
    mine = make.remark(version=version, author=world.ekdal, sent=False, body="As it was")
    url = reverse("remark_draft", args=[entry.pk, mine.pk])
    assert put(mentor, url, world.ekdal, "As it will be").status_code == 200
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    assert "As it will be</textarea>" in page
    assert mine.text.body == "As it was"
    remarks.change_remark(by=world.ekdal, entry_id=entry.pk, remark_id=mine.pk, body="Done")
    assert not Pencil.objects.exists()
    put(mentor, url, world.ekdal, "Again")
    remarks.remove_remark(by=world.ekdal, entry_id=entry.pk, remark_id=mine.pk)
    assert not Pencil.objects.exists()
    assert not Draft.objects.filter(author=world.ekdal, reply=None, entry=None).exists()


def test_a_place_that_makes_no_sense_is_left_out(mentor, world, entry):
    url = reverse("pencil_draft", args=[entry.pk])
    odd = [{"start": "9", "end": "3"}, {"start": "x", "end": []}, {"start": "-1", "end": "9" * 8},
           {"kind": "rubbish"}, {}]  # fmt: skip
    for base, place in enumerate(odd):
        kept = put(mentor, url, world.ekdal, f"Half a {base}", base=base, **place)
        assert kept.status_code == 200
        pencil = Pencil.objects.get()
        assert (pencil.start, pencil.end, pencil.kind) == (None, None, "")


def test_nothing_is_in_the_making_once_it_was_sent(mentor, world):
    answered = world.entries["answered"]
    remark = answered.versions.get().remarks.get()
    for of in ({}, {"remark_id": remark.pk}):
        with pytest.raises(NotNow):
            keep(world, answered, "x", **of)
    late = put(mentor, reverse("pencil_draft", args=[answered.pk]), world.ekdal, "x")
    assert late.status_code == 422
    assert not Pencil.objects.exists()


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_keeps_or_sees_a_remark_in_the_making(world, client_for, entry, version, name):
    stranger = getattr(world, name)
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    theirs = make.pencil(version=version, author=world.ekdal)
    save = saving.Save(uuid.uuid4(), 0, "", "x")
    for of in ({}, {"remark_id": mine.pk}):
        with pytest.raises(NotYours):
            pencilling.save_pencil(by=stranger, entry_id=entry.pk, save=save, **of)
    assert not Pencil.objects.visible_to(stranger).exists()
    assert unsent_words(stranger) == []
    with pytest.raises(NotYours):
        taking_back.throw_away(by=stranger, entry_id=entry.pk)
    assert Pencil.objects.get() == theirs


def test_the_covers_pencil_is_not_the_mentors(world):
    entry = world.entries["covered"]
    version = entry.versions.get()
    remark = make.remark(version=version, author=world.noma, sent=False)
    make.pencil(version=version, author=world.noma, body="NOMA")
    assert keep(world, entry, "EKDAL").revision == 1
    assert Pencil.objects.count() == 2
    with pytest.raises(NotYours):
        keep(world, entry, "x", remark_id=remark.pk)
    remarks.make_remark(
        by=world.ekdal, version=version, start=0, end=5, quote="WORDS", body="Mine."
    )
    assert Pencil.objects.get().author == world.noma


# ------------------------------------------------------------------ the words go back to her
def test_her_words_come_back_to_her_and_nothing_of_the_page(mentor, world, entry, version):
    put(mentor, reverse("reply_draft", args=[entry.pk]), world.ekdal, "MINE-reply")
    remark = make.remark(version=version, author=world.ekdal, body="MINE-remark", sent=False)
    # Carried to a newer version, its words are listed once and thrown away in both places.
    make.remark(
        version=version, author=world.ekdal, body="MINE-remark", sent=False, carried_from=remark
    )
    put(mentor, reverse("pencil_draft", args=[entry.pk]), world.ekdal, "MINE-pencil")
    url = reverse("unsent_words")
    assert b"There are none" in mentor.get(url).content  # all of it is on her desk
    end_pairing(world)
    late = put(mentor, reverse("reply_draft", args=[entry.pk]), world.ekdal, "late", base=1)
    assert (late.status_code, late.json()) == (404, {"state": "not-found", "url": url})
    page = mentor.get(url).content.decode()
    for words in ("MINE-reply", "MINE-remark", "MINE-pencil"):
        assert page.count(words) == 1
    assert page.count(">To Asha</h2>") == 2
    # Of what others wrote, nothing: neither her words, nor what the remark is on, nor a title.
    for words in ("WORDS-", "TITLE-", "submitted of", ">submitted<"):
        assert words not in page
    # What waits beneath another page is hers too: each is thrown away by itself.
    assert "REPLY-draft" in page
    throw = reverse("unsent_throw", args=[entry.pk])
    assert mentor.post(throw)["Location"] == url
    assert mentor.post(throw).status_code == 404
    page = mentor.get(url).content.decode()
    assert "MINE-" not in page
    assert "REPLY-draft" in page
    assert not Reply.objects.filter(version=version).exists()
    assert not Remark.objects.filter(version=version).exists()
    assert not Pencil.objects.exists()


def test_a_change_under_way_comes_back_and_what_was_sent_stays(mentor, world):
    entry = world.entries["answered"]
    put(mentor, reverse("reply_change_draft", args=[entry.pk]), world.ekdal, "MINE-change")
    end_pairing(world)
    assert [one.body for one in unsent_words(world.ekdal) if "MINE" in one.body] == ["MINE-change"]
    taking_back.throw_away(by=world.ekdal, entry_id=entry.pk)
    reply = Reply.objects.get(version__entry=entry)
    assert (reply.draft, reply.text.body) == (None, "REPLY-sent")
    with pytest.raises(NotYours):
        taking_back.throw_away(by=world.ekdal, entry_id=entry.pk)


def test_words_on_a_form_that_is_nobodys_any_more_stay_on_the_screen(mentor, world, entry):
    end_pairing(world)
    referer = {"referer": f"http://testserver{reverse('desk', args=[entry.pk])}"}
    plain = {"author": world.ekdal.pk, "base": 0, "body": "TYPED-here"}
    for name in ("reply_draft", "remark_add", "desk_answer"):
        url = reverse(name, args=[entry.pk])
        data = plain | {"send_id": uuid.uuid4()}
        answer = mentor.post(url, data, headers=referer)
        assert answer.status_code == 404
        assert "TYPED-here</textarea>" in answer.content.decode(), name
        # What another site sends in her name is not shown under ours.
        assert b"TYPED-here" not in mentor.post(url, data).content


def test_words_for_a_reply_sent_in_another_window_stay_on_the_screen(mentor, world):
    entry = world.entries["answered"]
    data = {"author": world.ekdal.pk, "base": 0, "body": "TYPED-here"}
    answer = mentor.post(reverse("reply_draft", args=[entry.pk]), data)
    assert answer.status_code == 409
    assert "TYPED-here</textarea>" in answer.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_her_unsent_words_cost_the_same_however_many(
    world, mentor, django_assert_num_queries, number
):
    for count in range(number):
        made = make.entry(author=world.asha, body=f"Page {count}")
        version = make.version(entry=made, cohort=world.juniper, readers={"mentor": world.ekdal})
        make.reply(version=version, author=world.ekdal, sent=False)
        make.remark(version=version, author=world.ekdal, sent=False)
        make.pencil(version=version, author=world.ekdal)
    end_pairing(world)
    url = reverse("unsent_words")
    mentor.get(url)
    with django_assert_num_queries(6):
        mentor.get(url)
