"""The load on students: whose required reflections fall due close together, and their names."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Cohort, Membership, Person
from curriculum import load
from curriculum.models import Lesson, ModuleVersion, Release

Role = Membership.Role
MOST_NAMES = 12


@dataclass(frozen=True)
class Due:
    """One due date to be weighed; ``pk`` is that of the release itself where it is kept."""

    version_id: int
    due_on: date | None
    pk: int | None = None

    @classmethod
    def of(cls, release: Release) -> "Due":
        """Return what of a release is weighed."""
        return cls(release.version_id, release.due_on, release.pk)


def hit_in_order(cohort: Cohort, dues: list[Due]) -> dict[int, list[Any]]:
    """Return, by place in the list, who would have too much if these came one after another.

    Three queries. What the releases have been until now is forgotten first.
    """
    reflections = reflections_of({due.version_id for due in dues})
    if not any(reflections.get(due.version_id) and due.due_on for due in dues):
        return {}
    book = load_book(cohort, besides={due.pk for due in dues if due.pk})
    found = {}
    for place, due in enumerate(dues):
        new = [due.due_on] * reflections.get(due.version_id, 0) if due.due_on else []
        if not new:
            continue
        hit = [who for who, days in book.items() if load.is_too_much([*days, *new[1:]], new[0])]
        if hit:
            found[place] = hit
        for days in book.values():
            days.extend(new)
    return found


def load_book(
    cohort: Cohort, *, besides: Collection[int] = (), at: datetime | None = None
) -> dict[Any, list[date]]:
    """Return, for each current student of ``cohort``, the days her required reflections are due.

    A student in two cohorts has the dates of both. More time given to one person is not counted:
    the load is what was asked of her. Two queries.
    """
    moment = at or timezone.now()
    students = Membership.objects.current(moment).filter(role=Role.STUDENT)
    here = students.filter(cohort=cohort, person__is_active=True)
    seats = students.filter(person__in=here.values("person"))
    seats = seats.filter(Q(cohort=cohort) | Q(cohort__archived_at__isnull=True))
    places: dict[Any, set[int]] = defaultdict(set)
    for person, where in seats.values_list("person", "cohort"):
        places[person].add(where)
    # One row for each reflection of a release.
    released = Release.objects.filter(
        cohort__in=set().union(*places.values()),
        due_on__isnull=False,
        version__lessons__kind=Lesson.Kind.REFLECTION,
    ).exclude(pk__in=besides)
    dues: dict[int, list[date]] = defaultdict(list)
    for where, due_on in released.order_by().values_list("cohort", "due_on"):
        if due_on is not None:
            dues[where].append(due_on)
    return {who: [day for one in held for day in dues[one]] for who, held in places.items()}


def reflections_of(versions: Iterable[int]) -> dict[int, int]:
    """Return how many reflections each version asks for, by its id. One query."""
    rows = Lesson.objects.filter(version__in=list(versions), kind=Lesson.Kind.REFLECTION)
    counted = rows.order_by().values("version").annotate(n=Count("pk"))
    return {row["version"]: row["n"] for row in counted}


def asks_for_more(before: ModuleVersion, after: ModuleVersion) -> bool:
    """Say whether a version has more reflections than the one before it. One query."""
    found = reflections_of([before.pk, after.pk])
    return found.get(after.pk, 0) > found.get(before.pk, 0)


def too_much(person: Person, hit: Iterable[Any]) -> str:
    """Say whom a further reflection would hit, by the names ``person`` may know; "" for nobody.

    Nothing is said of where else they are taught.
    """
    ids = list(hit)
    if not ids:
        return ""
    known = Person.objects.visible_to(person).filter(pk__in=ids).order_by("name", "pk")
    names = list(known.values_list("name", flat=True))[:MOST_NAMES]
    rest = len(ids) - len(names)
    more = ngettext("one more", "%(count)d more", rest) % {"count": rest} if rest else ""
    who = [*names, more] if more and names else names
    if not who:
        who = [ngettext("One student", "%(count)d students", rest) % {"count": rest}]
    listed = _("%(first)s and %(last)s") % {"first": ", ".join(who[:-1]), "last": who[-1]}
    said = ngettext(
        "%(who)s would have a third reflection due within three weeks. Choose another day, or "
        "say why.",
        "%(who)s would have a third reflection due within three weeks. Choose another day, or "
        "say why.",
        len(ids),
    )
    return said % {"who": listed if len(who) > 1 else who[0]}
