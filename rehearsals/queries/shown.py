"""What every page of a rehearsal shows alike: phases by name, clocks, the turns of a debrief."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from curriculum.scenario_document import Document, Item
from rehearsals import clock, debriefing
from rehearsals.models import Casting, Group

PHASES: dict[str, str | Promise] = {
    clock.PREBRIEF: gettext_lazy("Pre-brief"),
    clock.PREPARE: gettext_lazy("Prepare"),
    clock.PLAY: gettext_lazy("Play"),
    clock.PAUSED: gettext_lazy("Time-out"),
    clock.DEROLE: gettext_lazy("De-role"),
    clock.DEBRIEF: gettext_lazy("Debrief"),
    clock.REPLAY: gettext_lazy("Second go"),
    clock.CLOSED: gettext_lazy("Take-away"),
}
_PLACES: dict[str, str | Promise] = {
    clock.PREBRIEF: gettext_lazy("first of seven"),
    clock.PREPARE: gettext_lazy("second of seven"),
    clock.PLAY: gettext_lazy("third of seven"),
    clock.DEROLE: gettext_lazy("fourth of seven"),
    clock.DEBRIEF: gettext_lazy("fifth of seven"),
    clock.REPLAY: gettext_lazy("sixth of seven"),
    clock.CLOSED: gettext_lazy("last of seven"),
}
# Which questions of the scenario belong to whom in the order of the debrief.
_QUESTIONS_TO = {
    debriefing.PLAYER: ("player",),
    debriefing.PATIENT: ("patient",),
    debriefing.OBSERVERS: ("observers",),
    debriefing.GROUP: ("group",),
    debriefing.FACILITATOR: ("learning", "next"),
}
MARKS: dict[str, str | Promise] = {
    "done": gettext_lazy("Done"),
    "partly": gettext_lazy("Partly"),
    "not_seen": gettext_lazy("Not seen"),
}


@dataclass(frozen=True)
class Phase:
    """A phase as people name it; ``place`` is where in the hour it stands."""

    key: str
    label: str
    place: str = ""


def phase(key: str) -> Phase:
    """Return a phase by its key."""
    return Phase(key, str(PHASES[key]), str(_PLACES.get(key, "")))


def phases() -> list[Phase]:
    """Return every phase, so that a page can name the next before it is fetched."""
    return [phase(key) for key in PHASES]


@dataclass(frozen=True)
class Clock:
    """One group's clock at one moment. ``text`` is None where none runs."""

    number: int
    text: str | None
    is_over: bool
    stands: bool
    said_left: str
    said_over: str
    said_stands: str

    @property
    def said(self) -> str:
        """Return the words under the figures."""
        return (
            self.said_stands if self.stands else self.said_over if self.is_over else self.said_left
        )


def read(seconds: int) -> str:
    """Return seconds as people read a clock: 4:05, or +0:12 when the time is over (clock.js)."""
    whole = abs(seconds)
    return f"{'+' if seconds < 0 else ''}{whole // 60}:{whole % 60:02}"


def clock_of(group: Group | None, at: datetime) -> Clock:
    """Return a group's clock; one that does not run where there is no group yet."""
    left = clock.left(group, at) if group and group.phase != clock.CLOSED else None
    minutes = round((group.seconds_allowed or 0) / 60) if group else 0
    about = {"minutes": minutes}
    return Clock(
        number=group.number if group else 0,
        text=None if left is None else read(left),
        is_over=left is not None and left <= 0,
        stands=bool(group and group.is_paused),
        said_left=ngettext("left of one minute", "left of %(minutes)d minutes", minutes) % about,
        said_over=_("over its time; finish in peace"),
        said_stands=_("left; the clock stands"),
    )


# ------------------------------------------------------------------ the debrief
@dataclass(frozen=True)
class Turn:
    """One turn of a debrief: who, by name, about what, and what the scenario asks of them."""

    who: str
    what: str
    questions: tuple[str, ...]
    is_now: bool
    is_done: bool


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def turns_of(
    model: str,
    group: Group,
    castings: Iterable[Casting],
    document: Document,
    names: dict[object, str],
    facilitator: str,
) -> list[Turn]:
    """Return the turns of this group's debrief, each with the names of those who speak."""
    kinds: dict[str, list[str]] = {}
    for casting in castings:
        for to in _speaks_as(casting, document):
            kinds.setdefault(to, []).append(names[casting.person_id])
    asked_before: set[str] = set()
    found = []
    for place, turn in enumerate(debriefing.turns(model)):
        asked = () if turn.to in asked_before else _questions(document, turn.to)
        asked_before.add(turn.to)
        found.append(
            Turn(
                who=_who(turn.to, kinds.get(turn.to, []), facilitator, document),
                what=str(turn.said),
                questions=asked,
                is_now=place == group.speaker,
                is_done=place < group.speaker,
            )
        )
    return found


def _has_learner(document: Document) -> bool:
    return any(role.kind == "learner" for role in document.roles)


def _speaks_as(casting: Casting, document: Document) -> tuple[str, ...]:
    """Return whose turns are this person's: two who talk with each other have both chairs'."""
    if casting.is_mirror or casting.kind in ("observer", "facilitator"):
        return (debriefing.OBSERVERS,)
    if not _has_learner(document):
        return (debriefing.PLAYER, debriefing.PATIENT)
    return (debriefing.PLAYER if casting.kind == "learner" else debriefing.PATIENT,)


def _questions(document: Document, to: str) -> tuple[str, ...]:
    return tuple(one.text for one in document.debrief if one.to in _QUESTIONS_TO[to])


def _who(to: str, names: list[str], facilitator: str, document: Document) -> str:
    roles = {
        debriefing.PLAYER: _("who played the clinician"),
        debriefing.PATIENT: _("who sat on the other chair"),
        debriefing.OBSERVERS: _("who watched"),
    }
    if not _has_learner(document):
        roles[debriefing.PLAYER] = roles[debriefing.PATIENT] = _("who talked")
    if to == debriefing.FACILITATOR:
        return facilitator
    if to == debriefing.GROUP or not document.played():
        return _("Everybody")
    if not names:
        return roles[to][:1].upper() + roles[to][1:]
    return _("%(names)s, %(role)s") % {"names": listed(names), "role": roles[to]}


# ------------------------------------------------------------------ what was seen
@dataclass(frozen=True)
class Marked:
    """Items of a sheet that were marked alike."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """A sheet as those who read it see it."""

    observer: str
    marked: tuple[Marked, ...]
    title: str
    body: str


def given(
    observer: str, marks: dict[str, str], items: Sequence[Item], title: str, body: str
) -> Given:
    """Return a sheet by what was done, partly and not seen; what was not marked is left out."""
    marked = []
    for value, label in MARKS.items():
        texts = tuple(i.text for n, i in enumerate(items) if marks.get(str(n)) == value)
        if texts:
            marked.append(Marked(str(label), texts))
    return Given(observer, tuple(marked), title, body)
