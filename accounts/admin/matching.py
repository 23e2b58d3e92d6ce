"""Who mentors whom, who covers, and which two are never matched."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actions import evaluating, mentoring
from accounts.admin.base import PolicyAdmin, ReadOnlyAdmin
from accounts.admin.dated import DatedAdmin, NowFilter
from accounts.admin.filters import ChoiceFilter, related_filter
from accounts.models import (
    Cohort,
    Conflict,
    Cover,
    Evaluating,
    Membership,
    MentorChange,
    Mentoring,
)
from accounts.models.dated import is_current

Role = Membership.Role


def in_led_cohorts(request: HttpRequest, people: Any, role: str) -> Any:
    """Return those of ``people`` who hold ``role`` now in a cohort this user may change."""
    cohorts = Cohort.objects.visible_to(request.user, "change")
    seats = Membership.objects.filter(is_current(timezone.now()), role=role, cohort__in=cohorts)
    return people.filter(pk__in=seats.values("person"))


@admin.register(Mentoring)
class MentoringAdmin(DatedAdmin):
    list_display = ("student", "mentor", "cohort", "starts_at", "until")
    list_filter = (related_filter("cohort", Cohort, _("cohort")), NowFilter)
    list_select_related = ("student", "mentor", "cohort")
    search_fields = ("student__name", "mentor__name")
    search_help_text = _("Name")
    ordering = ("cohort__name", "student__name", "pk")
    fields = ("student", "mentor", "cohort", "starts_at", "ends_at")
    identity = ("student", "mentor", "cohort")

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        if field.name in {"student", "mentor"}:
            return in_led_cohorts(request, found, Role[field.name.upper()])
        return found

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            mentoring.change(mentoring=obj, by=request.user, **dates)
        else:
            mentoring.assign(mentoring=obj, by=request.user)


class OpenFilter(ChoiceFilter):
    """Those who still wait for a mentor, or who have one again."""

    title = _("state")
    parameter_name = "state"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("open", _("waits")), ("met", _("has a new mentor"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in {"open", "met"}:
            return queryset
        return queryset.filter(met_at__isnull=self.value() == "open")


@admin.register(MentorChange)
class MentorChangeAdmin(ReadOnlyAdmin):
    """Who asks for another mentor: that, and nothing else. The pairing that ended is not said."""

    list_display = ("student", "cohort", "asked_at", "next_step")
    list_filter = (related_filter("cohort", Cohort, _("cohort")), OpenFilter)
    list_select_related = ("student", "cohort")
    ordering = ("-asked_at", "pk")
    fields = ("student", "cohort", "asked_at", "next_step")
    readonly_fields = ("next_step",)

    @admin.display(description=_("next"))
    def next_step(self, row: Any) -> Any:
        if row.met_at is not None:
            return _("has a new mentor")
        url = reverse("admin:accounts_mentoring_add")
        where = f"{url}?student={row.student_id}&cohort={row.cohort_id}"
        return format_html('<a href="{}">{}</a>', where, _("give a new mentor"))


@admin.register(Cover)
class CoverAdmin(DatedAdmin):
    list_display = ("cover", "mentoring", "announced_at", "starts_at", "until")
    list_filter = (NowFilter,)
    list_select_related = ("cover", "mentoring__mentor", "mentoring__student")
    ordering = ("-announced_at", "pk")
    fields = ("mentoring", "cover", "starts_at", "ends_at", "announced_at")
    identity = ("mentoring", "cover", "starts_at")
    readonly_fields = ("announced_at",)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        if field.name == "cover":
            return in_led_cohorts(request, found, Role.MENTOR)
        return found.current().select_related("mentor", "student")

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            mentoring.change_cover(cover=obj, by=request.user, ends_at=obj.ends_at)
        else:
            mentoring.announce_cover(cover=obj, by=request.user)


@admin.register(Conflict)
class ConflictAdmin(PolicyAdmin):
    list_display = ("one", "other", "declared_at")
    list_select_related = ("one", "other")
    search_fields = ("one__name", "other__name")
    search_help_text = _("Name")
    ordering = ("-declared_at", "pk")
    fields = ("one", "other")
    identity = ("one", "other")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # declared or lifted; there is nothing in between to change

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        mentoring.declare_conflict(conflict=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        mentoring.lift_conflict(conflict=obj, by=request.user)


@admin.register(Evaluating)
class EvaluatingAdmin(DatedAdmin):
    """Who evaluates whom. A whole list comes by the cohort’s own page."""

    list_display = ("evaluator", "student", "cohort", "starts_at", "until")
    list_filter = (related_filter("cohort", Cohort, _("cohort")), NowFilter)
    list_select_related = ("evaluator", "student", "cohort")
    search_fields = ("evaluator__name", "student__name")
    search_help_text = _("Name")
    ordering = ("cohort__name", "evaluator__name", "student__name", "pk")
    fields = ("evaluator", "student", "cohort", "starts_at", "ends_at")
    identity = ("evaluator", "student", "cohort")

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        if field.name == "student":
            return in_led_cohorts(request, found, Role.STUDENT)
        return found

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            evaluating.change(evaluating=obj, by=request.user, **dates)
        else:
            evaluating.begin(evaluating=obj, by=request.user)
