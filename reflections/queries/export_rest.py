"""What is taken along beside the pages: answers, tags, the portfolio, what one said to others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.models import DraftText, Person
from curriculum.models import LessonStep
from reflections.models import Message, Pencil, Phrase, Remark, Reply, ReplyEdition, Version
from reflections.parts import beneath
from reflections.queries.answers import own_answers
from reflections.queries.concerns import about as concerns_about
from reflections.queries.concerns import wishes_of
from reflections.queries.own_pages import own_passes
from reflections.queries.portfolio import portfolio
from reflections.queries.tags import tags
from reflections.queries.unsent_words import unsent_words

AT_ONCE = 25


@dataclass(frozen=True)
class AnswerOut:
    """One's own answer to a question of a story; ``given_at`` is empty while it was not given."""

    module: str
    question: str
    begun_at: datetime
    given_at: datetime | None
    group: str
    given: str
    newest: str


@dataclass
class RepliedOut:
    """What somebody said back to another's entry that she may read at this moment."""

    to: str
    version: int
    submitted_at: datetime
    reply: str = ""
    sent_at: datetime | None = None
    # What a sent reply was changed to, and when.
    wordings: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)


def answers(person: Person) -> list[AnswerOut]:
    """Return her answers about stories, the oldest first. Two queries."""
    newest = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    rows: list[Any] = list(
        own_answers(person)
        .select_related("release__version", "group")
        .annotate(given=F("text__body"), newest=Subquery(newest.values("body")[:1]))
        .order_by("begun_at", "pk")
    )
    steps = LessonStep.objects.filter(key__in=[row.step_key for row in rows]).order_by("pk")
    asked = dict(steps.values_list("key", "text"))
    return [
        AnswerOut(
            row.release.version.title,
            asked.get(row.step_key, ""),
            row.begun_at,
            row.given_at,
            row.group.name if row.group else "",
            row.given or "",
            row.newest or "",
        )
        for row in rows
    ]


def concerns(person: Person) -> list[dict[str, Any]]:
    """Return what was raised about her, as far as she may know. There are no words to take."""
    return [
        {
            "route": row.route,
            "raised_by": row.raised_by.name,
            "raised_at": row.opened_at,
            "first_reached_at": row.first_contact_at,
            "outcome": row.outcome,
            "closed_at": row.closed_at,
            "handed_over_at": row.handed_over_at,
        }
        for row in concerns_about(person).order_by("opened_at")
    ]


def wishes(person: Person) -> list[dict[str, Any]]:
    """Return when she asked to be contacted, and who has reached her."""
    return [
        {
            "page": row.entry_id,
            "asked_at": row.asked_at,
            "ended_at": row.ended_at,
            "reached_by": row.reached_by.name if row.reached_by else "",
        }
        for row in wishes_of(person).order_by("asked_at")
    ]


def passes(person: Person) -> list[dict[str, Any]]:
    """Return the reflections she passed on."""
    rows = own_passes(person).order_by("taken_at")
    return [
        {"module": module, "taken_at": at}
        for module, at in rows.values_list("release__version__title", "taken_at")
    ]


def own_tags(person: Person) -> list[dict[str, Any]]:
    """Return her tags, each with the number of its pages."""
    return [{"name": tag.name, "pages": tag.pages} for tag in tags(person)]


def own_phrases(person: Person) -> list[dict[str, Any]]:
    """Return the words she keeps to use again in replies, in her order."""
    mine = Phrase.objects.visible_to(person).filter(author=person)
    return [{"name": phrase.name, "body": phrase.body} for phrase in mine]


def own_portfolio(person: Person) -> dict[str, Any]:
    """Return her portfolio: which pages, in which order, and what she says before them."""
    whole = portfolio(person)
    pieces = [
        {"page": piece.entry_id, "version": piece.version or None, "title": piece.title}
        for piece in whole.pieces
    ]
    return {"title": whole.title, "introduction": whole.introduction, "pieces": pieces}


def said_to_others(person: Person, until: datetime) -> Iterator[list[RepliedOut]]:
    """Yield what she said back to others, as far as she may read their entries at this moment.

    Her own drafts of replies are among it: they are hers. The entries are not, nor their titles.
    Seven queries a turn.
    """
    mine = {"author": person}
    about = (
        Q(pk__in=Reply.objects.visible_to(person).filter(**mine).values("version"))
        | Q(pk__in=Remark.objects.visible_to(person).filter(**mine).values("version"))
        | Q(pk__in=Message.objects.visible_to(person).filter(**mine).values("version"))
    )
    others = Version.objects.visible_to(person).exclude(entry__author=person)
    rows = others.filter(about, submitted_at__lte=until).order_by("submitted_at", "pk")
    rows = rows.annotate(to=F("entry__author__name"))
    some = list(rows[:AT_ONCE])
    while some:
        yield _replied(person, some)
        at, pk = some[-1].submitted_at, some[-1].pk
        after = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk)
        some = list(rows.filter(after)[:AT_ONCE])


def unsent(person: Person) -> list[dict[str, Any]]:
    """Return what she did not send about entries she may not answer: her words, no page's."""
    return [
        {"to": one.student, "begun_at": one.begun_at, "reply": one.body, "remarks": one.remarks}
        for one in unsent_words(person)
    ]


def _replied(person: Person, versions: list[Any]) -> list[RepliedOut]:
    made: dict[UUID, RepliedOut] = {
        row.pk: RepliedOut(row.to, row.number, row.submitted_at) for row in versions
    }
    on = {"version__in": list(made), "author": person}
    newest = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    replies: QuerySet[Any] = Reply.objects.visible_to(person).filter(**on)
    for row in replies.annotate(said=F("text__body"), begun=Subquery(newest.values("body")[:1])):
        made[row.version_id].reply = (row.said if row.sent_at else row.begun) or ""
        made[row.version_id].sent_at = row.sent_at
    editions: QuerySet[Any] = ReplyEdition.objects.visible_to(person)
    changed = editions.filter(reply__version__in=list(made), reply__author=person)
    for row in changed.annotate(said=F("text__body")).select_related("reply").order_by("number"):
        wording = {"at": row.edited_at, "body": row.said}
        made[row.reply.version_id].wordings.append(wording)
    pencils: QuerySet[Any] = Pencil.objects.visible_to(person).filter(**on)
    for row in pencils.annotate(begun=Subquery(newest.values("body")[:1])):
        made[row.version_id].remarks.append(
            {"quote": "", "body": row.begun or "", "at": None, "kind": row.kind}
        )
    remarks: QuerySet[Any] = Remark.objects.visible_to(person).filter(**on)
    for row in remarks.annotate(quote=F("text__quote"), said=F("text__body")):
        said = {"quote": row.quote, "body": row.said, "at": row.sent_at, "kind": row.kind}
        made[row.version_id].remarks.append(said)
    messages: QuerySet[Any] = Message.objects.visible_to(person).filter(**on)
    for row in messages.annotate(said=F("text__body")).order_by("sent_at"):
        made[row.version_id].messages.append({"at": row.sent_at, "body": row.said})
    return list(made.values())
