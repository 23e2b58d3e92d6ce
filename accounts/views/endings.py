"""How long things are kept, what goes when, and closing one's account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import holdings, people
from accounts.actions import closing, requests
from accounts.errors import Refused
from accounts.models import DeletionRequest, Forewarning, LegalHold, Person
from accounts.periods import PERIODS, STALE, WARNING, Key, Periods


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Say how long things are kept here, and which of hers go when."""
    me, now, periods = request.user, timezone.now(), Periods()
    left = holdings.left_at(me)
    facts = {
        "periods": [(one.what, periods.said(key)) for key, one in PERIODS.items()],
        "goings": _goings(me, now),
        "held": LegalHold.objects.visible_to(me).filter(person=me).current().exists(),
        "left": left,
        "until": _until(periods, left) if left is not None and left <= now else None,
        "requests": DeletionRequest.objects.visible_to(me, "take_back")[:20],
        "may_change": people.roles_of(me).is_administrator,
        "unshared": (periods.said(Key.UNSHARED_WRITTEN), periods.said(Key.UNSHARED_LEFT)),
        "submitted": periods.said(Key.SUBMITTED_LEFT),
        "account": periods.said(Key.ACCOUNT_LEFT),
    }
    return render(request, "accounts/kept.html", facts)


def _goings(me: Person, now: datetime) -> list[dict[str, Any]]:
    """Return what she was warned of and is still there: when it goes, and what it is."""
    told = Forewarning.objects.visible_to(me).filter(made_at__gt=now - STALE)
    found: list[dict[str, Any]] = []
    for warned in told.order_by("goes_at"):
        ids = [UUID(one) for one in warned.things]
        kinds = [one for one in holdings.holdings() if one.rule == warned.rule]
        lines = [line for kind in kinds for line in kind.lines(me, ids)]
        if lines:
            found.append({"goes_at": max(warned.goes_at, now), "lines": lines})
    return found


def _until(periods: Periods, left: datetime) -> dict[str, datetime]:
    keys = {
        "unshared": Key.UNSHARED_LEFT,
        "submitted": Key.SUBMITTED_LEFT,
        "account": Key.ACCOUNT_LEFT,
    }
    soon = timezone.now() + WARNING
    return {name: max(periods.end(key, left), soon) for name, key in keys.items()}


@require_POST
def request_take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take back one's own request to delete something."""
    mine = DeletionRequest.objects.visible_to(request.user, "take_back")
    found = get_object_or_404(mine, pk=request_id)
    try:
        requests.take_back(request=found, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("You took your request back. The page stays."))
    return redirect(reverse("kept") + "#requests")


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def close_account(request: HttpRequest) -> HttpResponse:
    """Say what closing means; a POST begins it, and signs her out everywhere."""
    periods = Periods()
    facts: dict[str, Any] = {
        "days": periods.said(Key.CLOSING),
        "roles": people.roles_of(request.user),
        "held": LegalHold.objects.visible_to(request.user).filter(person=request.user).current(),
    }
    if request.method != "POST":
        return render(request, "accounts/close.html", facts)
    if not request.POST.get("sure"):
        facts["refusal"] = _("Tick the box first: then we know that it is meant.")
        return render(request, "accounts/close.html", facts, status=422)
    try:
        made = closing.ask(by=request.user)
    except Refused as refused:
        facts["refusal"] = refused.sentence
        return render(request, "accounts/close.html", facts, status=422)
    auth.logout(request)
    return render(request, "accounts/closing.html", {"closing": made})
