"""The lines of docs/visibility.md about endings: what goes, holds, closings, requests."""

from django.db.models import Model
from django.utils import timezone

from accounts.models import Closing, DeletionRequest, Forewarning, LegalHold, RetentionRule
from tests.house.finding import Find, Things
from tests.world import World


def _gone(w: World) -> Model:
    entry = w.entries["unread"]
    type(entry).objects.filter(pk=entry.pk).update(gone_at=timezone.now())
    entry.refresh_from_db()
    return entry


def _hold(*, is_told: bool = True) -> Find:
    return lambda w: LegalHold.objects.create(person=w.asha, reference="1", is_told=is_told)


def _request(w: World) -> Model:
    return DeletionRequest.objects.get_or_create(
        person=w.asha, kind="reflections.entry", thing=str(w.entries["answered"].pk)
    )[0]


def _rule(w: World) -> Model:
    return RetentionRule.objects.get_or_create(key="feeds", period=2, reason="Ours.")[0]


ENDINGS: Things = {
    "a page that was thrown away or emptied": (_gone, "read"),
    "its versions, and what was said": (lambda w: _gone(w).versions.get(), "read"),
    "bringing it back": (_gone, "restore"),
    "what of the author’s goes, and when": (
        lambda w: Forewarning.objects.create(person=w.asha, goes_at=timezone.now()), "read",
    ),
    "that the author closes her account": (
        lambda w: Closing.objects.get_or_create(
            person=w.asha, kept_at=timezone.now(), defaults={"due_at": timezone.now()}
        )[0],
        "read",
    ),
    "a legal hold on what is hers": (_hold(), "read"),
    "a legal hold the law forbids telling of": (_hold(is_told=False), "read"),
    "a legal hold, to place or lift": (_hold(), "change"),
    "a request to delete, its number and date": (_request, "read"),
    "a request to delete, to settle": (_request, "settle"),
    "a request to delete, to take back": (_request, "take_back"),
    "a period the school changed": (_rule, "read"),
    "a period, to change": (_rule, "change"),
}  # fmt: skip
