"""The page in one hand: where the group stands, one's own brief or sheet, and nobody else's."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import DraftText, Person
from curriculum import following, scenario_document
from curriculum.scenario_document import Document, Item, Role
from rehearsals import clock, talking
from rehearsals.models import Brief, Casting, Group, KeepsakeText, Place, Rehearsal, Sheet
from rehearsals.queries import shown
from rehearsals.queries.dialogue import Talk, talk_of
from rehearsals.queries.now import Now
from rehearsals.queries.shown import Clock, Given, Phase, Turn

OBSERVER = "observer"
# When a brief is in its holder's hand: stepping out of a role, one lays it down.
IN_HAND = (clock.PREPARE, clock.PLAY, clock.PAUSED, clock.REPLAY)
# An observer has her sheet at hand from the briefs on; one that was begun stays hers afterwards.
WATCHING = (
    clock.PREPARE, clock.PLAY, clock.PAUSED, clock.DEROLE, clock.DEBRIEF, clock.REPLAY
)  # fmt: skip


@dataclass(frozen=True)
class Companion:
    """Somebody in the group, and which part they take."""

    name: str
    role: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Line:
    """One line of the sheet, with the name its radio buttons share."""

    name: str
    item: Item
    choices: tuple[Choice, ...]


@dataclass
class OwnSheet:
    """The sheet of whoever asks, to be written on; or, given, to be read."""

    items: tuple[Item, ...]
    rotation: int
    marks: dict[str, str] = field(default_factory=dict)
    base: int = 0
    title: str = ""
    body: str = ""
    saved_at: Any = None
    given_at: Any = None
    observer: str = ""

    @property
    def lines(self) -> list[Line]:
        """Return the lines with what is chosen on each."""
        return [
            Line(
                f"mark-{n}",
                item,
                tuple(
                    Choice(value, str(label), self.marks.get(str(n)) == value)
                    for value, label in shown.MARKS.items()
                ),
            )
            for n, item in enumerate(self.items)
        ]

    @property
    def as_given(self) -> Given:
        return shown.given(self.observer, self.marks, self.items, self.title, self.body)


@dataclass
class Page:
    """What the phone of one person shows at one moment."""

    now: Now
    rehearsal: Rehearsal
    place: Place
    document: Document
    clock: Clock
    phase: Phase
    number: int = 0
    company: list[Companion] = field(default_factory=list)
    role: Role | None = None
    brief: scenario_document.Brief | None = None
    sheet: OwnSheet | None = None
    opened: list[tuple[Role, scenario_document.Brief]] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    # Her own of the rounds before, with the number of the round.
    earlier: list[tuple[int, Given]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    still: int = 0
    watches: bool = False
    talk: Talk | None = None
    phrase: str = ""

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def is_dialogue(self) -> bool:
        return talking.is_dialogue(self.document)

    @property
    def has_parts(self) -> bool:
        """Say whether somebody plays here; in a circle everybody talks as herself."""
        return bool(self.document.played())

    @property
    def is_closed(self) -> bool:
        return self.rehearsal.is_closed

    @property
    def is_unlocked(self) -> bool:
        return self.rehearsal.debrief_opened_at is not None

    @property
    def is_learner(self) -> bool:
        return self.role is not None and self.role.kind == "learner"

    @property
    def may_play(self) -> bool:
        return self.place.may_play is True

    @property
    def passes(self) -> bool:
        return self.place.may_play is False

    @property
    def has_stepped_out(self) -> bool:
        return self.place.deroled_at is not None

    @property
    def still_said(self) -> str:
        if not self.still:
            return _("Everybody in your group is.")
        said = ngettext("One more to go.", "%(number)d more to go.", self.still)
        return said % {"number": self.still}

    @property
    def may_time_out(self) -> bool:
        return self.phase.key in clock.IN_ROLE

    @property
    def may_resume(self) -> bool:
        return self.phase.key == clock.PAUSED

    @property
    def bar_said(self) -> str:
        return _("You may pass or leave at any time.")

    @property
    def follow_up(self) -> str:
        """Return what a private page after it begins with; empty where none can be written."""
        if not self.is_closed or not following.is_offered():
            return ""
        # The label of a step is a heading ("Close"), never a question to write under.
        asks = _("What stays with you, and what would you try next time?")
        return _("After rehearsing “%(title)s”. %(asks)s") % {"title": self.title, "asks": asks}

    @property
    def follow_up_id(self) -> UUID:
        return following.new_id()

    @property
    def model_said(self) -> str:
        return str(self.rehearsal.get_debrief_model_display())

    @property
    def spoken(self) -> str:
        """Return what a screen reader is told when the page has changed."""
        now = next((turn for turn in self.turns if turn.is_now), None)
        parts = [self.phase.label, self.role.name if self.role else "", now.who if now else ""]
        parts.append(self.talk.spoken if self.talk else "")
        return ". ".join(part for part in parts if part)

    @property
    def is_brief_folded(self) -> bool:
        """Say whether her brief stands back behind the sheet: she has read it, now she watches."""
        is_read = self.phase.key != clock.PREPARE
        return self.brief is not None and self.sheet is not None and is_read

    @property
    def part_key(self) -> str:
        """Return what stays the same for as long as the same brief stands on the page."""
        group = self.place.group
        if group is None or self.brief is None or self.role is None:
            return "none"
        way = "folded" if self.is_brief_folded else "open"
        return f"brief-{group.pk}-{group.rotation}-{self.role.key}-{self.is_unlocked}-{way}"

    @property
    def sheet_key(self) -> str:
        """Return what stays the same for as long as the same sheet stands on the page."""
        group = self.place.group
        if group is None or self.sheet is None:
            return "none"
        given = "given" if self.sheet.given_at else "open"
        return f"sheet-{group.pk}-{self.sheet.rotation}-{given}"


def page(person: Person, now: Now | None) -> Page | None:
    """Return the page of somebody who is in the room ``now``; None for whoever is not."""
    if now is None:
        return None
    seats = Place.objects.visible_to(person).filter(rehearsal=now.rehearsal, person=person)
    place = seats.select_related("group", "rehearsal__edition", "rehearsal__facilitator").first()
    if place is None:
        return None
    rehearsal, group = place.rehearsal, place.group
    key = group.shown_phase if group else clock.PREBRIEF
    if rehearsal.is_closed:
        key = clock.CLOSED
    found = Page(
        now=now,
        rehearsal=rehearsal,
        place=place,
        document=scenario_document.public(rehearsal.document),
        clock=shown.clock_of(group, now.at),
        phase=shown.phase(key),
        number=group.number if group else 0,
    )
    if group:
        _company(found, person, group)
    _briefs(found, person)
    found.talk = talk_of(person, group, found.document)
    if group:
        _sheets(found, person, group)
    if rehearsal.is_closed:
        kept = KeepsakeText.objects.visible_to(person).filter(keepsake__rehearsal=rehearsal)
        found.phrase = kept.values_list("body", flat=True).first() or ""
    return found


def _company(found: Page, person: Person, group: Group) -> None:
    """Fill in who else is in the group, whose turn it is, and how many are still in their role."""
    places = Place.objects.visible_to(person).filter(group=group).select_related("person")
    names: dict[object, str] = {one.person_id: one.person.get_short_name() for one in places}
    found.still = sum(1 for one in places if one.deroled_at is None)
    rows = Casting.objects.visible_to(person).filter(group=group, rotation=group.rotation)
    # Whoever left has no name here any more.
    castings = [one for one in rows if one.person_id in names]
    roles = {role.key: role for role in found.document.roles}
    for one in castings:
        role = roles.get(one.role_key)
        said = role.name if role else _("Observer")
        said = _("behind %(role)s") % {"role": said} if one.is_mirror else said
        found.company.append(Companion(names[one.person_id], said))
        if one.person_id == person.pk:
            found.role, found.watches = role, one.kind == OBSERVER
    if found.phase.key == clock.DEBRIEF:
        found.turns = shown.turns_of(
            found.rehearsal.debrief_model,
            group,
            castings,
            found.rehearsal.document,
            names,
            found.rehearsal.facilitator.get_short_name(),
        )


def _briefs(found: Page, person: Person) -> None:
    """Fill in the briefs the rule lets her read: her own, and once the debrief is open, all."""
    roles = {role.key: role for role in found.document.roles}
    may_read = Brief.objects.visible_to(person).filter(rehearsal=found.rehearsal)
    for one in may_read:
        role, content = roles.get(one.role_key), one.content
        if role is None or content is None:
            continue
        if found.role is not None and role.key == found.role.key and found.phase.key in IN_HAND:
            found.brief = content
        elif found.is_unlocked:
            found.opened.append((role, content))


def _sheets(found: Page, person: Person, group: Group) -> None:
    """Fill in her own sheets, those before this round to be read, and those her group was given."""
    items = found.rehearsal.document.checklist
    here = Q(group=group, rotation=group.rotation)
    own = Q(observer=person, group__rehearsal=found.rehearsal)
    rows = Sheet.objects.visible_to(person).filter(here | own).order_by("begun_at")
    for one in rows.select_related("observer", "draft", "text"):
        if one.observer_id == person.pk:
            sheet = _own(one, items, person)
            if (one.group_id, one.rotation) == (group.pk, group.rotation):
                found.sheet = sheet
            else:
                found.earlier.append((one.rotation, sheet.as_given))
        elif one.given_at:
            text = one.text
            name = one.observer.get_short_name()
            found.given.append(shown.given(name, one.marks, items, text.moment, text.words))
    if not found.watches and found.brief is not None:
        found.sheet = None  # begun before she changed chairs: now she plays
    elif found.sheet is None and found.watches and found.phase.key in WATCHING:
        found.sheet = OwnSheet(items, group.rotation)


def _own(sheet: Sheet, items: tuple[Item, ...], person: Person) -> OwnSheet:
    newest = DraftText.objects.visible_to(person).filter(
        draft=sheet.draft_id, revision=sheet.draft.revision
    )
    text = newest.first()
    return OwnSheet(
        items,
        sheet.rotation,
        marks=sheet.marks,
        base=sheet.draft.revision,
        title=text.title if text else "",
        body=text.body if text else "",
        saved_at=sheet.draft.updated_at if text else None,
        given_at=sheet.given_at,
        observer=person.get_short_name(),
    )
