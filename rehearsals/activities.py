"""What a module page is told about a role-play: whether a room is open, and the way in."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from curriculum.activities import Status
from curriculum.models import Lesson, Release


class RoleplayActivity:
    """Answers for lessons of the kind ``roleplay``."""

    kind = Lesson.Kind.ROLEPLAY
    takes_tick = True

    def url_for(self, release: Release, lesson: Lesson) -> str:
        """Return where one comes in by the code on the wall."""
        return reverse("rehearsal_join")

    def pass_url(self, release: Release, lesson: Lesson) -> str:
        """Return nothing: passing is said in the room, or by staying away."""
        return ""

    def status_for(
        self, person: Person, release: Release, lessons: Iterable[Lesson]
    ) -> Mapping[int, Status]:
        """Return the way into each room that is open to her cohort; none is no state. One query."""
        from rehearsals.models import Place, Rehearsal  # noqa: PLC0415 - rules exist only by now

        rows = [lesson for lesson in lessons if lesson.scenario]
        if not rows:
            return {}
        here = Place.objects.filter(rehearsal=OuterRef("pk"), person=person)
        rooms = Rehearsal.objects.visible_to(person, "join").filter(
            cohort=release.cohort_id, scenario__slug__in=[lesson.scenario for lesson in rows]
        )
        told = rooms.annotate(is_here=Exists(here)).order_by("opened_at")
        known = {
            slug: (pk, is_here) for slug, pk, is_here in
            told.values_list("scenario__slug", "pk", "is_here")
        }  # fmt: skip
        found: dict[int, Status] = {}
        for lesson in rows:
            if lesson.scenario not in known:
                continue
            pk, is_here = known[lesson.scenario]
            found[lesson.pk] = Status(
                is_done=False,
                said=_("You are in the room") if is_here else _("A room is open now"),
                url=reverse("rehearsal", args=[pk]) if is_here else self.url_for(release, lesson),
                go=_("Back to the room") if is_here else _("Join with the code on the wall"),
            )
        return found

    def done_counts(self, person: Person, releases: Iterable[Release]) -> Mapping[int, int]:
        """Return nothing: it is ticked when the room closes, and by oneself."""
        return {}
