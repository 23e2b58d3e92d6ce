"""A reply and what follows it: its words are kept, sent once, and written about afterwards."""

import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from accounts import audit, notices, saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Draft, DraftText, Notice
from reflections.actions import replying
from reflections.models import Entry, Message, Reply, ReplyText, Version
from tests import make
from tests.reflections.answering import end_pairing, keep, save_of, send


@pytest.fixture
def version(world):
    return world.entries["submitted"].versions.get()


# ------------------------------------------------------------------ the reply's words
def test_the_first_save_makes_the_reply(world, version):
    kept = keep(world, "I heard you.")
    reply = version.replies.get()
    assert (kept.revision, reply.author, reply.sent_at) == (1, world.ekdal, None)
    assert saving.newest_text(reply.draft).body == "I heard you."
    assert keep(world, "I heard you, Asha.", base=1).revision == 2
    assert version.replies.count() == 1


def test_a_save_onto_an_older_revision_writes_nothing(world):
    keep(world, "one")
    keep(world, "two", base=1)
    assert keep(world, "three", base=1) == saving.Overtaken(2)
    assert DraftText.objects.filter(draft__reply__isnull=False, body="three").count() == 0


def test_the_same_save_counts_once(world):
    entry, save = world.entries["submitted"], save_of("once")
    first = replying.save_reply(by=world.ekdal, entry_id=entry.pk, save=save)
    again = replying.save_reply(by=world.ekdal, entry_id=entry.pk, save=save)
    assert first == again == saving.Saved(1, first.sha256, 1)


@pytest.mark.parametrize("body", ["a\x00b", "half \ud83d", "x" * 200_001])
def test_a_reply_that_cannot_be_kept_makes_nothing(world, version, body):
    with pytest.raises(ValidationError):
        keep(world, body)
    assert not version.replies.exists()


def test_nothing_is_saved_once_the_pairing_ended(world, version):
    keep(world, "one")
    end_pairing(world)
    with pytest.raises(NotYours):
        keep(world, "two", base=1)
    assert saving.newest_text(version.replies.get().draft).body == "one"


def test_nothing_is_saved_once_it_is_sent(world, version):
    keep(world, "one")
    send(world, 1)
    with pytest.raises(NotNow):
        keep(world, "late", base=1)
    assert ReplyText.objects.get(reply__version=version).body == "one"


def test_an_unsent_reply_moves_to_a_newer_version_with_its_words(world, version):
    entry = world.entries["submitted"]
    keep(world, "begun on one")
    saving.save(draft=entry.draft, by=world.asha, save=save_of("WORDS anew", base=1))
    entry.draft.refresh_from_db()
    newer = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    kept = keep(world, "begun on one, ended on two", base=1)
    reply = Reply.objects.get(version__entry=entry)
    assert (reply.version, kept.revision) == (newer, 2)
    assert not version.replies.exists()


# ------------------------------------------------------------------ sending
def test_sending_freezes_the_words_and_tells_her(world, version):
    keep(world, "I heard you.")
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    reply = send(world, 1)
    reply.refresh_from_db()
    mine.refresh_from_db()
    assert reply.text.body == "I heard you."
    assert reply.sent_at == mine.sent_at
    assert reply.draft is None
    assert not Draft.objects.filter(author=world.ekdal, reply__version=version).exists()
    assert AuditEvent.objects.get(verb="reply.sent").about == str(reply.pk)
    notice = Notice.objects.get(kind="reply")
    assert (notice.to, notice.about) == (world.asha, str(reply.pk))


def test_sending_twice_sends_once(world):
    keep(world, "I heard you.")
    assert send(world, 1) == send(world, 1)
    assert ReplyText.objects.filter(body="I heard you.").count() == 1
    assert AuditEvent.objects.filter(verb="reply.sent").count() == 1
    assert Notice.objects.filter(kind="reply").count() == 1


def test_no_mail_goes_out_about_a_page_that_is_gone(world, version):
    keep(world, "I heard you.")
    send(world, 1)
    Notice.objects.exclude(kind="reply").delete()
    for gone_at, number in ((timezone.now(), 0), (None, 1)):
        Entry.objects.filter(pk=version.entry_id).update(gone_at=gone_at)
        told = Notice.objects.get()
        Notice.objects.update(due_at=make.ago(minutes=1), ready_at=make.ago(minutes=1))
        notices.deliver()
        assert len(mail.outbox) == number
        Notice.objects.all().delete()
        notices.tell("reply", to=told.to, about=version.replies.get())


def test_remarks_alone_are_an_answer(world, version):
    make.remark(version=version, author=world.ekdal, sent=False)
    reply = send(world, 0)
    assert reply.text.body == ""
    assert version.remarks.get().sent_at is not None


def test_nothing_at_all_is_refused(world, version):
    with pytest.raises(Refused) as refusal:
        send(world, 0)
    assert refusal.value.field == "body"
    keep(world, " \n ")
    with pytest.raises(Refused):
        send(world, 1)
    assert not Reply.objects.filter(version=version, sent_at__isnull=False).exists()


def test_only_what_was_previewed_is_sent(world):
    keep(world, "one")
    keep(world, "two", base=1)
    with pytest.raises(NotNow):
        send(world, 1)
    assert send(world, 2).text.body == "two"


def test_a_newer_version_stops_the_sending(world, version):
    entry = world.entries["submitted"]
    keep(world, "one")
    entry.draft.revision = 2
    entry.draft.save()
    DraftText.objects.create(
        draft=entry.draft, revision=2, save_id=uuid.uuid4(), body="WORDS anew", sha256="x"
    )
    newer = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    behind = make.remark(version=version, author=world.ekdal, sent=False)
    with pytest.raises(NotNow):
        send(world, 1, version=version)
    reply = send(world, 1, version=newer)
    behind.refresh_from_db()
    assert reply.version == newer
    assert behind.sent_at is not None


def test_a_remark_on_a_version_she_reads_no_more_stays_unsent(world, version):
    behind = make.remark(version=version, author=world.ekdal, sent=False)
    version.readers.update(until=timezone.now())
    entry = world.entries["submitted"]
    readers = {"mentor": world.ekdal}
    make.version(entry=entry, cohort=world.juniper, readers=readers, revision=9)
    keep(world, "one")
    send(world, 1)
    behind.refresh_from_db()
    assert behind.sent_at is None


def test_nothing_is_sent_once_the_pairing_ended(world, version):
    keep(world, "one")
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    end_pairing(world)
    with pytest.raises(NotYours):
        send(world, 1)
    mine.refresh_from_db()
    assert mine.sent_at is None
    assert not Notice.objects.exists()


def test_the_mentors_sending_leaves_the_covers_remarks_alone(world):
    version = world.entries["covered"].versions.get()
    hers = make.remark(version=version, author=world.noma, sent=False)
    make.remark(version=version, author=world.ekdal, sent=False)
    send(world, 0, entry="covered")
    hers.refresh_from_db()
    assert hers.sent_at is None


def test_a_failed_audit_sends_nothing(world, version, monkeypatch):
    keep(world, "one")

    def broken(verb, **facts):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(DatabaseError):
        send(world, 1)
    reply = version.replies.get()
    assert (reply.sent_at, reply.draft.revision) == (None, 1)
    assert not ReplyText.objects.filter(reply=reply).exists()


# ------------------------------------------------------------------ writing back
def test_a_message_goes_under_the_answered_version_once(world):
    entry, send_id = world.entries["answered"], uuid.uuid4()
    about = {"by": world.ekdal, "entry_id": entry.pk, "send_id": send_id, "body": "And now?"}
    first = replying.write_message(**about)
    assert replying.write_message(**about) == first
    assert first.text.body == "And now?"
    assert first.version == entry.versions.get()
    assert Message.objects.filter(author=world.ekdal).count() == 1


@pytest.mark.parametrize("body", ["", "  ", "a\x00", "x" * 20_001])
def test_a_message_that_cannot_be_sent_is_refused(world, body):
    entry = world.entries["answered"]
    with pytest.raises(Refused) as refusal:
        replying.write_message(by=world.ekdal, entry_id=entry.pk, send_id=uuid.uuid4(), body=body)
    assert refusal.value.field == "body"


def test_messages_come_after_the_reply(world):
    entry = world.entries["submitted"]
    with pytest.raises(NotNow):
        replying.write_message(by=world.ekdal, entry_id=entry.pk, send_id=uuid.uuid4(), body="x")


def test_a_version_is_never_touched(world, version):
    before = Version.objects.filter(pk=version.pk).values().get()
    keep(world, "one")
    send(world, 1)
    assert Version.objects.filter(pk=version.pk).values().get() == before
