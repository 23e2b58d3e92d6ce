"""Who waits, in which order, and what the desk holds."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import saving
from accounts.models import Mentoring
from reflections import mentor_queries
from reflections.mentor_queries.lines import Waiting
from reflections.mentor_queries.waiting import turning
from reflections.models import Message, Reading
from tests import make


def titles(rows):
    return [row.title for row in rows]


def student(world, name, **pairing):
    one = make.person(name=name)
    make.membership(person=one, cohort=world.juniper)
    make.mentoring(mentor=world.ekdal, student=one, cohort=world.juniper, **pairing)
    return one


def submitted(world, author, title, days, **fields):
    entry = make.entry(author=author, title=title, body="word " * 300)
    readers = fields.pop("readers", {"mentor": world.ekdal})
    return make.version(
        entry=entry,
        cohort=world.juniper,
        readers=readers,
        submitted_at=make.ago(days=days),
        **fields,
    )


def say(version, author, **ago):
    message = make.message(version=version, author=author)
    Message.objects.filter(pk=message.pk).update(sent_at=make.ago(**ago))


def revise(entry, body):
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "", body)
    saving.save(draft=entry.draft, by=entry.author, save=save)
    entry.draft.refresh_from_db()


def test_what_waits_is_what_nobody_answered(world):
    waiting = titles(mentor_queries.queue(world.ekdal).rows)
    # "answered" waits too: she had the last word.
    assert sorted(waiting) == [
        "TITLE-answered",
        "TITLE-being_answered",
        "TITLE-covered",
        "TITLE-lead_named",
        "TITLE-submitted",
        "TITLE-unread",
    ]


@pytest.mark.parametrize(
    "name", ["asha", "ben", "fox", "gita", "hana", "omar", "ivo", "root", "sam", "lena", "farid"]
)
def test_nothing_waits_for_anybody_else(world, name):
    assert mentor_queries.queue(getattr(world, name)).rows == []


def test_a_draft_is_no_part_of_it(world):
    jonas = student(world, "Jonas")
    make.entry(author=jonas, release=world.release, title="SECRET")
    assert "SECRET" not in titles(mentor_queries.queue(world.ekdal).rows)
    (line,) = [one for one in mentor_queries.students(world.ekdal) if one.name == "Jonas"]
    assert line.waiting == []


def test_ring_first_then_the_oldest(world):
    jonas, kieran = student(world, "Jonas"), student(world, "Kieran")
    submitted(world, jonas, "ring", 1, wants_contact=True)
    submitted(world, kieran, "old", 40)
    queue = mentor_queries.queue(world.ekdal)
    assert titles(queue.rows)[:2] == ["ring", "old"]
    assert titles(queue.ring_first) == ["ring"]
    assert (queue.people, queue.oldest) == (3, queue.rows[1].days)
    assert (queue.rows[0].minutes, queue.rows[0].words) == (2, 300)


def test_days_are_amber_from_the_fifth(world):
    jonas = student(world, "Jonas")
    submitted(world, jonas, "four", 4)
    submitted(world, jonas, "five", 5)
    late = {row.title: row.is_late for row in mentor_queries.queue(world.ekdal).rows}
    assert (late["four"], late["five"]) == (False, True)


def test_the_last_word_decides(world):
    version = world.entries["answered"].versions.get()
    rows = {row.title: row for row in mentor_queries.queue(world.ekdal).rows}
    assert rows["TITLE-answered"].is_message
    make.message(version=version, author=world.ekdal)
    assert "TITLE-answered" not in titles(mentor_queries.queue(world.ekdal).rows)
    make.message(version=version, author=world.asha)
    assert "TITLE-answered" in titles(mentor_queries.queue(world.ekdal).rows)


def test_a_message_before_the_reply_does_not_wait(world):
    version = submitted(world, student(world, "Jonas"), "page", 9)
    say(version, version.entry.author, days=2)
    make.reply(version=version, author=world.ekdal)
    assert "page" not in titles(mentor_queries.queue(world.ekdal).rows)


def test_anybodys_reply_ends_the_wait(world):
    version = world.entries["covered"].versions.get()
    assert titles(mentor_queries.queue(world.noma).rows) == ["TITLE-covered"]
    make.reply(version=version, author=world.noma)
    assert "TITLE-covered" not in titles(mentor_queries.queue(world.ekdal).rows)
    assert mentor_queries.queue(world.noma).rows == []


def test_only_the_newest_version_waits(world):
    entry = world.entries["answered"]
    make.message(version=entry.versions.get(), author=world.ekdal)
    revise(entry, "WORDS anew")
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    rows = [r for r in mentor_queries.queue(world.ekdal).rows if r.entry_id == entry.pk]
    assert [(row.is_message, row.words) for row in rows] == [(False, 2)]


def test_a_page_revised_before_its_answer_keeps_its_place(world):
    jonas, kieran = student(world, "Jonas"), student(world, "Kieran")
    first = submitted(world, jonas, "revised", 40)
    submitted(world, kieran, "old", 20)
    make.version(
        entry=first.entry, cohort=world.juniper, readers={"mentor": world.ekdal}, revision=9
    )
    for queue in (mentor_queries.queue(world.ekdal), turning(world.ekdal, timezone.now())):
        assert queue.rows[0].entry_id == first.entry_id
        assert queue.rows[0].days == 40
    make.reply(version=first, author=world.ekdal, at=make.ago(days=1))
    anew = {row.entry_id: row.days for row in mentor_queries.queue(world.ekdal).rows}
    assert anew[first.entry_id] == 0


def test_a_newer_version_that_names_somebody_else_does_not_wait_here(world):
    entry = world.entries["submitted"]
    revise(entry, "WORDS anew")
    make.version(entry=entry, cohort=world.juniper, readers={})
    assert "TITLE-submitted" not in titles(mentor_queries.queue(world.ekdal).rows)


def test_cover_is_said_by_name(world):
    (row,) = mentor_queries.queue(world.noma).rows
    assert row.cover_for == "Dr Ekdal"
    assert {row.cover_for for row in mentor_queries.queue(world.ekdal).rows} == {""}


def test_one_who_is_mentor_and_cover_sees_one_line(world):
    pair = Mentoring.objects.get(mentor=world.fox, student=world.ben)
    make.cover(mentoring=pair, cover=world.ekdal)
    both = {"mentor": world.fox, "cover": world.ekdal}
    submitted(world, world.ben, "Ben's", 3, readers=both)
    rows = [row for row in mentor_queries.queue(world.ekdal).rows if row.student == "Ben"]
    assert [row.cover_for for row in rows] == ["Dr Fox"]


def test_turning_goes_through_all_and_round(world):
    queue = mentor_queries.queue(world.ekdal)
    first, second, last = queue.rows[0], queue.rows[1], queue.rows[-1]
    assert queue.previous(first.entry_id) is None
    assert queue.next(first.entry_id) == second
    assert queue.previous(second.entry_id) == first
    assert queue.next(last.entry_id) == first
    assert queue.next(uuid.uuid4()) == first
    assert queue.previous(uuid.uuid4()) is None
    assert mentor_queries.Queue([first]).next(first.entry_id) is None


def test_my_students_are_those_of_today(world):
    jonas = student(world, "Jonas", ends_at=make.ago(days=1))
    names = [(one.name, one.cover_for) for one in mentor_queries.students(world.ekdal)]
    assert names == [("Asha", "")]
    assert jonas.name not in str(names)
    assert [(o.name, o.cover_for) for o in mentor_queries.students(world.noma)] == [
        ("Asha", "Dr Ekdal")
    ]
    for nobody in (world.gita, world.hana, world.ben, world.root):
        assert mentor_queries.students(nobody) == []


def test_how_many_wait_for_whom(world):
    (asha,) = mentor_queries.students(world.ekdal)
    assert len(asha.waiting) == 6


def test_the_desk_says_who_reads_and_what_was_said(world):
    entry = world.entries["answered"]
    versions = mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    desk = mentor_queries.desk(world.ekdal, versions)
    assert [one.name for one in desk.readers] == ["Asha", "Dr Ekdal"]
    assert [(said.body, said.is_mine) for said in desk.thread] == [
        ("REPLY-sent", True),
        ("MESSAGE-back", False),
    ]
    assert desk.sent.text.body == "REPLY-sent"
    assert desk.reply is None


def test_the_desk_of_one_holds_nothing_unsent_of_another(world):
    version = world.entries["covered"].versions.get()
    make.reply(version=version, author=world.ekdal, body="UNSENT", sent=False)
    make.remark(version=version, author=world.ekdal, body="UNSENT", sent=False)
    versions = mentor_queries.versions_to_answer(world.noma, version.entry_id)
    desk = mentor_queries.desk(world.noma, versions)
    assert (desk.reply, desk.body, list(desk.remarks)) == (None, "", [])


def test_what_was_said_on_a_version_she_reads_no_more_is_not_on_the_desk(world):
    entry = world.entries["answered"]
    entry.versions.get().readers.update(until=timezone.now())
    readers = {"mentor": world.ekdal}
    make.version(entry=entry, cohort=world.juniper, readers=readers, revision=9)
    desk = mentor_queries.desk(
        world.ekdal, mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    )
    assert [version.number for version in desk.versions] == [2]
    assert (desk.thread, list(desk.remarks)) == ([], [])


def test_a_revision_being_written_shows_nowhere(world):
    entry = world.entries["submitted"]
    versions = mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    before = mentor_queries.desk(world.ekdal, versions)
    revise(entry, "REVISING")
    after = mentor_queries.desk(
        world.ekdal, mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    )
    assert after.queue == before.queue
    assert [v.number for v in after.versions] == [1]
    assert after.version.text.body == "WORDS-submitted of Asha"


def test_a_sitting_is_over_after_ten_minutes(world):
    entry = world.entries["submitted"]
    Reading.objects.create(entry=entry, person=world.ekdal, door="desk", at=make.ago(minutes=9))
    (version,) = mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    assert version.is_same_sitting
    Reading.objects.update(at=timezone.now() - timedelta(minutes=10, seconds=1))
    (version,) = mentor_queries.versions_to_answer(world.ekdal, entry.pk)
    assert not version.is_same_sitting


def test_a_prompt_that_is_a_sentence_brings_its_own_full_stop():
    facts = dict.fromkeys(("entry_id", "student_id", "since"))
    facts |= dict.fromkeys(("title", "student", "cohort", "cohort_slug", "cover_for"), "")
    facts |= {"form": "free", "words": 46, "wants_contact": False, "is_message": False}
    told = [
        Waiting(**facts, module=module, prompt=prompt).about
        for module, prompt in (("Module 1", "At the door"), ("", "A hand."), ("", "Why?"), ("", ""))
    ]
    starts = ["Module 1, At the door. ", "A hand. ", "Why? ", ""]
    assert told == [f"{start}46 words, 1 minute." for start in starts]
