"""The dashboards of a whole school: eight cohorts of 120 students, as many questions as for one."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Mentoring, Person
from reflections.models import Entry, Pass, Reader, Reply, Version
from tests import make
from tests.reflections.test_glance import asks_as_often_as_ever, rows_of

COHORTS, STUDENTS, MENTORS, RELEASES = 8, 120, 15, 2


def _people(count: int, name: str) -> list[Person]:
    made = [
        Person(name=f"{name} {n}", email=f"{name}-{n}@example.org".lower()) for n in range(count)
    ]
    return Person.objects.bulk_create(made)


def _written(release, students, mentors) -> None:
    """Let every student but six write: a third waits, two thirds are answered; three pass."""
    lesson, at = make.reflection_of(release), make.ago(days=8)
    place = {"release": release, "lesson": lesson, "started_at": at}
    entries = Entry.objects.bulk_create(Entry(author=one, **place) for one in students[6:])
    sent = {"number": 1, "cohort": release.cohort, "submitted_at": at, "revision": 1, "words": 90}
    versions = Version.objects.bulk_create(Version(entry=one, **sent) for one in entries)
    mentor_of = [mentors[n % MENTORS] for n in range(6, STUDENTS)]
    pairs = list(zip(versions, mentor_of, strict=True))
    Reader.objects.bulk_create(
        Reader(version=version, person=mentor, via="mentor", since=at) for version, mentor in pairs
    )
    answered = [pair for n, pair in enumerate(pairs) if n % 3]
    Reply.objects.bulk_create(
        Reply(version=version, author=mentor, sent_at=make.ago(days=2))
        for version, mentor in answered
    )
    Pass.objects.bulk_create(
        Pass(person=one, release=release, lesson_key=lesson.key) for one in students[:3]
    )


def _cohort(number: int, lead: Person):
    cohort, since = make.cohort(name=f"Cohort {number}"), make.ago(days=90)
    students, mentors = _people(STUDENTS, f"S{number}"), _people(MENTORS, f"M{number}")
    seats = [("student", students), ("mentor", mentors), ("lead", [lead])]
    Membership.objects.bulk_create(
        Membership(person=one, cohort=cohort, role=role, starts_at=since)
        for role, people in seats
        for one in people
    )
    Mentoring.objects.bulk_create(
        Mentoring(mentor=mentors[n % MENTORS], student=one, cohort=cohort, starts_at=since)
        for n, one in enumerate(students)
    )
    due_on = timezone.localdate() - timedelta(days=2)
    for _n in range(RELEASES):
        _written(make.taught(cohort=cohort, due_on=due_on), students, mentors)
    return cohort


def test_a_school_of_eight_by_120_asks_as_often_as_one_cohort(
    db, client_for, django_assert_num_queries
) -> None:
    lead = make.person()
    cohorts = [_cohort(number, lead) for number in range(COHORTS)]
    client = client_for(lead)
    asks_as_often_as_ever(client, cohorts[-1].slug, django_assert_num_queries)
    # And the figures are right: 114 wrote for each of two releases; 38 of each wait.
    header, *lines = rows_of(client.get(reverse("cohorts_table", args=["figures"])))
    assert len(lines) == COHORTS
    for row in lines:
        said = dict(zip(header, row, strict=True))
        assert (said["Students"], said["Submitted"], said["Waiting"]) == ("120", "228", "76")
        assert said["Five days or more"] == "76"
    page = client.get(reverse("cohort_progress", args=[cohorts[0].slug])).content.decode()
    assert len(re.findall(r'<th scope="row">M0 \d+</th>', page)) == MENTORS
