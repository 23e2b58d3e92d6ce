"""Questions about a cohort that only an app to the right can answer."""

from collections.abc import Callable

from accounts.models import Cohort

HasSubmissions = Callable[[Cohort], bool]
_has_submissions: list[HasSubmissions] = []


def register_has_submissions(ask: HasSubmissions) -> None:
    """Let an app say whether anything was ever submitted in a cohort."""
    _has_submissions.append(ask)


def has_submissions(cohort: Cohort) -> bool:
    """Say whether anything was ever submitted in this cohort, by anybody."""
    return any(ask(cohort) for ask in _has_submissions)
