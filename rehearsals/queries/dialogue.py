"""A dialogue as one group sees it, or whoever runs it: agreements, the turn, the map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Person
from curriculum.scenario_document import Document, Round
from rehearsals import clock, talking
from rehearsals.models import Acceptance, Assent, Casting, Dialogue, Group, MapLine, Place

# From the first round to the end of the debrief the map may be drawn.
DRAWN = (clock.PLAY, clock.DEROLE, clock.DEBRIEF, clock.REPLAY)


@dataclass(frozen=True)
class Column:
    """One column of the map."""

    key: str
    label: str
    lines: list[MapLine]


@dataclass
class Talk:
    """Where a dialogue stands, for one who sits in the group or for whoever runs it."""

    group: Group
    document: Document
    row: Dialogue
    seats: list[Place]
    mine: Place | None
    accepted: int = 0
    has_accepted: bool = False
    has_assented: bool = False
    lines: list[MapLine] = field(default_factory=list)

    # ------------------------------------------------------------------ agreements
    @property
    def agreements(self) -> Sequence[str]:
        return self.document.agreements

    @property
    def are_all_accepted(self) -> bool:
        return not self.agreements or self.accepted >= len(self.seats)

    @property
    def accepted_said(self) -> str:
        numbers = {"number": self.accepted, "all": len(self.seats)}
        return _("%(number)d of %(all)d have accepted.") % numbers

    # ------------------------------------------------------------------ rounds
    @property
    def round(self) -> Round | None:
        return talking.round_at(self.document, self.row.round)

    @property
    def following(self) -> Round | None:
        return talking.round_at(self.document, self.row.round + 1)

    @property
    def round_said(self) -> str:
        numbers = {"number": self.row.round, "all": len(self.document.rounds)}
        return _("Round %(number)d of %(all)d") % numbers

    @property
    def is_playing(self) -> bool:
        return self.group.phase in clock.IN_ROLE

    @property
    def is_in_turn(self) -> bool:
        return self.round is not None and talking.is_in_turn(self.round)

    @property
    def is_looped(self) -> bool:
        return self.round is not None and talking.is_looped(self.round)

    @property
    def is_over(self) -> bool:
        """Say whether the next round may begin."""
        here = self.round
        return here is None or talking.is_over(here, self.row.turns, len(self.seats))

    @property
    def may_go_on(self) -> bool:
        is_ready = self.are_all_accepted and self.is_over and self.following is not None
        return self.is_playing and not self.group.is_paused and is_ready

    # ------------------------------------------------------------------ turns
    @property
    def speaker(self) -> Place | None:
        return next((one for one in self.seats if one.pk == self.row.speaker_id), None)

    @property
    def listener(self) -> Place | None:
        return next((one for one in self.seats if one.pk == self.row.listener_id), None)

    @property
    def speaks(self) -> bool:
        return self.mine is not None and self.speaker == self.mine

    @property
    def listens(self) -> bool:
        return self.mine is not None and self.listener == self.mine

    @property
    def is_seated(self) -> bool:
        return self.mine in self.seats

    @property
    def speaker_name(self) -> str:
        return self.speaker.person.get_short_name() if self.speaker else ""

    @property
    def listener_name(self) -> str:
        return self.listener.person.get_short_name() if self.listener else ""

    @property
    def spoken_now(self) -> str:
        """Return who has the word, by name; "" where nobody has."""
        if not self.speaker:
            return ""
        if self.row.is_restating:
            said = _("%(listener)s says back what %(speaker)s said.")
        else:
            said = _("%(speaker)s has the word.")
        return said % {"listener": self.listener_name, "speaker": self.speaker_name}

    @property
    def spoken(self) -> str:
        """Return what a screen reader is told when it has changed."""
        if not self.is_playing or self.round is None:
            return ""
        return f"{self.round_said}. {self.spoken_now}".strip()

    # ------------------------------------------------------------------ the map
    @property
    def is_drawn(self) -> bool:
        """Say whether the map is on the page."""
        has_begun = self.row.round > 0 or bool(self.lines)
        return bool(self.row.kept_at) or (has_begun and self.group.phase in DRAWN)

    @property
    def may_draw(self) -> bool:
        return self.is_drawn and not self.row.kept_at and self.is_seated

    @property
    def is_map_at_hand(self) -> bool:
        """Say whether the map is on a phone: nobody has the word, or something is on it."""
        is_turn = self.is_playing and self.is_in_turn and not self.is_over
        return self.is_drawn and (bool(self.lines) or not is_turn)

    @property
    def columns(self) -> list[Column]:
        return columns(self.lines)


def columns(lines: Iterable[MapLine]) -> list[Column]:
    """Return the three columns of a map, also those with nothing in them."""
    rows = list(lines)
    return [
        Column(key, str(label), [line for line in rows if line.column == key])
        for key, label in MapLine.Column.choices
    ]


def talk_of(person: Person, group: Group | None, document: Document) -> Talk | None:
    """Return the dialogue of a group she sits in or runs; None for none. Six queries at most."""
    return next(iter(talks(person, [group] if group else [], document)), None)


def talks(person: Person, groups: Sequence[Group], document: Document) -> list[Talk]:
    """Return the dialogue of each of these groups. Six queries at most, however many there are."""
    if not groups or not talking.is_dialogue(document):
        return []
    rows = {row.pk: row for row in Dialogue.objects.visible_to(person).filter(group__in=groups)}
    places = Place.objects.visible_to(person).filter(group__in=groups).select_related("person")
    castings = Casting.objects.visible_to(person).filter(group__in=groups)
    accepted = Acceptance.objects.visible_to(person).filter(place__group__in=groups)
    by_group: dict[int, list[Place]] = {group.pk: [] for group in groups}
    for place in places.order_by("joined_at", "pk"):
        by_group[place.group_id or 0].append(place)
    cast: dict[int, list[Casting]] = {group.pk: [] for group in groups}
    current = {(group.pk, group.rotation) for group in groups}
    for one in castings:
        if (one.group_id, one.rotation) in current:
            cast[one.group_id].append(one)
    agreed = set(accepted.values_list("place_id", flat=True))
    found = []
    for group in groups:
        row = rows.get(group.pk) or Dialogue(group=group, rotation=group.rotation)
        if row.rotation != group.rotation:
            row = Dialogue(group=group, rotation=group.rotation, kept_at=row.kept_at)
        here = by_group[group.pk]
        seats = talking.seats(here, cast[group.pk])
        mine = next((one for one in here if one.person_id == person.pk), None)
        accepted_here = len(agreed & {one.pk for one in seats})
        has_accepted = mine is not None and mine.pk in agreed
        found.append(Talk(group, document, row, seats, mine, accepted_here, has_accepted))
    _maps(person, found)
    return found


def _maps(person: Person, found: list[Talk]) -> None:
    """Fill in the lines of the maps, and whether she would keep the one she draws."""
    lines = list(MapLine.objects.visible_to(person).filter(group__in=[one.group for one in found]))
    mine = [one.mine for one in found if one.mine is not None]
    would = Assent.objects.visible_to(person).filter(place__in=mine) if mine else ()
    assented = {one.place_id for one in would}
    for one in found:
        one.lines = [line for line in lines if line.group_id == one.group.pk]
        one.has_assented = one.mine is not None and one.mine.pk in assented


def kept_map(person: Person, rehearsal_id: UUID) -> Talk | None:
    """Return the map her group kept; None where there is none, or she was not in the group."""
    rows = Dialogue.objects.visible_to(person).filter(
        group__rehearsal=rehearsal_id, kept_at__isnull=False
    )
    mine = rows.filter(group__places__person=person)
    row = mine.select_related("group__rehearsal__edition").first()
    if row is None:
        return None
    lines = MapLine.objects.visible_to(person).filter(group=row.group)
    return Talk(row.group, row.group.rehearsal.document, row, [], None, lines=list(lines))
