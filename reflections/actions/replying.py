"""A mentor's reply: begin it, keep its words, send it with its remarks, write back afterwards."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, findings, notices, saving, words
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from reflections import carrying
from reflections.actions import claiming, reading_answers, settling
from reflections.actions.closing import refuse_closed
from reflections.actions.desk import authorise, newest
from reflections.models import Message, Remark, Reply, ReplyText, Version


def _mine(by: Person, entry_id: uuid.UUID) -> list[Reply]:
    """Return ``by``'s own replies to the entry: the unsent one, and those sent before."""
    mine = Reply.objects.filter(version__entry=entry_id, author=by)
    return list(mine.select_related("draft", "version").order_by("begun_at"))


def _unsent_reply(mine: Iterable[Reply]) -> Reply | None:
    return next((one for one in mine if one.sent_at is None), None)


def _sent_reply(mine: Iterable[Reply], version_id: uuid.UUID) -> Reply | None:
    return next((one for one in mine if one.sent_at and one.version_id == version_id), None)


def begin_reply(*, by: Person, version: Version) -> Reply:
    """Return the reply ``by`` is writing, on this version; it is made with the first save.

    NotYours without the right; NotNow when ``by`` has answered this version already.
    """
    authorise(by, version)
    return _begin(by, version, _mine(by, version.entry_id))


def _begin(by: Person, version: Version, mine: Sequence[Reply]) -> Reply:
    """Return the unsent reply; one begun on an earlier version moves here with its words."""
    if _sent_reply(mine, version.pk):
        raise NotNow(_("Your reply to this version is sent already."))
    reply = _unsent_reply(mine)
    if reply is None:
        try:
            with transaction.atomic():
                return Reply.objects.create(version=version, author=by, draft=saving.begin(by=by))
        except IntegrityError:
            # Another tab of hers was faster by a moment.
            return Reply.objects.select_related("draft").get(version=version, author=by)
    if reply.version_id != version.pk:
        reply.version = version
        reply.save(update_fields=["version"])
    return reply


def save_reply(
    *, by: Person, entry_id: uuid.UUID, save: saving.Save
) -> saving.Saved | saving.Overtaken:
    """Keep the words of an unsent reply by the save protocol, on the newest version.

    NotYours once ``by`` may not answer any more, NotNow once it is sent, ValidationError when the
    text cannot be kept. Nothing is written then.
    """
    save.check()
    with transaction.atomic():
        version = newest(by, entry_id)
        reply = _begin(by, version, _mine(by, entry_id))
        if reply.draft is None:
            reply.draft = saving.begin(by=by)
            reply.save(update_fields=["draft"])
        claiming.at_save(by=by, version=version, draft=reply.draft)
        return saving.save(draft=reply.draft, by=by, save=save)


def in_one(body: str, remarks: Iterable[str]) -> str:
    """Return everything a reply sends as one text, to be looked through at once."""
    return "\n\n".join((body, *remarks))


@transaction.atomic
def send_reply(
    *,
    by: Person,
    entry_id: uuid.UUID,
    version_id: uuid.UUID,
    revision: int,
    reasons: Mapping[str, str] | None = None,
) -> Reply:
    """Send the reply as it was previewed: ``revision`` of its words, to ``version_id``.

    Sending twice sends once and returns the same reply. Refused when there is neither a word nor
    a remark, and (field ``findings``) while something that could point to a patient has none of the
    ``reasons`` why it may stay; NotNow when the words or the version changed since the preview;
    NotYours otherwise.
    """
    # Locked: of two clicks at once the second waits here, and then finds the reply sent.
    version = newest(by, entry_id, lock=True)
    mine = _mine(by, entry_id)
    sent = _sent_reply(mine, version_id)
    if sent is not None:
        return sent
    if version.pk != version_id:
        raise NotNow(_("A newer version came in while you were writing. Read it before you send."))
    reply = _unsent_reply(mine)
    draft = reply.draft if reply else None
    if (draft.revision if draft else 0) != revision:
        raise NotNow(_("Your reply was changed in another window. Look at it once more."))
    remarks = Remark.objects.visible_to(by, "write").filter(version__entry=entry_id, author=by)
    # What was carried to a newer version goes out from there.
    unsent = [one for one in carrying.newest(remarks.select_related("text")) if not one.sent_at]
    kept = saving.newest_text(draft) if draft else None
    body = kept.body if kept else ""
    if not body.strip() and not unsent:
        raise Refused(_("There is nothing to send yet: no remark and no reply."), field="body")
    said = in_one(body, (remark.text.body for remark in unsent))
    kept_for = findings.settled(body=said, reasons=reasons) or None
    claiming.must_be_free(by=by, version=version)
    settling.settle(version, by=by)
    reply = _begin(by, version, mine)
    reply.kept_for = kept_for
    _freeze(reply, body, unsent)
    claiming.done(version=version)
    audit.record("reply.sent", by=by, about=reply, version=version.pk)
    # What was taken back and is sent again is told again.
    again = reply.recalled_at.isoformat() if reply.recalled_at else ""
    notices.tell("reply", to=version.entry.author, about=reply, again=again)
    return reply


def _freeze(reply: Reply, body: str, remarks: Sequence[Remark]) -> None:
    """Make the words of a reply permanent and let its remarks be seen; its draft is done with."""
    now: datetime = timezone.now()
    draft = reply.draft
    ReplyText.objects.create(reply=reply, body=body, sha256=words.fingerprint("", body))
    Remark.objects.filter(pk__in=[one.pk for one in remarks], sent_at=None).update(sent_at=now)
    reply.sent_at, reply.draft, reply.length = now, None, words.count(body)
    reply.save(update_fields=["sent_at", "draft", "length", "kept_for"])
    if draft is not None:
        draft.delete()


# ------------------------------------------------------------------ writing back
def write_message(
    *,
    by: Person,
    entry_id: uuid.UUID,
    send_id: uuid.UUID,
    body: str,
    reasons: Mapping[str, str] | None = None,
) -> Message:
    """Write to the student under an answered entry; the same ``send_id`` sends once.

    NotYours when ``by`` may not answer; NotNow before a reply was sent and once the author has
    closed the page; Refused beside the field.
    """
    versions = Version.objects.visible_to(by, "answer").filter(entry_id=entry_id)
    if not versions.exists():
        raise NotYours
    replies = Reply.objects.filter(version__in=versions, sent_at__isnull=False)
    answered = replies.select_related("version__entry__author").order_by("-sent_at").first()
    if answered is None:
        raise NotNow(_("Send your reply first; messages come after it."))
    refuse_closed(answered.version)
    try:
        return reading_answers.write_back(
            version=answered.version, by=by, body=body, send_id=send_id, reasons=reasons
        )
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="body") from error
