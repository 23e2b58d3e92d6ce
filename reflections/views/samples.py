"""Two made-up pages of different quality, with what mentors answered: for those who begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def entry_samples(request: HttpRequest) -> HttpResponse:
    """Show the samples. They are the same for everybody."""
    return render(request, "reflections/entry_samples.html")
