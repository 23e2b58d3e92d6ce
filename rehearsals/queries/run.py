"""The run sheet: all groups of a rehearsal from one screen, for whoever runs it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from curriculum import scenario_document
from curriculum.scenario_document import Document, Guide, Role
from rehearsals import clock, debriefing
from rehearsals.models import Brief, Casting, Group, Place, Rehearsal, Sheet
from rehearsals.queries import shown
from rehearsals.queries.dialogue import Talk, talks
from rehearsals.queries.now import Now
from rehearsals.queries.run_words import BACK, BEFORE, GO, GUIDE, ON, SCRIPT
from rehearsals.queries.shown import Clock, Given, Phase, Turn


@dataclass(frozen=True)
class Seat:
    name: str
    role: str
    has_stepped_out: bool = False


@dataclass
class Shown:
    """One group on the run sheet."""

    group: Group
    phase: Phase
    clock: Clock
    seats: list[Seat] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.group.number

    @property
    def is_paused(self) -> bool:
        return self.group.is_paused


@dataclass(frozen=True)
class Button:
    """Something that can be done now; ``do`` is what the form says."""

    do: str
    label: str
    is_first: bool = False
    is_small: bool = False


@dataclass
class Step:
    """One step of the hour. The one ``is_now`` is open and holds the buttons."""

    key: str
    label: str
    minutes: int
    script: str
    note: str = ""
    where: str = ""
    is_now: bool = False
    is_done: bool = False
    is_paused: bool = False
    is_last: bool = False
    clock: Clock | None = None
    turns: list[Turn] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    label: str
    text: str


@dataclass
class Page:
    """The run sheet at one moment; ``chosen`` is the group it is about, 0 for all of them."""

    now: Now
    rehearsal: Rehearsal
    document: Document
    groups: list[Shown]
    chosen: int
    joined: int
    ready: int
    steps: list[Step] = field(default_factory=list)
    briefs: list[tuple[Role, scenario_document.Brief]] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    join_url: str = ""
    door_url: str = ""
    castings: list[Casting] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def is_cast(self) -> bool:
        return any(one.seats for one in self.groups)

    @property
    def has_begun(self) -> bool:
        return self.rehearsal.begun_at is not None

    @property
    def shown_groups(self) -> list[Shown]:
        return [g for g in self.groups if not self.chosen or g.number == self.chosen]

    @property
    def seated_groups(self) -> list[Shown]:
        return [one for one in self.shown_groups if one.seats]

    @property
    def joined_said(self) -> str:
        return joined_said(self.joined, self.ready)

    @property
    def may_open(self) -> bool:
        """Say whether nobody could still learn something from a brief that is not theirs."""
        out = (clock.DEROLE, clock.DEBRIEF, clock.REPLAY)
        seated = [one for one in self.groups if one.seats] or self.groups
        return not self.is_unlocked and all(one.group.phase in out for one in seated)

    @property
    def is_unlocked(self) -> bool:
        return self.rehearsal.debrief_opened_at is not None

    @property
    def all_said(self) -> str:
        stand = sum(1 for one in self.groups if one.is_paused)
        if stand:
            said = ngettext("one time-out", "%(number)d time-outs", stand)
            return said % {"number": stand}
        return ngettext("%(number)d group", "%(number)d groups", len(self.groups)) % {
            "number": len(self.groups)
        }

    @property
    def spoken(self) -> str:
        stand = [one.number for one in self.groups if one.is_paused]
        if stand:
            return _("Time-out in group %(numbers)s.") % {"numbers": ", ".join(map(str, stand))}
        now = next((step for step in self.steps if step.is_now), None)
        return now.label if now else ""

    @property
    def guide(self) -> list[Part]:
        found: Guide = self.document.guide
        return [
            Part(str(label), getattr(found, name))
            for name, label in GUIDE.items()
            if getattr(found, name)
        ]


def joined_said(joined: int, ready: int) -> str:
    """Return how many are in the room, and how many of them may play: never who."""
    if not joined:
        return _("Nobody is here yet.")
    here = ngettext("One is here", "%(number)d are here", joined) % {"number": joined}
    return _("%(here)s; %(ready)d may play.") % {"here": here, "ready": ready}


def page(person: Person, now: Now | None, chosen: int = 0) -> Page | None:
    """Return the run sheet of a rehearsal this person runs ``now``; None for everybody else."""
    if now is None:
        return None
    mine = Rehearsal.objects.visible_to(person, "oversee").filter(pk=now.rehearsal)
    rehearsal = mine.select_related("edition", "cohort", "part", "scenario").first()
    if rehearsal is None:
        return None
    at = now.at
    places = list(
        Place.objects.visible_to(person).filter(rehearsal=rehearsal).select_related("person")
    )
    groups = [
        Shown(one, shown.phase(one.shown_phase), shown.clock_of(one, at))
        for one in rehearsal.groups.all()
    ]
    if chosen not in {one.number for one in groups}:
        chosen = 0
    found = Page(
        now=now,
        rehearsal=rehearsal,
        document=rehearsal.document,
        groups=groups,
        chosen=chosen,
        joined=len(places),
        ready=sum(1 for one in places if one.may_play),
    )
    _seat(found, person, places)
    _read(found, person)
    if not rehearsal.is_closed:
        _steps(found, person, places, at)
        found.talks = talks(person, [one.group for one in found.shown_groups], found.document)
    return found


def _castings(found: Page, person: Person) -> list[Casting]:
    rows = Casting.objects.visible_to(person).filter(group__rehearsal=found.rehearsal)
    rounds = {one.group.pk: one.group.rotation for one in found.groups}
    return [one for one in rows if rounds.get(one.group_id) == one.rotation]


def _seat(found: Page, person: Person, places: list[Place]) -> None:
    """Fill in who sits in which group, and who plays whom."""
    roles = {role.key: role.name for role in found.document.roles}
    found.castings = _castings(found, person)
    castings = {(one.group_id, one.person_id): one for one in found.castings}
    groups = {one.group.pk: one for one in found.groups}
    for place in sorted(places, key=lambda one: one.person.name):
        group = groups.get(place.group_id) if place.group_id else None
        if group is None:
            continue
        casting = castings.get((group.group.pk, place.person_id))
        said = roles.get(casting.role_key, "") if casting else ""
        if casting and casting.is_mirror:
            said = _("behind %(role)s") % {"role": said}
        if not found.document.played():
            said = _("watches") if place.may_play is False else _("talks")
        seat = Seat(
            place.person.get_short_name(), said or _("Observer"), place.deroled_at is not None
        )
        group.seats.append(seat)


def _read(found: Page, person: Person) -> None:
    """Fill in every brief, and what observers have given."""
    roles = {role.key: role for role in found.document.roles}
    for one in Brief.objects.visible_to(person).filter(rehearsal=found.rehearsal):
        if one.content is not None and one.role_key in roles:
            found.briefs.append((roles[one.role_key], one.content))
    sheets = Sheet.objects.visible_to(person).filter(group__rehearsal=found.rehearsal)
    for sheet in sheets.select_related("observer", "text"):
        name, items = sheet.observer.get_short_name(), found.document.checklist
        found.given.append(
            shown.given(name, sheet.marks, items, sheet.text.moment, sheet.text.words)
        )


# ------------------------------------------------------------------ the steps of the hour
def _steps(found: Page, person: Person, places: list[Place], now: datetime) -> None:
    """Fill in the steps; the one in which the group, or the last of all groups, is stands open."""
    told = found.shown_groups
    here = [one.group.phase for one in told] or [clock.PREBRIEF]
    order = list(clock.PHASES)
    last = min(here, key=order.index)
    for key in order:
        step = Step(
            key=key,
            label=str(shown.PHASES[key]),
            minutes=(clock.allowed(found.document, key) or 0) // 60,
            script=_script(found.document, key) or str(SCRIPT[key]),
            is_now=key == last,
            is_done=order.index(key) < order.index(last),
        )
        _note(step, found, told)
        found.steps.append(step)
    now_step = next(step for step in found.steps if step.is_now)
    _open(now_step, found, person, places)


def _script(document: Document, key: str) -> str:
    return "\n".join(one.script for one in document.steps if one.phase == key and one.script)


def _note(step: Step, found: Page, told: list[Shown]) -> None:
    """Say which groups are where, as soon as they are not all in the same step."""
    there = [one.number for one in told if one.group.phase == step.key]
    if there and len(there) < len(told):
        numbers = ", ".join(map(str, there))
        step.where = ngettext("group %(numbers)s", "groups %(numbers)s", len(there)) % {
            "numbers": numbers
        }
    if step.key == clock.DEBRIEF and not step.is_now:
        step.note = str(found.rehearsal.get_debrief_model_display())


def _open(step: Step, found: Page, person: Person, places: list[Place]) -> None:
    """Fill in the clock, the turns and the buttons of the step that is on."""
    told = [one for one in found.shown_groups if one.group.phase == step.key]
    if not told:
        return
    first = told[0]
    step.is_paused = all(one.is_paused for one in told)
    step.clock = first.clock
    if step.key == clock.DEBRIEF and len(told) == 1:
        names: dict[object, str] = {one.person_id: one.person.get_short_name() for one in places}
        castings = [
            one
            for one in found.castings
            if one.group_id == first.group.pk and one.person_id in names
        ]
        step.turns = shown.turns_of(
            found.rehearsal.debrief_model,
            first.group,
            castings,
            found.document,
            names,
            person.get_short_name(),
        )
    if step.key == clock.DEROLE:
        out = sum(1 for one in told for seat in one.seats if seat.has_stepped_out)
        whole = sum(len(one.seats) for one in told)
        step.note = _("%(out)d of %(whole)d have said that they are themselves again.") % {
            "out": out,
            "whole": whole,
        }
    step.is_last = step.key not in clock.IN_ROLE
    step.buttons = list(_buttons(step, first, found))


def _buttons(step: Step, first: Shown, found: Page) -> list[Button]:
    """Return what can be done now: one thing first, what is rarely wanted last and small."""
    key, group = step.key, first.group
    if not group.has_begun:
        return [Button("begin", _("Begin"), is_first=found.is_cast)]
    buttons = _within(step, group, found.rehearsal)
    for do in ON[key]:
        buttons.append(Button(do, str(GO[do]), is_first=not buttons))
    if key in (clock.DEROLE, clock.DEBRIEF) and found.may_open:
        buttons.append(Button("open", _("Open all briefs now")))
    for do in BEFORE.get(key, ()):
        buttons.append(Button(do, str(BACK if do == "to-play" else GO[do]), is_small=True))
    buttons.append(Button("more", _("Two minutes more"), is_small=True))
    return buttons


def _within(step: Step, group: Group, rehearsal: Rehearsal) -> list[Button]:
    if step.key in clock.IN_ROLE and step.is_paused:
        return [
            Button("resume", _("Go on"), is_first=True),
            Button("rewind", _("Ten seconds back")),
        ]
    if step.key in clock.IN_ROLE:
        return [Button("time_out", _("Time-out"), is_first=True)]
    is_last = group.speaker + 1 >= len(debriefing.turns(rehearsal.debrief_model))
    if step.key == clock.DEBRIEF and not is_last:
        said = _("The next one speaks")
        return [Button(f"speaker-{group.speaker + 1}", said, is_first=True)]
    return []
