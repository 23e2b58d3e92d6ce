"""Thinning out the kept states of drafts, as ``apply_retention`` does each time it runs."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import F

from accounts import pruning
from accounts.models import Draft, DraftText, LegalHold
from accounts.periods import Periods
from reflections.models import Version

BATCH = 400
# The version of an id made by us (writing.settle), not by a page.
OURS = 5


def thin_out(periods: Periods, now: datetime) -> None:
    """Drop the states nobody will miss. What was submitted stays, and so does the newest.

    What was put aside because two devices had written stays too: its save has an id of our own
    making, not one of a page. Of people under a legal hold everything stays.
    """
    held = LegalHold.objects.current(now).values("person")
    drafts = Draft.objects.filter(revision__gt=1).exclude(author__in=held)
    ids = list(drafts.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        _thin_out(ids[start : start + BATCH], now)


def _thin_out(drafts: list[UUID], now: datetime) -> None:
    """Thin out some drafts; their words are not read for it."""
    sent = Version.objects.filter(entry__draft__in=drafts)
    keep: defaultdict[UUID, set[int]] = defaultdict(set)
    for draft, revision in sent.order_by().values_list("entry__draft", "revision"):
        keep[draft].add(revision)
    times: defaultdict[UUID, list[tuple[int, datetime]]] = defaultdict(list)
    states = DraftText.objects.filter(draft__in=drafts)
    for draft, revision, at, save_id in states.values_list(
        "draft", "revision", "saved_at", "save_id"
    ):
        times[draft].append((revision, at))
        if save_id.version == OURS:
            keep[draft].add(revision)
    for draft, held in times.items():
        _drop(draft, pruning.to_drop(held, keep=keep[draft], now=now))


def _drop(draft: UUID, revisions: list[int]) -> None:
    """Delete these states, none of which is the newest by now either."""
    older = DraftText.objects.filter(draft=draft, revision__lt=F("draft__revision"))
    for start in range(0, len(revisions), BATCH):
        older.filter(revision__in=revisions[start : start + BATCH]).delete()
