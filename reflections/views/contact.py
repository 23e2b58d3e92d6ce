"""“Please contact me” after a page was submitted, and whoever stands in when nobody looks."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Refused
from reflections import queries
from reflections.actions import contacting
from reflections.views.mentor import theirs_is_404
from reflections.views.own import own_or_404


@require_POST
@theirs_is_404
def entry_contact(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask to be contacted about a page of one's own, or take that back."""
    entry = own_or_404(request, entry_id)
    try:
        if request.POST.get("do") == "take_back":
            contacting.take_back(entry=entry, by=request.user)
            messages.success(request, _("Taken back. You can ask again at any time."))
        else:
            contacting.ask(entry=entry, by=request.user)
            messages.success(request, _("They are told at once. Here is who answers meanwhile."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(reverse("entry", args=[entry_id]) + "#contact")


@require_POST
@theirs_is_404
def desk_reached(request: HttpRequest, entry_id: UUID, wish_id: UUID) -> HttpResponse:
    """Say at the desk that one has reached her."""
    wish = contacting.reached(by=request.user, wish_id=wish_id)
    name = wish.entry.author.get_short_name()
    messages.success(request, _("Good. %(name)s sees that you have.") % {"name": name})
    return redirect("desk", entry_id)


@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def standing_in(request: HttpRequest) -> HttpResponse:
    """Show whoever covers, or leads, whom to ring; on POST note that she was reached."""
    if request.method == "POST":
        try:
            wish_id = UUID(request.POST.get("wish", ""))
        except ValueError as error:
            raise Http404 from error
        wish = contacting.reached(by=request.user, wish_id=wish_id)
        name = wish.entry.author.get_short_name()
        messages.success(request, _("Good. %(name)s sees that you have.") % {"name": name})
        return redirect("standing_in")
    facts = {"rows": queries.standing_in(request.user)}
    return render(request, "reflections/standing_in.html", facts)
