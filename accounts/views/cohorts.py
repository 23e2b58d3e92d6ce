"""A cohort as its members see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import queries


@require_safe
def cohort_list(request: HttpRequest) -> HttpResponse:
    """Show the running cohorts one is in; administrators see all.

    Its route is in reflections, which shows figures instead to those in charge of one.
    """
    return render(request, "accounts/cohort_list.html", {"cohorts": queries.cohorts(request.user)})


@require_safe
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is in a cohort, as much of it as the reader may know; 404 for a foreign one."""
    found = get_object_or_404(queries.cohort(request.user), slug=slug)
    facts = {"cohort": found, "roster": queries.roster(request.user, found)}
    return render(request, "accounts/cohort.html", facts)
