"""The kinds of notices: who may still be told, and where the mail leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise

from accounts.models import Person
from accounts.notices.groups import GROUPS, Group

Still = Callable[[Person, models.Model], bool]
Facts = Callable[[Person, models.Model], Mapping[str, object]]


def _no_facts(person: Person, about: models.Model) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice. ``still`` says whether the person may (still) be told of ``about``;
    ``link`` returns the path a mail points to, made at the moment of sending.

    ``group`` names what people choose about (accounts/notices/groups.py). ``many`` is the sentence
    of a mail that says several things at once, an ``ngettext_lazy`` with ``%(count)s``; kinds that
    are always sent go alone and have none. ``facts`` are what its templates need beside the link:
    a day, yes or no; never a name, a title, a word. ``at_night`` ignores the quiet hours.
    ``renews`` says that a repeated mail is another mail: its link has taken the old one's place.
    ``counts_for`` returns ids (as text) of what a told one still counts for: such a notice is not
    forgotten with the others, or it would be told once more.
    """

    name: str
    still: Still
    link: Callable[[Person, models.Model], str]
    group: str
    many: str | Promise = ""
    facts: Facts = _no_facts
    at_night: bool = False
    renews: bool = False
    counts_for: Callable[[], models.QuerySet] | None = None

    @property
    def folder(self) -> str:
        return f"emails/{self.name}"

    @property
    def chosen_in(self) -> Group:
        """Return what people choose about when they choose about this kind."""
        return GROUPS[self.group]

    @property
    def is_always(self) -> bool:
        """Say whether it is sent whatever somebody chose."""
        return bool(self.chosen_in.always)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; its mail lives in ``templates/emails/<name>/``.

    ValueError for a name used twice, an unknown group, or no sentence for many of them.
    """
    if kind.name in _kinds:
        raise ValueError(f"The notice kind {kind.name!r} is registered already.")
    if kind.group not in GROUPS:
        raise ValueError(f"The notice kind {kind.name!r} is in no known group.")
    if bool(kind.many) == kind.is_always:
        raise ValueError(f"The notice kind {kind.name!r} needs `many`, unless it is always sent.")
    _kinds[kind.name] = kind


def kinds() -> dict[str, Kind]:
    """Return all registered kinds."""
    return dict(_kinds)


def known(name: str) -> Kind | None:
    """Return a kind by its name; None for one that is no more."""
    return _kinds.get(name)
