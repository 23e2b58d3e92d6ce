"""Taking a submitted version back, until somebody has read it."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections.actions import contacting, picturing
from reflections.models import Entry, Piece, Reading, VersionAsk, VersionText, Withdrawal
from reflections.queries import own, readings_of

READ = _("It was opened before you pressed, so it cannot be taken back any more.")
GONE = _("There is nothing of this page to take back.")


def withdraw(*, entry: Entry, by: Person) -> Withdrawal:
    """Take the newest version back: it is gone, for everybody, and her draft is a draft again.

    NotYours for another's page; NotNow when nothing is submitted, or somebody opened it first. Of
    reading and withdrawing at once the database lets one through: a reading names its version.
    """
    try:
        with transaction.atomic():
            return _withdraw(entry, by)
    except (ProtectedError, IntegrityError):
        raise NotNow(READ) from None


def _withdraw(entry: Entry, by: Person) -> Withdrawal:
    mine = own(by).select_for_update().filter(pk=entry.pk).first()
    if mine is None:
        raise NotYours
    version = mine.versions.order_by("-number").first()
    if version is None:
        raise NotNow(GONE)
    if readings_of(version).exists():
        raise NotNow(READ)
    done = Withdrawal.objects.create(
        entry=mine, number=version.number, submitted_at=version.submitted_at
    )
    # A portfolio shows the page's newest words instead; they are the same.
    Piece.objects.filter(version=version).update(version=None)
    # Of a break-glass she is told of later, the line in her log stays, without its version.
    Reading.objects.filter(version=version, shown_from__gt=timezone.now()).update(version=None)
    contacting.end(mine)
    # What was carried to it stands on the version it came from; nobody has seen it here.
    version.remarks.filter(carried_from__isnull=False).delete()
    VersionAsk.objects.filter(version=version).delete()
    VersionText.objects.filter(version=version).delete()
    version.delete()
    picturing.tidy(entry=mine)
    audit.record("entry.withdrawn", by=by, about=mine, number=done.number)
    return done
