"""Reading the answer: seeing it, writing back, and the log of who opened what."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, findings, notices, words
from accounts.errors import NotYours, Refused
from accounts.models import Person
from accounts.policy import allows
from reflections.actions import settling
from reflections.models import Message, MessageText, Reading, Reply, Version
from reflections.queries import answering

EMPTY = _("There is nothing in this message yet.")
LONGEST_MESSAGE = 20_000


def mark_seen(*, version: Version, by: Person) -> int:
    """Note that the author has opened the replies to a version; say how many were news.

    One statement: the moment on the reply, written once, is the record of this act. It is on the
    way of a page that is read, and she reads what was written to her, not another's text. A reply
    that was taken back at this very moment is not among them: she must not be shown it.
    """
    if version.entry.author_id != by.pk:
        return 0
    # Of the reply's own row alone: PostgreSQL asks these conditions again once a recall lets go of
    # it, and would not ask what is joined.
    unread = Reply.objects.filter(version=version, sent_at__isnull=False, seen_at__isnull=True)
    return unread.update(seen_at=timezone.now())


def mark_messages_seen(*, version: Version, by: Person, until: datetime) -> None:
    """Note that the author has opened what others wrote below the reply, ``until`` that moment.

    What came while her page was made was not shown to her.
    """
    mine = Message.objects.filter(version=version, version__entry__author=by, seen_at=None)
    mine.filter(sent_at__lte=until).exclude(author=by).update(seen_at=timezone.now())


def record_reading(*, version: Version, by: Person, door: str) -> None:
    """Write into the author's log that ``by`` opened this version. NotYours without the right.

    NotYours, too, when it is taken back at this very moment.
    """
    entry = version.entry
    if entry.author_id == by.pk:
        return
    try:
        with transaction.atomic():
            if not allows(by, "read", version):
                raise NotYours
            Reading.objects.create(entry=entry, version=version, person=by, door=door)
            audit.record("entry.opened", by=by, about=entry, door=door)
    except IntegrityError:
        raise NotYours from None


def write_back(
    *,
    version: Version,
    by: Person,
    body: str,
    send_id: UUID,
    reasons: Mapping[str, str] | None = None,
) -> Message:
    """Send one message about a version, to the author from a reader or the other way round.

    The same ``send_id`` sends once. NotYours without the right; ValidationError or Refused
    (field ``body``) for words that cannot be sent, and (field ``findings``) while something that
    could point to a patient has none of the ``reasons`` why it may stay.
    """
    body = words.normalise(body)
    words.check(body, longest=LONGEST_MESSAGE)
    if not body.strip():
        raise Refused(EMPTY, field="body")
    try:
        with transaction.atomic():
            return _send(version, by, body, send_id, reasons)
    except IntegrityError:
        return _sent_before(version, by, send_id)


def _send(
    version: Version, by: Person, body: str, send_id: UUID, reasons: Mapping[str, str] | None
) -> Message:
    author = version.entry.author
    if by.pk != author.pk and not allows(by, "answer", version):
        raise NotYours
    kept_for = findings.settled(body=body, reasons=reasons) or None
    if by.pk == author.pk:
        settling.wait_again(version.entry_id)
    else:
        settling.settle(version, by=by)
    message = Message.objects.create(version=version, author=by, send_id=send_id, kept_for=kept_for)
    MessageText.objects.create(message=message, body=body)
    audit.record("message.sent", by=by, about=version.entry, message=message.pk)
    people = [author] if by.pk != author.pk else answering(version)
    notices.tell_each("wrote_back", people=[(person, message, "") for person in people])
    return message


def _sent_before(version: Version, by: Person, send_id: UUID) -> Message:
    message = Message.objects.filter(version=version, author=by, send_id=send_id).first()
    if message is None:
        raise NotYours
    return message
