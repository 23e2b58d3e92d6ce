"""Taking pages away: what she throws away herself, what she asked for, what was kept long enough.

Of a page that was never submitted nothing stays. Of a submitted one the rows stay, without a word
in them, so that the school still knows that something was submitted and answered.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import erasing
from accounts.actions import requests
from accounts.errors import NotNow, NotYours
from accounts.models import DeletionRequest, Draft, LegalHold, Person
from accounts.periods import Key, Periods
from reflections.actions import picturing, searching
from reflections.models import Entry, GrantText
from reflections.queries import own

KIND = "reflections.entry"
HELD = _(
    "The school has a duty to keep what you wrote (a legal hold), so this draft stays for now. "
    "Nobody but you reads it, and you can go on with it."
)
# Where the law forbids saying why.
STAYS = _("This draft cannot be thrown away just now. Nothing was changed.")
SHARED = _("Others can read this page. End the sharing first, then throw it away.")


@transaction.atomic
def throw_away(*, by: Person, entry_id: UUID) -> bool:
    """Throw away an unsubmitted page of ``by``'s, or the draft beside a submitted one.

    True for a page, which can be brought back for some days; False for a draft, which cannot.
    NotYours for another's or an unknown page, NotNow while it is shared or has no draft, and for a
    draft while a legal hold keeps what she wrote.
    """
    entry = own(by).select_for_update(of=("self",)).filter(pk=entry_id).first()
    if entry is None:
        raise NotYours
    if entry.shares.filter(ended_at=None).exists():
        raise NotNow(SHARED)
    if not entry.versions.exists():
        Entry.objects.filter(pk=entry.pk).update(gone_at=timezone.now())
        searching.look_again(by=by, entry_id=entry_id)
        return True
    if entry.draft_id is None:
        raise NotNow(_("There is no draft beside this page."))
    held = LegalHold.objects.current().filter(person=by)
    if held.exists():
        raise NotNow(HELD if held.filter(is_told=True).exists() else STAYS)
    Entry.objects.filter(pk=entry.pk).update(draft=None)
    Draft.objects.filter(pk=entry.draft_id, author=by).delete()
    picturing.let_go(entry=entry)
    searching.look_again(by=by, entry_id=entry_id)
    return False


@transaction.atomic
def bring_back(*, by: Person, entry_id: UUID) -> None:
    """Let a page that ``by`` threw away be hers again. NotYours for any other."""
    thrown = Entry.objects.visible_to(by, "restore").filter(pk=entry_id, versions__isnull=True)
    back = Entry.objects.filter(pk__in=thrown.filter(draft__isnull=False), gone_at__isnull=False)
    if not back.update(gone_at=None):
        raise NotYours
    searching.look_again(by=by, entry_id=entry_id)


def free_the_place(*, by: Person, release_id: int, lesson_id: int) -> bool:
    """Let a lesson whose page is gone be written anew; say whether one stood in the way."""
    gone = Entry.objects.filter(author=by, release=release_id, lesson=lesson_id)
    return bool(gone.exclude(gone_at=None).update(release=None, lesson=None, prompt=None))


def ask(*, by: Person, entry_id: UUID) -> DeletionRequest:
    """Ask that a submitted page of ``by``'s be deleted. NotYours unless it is one."""
    entry = own(by).filter(pk=entry_id, versions__isnull=False).first()
    if entry is None:
        raise NotYours
    return requests.ask(by=by, kind=KIND, thing=entry.pk)


def erase_pages(ids: Collection[UUID]) -> None:
    """Erase these pages. The caller has the right and is in a transaction."""
    _forget_reasons(list(ids))
    erasing.erase(erasing.PAGE, ids)
    Entry.objects.filter(pk__in=list(ids), versions__isnull=True).delete()


def _forget_reasons(entries: Any) -> None:
    """Blank why somebody asked to open these pages: the id they named is no link to follow."""
    asked = GrantText.objects.filter(grant__asked_for__in=entries)
    asked.update(reason="", delay="")


def sweep(person: Person) -> None:
    """Take away what is about a person’s pages and hangs on none of them."""
    _forget_reasons(Entry.objects.filter(author=person).values("pk"))


@transaction.atomic
def erase_thrown(periods: Periods, now: datetime) -> None:
    """Erase what was thrown away long enough ago, pictures too. A legal hold keeps it."""
    old = Entry.objects.filter(gone_at__lt=periods.cutoff(Key.THROWN, now), versions__isnull=True)
    held = LegalHold.objects.current(now).values("person")
    erase_pages(old.exclude(author__in=held).values_list("pk", flat=True))
    picturing.forget_taken_off(before=periods.cutoff(Key.THROWN, now), held=held)
