"""A submitted page as it is read: its words, what was said about it, and who may read it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Person
from accounts.policy import audience
from accounts.prepared import prepared
from reflections.models import Entry, Message, Reader, Reading, Remark, Reply, Version
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own, own_versions
from reflections.readers import NamedReader, mentors_for
from reflections.states import Standing, standing, unanswered

MOST_READINGS = 50


@dataclass
class Sheet:
    """A submitted page as it is read: one version, what was said about it, and who read it."""

    entry: Entry
    version: Version
    versions: list[Version]
    standing: Standing
    remarks: list[Remark]
    replies: list[Reply]
    messages: list[Message]
    readers: list[NamedReader] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    may_ask: NamedReader | None = None

    @property
    def title(self) -> str:
        name = self.version.prompt.name if self.version.prompt else self.entry.begun_from
        return named_or(self.version.text.title, name)

    @property
    def is_latest(self) -> bool:
        return self.version == self.versions[-1]


def _said(version: Version) -> tuple[list[Remark], list[Reply], list[Message]]:
    """Return what was sent about a version: remarks, replies and messages.

    Three queries, or one where no reply was sent: remarks go out with a reply, and messages
    follow one.
    """
    answers = _answers(version.pk)
    if not answers:
        return [], [], []
    return _remarks(version.pk), answers, _messages(version.pk)


@prepared
def _answers(version: UUID) -> QuerySet[Reply]:
    sent = beneath(Reply, version=version, sent_at__isnull=False)
    return sent.select_related("author", "text").order_by("sent_at")


@prepared
def _remarks(version: UUID) -> QuerySet[Remark]:
    sent = beneath(Remark, version=version, sent_at__isnull=False)
    return sent.select_related("author", "text")


@prepared
def _messages(version: UUID) -> QuerySet[Message]:
    return beneath(Message, version=version).select_related("author", "text")


def own_entry(person: Person, entry_id: UUID) -> Entry | None:
    """Return one of her own pages, or None."""
    return next(iter(_own_entry(person, entry_id)), None)


@prepared
def _own_entry(person: Person, entry_id: UUID) -> QuerySet[Entry]:
    return own(person).select_related("draft").filter(pk=entry_id)


@prepared
def _versions_of_one(person: Person, entry_id: UUID) -> QuerySet[Version]:
    mine = own_versions(person).filter(entry=entry_id)
    return mine.select_related("prompt", "cohort", "text", "entry__draft").order_by("number")


@prepared
def _readings(entry_id: UUID) -> QuerySet[Reading]:
    readings = beneath(Reading, entry=entry_id).select_related("person")
    return readings.order_by("-at")[:MOST_READINGS]


def sheet(person: Person, entry_id: UUID, number: int | None = None) -> Sheet | None:
    """Return her own submitted page (version ``number``, else the newest) as she reads it.

    None when there is no such version. At most seven queries.
    """
    versions = _versions_of_one(person, entry_id)
    wanted = [version for version in versions if number in (None, version.number)]
    if not wanted:
        return None
    for version in versions:
        version.entry.author = person
    found = _sheet(wanted[-1], versions)
    found.readers = now_reading(found.version)
    found.readings = _readings(entry_id)
    found.standing = replace(found.standing, **_held(found))
    return found


def newest_own(person: Person, entry_id: UUID) -> tuple[Version, bool] | None:
    """Return the newest version of her own page, and whether it was answered. Two queries."""
    versions = _versions_of_one(person, entry_id)
    if not versions:
        return None
    versions[-1].entry.author = person
    return versions[-1], bool(_answers(versions[-1].pk))


def _held(sheet: Sheet) -> dict[str, Any]:
    """Return the state of an unanswered page, now that its readers are known."""
    if sheet.replies:
        return {}
    cohort = sheet.version.cohort
    is_over = cohort is not None and cohort.archived_at is not None
    return {"state": unanswered(bool(sheet.readers), is_over)}


def _sheet(version: Version, versions: list[Version]) -> Sheet:
    remarks, replies, messages = _said(version)
    entry, answered = version.entry, replies[0] if replies else None
    return Sheet(
        entry=entry,
        version=version,
        versions=versions,
        standing=standing(
            draft_revision=entry.draft.revision if entry.draft else 0,
            version_revision=version.revision,
            submitted_at=version.submitted_at,
            answered_at=answered.sent_at if answered else None,
            seen_at=answered.seen_at if answered else None,
        ),
        remarks=remarks,
        replies=replies,
        messages=messages,
    )


def now_reading(version: Version) -> list[NamedReader]:
    """Return who but the author can open this version now, from the rule itself. One query."""
    author = version.entry.author_id
    rows = _audience(version.pk, author, timezone.now())
    return [NamedReader(one, one.via or "") for one in rows if one.pk != author]


@prepared
def _audience(version: UUID, author: UUID, at: datetime) -> QuerySet[Person]:
    """Return everybody who may read a version, with ``via``: how the button named them."""
    named = beneath(Reader, version=version, person=OuterRef("pk")).order_by("-since")
    people = audience(_known(version, author), at=at).order_by("name")
    return people.annotate(via=Subquery(named.values("via")[:1]))


def _known(version: UUID, author: UUID) -> Version:
    """Return a version of which nothing else is known; a rule that asks for more fails loudly."""
    row = Version.from_db("default", ["id"], [version])
    entry = Entry.from_db("default", ["author_id"], [author])
    Version._meta.get_field("entry").set_cached_value(row, entry)
    return row


@prepared
def _answering(version: UUID, author: UUID, at: datetime) -> QuerySet[Person]:
    return audience(_known(version, author), "answer", at=at).order_by("name")


def answering(version: Version) -> list[Person]:
    """Return everybody who may answer this version at this moment. One query."""
    return _answering(version.pk, version.entry.author_id, timezone.now())


def audience_of(version: Version) -> list[Person]:
    """Return everybody who may read this version at this moment, by name. One query."""
    return _audience(version.pk, version.entry.author_id, timezone.now())


def reads(person_id: UUID, readers: Iterable[NamedReader]) -> bool:
    return any(reader.person.pk == person_id for reader in readers)


def mentor_to_ask(sheet: Sheet) -> NamedReader | None:
    """Return the current mentor if she may not read this unanswered page but could be let.

    One query, none where it was answered.
    """
    if sheet.replies or not sheet.is_latest:
        return None
    mentors = mentors_for(sheet.entry.author, sheet.version.cohort)
    return next((m for m in mentors if not reads(m.person.pk, sheet.readers)), None)


def shared_sheet(person: Person, entry_id: UUID) -> Sheet | None:
    """Return the newest version of another's page that ``person`` may read, or None.

    The version is annotated with ``may_answer``. At most four queries.
    """
    rows = Version.objects.visible_to(person).filter(entry=entry_id).with_right("answer", person)
    version = (
        rows.select_related("prompt", "entry__author", "entry__draft", "text")
        .order_by("-number")
        .first()
    )
    return _sheet(version, [version]) if version is not None else None
