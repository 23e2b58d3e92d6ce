"""What a student does with remarks: this helped, words that could point to a person, revising."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts import saving
from accounts.models import AuditEvent, Conflict, Notice
from accounts.policy import allows
from reflections import carrying
from reflections.models import Helped
from reflections.queries import room
from tests import make

BODY = "It began at four. I sat with her and said nothing. She said no. I stayed until seven."


@pytest.fixture
def sheet(world):
    entry = make.entry(author=world.asha, body=BODY)
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    make.reply(version=version, author=world.ekdal, body="REPLY", at=make.ago(minutes=20))
    for quote, kind in (
        ("said nothing", "appreciation"),
        ("at four", "identifier"),
        ("She said no", ""),
    ):
        make.remark(version=version, author=world.ekdal, quote=quote, body=f"ON {quote}", kind=kind)
    return entry


@pytest.fixture
def asha(world, client_for):
    return client_for(world.asha)


def door(entry, words):
    remark = entry.versions.get().remarks.get(text__body=f"ON {words}")
    return reverse("remark_said", args=[entry.pk, remark.pk])


def helpful(entry):
    return [one.remark.text.body for one in Helped.objects.filter(remark__version__entry=entry)]


def write_on(entry, body):
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "", body)
    saving.save(draft=entry.draft, by=entry.author, save=save)
    entry.draft.refresh_from_db()


# ------------------------------------------------------------------ this helped
def test_this_helped_is_said_in_one_tap_and_taken_back(world, sheet, asha, client_for):
    url, page = door(sheet, "said nothing"), reverse("entry", args=[sheet.pk])
    for _twice in range(2):
        answer = asha.post(url, {"do": "helped", "place": "r2"})
        assert answer["Location"] == f"{page}?version=1#r2"
        assert helpful(sheet) == ["ON said nothing"]
    shown = asha.get(answer["Location"]).content.decode()
    assert shown.count('aria-pressed="true"') == 1
    assert shown.count("Dr Ekdal can see that.</span>") == 1
    desk = client_for(world.ekdal).get(reverse("desk", args=[sheet.pk])).content.decode()
    assert desk.count("Asha said this helped") == 1
    # With the script: only the answer, and the button says what it says.
    for act, helped in (("not_helped", False), ("helped", True), ("not_helped", False)):
        said = asha.post(url, {"do": act}, headers={"X-Part": "helped"})
        assert said.json() == {"helped": helped}
        assert bool(helpful(sheet)) is helped
    assert not AuditEvent.objects.exclude(verb="entry.opened").exists()
    assert not Notice.objects.exists()
    assert (
        "said this helped"
        not in client_for(world.ekdal).get(reverse("desk", args=[sheet.pk])).content.decode()
    )


def test_a_broken_request_is_unknown_and_leads_nowhere_else(sheet, asha):
    url = door(sheet, "She said no")
    assert asha.get(url).status_code == 405
    for data in ({}, {"do": "praise"}):
        assert asha.post(url, data).status_code == 404
    away = asha.post(url, {"do": "helped", "place": "r1?x=//elsewhere.example"})
    assert away["Location"] == reverse("entry", args=[sheet.pk]) + "?version=1"
    assert asha.post(
        reverse("remark_said", args=[sheet.pk, uuid.uuid4()]), {"do": "helped"}
    ).status_code == 404  # fmt: skip


def test_that_it_helped_is_between_two(world, sheet):
    """The lead reads the remark, and not what the student said of it; nor does another mentor."""
    version = sheet.versions.get()
    world.juniper.lead_reads = True
    world.juniper.save()
    version.readers.create(person=world.hana, via="lead", since=version.submitted_at)
    helped = Helped.objects.create(remark=version.remarks.first())
    readers = {name for name, one in world.people.items() if allows(one, "read", helped)}
    assert readers == {"asha", "ekdal"}
    for name, one in world.people.items():
        assert Helped.objects.visible_to(one).exists() == (name in readers), name
    assert allows(world.hana, "read", helped.remark)
    Conflict.objects.create(one=world.asha, other=world.ekdal)
    assert not allows(world.ekdal, "read", helped)


def test_who_covers_sees_the_remark_and_not_what_was_said_of_it(world, client_for):
    version = world.entries["covered"].versions.get()
    make.reply(version=version, author=world.ekdal)
    Helped.objects.create(remark=make.remark(version=version, author=world.ekdal, body="HERS"))
    for person, said in ((world.ekdal, True), (world.noma, False)):
        page = client_for(person).get(reverse("desk", args=[version.entry_id])).content.decode()
        assert "HERS" in page
        assert ("Asha said this helped" in page) is said


# ------------------------------------------------------------------ kinds, and revising
def test_each_kind_stands_as_a_word_and_an_identifier_says_what_one_may_do(sheet, asha, world):
    page = asha.get(reverse("entry", args=[sheet.pk])).content.decode()
    assert "<b>Appreciation</b>" in page
    assert "<b>Possible identifier</b>" in page
    assert page.count('<p class="kind"') == 2
    assert page.count("These words could point to a person.") == 1
    hint = page.partition("These words could point to a person.")[2].partition("</p>")[0]
    assert reverse("entry_write", args=[sheet.pk]) in hint
    assert reverse("entry_ask_delete", args=[sheet.pk]) in hint


def test_the_writing_room_shows_what_was_said_beside_the_page(sheet, asha, world):
    url = reverse("entry_write", args=[sheet.pk])
    write_on(sheet, BODY.replace("She said no", "She said nobody"))
    shown = asha.get(url).content.decode()
    beside = shown.partition("data-beside")[2].partition("</details>")[0]
    assert "Three remarks on version 1" in beside
    assert re.findall("ON [A-Za-z ]+", beside) == [
        "ON at four",
        "ON said nothing",
        "ON She said no",
    ]
    assert "<b>Appreciation</b>" in beside
    # “no” now is a piece of “nobody” only.
    assert beside.count('aria-describedby="said-1">Show the words') == 1
    assert beside.count('aria-describedby="said-2">Show the words') == 1
    assert beside.count('aria-describedby="said-3" hidden>Show the words') == 1
    assert beside.count("<span data-words-gone>These words do not stand here any more.") == 1
    assert reverse("entry_ask_delete", args=[sheet.pk]) in beside
    assert "ON " not in shown.partition('<textarea class="sheet"')[2].partition("</textarea>")[0]
    found = {one.remark.text.body: one.found.verdict for one in room(world.asha, sheet.pk).said}
    assert found["ON at four"] is carrying.Verdict.CARRIED
    assert found["ON said nothing"] is carrying.Verdict.OFFERED


def test_beside_the_page_stand_only_sent_remarks_of_the_newest_answered_version(world, sheet, asha):
    newer = make.version(entry=sheet, readers={"mentor": world.ekdal}, revision=5)
    make.remark(version=newer, author=world.ekdal, body="ON v2", sent=False)
    url = reverse("entry_write", args=[sheet.pk])
    for answered, words in (
        (False, "Three remarks on version 1"),
        (True, "One remark on version 2"),
    ):
        if answered:
            reply = make.reply(version=newer, author=world.ekdal)
            make.remark(version=newer, author=world.ekdal, body="ON v2 sent")
            # It can be taken back unread yet: she meets it on its page first, where that is noted.
            assert "ON v2" not in asha.get(url).content.decode()
            asha.get(reverse("entry", args=[sheet.pk]))
            reply.refresh_from_db()
            assert reply.seen_at is not None
        page = asha.get(url).content.decode()
        assert words in page
        assert ("ON v2" in page.replace("ON v2 sent", "")) is False
    waiting = reverse("entry_write", args=[world.entries["submitted"].pk])
    page = asha.get(waiting).content.decode()
    assert "data-beside" not in page
    assert "beside_draft.js" not in page


def test_remarks_cost_the_same_however_many(sheet, asha, world, django_assert_num_queries):
    version = sheet.versions.get()
    urls = [reverse("entry", args=[sheet.pk]), reverse("entry_write", args=[sheet.pk])]
    for url in urls:
        asha.get(url)
    for _more in range(2):
        for url, number in zip(urls, (8, 8), strict=True):
            with django_assert_num_queries(number):
                asha.get(url)
        for number in range(3):
            one = make.remark(version=version, author=world.ekdal, body=str(number))
            Helped.objects.create(remark=one)
