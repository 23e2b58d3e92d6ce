"""The pictures of a page: on its draft for its author, on a version for whoever reads that."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Person
from accounts.rows_within import Rows
from reflections.models import Entry, Picture, PictureText, Share, Version, VersionPicture
from reflections.parts import beneath


def own_pictures(entry: Entry) -> QuerySet[Picture]:
    """Return the pictures on the draft of a page that came by right, the oldest first."""
    return beneath(Picture, entry=entry, removed_at=None).select_related("text")


def picture_file(person: Person, entry_id: UUID, picture_id: UUID) -> str | None:
    """Return the kept file of a picture this person may see: hers, or on a version she may read."""
    own = Picture.objects.visible_to(person).filter(entry=entry_id, pk=picture_id)
    file = own.values_list("file", flat=True).first()
    if file is not None:
        return file
    shown = VersionPicture.objects.visible_to(person)
    shown = shown.filter(version__entry=entry_id, picture=picture_id)
    return shown.values_list("picture__file", flat=True).first()


def pictures_shared(person: Person, share: Share) -> QuerySet[Picture]:
    """Return the pictures on a page that was shared with her; none without a name."""
    if not share.is_named or not getattr(share, "has_pictures", True):
        return Picture.objects.none()
    rows = Picture.objects.visible_to(person, "see")
    rows = rows.filter(entry=share.entry_id, removed_at=None, added_at__lte=share.made_at)
    return rows.select_related("text")


def has_pictures(version: str = "pk") -> Exists:
    """Return the condition that the version at ``version`` shows a picture."""
    return Exists(beneath(VersionPicture, version=OuterRef(version)))


def hung_here() -> Rows:
    """Return the pictures on a version, as a column of it (``hung``)."""
    rows = beneath(VersionPicture, version=OuterRef("pk"))
    rows = rows.annotate(description=F("picture__text__description"))
    return Rows(rows.order_by("picture__added_at", "picture"), "picture", "description")


def _with_text(picture: str, description: str) -> Picture:
    made = Picture(pk=UUID(picture))
    PictureText(picture=made, description=description)  # made.text, from here on
    return made


def on_the_page(entry: str = "pk") -> Exists:
    """Return the condition that a picture hangs on the draft of the entry at ``entry``."""
    return Exists(beneath(Picture, entry=OuterRef(entry), removed_at=None))


def number_on_the_page() -> Coalesce:
    """Return how many pictures hang on an entry's draft, as a column."""
    hung = beneath(Picture, entry=OuterRef("pk"), removed_at=None).order_by()
    number = hung.values("entry").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def pictures_on(version: Version) -> Sequence[Picture]:
    """Return the pictures of a version that came by right. One query.

    None where it was read with ``hung``, or with ``has_pictures`` and shows none.
    """
    hung: list[dict[str, str]] | None = getattr(version, "hung", None)
    if hung is not None:
        return [_with_text(**one) for one in hung]
    if not getattr(version, "has_pictures", True):
        return []
    rows = beneath(VersionPicture, version=version).select_related("picture__text")
    return [row.picture for row in rows]


def with_pictures(versions: Iterable[Any]) -> list[Any]:
    """Give each version (come by right) its ``shown``: the pictures on it. One query at most."""
    found = list(versions)
    rows = beneath(VersionPicture, version__in=found).select_related("picture__text")
    by_version: dict[Any, list[Picture]] = {}
    for row in rows if found else ():
        by_version.setdefault(row.version_id, []).append(row.picture)
    for version in found:
        version.shown = by_version.get(version.pk, [])
    return found
