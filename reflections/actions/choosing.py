"""The portfolio: choosing pieces, ordering them, saying something before them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from reflections.models import Entry, Piece, PortfolioText, Version
from reflections.queries import own

MOST_PIECES = 100
LONGEST_INTRODUCTION = 10_000

FULL = _("There are %(most)s pieces in your portfolio already. Take one out first.")
NOTHING = _("There are no words on this page yet.")


def say(*, by: Person, title: str, introduction: str) -> PortfolioText:
    """Keep what she calls her portfolio and what she says before it, exactly as typed.

    ValidationError when the words cannot be kept.
    """
    title, introduction = words.normalise(title), words.normalise(introduction)
    words.check(title, longest=words.LONGEST_TITLE)
    words.check(introduction, longest=LONGEST_INTRODUCTION)
    said, _new = PortfolioText.objects.update_or_create(
        author=by, defaults={"title": title, "introduction": introduction}
    )
    return said


def choose(
    *, by: Person, entry_id: UUID, number: int | None = None, position: int | None = None
) -> Piece:
    """Put a page of hers into the portfolio: its version ``number``, else its newest words.

    At the end, or at ``position``. A page is in it once: choosing another version of it takes the
    place of the first. NotYours for another's page or a version that is not; NotNow for an empty
    page; Refused for one too many.
    """
    with transaction.atomic():
        _lock(by)
        page = own(by).select_related("draft").filter(pk=entry_id).first()
        if page is None:
            raise NotYours
        version = _version(page, number)
        held = _mine(by).filter(entry=page).first()
        if held is not None:
            held.version = version
            held.save(update_fields=["version"])
            return held
        count = _mine(by).count()
        if count >= MOST_PIECES:
            raise Refused(FULL % {"most": MOST_PIECES})
        last = _mine(by).aggregate(last=Max("position"))["last"] or 0
        place = last + 1
        if position is not None and 0 < position <= last:
            place = position
            _mine(by).filter(position__gte=place).update(position=F("position") + 1)
        return Piece.objects.create(author=by, entry=page, version=version, position=place)


def _version(page: Entry, number: int | None) -> Version | None:
    if number is not None:
        version = page.versions.filter(number=number).first()
        if version is None:
            raise NotYours
        return version
    if page.draft is None or not page.draft.words:
        raise NotNow(NOTHING)
    return None


def leave_out(*, by: Person, piece_id: UUID) -> Piece:
    """Take a piece out of the portfolio and return what it was. The page stays in the journal."""
    with transaction.atomic():
        _lock(by)
        piece = _mine(by).select_related("version").filter(pk=piece_id).first()
        if piece is None:
            raise NotYours
        was = Piece(
            author=by, entry_id=piece.entry_id, version=piece.version, position=piece.position
        )
        piece.delete()
        return was


def move(*, by: Person, piece_id: UUID, step: int) -> None:
    """Move a piece one place up (``step`` -1) or down (1). At the end of the row it stays."""
    with transaction.atomic():
        _lock(by)
        order = list(_mine(by).order_by("position", "chosen_at").values_list("pk", flat=True))
        if piece_id not in order:
            raise NotYours
        at = order.index(piece_id)
        to = min(max(at + step, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        _number(by, order)


def arrange(*, by: Person, order: Sequence[UUID]) -> None:
    """Put the pieces into this order; what it does not name keeps its place at the end.

    NotYours when it names a piece that is not hers.
    """
    with transaction.atomic():
        _lock(by)
        held = list(_mine(by).order_by("position", "chosen_at").values_list("pk", flat=True))
        wanted = list(dict.fromkeys(order))
        if not set(wanted) <= set(held):
            raise NotYours
        _number(by, [*wanted, *(one for one in held if one not in wanted)])


def _number(by: Person, order: Sequence[UUID]) -> None:
    rows = {piece.pk: piece for piece in _mine(by)}
    for place, pk in enumerate(order, start=1):
        rows[pk].position = place
    Piece.objects.bulk_update(rows.values(), ["position"])


def _lock(by: Person) -> None:
    """Let one change of a portfolio happen at a time."""
    if not Person.objects.select_for_update(no_key=True).filter(pk=by.pk).exists():
        raise NotYours


def _mine(by: Person) -> QuerySet[Piece]:
    return Piece.objects.visible_to(by, "write").filter(author=by)
