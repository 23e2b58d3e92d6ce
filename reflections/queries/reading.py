"""A submitted page as it is read: its words, what was said about it, and who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Person
from accounts.prepared import prepared
from reflections import carrying
from reflections.lenses import Row as LensRow
from reflections.models import (
    Acknowledgement,
    Entry,
    Grant,
    PageClosing,
    Reader,
    Reading,
    Remark,
    Reply,
    Version,
)
from reflections.parts import beneath
from reflections.queries.audiences import now_reading, reads
from reflections.queries.concerns import wish_columns
from reflections.queries.granting import openings
from reflections.queries.lenses import own_lens_rows, placed_here
from reflections.queries.messages import Written, thread, thread_of
from reflections.queries.own_pages import named_or, own_versions
from reflections.queries.pictures import has_pictures, hung_here
from reflections.queries.remarks import not_carried, remarks_on, remarks_to
from reflections.queries.sharing import Shared, shared_columns, shared_of
from reflections.queries.wordings import editions, with_wordings
from reflections.readers import NamedReader, held_here, mentors_for, named_here
from reflections.states import Standing, standing, unanswered

MOST_READINGS = 50


@dataclass(kw_only=True)
class Reach:
    """A submitted page: one version, who may read it, and who did."""

    entry: Entry
    version: Version
    versions: list[Version]
    readers: list[NamedReader] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    # Who reads it with break-glass at this moment: none of those it was submitted to.
    opened_to: list[NamedReader] = field(default_factory=list)
    # Who may read her other versions, by number.
    elsewhere: list[tuple[int, list[NamedReader]]] = field(default_factory=list)

    @property
    def may_withdraw(self) -> bool:
        """Say whether the newest version was opened by nobody yet."""
        return self.is_latest and not any(self.counts(one) for one in self.readings)

    @property
    def first_reading(self) -> Reading | None:
        """Return the first reading of the newest version that the log shows."""
        return next((one for one in reversed(self.readings) if self.counts(one)), None)

    def counts(self, reading: Reading) -> bool:
        """Say whether somebody read the newest version there, and not what was shared."""
        if reading.door == Reading.Door.SHARE:
            return False
        newest = self.versions[-1]
        if reading.version_id is None:
            return reading.at >= newest.submitted_at
        return reading.version_id == newest.pk

    @property
    def title(self) -> str:
        name = self.version.prompt.name if self.version.prompt else self.entry.begun_from
        return named_or(self.version.text.title, name)

    @property
    def asked(self) -> list[NamedReader]:
        """Return whom she asked to read this page as well, this version or another, each once."""
        others = (one for _number, named in self.elsewhere for one in named)
        asked = [one for one in (*self.readers, *others) if one.via == Reader.Via.ASKED]
        return list({one.person.pk: one for one in asked}.values())

    @property
    def is_latest(self) -> bool:
        return self.version == self.versions[-1]


@dataclass(kw_only=True)
class Sheet(Reach):
    """A submitted page as it is read: with what was said about it."""

    standing: Standing
    remarks: list[Remark]
    replies: list[Reply]
    messages: Sequence[Written]
    may_ask: NamedReader | None = None
    # What was remarked on earlier versions and is not beside the newest.
    earlier_remarks: list[carrying.Waiting] = field(default_factory=list)
    # What is shared of the page beside that.
    shared: Shared | None = None
    # Where this version stands, as she and whoever answered see it (only on her own page).
    lenses: list[LensRow] = field(default_factory=list)

    @property
    def may_place(self) -> bool:
        """Say whether the words of an earlier remark stand at one place of the newest version."""
        return any(one.may_move for one in self.earlier_remarks)

    @property
    def told_by(self) -> str:
        """Return who said "read, thank you" about what nobody has answered since."""
        at = getattr(self.version, "told_at", None)
        said: list[Any] = [*self.replies, *self.messages] if at else []
        author = self.entry.author_id
        answered = any(one.sent_at >= at for one in said if one.author_id != author)
        return getattr(self.version, "told_by", "") if at and not answered else ""

    @property
    def closed_at(self) -> datetime | None:
        """Return when she said that she expects no more answers to this version."""
        return getattr(self.version, "closed_at", None)

    @property
    def taken_back_by(self) -> str:
        """Return who took a reply to this version back to finish it, while there is no other."""
        return "" if self.replies else getattr(self.version, "taken_back_by", None) or ""

    def opened_since(self, moment: datetime) -> datetime | None:
        """Return when a reader first opened the page after this moment."""
        doors = {Reading.Door.DESK, Reading.Door.PAGE}
        later = (one.at for one in self.readings if one.door in doors and one.at >= moment)
        return min(later, default=None)


def _said(
    version: Version, *, is_own: bool
) -> tuple[Sequence[Remark], list[Reply], Sequence[Written]]:
    """Return what was sent about a version: remarks, replies and messages.

    One query where no reply was sent: remarks go out with a reply, and messages follow one. Else
    two, and for a later version of her own page, where what was remarked on the earlier is among
    it.
    """
    answers = _answers(version.pk)
    if is_own and (answers or version.number > 1):
        remarks = remarks_to(version.entry_id)
    else:
        remarks = remarks_on(version.pk) if answers else []
    if not answers:
        return remarks, [], []
    with_wordings(answers)
    return remarks, answers, thread_of(version)


@prepared
def _answers(version: UUID) -> QuerySet[Reply]:
    sent = beneath(Reply, version=version, sent_at__isnull=False).annotate(changes=editions())
    return sent.select_related("author", "text").order_by("sent_at")


@prepared
def _versions_of_one(
    person: Person, entry_id: UUID, at: datetime, whole: bool
) -> QuerySet[Version]:
    """Return the versions of her own page; ``whole``: with what is read beneath it."""
    mine = own_versions(person).filter(entry=entry_id)
    if whole:
        mine = mine.annotate(thread=thread(), opened=openings(at, "entry"))
    told = beneath(Acknowledgement, version=OuterRef("pk")).order_by("-at")
    shut = beneath(PageClosing, version=OuterRef("pk"), opened_at__isnull=True)
    # Of a reply that was taken back she is told that it was, and by whom: nothing more of it.
    back = beneath(Reply, version=OuterRef("pk"), sent_at__isnull=True, recalled_at__isnull=False)
    mine = mine.annotate(
        hung=hung_here(),
        placed=placed_here(person, at),
        held=held_here(at),
        closed_at=Subquery(shut.values("closed_at")[:1]),
        taken_back_by=Subquery(back.values("author__name")[:1]),
        told_by=Subquery(told.values("person__name")[:1]),
        told_at=Subquery(told.values("at")[:1]),
        answer_by=Subquery(told.values("answer_by")[:1]),
        **shared_columns(at, "entry"),
        **wish_columns(),
    )
    rows = mine.select_related("prompt", "cohort", "text", "ask", "entry__draft")
    return rows.order_by("number")


@prepared
def _readings(entry_id: UUID, at: datetime) -> QuerySet[Reading]:
    shown = beneath(Reading, entry=entry_id, shown_from__lte=at)
    readings = shown.select_related("person", "version")
    return readings.order_by("-at")[:MOST_READINGS]


def readings_of(version: Version) -> QuerySet[Reading]:
    """Return the readings of this version; of what was shared beside it, none."""
    since = Q(version__isnull=True, at__gte=version.submitted_at)
    shown = beneath(Reading, entry=version.entry_id, shown_from__lte=timezone.now())
    log = shown.filter(Q(version=version) | since)
    return log.exclude(door=Reading.Door.SHARE)


def sheet(person: Person, entry_id: UUID, number: int | None = None) -> Sheet | None:
    """Return her own submitted page (version ``number``, else the newest) as she reads it.

    None when there is no such version. Four queries of a page that waits, five of one that was
    answered or submitted again.
    """
    versions = _versions(person, entry_id, whole=True)
    wanted = [version for version in versions if number in (None, version.number)]
    if not wanted:
        return None
    found = _sheet(wanted[-1], versions, is_own=True)
    _reached(found)
    found.shared = shared_of(found.version)
    found.lenses = own_lens_rows(person, found.version)
    found.standing = replace(found.standing, **_held(found))
    return found


def reach(person: Person, entry_id: UUID) -> Reach | None:
    """Return the newest version of her own page with who may read it, and who did.

    None when there is none. Three queries.
    """
    versions = _versions(person, entry_id, whole=False)
    if not versions:
        return None
    found = Reach(entry=versions[-1].entry, version=versions[-1], versions=versions)
    _reached(found)
    return found


def _versions(person: Person, entry_id: UUID, *, whole: bool) -> list[Version]:
    versions = _versions_of_one(person, entry_id, timezone.now(), whole)
    for version in versions:
        version.entry.author = person
    return versions


def _reached(found: Reach) -> None:
    reading = now_reading(found.version)
    found.readers = [one for one in reading if one.via]
    found.opened_to = [one for one in reading if not one.via]
    found.readings = _readings(found.entry.pk, timezone.now())
    others: list[Any] = [one for one in found.versions if one != found.version]
    found.elsewhere = [(one.number, named_here(one.held)) for one in others if one.held]


def _held(sheet: Sheet) -> dict[str, Any]:
    """Return the state of an unanswered page, now that its readers are known."""
    if sheet.replies:
        return {}
    cohort = sheet.version.cohort
    is_over = cohort is not None and cohort.archived_at is not None
    return {"state": unanswered(bool(sheet.readers), is_over)}


def _sheet(version: Version, versions: list[Version], *, is_own: bool = False) -> Sheet:
    remarks, replies, messages = _said(version, is_own=is_own)
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
        remarks=[one for one in remarks if one.version_id == version.pk],
        earlier_remarks=not_carried(remarks, version) if version == versions[-1] else [],
        replies=replies,
        messages=messages,
    )


def mentor_to_ask(sheet: Sheet) -> NamedReader | None:
    """Return the current mentor if she may not read this unanswered page but could be let.

    One query, none where it was answered.
    """
    if sheet.replies or not sheet.is_latest:
        return None
    mentors = mentors_for(sheet.entry.author, sheet.version.cohort)
    return next((m for m in mentors if not reads(m.person.pk, sheet.readers)), None)


def shared_sheet(person: Person, entry_id: UUID, number: int | None = None) -> Sheet | None:
    """Return version ``number`` of another's page, else the newest, if ``person`` may read it.

    Its ``versions`` are those she may read; each is annotated with ``may_answer``. At most three
    queries.
    """
    rows = Version.objects.visible_to(person).filter(entry=entry_id).with_right("answer", person)
    opened = Grant.objects.visible_to(person, "use").filter(entry=OuterRef("entry"))
    rows = rows.annotate(by_grant=Subquery(opened.values("pk")[:1]))
    rows = rows.annotate(has_pictures=has_pictures(), thread=thread())
    rows = rows.select_related("prompt", "entry__author", "entry__draft", "text", "ask")
    versions: list[Any] = list(rows.order_by("number"))
    wanted = [version for version in versions if number in (None, version.number)]
    return _sheet(wanted[-1], versions) if wanted else None
