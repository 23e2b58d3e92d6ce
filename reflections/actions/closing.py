"""The author's last word on a page: she expects no more answers, or she does after all."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections.actions import settling
from reflections.models import Entry, PageClosing, Reply, Version
from reflections.queries import own


def refuse_closed(version: Version) -> None:
    """Raise NotNow where the author has closed this page: what is said about it has ended."""
    if PageClosing.objects.filter(version=version, opened_at=None).exists():
        name = version.entry.author.get_short_name()
        said = _("%(name)s has closed this page: it was answered, and that was enough.")
        raise NotNow(said % {"name": name}, field="body")


def _newest(by: Person, entry: Entry) -> Version:
    mine = own(by).select_for_update(of=("self",)).filter(pk=entry.pk).first()
    version = mine.versions.order_by("-number").first() if mine else None
    if version is None:
        raise NotYours
    return version


def close(*, by: Person, entry: Entry) -> PageClosing:
    """Say that no more answers are expected to the newest version. Said twice is said once.

    NotYours for another's page; NotNow before anybody answered.
    """
    try:
        with transaction.atomic():
            version = _newest(by, entry)
            known = PageClosing.objects.filter(version=version, opened_at=None).first()
            if known is not None:
                return known
            if not Reply.objects.filter(version=version, sent_at__isnull=False).exists():
                raise NotNow(_("Nobody has answered this yet, so there is nothing to close."))
            closing = PageClosing.objects.create(version=version)
            audit.record("entry.closed", by=by, about=entry, version=version.pk)
            return closing
    except IntegrityError:
        # Another tab of hers was faster by a moment.
        return PageClosing.objects.get(
            version__entry=entry, version__entry__author=by, opened_at=None
        )


@transaction.atomic
def reopen(*, by: Person, entry: Entry) -> None:
    """Expect answers again. NotYours for another's page; nothing happens where it is open."""
    version = _newest(by, entry)
    settling.wait_again(entry.pk)
    shut = PageClosing.objects.filter(version=version, opened_at=None)
    if shut.update(opened_at=timezone.now()):
        audit.record("entry.reopened", by=by, about=entry, version=version.pk)
