"""What somebody may read because the submit button named her as the cohort's lead."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from reflections.clauses import holding_leads
from reflections.conditions import is_answered, is_newest
from reflections.models import Version


def naming(person: Person) -> QuerySet[Version]:
    """Return the newest versions that name ``person`` as lead, the last one first.

    Each knows ``was_answered``; its author, cohort, prompt and title come along.
    """
    named = holding_leads(timezone.now()).filter(person=person)
    return (
        Version.objects.visible_to(person, "read")
        .filter(is_newest(), pk__in=named.values("version"))
        .annotate(was_answered=is_answered())
        .select_related("entry__author", "cohort", "prompt", "text")
        .order_by("-submitted_at", "-pk")
    )
