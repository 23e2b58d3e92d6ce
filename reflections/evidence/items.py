"""The items of the evidence, as tables: the page, its print and the files show the same rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.suppression import THRESHOLD
from reflections.evidence.blocks import (
    Block,
    Detail,
    Sum,
    Tally,
    add_up,
    detail,
    enough_done,
    grouped,
)
from reflections.evidence.facts import SUBSTANTIVE
from reflections.evidence.periods import WATCHED

Cell = object
Words = str | Promise


@dataclass(frozen=True)
class Row:
    """One row of a table; a cell that is None is held back. ``is_sum`` of those above it."""

    cells: Sequence[Cell]
    is_sum: bool = False


@dataclass
class Item:
    """One item of the evidence. ``number`` is that of the list accreditation goes by."""

    number: int
    key: str
    title: Words
    definition: Words
    header: Sequence[Words] = ()
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # How many of the first columns name the row; words, not figures.
    names: int = 1

    @property
    def has_gaps(self) -> bool:
        return any(cell is None for row in self.rows for cell in row.cells)


FEEDBACK_SAYS = gettext_lazy(
    "Of the required reflections that were due in these months and submitted within four weeks of "
    "their date: how many had a reply of at least %(words)s words, or at least one remark, within "
    "those four weeks; and after how many whole days half of all submitted, and nine in ten, had "
    "their first reply. n is the number of submitted reflections."
)
TIMING_SAYS = gettext_lazy(
    "Of the same submitted reflections, where the cohort’s next required piece was due by now: how "
    "many had a reply before it was due. n is the number of submitted reflections."
)
PARTICIPATION_SAYS = gettext_lazy(
    "Required reflections by module, cohort and site, as they stood four weeks after the date: "
    "complete (submitted by then, late or not), passed (a pass used) and outstanding. Fewer than "
    "eight of any of these are held back, and what they could be worked out from. n is the number "
    "of students who were in the cohort, and at the site, on the date."
)


def site_names(sites: Sequence[str]) -> str:
    """Return sites as they are called here; several were put together."""
    names = [site or _("no site") for site in sites]
    if len(names) == 1:
        return names[0]
    return _("%(sites)s, together") % {"sites": ", ".join(names)}


def at_site(found: Iterable[Block], site: str) -> list[Block]:
    """Return the blocks that hold this site; all without one."""
    return [block for block in found if not site or site in block.sites]


def sites_of(found: Iterable[Block]) -> list[str]:
    """Return the names of the sites the blocks tell of."""
    return sorted({site for block in found for site in block.sites if site})


# ------------------------------------------------------------------ sums over cohorts and sites
def _summed(found: list[Block], cells: Any) -> tuple[list[Row], list[str]]:
    """Return a row for each cohort and site, and sums by cohort, by site and of all.

    Also what is said of the pieces that are in no sum.
    """
    rows: list[Row] = []

    def add(names: Sequence[str], blocks: list[Block], *, is_sum: bool = False) -> None:
        rows.append(Row([*names, *cells(add_up(blocks))], is_sum))

    cohorts = grouped(found, lambda block: block.piece.cohort)
    for cohort, mine in cohorts.items():
        by_site = grouped(mine, lambda block: block.sites)
        for sites in sorted(site for site in by_site if site and site != ("",)):
            add([cohort.name, site_names(sites)], by_site[sites])
        add([cohort.name, _("all sites")], mine, is_sum=len(by_site) > 1)
    if len(cohorts) > 1:
        everywhere = grouped(found, lambda block: block.sites)
        for sites in sorted(site for site in everywhere if site and site != ("",)):
            add([_("All cohorts"), site_names(sites)], everywhere[sites], is_sum=True)
        add([_("All cohorts"), _("all sites")], found, is_sum=True)
    notes = _left_out(add_up(found).held_back)
    return rows, [*notes, _together()] if found else notes


def _share(part: int, whole: int, spread: int) -> str:
    least, most = (round(100 * n / whole) if whole else 0 for n in (part, part + spread))
    said = f"{least}" if least == most else f"{least}–{most}"
    return _("%(n)s %%") % {"n": said} if whole else ""


def _count(n: int, spread: int) -> Cell:
    """Return a number, or between which two it lies."""
    return f"{n}–{n + spread}" if spread else n


def _left_out(n: int) -> list[str]:
    if not n:
        return []
    said = ngettext(
        "%(n)s piece of work is in no row and no sum: fewer than %(few)s people were there, wrote "
        "it or did not.",
        "%(n)s pieces of work are in no row and no sum: fewer than %(few)s people were there, "
        "wrote them or did not.",
        n,
    )
    return [said % {"n": n, "few": THRESHOLD}]


def _together() -> str:
    said = _(
        "Fewer than %(few)s answers are never counted alone, nor fewer than %(few)s that are "
        "missing: pieces are put together, in the order of their dates, until there are none or "
        "%(few)s at least of both, and count in the month of the last. Until then is told between "
        "which numbers they lie."
    )
    return said % {"few": THRESHOLD}


def feedback(found: list[Block]) -> Item:
    """Item 2: how much was answered with substance, and how soon. Of ``Found.answered``."""

    def cells(summed: Sum) -> list[Cell]:
        tally = summed.tally
        if tally is None:
            return [None] * 5
        n = tally.submitted
        return [
            n,
            _count(tally.substantive, summed.spread),
            _share(tally.substantive, n, summed.spread),
            days_for(tally, 0.5),
            days_for(tally, 0.9),
        ]

    rows, notes = _summed(found, cells)
    return Item(
        2,
        "feedback",
        _("Narrative feedback"),
        FEEDBACK_SAYS % {"words": SUBSTANTIVE},
        [
            _("Cohort"),
            _("Site"),
            _("n"),
            _("Substantive reply"),
            _("Share"),
            _("Median days"),
            _("90th centile"),
        ],
        rows,
        notes,
        names=2,
    )


def days_for(tally: Tally, share: float) -> Cell:
    """Return within how many days so many had a reply; words where they did not."""
    if not tally.submitted:
        return ""
    days = tally.days_for(share)
    return _("not within %(n)s days") % {"n": WATCHED.days} if days is None else days


def timing(found: list[Block]) -> Item:
    """Item 3: whether feedback came while it could form what is written next. ``Found.in_time``."""

    def cells(summed: Sum) -> list[Cell]:
        tally = summed.tally
        if tally is None:
            return [None] * 3
        n, spread = tally.followed, summed.spread
        return [n, _count(tally.in_time, spread), _share(tally.in_time, n, spread)]

    rows, notes = _summed(found, cells)
    return Item(
        3,
        "timing",
        _("Feedback in time for the next piece"),
        TIMING_SAYS,
        [_("Cohort"), _("Site"), _("n"), _("Answered before the next was due"), _("Share")],
        rows,
        notes,
        names=2,
    )


def participation(found: list[Block]) -> Item:
    """Item 4: complete, passed and outstanding, by module, site and cohort."""
    rows = [_piece(block) for block in found]
    cohorts = grouped(found, lambda block: block.piece.cohort)
    if len(found) > 1:
        for cohort, mine in cohorts.items():
            rows.append(_participated([cohort.name, _("all modules"), "", ""], mine))
    if len(cohorts) > 1:
        everywhere = grouped(found, lambda block: block.sites)
        for sites in sorted(site for site in everywhere if site and site != ("",)):
            names = [_("All cohorts"), _("all modules"), "", site_names(sites)]
            rows.append(_participated(names, everywhere[sites]))
        rows.append(_participated([_("All cohorts"), _("all modules"), "", ""], found))
    return Item(
        4,
        "participation",
        _("Participation"),
        PARTICIPATION_SAYS,
        [
            _("Cohort"),
            _("Module"),
            _("Due on"),
            _("Site"),
            _("n"),
            _("Due"),
            _("Complete"),
            _("Passed"),
            _("Outstanding"),
        ],
        rows,
        _no_cells(found),
        names=4,
    )


def _piece(block: Block) -> Row:
    piece, tally = block.piece, block.tally
    names: list[Cell] = [piece.cohort.name, piece.module, piece.due_on]
    if tally is None:
        return Row([*names, "", *[None] * 5])
    return Row([*names, site_names(block.sites), tally.students, *_stands(tally, detail(tally))])


def _participated(names: list[str], blocks: list[Block]) -> Row:
    summed = add_up(blocks, enough_done).tally
    if summed is None:
        return Row([*names, *[None] * 5], is_sum=True)
    shown = [one.tally for one in blocks if one.tally and enough_done(one.tally)]
    least = min(detail(tally) for tally in shown)
    # The same people come again with each module: of a sum no number of people is told.
    return Row([*names, "", *_stands(summed, least)], is_sum=True)


def _stands(tally: Tally, shown: Detail) -> list[Cell]:
    """Return due, complete, passed and outstanding, as far as they are shown."""
    complete = tally.submitted if shown >= Detail.COMPLETE else None
    rest: list[Cell] = [None, None]
    if shown == Detail.EVERYTHING:
        rest = [tally.passed, tally.outstanding]
    return [tally.due, complete, *rest]


def _no_cells(found: list[Block]) -> list[str]:
    """Say what is in no sum: among too few people, or too few of them did one thing or another."""
    known = [one.tally for one in found if one.tally is not None]
    notes = _left_out(len(found) - len(known))
    n = sum(not enough_done(tally) for tally in known)
    if n:
        said = ngettext(
            "Of %(n)s piece of work fewer than %(few)s people were complete, or fewer were not: it "
            "shows what was due and is in no sum.",
            "Of %(n)s pieces of work fewer than %(few)s people were complete, or fewer were not: "
            "each shows what was due and is in no sum.",
            n,
        )
        notes.append(said % {"n": n, "few": THRESHOLD})
    return notes
