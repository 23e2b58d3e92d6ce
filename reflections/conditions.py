"""Conditions on versions that a list of rows is narrowed by: which is newest, which waits.

None of them lets anybody see a row. They only say something about rows that ``visible_to`` allows,
and they stand before it in a statement, because they are cheap and it is not.
"""

from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from reflections.models import ContactWish, Message, PageClosing, Reader, Reading, Reply, Version
from reflections.models.reply import RECALL_FOR


def is_newest() -> Q:
    """Return "no later version of this entry was submitted"."""
    newer = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    return Q(~Exists(newer))


def is_answered() -> Exists:
    """Return "somebody sent a reply to this version"."""
    return Exists(Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False))


def recallable_from(at: datetime) -> datetime:
    """Return since when a reply was sent that can be taken back at ``at``."""
    return at - RECALL_FOR


def may_come_back(since: datetime) -> Q:
    """Return, of a reply, "sent after ``since`` and unread": it can still be taken back."""
    return Q(sent_at__gt=since, seen_at=None)


def is_answered_for(person: Any) -> Exists:
    """Return "this version waits for no reply of ``person``'s any more".

    One reply is enough, whoever sent it; but whom the author asked to read it as well is waited for
    until she has replied herself.
    """
    asked = Reader.objects.filter(
        version=OuterRef("version"), person=person, via=Reader.Via.ASKED, until=None
    )
    sent = Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False)
    return Exists(sent.filter(Q(author=person) | ~Exists(asked)))


def waits_since() -> Subquery:
    """Return when the first of the entry's versions came that no reply was sent after.

    Who revises her page before it is answered keeps its place.
    """
    later = Reply.objects.filter(
        version__entry=OuterRef("entry"), sent_at__gte=OuterRef("submitted_at")
    )
    sent = Version.objects.filter(entry=OuterRef("entry")).filter(~Exists(later))
    return Subquery(sent.order_by("submitted_at").values("submitted_at")[:1])


def came_at() -> Case:
    """Return, of a newest version, since when its words wait: ``waits_since``, asked where it can
    differ from its own moment. A first version has nothing before it.
    """
    return Case(When(number=1, then=F("submitted_at")), default=waits_since())


def is_closed() -> Exists:
    """Return "its author has closed it: she expects no more answers"."""
    return Exists(PageClosing.objects.filter(version=OuterRef("pk"), opened_at__isnull=True))


def wish_at() -> Subquery:
    """Return when the author asked to be contacted about this entry, while nobody reached her."""
    wishes = ContactWish.objects.filter(entry=OuterRef("entry"), ended_at__isnull=True)
    return Subquery(wishes.values("asked_at")[:1])


def ever_wished() -> Exists:
    """Return "there was a wish to be contacted about this entry", open or not."""
    return Exists(ContactWish.objects.filter(entry=OuterRef("entry")))


def last_message_at() -> Subquery:
    """Return when the author last wrote back about this entry."""
    return Subquery(_from_author().order_by("-sent_at").values("sent_at")[:1])


def asked_after_answer(person: Any) -> Case:
    """Return the same where ``person`` has nothing more to answer: only there it says something."""
    return Case(When(is_answered_for(person), then=last_message_at()))


def _from_author() -> QuerySet[Message]:
    """Return the author's messages about the entry.

    Coalesce keeps the database from going by the index on authors: it would look through all she
    ever wrote, for every row.
    """
    about = Message.objects.filter(version__entry=OuterRef("entry"))
    writer = Coalesce("author_id", "author_id")
    return about.alias(writer=writer).filter(writer=F("version__entry__author"))


def author_spoke_last() -> Exists:
    """Return "a message of the author came after everything a reader said"."""
    about = {"version__entry": OuterRef("version__entry"), "sent_at__gte": OuterRef("sent_at")}
    later_reply = Reply.objects.filter(**about)
    later_message = Message.objects.filter(**about).exclude(author=OuterRef("author"))
    return Exists(_from_author().filter(~Exists(later_reply), ~Exists(later_message)))


def was_opened(person: Any, since: datetime) -> Exists:
    """Return "this person opened the entry after ``since``, and all there is to read was there".

    Its author sees by the next line of her log that what she wrote back was read.
    """
    log = Reading.objects.filter(entry=OuterRef("entry"), person=person, at__gt=since)
    later = Message.objects.filter(
        version__entry=OuterRef("entry"), author=F("version__entry__author")
    ).filter(sent_at__gt=OuterRef("at"))
    return Exists(log.filter(~Exists(later), at__gte=OuterRef("submitted_at")))


def may_wait_for(person: Any) -> QuerySet[Version]:
    """Return the newest versions that name this person to answer them, and wait for it.

    What their author closed waits for nobody; where she asked to be contacted, it waits until
    somebody reached her.

    Whether she still may answer them is for the rule to say. It starts from her own reader rows
    that are not noted as settled, so it costs the same however much others write and she has
    answered. What nobody answered and where the author had the last word are two questions: put
    as one with "or", they make the database go through every version there is.
    """
    via = [Reader.Via.MENTOR, Reader.Via.COVER, Reader.Via.ASKED]
    named = Reader.objects.filter(person=person, via__in=via, settled_at=None)
    mine = Version.objects.filter(pk__in=named.values("version")).order_by()
    unanswered = mine.filter(~is_closed(), ~is_answered_for(person)).values("pk")
    answered_back = mine.filter(~is_closed(), author_spoke_last()).values("pk")
    wishing = mine.alias(wish_at=wish_at()).filter(wish_at__isnull=False).values("pk")
    waiting = unanswered.union(answered_back, wishing)
    return Version.objects.filter(is_newest(), pk__in=waiting).order_by()
