"""A dialogue in a group: agreements, turns, rounds. Nothing here is in the audit trail.

Whoever sits in the group drives it; whoever runs the rehearsal may move it on. What somebody thinks
is nowhere kept beside a name, nor who passed, nor who said “not yet”.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow, NotYours
from accounts.models import Person
from accounts.policy import allows
from curriculum.scenario_document import Document, Round
from rehearsals import clock, talking
from rehearsals.actions.told import changed
from rehearsals.models import Acceptance, Casting, Dialogue, Group, Place, Rehearsal

NOT_ALL = _("Not everybody here has accepted the agreements yet.")
NOT_PLAYING = _("The rounds begin when whoever runs the rehearsal says “play”.")
STANDS = _("It is time-out. Go on first.")
TURNS_LEFT = _("Not everybody has had a turn yet. Whoever wants to pass says so.")
NO_MORE = _("That was the last round.")
# The part of those who have none: they talk as themselves.
EVERYBODY = "everybody"


def seats_of(group: Group) -> list[Place]:
    """Return the places of those who talk, in their order. Two queries."""
    castings = Casting.objects.filter(group=group, rotation=group.rotation)
    return talking.seats(group.places.order_by("joined_at", "pk"), castings)


@dataclass
class Talk:
    """A group in the middle of a dialogue, locked, with whoever acts."""

    group: Group
    dialogue: Dialogue
    document: Document
    seats: list[Place]
    # The place of whoever acts; None for who runs it.
    mine: Place | None

    @property
    def round(self) -> Round | None:
        return talking.round_at(self.document, self.dialogue.round)

    @property
    def is_seated(self) -> bool:
        return self.mine in self.seats

    @property
    def second(self) -> int:
        """Return how many seconds of the group's clock have counted."""
        return int(clock.elapsed(self.group, timezone.now()))


def taken_up(by: Person, group_id: int, *, may_run: bool = True) -> Talk:
    """Lock a group and return its dialogue. NotYours unless ``by`` sits in it, or runs it.

    The transaction is the caller's.
    """
    group = Group.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    if group is None:
        raise NotYours
    sits = allows(by, "watch", group)
    if not (sits or (may_run and allows(by, "run", group.rehearsal))):
        raise NotYours
    document = group.rehearsal.document
    if not talking.is_dialogue(document) or group.rehearsal.is_closed:
        raise NotYours
    dialogue, _new = Dialogue.objects.get_or_create(
        group=group, defaults={"rotation": group.rotation}
    )
    if dialogue.rotation != group.rotation:
        dialogue.rotation, dialogue.round, dialogue.turns = group.rotation, 0, 0
        dialogue.speaker = dialogue.listener = None
        dialogue.save()
    mine = group.places.filter(person=by).first() if sits else None
    return Talk(group, dialogue, document, seats_of(group), mine)


# ------------------------------------------------------------------ agreements
@transaction.atomic
def accept(*, by: Person, group_id: int) -> None:
    """Accept the agreements of this dialogue; a second time changes nothing."""
    talk = taken_up(by, group_id, may_run=False)
    if talk.mine is not None:
        Acceptance.objects.get_or_create(place=talk.mine)
    changed(talk.group)


# ------------------------------------------------------------------ rounds
@transaction.atomic
def go_on(*, by: Person, group_id: int) -> None:
    """Begin the first round, or the next. Who runs the rehearsal need not wait for every turn.

    NotNow before the play, in a time-out, before everybody accepted, and after the last round.
    """
    talk = taken_up(by, group_id)
    _may_talk(talk)
    accepted = Acceptance.objects.filter(place__in=talk.seats).count()
    if talk.document.agreements and accepted < len(talk.seats):
        raise NotNow(NOT_ALL)
    here = talk.round
    is_waiting = here and not talking.is_over(here, talk.dialogue.turns, len(talk.seats))
    if is_waiting and not allows(by, "run", talk.group.rehearsal):
        raise NotNow(TURNS_LEFT)
    following = talking.round_at(talk.document, talk.dialogue.round + 1)
    if following is None:
        raise NotNow(NO_MORE)
    _set_clock(talk, following)
    talk.dialogue.round += 1
    talk.dialogue.turns = 0
    _sit(talk, talking.after(talk.seats, None) if talking.is_in_turn(following) else None)


def _may_talk(talk: Talk) -> None:
    if talk.group.phase not in clock.IN_ROLE:
        raise NotNow(NOT_PLAYING)
    if talk.group.is_paused:
        raise NotNow(STANDS)


def _set_clock(talk: Talk, one: Round) -> None:
    """Give the group's clock the minutes of a round."""
    Group.objects.filter(pk=talk.group.pk).update(
        phase_started_at=timezone.now(),
        seconds_allowed=one.minutes * 60 or None,
        paused_seconds=0,
    )
    talk.group.refresh_from_db(fields=["phase_started_at", "seconds_allowed", "paused_seconds"])


def _sit(talk: Talk, speaker: Place | None) -> None:
    """Let ``speaker`` speak, and whoever sits next to her listen; None for nobody."""
    listener = talking.after(talk.seats, speaker) if speaker else None
    row = talk.dialogue
    row.speaker, row.listener = speaker, listener if listener != speaker else None
    row.is_restating = row.is_again = False
    row.turn_began = talk.second
    row.save()
    changed(talk.group)


# ------------------------------------------------------------------ turns
@transaction.atomic
def said(*, by: Person, group_id: int) -> None:
    """Say that the speaker has spoken: the listener says it back, or the next one speaks."""
    talk = _at_turn(by, group_id)
    if talk.round and talking.is_looped(talk.round) and talk.dialogue.listener:
        talk.dialogue.is_restating, talk.dialogue.is_again = True, False
        talk.dialogue.save()
        return changed(talk.group)
    return _next(talk)


@transaction.atomic
def yes(*, by: Person, group_id: int) -> None:
    """Say, as the speaker, that this was it: understood, which is not agreed. The turn moves on."""
    talk = _at_turn(by, group_id)
    if not talk.dialogue.is_restating:
        raise NotNow(_("First it is said back to you."))
    _next(talk)


@transaction.atomic
def not_yet(*, by: Person, group_id: int) -> None:
    """Say, as the speaker, that something is missing: the listener tries again."""
    talk = _at_turn(by, group_id)
    if not talk.dialogue.is_restating:
        raise NotNow(_("First it is said back to you."))
    talk.dialogue.is_again = True
    talk.dialogue.save()
    changed(talk.group)


@transaction.atomic
def pass_on(*, by: Person, group_id: int) -> None:
    """Pass, as the speaker: no reason, and the next one speaks."""
    _next(_at_turn(by, group_id))


@transaction.atomic
def call_next(*, by: Person, group_id: int) -> None:
    """Let the next one speak, where the one whose turn it was has left the room, or is out of it.

    Whoever sits in the group may where nobody speaks; whoever runs it, at any moment.
    """
    talk = taken_up(by, group_id)
    _may_talk(talk)
    if talk.dialogue.speaker in talk.seats and not allows(by, "run", talk.group.rehearsal):
        raise NotYours
    if talk.round is None or not talking.is_in_turn(talk.round):
        raise NotNow(_("Nobody has a turn in this round: it is for all of you."))
    _next(talk)


def _at_turn(by: Person, group_id: int) -> Talk:
    """Return the dialogue, locked; NotYours unless ``by`` is the one who speaks."""
    talk = taken_up(by, group_id, may_run=False)
    _may_talk(talk)
    if talk.mine is None or talk.dialogue.speaker_id != talk.mine.pk:
        raise NotYours
    return talk


def _next(talk: Talk) -> None:
    """Let the next one speak; nobody where everybody had a turn."""
    row = talk.dialogue
    row.turns += 1
    is_over = row.turns >= len(talk.seats)
    _sit(talk, None if is_over else talking.after(talk.seats, row.speaker))


def note_parts(rehearsal: Rehearsal) -> None:
    """Note, as a dialogue without parts is closed, that those who talked in it took part."""
    document = rehearsal.document
    if not talking.is_dialogue(document) or document.played():
        return
    Casting.objects.bulk_create(
        (
            Casting(
                group=group,
                person_id=place.person_id,
                role_key=EVERYBODY,
                kind=EVERYBODY,
                rotation=group.rotation,
            )
            for group in rehearsal.groups.prefetch_related("places")
            for place in talking.seats(group.places.all(), ())
        ),
        ignore_conflicts=True,
    )
