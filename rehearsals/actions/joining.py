"""Coming in, saying whether one is ready to play, stepping out of a role, leaving.

None of it is in the audit trail, and leaving leaves nothing.
"""

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.rows import NOT_YOURS
from accounts.errors import NotNow, Refused
from accounts.models import Person
from rehearsals import clock, codes
from rehearsals.actions import topics
from rehearsals.actions.told import changed, stirred
from rehearsals.casting import OBSERVER, observer_key
from rehearsals.models import Casting, Group, Place, Rehearsal, Sheet, SheetText

UNKNOWN = _("No open rehearsal of yours has this code. Look at it once more.")
TOO_OFTEN = _("That was many tries. Wait a few minutes, then try again.")
NOT_YET = _("That comes after the play.")
TRIES, SPELL = 10, 300


def join(*, by: Person, code: str, opted_in: bool = False) -> Rehearsal:
    """Take a place in the room with this code and return it; a second time changes nothing.

    Refused in the same words whether there is none, it is closed, or it is another cohort's; and
    where a question asks each person first and she did not say that she chooses it. NotNow after
    many tries. Whoever runs it comes in without a place.
    """
    # Outside of the transaction: a refused try counts, too.
    _count_a_try(by)
    found = _come_in(by, codes.read(code), opted_in)
    cache.delete(_key(by))
    return found


def knock(*, by: Person, code: str) -> None:
    """Say that there is a room with this code to come into; trying counts as it does there."""
    _count_a_try(by)
    rooms = Rehearsal.objects.visible_to(by, "join").filter(code=codes.read(code))
    if not rooms.exclude(code="").exists():
        raise Refused(UNKNOWN, field="code")
    cache.delete(_key(by))


@transaction.atomic
def _come_in(by: Person, code: str, opted_in: bool) -> Rehearsal:
    rows = Rehearsal.objects.visible_to(by, "join").select_for_update(of=("self",), no_key=True)
    found: Rehearsal | None = rows.filter(code=code).exclude(code="").first()
    if found is None:
        raise Refused(UNKNOWN, field="code")
    if found.facilitator_id != by.pk:
        if not opted_in:
            topics.ask_first(found, by)
        _place, is_new = Place.objects.get_or_create(rehearsal=found, person=by)
        if is_new:
            stirred(found)
    return found


def _key(by: Person) -> str:
    return f"rehearsal-tries-{by.pk}"


def _count_a_try(by: Person) -> None:
    """Count this try; only a right code begins the count anew."""
    key = _key(by)
    cache.add(key, 0, SPELL)
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out at this very moment
        tries = 1
    if tries > TRIES:
        raise NotNow(TOO_OFTEN, field="code")


@transaction.atomic
def leave(*, by: Person, rehearsal: Rehearsal) -> None:
    """Leave the room. Place and roles go, and nothing says they were there.

    A sheet she gave is her own again: it has her name on it.
    """
    place = _own_place(by, rehearsal)
    given = Sheet.objects.filter(observer=by, group__rehearsal=rehearsal, given_at__isnull=False)
    watched = list(Group.objects.filter(sheets__in=given))
    SheetText.objects.filter(sheet__in=given).delete()
    given.update(given_at=None)
    changed(*watched)
    Casting.objects.filter(person=by, group__rehearsal=rehearsal).delete()
    place.delete()
    if place.group is not None:
        changed(place.group)
    stirred(rehearsal)


@transaction.atomic
def say_may_play(*, by: Person, rehearsal: Rehearsal, may_play: bool | None) -> None:
    """Say to be ready to play this one, or not this one; nobody is asked why.

    Who had a role and says "not this one" has it no more, and watches.
    """
    place = _own_place(by, rehearsal)
    place.may_play = may_play
    place.save(update_fields=["may_play"])
    if may_play is False and place.group is not None:
        held = Casting.objects.filter(
            person=by, group=place.group, rotation=place.group.rotation
        ).exclude(kind=OBSERVER)
        key = observer_key(rehearsal.document)
        if held.update(role_key=key, kind=OBSERVER, is_mirror=False):
            changed(place.group)
    stirred(rehearsal)


@transaction.atomic
def step_out(*, by: Person, rehearsal: Rehearsal) -> None:
    """Say to be oneself again. NotNow before the group has come to it."""
    place = _own_place(by, rehearsal)
    if place.group is None or place.group.phase not in (clock.DEROLE, clock.DEBRIEF):
        raise NotNow(NOT_YET)
    if place.deroled_at is None:
        place.deroled_at = timezone.now()
        place.save(update_fields=["deroled_at"])
        stirred(rehearsal)


def _own_place(by: Person, rehearsal: Rehearsal) -> Place:
    """Return her place, with the room locked: roles are given out under the same lock."""
    Rehearsal.objects.select_for_update(of=("self",), no_key=True).get(pk=rehearsal.pk)
    rows = Place.objects.visible_to(by, "change").filter(rehearsal=rehearsal, person=by)
    place: Place | None = rows.select_related("group").first()
    if place is None:
        raise Refused(NOT_YOURS)
    return place
