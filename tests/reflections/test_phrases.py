"""A mentor's own phrases: kept, changed, deleted, taken along; nobody else learns of them."""

import io
import json
import uuid
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erasing
from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent
from accounts.policy import allows
from reflections import mentor_queries
from reflections.actions import phrasing
from reflections.models import Phrase
from reflections.packing.pack import pack
from tests import make

LIST = "/mentoring/phrases/"


def url(phrase):
    return reverse("phrase", args=[phrase.pk])


def refusal(call, **said):
    with pytest.raises(Refused) as caught:
        call(**said)
    return caught.value.field, str(caught.value.sentence)


# ------------------------------------------------------------------ actions
def test_kept_changed_and_deleted_without_a_trail(world):
    before = AuditEvent.objects.count()
    mine = phrasing.keep(by=world.ekdal, body="  I read this\r\ntwice. ")
    assert (mine.name, mine.body) == ("I read this twice.", "I read this\ntwice.")
    named = phrasing.keep(by=world.ekdal, name="  Offer\n to talk ", body="Shall we talk?")
    assert named.name == "Offer to talk"
    assert list(mentor_queries.phrases(world.ekdal)) == [mine, named]
    long = phrasing.keep(by=world.ekdal, body="word " * 100)
    assert long.name.endswith("…")
    assert len(long.name) <= phrasing.LONGEST_NAME
    phrasing.change(by=world.ekdal, phrase_id=mine.pk, name="Twice", body="Read twice.")
    mine.refresh_from_db()
    assert (mine.name, mine.body) == ("Twice", "Read twice.")
    phrasing.delete(by=world.ekdal, phrase_id=named.pk)
    assert list(mentor_queries.phrases(world.ekdal)) == [mine, long]
    assert AuditEvent.objects.count() == before


def test_what_cannot_be_kept_is_refused_beside_its_field(world):
    mine = make.phrase(author=world.ekdal)
    change = {"call": phrasing.change, "by": world.ekdal, "phrase_id": mine.pk}
    keep = {"call": phrasing.keep, "by": world.ekdal}
    for way in (keep, change):
        for said, field, word in (
            ({"name": "x", "body": " \n "}, "body", "words first"),
            ({"name": "x" * 61, "body": "x"}, "name", "60"),
            ({"name": "x", "body": "x" * 1001}, "body", "1000"),
            ({"name": "x", "body": "a\x00b"}, "body", "NUL"),
            ({"name": "a\x00b", "body": "x"}, "name", "NUL"),
        ):
            assert refusal(**way, **said)[0] == field
            assert word in refusal(**way, **said)[1]
    mine.refresh_from_db()
    assert (mine.name, Phrase.objects.count()) == ("Begin", 1)


def test_fifty_are_enough_and_others_do_not_count(world):
    make.phrase(author=world.fox)
    for number in range(phrasing.MOST_PHRASES):
        phrasing.keep(by=world.ekdal, body=f"Number {number}")
    assert "50" in refusal(phrasing.keep, by=world.ekdal, body="One more")[1]
    phrasing.delete(by=world.ekdal, phrase_id=mentor_queries.phrases(world.ekdal)[0].pk)
    phrasing.keep(by=world.ekdal, body="One more")


def test_nobody_elses(world):
    mine = make.phrase(author=world.ekdal)
    for name in ("fox", "asha", "noma", "hana", "ivo", "root"):
        person = getattr(world, name)
        for call in (
            lambda by: phrasing.change(by=by, phrase_id=mine.pk, name="x", body="x"),
            lambda by: phrasing.delete(by=by, phrase_id=mine.pk),
        ):
            with pytest.raises(NotYours):
                call(person)
        assert mentor_queries.phrase_of(person, mine.pk) is None
        assert not mentor_queries.phrases(person)
        assert not any(allows(person, action, mine) for action in ("read", "write"))
    world.ekdal.is_active = False
    world.ekdal.save()
    with pytest.raises(NotYours):
        phrasing.delete(by=world.ekdal, phrase_id=mine.pk)
    assert Phrase.objects.get() == mine


# ------------------------------------------------------------------ pages
def test_the_page_of_phrases(world, client_for):
    client = client_for(world.ekdal)
    assert "None yet." in client.get(LIST).content.decode()
    sent = client.post(LIST, {"name": "", "body": "Shall we talk?"}, follow=True)
    assert "Kept among your phrases." in sent.content.decode()
    page = client.post(LIST, {"name": "Half", "body": ""})
    assert page.status_code == 422
    assert "Write the words first." in page.content.decode()
    assert 'value="Half"' in page.content.decode()
    mine = Phrase.objects.get()
    assert "Shall we talk?" in client.get(url(mine)).content.decode()
    page = client.post(url(mine), {"do": "change", "name": "N" * 61, "body": "Kept as typed"})
    assert page.status_code == 422
    assert "Kept as typed" in page.content.decode()
    client.post(url(mine), {"do": "change", "name": "Offer", "body": "Shall we meet?"})
    page = client.get(LIST).content.decode()
    assert "Offer" in page
    assert "Shall we meet?" in page
    assert client.post(url(mine), {"do": "delete"})["Location"] == LIST
    assert not Phrase.objects.exists()
    assert client.get(url(mine)).status_code == 404


def test_the_part_beside_the_reply(world, client_for, django_assert_num_queries):
    client = client_for(world.ekdal)
    for number in (1, 3):
        while Phrase.objects.count() < number:
            make.phrase(author=world.ekdal, name="Begin", body='Say "so" & go')
        with django_assert_num_queries(3):
            part = client.get(LIST, headers={"X-Part": "phrases"}).content.decode()
    assert "<html" not in part
    assert part.count('data-insert="Say &quot;so&quot; &amp; go"') == 3
    kept = client.post(LIST, {"body": "From my reply"}, headers={"X-Part": "phrases"})
    assert kept.status_code == 200
    assert 'data-insert="From my reply"' in kept.content.decode()
    refused = client.post(LIST, {"body": "x" * 1001}, headers={"X-Part": "phrases"})
    assert refused.status_code == 422
    assert "1000" in refused.content.decode()


def test_the_doors_of_another_are_the_page_that_never_was(world, client_for):
    mine = make.phrase(author=world.ekdal)
    client = client_for(world.fox)
    for address in (url(mine), reverse("phrase", args=[uuid.uuid4()])):
        assert client.get(address).status_code == 404
        for do in ("change", "delete"):
            sent = {"do": do, "name": "x", "body": "x"}
            assert client.post(address, sent).status_code == 404
    assert "Begin" not in client.get(LIST).content.decode()
    assert Phrase.objects.get().body == "I read this twice."


# ------------------------------------------------------------------ taken along
def test_they_are_in_her_archive_and_in_nobody_elses(world):
    make.phrase(author=world.ekdal, name="PHRASENAME", body="PHRASEBODY")

    def archive(person):
        return zipfile.ZipFile(io.BytesIO(b"".join(pack(person, timezone.now(), "en-gb"))))

    hers = archive(world.ekdal)
    assert json.loads(hers.read("data.json"))["phrases"] == [
        {"name": "PHRASENAME", "body": "PHRASEBODY"}
    ]
    assert "PHRASEBODY" in hers.read("index.html").decode()
    others = archive(world.fox)
    assert not any(b"PHRASE" in others.read(name) for name in others.namelist())


def test_they_go_with_her_account(world):
    make.phrase(author=world.ekdal)
    kept = make.phrase(author=world.fox)
    erasing.erase_person(person=world.ekdal)
    assert list(Phrase.objects.all()) == [kept]
