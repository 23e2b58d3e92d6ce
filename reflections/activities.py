"""What a module page is told about reflections, and a story's page about its answers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import Person
from curriculum.activities import Status
from curriculum.following import Page
from curriculum.models import Lesson, Release


def keep_page(*, by: Person, page: Page) -> str:
    """Begin a private page that follows a rehearsal or a practice; return its writing room."""
    from reflections.actions import following  # noqa: PLC0415 - as below

    return reverse("entry_write", args=[following.begin(by=by, page=page)])


class StoryCompany:
    """Under a patient's story: its questions, answered in writing and read by the group."""

    kind = Lesson.Kind.NARRATIVE
    template = "reflections/_answers.html"
    script = "portal/js/answers.js"

    def facts_for(self, person: Person, release: Release, lesson: Lesson) -> Any:
        """Return the questions with what she may read of them; None for all but its students."""
        from reflections.queries import answers  # noqa: PLC0415 - as below

        return answers.company(person, release, lesson)


class ReflectionActivity:
    """Answers for lessons of the kind ``reflection``."""

    kind = Lesson.Kind.REFLECTION
    takes_tick = False

    def url_for(self, release: Release, lesson: Lesson) -> str:
        """Return the door to the writing room for this lesson."""
        return f"{reverse('entry_new')}?release={release.pk}&lesson={lesson.pk}"

    def pass_url(self, release: Release, lesson: Lesson) -> str:
        """Return the page on which one passes on this lesson, or takes the pass back."""
        return f"{reverse('reflection_pass')}?release={release.pk}&lesson={lesson.pk}"

    def status_for(
        self, person: Person, release: Release, lessons: Iterable[Lesson]
    ) -> Mapping[int, Status]:
        """Return the state by lesson pk; lessons nobody began are left out. One query."""
        from reflections import queries  # noqa: PLC0415 - queries need the filled registry

        return queries.statuses_of_lessons(person, release, list(lessons))

    def done_counts(self, person: Person, releases: Iterable[Release]) -> Mapping[int, int]:
        """Return how many of her reflections were submitted or passed on, by release pk. One query.

        One she passed on and wrote after all counts once.
        """
        from reflections import queries  # noqa: PLC0415 - as above

        of = {"release__in": list(releases)}
        still = Lesson.objects.filter(version=OuterRef("release__version"))
        mine = queries.own(person).filter(versions__isnull=False, **of)
        passed = queries.own_passes(person).filter(**of)
        # What was taken out of the version her cohort has now counts no more.
        mine = mine.filter(Exists(still.filter(key=OuterRef("lesson__key"))))
        passed = passed.filter(Exists(still.filter(key=OuterRef("lesson_key"))))
        done = mine.values_list("release", "lesson__key").union(
            passed.values_list("release", "lesson_key")
        )
        return Counter(release for release, _key in done)
