"""What the run sheet says: at each step, on each button, and when it gets difficult."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from rehearsals import clock

SCRIPT: dict[str, str | Promise] = {
    clock.PREBRIEF: gettext_lazy(
        "The aim, what is said here stays here, the content note, who watches for what. “Anyone "
        "may pass, anyone may pause us.”"
    ),
    clock.PREPARE: gettext_lazy("Everybody reads their own brief, alone."),
    clock.PLAY: gettext_lazy("Anyone may call a time-out. Then ten seconds back, and on."),
    clock.DEROLE: gettext_lazy(
        "Stand, shake it out, swap chairs; say your own name and one difference."
    ),
    clock.DEBRIEF: gettext_lazy(
        "When the last group has come to it, all briefs open to everybody here."
    ),
    clock.REPLAY: gettext_lazy("The hardest minute once more, with one change."),
    clock.CLOSED: gettext_lazy("One phrase to keep, and a page to write on for whoever wants to."),
}
GO: dict[str, str | Promise] = {
    "to-prebrief": gettext_lazy("Back to the pre-brief"),
    "to-prepare": gettext_lazy("Go to prepare"),
    "to-play": gettext_lazy("Begin to play"),
    "to-derole": gettext_lazy("Go to de-role"),
    "to-debrief": gettext_lazy("Go to the debrief"),
    "to-replay": gettext_lazy("Go to the second go"),
    "rotate": gettext_lazy("Next round: change chairs"),
}
BACK = gettext_lazy("Back to play")
# What leads on from a phase, and what leads back for whoever pressed too early.
ON = {
    clock.PREBRIEF: ("to-prepare",),
    clock.PREPARE: ("to-play",),
    clock.PLAY: ("to-derole",),
    clock.DEROLE: ("to-debrief",),
    clock.DEBRIEF: ("to-replay", "rotate"),
    clock.REPLAY: ("to-derole",),
}
BEFORE = {
    clock.PREPARE: ("to-prebrief",),
    clock.DEROLE: ("to-play",),
    clock.DEBRIEF: ("to-derole",),
}
GUIDE: dict[str, str | Promise] = {
    "time_out": gettext_lazy("Time-out"),
    "hints": gettext_lazy("When they are stuck"),
    "distress": gettext_lazy("When somebody is distressed"),
    "passive": gettext_lazy("Whoever passes"),
    "pitfalls": gettext_lazy("Common pitfalls"),
    "setup": gettext_lazy("The room"),
}
