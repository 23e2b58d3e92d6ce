"""Throwing a page away, bringing it back, and asking that a submitted one be deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotYours, Refused
from accounts.periods import Key, Periods
from reflections.actions import emptying
from reflections.queries.thrown import thrown_pages
from reflections.views.own import own_or_404


@require_safe
def thrown(request: HttpRequest) -> HttpResponse:
    """List the pages she threw away and can still bring back."""
    periods = Periods()
    facts = {"lines": thrown_pages(request.user, periods), "days": periods.said(Key.THROWN)}
    return render(request, "reflections/thrown.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_throw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask whether a page, or the draft beside a submitted one, is to go; a POST lets it go."""
    found = own_or_404(request, entry_id)
    is_submitted = found.versions.exists()
    if is_submitted and found.draft_id is None:
        raise Http404
    if request.method != "POST":
        facts = {
            "entry": found, "is_submitted": is_submitted, "days": Periods().said(Key.THROWN)
        }  # fmt: skip
        return render(request, "reflections/throw.html", facts)
    try:
        can_return = emptying.throw_away(by=request.user, entry_id=entry_id)
    except NotYours as error:
        raise Http404 from error
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("entry_throw", entry_id)
    if can_return:
        messages.success(request, _("Thrown away. You can bring it back for some days."))
        return redirect("thrown")
    messages.success(request, _("The draft is gone. What you submitted is as it was."))
    return redirect("entry", entry_id)


@require_POST
def entry_bring_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let a page she threw away be hers again."""
    try:
        emptying.bring_back(by=request.user, entry_id=entry_id)
    except NotYours as error:
        raise Http404 from error
    messages.success(request, _("It is back, as you left it."))
    return redirect("entry_write", entry_id)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_ask_delete(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say what asking for deletion means; a POST asks."""
    found = own_or_404(request, entry_id)
    if not found.versions.exists():
        raise Http404
    if request.method != "POST":
        return render(request, "reflections/ask_delete.html", {"entry": found})
    try:
        emptying.ask(by=request.user, entry_id=entry_id)
    except NotYours as error:
        raise Http404 from error
    messages.success(request, _("You have asked. You are told what comes of it."))
    return redirect("kept")
