"""Ticking lessons and steps as done, for oneself.

No audit event and no notice: a tick is private, and the log has other readers than its owner.
"""

import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotYours, Refused
from accounts.models import Cohort, Person
from accounts.policy import allows
from curriculum import activities
from curriculum.models import Completion, Lesson, Release


def _authorise(by: Person, release: Release, lesson: Lesson) -> None:
    """Raise NotYours unless ``by`` may read this lesson in this release."""
    if lesson.version_id != release.version_id or not allows(by, "read", release):
        raise NotYours
    activity = activities.of_kind(lesson.kind)
    if activity is not None and not activity.takes_tick:
        raise Refused(_("This one is done when you have written it, not by a tick."))


@transaction.atomic
def complete(*, by: Person, release: Release, lesson: Lesson) -> None:
    """Tick a lesson; a second tick changes nothing.

    NotYours when ``by`` may not read it there, Refused when its kind is done in another room.
    """
    _authorise(by, release, lesson)
    Completion.objects.get_or_create(
        person=by, release=release, lesson_key=lesson.key, step_key=None
    )


@transaction.atomic
def undo(*, by: Person, release: Release, lesson: Lesson) -> None:
    """Take the tick of a lesson away again; the ticks of its steps stay."""
    _authorise(by, release, lesson)
    mine = Completion.objects.visible_to(by, "change").filter(release=release)
    mine.filter(lesson_key=lesson.key, step_key=None).delete()


@transaction.atomic
def tick_steps(
    *, by: Person, release: Release, lesson: Lesson, steps: Collection[uuid.UUID]
) -> None:
    """Make ``steps`` exactly the ticked steps of a lesson; keys it does not have are ignored.

    With the last of them the lesson is done, and no longer when one of all is taken away again.
    """
    _authorise(by, release, lesson)
    known = set(lesson.steps.values_list("key", flat=True))
    wanted = known & set(steps)
    ticks = Completion.objects.visible_to(by, "change").filter(
        release=release, lesson_key=lesson.key
    )
    mine = ticks.filter(step_key__isnull=False)
    had_all = bool(known) and known <= set(mine.values_list("step_key", flat=True))
    if known and wanted == known:
        complete(by=by, release=release, lesson=lesson)
    elif had_all:
        ticks.filter(step_key=None).delete()
    mine.exclude(step_key__in=wanted).delete()
    kept = set(mine.values_list("step_key", flat=True))
    Completion.objects.bulk_create(
        (
            Completion(person=by, release=release, lesson_key=lesson.key, step_key=key)
            for key in wanted - kept
        ),
        ignore_conflicts=True,
    )


def rehearsed(*, cohort: Cohort, scenario: str, people: Iterable[uuid.UUID]) -> None:
    """Tick, for those who were in a rehearsal until it closed, the role-plays it was held for.

    The tick is theirs alone, as if they had set it, and may be taken away again. Whoever closed the
    rehearsal was asked for her right to, and reads none of them.
    """
    releases = Release.objects.filter(cohort=cohort, opens_at__lte=timezone.now())
    held_for = releases.filter(
        version__lessons__kind=Lesson.Kind.ROLEPLAY, version__lessons__scenario=scenario
    )
    told = list(held_for.values_list("pk", "version__lessons__key"))
    Completion.objects.bulk_create(
        (
            Completion(person_id=person, release_id=release, lesson_key=key)
            for person in people
            for release, key in told
        ),
        ignore_conflicts=True,
    )
