"""“Please contact me”: asking, taking it back, and saying that somebody has.

None of it is in the audit trail, which administrators read: that she asked is for those who may
answer, and for whoever stands in for them.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections.actions import settling
from reflections.models import ContactWish, Entry, Reader, Version
from reflections.queries import own

NOBODY = _("Nobody can see this yet. The help contacts answer now.")


def wish_for(entry: Entry) -> ContactWish:
    """Return the open wish on a page, made now if there is none. In the caller's transaction."""
    late_from = timezone.now() + timedelta(hours=settings.CONTACT_LATE_HOURS)
    made, _is_new = ContactWish.objects.get_or_create(
        entry=entry, ended_at=None, defaults={"late_from": late_from}
    )
    settling.wait_again(entry.pk)
    return made


def _open(entry: Entry) -> QuerySet[ContactWish]:
    return ContactWish.objects.filter(entry=entry, ended_at=None)


def end(entry: Entry) -> None:
    """End the wish on a page, if one is open, in the caller's transaction."""
    _open(entry).update(ended_at=timezone.now())


@transaction.atomic
def ask(*, entry: Entry, by: Person) -> ContactWish:
    """Ask to be contacted, on a page that was submitted; asked twice is asked once.

    NotYours for another's page; NotNow while nobody could see it.
    """
    mine = own(by).select_for_update(of=("self",)).filter(pk=entry.pk).first()
    version = mine.versions.order_by("-number").first() if mine else None
    if mine is None or version is None:
        raise NotYours
    known = _open(mine).first()
    if known is not None:
        return known
    readers = Reader.objects.filter(version=version).exclude(via=Reader.Via.LEAD)
    named = list(readers.select_related("person"))
    if not named:
        raise NotNow(NOBODY)
    try:
        with transaction.atomic():
            wish = wish_for(mine)
    except IntegrityError:  # asked at this very moment, in another tab
        return _open(mine).get()
    settling.wait_again(mine.pk)
    # Once a day, however often she takes it back; but each time after somebody has reached her.
    reached = ContactWish.objects.filter(entry=mine, reached_by__isnull=False).count()
    for reader in named:
        again = f"r{reached}"
        notices.tell_daily("asked_to_contact", to=reader.person, about=version, again=again)
    return wish


@transaction.atomic
def take_back(*, entry: Entry, by: Person) -> None:
    """Take the wish back: she was reached, or it is not needed any more. NotYours for another's."""
    mine = own(by).filter(pk=entry.pk).first()
    if mine is None:
        raise NotYours
    end(mine)


@transaction.atomic
def reached(*, by: Person, wish_id: UUID) -> ContactWish:
    """Say that one has reached her. NotYours unless ``by`` may answer her, or stands in."""
    wishes = ContactWish.objects.visible_to(by, "reach").filter(ended_at=None, pk=wish_id)
    wish = wishes.select_for_update(of=("self",)).select_related("entry__author").first()
    if wish is None:
        raise NotYours
    wish.ended_at, wish.reached_by = timezone.now(), by
    wish.save(update_fields=["ended_at", "reached_by"])
    return wish


def asks(version: Version) -> bool:
    """Say whether the author of a version waits for somebody to contact her. One query."""
    over = list(ContactWish.objects.filter(entry=version.entry_id).values_list("ended_at"))
    return (None,) in over or (version.wants_contact and not over)


def asked_on(version: Version) -> None:
    """Open a wish with a version that was submitted with the box ticked."""
    wish_for(version.entry)
