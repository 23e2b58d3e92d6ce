"""Giving out roles: by hand, by a fair draw, by changing chairs, round after round.

The audit trail is told that roles were given out and to how many, never to whom.
"""

import random
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import apart, audit
from accounts.errors import NotNow, Refused
from accounts.models import Person
from rehearsals import clock, drawing
from rehearsals.actions.directing import enter
from rehearsals.actions.held import groups_of, hold, playing, roles_had
from rehearsals.actions.told import changed, changed_all
from rehearsals.casting import OBSERVER, chairs, is_played, kind_of, observer_key
from rehearsals.drawing import Present, Seat
from rehearsals.models import Casting, Group, Place, Rehearsal

BEFORE = (clock.PREBRIEF, clock.PREPARE)
NOT_HERE = _("This person is not in the room.")
WATCHES = _("They would rather watch this one.")
NO_ROLE = _("The scenario has no such role.")
NO_GROUP = _("There is no such group.")
HAVE_BEGUN = _("A group plays already. Change chairs by hand, or fill the empty ones.")
PLAY_ON = _("The next round begins when the group has stepped out of its roles.")
TOO_FEW = ngettext_lazy(
    "One more person needs to be ready to play.",
    "%(lack)d more people need to be ready to play.",
    "lack",
)


# ------------------------------------------------------------------ by hand
@transaction.atomic
def cast(
    *, by: Person, rehearsal: Rehearsal, person: Person, number: int, role_key: str = ""
) -> None:
    """Give somebody a role in a group, or with "" take her out of it.

    ``number`` may be the next one: that makes the group. Whoever had the chair watches from now on.
    Refused for a role to somebody who said "not this one".
    """
    cast_several(by=by, rehearsal=rehearsal, seats=[(person, number, role_key)])


@transaction.atomic
def cast_several(
    *, by: Person, rehearsal: Rehearsal, seats: Sequence[tuple[Person, int, str]]
) -> None:
    """Give several people (who, which group, which role) what ``cast`` gives one, or nobody."""
    held = hold(rehearsal, by)
    for person, number, role_key in seats:
        _give(held, person, number, role_key)
    audit.record("rehearsal.cast", by=by, about=held, people=len(seats))


def _give(held: Rehearsal, person: Person, number: int, role_key: str) -> None:
    place = _place_of(held, person)
    key = role_key or observer_key(held.document)
    plays = is_played(held.document, key)
    if plays and place.may_play is False:
        raise Refused(WATCHES, field="person")
    if not plays and key != observer_key(held.document):
        raise Refused(NO_ROLE, field="role_key")
    before = place.group
    group = _group_numbered(held, number) if role_key else None
    _unseat(place)
    place.group = group
    place.save(update_fields=["group"])
    # In a dialogue without parts a group is all that can be given.
    if group is not None and chairs(held.document):
        _make_room(held, group, key)
        _seat(held, group, person.pk, key)
    _tell(held, before, group)


def _place_of(held: Rehearsal, person: Person) -> Place:
    rows = Place.objects.filter(rehearsal=held, person=person)
    place: Place | None = rows.select_related("group").first()
    if place is None:
        raise Refused(NOT_HERE, field="person")
    return place


def _group_numbered(held: Rehearsal, number: int) -> Group:
    groups = {group.number: group for group in groups_of(held)}
    if number in groups:
        return groups[number]
    if number != len(groups) + 1:
        raise Refused(NO_GROUP, field="number")
    return _new_group(held, number)


def _new_group(held: Rehearsal, number: int) -> Group:
    """Make a group; where the others have begun, so has this one."""
    group = Group(rehearsal=held, number=number)
    if held.begun_at is not None:
        enter(held, group, clock.PREBRIEF)
    group.save()
    return group


def _unseat(place: Place) -> None:
    if place.group is not None:
        Casting.objects.filter(
            group=place.group, person=place.person_id, rotation=place.group.rotation
        ).delete()


def _make_room(held: Rehearsal, group: Group, key: str) -> None:
    """Let whoever has the role watch, where all its chairs are taken."""
    if not is_played(held.document, key):
        return
    sitting = [one for one in playing(group) if one.role_key == key and not one.is_mirror]
    for one in sitting[chairs(held.document).count(key) - 1 :]:
        one.role_key, one.kind = observer_key(held.document), OBSERVER
        one.save(update_fields=["role_key", "kind"])


def _seat(
    held: Rehearsal, group: Group, person: UUID, key: str, *, is_mirror: bool = False
) -> None:
    Casting.objects.create(
        group=group,
        person_id=person,
        role_key=key,
        kind=kind_of(held.document, key),
        rotation=group.rotation,
        is_mirror=is_mirror,
    )


def _tell(held: Rehearsal, *groups: Group | None) -> None:
    changed(*{group for group in groups if group is not None})
    changed_all(held)


@transaction.atomic
def swap(*, by: Person, rehearsal: Rehearsal, one: Person, other: Person) -> None:
    """Let two people change chairs, groups included. Refused where one would play who watches."""
    held = hold(rehearsal, by)
    places = [_place_of(held, one), _place_of(held, other)]
    seats = [_seat_of(place) for place in places]
    for place, seat in zip(places, reversed(seats), strict=True):
        if place.may_play is False and seat is not None and seat.kind != OBSERVER:
            raise Refused(WATCHES, field="person")
    said = [(place.group, seat) for place, seat in zip(places, seats, strict=True)]
    for place in places:
        _unseat(place)
    for place, (group, chair) in zip(places, reversed(said), strict=True):
        place.group = group
        place.save(update_fields=["group"])
        if group is not None and chair is not None:
            _seat(held, group, place.person_id, chair.role_key, is_mirror=chair.is_mirror)
    _tell(held, *(group for group, _chair in said))
    audit.record("rehearsal.cast", by=by, about=held, people=2)


def _seat_of(place: Place) -> Casting | None:
    if place.group is None:
        return None
    rows = Casting.objects.filter(group=place.group, rotation=place.group.rotation)
    return rows.filter(person=place.person_id).first()


# ------------------------------------------------------------------ by a draw
@transaction.atomic
def draw_fairly(
    *, by: Person, rehearsal: Rehearsal, groups: int | None = None, mirrors: bool = False
) -> None:
    """Seat everybody who is in the room, as evenly and as fairly as it goes (rehearsals/drawing).

    ``groups``: how many, else as many as the scenario's size allows. With ``mirrors`` those who are
    ready and left over sit behind a player. NotNow once a group plays, or when too few are ready.
    """
    held = hold(rehearsal, by)
    known = groups_of(held)
    if any(group.phase not in BEFORE for group in known):
        raise NotNow(HAVE_BEGUN)
    people = _present(held)
    roles = chairs(held.document)
    seats = _drawn(held, people, roles, groups, mirrors)
    Casting.objects.filter(group__rehearsal=held, rotation=F("group__rotation")).delete()
    _sit_down(held, known, seats, has_roles=bool(roles))
    changed_all(held)
    numbers = len({seat.group for seat in seats})
    audit.record("rehearsal.cast", by=by, about=held, people=len(seats), groups=numbers)


def _present(held: Rehearsal, group: Group | None = None) -> list[Present]:
    had = roles_had(held)
    rows = Place.objects.filter(rehearsal=held).order_by("pk")
    if group is not None:
        rows = rows.filter(group=group)
    return [
        Present(one.person_id, one.may_play is True, had.get(one.person_id, ())) for one in rows
    ]


def _drawn(
    held: Rehearsal,
    people: list[Present],
    roles: tuple[str, ...],
    groups: int | None,
    mirrors: bool,
) -> list[Seat]:
    ready = sum(one.may_play for one in people)
    number = groups or drawing.groups_for(len(people), ready, len(roles), held.document.people_min)
    try:
        return drawing.draw(
            people,
            roles,
            groups=max(1, min(number, len(people) or 1)),
            dice=random.SystemRandom(),
            apart=_apart(people),
            mirrors=mirrors,
        )
    except drawing.TooFew as few:
        raise NotNow(TOO_FEW % {"lack": few.lack}, field="groups") from None


def _apart(people: list[Present]) -> drawing.Pairs:
    ids = {one.id for one in people}
    known = apart.apart(ids)
    pairs = {pair for pair in known.conflicts if pair <= ids}
    pairs |= {frozenset(pair) for pair in known.evaluating if set(pair) <= ids}
    return frozenset(pairs)


def _sit_down(held: Rehearsal, known: list[Group], seats: list[Seat], *, has_roles: bool) -> None:
    """Write the seats down: groups that are missing are made, those left empty go if they can."""
    groups = {group.number: group for group in known}
    for number in range(1, max((seat.group for seat in seats), default=1) + 1):
        if number not in groups:
            groups[number] = _new_group(held, number)
    watching = observer_key(held.document)
    places = {one.person_id: one for one in Place.objects.filter(rehearsal=held)}
    for seat in seats:
        places[seat.person].group = groups[seat.group]
    Place.objects.bulk_update(places.values(), ["group"])
    if has_roles:
        Casting.objects.bulk_create(
            Casting(
                group=groups[seat.group],
                person_id=seat.person,
                role_key=seat.role or watching,
                kind=kind_of(held.document, seat.role or watching),
                rotation=groups[seat.group].rotation,
                is_mirror=seat.is_mirror,
            )
            for seat in seats
        )
    empty = Group.objects.filter(rehearsal=held, number__gt=1, places=None, sheets=None)
    empty.filter(castings=None).delete()


@transaction.atomic
def redraw(*, by: Person, rehearsal: Rehearsal, group: Group) -> int:
    """Fill the empty chairs of a group from those who sit in it, and return how many were filled.

    Somebody left, came late or said "not this one": her mirror takes over, else whoever is ready
    and has played least. NotNow when a chair stays empty for want of people.
    """
    held = hold(rehearsal, by)
    own = next(iter(groups_of(held, group)), None)
    if own is None:
        raise Refused(NO_GROUP)
    sitting = playing(own)
    empty = list(chairs(held.document))
    for one in sitting:
        if not one.is_mirror and one.role_key in empty:
            empty.remove(one.role_key)
    seats = {one.person_id: one for one in sitting}
    free = [
        one
        for one in _present(held, own)
        if one.id not in seats or seats[one.id].kind == OBSERVER or seats[one.id].is_mirror
    ]
    behind = [Seat(one.person_id, 1, one.role_key, True) for one in sitting if one.is_mirror]
    taken = drawing.fill(empty, free, behind, random.SystemRandom())
    if len(taken) < len(empty):
        raise NotNow(TOO_FEW % {"lack": len(empty) - len(taken)})
    Casting.objects.filter(group=own, rotation=own.rotation, person__in=taken).delete()
    for person, role in taken.items():
        _seat(held, own, person, role)
    if taken:
        _tell(held, own)
        audit.record("rehearsal.cast", by=by, about=held, people=len(taken))
    return len(taken)


# ------------------------------------------------------------------ the next round
@transaction.atomic
def rotate(*, by: Person, rehearsal: Rehearsal, group: Group | None = None) -> None:
    """Let everybody who is ready take the next chair, and prepare. Without ``group`` in all groups.

    NotNow for a group that has not stepped out of its roles.
    """
    held = hold(rehearsal, by)
    own = [one for one in groups_of(held, group) if playing(one)]
    ripe = [one for one in own if one.phase in (clock.DEROLE, clock.DEBRIEF)]
    if not ripe or (group is None and len(ripe) < len(own)):
        raise NotNow(PLAY_ON)
    for one in ripe:
        _turn(held, one)
    audit.record("rehearsal.cast", by=by, about=held, groups=len(ripe))


def _turn(held: Rehearsal, group: Group) -> None:
    sitting = [
        Seat(one.person_id, 1, "" if one.kind == OBSERVER else one.role_key, one.is_mirror)
        for one in playing(group)
    ]
    here = {one.id for one in _present(held, group)}
    sitting = [seat for seat in sitting if seat.person in here]
    group.rotation += 1  # the round that is over counts from here on as had
    group.save(update_fields=["rotation"])
    for seat in drawing.rotate(sitting, chairs(held.document), _present(held, group)):
        _seat(held, group, seat.person, seat.role or observer_key(held.document))
    enter(held, group, clock.PREPARE)
    group.save()
    changed(group)
