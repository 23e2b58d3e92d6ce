"""Letters to oneself: the days on which they come back, and keeping them closed until then."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.errors import NotYours, Refused
from accounts.models import Person
from curriculum.models.page_form import LONGEST_WAIT, MOST_DELIVERIES
from reflections.models import Delivery, Entry
from reflections.queries import own_letters

MORNING = time(8)
EARLY = _("Choose a day from tomorrow on.")
FAR = _("Choose a day within the next ten years.")
MANY = _("Four days are enough for one letter. Take one away first.")
NO_DAY = _("Choose a day first; the letter stays closed until then.")


def _mine(entry: Entry, by: Person) -> Entry:
    """Return the letter, locked: of two devices one comes after the other."""
    mine = own_letters(by).select_for_update().filter(pk=entry.pk).first()
    if mine is None:
        raise NotYours
    return mine


def check_day(on: date) -> None:
    """Refuse a day that is over, or one nobody can promise."""
    today = timezone.localdate()
    if on <= today:
        raise Refused(EARLY, field="on")
    if on > today + timedelta(days=LONGEST_WAIT):
        raise Refused(FAR, field="on")


@transaction.atomic
def deliver(*, entry: Entry, by: Person, on: date) -> Delivery:
    """Let a letter come back on a day. The same day twice is once. NotYours, Refused."""
    check_day(on)
    mine = _mine(entry, by)
    known = mine.deliveries.filter(on=on).first()
    if known is not None:
        return known
    if mine.deliveries.filter(on__gt=timezone.localdate()).count() >= MOST_DELIVERIES:
        raise Refused(MANY, field="on")
    return _add(mine, by, on)


def _add(letter: Entry, by: Person, on: date) -> Delivery:
    made = Delivery.objects.create(entry=letter, on=on)
    # In the morning of that day where she is now; whether it still stands is asked again then.
    due = datetime.combine(on, MORNING, timezone.get_current_timezone())
    notices.tell("letter", to=by, about=made, after=due - timezone.now())
    _close_until_first(letter, only_if_closed=True)
    return made


@transaction.atomic
def move(*, entry: Entry, by: Person, delivery: object, on: date) -> Delivery:
    """Let a letter come back on another day instead of one chosen before."""
    check_day(on)
    mine = _mine(entry, by)
    _waiting(mine, delivery).delete()
    known = mine.deliveries.filter(on=on).first()
    made = known or _add(mine, by, on)
    _close_until_first(mine, only_if_closed=True)
    return made


@transaction.atomic
def cancel(*, entry: Entry, by: Person, delivery: object) -> date:
    """Take a day away; the letter stays in the journal. Return the day that was taken away."""
    mine = _mine(entry, by)
    row = _waiting(mine, delivery)
    row.delete()
    _close_until_first(mine, only_if_closed=True)
    return row.on


def _waiting(letter: Entry, delivery: object) -> Delivery:
    """Return a day of this letter that has not come yet; a day that came cannot be undone."""
    ahead = letter.deliveries.filter(on__gt=timezone.localdate())
    row = next((one for one in ahead if str(one.pk) == str(delivery)), None)
    if row is None:
        raise NotYours
    return row


@transaction.atomic
def close(*, entry: Entry, by: Person) -> date:
    """Close a letter until the first of its days; Refused where no day is chosen."""
    mine = _mine(entry, by)
    until = _close_until_first(mine, only_if_closed=False)
    if until is None:
        raise Refused(NO_DAY, field="on")
    return until


def _close_until_first(letter: Entry, *, only_if_closed: bool) -> date | None:
    """Set the day until which the letter is closed to the first that lies ahead."""
    if only_if_closed and not letter.is_closed:
        return None
    ahead = letter.deliveries.filter(on__gt=timezone.localdate()).order_by("on")
    until = ahead.values_list("on", flat=True).first()
    Entry.objects.filter(pk=letter.pk).update(closed_until=until)
    return until


@transaction.atomic
def open_now(*, entry: Entry, by: Person) -> None:
    """Open a closed letter before its day. Its days stay. A second press changes nothing."""
    mine = _mine(entry, by)
    Entry.objects.filter(pk=mine.pk).update(closed_until=None)
