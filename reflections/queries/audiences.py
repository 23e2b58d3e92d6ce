"""Who can open a page at this moment, and who can answer it: from the rule itself."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Person
from accounts.policy import audience
from accounts.prepared import prepared
from reflections.models import Entry, Grant, Reader, Version
from reflections.parts import beneath
from reflections.readers import NamedReader


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
    # Where a law lets the author be told of break-glass later, no page names it before.
    untold = beneath(Grant, entry__versions=version, asked_by=OuterRef("pk"))
    untold = untold.filter(ends_at__gt=at, tell_at__gt=at)
    named_people = people.annotate(via=Subquery(named.values("via")[:1]))
    return named_people.filter(Q(via__isnull=False) | ~Exists(untold))


def reading_page(entry: UUID, author: UUID) -> list[NamedReader]:
    """Return who but the author can open anything submitted of a page now. One query."""
    rows = _page_audience(entry, author, timezone.now())
    return [NamedReader(one, one.via or "") for one in rows if one.pk != author]


@prepared
def _page_audience(entry: UUID, author: UUID, at: datetime) -> QuerySet[Person]:
    row = Entry.from_db("default", ["id", "author_id", "gone_at"], [entry, author, None])
    named = beneath(Reader, version__entry=entry, person=OuterRef("pk")).order_by("-since")
    untold = beneath(Grant, entry=entry, asked_by=OuterRef("pk"))
    untold = untold.filter(ends_at__gt=at, tell_at__gt=at)
    people = audience(row, at=at).order_by("name").annotate(via=Subquery(named.values("via")[:1]))
    return people.filter(Q(via__isnull=False) | ~Exists(untold))


def _known(version: UUID, author: UUID) -> Version:
    """Return a version of which nothing else is known; a rule that asks for more fails loudly."""
    row = Version.from_db("default", ["id"], [version])
    entry = Entry.from_db("default", ["author_id", "gone_at"], [author, None])
    Version._meta.get_field("entry").set_cached_value(row, entry)
    return row


@prepared
def _answering(version: UUID, author: UUID, at: datetime) -> QuerySet[Person]:
    return audience(_known(version, author), "answer", at=at).order_by("name")


def answering(version: Version) -> list[Person]:
    """Return everybody who may answer this version at this moment. One query."""
    return _answering(version.pk, version.entry.author_id, timezone.now())


def audience_of(version: Version) -> list[Person]:
    """Return the author and the named readers of this version at this moment. One query.

    Whoever reads with break-glass is for the author to know.
    """
    author = version.entry.author_id
    rows = _audience(version.pk, author, timezone.now())
    return [one for one in rows if one.via or one.pk == author]


def reads(person_id: UUID, readers: Iterable[NamedReader]) -> bool:
    return any(reader.person.pk == person_id for reader in readers)
