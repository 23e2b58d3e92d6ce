"""Company beside the reply: what she wrote before, what to look at, reading before writing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import words
from reflections import mentor_queries
from reflections.views.mentor import READING_FIRST, theirs_is_404, versions_of


@require_safe
@theirs_is_404
def desk_before(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """List what the author of this entry sent before and was answered; alone for the script."""
    version = versions_of(request, entry_id)[0]
    said = request.GET.get("from", "")
    skip = int(said) if said.isdecimal() and len(said) < 6 else 0
    facts = {
        "version": version,
        "student": version.entry.author,
        "before": mentor_queries.before(request.user, version, skip),
        "skip": skip,
    }
    alone = request.headers.get("X-Part") == "before"
    name = "reflections/_before.html" if alone else "reflections/mentor_before.html"
    return render(request, name, facts)


@require_POST
@theirs_is_404
def desk_nudges(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Answer what she may want to look at in the words she sends. Nothing of it is kept."""
    sheet = mentor_queries.page_with_margin(request.user, versions_of(request, entry_id))
    body = words.normalise(request.POST.get("body", ""))
    if len(body) > words.LONGEST_TEXT:
        return HttpResponse(status=413)
    facts = {"nudges": mentor_queries.nudges_for(sheet, body)}
    return render(request, "reflections/_nudges.html", facts)


@require_POST
@theirs_is_404
def desk_reading(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let the reply stay folded while she reads, on this and every desk of this session; or not."""
    versions_of(request, entry_id)
    if request.POST.get("first") == "yes":
        request.session[READING_FIRST] = True
    else:
        request.session.pop(READING_FIRST, None)
    return redirect("desk", entry_id)
