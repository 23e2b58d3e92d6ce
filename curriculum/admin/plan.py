"""The release plan of a course: modules by cohorts, each cell to be changed where it stands."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.translation import gettext as say
from django.utils.translation import pgettext

from accounts.errors import Refused
from curriculum.actions import offering, planning
from curriculum.admin.plan_forms import CellForm
from curriculum.admin.plan_moves import MovePages
from curriculum.models import Course, Release
from curriculum.queries import plans


def _named(day: date) -> str:
    return formats.date_format(day, pgettext("date format with year", "l j F Y"))


def say_what_is_odd(request: HttpRequest, release: Release) -> None:
    """Say what somebody who set these dates should know: clocks, a week to skip, a day gone by."""
    for asked, taken in release.skipped_times():
        moved = say("The clocks go forward that night: %(asked)s is not there, so it is %(taken)s.")
        messages.warning(request, moved % {"asked": asked, "taken": taken})
    calendar = plans.calendar_of(release.cohort)
    if release.due_on and calendar.gap_at(release.due_on):
        free = _named(calendar.moved_forward(release.due_on))
        skipped = say("It is due in a week to skip. The next %(day)s would not be.")
        messages.warning(request, skipped % {"day": free})
    if release.is_past_due:
        messages.warning(
            request, say("The due date has passed already: whatever comes now counts as late.")
        )


class PlanPages(MovePages):
    """The pages of the plan, beside those of the releases themselves."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("plan/", view(self.plan_index), name="curriculum_release_plans"),
            path("plan/<int:course_id>/", view(self.plan_view), name="curriculum_release_plan"),
            path(
                "plan/<int:course_id>/add/<int:module_id>/<int:cohort_id>/",
                view(self.cell_add),
                name="curriculum_release_cell_add",
            ),
            path("<int:pk>/dates/", view(self.cell_change), name="curriculum_release_cell"),
            path("<int:pk>/move-due/", view(self.move_due), name="curriculum_release_move_due"),
            *self.move_urls(view),
            *super().get_urls(),
        ]

    # ---------------------------------------------------------------- the matrix
    def plan_index(self, request: HttpRequest) -> HttpResponse:
        """Lead to the plan of the only course, or let one be chosen."""
        courses = Course.objects.visible_to(request.user).filter(archived_at=None)
        found = list(courses.order_by("title", "pk"))
        if len(found) == 1:
            return redirect("admin:curriculum_release_plan", found[0].pk)
        return self._show(
            request, "admin/curriculum/release/plans.html", say("Release plans"), courses=found
        )

    def plan_view(self, request: HttpRequest, course_id: int) -> HttpResponse:
        """Show the plan: every module of the course for every cohort this person may plan for."""
        course = self.course_or_404(request, course_id)
        archived = request.GET.get("archived") == "1"
        matrix = plans.matrix(request.user, course, archived=archived)
        return self._show(
            request,
            "admin/curriculum/release/plan.html",
            say("Release plan"),
            course=course,
            archived=archived,
            matrix=matrix,
            may_copy=any(column.cohort.may_change for column in matrix.columns),
        )

    def course_or_404(self, request: HttpRequest, course_id: int) -> Course:
        """Return a course this person may know of."""
        return get_object_or_404(Course.objects.visible_to(request.user), pk=course_id)

    def back_to(self, course: Any, module: int = 0, cohort: int = 0) -> HttpResponse:
        """Return to the plan, at the cell that was changed."""
        url = reverse("admin:curriculum_release_plan", args=[course])
        return redirect(f"{url}#cell-{module}-{cohort}" if module else url)

    def _show(
        self, request: HttpRequest, template: str, title: str, *, status: int = 200, **facts: Any
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, template, context | facts, status=status)

    # ---------------------------------------------------------------- one cell
    def cell_add(
        self, request: HttpRequest, course_id: int, module_id: int, cohort_id: int
    ) -> HttpResponse:
        """Release a module to a cohort from its empty cell."""
        course = self.course_or_404(request, course_id)
        module = get_object_or_404(plans.planned_modules(request.user, course), pk=module_id)
        grants = {
            there for here, there in plans.grants_of(request.user, course) if here == module_id
        }
        cohorts = plans.planned_cohorts(request.user, besides=grants)
        cohort = get_object_or_404(cohorts, pk=cohort_id)
        if not module.may_build or not (cohort.may_change or cohort.pk in grants):
            raise Http404
        # Whoever builds a module reads each of its versions.
        versions = module.versions.exclude(number=None).order_by("-number")
        release = Release(cohort=cohort, version=versions.first())
        if release.version is None:
            raise Http404
        return self._cell(request, release, course, module, versions)

    def cell_change(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change the dates of a release, or take it back before it opens."""
        rows = Release.objects.visible_to(request.user, "change")
        rows = rows.select_related("cohort", "version__module__course")
        release = get_object_or_404(rows, pk=pk)
        module = release.version.module
        if request.method == "POST" and request.POST.get("do") == "withdraw":
            return self._withdrawn(request, release)
        return self._cell(request, release, module.course, module, None)

    def _cell(
        self, request: HttpRequest, release: Release, course: Course, module: Any, versions: Any
    ) -> HttpResponse:
        calendar = plans.calendar_of(release.cohort)
        given = {"release": release, "calendar": calendar, "versions": versions}
        form = CellForm(request.POST or None, **given)
        if request.method == "POST" and form.is_valid():
            try:
                kept = self._kept(request, release, form)
            except Refused as refused:
                form.say(refused)
            else:
                messages.success(request, say("Saved."))
                say_what_is_odd(request, kept)
                return self.back_to(course.pk, module.pk, release.cohort_id)
        title = release.version.title
        return self._show(
            request,
            "admin/curriculum/release/cell.html",
            say("%(module)s for %(cohort)s") % {"module": title, "cohort": release.cohort.name},
            status=422 if request.method == "POST" else 200,
            course=course,
            module=module,
            release=release,
            form=form,
            calendar=calendar,
        )

    def _kept(self, request: HttpRequest, release: Release, form: CellForm) -> Release:
        values = form.values()
        if release.pk:
            stored = Release.objects.select_related("cohort", "version").get(pk=release.pk)
            return offering.change(release=stored, by=request.user, **values)
        version = form.cleaned_data["version"]
        made = Release(cohort=release.cohort, version=version, **values)
        return offering.release(release=made, by=request.user)

    def _withdrawn(self, request: HttpRequest, release: Release) -> HttpResponse:
        module, cohort = release.version.module, release.cohort_id
        try:
            offering.withdraw(release=release, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, say("Taken back. No student had seen it."))
        return self.back_to(module.course_id, module.pk, cohort)

    def move_due(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move a due date out of a week to skip, as the plan proposes."""
        rows = Release.objects.visible_to(request.user, "change")
        release = get_object_or_404(rows.select_related("cohort", "version__module"), pk=pk)
        if request.method != "POST":
            return HttpResponse(status=405)
        try:
            moved = planning.move_due(release=release, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect("admin:curriculum_release_cell", pk)
        said = say("It is due on %(day)s now.") % {"day": _named(moved)}
        messages.success(request, said)
        module = release.version.module
        return self.back_to(module.course_id, module.pk, release.cohort_id)
