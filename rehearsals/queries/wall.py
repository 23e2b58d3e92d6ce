"""The wall: how to come in, where the groups are, the clock. Nothing of a brief, and no name."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Person
from curriculum import scenario_document
from curriculum.scenario_document import Document
from rehearsals import clock
from rehearsals.models import Rehearsal
from rehearsals.queries import shown
from rehearsals.queries.dialogue import Talk, talk_of
from rehearsals.queries.now import Now
from rehearsals.queries.shown import Clock, Phase

SAID: dict[str, str | Promise] = {
    clock.PREBRIEF: gettext_lazy("Anyone may pass. Anyone may pause us."),
    clock.PREPARE: gettext_lazy("Read your own brief, alone."),
    clock.PAUSED: gettext_lazy(
        "What are you trying to do? What do you notice? Who has a line to offer?"
    ),
    clock.DEROLE: gettext_lazy(
        "Stand, shake it out, change chairs. Say your own name and one thing that is different."
    ),
    clock.DEBRIEF: gettext_lazy("Describe before you judge."),
    clock.REPLAY: gettext_lazy("The hardest minute once more, with one change."),
}


@dataclass(frozen=True)
class Shown:
    number: int
    phase: Phase
    clock: Clock
    is_paused: bool

    @property
    def said(self) -> str:
        return str(SAID.get(self.phase.key, ""))


@dataclass
class Page:
    now: Now
    rehearsal: Rehearsal
    document: Document
    groups: list[Shown] = field(default_factory=list)
    has_begun: bool = False
    join_url: str = ""
    # Of the one group: its round and its map. No name is shown of it.
    talk: Talk | None = None

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def together(self) -> Shown | None:
        """Return the one group, if there is only one: its clock fills the wall."""
        return self.groups[0] if len(self.groups) == 1 else None

    @property
    def spoken(self) -> str:
        return self.together.phase.label if self.together else ""


def page(person: Person, now: Now | None) -> Page | None:
    """Return the wall of a rehearsal this person runs ``now``; None for everybody else."""
    if now is None:
        return None
    mine = Rehearsal.objects.visible_to(person, "oversee").filter(pk=now.rehearsal)
    rehearsal = mine.select_related("edition", "cohort").first()
    if rehearsal is None:
        return None
    groups = list(rehearsal.groups.all())
    return Page(
        now=now,
        rehearsal=rehearsal,
        document=scenario_document.public(rehearsal.document),
        groups=[
            Shown(g.number, shown.phase(g.shown_phase), shown.clock_of(g, now.at), g.is_paused)
            for g in groups
        ],
        has_begun=any(g.has_begun for g in groups),
        talk=talk_of(person, groups[0], rehearsal.document) if len(groups) == 1 else None,
    )
