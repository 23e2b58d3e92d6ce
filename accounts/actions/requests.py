"""Requests to delete what was submitted. The office sees an id and a date, and never what it is."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actions import erasing, rows
from accounts.errors import NotNow
from accounts.models import DeletionRequest, Person

Outcome = DeletionRequest.Outcome
TOLD = "request_settled"
_takers: dict[str, Callable[[UUID], None]] = {}


def register(kind: str, take: Callable[[UUID], None]) -> None:
    """Let an app say how a thing of this kind is deleted."""
    _takers[kind] = take


def ask(*, by: Person, kind: str, thing: UUID) -> DeletionRequest:
    """Ask that a thing of ``by``'s be deleted; the caller has asked whether it is hers."""
    try:
        with transaction.atomic():
            made = DeletionRequest.objects.create(person=by, kind=kind, thing=str(thing))
            audit.record("request.made", by=None, about=made)
    except IntegrityError:
        made = DeletionRequest.objects.get(kind=kind, thing=str(thing), settled_at=None)
    return made


@transaction.atomic
def take_back(*, request: DeletionRequest, by: Person) -> None:
    """Take one's own request back while nobody has settled it."""
    rows.authorise(by, "take_back", request)
    _settle(request, Outcome.TAKEN_BACK)
    audit.record("request.taken_back", by=None, about=request)


@transaction.atomic
def carry_out(*, request: DeletionRequest, by: Person) -> None:
    """Delete what was asked for, and tell whose it was. NotNow under a legal hold."""
    rows.authorise(by, "settle", request)
    if erasing.is_held(request.person):
        raise NotNow(_("A legal hold keeps this for now."))
    _settle(request, Outcome.DONE)
    _takers[request.kind](UUID(request.thing))
    _tell(request, by, "request.done")


@transaction.atomic
def decline(*, request: DeletionRequest, by: Person) -> None:
    """Keep what was asked about, because the school must; tell whose it is."""
    rows.authorise(by, "settle", request)
    _settle(request, Outcome.KEPT)
    _tell(request, by, "request.kept")


def _settle(request: DeletionRequest, outcome: str) -> None:
    waiting = DeletionRequest.objects.filter(pk=request.pk, settled_at=None)
    if not waiting.update(settled_at=timezone.now(), outcome=outcome):
        raise NotNow(_("This request was settled already."))


def _tell(request: DeletionRequest, by: Person, verb: str) -> None:
    notices.tell(TOLD, to=request.person, about=request)
    audit.record(verb, by=by, about=request)
