"""What can be done with a reply that was sent: taken back unread, changed, answered, closed."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices, saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Conflict, DraftText, Mentoring, Notice
from reflections import mentor_queries, queries
from reflections.actions import asking, changing_reply, closing, reading_answers, replying
from reflections.models import (
    EditionText,
    PageClosing,
    Reader,
    Remark,
    Reply,
    ReplyEdition,
    ReplyText,
)
from tests import make

STRANGERS = ["asha", "ben", "fox", "okoye", "gita", "noma", "hana", "ivo", "root", "sam", "lena"]


@pytest.fixture
def entry(world):
    return world.entries["submitted"]


@pytest.fixture
def version(entry):
    return entry.versions.get()


@pytest.fixture
def sent(world, entry, version):
    """A reply with a remark, sent a moment ago and not read."""
    make.remark(version=version, author=world.ekdal, sent=False)
    save = saving.Save(uuid.uuid4(), 0, "", "I heard you.")
    replying.save_reply(by=world.ekdal, entry_id=entry.pk, save=save)
    about = {"by": world.ekdal, "entry_id": entry.pk, "version_id": version.pk}
    return replying.send_reply(**about, revision=1)


def change(world, entry, body, base=0):
    save = saving.Save(uuid.uuid4(), base, "", body)
    return changing_reply.save_change(by=world.ekdal, entry_id=entry.pk, save=save)


# ------------------------------------------------------------------ taking it back
def test_an_unread_reply_is_a_draft_again_with_its_remarks(world, entry, version, sent):
    about = {"by": world.ekdal, "entry_id": entry.pk}
    assert [changing_reply.recall(**about), changing_reply.recall(**about)] == [sent, sent]
    sent.refresh_from_db()
    assert (sent.sent_at, sent.kept_for, sent.length) == (None, None, None)
    assert saving.newest_text(sent.draft).body == "I heard you."
    assert not ReplyText.objects.filter(reply=sent).exists()
    assert Remark.objects.get(version=version).sent_at is None
    assert AuditEvent.objects.filter(verb="reply.recalled").count() == 1
    # Nobody is told of it any more, and it waits for an answer again.
    assert Notice.objects.get(kind="reply").dropped_at is not None
    assert mentor_queries.queue(world.ekdal).row(entry.pk) is not None
    again = replying.send_reply(**about, version_id=version.pk, revision=1)
    assert (again, again.text.body) == (sent, "I heard you.")
    assert Notice.objects.filter(kind="reply", dropped_at=None).count() == 1


def test_no_mail_goes_out_about_what_was_taken_back(world, entry, sent):
    changing_reply.recall(by=world.ekdal, entry_id=entry.pk)
    Notice.objects.exclude(kind="reply").delete()
    # Even where a deliverer had it in hand already.
    Notice.objects.update(dropped_at=None, due_at=make.ago(minutes=1), ready_at=make.ago(minutes=1))
    notices.deliver()
    assert mail.outbox == []


@pytest.mark.parametrize("why", ["read", "late", "message", "begun", "edited", "never"])
def test_a_reply_stays_once_it_was_read_or_time_went_on(world, entry, version, sent, why):
    if why == "read":
        assert reading_answers.mark_seen(version=version, by=world.asha) == 1
    elif why == "late":
        Reply.objects.filter(pk=sent.pk).update(sent_at=timezone.now() - timedelta(minutes=16))
    elif why == "message":
        make.message(version=version, author=world.ekdal)
    elif why == "begun":
        change(world, entry, "Other words.")
    elif why == "edited":
        make.edition(reply=sent)
    else:
        entry = world.entries["being_answered"]
    with pytest.raises(NotNow):
        changing_reply.recall(by=world.ekdal, entry_id=entry.pk)
    assert ReplyText.objects.get(reply=sent).body == "I heard you."
    assert Reply.objects.get(pk=sent.pk).recalled_at is None


def test_what_was_taken_back_is_not_marked_as_read(world, entry, version, sent):
    changing_reply.recall(by=world.ekdal, entry_id=entry.pk)
    assert reading_answers.mark_seen(version=version, by=world.asha) == 0


# ------------------------------------------------------------------ changing it
def test_a_change_is_a_new_edition_and_the_first_words_stay(world, entry, version, sent):
    reading_answers.mark_seen(version=version, by=world.asha)
    assert change(world, entry, "I heard you, Asha.").revision == 1
    about = {"by": world.ekdal, "entry_id": entry.pk}
    first = changing_reply.send_change(**about, revision=1)
    assert changing_reply.send_change(**about, revision=1) == first  # a double click
    assert (first.number, first.text.body) == (1, "I heard you, Asha.")
    assert ReplyText.objects.get(reply=sent).body == "I heard you."
    sent.refresh_from_db()
    assert (sent.draft, sent.seen_at) == (None, None)  # news again
    assert Notice.objects.get(kind="reply_edited").to == world.asha
    assert AuditEvent.objects.filter(verb="reply.edited").count() == 1
    change(world, entry, "Third words.")
    changing_reply.send_change(**about, revision=1)
    assert list(ReplyEdition.objects.values_list("number", flat=True)) == [1, 2]


def test_a_change_that_changes_nothing_is_refused(world, entry, sent):
    about = {"by": world.ekdal, "entry_id": entry.pk}
    with pytest.raises(NotNow):
        changing_reply.send_change(**about, revision=0)
    for base, body in enumerate((" \n", "I heard you.", "Ring 020 7946 0123 for bed 7.")):
        change(world, entry, body, base)
        with pytest.raises(Refused):
            changing_reply.send_change(**about, revision=base + 1)
    with pytest.raises(NotNow):
        changing_reply.send_change(**about, revision=1)  # another window was faster
    changing_reply.drop_change(**about)
    assert not ReplyEdition.objects.exists()
    assert not DraftText.objects.filter(draft__reply=sent).exists()
    unsent = world.entries["being_answered"]
    with pytest.raises(NotNow):
        change(world, unsent, "x")


# ------------------------------------------------------------------ enough
def test_a_closed_page_waits_for_nobody(world, entry, version, sent):
    said = {"version": version, "by": world.asha, "body": "Thank you."}
    reading_answers.write_back(**said, send_id=uuid.uuid4())
    assert mentor_queries.queue(world.ekdal).row(entry.pk) is not None
    assert closing.close(by=world.asha, entry=entry) == closing.close(by=world.asha, entry=entry)
    assert mentor_queries.queue(world.ekdal).row(entry.pk) is None
    about = {"by": world.ekdal, "entry_id": entry.pk}
    with pytest.raises(NotNow, match="Asha has closed this page"):
        replying.write_message(**about, send_id=uuid.uuid4(), body="x")
    change(world, entry, "Other words.")
    with pytest.raises(NotNow, match="Asha has closed this page"):
        changing_reply.send_change(**about, revision=1)
    for _twice in range(2):
        closing.reopen(by=world.asha, entry=entry)
    assert mentor_queries.queue(world.ekdal).row(entry.pk) is not None
    verbs = AuditEvent.objects.filter(verb__in=["entry.closed", "entry.reopened"])
    assert [row.verb for row in verbs.order_by("at")] == ["entry.closed", "entry.reopened"]
    closing.close(by=world.asha, entry=entry)
    assert PageClosing.objects.count() == 2


def test_only_her_own_answered_page_is_closed(world, entry):
    with pytest.raises(NotNow):
        closing.close(by=world.asha, entry=entry)
    for act in (closing.close, closing.reopen):
        for name in ("ekdal", "ben", "root"):
            with pytest.raises(NotYours):
                act(by=getattr(world, name), entry=world.entries["answered"])
        with pytest.raises(NotYours):
            act(by=world.asha, entry=world.entries["draft"])
    assert not PageClosing.objects.exists()


# ------------------------------------------------------------------ another reader
def test_another_reader_reads_and_answers_this_page_alone(world, entry, version, sent):
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) == []
    row = asking.ask(by=world.asha, entry=entry, person=world.fox.pk)
    assert (row.version, row.via) == (version, Reader.Via.ASKED)
    assert Notice.objects.get(kind="something_to_read", to=world.fox).about == str(version.pk)
    # It waits for her though her mentor has answered; and not for him.
    assert mentor_queries.queue(world.fox).row(entry.pk) is not None
    assert mentor_queries.queue(world.ekdal).row(entry.pk) is None
    assert len(mentor_queries.queue(world.fox)) == 1
    make.reply(version=version, author=world.fox)
    assert mentor_queries.queue(world.fox).row(entry.pk) is None
    asking.end(by=world.asha, entry=entry, person=world.fox.pk)
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) == []
    with pytest.raises(NotYours):
        asking.end(by=world.asha, entry=entry, person=world.fox.pk)
    asking.ask(by=world.asha, entry=entry, person=world.fox.pk)
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) != []
    assert Notice.objects.filter(to=world.fox).count() == 1  # one mail a day, however often
    make_no_mentor = world.fox.memberships.get()
    make_no_mentor.ends_at = timezone.now()
    make_no_mentor.save()
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) == []


def test_another_reader_of_an_earlier_version_is_let_go_too(world, entry, version, sent):
    asking.ask(by=world.asha, entry=entry, person=world.fox.pk)
    make.version(entry=entry, readers={"mentor": world.ekdal}, revision=5)
    assert [one.person for one in queries.sheet(world.asha, entry.pk).asked] == [world.fox]
    assert len(mentor_queries.versions_to_answer(world.fox, entry.pk)) == 1
    asking.end(by=world.asha, entry=entry, person=world.fox.pk)
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) == []
    assert queries.sheet(world.asha, entry.pk).asked == []
    for name in ("fox", "ekdal", "ben", "root"):
        with pytest.raises(NotYours):
            asking.end(by=getattr(world, name), entry=entry, person=world.fox.pk)


@pytest.mark.parametrize("name", ["ekdal", "okoye", "hana", "ben", "asha", "sam", "ivo", "nobody"])
def test_only_other_mentors_of_her_cohort_can_be_asked(world, entry, name):
    person = getattr(world, name).pk if name != "nobody" else "x"
    with pytest.raises(NotNow):
        asking.ask(by=world.asha, entry=entry, person=person)


def test_nobody_she_must_not_be_matched_with_and_nobody_by_others(world, entry):
    Conflict.objects.create(one=world.fox, other=world.asha)
    with pytest.raises(NotNow):
        asking.ask(by=world.asha, entry=entry, person=world.fox.pk)
    for name in ("ekdal", "ben", "root"):
        with pytest.raises(NotYours):
            asking.ask(by=getattr(world, name), entry=entry, person=world.noma.pk)
    with pytest.raises(NotYours):
        asking.ask(by=world.asha, entry=world.entries["draft"], person=world.noma.pk)


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_but_its_writer_touches_a_reply(world, entry, sent, name):
    stranger = {"by": getattr(world, name), "entry_id": entry.pk}
    save = saving.Save(uuid.uuid4(), 0, "", "x")
    acts = [
        lambda: changing_reply.recall(**stranger),
        lambda: changing_reply.save_change(**stranger, save=save),
        lambda: changing_reply.send_change(**stranger, revision=0),
        lambda: changing_reply.drop_change(**stranger),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()
    assert not EditionText.objects.exists()


def test_nothing_is_changed_once_the_pairing_ended(world, entry, sent):
    change(world, entry, "Other words.")
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    about = {"by": world.ekdal, "entry_id": entry.pk}
    for act in (changing_reply.recall, changing_reply.drop_change):
        with pytest.raises(NotYours):
            act(**about)
    with pytest.raises(NotYours):
        changing_reply.send_change(**about, revision=1)
