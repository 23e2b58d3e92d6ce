"""The common-ground map: a group's only product. It is kept if all agree, else it never was."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from rehearsals import clock
from rehearsals.actions.dialogue import Talk, seats_of, taken_up
from rehearsals.actions.told import changed
from rehearsals.models import Acceptance, Assent, Dialogue, MapLine, Rehearsal
from rehearsals.models.dialogue import LONGEST_LINE, MOST_LINES

# From the first round to the end of the debrief.
OPEN = (clock.PLAY, clock.DEROLE, clock.DEBRIEF, clock.REPLAY)
NOT_OPEN = _("The map opens with the first round.")
FULL = _("The map is full. Put two lines together, or take one off.")


def _drawing(by: Person, group_id: int) -> Talk:
    """Return the dialogue, locked; NotYours unless ``by`` is one of those who talk."""
    talk = taken_up(by, group_id, may_run=False)
    if not talk.is_seated:
        raise NotYours
    has_begun = talk.dialogue.round or MapLine.objects.filter(group=talk.group).exists()
    if talk.group.phase not in OPEN or not has_begun:
        raise NotNow(NOT_OPEN)
    return talk


def _was_changed(talk: Talk) -> None:
    """What was agreed to is not what stands there now: everybody is asked again."""
    Assent.objects.filter(place__group=talk.group).delete()
    changed(talk.group)


def _column(name: str) -> str:
    if name not in MapLine.Column.values:
        raise Refused(_("Choose where it belongs."), field="column")
    return name


@transaction.atomic
def put(*, by: Person, group_id: int, column: str, text: str) -> None:
    """Put a line on the map; the same words twice are one line, where they were put last.

    Refused beside its field: nothing in it, too long, or a full map.
    """
    talk = _drawing(by, group_id)
    said = " ".join(words.normalise(text).split())
    if not said:
        raise Refused(_("There is nothing in this line yet."), field="text")
    try:
        words.check(said, longest=LONGEST_LINE)
    except ValidationError as error:
        raise Refused(error.messages[0], field="text") from error
    lines = MapLine.objects.filter(group=talk.group)
    if lines.filter(text=said).update(column=_column(column)):
        return _was_changed(talk)
    if lines.count() >= MOST_LINES:
        raise Refused(FULL, field="text")
    last = lines.aggregate(last=Max("position"))["last"] or 0
    MapLine.objects.create(group=talk.group, column=_column(column), text=said, position=last + 1)
    return _was_changed(talk)


@transaction.atomic
def move(*, by: Person, group_id: int, line_id: uuid.UUID, column: str) -> None:
    """Put a line where everybody accepts that it belongs. One that is gone changes nothing."""
    talk = _drawing(by, group_id)
    rows = MapLine.objects.filter(group=talk.group, pk=line_id).exclude(column=_column(column))
    if rows.update(column=column):
        _was_changed(talk)


@transaction.atomic
def take_off(*, by: Person, group_id: int, line_id: uuid.UUID) -> None:
    """Take a line off the map; nothing says that it was there."""
    talk = _drawing(by, group_id)
    if MapLine.objects.filter(group=talk.group, pk=line_id).delete()[0]:
        _was_changed(talk)


@transaction.atomic
def would_keep(*, by: Person, group_id: int, keeps: bool) -> None:
    """Say whether the map, as it stands, may be kept. Nobody else learns what she said."""
    talk = _drawing(by, group_id)
    if not keeps:
        Assent.objects.filter(place=talk.mine).delete()
    elif MapLine.objects.filter(group=talk.group).exists():
        Assent.objects.get_or_create(place=talk.mine)


def settle(*, rehearsal: Rehearsal) -> None:
    """Keep the maps all agreed to, and leave no trace of the others, nor of who agreed.

    Called as the rehearsal is closed, in its transaction, by whoever may close it.
    """
    for dialogue in Dialogue.objects.filter(group__rehearsal=rehearsal).select_related("group"):
        seats = seats_of(dialogue.group)
        agreed = Assent.objects.filter(place__in=seats).count()
        lines = MapLine.objects.filter(group=dialogue.group)
        if seats and agreed == len(seats) and lines.exists():
            dialogue.kept_at = timezone.now()
            dialogue.speaker = dialogue.listener = None
            dialogue.is_restating = dialogue.is_again = False
            dialogue.round = dialogue.turns = dialogue.turn_began = 0
            dialogue.save()
        else:
            lines.delete()
            dialogue.delete()
    for model in (Acceptance, Assent):
        model.objects.filter(place__rehearsal=rehearsal).delete()
