"""More time for one student, given by her mentor or her cohort's lead, without a reason."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from curriculum.models import Extension, Release
from curriculum.queries.more_time import base_of, has_passed, may_extend

TOLD = "due_date_changed"
STAYS = _("It was due for everybody already, so the time that was given stays.")


@transaction.atomic
def extend(*, release: Release, person: Person, until: date, by: Person) -> Extension:
    """Let ``person`` submit until ``until``, past a closing too; she is told, without a word.

    NotYours for somebody who is not hers to extend for. Refused for a day that is no later, or
    over; NotNow for less time than was given once the date of everybody has passed. The same day
    twice changes nothing.
    """
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not release.is_open or not may_extend(by, person, release.cohort):
        raise NotYours
    known = Extension.objects.filter(release=release, person=person).first()
    base = base_of(release)
    if base is None:
        raise NotNow(_("It has no due date, so there is nothing to extend."), field="until")
    made = known or Extension(release=release, person=person)
    had = made.due_at
    made.release, made.due_on, made.due_time = release, until, release.due_time
    made.derive()
    if made.due_at <= base:
        raise Refused(_("That is no later than the date everybody has."), field="until")
    if made.due_at <= timezone.now():
        raise Refused(_("That day is over."), field="until")
    if had == made.due_at:
        return made
    if had is not None and made.due_at < had and has_passed(release):
        raise NotNow(STAYS, field="until")
    made.granted_by, made.granted_at = by, timezone.now()
    made.save()
    # Who, for which release and until when: an id, an id and a day. Never why.
    audit.record("extension.given", by=by, about=release, person=person.pk, until=until)
    # Each day that is said is news, once a day.
    notices.tell_daily(TOLD, to=person, about=release, again=f"until{until:%Y%m%d}")
    return made


@transaction.atomic
def take_back(*, release: Release, person: Person, by: Person) -> None:
    """Take more time back, before the date of everybody has passed. Twice changes nothing."""
    release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not may_extend(by, person, release.cohort):
        raise NotYours
    known: Any = Extension.objects.filter(release=release, person=person)
    if not known.exists():
        return
    if has_passed(release):
        raise NotNow(STAYS)
    known.delete()
    audit.record("extension.taken_back", by=by, about=release, person=person.pk)
    notices.tell_daily(TOLD, to=person, about=release)
