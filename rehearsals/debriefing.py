"""Who speaks when in a debrief, by the model the facilitator chose. Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLAYER, PATIENT, OBSERVERS, GROUP, FACILITATOR = (
    "player", "patient", "observers", "group", "facilitator"
)  # fmt: skip
ALOBA, PENDLETON, SET_GO, GAS, PEARLS = "aloba", "pendleton", "set_go", "gas", "pearls"


@dataclass(frozen=True)
class Turn:
    """One turn of a debrief: who speaks, and about what."""

    to: str
    said: str | Promise


_TURNS: dict[str, tuple[Turn, ...]] = {
    ALOBA: (
        Turn(PLAYER, _("What did you want to try, and what would help you now?")),
        Turn(PLAYER, _("What did you notice in yourself? What worked, what not yet?")),
        Turn(PATIENT, _("How was it for you? Which words reached you?")),
        Turn(OBSERVERS, _("What did you see and hear? Describe it, before you judge.")),
        Turn(GROUP, _("Which other ways could one try? Try one of them aloud.")),
        Turn(FACILITATOR, _("One or two things to take along.")),
    ),
    PENDLETON: (
        Turn(PLAYER, _("What went well?")),
        Turn(PATIENT, _("What was good for you?")),
        Turn(OBSERVERS, _("What else went well?")),
        Turn(PLAYER, _("What would you do otherwise?")),
        Turn(OBSERVERS, _("What else could one do otherwise, and how?")),
        Turn(FACILITATOR, _("Agree on what comes next.")),
    ),
    SET_GO: (
        Turn(OBSERVERS, _("What did you see?")),
        Turn(GROUP, _("What else was there? What happened next?")),
        Turn(PLAYER, _("What do you think yourself?")),
        Turn(PATIENT, _("What did you think, on the other chair?")),
        Turn(PLAYER, _("Which goal shall we work towards?")),
        Turn(GROUP, _("Offers: how could one get there? Rehearse one.")),
    ),
    GAS: (
        Turn(PLAYER, _("Gather: how was it? What happened?")),
        Turn(PATIENT, _("Gather: how was it on the other chair?")),
        Turn(OBSERVERS, _("Gather: what did you see?")),
        Turn(GROUP, _("Look closer: why did it go the way it went?")),
        Turn(FACILITATOR, _("Summarise: what we take along.")),
    ),
    PEARLS: (
        Turn(PLAYER, _("First reactions: how do you feel?")),
        Turn(PATIENT, _("First reactions: how do you feel?")),
        Turn(OBSERVERS, _("What happened, in a few sentences?")),
        Turn(GROUP, _("What went well, what would you change, and why?")),
        Turn(FACILITATOR, _("Summarise: what we take along.")),
    ),
}


def turns(model: str) -> tuple[Turn, ...]:
    """Return the turns of a debrief by this model."""
    return _TURNS[model]
