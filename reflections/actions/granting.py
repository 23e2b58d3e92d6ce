"""Break-glass: ask, decide, open, end. One entry, two people, an hour, and its author is told.

Whatever is asked for, the answer is the same: whether there is something behind an id is looked at
when a second person has agreed, and what is found (or not) is said to nobody but who asked, on
the page she then opens. A draft is never opened.
"""

from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices, people, words
from accounts.apart import barred
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from accounts.policy import audience
from reflections.models import Entry, Grant, GrantText, Reading, Version
from reflections.models.grant import HOUR, LONGEST_DELAY

LONGEST_REASON = 2_000
MOST_WAITING = 5
NO_REASON = _("Say why, for whoever decides and for the author.")
DECIDED = _("Somebody has decided this already.")


def _text(body: str, *, empty: object, field: str) -> str:
    body = words.normalise(body).strip()
    if not body:
        raise Refused(str(empty), field=field)
    try:
        words.check(body, longest=LONGEST_REASON)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=field) from error
    return body


@transaction.atomic
def ask(*, by: Person, asked_for: UUID, ground: str, reason: str) -> Grant:
    """Ask to read one entry, and tell those who may decide. The same request twice is one.

    NotYours for anybody but an administrator; Refused without a reason, and with too many waiting.
    """
    if not people.roles_of(by).is_administrator:
        raise NotYours
    reason = _text(reason, empty=NO_REASON, field="reason")
    if ground not in Grant.Ground.values:
        raise Refused(_("Choose a ground."), field="ground")
    Person.objects.select_for_update().get(pk=by.pk)
    waiting = Grant.objects.waiting(timezone.now()).filter(asked_by=by)
    same = waiting.filter(asked_for=asked_for).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise Refused(_("Five of your requests wait already. Take one back first."))
    grant = Grant.objects.create(asked_by=by, asked_for=asked_for, ground=ground)
    GrantText.objects.create(grant=grant, reason=reason)
    audit.record("grant.asked", by=by, about=grant, ground=ground)
    notices.tell_each("glass_asked", people=[(one, grant, "") for one in audience(grant, "decide")])
    return grant


@transaction.atomic
def decide(
    *, by: Person, grant: Grant, approve: bool, tell_on: date | None = None, delay: str = ""
) -> Grant:
    """Approve or decline a request of somebody else. Of two who decide, the first counts.

    Approved, it opens for an hour, and the author is told at once; on ``tell_on`` only where the
    ground in law for that is said in ``delay``. NotYours for whoever may not decide; NotNow once
    it is decided, taken back or lapsed.
    """
    now = timezone.now()
    if not Grant.objects.visible_to(by, "decide", now).filter(pk=grant.pk).exists():
        known = Grant.objects.visible_to(by).filter(pk=grant.pk).exclude(asked_by=by)
        raise NotNow(DECIDED) if known.exists() else NotYours
    facts = {"decided_by": by, "decided_at": now}
    if approve:
        facts |= {"opened_at": now, "ends_at": now + HOUR, "entry": _behind(grant, now)}
        facts["tell_at"] = _tell_at(tell_on, delay, now)
    waiting = Grant.objects.waiting(now).filter(pk=grant.pk)
    if not waiting.update(**facts):
        raise NotNow(DECIDED)
    if approve and tell_on:
        GrantText.objects.filter(grant=grant).update(delay=words.normalise(delay).strip())
    decided = Grant.objects.select_related("entry__author", "asked_by").get(pk=grant.pk)
    audit.record(f"grant.{'approved' if approve else 'declined'}", by=by, about=decided)
    notices.tell("glass_decided", to=decided.asked_by, about=decided)
    if decided.entry is not None and decided.tell_at is not None:
        after = decided.tell_at - now
        notices.tell("glass_opened", to=decided.entry.author, about=decided, after=after)
    return decided


def _behind(grant: Grant, now: datetime) -> Entry | None:
    """Return the entry of which something was submitted; None for a draft and for no entry.

    Also None for one's own, and where the two must not be matched: nothing would open.
    """
    submitted = Entry.objects.filter(pk=grant.asked_for, versions__submitted_at__lte=now)
    entry = submitted.exclude(author=grant.asked_by_id).first()
    if entry is None:
        return None
    near = Person.objects.filter(barred(entry.author_id, "pk", now), pk=grant.asked_by_id)
    return None if near.exists() else entry


def _tell_at(tell_on: date | None, delay: str, now: datetime) -> datetime:
    if tell_on is None:
        if delay.strip():
            raise Refused(_("Say on which day the author is told."), field="tell_on")
        return now
    _text(delay, empty=_("Say which law allows that she is told later."), field="delay")
    today = timezone.localdate(now)
    if not today < tell_on <= today + LONGEST_DELAY:
        raise Refused(_("Choose a day from tomorrow on, within ninety days."), field="tell_on")
    return datetime.combine(tell_on, time(8), timezone.get_current_timezone())


@transaction.atomic
def open_entry(*, by: Person, grant: Grant) -> list[Version]:
    """Return what was submitted of the entry by the moment of approval, the newest first.

    Each opening is a line in the author's log and in the audit trail. Nothing for a draft and for
    an id that never was. NotYours for anybody but who asked, and once the hour is over.
    """
    now = timezone.now()
    mine = Grant.objects.visible_to(by, "use", now).filter(pk=grant.pk).first()
    if mine is None:
        raise NotYours
    versions = list(
        Version.objects.visible_to(by, at=now)
        .filter(entry=mine.entry_id, submitted_at__lte=mine.opened_at)
        .select_related("entry__author", "prompt", "cohort", "text")
        .order_by("-number")
    )
    if versions:
        entry = versions[0].entry
        is_told = mine.tell_at is not None and mine.tell_at <= now
        Reading.objects.create(
            entry=entry,
            # Named only where the author sees the line: else taking it back would betray it.
            version=versions[0] if is_told else None,
            person=by,
            door=Reading.Door.GLASS,
            at=now,
            shown_from=max(now, mine.tell_at or now),
        )
        audit.record("entry.opened", by=by, about=entry, door=Reading.Door.GLASS, grant=mine.pk)
    return versions


@transaction.atomic
def end(*, by: Person, grant: Grant) -> None:
    """Take a waiting request back, or close what is open before its hour is over.

    NotYours for whoever neither asked nor approved; NotNow when there is nothing to end.
    """
    now = timezone.now()
    mine = Grant.objects.visible_to(by, "end", now).filter(pk=grant.pk)
    if not mine.exists():
        raise NotYours
    row = Grant.objects.filter(pk=grant.pk)
    if row.open_at(now).update(ends_at=now):
        audit.record("grant.ended", by=by, about=grant)
    elif row.waiting(now).filter(asked_by=by).update(cancelled_at=now):
        audit.record("grant.cancelled", by=by, about=grant)
    else:
        raise NotNow(_("There is nothing open any more."))
