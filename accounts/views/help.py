"""Whom to turn to: one tap from every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import people


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show the school's help contacts, those for right now first."""
    contacts = list(people.help_contacts())
    happened = [one for one in contacts if one.for_mistreatment or one.for_patients]
    talk = [one for one in contacts if one.is_for_somebody]
    facts = {
        "urgent": [contact for contact in contacts if contact.is_urgent],
        "others": [contact for contact in talk if not contact.is_urgent],
        "happened": [contact for contact in happened if not contact.is_urgent],
        "is_stale": any(contact.is_stale for contact in contacts),
    }
    return render(request, "accounts/help.html", facts)


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    """Return whom to ring, for a writing room to have at hand: each asks for it as it opens."""
    contacts = people.support_lines()
    return render(request, "accounts/_help_lines.html", {"contacts": contacts})
