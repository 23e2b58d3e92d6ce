"""A rehearsal under somebody's hand: locked, and she may. Every change of a room begins here.

The row of the rehearsal is always locked before those of its groups.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from accounts.actions.rows import authorise
from accounts.models import Person
from rehearsals.models import Casting, Group, Place, Rehearsal


def hold(rehearsal: Rehearsal, by: Person, action: str = "run") -> Rehearsal:
    """Return the rehearsal as it is now, locked. Refused unless ``by`` may do ``action``."""
    rows = Rehearsal.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("edition").get(pk=rehearsal.pk)
    authorise(by, action, held)
    return held


def groups_of(rehearsal: Rehearsal, group: Group | None = None) -> list[Group]:
    """Return its groups as they are now, locked; with ``group`` that one alone."""
    rows = Group.objects.select_for_update(no_key=True).filter(rehearsal=rehearsal)
    return list(rows.filter(pk=group.pk) if group is not None else rows)


def occupied(rehearsal: Rehearsal, groups: Iterable[Group]) -> list[Group]:
    """Return those groups in which somebody sits; all of them where nobody sits anywhere."""
    there = set(Place.objects.filter(rehearsal=rehearsal).values_list("group", flat=True))
    rows = list(groups)
    return [group for group in rows if group.pk in there] or rows


def playing(group: Group) -> list[Casting]:
    """Return who has which role in the group's present round."""
    return list(Casting.objects.filter(group=group, rotation=group.rotation))


def roles_had(rehearsal: Rehearsal) -> dict[UUID, tuple[str, ...]]:
    """Return the roles each person played here before the present round. Nothing else counts."""
    rows = Casting.objects.filter(group__rehearsal=rehearsal, is_mirror=False)
    rows = rows.exclude(kind="observer").select_related("group")
    had: dict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for one in rows.order_by("rotation"):
        if one.rotation < one.group.rotation:
            had[one.person_id] += (one.role_key,)
    return had
