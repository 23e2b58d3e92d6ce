"""The desk as a page: the five moves, what was written before, reading first, its cost."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.models import Mentoring
from reflections import mentor_queries
from reflections.mentor_queries.waiting import turning
from reflections.models import Reading
from tests import make

BANK = {
    "Noticing": 5, "Feeling": 4, "Perspective": 4, "Values": 3, "Meaning": 3, "Action": 5,
}  # fmt: skip


@pytest.fixture
def entry(world):
    return world.entries["submitted"]


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def desk(entry, query=""):
    return reverse("desk", args=[entry.pk]) + query


def before(entry, query=""):
    return reverse("desk_before", args=[entry.pk]) + query


def main_class(page):
    return re.search(r'<main[^>]* class="([^"]*)"', page)[1]


# ------------------------------------------------------------------ five moves
def test_the_question_bank_is_complete_and_readable_without_a_script(mentor, entry):
    page = mentor.get(desk(entry)).content.decode()
    bank = page[page.index("data-bank") : page.index('data-fetch="phrases"')]
    groups = dict(re.findall(r"<h3>([^<]+)</h3>\s*<ul>(.*?)</ul>", bank, re.DOTALL))
    questions = {
        group: re.findall(r"<li data-starter>([^<]+\?)</li>", said)
        for group, said in groups.items()
    }
    assert {group: len(said) for group, said in questions.items()} == BANK
    every = [one for said in questions.values() for one in said]
    assert (len(every), len(set(every))) == (24, 24)
    for move in ("Receive", "Stand with", "Wonder", "Connect", "Next"):
        assert f"<dt>{move}</dt>" in page
    assert "When you start to diagnose" in page
    assert page.index('id="answer"') < page.index('id="moves"')
    # Once it is answered there is no reply to keep company.
    make.reply(version=entry.versions.get(), author=entry.versions.get().readers.get().person)
    assert "data-bank" not in mentor.get(desk(entry)).content.decode()


# ------------------------------------------------------------------ what she wrote before
def rows(person, entry, skip=0):
    versions = mentor_queries.versions_to_answer(person, entry.pk)
    return mentor_queries.before(person, versions[0], skip)


def test_only_what_this_mentor_may_answer_and_never_a_draft(world, entry):
    hers = {row.entry_id for row in rows(world.ekdal, entry).rows}
    may = {"answered", "being_answered", "covered", "unread", "lead_named"}
    assert hers == {world.entries[name].pk for name in may}
    # The cover sees what was announced to her, and nothing else.
    covered = world.entries["covered"]
    assert rows(world.noma, covered).rows == []
    make.entry(author=world.asha, title="SECRET")
    ben = make.version(entry=make.entry(author=world.ben), cohort=world.juniper, readers={})
    assert hers == {row.entry_id for row in rows(world.ekdal, entry).rows}
    assert ben.entry_id not in hers
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    versions = [world.entries["submitted"].versions.get()]
    assert mentor_queries.before(world.ekdal, versions[0]).rows == []


def test_the_newest_first_with_what_was_answered(world, mentor, entry):
    answered = world.entries["answered"].versions.get()
    sent = make.reply(
        version=world.entries["unread"].versions.get(), author=world.ekdal, body="HEARD-it"
    )
    make.reply(
        version=world.entries["covered"].versions.get(),
        author=world.ekdal,
        body="NOT-YET",
        sent=False,
    )
    found = rows(world.ekdal, entry).rows
    assert [row.submitted_at for row in found] == sorted(
        (row.submitted_at for row in found), reverse=True
    )
    said = {row.entry_id: [reply.text.body for reply in row.replies] for row in found}
    assert said[sent.version.entry_id] == ["HEARD-it"]
    assert said[answered.entry_id] == [answered.replies.get().text.body]
    assert said[world.entries["covered"].pk] == []
    page = mentor.get(before(entry)).content.decode()
    for shown in ("TITLE-unread", "HEARD-it", "You replied", "Not answered yet."):
        assert shown in page
    for hidden in ("NOT-YET", "WORDS-unread", "TITLE-submitted", "TITLE-draft"):
        assert hidden not in page
    assert not Reading.objects.filter(person=world.ekdal).exists()


def test_a_newer_version_is_a_line_of_its_own(world, entry):
    page = world.entries["unread"]
    save = saving.Save(uuid.uuid4(), page.draft.revision, "ANEW", "ANEW words")
    saving.save(draft=page.draft, by=page.author, save=save)
    page.draft.refresh_from_db()
    assert "ANEW" not in [row.title for row in rows(world.ekdal, entry).rows]
    make.version(entry=page, cohort=world.juniper, readers={"mentor": world.ekdal})
    numbers = [(row.title, row.number) for row in rows(world.ekdal, entry).rows]
    assert {("ANEW", 2), ("TITLE-unread", 1)} <= set(numbers)


def test_twenty_at_once_and_then_the_older_ones(world, mentor, entry):
    for day in range(20):
        make.version(
            entry=make.entry(author=world.asha, title=f"Number {day}."),
            cohort=world.juniper,
            readers={"mentor": world.ekdal},
            submitted_at=make.ago(days=200 + day),
        )
    first, rest = rows(world.ekdal, entry), rows(world.ekdal, entry, 20)
    assert (len(first.rows), first.older) == (20, 20)
    assert (len(rest.rows), rest.older) == (5, None)
    page = mentor.get(before(entry)).content.decode()
    assert "?from=20" in page
    assert "Number 19." not in page
    page = mentor.get(before(entry, "?from=20")).content.decode()
    assert "Number 19." in page
    assert "From the newest" in page
    for odd in ("?from=x", "?from=-1", "?from=99999999999999999999", "?from=²"):
        assert "TITLE-unread" in mentor.get(before(entry, odd)).content.decode()


def test_before_is_there_for_whoever_may_answer_and_has_a_kind_empty_page(
    world, client_for, mentor, entry
):
    for name in ("asha", "fox", "okoye", "noma", "hana", "ivo", "root"):
        assert client_for(getattr(world, name)).get(before(entry)).status_code == 404
    page = client_for(world.noma).get(before(world.entries["covered"])).content.decode()
    assert "Nothing else of Asha’s is open to you." in page
    part = mentor.get(before(entry), headers={"X-Part": "before"}).content.decode()
    assert "<html" not in part
    assert 'data-part="before"' in part


def test_before_asks_as_much_of_three_pages_as_of_one(
    world, client_for, mentor, django_assert_num_queries
):
    jonas = make.person(name="Jonas Beck")
    make.membership(person=jonas, cohort=world.juniper)
    make.mentoring(mentor=world.ekdal, student=jonas, cohort=world.juniper)

    def version():
        made = make.version(
            entry=make.entry(author=jonas), cohort=world.juniper, readers={"mentor": world.ekdal}
        )
        make.reply(version=made, author=world.ekdal)
        return made

    here = version().entry
    for number in (1, 3):
        while len(rows(world.ekdal, here).rows) < number:
            version()
        with django_assert_num_queries(5):
            page = mentor.get(before(here), headers={"X-Part": "before"}).content.decode()
        assert page.count("You replied") == number


# ------------------------------------------------------------------ reading first
def test_reading_first_folds_the_reply_until_she_says_so(world, client_for, mentor, entry):
    url = reverse("desk_reading", args=[entry.pk])
    assert "reading-first" not in main_class(mentor.get(desk(entry)).content.decode())
    assert mentor.post(url, {"first": "yes"})["Location"] == desk(entry)
    other = world.entries["unread"]
    for one in (entry, other):
        page = mentor.get(desk(one)).content.decode()
        assert "reading-first" in main_class(page)
        assert "data-begin" in page
        page = mentor.get(desk(one, "?write")).content.decode()
        assert "reading-first" not in main_class(page)
        assert "Always show the reply" in page
    # In her own session, and in nobody else's.
    assert "reading-first" not in main_class(
        client_for(world.ekdal).get(desk(entry)).content.decode()
    )
    make.reply(version=other.versions.get(), author=world.ekdal)
    assert "reading-first" not in main_class(mentor.get(desk(other)).content.decode())
    mentor.post(url, {"first": "no"})
    assert "reading-first" not in main_class(mentor.get(desk(entry)).content.decode())
    fox = client_for(world.fox)
    assert fox.post(url, {"first": "yes"}).status_code == 404
    assert "reading-first" not in fox.session


# ------------------------------------------------------------------ turning from desk to desk
def test_turning_knows_the_same_queue_in_the_same_order(world):
    make.version(
        entry=make.entry(author=world.asha, title="Ring me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    now = timezone.now()

    def said(rows):
        place = ("entry_id", "student", "cohort_slug", "since", "wants_contact", "is_message")
        return [tuple(getattr(row, name) for name in place) for row in rows]

    for person in (world.ekdal, world.noma, world.fox):
        whole = mentor_queries.queue(person, now)
        assert said(turning(person, now).rows) == said(whole.rows)
    assert len(turning(world.ekdal, now)) == 7
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=now)
    assert turning(world.ekdal, timezone.now()).rows == []
