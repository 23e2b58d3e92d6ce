"""Sharing a page with fellow students, and ending that. Nobody is told of either.

The trail, which administrators read, does not say whose an unnamed page is: neither who shared it
nor which entry it was made from.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Cohort, Person
from accounts.policy import allows
from reflections import shapes
from reflections.actions.submitting import EMPTY, NEWER, kept_for
from reflections.models import Entry, Reading, Share, ShareReader, ShareText
from reflections.queries import own
from reflections.queries.sharing import Company, companies

CHOOSE = _("Choose with whom.")
OTHERS = _("Who would read this has changed since you opened the page. Look again at the names.")
TWICE = _("This page is shared already. End that first.")
# One line of the read log for one sitting.
SITTING = timedelta(minutes=10)


@transaction.atomic
def share(
    *,
    entry: Entry,
    by: Person,
    revision: int,
    company: str,
    seen: str,
    attested: bool = False,
    reasons: Mapping[str, str] | None = None,
) -> Share:
    """Freeze ``revision`` of the draft for exactly the students of ``company``, as shown.

    ``company`` and ``seen`` are what the page offered (queries.sharing.Company). NotYours for
    another's page; NotNow when it is shared already, or the words or the people have changed;
    Refused for an empty text, a company that cannot be chosen, and as at submission for what could
    point to a patient.
    """
    mine = own(by).select_for_update(of=("self",)).select_related("draft", "release__cohort")
    page = mine.filter(pk=entry.pk).first()
    if page is None or page.draft is None:
        raise NotYours
    if page.shares.filter(ended_at=None).exists():
        raise NotNow(TWICE)
    text = saving.newest_text(page.draft)
    if text is None or shapes.is_blank(page.form, text.body):
        raise Refused(EMPTY, field="body")
    if text.revision != revision:
        raise NotNow(NEWER)
    chosen = _chosen(by, page, company, seen)
    kept = kept_for(text, attested=attested, reasons=reasons or {})
    now = timezone.now()
    made = _keep(page, chosen, revision, now, kept_for=kept or None, words=page.draft.words)
    ShareText.objects.create(share=made, title=text.title, body=text.body, sha256=text.sha256)
    ShareReader.objects.bulk_create(
        ShareReader(share=made, person=person) for person in chosen.people
    )
    audit.record("share.made", by=_said(made, by), about=made)
    return made


def _keep(page: Entry, chosen: Company, revision: int, now: datetime, **facts: object) -> Share:
    try:
        with transaction.atomic():
            return Share.objects.create(
                entry=page,
                cohort=chosen.cohort,
                group=chosen.group,
                is_named=chosen.is_named,
                made_at=now,
                since=now if chosen.is_named else next_morning(chosen.cohort, now),
                revision=revision,
                **facts,
            )
    except IntegrityError:
        raise NotNow(TWICE) from None


def next_morning(cohort: Cohort, now: datetime) -> datetime:
    """Return the next midnight of a cohort: an unnamed page does not appear as somebody types."""
    zone = ZoneInfo(cohort.time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)


def _chosen(by: Person, page: Entry, company: str, seen: str) -> Company:
    offered = {one.key: one for one in companies(by, page)}
    if company not in offered:
        raise Refused(CHOOSE, field="company")
    chosen = offered[company]
    if chosen.refusal:
        raise Refused(chosen.refusal, field="company")
    if chosen.seen != seen:
        raise NotNow(OTHERS)
    return chosen


def _said(share: Share, by: Person) -> Person | None:
    """Return who the trail says did it: nobody, where readers are not to know."""
    return by if share.is_named else None


@transaction.atomic
def end(*, entry: Entry, by: Person) -> bool:
    """End what is shared of this page: nobody finds it from now on. Say whether anything was.

    Its words are taken away; that it was shared, with whom and until when, stays for its author.
    """
    page = own(by).select_for_update().filter(pk=entry.pk).first()
    if page is None:
        raise NotYours
    live = page.shares.filter(ended_at=None).first()
    if live is None:
        return False
    ShareText.objects.filter(share=live).delete()
    Share.objects.filter(pk=live.pk).update(ended_at=timezone.now())
    audit.record("share.ended", by=_said(live, by), about=live)
    return True


def record_reading(*, share: Share, by: Person) -> None:
    """Write into the author's log that ``by`` opened what she shared; once for one sitting.

    NotYours without the right. Her own opening is no reading, and looks the same to whoever stands
    beside her.
    """
    with transaction.atomic():
        if not allows(by, "read", share):
            raise NotYours
        author = Entry.objects.filter(pk=share.entry_id).values_list("author", flat=True).get()
        since = timezone.now() - SITTING
        log = Reading.objects.filter(entry=share.entry_id, person=by, door=Reading.Door.SHARE)
        if author == by.pk or log.filter(at__gt=since).exists():
            return
        Reading.objects.create(entry_id=share.entry_id, person=by, door=Reading.Door.SHARE)
        # Of an unnamed page the trail names no reader: who is never among them wrote it.
        audit.record("share.opened", by=_said(share, by), about=share)
