"""What a module page is told about reflections."""

from collections.abc import Iterable, Mapping

from django.db.models import Count
from django.urls import reverse

from accounts.models import Person
from curriculum.activities import Status
from curriculum.models import Lesson, Release
from reflections.models import Entry


class ReflectionActivity:
    """Answers for lessons of the kind ``reflection``."""

    kind = Lesson.Kind.REFLECTION

    def url_for(self, release: Release, lesson: Lesson) -> str:
        """Return the door to the writing room for this lesson."""
        return f"{reverse('entry_new')}?release={release.pk}&lesson={lesson.pk}"

    def status_for(
        self, person: Person, release: Release, lessons: Iterable[Lesson]
    ) -> Mapping[int, Status]:
        """Return the state by lesson pk; lessons nobody began are left out. One query."""
        from reflections import queries  # noqa: PLC0415 - queries need the filled registry

        return queries.statuses_of_lessons(person, release, list(lessons))

    def done_counts(self, person: Person, releases: Iterable[Release]) -> Mapping[int, int]:
        """Return how many of her reflections were submitted, by release pk. One query."""
        mine = Entry.objects.visible_to(person).filter(author=person, release__in=list(releases))
        rows = mine.filter(versions__isnull=False).values("release")
        return dict(rows.annotate(n=Count("pk", distinct=True)).values_list("release", "n"))
