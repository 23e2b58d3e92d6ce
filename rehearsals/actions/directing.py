"""Leading a group through its phases, and its clock. The truth is on the server.

A time-out belongs to everybody and is written down nowhere: neither who called it nor that it was.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions.rows import NOT_YOURS, authorise
from accounts.errors import NotNow, Refused
from accounts.models import Person
from accounts.policy import allows
from rehearsals import clock, debriefing
from rehearsals.actions.held import groups_of, hold, occupied
from rehearsals.actions.told import changed, changed_all
from rehearsals.models import Group, Place, Rehearsal

FIELDS = ["phase", "phase_started_at", "seconds_allowed", "paused_at", "paused_seconds", "speaker"]
NO_WAY = _("That comes later: no step of the way is left out.")
NOBODY_PLAYS = _("Nobody plays at the moment.")
NOT_OUT = _("Group %(groups)s has not stepped out of its roles yet.")
NO_DEBRIEF = _("The debrief has not begun.")
MOST_MINUTES, MOST_BACK = 60, 120


def enter(held: Rehearsal, group: Group, phase: str) -> None:
    """Put a group at the beginning of a phase; the caller saves it."""
    group.phase, group.phase_started_at = phase, timezone.now()
    group.seconds_allowed = clock.allowed(held.document, phase)
    group.paused_at, group.paused_seconds = None, 0
    if phase == clock.DEBRIEF:
        group.speaker = 0
    if phase in (clock.PREPARE, clock.PLAY, clock.REPLAY):
        Place.objects.filter(group=group.pk).update(deroled_at=None)


# ------------------------------------------------------------------ phases
@transaction.atomic
def move(*, by: Person, rehearsal: Rehearsal, to: str, group: Group | None = None) -> list[Group]:
    """Lead a group, or all of them, to a phase; return those that went.

    Whoever is there already stays where she is. Of all groups those go for which ``to`` is the next
    step, or one step back; NotNow when none can. When the last group comes to the debrief, all
    briefs open.
    """
    held = hold(rehearsal, by)
    own = groups_of(held, group)
    going = [one for one in own if to in clock.ways(one.phase)]
    if not going:
        if own and all(one.phase == to for one in own):
            return []
        raise NotNow(NO_WAY)
    _go(held, going, to)
    audit.record("rehearsal.moved", by=by, about=held, to=to, groups=len(going))
    if to == clock.DEBRIEF and not _not_out(held):
        _open(held, by)
    return going


def _go(held: Rehearsal, groups: Iterable[Group], to: str) -> None:
    if held.begun_at is None:
        held.begun_at = timezone.now()
        held.save(update_fields=["begun_at"])
    for one in groups:
        enter(held, one, to)
        one.save(update_fields=FIELDS)
        changed(one)


def _not_out(held: Rehearsal) -> list[Group]:
    """Return the groups that could still learn something from a brief that is not theirs."""
    there = (clock.DEBRIEF, clock.REPLAY)
    return [one for one in occupied(held, groups_of(held)) if one.phase not in there]


@transaction.atomic
def open_debrief(*, by: Person, rehearsal: Rehearsal) -> None:
    """Open the briefs to everybody in the room, and lead the groups that wait there to the debrief.

    NotNow while a group has not stepped out of its roles. There is no way back: what was read
    cannot be hidden again.
    """
    held = hold(rehearsal, by)
    out = (clock.DEROLE, clock.DEBRIEF, clock.REPLAY)
    own = occupied(held, groups_of(held))
    behind = [str(one.number) for one in own if one.phase not in out]
    if behind:
        raise NotNow(NOT_OUT % {"groups": ", ".join(behind)})
    _go(held, [one for one in own if one.phase == clock.DEROLE], clock.DEBRIEF)
    _open(held, by)


def _open(held: Rehearsal, by: Person) -> None:
    if held.debrief_opened_at is not None:
        return
    held.debrief_opened_at = timezone.now()
    held.save(update_fields=["debrief_opened_at"])
    changed_all(held)
    audit.record("rehearsal.debrief_opened", by=by, about=held)


@transaction.atomic
def next_speaker(*, by: Person, rehearsal: Rehearsal, to: int, group: Group | None = None) -> None:
    """Give the word to turn ``to`` of the debrief's order, in one group or in all that debrief."""
    held = hold(rehearsal, by)
    if not 0 <= to < len(debriefing.turns(held.debrief_model)):
        raise Refused(NO_DEBRIEF)
    own = [one for one in groups_of(held, group) if one.phase == clock.DEBRIEF]
    if not own:
        raise NotNow(NO_DEBRIEF)
    for one in own:
        one.speaker = to
        one.save(update_fields=["speaker"])
        changed(one)


# ------------------------------------------------------------------ the clock
@transaction.atomic
def time_out(*, by: Person, rehearsal: Rehearsal, group: Group | None = None) -> None:
    """Stop the clock. Anybody may, in her own group; whoever runs the room in one or in all.

    A second time-out changes nothing. NotNow when nobody plays.
    """
    own = [one for one in _may_pause(by, rehearsal, group) if one.phase in clock.IN_ROLE]
    if not own:
        raise NotNow(NOBODY_PLAYS)
    now = timezone.now()
    for one in own:
        if one.paused_at is None:
            one.paused_at = now
            one.save(update_fields=["paused_at"])
            changed(one)


@transaction.atomic
def resume(*, by: Person, rehearsal: Rehearsal, group: Group | None = None) -> None:
    """Let the clock go on where it stood. Where it goes already, nothing changes."""
    now = timezone.now()
    for one in _may_pause(by, rehearsal, group):
        if one.paused_at is not None:
            _set(one, clock.resumed(one, now))


@transaction.atomic
def rewind(
    *, by: Person, rehearsal: Rehearsal, group: Group | None = None, seconds: int = 10
) -> None:
    """Give seconds of the play back: "once more, from there". NotNow when nobody plays."""
    if not 1 <= seconds <= MOST_BACK:
        raise Refused(NOBODY_PLAYS, field="seconds")
    own = [one for one in _may_pause(by, rehearsal, group) if one.phase in clock.IN_ROLE]
    if not own:
        raise NotNow(NOBODY_PLAYS)
    now = timezone.now()
    for one in own:
        _set(one, clock.rewound(one, now, seconds))


@transaction.atomic
def more_minutes(
    *, by: Person, rehearsal: Rehearsal, seen: int, minutes: int = 2, group: Group | None = None
) -> None:
    """Give a phase more time. ``seen``: the room's ``sequence`` on the page that was pressed.

    A double press adds once. NotNow where no clock runs.
    """
    held = hold(rehearsal, by)
    if held.sequence != seen:
        return
    own = [one for one in groups_of(held, group) if one.seconds_allowed and one.has_begun]
    if not own or not 1 <= minutes <= MOST_MINUTES:
        raise NotNow(NOBODY_PLAYS)
    for one in own:
        one.seconds_allowed = (one.seconds_allowed or 0) + 60 * minutes
        one.save(update_fields=["seconds_allowed"])
        changed(one)
    changed_all(held)


def _may_pause(by: Person, rehearsal: Rehearsal, group: Group | None) -> list[Group]:
    """Return the groups, locked, whose clock ``by`` may stop: hers, or all where she runs them."""
    Rehearsal.objects.select_for_update(of=("self",), no_key=True).get(pk=rehearsal.pk)
    if group is None and not allows(by, "run", rehearsal):
        place = Place.objects.filter(rehearsal=rehearsal, person=by).select_related("group").first()
        if place is None or place.group is None:
            raise Refused(NOT_YOURS)
        group = place.group
    found = groups_of(rehearsal, group)
    for one in found:
        authorise(by, "pause", one)
    return found


def _set(group: Group, reading: clock.Reading) -> None:
    group.paused_at, group.paused_seconds = reading.paused_at, reading.paused_seconds
    group.save(update_fields=["paused_at", "paused_seconds"])
    changed(group)
