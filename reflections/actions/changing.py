"""Another mentor: what the student's pages do about it, before and after somebody is found."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit, notices
from accounts.actions import mentor_changes
from accounts.errors import NotYours
from accounts.models import Cohort, MentorChange, Mentoring, Person
from accounts.policy import allows
from reflections.actions import contacting
from reflections.models import Handover, Reader, Reply, Version
from reflections.queries.changing import submitted_to


@transaction.atomic
def ask(*, by: Person, cohort: Cohort, along: Iterable[UUID] = ()) -> MentorChange:
    """Ask for another mentor. The old one, and who covers for them, read nothing from now on.

    ``along`` names the pages the next mentor may have. NotNow where she has no mentor.
    """
    change = mentor_changes.ask(by=by, cohort=cohort)
    # Not even if these two are paired again one day: then she is asked, page by page.
    live = Q(until=None, via__in=[Reader.Via.MENTOR, Reader.Via.COVER])
    theirs = Reader.objects.filter(live, version__entry__author=by, version__cohort=cohort)
    theirs.update(until=timezone.now())
    _say(change, by, along)
    return change


@transaction.atomic
def say_what_goes_along(*, change: MentorChange, by: Person, along: Iterable[UUID]) -> None:
    """Name anew the pages the next mentor may have, while there is none. NotYours otherwise."""
    if not allows(by, "write", change):
        raise NotYours
    open_ones = MentorChange.objects.filter(pk=change.pk, met_at=None)
    if open_ones.select_for_update().first() is None:
        raise NotYours
    _say(change, by, along)


def _say(change: MentorChange, by: Person, along: Iterable[UUID]) -> None:
    Handover.objects.filter(change=change).delete()
    pages = submitted_to(by, change.cohort_id).filter(pk__in=list(along))
    Handover.objects.bulk_create(
        Handover(change=change, entry_id=pk) for pk in pages.values_list("pk", flat=True)
    )


def hand_over(change: MentorChange, pair: Mentoring, by: Person) -> None:
    """Name the new mentor on the newest version of each page that may go along.

    Its author said so when she asked. Nothing goes to the mentor she asked to leave.
    """
    if pair.mentor_id == change.mentoring.mentor_id:
        return
    for version in _newest(change):
        row, is_new = Reader.objects.get_or_create(
            version=version, person=pair.mentor, via=Reader.Via.MENTOR
        )
        if not is_new:
            Reader.objects.filter(pk=row.pk).update(since=timezone.now(), until=None)
        audit.record(
            "entry.reader_added",
            by=by,
            about=version.entry,
            version=version.pk,
            person=pair.mentor_id,
        )
        if not Reply.objects.filter(version=version, sent_at__isnull=False).exists():
            kind = "asked_to_contact" if contacting.asks(version) else "something_to_read"
            notices.tell(kind, to=pair.mentor, about=version)


def _newest(change: MentorChange) -> list[Version]:
    pages = Handover.objects.filter(change=change).values("entry")
    versions = Version.objects.filter(entry__in=pages, entry__author=change.student_id)
    rows = versions.select_related("entry").order_by("number")
    newest = {version.entry_id: version for version in rows}
    return list(newest.values())
