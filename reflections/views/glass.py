"""Break-glass: asking, deciding, reading for an hour. Nothing here lists or finds an entry."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import people
from accounts.errors import NotNow, NotYours, Refused
from reflections import queries
from reflections.actions import granting
from reflections.grant_forms import AskForm, DecideForm
from reflections.models import Grant


@reauthentication_required
def _confirmed(request: HttpRequest) -> bool:
    """Return True; ReauthenticationRequired unless who asks has just shown that it is her."""
    return True


def _lacks_a_key(request: HttpRequest) -> bool:
    """Say whether she has no password with which she could show that it is her."""
    return not request.user.has_usable_password()


# ------------------------------------------------------------------ her requests, and what waits
@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """Show one's own requests and what waits for one's decision; on POST ask for an entry."""
    roles = people.roles_of(request.user)
    may_ask = roles.is_administrator
    if not may_ask and not roles.is_approver:
        raise Http404
    form = AskForm(request.POST or None) if may_ask else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                grant = granting.ask(by=request.user, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(refusal.field or None, str(refusal.sentence))
            else:
                messages.success(request, _("Your request waits for a second person."))
                return redirect("grant", grant.pk)
    facts = {
        "form": form,
        "mine": queries.own_grants(request.user),
        "waiting": queries.grants_to_decide(request.user),
        "is_approver": roles.is_approver,
    }
    return render(
        request, "reflections/glass.html", facts, status=422 if form and form.errors else 200
    )


def _grant(request: HttpRequest, grant_id: UUID, action: str = "read") -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user, action), pk=grant_id)


@require_GET
def grant(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Show one request: to who asked, to who decides, to the author once she is told."""
    return _show(request, grant_id)


def _show(
    request: HttpRequest, grant_id: UUID, *, form: DecideForm | None = None, **facts: Any
) -> HttpResponse:
    found = queries.grant_page(request.user, grant_id)
    if found is None:
        raise Http404
    if found.may_decide and facts.get("stale") is None:
        # Whoever decides shows first that it is she who sits there.
        if _lacks_a_key(request):
            return _to_a_key(request)
        _confirmed(request)
    facts |= {"grant": found, "form": form or DecideForm()}
    return render(request, "reflections/grant.html", facts, status=422 if form else 200)


def _to_a_key(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Set a password first: here you must show that it is you."))
    return redirect("account_set_password")


@require_POST
def grant_decide(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Approve or decline somebody else's request."""
    found = _grant(request, grant_id)
    form = DecideForm(request.POST)
    if not queries.may_decide(request.user, grant_id):
        if found.decided_by_id != request.user.pk:
            messages.error(request, granting.DECIDED)
        return redirect("grant", grant_id)
    if _lacks_a_key(request):
        return _to_a_key(request)
    try:
        _confirmed(request)
    except ReauthenticationRequired:
        # What was typed stays on the page; it is not put away in the session.
        back = urlencode({"next": reverse("grant", args=[grant_id])})
        confirm = f"{reverse('account_reauthenticate')}?{back}"
        return _show(request, grant_id, form=form, stale=confirm)
    approve = request.POST.get("do") == "approve"
    if not form.is_valid() and approve:
        return _show(request, grant_id, form=form)
    said = form.cleaned_data if approve else {}
    try:
        granting.decide(by=request.user, grant=found, approve=approve, **said)
    except NotYours as error:
        raise Http404 from error
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("grant", grant_id)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal.sentence))
        return _show(request, grant_id, form=form)
    done = _("Approved. The hour has begun.") if approve else _("Declined.")
    messages.success(request, done)
    return redirect("grant", grant_id)


@require_POST
def grant_end(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Take a request back, or close what is open before its hour is over."""
    found = _grant(request, grant_id, "end")
    try:
        granting.end(by=request.user, grant=found)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is closed.") if found.is_open else _("Taken back."))
    return redirect("grant", grant_id)


@require_GET
def grant_read(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Show what was submitted of the one entry, to the one who asked, after she showed it is her.

    For a draft and for an id that never was the page says the same, and nothing else.
    """
    found = _grant(request, grant_id, "use")
    if _lacks_a_key(request):
        return _to_a_key(request)
    _confirmed(request)
    try:
        versions = granting.open_entry(by=request.user, grant=found)
    except NotYours as error:
        raise Http404 from error
    facts = {"grant": found, "versions": queries.with_pictures(versions)}
    return render(request, "reflections/grant_read.html", facts)
