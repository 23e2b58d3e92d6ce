"""What a module page is told about a practice alone: where it is. Nothing of a run is kept."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from curriculum.activities import Status
from curriculum.models import Lesson, Release


class PracticeActivity:
    """Answers for lessons of the kind ``practice``: each leads to the encounter it names."""

    kind = Lesson.Kind.PRACTICE
    takes_tick = True

    def url_for(self, release: Release, lesson: Lesson) -> str:
        """Return where it is played."""
        return reverse("practice", args=[lesson.scenario])

    def pass_url(self, release: Release, lesson: Lesson) -> str:
        """Return nothing: nobody counts who practises, so nobody has to pass."""
        return ""

    def status_for(
        self, person: Person, release: Release, lessons: Iterable[Lesson]
    ) -> Mapping[int, Status]:
        """Return the way to each practice that this person may play (``is_playable``). No query.

        The lessons must have come from an outline of hers.
        """
        return {
            lesson.pk: Status(
                is_done=False,
                said=_("Alone, whenever you like"),
                url=self.url_for(release, lesson),
                is_begun=False,
            )
            for lesson in lessons
            if lesson.is_playable
        }

    def done_counts(self, person: Person, releases: Iterable[Release]) -> Mapping[int, int]:
        """Return nothing: it is done by a tick of one's own."""
        return {}
