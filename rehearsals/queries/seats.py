"""Who is in the room and where they sit, for whoever gives out the parts."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from curriculum.scenario_document import Document
from rehearsals import casting, clock, drawing
from rehearsals.models import Casting, Place, Rehearsal

# Stands before the role of whoever sits behind it.
BEHIND = "behind:"


@dataclass(frozen=True)
class Here:
    """Somebody in the room, with the seat they have."""

    person: Person
    name: str
    said: str
    group: int | None
    role: str

    @property
    def pk(self) -> UUID:
        return self.person.pk


@dataclass(frozen=True)
class Chair:
    key: str
    name: str


@dataclass
class Page:
    rehearsal: Rehearsal
    document: Document
    people: list[Here] = field(default_factory=list)
    ready: int = 0
    groups: int = 0
    # Some hold their brief in their hands already, or have laid it down.
    have_read: bool = False

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def casting_note(self) -> str:
        """Return what the scenario's authors say about giving out its parts."""
        return self.document.guide.casting

    @property
    def is_cast(self) -> bool:
        return any(one.group for one in self.people)

    @property
    def seated(self) -> list[Here]:
        return [one for one in self.people if one.group]

    @property
    def chairs(self) -> tuple[str, ...]:
        """Return the roles of one group, one for each who plays it."""
        return casting.chairs(self.document)

    @property
    def most_groups(self) -> int:
        return max(1, self.ready // len(self.chairs)) if self.chairs else max(1, len(self.people))

    @property
    def wanted_groups(self) -> int:
        if self.groups:
            return self.groups
        found = drawing.groups_for(
            len(self.people), self.ready, len(self.chairs), self.document.people_min
        )
        return max(1, found)

    @property
    def numbers(self) -> range:
        """Return the groups there are, and the next, which choosing it makes."""
        return range(1, self.groups + 2)

    @property
    def roles(self) -> list[Chair]:
        """Return what somebody can be given by hand: a role, or watching."""
        watches = casting.observer_key(self.document)
        played = [Chair(role.key, role.name) for role in self.document.played()]
        return [Chair(watches, _("Observer")), *played]

    @property
    def behind(self) -> list[Chair]:
        """Return where somebody sits behind a player, which only a draw gives."""
        keys = {one.role for one in self.people if one.role.startswith(BEHIND)}
        return [
            Chair(BEHIND + one.key, _("behind %(role)s") % {"role": one.name})
            for one in self.document.played()
            if BEHIND + one.key in keys
        ]

    @property
    def lacking(self) -> list[int]:
        """Return the groups with an empty chair, because somebody left or passed."""
        found = []
        for number in sorted({one.group for one in self.people if one.group}):
            taken = [one.role for one in self.people if one.group == number]
            if any(taken.count(key) < self.chairs.count(key) for key in self.chairs):
                found.append(number)
        return found

    @property
    def draw_said(self) -> str:
        here = len(self.people)
        if not self.chairs:
            said = ngettext("One is here.", "%(number)d are here.", here) % {"number": here}
            return said + " " + _("Nobody has a part in this one: whoever sits in a group talks.")
        said = ngettext("One is here, ", "%(number)d are here, ", here) % {"number": here}
        return said + _("%(ready)d may play; each group needs %(chairs)d who do.") % {
            "ready": self.ready,
            "chairs": len(self.chairs),
        }


def page(person: Person, rehearsal_id: UUID) -> Page | None:
    """Return who sits where in an open rehearsal this person runs; None for everybody else."""
    rooms = Rehearsal.objects.visible_to(person, "run").select_related("edition")
    rehearsal = rooms.filter(pk=rehearsal_id).first()
    if rehearsal is None:
        return None
    places = Place.objects.visible_to(person).filter(rehearsal=rehearsal)
    people = list(places.select_related("person", "group").order_by("person__name"))
    seats = Casting.objects.visible_to(person).filter(group__rehearsal=rehearsal)
    sits = {(one.group_id, one.person_id, one.rotation): one for one in seats}
    found = Page(rehearsal, rehearsal.document)
    phases = list(rehearsal.groups.values_list("phase", flat=True))
    found.groups = len(phases)
    found.have_read = bool(found.chairs) and any(phase != clock.PREBRIEF for phase in phases)
    found.ready = sum(1 for one in people if one.may_play)
    for one in people:
        group = one.group
        at = sits.get((group.pk, one.person_id, group.rotation)) if group else None
        found.people.append(
            Here(
                one.person,
                one.person.name,
                _said(one),
                group.number if group else None,
                _role(at, found.document),
            )
        )
    return found


def _role(seat: Casting | None, document: Document) -> str:
    if seat is None:
        return casting.observer_key(document)
    return BEHIND + seat.role_key if seat.is_mirror else seat.role_key


def _said(place: Place) -> str:
    if place.may_play is None:
        return _("has not said")
    return _("may play") if place.may_play else _("would rather watch")
