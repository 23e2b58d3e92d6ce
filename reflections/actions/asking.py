"""Another reader for one page: the author names her, without a reason, and can end it again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections.models import Entry, Reader, Version
from reflections.queries import own
from reflections.readers import others_to_ask

CHANGED = _("They cannot read for you any more. Look at the names once more.")


def _newest(by: Person, entry: Entry) -> Version:
    mine = own(by).select_for_update(of=("self",)).filter(pk=entry.pk).first()
    versions = mine.versions.select_related("entry", "cohort") if mine else None
    version = versions.order_by("-number").first() if versions is not None else None
    if version is None:
        raise NotYours
    return version


@transaction.atomic
def ask(*, by: Person, entry: Entry, person: Any) -> Reader:
    """Let another mentor of the cohort (named by id) read the newest version, and answer it.

    NotYours for another's page; NotNow when she is none of those who can be asked.
    """
    version = _newest(by, entry)
    asked = next((one for one in others_to_ask(version) if str(one.pk) == str(person)), None)
    if asked is None:
        raise NotNow(CHANGED)
    now = timezone.now()
    row, is_new = Reader.objects.get_or_create(
        version=version, person=asked, via=Reader.Via.ASKED, defaults={"since": now}
    )
    if not is_new:
        Reader.objects.filter(pk=row.pk).update(since=now, until=None, settled_at=None)
    about = {"version": version.pk, "person": asked.pk}
    audit.record("entry.reader_added", by=by, about=entry, **about)
    notices.tell_daily("something_to_read", to=asked, about=version)
    return row


@transaction.atomic
def end(*, by: Person, entry: Entry, person: Any) -> None:
    """Let that reader read no longer; what she wrote stays. NotYours where there is none.

    Of every version she was asked to read: the newest is perhaps none of them.
    """
    _newest(by, entry)
    live = Reader.objects.filter(version__entry=entry, via=Reader.Via.ASKED, until=None)
    rows = [one for one in live if str(one.person_id) == str(person)]
    if not rows:
        raise NotYours
    Reader.objects.filter(pk__in=[one.pk for one in rows]).update(until=timezone.now())
    for row in rows:
        about = {"version": row.version_id, "person": row.person_id}
        audit.record("entry.reader_ended", by=by, about=entry, **about)
