"""Whom to turn to: one tap from every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import people


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Show the school's help contacts, those for right now first."""
    contacts = list(people.help_contacts())
    facts = {
        "urgent": [contact for contact in contacts if contact.is_urgent],
        "others": [contact for contact in contacts if not contact.is_urgent],
        "is_stale": any(contact.is_stale for contact in contacts),
    }
    return render(request, "accounts/help.html", facts)
