"""Coming in by invitation.

The secret stands in one address only: that page remembers its fingerprint in the session and
leads on to an address without it, so that no referrer, history line or log beyond the first
request carries it. Looking never spends a link.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import invitations
from accounts.errors import Refused
from accounts.forms import ComingInForm
from accounts.models import Invitation

KEY = "invitation"


def _closed(request: HttpRequest) -> HttpResponse:
    """Answer alike for a link that was used, withdrawn, is too old, or never was."""
    request.session.pop(KEY, None)
    return render(request, "accounts/invitation_closed.html", status=404)


@never_cache
@login_not_required
@require_safe
@sensitive_variables("token")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Remember which invitation this is, and lead on to an address without the secret."""
    fingerprint = invitations.fingerprint(token)
    if invitations.open_invitation(fingerprint) is None:
        return _closed(request)
    request.session[KEY] = fingerprint
    return redirect("invitation_open")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "again")
@sensitive_variables("form", "said")
def invitation_open(request: HttpRequest) -> HttpResponse:
    """Welcome the invited person; a POST lets her in and signs her in."""
    found = invitations.open_invitation(request.session.get(KEY, ""))
    if found is None:
        return _closed(request)
    if request.user.is_authenticated:
        return render(request, "accounts/invitation_elsewhere.html", status=409)
    form = ComingInForm(request.POST or None, instance=found.person)
    if request.method == "POST" and form.is_valid():
        try:
            return _come_in(request, found, form.cleaned_data)
        except Refused:
            return _closed(request)
    status = 422 if form.is_bound else 200
    facts = {"form": form, "email": found.email}
    return render(request, "accounts/invitation.html", facts, status=status)


@sensitive_variables("said")
def _come_in(request: HttpRequest, found: Invitation, said: dict[str, Any]) -> HttpResponse:
    person = invitations.accept(
        token_hash=found.token_hash,
        by=found.person,
        name=said["name"],
        pronouns=said["pronouns"],
        time_zone=said["time_zone"],
        password=said["password"],
    )
    # Nothing of whoever used this browser before comes along.
    request.session.flush()
    messages.success(
        request,
        _("Welcome, %(name)s. There is no right way to do this.")
        % {"name": person.get_short_name()},
    )
    # allauth's own way in, which lists this session among hers; and the password just chosen
    # counts as just given, so that adding a second lock does not ask for it again.
    login = Login(user=person, redirect_url=reverse("home"), email=person.email)
    response = perform_password_login(request, {"email": person.email}, login)
    if request.user.is_authenticated:
        reauthenticate_by_password(request)
    return response
