"""Passing on a required reflection. Two a programme year; no reason is asked, none is kept.

Like a tick, a pass is hers alone: it leaves no line in the audit trail, which others read.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Membership, Person
from curriculum.models import Lesson, Release
from reflections.models import Pass, Version
from reflections.queries import own, own_pass, taken_this_year
from reflections.queries.passing import PER_YEAR

NONE_LEFT = _(
    "You have used both passes of this year. If this reflection is too much now, ask your mentor "
    "for more time: it is one click for them, and no reason is asked. Fifty-five words is plenty."
)
SENT_ALREADY = _("You have submitted this one already; there is nothing left to pass on.")
TOO_LATE = _("It was due already, so the pass stays. You can still write the reflection.")


@transaction.atomic
def take(*, by: Person, release: Release, lesson: Lesson) -> Pass:
    """Pass on one reflection. A second press changes nothing.

    ``release`` came with her extension. NotYours for somebody who is no student of its cohort;
    NotNow when it is not open, closed or submitted; Refused when both passes are used.
    """
    _as_student(by, release, lesson)
    # Two presses at once, on two devices, must not make three passes.
    Person.objects.select_for_update().only("pk").get(pk=by.pk)
    known = own_pass(by, release, lesson).first()
    if known is not None:
        return known
    if not release.is_open:
        raise NotNow(_("It is not open yet."))
    if release.is_closed:
        raise NotNow(_("This reflection is closed; nothing is asked of you any more."))
    if own(by).filter(release=release, lesson__key=lesson.key, versions__isnull=False).exists():
        raise NotNow(SENT_ALREADY)
    if taken_this_year(by, release.cohort, timezone.now()).count() >= PER_YEAR:
        raise Refused(NONE_LEFT)
    return Pass.objects.create(person=by, release=release, lesson_key=lesson.key)


@transaction.atomic
def take_back(*, by: Person, release: Release, lesson: Lesson) -> None:
    """Take the pass back, until the reflection is due for her. A second press changes nothing."""
    mine = own_pass(by, release, lesson).select_for_update()
    if not mine.exists():
        return
    if release.is_past_due:
        raise NotNow(TOO_LATE)
    mine.delete()


def given_back_by_writing(*, version: Version, release: Release | None) -> None:
    """Give a pass back to her who submits in time after all. Part of submitting."""
    entry = version.entry
    if release is None or entry.lesson is None or version.is_late or release.is_past_due:
        return
    own_pass(entry.author, release, entry.lesson).delete()


def _as_student(by: Person, release: Release, lesson: Lesson) -> None:
    seat = Membership.objects.current().filter(
        person=by, cohort=release.cohort_id, role=Membership.Role.STUDENT
    )
    if not by.is_active or not seat.exists():
        raise NotYours
    if lesson.kind != Lesson.Kind.REFLECTION or not _is_asked(release, lesson):
        raise NotYours


def _is_asked(release: Release, lesson: Lesson) -> bool:
    """Say whether the release asks for it; her page may show the version it had this morning."""
    if lesson.version_id == release.version_id:
        return True
    return Lesson.objects.filter(version=release.version_id, key=lesson.key).exists()
