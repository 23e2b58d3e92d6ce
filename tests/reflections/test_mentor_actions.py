"""Opening, remarking, replying, sending, writing back: what each does, and who is refused."""

import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from accounts import audit, notices, saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Draft, DraftText, Mentoring, Notice
from reflections.actions import desk, remarks, replying
from reflections.models import (
    Entry,
    Message,
    Reading,
    Remark,
    RemarkText,
    Reply,
    ReplyText,
    Version,
)
from tests import make

STRANGERS = ["asha", "ben", "chidi", "fox", "okoye", "gita", "noma", "hana", "omar", "farid",
             "ivo", "tuva", "cleo", "root", "sam", "lena"]  # fmt: skip


@pytest.fixture
def version(world):
    return world.entries["submitted"].versions.get()


def save_of(body, base=0, save_id=None):
    return saving.Save(save_id or uuid.uuid4(), base, "", body)


def keep(world, body, base=0, entry="submitted"):
    return replying.save_reply(
        by=world.ekdal, entry_id=world.entries[entry].pk, save=save_of(body, base)
    )


def send(world, revision, version=None, entry="submitted", by=None):
    entry = world.entries[entry]
    version = version or entry.versions.order_by("-number").first()
    return replying.send_reply(
        by=by or world.ekdal, entry_id=entry.pk, version_id=version.pk, revision=revision
    )


def end_pairing(world):
    Mentoring.objects.filter(mentor=world.ekdal, student=world.asha).update(ends_at=timezone.now())


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_but_the_mentor_does_anything(world, version, name):
    stranger, entry = getattr(world, name), world.entries["submitted"]
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    counted = [Reading, Remark, Reply, Message, AuditEvent, Notice, Draft]
    before = [model.objects.count() for model in counted]
    acts = [
        lambda: desk.open_entry(by=stranger, entry_id=entry.pk),
        lambda: remarks.make_remark(
            by=stranger, version=version, start=0, end=5, quote="WORDS", body="x"
        ),
        lambda: remarks.change_remark(by=stranger, entry_id=entry.pk, remark_id=mine.pk, body="x"),
        lambda: remarks.remove_remark(by=stranger, entry_id=entry.pk, remark_id=mine.pk),
        lambda: replying.begin_reply(by=stranger, version=version),
        lambda: replying.save_reply(by=stranger, entry_id=entry.pk, save=save_of("x")),
        lambda: send(world, 0, by=stranger),
        lambda: replying.write_message(
            by=stranger, entry_id=entry.pk, send_id=uuid.uuid4(), body="x"
        ),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()
    assert [model.objects.count() for model in counted] == before


# ------------------------------------------------------------------ opening
def test_opening_writes_one_line_for_one_sitting(world):
    entry = world.entries["submitted"]
    (version,) = desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    (line,) = Reading.objects.filter(entry=entry)
    assert (line.person, line.door) == (world.ekdal, Reading.Door.DESK)
    assert AuditEvent.objects.filter(verb="entry.opened", about=str(entry.pk)).count() == 1
    assert version.number == 1
    Reading.objects.filter(pk=line.pk).update(at=make.ago(minutes=11))
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    assert Reading.objects.filter(entry=entry).count() == 2


def test_two_readers_have_lines_of_their_own(world):
    entry = world.entries["covered"]
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    desk.open_entry(by=world.noma, entry_id=entry.pk)
    assert set(Reading.objects.filter(entry=entry).values_list("person__name", flat=True)) == {
        "Dr Ekdal",
        "Dr Noma",
    }


# ------------------------------------------------------------------ remarks
def test_a_remark_keeps_its_words_and_their_company(world, version):
    remark = remarks.make_remark(
        by=world.ekdal, version=version, start=6, end=15, quote="submitted", body="Why\r\nnow?"
    )
    text = remark.text
    assert (text.quote, text.prefix, text.suffix) == ("submitted", "WORDS-", " of Asha")
    assert text.body == "Why\nnow?"
    assert remark.sent_at is None
    assert not AuditEvent.objects.exists()  # nobody else learns of it before it is sent


def test_a_remark_counts_code_points(world):
    entry = make.entry(author=world.asha, body="🫀👩🏽‍⚕️ then A\u030asa cried 🫀.")
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    body = version.text.body
    start = body.index("cried 🫀")
    remark = remarks.make_remark(
        by=world.ekdal, version=version, start=start, end=start + 7, quote="cried 🫀", body="x"
    )
    assert body[remark.start : remark.end] == "cried 🫀"


@pytest.mark.parametrize(
    ("start", "end", "quote", "field"),
    [
        (6, 15, "Submitted", "place"),
        (7, 16, "submitted", "place"),
        (6, 6, "", "place"),
        (6, 9_999, "submitted", "place"),
        (15, 16, " ", "place"),
    ],
)
def test_a_remark_on_other_words_is_refused(world, version, start, end, quote, field):
    with pytest.raises(Refused) as refusal:
        remarks.make_remark(
            by=world.ekdal, version=version, start=start, end=end, quote=quote, body="x"
        )
    assert refusal.value.field == field
    assert not version.remarks.exists()


@pytest.mark.parametrize("body", ["", " \n", "a\x00b", "half \ud83d", "x" * 5_001])
def test_a_remark_that_cannot_be_kept_is_refused(world, version, body):
    mine = make.remark(version=version, author=world.ekdal, sent=False, body="as it was")
    with pytest.raises(Refused) as made:
        remarks.make_remark(
            by=world.ekdal, version=version, start=0, end=5, quote="WORDS", body=body
        )
    with pytest.raises(Refused) as changed:
        remarks.change_remark(
            by=world.ekdal, entry_id=version.entry_id, remark_id=mine.pk, body=body
        )
    assert (made.value.field, changed.value.field) == ("body", "body")
    assert [text.body for text in RemarkText.objects.filter(remark__version=version)] == [
        "as it was"
    ]


def test_an_unsent_remark_is_changed_and_taken_away(world, version):
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    about = {"by": world.ekdal, "entry_id": version.entry_id, "remark_id": mine.pk}
    remarks.change_remark(**about, body="other words")
    assert RemarkText.objects.get(remark=mine).body == "other words"
    remarks.remove_remark(**about)
    assert not Remark.objects.filter(pk=mine.pk).exists()
    assert not AuditEvent.objects.exists()


def test_a_sent_remark_stays(world):
    remark = world.entries["answered"].versions.get().remarks.get()
    about = {"by": world.ekdal, "entry_id": remark.version.entry_id, "remark_id": remark.pk}
    with pytest.raises(NotNow):
        remarks.change_remark(**about, body="x")
    with pytest.raises(NotNow):
        remarks.remove_remark(**about)
    assert RemarkText.objects.get(remark=remark).body == "REMARK-sent"


def test_no_remark_after_the_reply(world):
    version = world.entries["answered"].versions.get()
    with pytest.raises(NotNow):
        remarks.make_remark(
            by=world.ekdal, version=version, start=0, end=5, quote="WORDS", body="x"
        )


def test_a_remark_of_another_entry_is_unknown_here(world, version):
    other = world.entries["being_answered"].versions.get().remarks.get()
    with pytest.raises(NotYours):
        remarks.change_remark(
            by=world.ekdal, entry_id=version.entry_id, remark_id=other.pk, body="x"
        )


def test_the_cover_cannot_touch_the_mentors_remark(world):
    version = world.entries["covered"].versions.get()
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    with pytest.raises(NotYours):
        remarks.remove_remark(by=world.noma, entry_id=version.entry_id, remark_id=mine.pk)


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
