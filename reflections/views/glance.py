"""Cohorts at a glance: what was due, what waits and since when. No names of students, no words."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.spreadsheet import csv_response
from accounts.views import cohorts
from reflections import plots
from reflections.figures import LATE_AFTER_DAYS, MOST_DAYS, Line
from reflections.finding import finding
from reflections.queries import glance

Rows = Iterable[Sequence[object]]


@require_safe
def cohort_list(request: HttpRequest) -> HttpResponse:
    """Show the running cohorts in one's charge at a glance; to everybody else the list of hers."""
    in_charge, others = glance.running(request.user)
    if not in_charge:
        return cohorts.cohort_list(request)
    lines = glance.lines(request.user, in_charge)
    days = plots.dots([line.waits.by_day for line in lines], LATE_AFTER_DAYS)
    weeks = plots.weeks([[week.waiting for week in line.weeks] for line in lines])
    facts = {
        "lines": lines,
        "finding": finding(lines),
        "days": days,
        "rows": list(zip(lines, days.rows, strict=True)),
        "weeks": weeks,
        "week_rows": list(zip(lines, weeks.rows, strict=True)),
        "others": others,
        "names_leads": any(line.cohort.lead_reads for line in lines),
        "has_gaps": any(line.has_gaps for line in lines),
        "last_day": MOST_DAYS,
        "today": timezone.localdate(),
    }
    return render(request, "reflections/cohorts.html", facts)


@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how far one cohort is, module by module and week by week; 404 for a foreign one."""
    line = _line(request, slug)
    shares, modules_height = plots.shares([(m.submitted, m.due) for m in line.modules])
    series = [[week.submitted for week in line.weeks], [week.waiting for week in line.weeks]]
    facts = {
        "line": line,
        "cohort": line.cohort,
        "finding": finding([line]),
        "modules": list(zip(line.modules, shares, strict=True)),
        "modules_height": modules_height,
        "weeks": plots.weeks(series),
        "has_gaps": line.has_gaps,
    }
    return render(request, "reflections/cohort_progress.html", facts)


def _line(request: HttpRequest, slug: str) -> Line:
    cohort = get_object_or_404(glance.cohorts_in_charge(request.user), slug=slug)
    return glance.lines(request.user, [cohort])[0]


# ------------------------------------------------------------------ the same as files
@require_safe
def cohorts_table(request: HttpRequest, table: str) -> StreamingHttpResponse:
    """Give a table of the running cohorts in one's charge as CSV; 404 without any."""
    header, rows = _table(OF_ALL, table)
    lines = glance.glance(request.user)
    if not lines:
        raise Http404
    return csv_response(f"cohorts-{table}", header(), rows(lines))


@require_safe
def cohort_table(request: HttpRequest, slug: str, table: str) -> StreamingHttpResponse:
    """Give a table of one cohort as CSV; 404 for a foreign one."""
    line = _line(request, slug)
    header, rows = _table(OF_ONE, table)
    return csv_response(f"{line.cohort.slug}-{table}", header(), rows(line))


def _table(known: dict[str, tuple[Callable[..., Any], Callable[..., Rows]]], name: str) -> Any:
    if name not in known:
        raise Http404
    return known[name]


def _cell(figure: int | None) -> object:
    return _("held back") if figure is None else figure


def _figures_header() -> list[str]:
    return [
        _("Due"),
        _("Submitted"),
        _("Of these late"),
        _("Passed"),
        _("Open"),
        _("With more time"),
    ]


def _cohorts(lines: Sequence[Line]) -> Rows:
    for line in lines:
        yield [
            line.cohort.name,
            line.students,
            *_figures(line),
            len(line.waits),
            line.waits.late,
            line.without_mentor,
            len(line.away),
        ]


def _cohorts_header() -> list[str]:
    return [
        _("Cohort"),
        _("Students"),
        *_figures_header(),
        _("Waiting"),
        _("Five days or more"),
        _("No mentor"),
        _("Away, no cover"),
    ]


def _figures(of: Any) -> list[object]:
    shown = (of.due, of.submitted, of.late, of.passed, of.open, of.more_time)
    return [_cell(figure) for figure in shown]


def _days(lines: Sequence[Line]) -> Rows:
    for line in lines:
        yield [line.cohort.name, *line.waits.by_day]


def _days_header() -> list[object]:
    return [_("Cohort"), *range(MOST_DAYS), _("%(n)s days or more") % {"n": MOST_DAYS}]


def _weeks_of_all(lines: Sequence[Line]) -> Rows:
    for line in lines:
        for week in line.weeks:
            yield [line.cohort.name, week.starts_on, week.submitted, week.answered, week.waiting]


def _week_header() -> list[str]:
    return [_("Week from"), _("Submitted"), _("Answered"), _("Waiting at its end")]


def _modules(line: Line) -> Rows:
    for module in line.modules:
        due_on = timezone.localdate(module.asked.due_at)
        yield [module.asked.name, due_on, *_figures(module)]
    yield [_("All"), "", *_figures(line)]


def _mentors(line: Line) -> Rows:
    for one in line.mentors:
        away = one.mentor.last_day or one.mentor.is_away or ""
        yield [one.mentor.name, one.students, len(one.waits), one.waits.late, away]


def _mentors_header() -> list[str]:
    return [_("Mentor"), _("Students"), _("Waiting"), _("Five days or more"), _("Away until")]


OF_ALL: dict[str, tuple[Callable[..., Any], Callable[..., Rows]]] = {
    "figures": (_cohorts_header, _cohorts),
    "days": (_days_header, _days),
    "weeks": (lambda: [_("Cohort"), *_week_header()], _weeks_of_all),
}
OF_ONE: dict[str, tuple[Callable[..., Any], Callable[..., Rows]]] = {
    "modules": (lambda: [_("Module"), _("Due on"), *_figures_header()], _modules),
    "mentors": (_mentors_header, _mentors),
    "weeks": (_week_header, lambda line: (row[1:] for row in _weeks_of_all([line]))),
}
