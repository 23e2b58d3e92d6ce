"""What only an app to the right knows of a cohort, or must do when something changes in it."""

from collections.abc import Callable

from accounts.models import Cohort, Cover, Person

HasSubmissions = Callable[[Cohort], bool]
CoverAnnounced = Callable[[Cover, Person], None]
_has_submissions: list[HasSubmissions] = []
_cover_announced: list[CoverAnnounced] = []


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
