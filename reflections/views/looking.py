"""Places to look at in what is said back: a reply, a remark, a message. Nothing of it is stored."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import findings, words
from reflections import mentor_queries
from reflections.views.sending import place_said, reasons_said


def places_in(request: HttpRequest, body: str, fine: Collection[str] = ()) -> dict[str, Any]:
    """Return the places in ``body`` with what was said of them, as a template takes them."""
    found = findings.find(title="", body=body, reasons=reasons_said(request), fine=fine)
    return {"findings": found, "reasons": findings.REASONS}


@require_POST
def desk_check(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Answer the places to look at while a mentor writes. 404 for whoever may not answer."""
    versions = mentor_queries.versions_to_answer(request.user, entry_id)
    if not versions:
        raise Http404
    body = words.normalise(request.POST.get("body", ""))
    if len(body) > words.LONGEST_TEXT:
        return HttpResponse(status=413)
    place = place_said(request)
    # Whom a reply speaks to and who signs it are no patients.
    two = (versions[0].entry.author, request.user)
    own = findings.keys_of_names(*(n for one in two for n in (one.name, one.get_short_name())))
    facts = places_in(request, body, {*request.POST.getlist("fine"), *own}) | {
        "in_room": True,
        "place": place,
        # A reply and its remarks are sent together, from the page that shows them.
        "asked_later": place != "message-",
    }
    return render(request, "reflections/_findings.html", facts)
