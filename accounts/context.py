"""What every page knows about the reader: her rooms, her look, her school.

Nothing is asked of the database until a template asks, and then once. Sources: the mock's
masthead for the rooms, product.md decision 19 for who meets the admin.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import people
from accounts.first_run import Task, steps
from accounts.models import School
from accounts.notices import Outbox, outbox

NOBODY = UUID(int=0)
THEMES = {"light", "dark"}
CONTRASTS = {"more", "standard"}
SPACINGS = {"wide"}

NAMES = {
    "home": _("Today"),
    "queue": _("Waiting"),
    "my_students": _("My students"),
    "module_list": _("Modules"),
    "journal": _("Journal"),
    "scenario_list": _("Scenarios"),
    "cohort_list": _("Cohorts"),
    "glass": _("Break-glass"),
    "wellbeing": _("Wellbeing"),
    "admin:index": _("Admin"),
}


# What has no room of its own belongs to one: where its pages begin, and whose they are.
WITHIN = {
    "rehearsal_list": "scenario_list",
    "practice_list": "scenario_list",
    "pair_sheet": "cohort_list",
}
# Of these the address ends with somebody's own id, and its pages begin before that.
EACH = {"pair_sheet"}


@dataclass(frozen=True)
class Room:
    """One link of the main navigation; ``is_current`` is "page" here, "true" deeper inside."""

    label: str
    url: str
    is_current: str = ""


def room_names(roles: Any) -> list[str]:
    """Return the URL names of the rooms somebody with these roles works in, in reading order."""
    wanted: set[str] = set()
    if roles.is_student or roles.is_facilitator:
        wanted |= {"home", "module_list", "journal", "scenario_list"}
    if roles.is_mentor:
        wanted |= {"queue", "my_students", "module_list", "journal", "scenario_list"}
    if roles.is_lead:
        wanted |= {"home", "module_list", "scenario_list", "cohort_list"}
    if roles.is_administrator:
        wanted |= {"home", "scenario_list", "cohort_list"}
    if roles.is_approver:
        wanted |= {"home", "glass"}
    if roles.is_wellbeing:
        wanted |= {"home", "journal", "wellbeing"}
    if roles.may_open_admin:
        wanted.add("admin:index")
    if not wanted - {"admin:index"}:
        wanted |= {"home", "journal"}
    return [name for name in NAMES if name in wanted]


@cache
def _url(name: str) -> str:
    """Return the address of a room, or what its pages begin with; a process keeps it."""
    if name in EACH:
        return reverse(name, args=[NOBODY]).partition(str(NOBODY))[0]
    return reverse(name)


def rooms_at(path: str, names: list[str]) -> list[Room]:
    """Return the rooms as links, marking the innermost one that contains this path."""
    urls = {name: _url(name) for name in names}
    home = urls.get("home")
    holding = [u for u in urls.values() if path == u or (u != home and path.startswith(u))]
    holding += [urls[r] for p, r in WITHIN.items() if r in urls and path.startswith(_url(p))]
    here = max(holding, key=len, default=None)
    mark = "page" if here == path else "true"
    return [Room(str(NAMES[n]), url, mark if url == here else "") for n, url in urls.items()]


class Portal:
    """The lazy answers behind ``portal`` in a template."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def _cookie(self, name: str, known: set[str]) -> str:
        value = self.request.COOKIES.get(name, "")
        return value if value in known else ""

    @property
    def theme(self) -> str:
        """Return "light", "dark" or nothing: then the reader's system decides."""
        return self._cookie("theme", THEMES)

    @property
    def contrast(self) -> str:
        """Return "more", "standard" or nothing: then the reader's system decides."""
        return self._cookie("contrast", CONTRASTS)

    @property
    def spacing(self) -> str:
        """Return "wide" where letters and lines stand further apart, else nothing."""
        return self._cookie("spacing", SPACINGS)

    @property
    def person(self) -> Any:
        """Return who is signed in, or None (also where an error came before the sign-in)."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def school(self) -> School | None:
        """Return the one school: a query, so only the door and a few pages ask."""
        return people.school()

    @cached_property
    def _roles(self) -> Any:
        return people.roles_of(self.person)

    @property
    def may_open_admin(self) -> bool:
        """Say whether the admin would let the reader in."""
        return self.person is not None and self._roles.may_open_admin

    @property
    def may_fill_cohorts(self) -> bool:
        """Say whether the reader looks after a cohort: leads one, or keeps them all."""
        roles = self._roles
        return roles.is_lead or roles.is_administrator or roles.is_operator

    @property
    def is_spoken_of(self) -> bool:
        """Say whether somebody raised something about the reader that is open."""
        return self.person is not None and self._roles.is_spoken_of

    @cached_property
    def rooms(self) -> list[Room]:
        """Return the main navigation of the reader; none before she signs in."""
        if self.person is None:
            return []
        return rooms_at(self.request.path, room_names(self._roles))

    @property
    def stuck_mail(self) -> Outbox | None:
        """Return the outbox if letters wait too long, for those who can do something about it."""
        roles = self._roles
        if not (roles.is_administrator or roles.is_operator):
            return None
        found = outbox()
        return found if found.is_stuck() else None

    @property
    def first_run(self) -> list[Task]:
        """Return what a new portal still needs, for its administrator: one query, only if asked."""
        return steps(self.person) if self.person is not None else []


def portal(request: HttpRequest) -> dict[str, Portal]:
    """Give every template the name ``portal``."""
    return {"portal": Portal(request)}
