"""A cohort of twenty at three sites, whose pieces were due long enough ago to be final."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, GroupMembership, Membership, Mentoring, Person
from curriculum.models import Release
from tests import make

LONG = "word " * 25
SHORT = "word " * 24
SITES = {"Harbour": 12, "Meadow": 5, "Quay": 3}


@dataclass
class Led:
    """A cohort with its people, and one piece of it."""

    cohort: Cohort
    lead: Person
    mentor: Person
    students: list[Person] = field(default_factory=list)
    release: Release = None

    def write(self, student: Person, at: datetime, release: Release | None = None) -> Any:
        """Submit the piece at that moment."""
        made = make.entry(author=student, release=release or self.release, body="WORDS-of hers")
        return make.version(entry=made, readers={"mentor": self.mentor}, submitted_at=at)

    def answer(self, version: Any, body: str, days: int) -> Any:
        """Answer so many days after it was submitted."""
        at = version.submitted_at + timedelta(days=days, hours=1)
        return make.reply(version=version, author=self.mentor, body=f"REPLY-{body}", at=at)


def due(days_ago: int) -> Any:
    return timezone.localdate() - timedelta(days=days_ago)


def led(*, name: str = "Juniper", sites: dict[str, int] | None = None, days_ago: int = 60) -> Led:
    """Make the cohort, in it for 200 days, with one piece due so many days ago."""
    cohort = make.cohort(name=name, first_day=due(300))
    lead, mentor = make.person(name=f"Prof {name}"), make.person(name=f"Dr {name}")
    make.membership(person=lead, cohort=cohort, role="lead")
    make.membership(person=mentor, cohort=cohort, role="mentor")
    made = Led(cohort, lead, mentor)
    since = make.ago(days=200)
    for site, n in (SITES if sites is None else sites).items():
        group = make.group(cohort=cohort, name=site, kind="site")
        known = [
            Person(name=f"Student {at} of {site}", email=f"{site}{at}@{cohort.slug}.example")
            for at in range(n)
        ]
        Person.objects.bulk_create(known)
        Membership.objects.bulk_create(
            Membership(person=one, cohort=cohort, role="student", starts_at=since) for one in known
        )
        GroupMembership.objects.bulk_create(
            GroupMembership(group=group, person=one, starts_at=since) for one in known
        )
        Mentoring.objects.bulk_create(
            Mentoring(student=one, mentor=mentor, cohort=cohort, starts_at=since) for one in known
        )
        made.students += known
    made.release = make.taught(
        cohort=cohort, owner=lead, opens_on=due(days_ago + 14), due_on=due(days_ago)
    )
    return made
