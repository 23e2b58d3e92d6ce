"""The list of modules, and one module."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from curriculum import queries


def place_or_404(request: HttpRequest, slug: str, release_id: str) -> queries.Place:
    """Return where the reader reads this module; 404 alike for unknown, closed and foreign."""
    place = queries.place(request.user, slug, release_id)
    if place is None:
        raise Http404
    return place


@require_safe
def module_list(request: HttpRequest) -> HttpResponse:
    """Show the modules open to the reader, cohort by cohort."""
    facts = {
        "shelves": queries.shelves(request.user),
        "now": timezone.now(),
    }
    return render(request, "curriculum/module_list.html", facts)


@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one module: what it is for, its lessons and where the reader stands."""
    place = place_or_404(request, slug, request.GET.get("release", ""))
    version = queries.module_as_read(request.user, place.version)
    gone = queries.gone_from(place)
    outline = queries.outline_at(request.user, place, beside=gone)
    facts = {
        "now": timezone.now(),
        "place": place,
        "version": version,
        "release": place.release,
        "outline": outline,
        "news": queries.news(request.user, place, outline, gone),
        "notes": version.notes,
    }
    return render(request, "curriculum/module_read.html", facts)
