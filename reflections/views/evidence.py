"""Evidence for accreditation: figures about cohorts, on a page to print and as files. No words."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.spreadsheet import csv_response
from reflections import plots
from reflections.evidence.choosing import choice
from reflections.evidence.people import MOST_STUDENTS
from reflections.evidence.report import report, table
from reflections.evidence.turnaround import MOST_DAYS, PROMISED


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """Show the nine items for those in charge of a cohort; 404 to everybody else."""
    made = report(choice(request.user, request.GET))
    halves = [(line.half, line.most) for line in made.turnaround]
    days = plots.spans(halves, MOST_DAYS, PROMISED + 1)
    most = max([MOST_STUDENTS, *(load.students for load in made.loads)])
    shares, load_height = plots.shares([(load.students, most) for load in made.loads])
    facts = {
        "report": made,
        "choice": made.choice,
        "days": days,
        "months": list(zip(made.turnaround, days.rows, strict=True)),
        "loads": list(zip(made.loads, shares, strict=True)),
        "load_height": load_height,
        "most_students": most,
        "last_day": MOST_DAYS,
        "promised": PROMISED,
        "today": timezone.localdate(),
    }
    return render(request, "reflections/evidence.html", facts)


@require_safe
def evidence_table(request: HttpRequest, item: str) -> StreamingHttpResponse:
    """Give one item as CSV, streamed; 404 for one there is not, or without a cohort in charge."""
    chosen = choice(request.user, request.GET)
    found = table(chosen, item)
    if found is None:
        raise Http404
    name = f"evidence-{item}-{chosen.file_part}"
    return csv_response(name, list(found.header), found.lines(chosen))
