"""A whole plan at once: copied to another cohort, moved after a new first day, taken back."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from accounts.days import DayField
from accounts.errors import Refused
from accounts.models import Cohort
from curriculum.actions import planning
from curriculum.actions.planning import RowsRefused, Wanted
from curriculum.admin.plan_forms import RowForm
from curriculum.calendars import Calendar
from curriculum.models import Course
from curriculum.queries import loads, moves, plans


@dataclass
class PreviewRow:
    """One row of the table: what is, what would be, and what one should know of it."""

    proposed: moves.Proposed
    form: RowForm
    was: Calendar
    now: Calendar
    notes: list[str] = field(default_factory=list)
    load: str = ""
    is_move: bool = False

    @property
    def opens_was(self) -> str:
        """Return "week 3, Monday" of the plan it comes from."""
        return self.was.said(self.proposed.release.opens_on)

    @property
    def due_was(self) -> str:
        """Return the same of its due date."""
        return self.was.said(self.proposed.release.due_on)

    def day(self, name: str) -> date | None:
        """Return a day as the form has it now: typed, or proposed."""
        if not self.form.is_bound:
            return getattr(self.proposed, name)
        if not hasattr(self.form, "cleaned_data"):
            self.form.is_valid()
        return self.form.cleaned_data.get(name)

    @property
    def opens_now(self) -> str:
        """Return the week in the plan it comes into."""
        return self.now.said(self.day("opens_on"))

    @property
    def due_now(self) -> str:
        """Return the same of its due date."""
        return self.now.said(self.day("due_on"))

    @property
    def is_taken(self) -> bool:
        """Say whether this row is to be copied or moved."""
        if self.proposed.there is not None:
            return False
        return bool(self.form["include"].value())


class MovePages:
    """Copying a plan, moving one, and taking a copy back."""

    def move_urls(self, view: Any) -> list[Any]:
        """Return the addresses of these pages."""
        return [
            path(
                "plan/<int:course_id>/copy/", view(self.copy_view), name="curriculum_release_copy"
            ),
            path(
                "plan/<int:course_id>/take-back/<int:cohort_id>/<uuid:copy>/",
                view(self.take_back),
                name="curriculum_release_take_back",
            ),
            path("move/<int:cohort_id>/", view(self.move_view), name="curriculum_release_move"),
        ]

    # ---------------------------------------------------------------- copying
    def copy_view(self, request: HttpRequest, course_id: int) -> HttpResponse:
        """Choose two cohorts, look at every date, then copy the plan in one step."""
        course = self.course_or_404(request, course_id)
        known = list(plans.planned_cohorts(request.user, archived=True))
        targets = [one for one in known if one.may_change and one.archived_at is None]
        source = _chosen(request, "source", known)
        target = _chosen(request, "target", targets)
        facts = {
            "course": course,
            "sources": known,
            "targets": targets,
            "source": source,
            "target": target,
            "rows": [],
        }
        if source is None or target is None or source.pk == target.pk:
            facts["is_same"] = source is not None and target is not None
            return self._preview(request, "copy.html", say("Copy a release plan"), facts)
        proposed = moves.proposed_copy(request.user, course, source, target)
        rows = _rows(request, proposed, source, target)
        if request.method == "POST" and request.POST.get("do") == "apply":
            answer = self._copied(request, course, target, rows)
            if answer is not None:
                return answer
        _look(request, rows, target)
        return self._preview(
            request, "copy.html", say("Copy a release plan"), facts | {"rows": rows}
        )

    def _copied(
        self, request: HttpRequest, course: Course, target: Cohort, rows: list[PreviewRow]
    ) -> HttpResponse | None:
        if not all(row.form.is_valid() for row in rows if row.is_taken):
            return None
        try:
            made = planning.copy(wanted=_wanted(rows), target=target, by=request.user)
        except RowsRefused as refused:
            _say(request, rows, refused)
            return None
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return None
        if made:
            said = ngettext(
                "One module is planned for %(cohort)s.",
                "%(count)d modules are planned for %(cohort)s.",
                len(made),
            )
            messages.success(request, said % {"count": len(made), "cohort": target.name})
        else:
            messages.info(request, say("Nothing was copied: all of it is there already."))
        return self.back_to(course.pk)

    def take_back(
        self, request: HttpRequest, course_id: int, cohort_id: int, copy: uuid.UUID
    ) -> HttpResponse:
        """Remove what one copying made, before any of it opens."""
        course = self.course_or_404(request, course_id)
        cohorts = plans.planned_cohorts(request.user).visible_to(request.user, "change")
        cohort = get_object_or_404(cohorts, pk=cohort_id)
        if request.method != "POST":
            return HttpResponse(status=405)
        try:
            gone = planning.take_back(copy=copy, cohort=cohort, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            said = ngettext(
                "The copy is taken back: one release is gone.",
                "The copy is taken back: %(count)d releases are gone.",
                gone,
            )
            messages.success(request, said % {"count": gone})
        return self.back_to(course.pk)

    # ---------------------------------------------------------------- a new first day
    def move_view(self, request: HttpRequest, cohort_id: int) -> HttpResponse:
        """Offer to move a cohort's plan after its first day has changed."""
        rows = Cohort.objects.visible_to(request.user, "change").filter(archived_at=None)
        cohort = get_object_or_404(rows, pk=cohort_id)
        was = _day(request.GET.get("was", "") or request.POST.get("was", ""))
        if was is None:
            raise Http404
        proposed = moves.proposed_move(request.user, cohort, was)
        table = _rows(request, proposed, cohort, cohort, was=was)
        if request.method == "POST" and request.POST.get("do") == "apply":
            answer = self._moved(request, cohort, table)
            if answer is not None:
                return answer
        _look(request, table, cohort)
        facts = {"cohort": cohort, "was": was, "rows": table}
        return self._preview(request, "move.html", say("Move the release plan"), facts)

    def _moved(
        self, request: HttpRequest, cohort: Cohort, rows: list[PreviewRow]
    ) -> HttpResponse | None:
        if not all(row.form.is_valid() for row in rows if row.is_taken):
            return None
        try:
            moved = planning.move(wanted=_wanted(rows), by=request.user)
        except RowsRefused as refused:
            _say(request, rows, refused)
            return None
        said = ngettext("One release was moved.", "%(count)d releases were moved.", moved)
        messages.success(request, said % {"count": moved})
        return redirect("admin:accounts_cohort_change", cohort.pk)

    def _preview(
        self, request: HttpRequest, template: str, title: str, facts: dict[str, Any]
    ) -> HttpResponse:
        is_refused = request.method == "POST" and request.POST.get("do") == "apply"
        status = 422 if is_refused else 200
        return self._show(
            request, f"admin/curriculum/release/{template}", title, status=status, **facts
        )


# ------------------------------------------------------------------ the table
def _chosen(request: HttpRequest, name: str, offered: list[Cohort]) -> Cohort | None:
    """Return the cohort named in the address; 404 for one that is not offered."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    found = next((one for one in offered if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _day(text: str) -> date | None:
    """Return the day an address says; None where no form of ours would have let it through."""
    try:
        return DayField().clean(text)
    except ValidationError:
        return None


def _rows(
    request: HttpRequest,
    proposed: list[moves.Proposed],
    source: Cohort,
    target: Cohort,
    *,
    was: date | None = None,
) -> list[PreviewRow]:
    known = plans.calendars_of([source, target])
    before = Calendar(was, known[source.pk].gaps) if was else known[source.pk]
    data = request.POST if request.method == "POST" else None
    found = []
    for row in proposed:
        name = row.release.version.title
        if row.release.block:
            name = f"{name}, {row.release.block}"
        form = RowForm(data, row=row, name=name)
        if was and row.release.is_open:
            form.fields["opens_on"].disabled = True
        found.append(
            PreviewRow(row, form, before, known[target.pk], is_move=source.pk == target.pk)
        )
    return found


def _look(request: HttpRequest, rows: list[PreviewRow], target: Cohort) -> None:
    """Note beside each row what somebody should know before it is done."""
    taken = sorted(
        (row for row in rows if row.is_taken and row.day("opens_on")),
        key=lambda row: (row.day("due_on") or row.day("opens_on"), row.proposed.release.pk),
    )
    dues = [
        loads.Due(
            _version(row).pk, row.day("due_on"), row.proposed.release.pk if row.is_move else None
        )
        for row in taken
    ]
    for place, hit in loads.hit_in_order(target, dues).items():
        taken[place].load = loads.too_much(request.user, hit)
    for row in taken:
        row.notes += _notes(row, target)


def _notes(row: PreviewRow, target: Cohort) -> list[str]:
    found = []
    if row.proposed.is_moved_on and not row.form.is_bound:
        found.append(say("Moved on, out of a week to skip."))
    if row.now.gap_at(row.day("due_on")):
        found.append(say("Due in a week to skip."))
    dates = {name: row.day(name) for name in ("opens_on", "due_on", "closes_on")}
    today, is_open = timezone.localdate(), row.proposed.release.is_open
    if dates["due_on"] and dates["due_on"] < today:
        found.append(say("Its due date has passed already: whatever comes counts as late."))
    elif dates["opens_on"] and dates["opens_on"] <= today and not (row.is_move and is_open):
        found.append(say("It would be open at once."))
    for asked, taken in moves.skipped_times(row.proposed.release, target, **dates):
        moved = say("The clocks go forward that night: %(asked)s is not there, so it is %(taken)s.")
        found.append(moved % {"asked": asked, "taken": taken})
    return found


def _version(row: PreviewRow) -> Any:
    chosen = row.form["version"].value() or ""
    return row.form.versions.get(chosen, row.proposed.release.version)


def _wanted(rows: list[PreviewRow]) -> list[Wanted]:
    return [
        Wanted(
            release=row.proposed.release,
            opens_on=row.form.cleaned_data["opens_on"],
            due_on=row.form.cleaned_data["due_on"],
            closes_on=row.form.cleaned_data["closes_on"],
            load_reason=row.form.cleaned_data["load_reason"],
            version=_version(row),
        )
        for row in rows
        if row.is_taken
    ]


def _say(request: HttpRequest, rows: list[PreviewRow], refused: RowsRefused) -> None:
    messages.error(request, str(refused.sentence))
    for row in rows:
        said = refused.found.get(row.proposed.release.pk)
        if said is not None:
            row.form.say(said)
