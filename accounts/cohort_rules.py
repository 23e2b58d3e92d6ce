"""What only an app to the right knows of a cohort, or must do when something changes in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Cohort, Cover, MentorChange, Mentoring, Person

FirstDayMoved = Callable[[Cohort, date], str]
HasSubmissions = Callable[[Cohort], bool]
CoverAnnounced = Callable[[Cover, Person], None]
_has_submissions: list[HasSubmissions] = []
_cover_announced: list[CoverAnnounced] = []
_first_day_moved: list[FirstDayMoved] = []


def register_has_submissions(ask: HasSubmissions) -> None:
    """Let an app say whether anything was ever submitted in a cohort."""
    _has_submissions.append(ask)


def has_submissions(cohort: Cohort) -> bool:
    """Say whether anything was ever submitted in this cohort, by anybody."""
    return any(ask(cohort) for ask in _has_submissions)


def register_cover_announced(act: CoverAnnounced) -> None:
    """Let an app act, in the same transaction, when a cover was announced (and by whom)."""
    _cover_announced.append(act)


def cover_announced(cover: Cover, by: Person) -> None:
    """Say that a cover was announced."""
    for act in _cover_announced:
        act(cover, by)


MentorChanged = Callable[[MentorChange, Mentoring, Person], None]
_mentor_changed: list[MentorChanged] = []


def register_mentor_changed(act: MentorChanged) -> None:
    """Let an app act, in the same transaction, when a request for another mentor was met."""
    _mentor_changed.append(act)


def mentor_changed(change: MentorChange, pair: Mentoring, by: Person) -> None:
    """Say that a student who asked has a new mentor."""
    for act in _mentor_changed:
        act(change, pair, by)


@dataclass(frozen=True)
class Unanswered:
    """How much of one student waits with one mentor (None: with nobody). A count, nothing else."""

    student: UUID
    mentor: UUID | None
    count: int


AskUnanswered = Callable[[Cohort], list[Unanswered]]
CountReleases = Callable[[Cohort], int]
CohortArchived = Callable[[Cohort, Person], None]
_unanswered: list[AskUnanswered] = []
_open_releases: list[CountReleases] = []
_cohort_archived: list[CohortArchived] = []


def register_unanswered(ask: AskUnanswered) -> None:
    """Let an app say what of a cohort waits for an answer."""
    _unanswered.append(ask)


def unanswered(cohort: Cohort) -> list[Unanswered]:
    """Return what waits for an answer in this cohort, by student and mentor."""
    return [one for ask in _unanswered for one in ask(cohort)]


def register_open_releases(count: CountReleases) -> None:
    """Let an app say how many modules are open, or to be opened, to a cohort."""
    _open_releases.append(count)


def open_releases(cohort: Cohort) -> int:
    """Return how many modules are open, or to be opened, to this cohort."""
    return sum(count(cohort) for count in _open_releases)


def register_cohort_archived(act: CohortArchived) -> None:
    """Let an app act, in the same transaction and before roles end, when a cohort is archived."""
    _cohort_archived.append(act)


def cohort_archived(cohort: Cohort, by: Person) -> None:
    """Say that a cohort is being archived."""
    for act in _cohort_archived:
        act(cohort, by)


def register_first_day_moved(offer: FirstDayMoved) -> None:
    """Let an app offer to move what it counts from a cohort's first day; "" for nothing."""
    _first_day_moved.append(offer)


def first_day_moved(cohort: Cohort, was: date) -> list[str]:
    """Return the addresses of what is offered after the first day moved away from ``was``."""
    return [url for offer in _first_day_moved if (url := offer(cohort, was))]
