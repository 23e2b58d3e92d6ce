"""The load guard: a third required reflection inside three weeks needs a reason."""

from collections.abc import Iterable
from typing import Any

from accounts import audit
from accounts.errors import Refused
from accounts.models import Person
from curriculum.models import Release
from curriculum.queries import loads


def students_hit(release: Release) -> list[Any]:
    """Return who would have a third required reflection within three weeks by this release."""
    return loads.hit_in_order(release.cohort, [loads.Due.of(release)]).get(0, [])


def guard(*, release: Release, by: Person) -> int:
    """Refused where a release is too much for somebody and no reason is given; it names whom.

    Returns how many it is too much for all the same. A reason nobody needs is not kept. Whatever
    makes, moves or repins a release asks this before keeping it.
    """
    return _weigh(release, students_hit(release), by)


def guard_in_order(*, releases: Iterable[Release], by: Person) -> dict[int, Refused]:
    """Ask the same of several releases of one cohort as if they came one after another.

    Returns, by place in the list, why a row is refused. Reasons that nobody needs are emptied.
    """
    rows = list(releases)
    if not rows:
        return {}
    hit = loads.hit_in_order(rows[0].cohort, [loads.Due.of(row) for row in rows])
    found = {}
    for place, row in enumerate(rows):
        try:
            note_load(release=row, by=by, hit=_weigh(row, hit.get(place, []), by))
        except Refused as refused:
            found[place] = refused
    return found


def note_load(*, release: Release, by: Person, hit: int) -> None:
    """Write down that somebody asked for more than the guard allows; the reason is in the row."""
    if hit:
        about = release if release.pk else release.cohort
        audit.record("release.load_accepted", by=by, about=about, students=hit)


def _weigh(release: Release, hit: list[Any], by: Person) -> int:
    release.load_reason = release.load_reason.strip() if hit else ""
    if hit and not release.load_reason:
        raise Refused(loads.too_much(by, hit), field="load_reason")
    return len(hit)
