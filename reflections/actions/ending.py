"""What the end of a cohort asks of journals: how much still waits, and telling whom it concerns.

Counts and people only. Nothing here opens anything to anybody.
"""

from collections import Counter
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils import timezone

from accounts import notices
from accounts.cohort_rules import Unanswered
from accounts.models import Cohort, Person
from reflections.conditions import is_answered, is_newest
from reflections.models import Entry, Reader, Version


def _waiting(cohort: Cohort) -> QuerySet[Version]:
    """Return the newest versions submitted to this cohort that nobody answered."""
    waiting = Version.objects.filter(is_newest(), ~is_answered(), cohort=cohort)
    return waiting.filter(entry__gone_at=None)


def unanswered(cohort: Cohort) -> list[Unanswered]:
    """Return what waits in a cohort, by author and by the mentor named last. One query."""
    now = timezone.now()
    live = Q(until__isnull=True) | Q(until__gt=now)
    named = Reader.objects.filter(live, version=OuterRef("pk"), via=Reader.Via.MENTOR)
    mentor = Subquery(
        named.order_by("-since").values("person")[:1], output_field=UUIDField(null=True)
    )
    waiting = _waiting(cohort).annotate(named=mentor, student=F("entry__author"))
    counted: Counter[tuple[UUID, UUID | None]] = Counter(
        waiting.values_list("student", "named").order_by()
    )
    return [Unanswered(student, named, count) for (student, named), count in counted.items()]


def tell_authors(cohort: Cohort, by: Person) -> None:
    """Tell the authors of what waits that no answer will come; one letter to each."""
    at = cohort.archived_at or timezone.now()
    authors = Entry.objects.filter(pk__in=_waiting(cohort).values("entry")).values("author")
    people = Person.objects.filter(pk__in=authors, is_active=True)
    again = f"{at:%Y%m%d}"
    notices.tell_each("not_answered", people=[(one, cohort, again) for one in people])


def still_unanswered(person: Person, cohort: Cohort) -> bool:
    """Say whether something of hers ended unanswered with an archived cohort."""
    if cohort.archived_at is None:
        return False
    return _waiting(cohort).filter(entry__author=person).exists()
