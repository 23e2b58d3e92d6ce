"""Sharing by choice: with whom a page could be shared, with whom it is, what others share."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.apart import barred
from accounts.models import Cohort, Group, GroupMembership, Membership, Person
from accounts.suppression import THRESHOLD
from reflections.models import Entry, Share
from reflections.parts import beneath
from reflections.queries.answers import mentor_groups
from reflections.queries.pictures import on_the_page
from reflections.readers import TITLES, cohort_of, shared_here

Role = Membership.Role
FEW = gettext_lazy("With so few of you it would be guessed whose it is. With your name it can be.")
KNOWN = gettext_lazy("It was shared with your name before, so it cannot be without it now.")
NOBODY = gettext_lazy("There is nobody in it but you.")


@dataclass(frozen=True)
class Company:
    """One choice on the page that asks: which students, by name, and whether hers is said."""

    key: str
    cohort: Cohort
    group: Group | None
    people: Sequence[Person]
    # Why it cannot be chosen; empty where it can.
    refusal: str | Promise = ""

    @property
    def is_named(self) -> bool:
        return self.key != "unnamed"

    @property
    def name(self) -> str:
        return self.group.name if self.group else self.cohort.name

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.people]

    @property
    def seen(self) -> str:
        """Return what a form carries to say who was named on the page."""
        ids = ",".join(sorted(str(one.pk) for one in self.people))
        return hashlib.sha256(ids.encode()).hexdigest()[:16]


def companies(person: Person, entry: Entry) -> list[Company]:
    """Return with whom she could share this page now; none for somebody who is no student."""
    at = timezone.now()
    cohort = cohort_of(person, entry.release)
    if cohort is None:
        return []
    place = mentor_groups(person, cohort.pk, at).select_related("group").first()
    group = place.group if place else None
    was_named = Exists(beneath(Share, entry=entry.pk, is_named=True))
    seats = list(_students(person, cohort, group, at).annotate(was_named=was_named))
    if all(seat.person_id != person.pk for seat in seats):
        return []
    others = [seat for seat in seats if seat.person_id != person.pk]
    fellows = [seat.person for seat in others]
    near = [seat.person for seat in others if seat.is_near]
    unnamed = KNOWN if seats[0].was_named else FEW if len(fellows) < THRESHOLD else ""
    found = [
        Company("cohort", cohort, None, fellows, "" if fellows else NOBODY),
        Company("unnamed", cohort, None, fellows, unnamed),
    ]
    if group is not None:
        found.insert(0, Company("group", cohort, group, near, "" if near else NOBODY))
    return found


def _students(person: Person, cohort: Cohort, group: Group | None, at: datetime) -> QuerySet[Any]:
    """Return the seats of the cohort's students, hers among them; ``is_near``: in the group too."""
    together = GroupMembership.objects.current(at).filter(person=OuterRef("person"), group=group)
    return (
        Membership.objects.current(at)
        .filter(cohort=cohort, role=Role.STUDENT, person__is_active=True)
        .exclude(barred(person, "person", at))
        .annotate(is_near=Exists(together))
        .select_related("person")
        .order_by("person__name", "person__pk")
    )


def says_her_name(person: Person, *texts: str) -> str:
    """Return the part of her own name that stands in what she is about to share, if any."""
    parts = [part for part in person.name.split() if len(part) > 2 and part.lower() not in TITLES]
    words = {word for text in texts for word in re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", text)}
    return next((part for part in parts if part in words), "")


@dataclass(frozen=True)
class Shared:
    """What is shared of a page at this moment, and who may read it now, by name."""

    # The cohort's name, or the group's.
    of: str
    is_named: bool
    has_begun: bool
    names: Sequence[str]

    @property
    def company(self) -> str:
        """Return "the students of Juniper", of the cohort or of the group."""
        return company_said(self.of)


def company_said(name: str) -> str:
    return _("the students of %(name)s") % {"name": name}


def shared_columns(at: datetime, entry: str = "pk") -> dict[str, Any]:
    """Return what a query of her own pages asks along for ``shared_of``; ``entry`` to the page."""
    live = beneath(Share, entry=OuterRef(entry), ended_at__isnull=True)
    of = live.annotate(of=Coalesce("group__name", "cohort__name"))
    return {
        "shared_with": Subquery(of.values("of")[:1]),
        "shared_named": Subquery(live.values("is_named")[:1]),
        "shared_since": Subquery(live.values("since")[:1]),
        "shared_names": shared_here(at, entry),
    }


def shared_of(row: Any) -> Shared | None:
    """Return what is shared now of a page that was read with ``shared_columns``, or None."""
    if row.shared_since is None:
        return None
    has_begun = row.shared_since <= timezone.now()
    names = [one["name"] for one in row.shared_names]
    return Shared(row.shared_with, row.shared_named, has_begun, names)


def own_share(entry: Entry) -> Share | None:
    """Return the share of a page of hers that is shared now. One query."""
    return beneath(Share, entry=entry, ended_at__isnull=True).first()


def shared_pages(person: Person) -> QuerySet[Any]:
    """Return what is shared with her now, each with its ``text`` and ``writer`` (None unnamed).

    ``has_pictures`` says whether it can show any.

    A page of her own without a name is among them like any other: were it missing, two who compare
    their lists would know whose it is.
    """
    named = Case(When(is_named=True, then=F("entry__author__name")))
    live = Q(ended_at__isnull=True, since__lte=timezone.now())
    rows = Share.objects.visible_to(person).filter(live)
    rows = rows.annotate(writer=named, has_pictures=on_the_page("entry"))
    return rows.select_related("cohort", "group", "text").order_by("-since", "pk")
