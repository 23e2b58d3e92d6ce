"""The wellbeing lead's page: figures, contacts to check, and whoever agreed to be known."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import people
from accounts.models import HelpContact
from reflections.queries import wellbeing as figures


@require_safe
def wellbeing(request: HttpRequest) -> HttpResponse:
    """Show what the wellbeing lead may know; to administrators and approvers one number of it."""
    roles = people.roles_of(request.user)
    oversees = roles.is_administrator or roles.is_approver
    if not roles.is_wellbeing and not oversees:
        raise Http404
    facts: dict[str, Any] = {"is_wellbeing": roles.is_wellbeing, "oversees": oversees}
    if roles.is_wellbeing:
        handed = list(figures.handed_over(request.user))
        for row in handed:
            row.dial = HelpContact(phone=row.student.phone).dial
        facts |= {"figures": figures.figures(request.user), "handed_over": handed}
    if roles.is_wellbeing or roles.is_administrator:
        facts |= {"stale": figures.stale_contacts(), "without": figures.routes_without()}
    if oversees:
        facts["untold"] = figures.untold(request.user)
    return render(request, "reflections/wellbeing.html", facts)
