"""What a course teaches and where, for those who answer for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.spreadsheet import csv_response
from curriculum.models import Course
from curriculum.queries.coverage import HEADER, Coverage, coverage, rows_of


def _found(request: HttpRequest, slug: str) -> Coverage:
    course = get_object_or_404(Course.objects.visible_to(request.user, "survey"), slug=slug)
    found = coverage(course, request.GET.get("framework", ""))
    if found is None:
        raise Http404
    return found


@require_safe
def coverage_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Show objectives, lessons and competencies side by side, the gaps first."""
    return render(request, "curriculum/coverage.html", {"map": _found(request, slug)})


@require_safe
def coverage_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the same as a table."""
    found = _found(request, slug)
    name = f"coverage-{found.course.slug}"
    if found.chosen:
        name += f"-{found.chosen.slug}"
    return csv_response(name, [str(heading) for heading in HEADER], rows_of(found))
