"""Conditions on versions that a list of rows is narrowed by: which is newest, which waits.

None of them lets anybody see a row. They only say something about rows that ``visible_to`` allows,
and they stand before it in a statement, because they are cheap and it is not.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reflections.models import Message, Reader, Reading, Reply, Version


def is_newest() -> Q:
    """Return "no later version of this entry was submitted"."""
    newer = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    return Q(~Exists(newer))


def is_answered() -> Exists:
    """Return "somebody sent a reply to this version"."""
    return Exists(Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False))


def last_message_at() -> Subquery:
    """Return when the author last wrote back about this entry."""
    return Subquery(_from_author().order_by("-sent_at").values("sent_at")[:1])


def _from_author() -> QuerySet[Message]:
    """Return the author's messages about the entry.

    Coalesce keeps the database from going by the index on authors: it would look through all she
    ever wrote, for every row.
    """
    about = Message.objects.filter(version__entry=OuterRef("entry"))
    writer = Coalesce("author_id", "author_id")
    return about.alias(writer=writer).filter(writer=F("version__entry__author"))


def _author_spoke_last() -> Exists:
    """Return "a message of the author came after everything a reader said"."""
    about = {"version__entry": OuterRef("version__entry"), "sent_at__gte": OuterRef("sent_at")}
    later_reply = Reply.objects.filter(**about)
    later_message = Message.objects.filter(**about).exclude(author=OuterRef("author"))
    return Exists(_from_author().filter(~Exists(later_reply), ~Exists(later_message)))


def was_opened(person: Any, since: datetime) -> Exists:
    """Return "this person opened the entry after ``since``, and with this version in it"."""
    log = Reading.objects.filter(entry=OuterRef("entry"), person=person, at__gt=since)
    return Exists(log.filter(at__gte=OuterRef("submitted_at")))


def may_wait_for(person: Any) -> QuerySet[Version]:
    """Return the newest versions that name this person as mentor or cover and wait for an answer.

    Whether she still may answer them is for the rule to say. It starts from her own reader rows, so
    that it costs the same however much others write. What nobody answered and where the author had
    the last word are two questions: put as one with "or", they make the database go through every
    version there is.
    """
    named = Reader.objects.filter(person=person, via__in=[Reader.Via.MENTOR, Reader.Via.COVER])
    mine = Version.objects.filter(pk__in=named.values("version")).order_by()
    unanswered = mine.filter(~is_answered()).values("pk")
    answered_back = mine.filter(_author_spoke_last()).values("pk")
    return Version.objects.filter(is_newest(), pk__in=unanswered.union(answered_back)).order_by()
