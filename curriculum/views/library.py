"""The scenario library, and the page of one scenario."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from curriculum.queries import encounters, library

LONGEST_SEARCH = 100


@require_safe
def scenario_list(request: HttpRequest) -> HttpResponse:
    """Show the scenarios to rehearse, narrowed by what was ticked and searched for."""
    find = " ".join(request.GET.get("q", "")[:LONGEST_SEARCH].split())
    chosen = {name: request.GET.getlist(name) for name in library.FACETS}
    number = request.GET.get("page", "1")
    facts = {"library": library.library(request.user, find, chosen, number)}
    return render(request, "curriculum/scenario_list.html", facts)


@require_safe
def scenario(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what everybody may read of one scenario."""
    shown = library.scenario(request.user, slug)
    if shown is None:
        raise Http404
    facts = {
        "shown": shown,
        "modules": library.modules_with(request.user, slug),
        "practice": shown.is_alone and encounters.is_open(request.user, slug),
    }
    return render(request, "curriculum/scenario_read.html", facts)
