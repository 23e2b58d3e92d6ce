"""Read, thank you: one tap that tells a student her page was read, and when an answer comes.

It answers nothing and stops no clock. Whoever says so has read it, so her log says that too.
"""

import uuid
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections import conditions
from reflections.actions.desk import newest
from reflections.models import Acknowledgement, Message, Reading, Version

PROMISED = timedelta(days=7)
SOONEST = timedelta(days=2)
# Long enough to take it back before a mail goes out.
PAUSE = timedelta(minutes=2)
ANSWERED = _("This was answered meanwhile.")


def answer_by(since: datetime) -> date:
    """Return the day that is promised: a week after it was sent, but not before the day after
    tomorrow. In the zone of whoever promises."""
    soonest = timezone.localdate() + SOONEST
    return max(timezone.localdate(since) + PROMISED, soonest)


def acknowledge(*, by: Person, entry_id: uuid.UUID) -> Acknowledgement:
    """Tell the author that ``by`` has read what waits, and by when she answers it.

    Said once: a second tap changes nothing. NotYours when ``by`` may not answer it, NotNow when
    nothing of it waits any more.
    """
    try:
        with transaction.atomic():
            return _acknowledge(by, entry_id)
    except IntegrityError:
        raise NotYours from None  # taken back at this very moment


def _acknowledge(by: Person, entry_id: uuid.UUID) -> Acknowledgement:
    version = newest(by, entry_id, lock=True)
    if not conditions.may_wait_for(by).filter(pk=version.pk).exists():
        raise NotNow(ANSWERED)
    since = waits_since(version)
    said = Acknowledgement.objects.filter(version=version, person=by)
    known = said.filter(at__gte=since).first()
    if known is not None:
        return known
    _has_read(by, version, since)
    said.delete()  # of what she wrote before, and was answered
    made = Acknowledgement.objects.create(version=version, person=by, answer_by=answer_by(since))
    audit.record("entry.acknowledged", by=by, about=version.entry, version=version.pk)
    # Once a day, however often it is taken back; but each time she has written again.
    again = f"{by.pk.hex[:8]}{since:%H%M%S%f}"
    notices.tell_daily(
        "acknowledged", to=version.entry.author, about=version, again=again, after=PAUSE
    )
    return made


def waits_since(version: Version) -> datetime:
    """Return since when it waits: since it was sent, or since the author last wrote back."""
    author = version.entry.author_id
    messages = Message.objects.filter(version__entry=version.entry_id, author=author)
    back = messages.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return max(back, version.submitted_at) if back else version.submitted_at


def _has_read(by: Person, version: Version, since: datetime) -> None:
    """Put a line into the author's log, unless one says already that this was opened."""
    if Reading.objects.filter(version=version, person=by, at__gte=since).exists():
        return
    door = Reading.Door.DESK
    Reading.objects.create(entry=version.entry, version=version, person=by, door=door)
    audit.record("entry.opened", by=by, about=version.entry, door=door)


@transaction.atomic
def take_back(*, by: Person, entry_id: uuid.UUID) -> None:
    """Take one's own word back: her page says nothing of it any more. NotYours without one."""
    mine = Acknowledgement.objects.visible_to(by, "take_back").filter(version__entry=entry_id)
    said = mine.select_related("version__entry").order_by("-version__number").first()
    if said is None:
        raise NotYours
    entry, version = said.version.entry, said.version_id
    said.delete()
    audit.record("entry.unacknowledged", by=by, about=entry, version=version)
