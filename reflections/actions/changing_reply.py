"""A reply after it was sent: take it back unread, or change its words for all to see."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, findings, notices, saving, words
from accounts.errors import NotNow, Refused
from accounts.models import Person
from reflections.actions import settling
from reflections.actions.closing import refuse_closed
from reflections.actions.desk import newest
from reflections.models import (
    EditionText,
    Message,
    Remark,
    Reply,
    ReplyEdition,
    ReplyText,
    Version,
)

NOT_SENT = _("There is no reply of yours here that was sent.")
IS_READ = _("It was read before you pressed. You can still change it; the first words stay too.")
TOO_LATE = _("A reply can be taken back for fifteen minutes. You can still change it.")
GOES_ON = _("More was said since, so it stays. You can still change it.")
BEGUN = _("You have begun to change it. Send the change or throw it away first.")
NOTHING_NEW = _("Nothing is changed yet.")
OTHER_WINDOW = _("Your change was saved from another window. Look at it once more.")


def _sent(by: Person, version: Version) -> Reply | None:
    """Return ``by``'s reply to this version once it was sent, locked."""
    mine = Reply.objects.filter(version=version, author=by)
    return mine.select_related("draft", "text").select_for_update(of=("self",)).first()


@transaction.atomic
def recall(*, by: Person, entry_id: uuid.UUID) -> Reply:
    """Make a reply that nobody has read a draft again, and its remarks with it.

    Of taking back and reading at once one comes first: what she has read stays. Taken back twice
    is taken back once. NotNow when it is too late, NotYours without the right to answer.
    """
    reply = _sent(by, newest(by, entry_id))
    if reply is None or (reply.sent_at is None and reply.recalled_at is None):
        raise NotNow(NOT_SENT)
    if reply.sent_at is None:
        return reply
    if reply.seen_at is not None:
        raise NotNow(IS_READ)
    if reply.draft is not None:
        raise NotNow(BEGUN)
    if reply.recall_until is None:
        raise NotNow(TOO_LATE)
    about = {"version": reply.version_id, "sent_at__gte": reply.sent_at}
    if reply.editions.exists() or Message.objects.filter(**about).exists():
        raise NotNow(GOES_ON)
    return _take_back(by, entry_id, reply)


def _take_back(by: Person, entry_id: uuid.UUID, reply: Reply) -> Reply:
    settling.wait_again(entry_id)
    body, sent_at = reply.text.body, reply.sent_at
    draft = saving.begin(by=by)
    unread = Reply.objects.filter(pk=reply.pk, sent_at=sent_at, seen_at=None)
    now, undone = timezone.now(), {"sent_at": None, "length": None, "kept_for": None}
    if not unread.update(**undone, recalled_at=now, draft=draft):
        # Where a database does not lock rows: she was faster by a moment.
        raise NotNow(IS_READ)
    ReplyText.objects.filter(reply=reply).delete()
    with_it = Remark.objects.filter(version__entry=entry_id, author=by, sent_at=sent_at)
    with_it.update(sent_at=None)
    if body:
        saving.save(draft=draft, by=by, save=saving.Save(uuid.uuid4(), 0, "", body))
    notices.drop("reply", about=reply)
    audit.record("reply.recalled", by=by, about=reply)
    reply.refresh_from_db(fields=["sent_at", "recalled_at", "draft", "kept_for"])
    return reply


# ------------------------------------------------------------------ other words
def _changed(by: Person, version: Version) -> Reply:
    reply = _sent(by, version)
    if reply is None or reply.sent_at is None:
        raise NotNow(NOT_SENT)
    return reply


def save_change(
    *, by: Person, entry_id: uuid.UUID, save: saving.Save
) -> saving.Saved | saving.Overtaken:
    """Keep other words for a sent reply by the save protocol. Nobody sees them before they go.

    NotYours, NotNow before it was sent, ValidationError when the text cannot be kept.
    """
    save.check()
    with transaction.atomic():
        reply = _changed(by, newest(by, entry_id))
        if reply.draft is None:
            reply.draft = saving.begin(by=by)
            reply.save(update_fields=["draft"])
        return saving.save(draft=reply.draft, by=by, save=save)


@transaction.atomic
def send_change(
    *,
    by: Person,
    entry_id: uuid.UUID,
    revision: int,
    reasons: Mapping[str, str] | None = None,
) -> ReplyEdition:
    """Send ``revision`` of the changed words as a new edition; the earlier words stay beside it.

    For the student it is news again.

    NotNow when there is no change, or another one; Refused beside the field for an empty one, and
    (field ``findings``) while something that could point to a patient has none of the ``reasons``.
    """
    version = newest(by, entry_id, lock=True)
    reply = _changed(by, version)
    refuse_closed(version)
    kept = saving.newest_text(reply.draft) if reply.draft else None
    last = reply.editions.select_related("text").last()
    if kept is None:
        # Of two clicks at once the second finds that the change has gone out.
        if last is not None and revision:
            return last
        raise NotNow(NOTHING_NEW)
    if kept.revision != revision:
        raise NotNow(OTHER_WINDOW)
    if not kept.body.strip():
        raise Refused(_("There are no words here. What you sent stays as it is."), field="body")
    if kept.body == (last.text if last else reply.text).body:
        raise Refused(NOTHING_NEW, field="body")
    number = last.number + 1 if last else 1
    why = findings.settled(body=kept.body, reasons=reasons) or None
    edition = ReplyEdition.objects.create(reply=reply, number=number, kept_for=why)
    sha256 = words.fingerprint("", kept.body)
    EditionText.objects.create(edition=edition, body=kept.body, sha256=sha256)
    Reply.objects.filter(pk=reply.pk).update(seen_at=None)
    drop_draft(reply)
    audit.record("reply.edited", by=by, about=reply, number=number)
    notices.tell("reply_edited", to=version.entry.author, about=edition)
    return edition


@transaction.atomic
def drop_change(*, by: Person, entry_id: uuid.UUID) -> None:
    """Throw a begun change away; the reply stays as it was sent. NotYours or NotNow."""
    drop_draft(_changed(by, newest(by, entry_id)))


def drop_draft(reply: Reply) -> None:
    """Let go of the words under a reply, which are in their place by now or not wanted."""
    draft = reply.draft
    if draft is None:
        return
    reply.draft = None
    reply.save(update_fields=["draft"])
    draft.delete()
