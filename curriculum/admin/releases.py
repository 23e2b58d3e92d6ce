"""Opening a module to a cohort."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from accounts.admin.base import PolicyAdmin, RefusedForm
from accounts.admin.filters import ChoiceFilter, related_filter
from accounts.models import Cohort
from curriculum.actions import offering, planning
from curriculum.admin.history import ReleaseHistory
from curriculum.admin.plan import PlanPages, say_what_is_odd
from curriculum.models import Release, SkipWeek
from curriculum.queries import cohorts_to_plan


class OpenFilter(ChoiceFilter):
    """Open, planned, or closed."""

    title = _("state")
    parameter_name = "state"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("open", _("open")), ("planned", _("planned")), ("closed", _("closed"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        if self.value() == "open":
            return queryset.filter(opens_at__lte=now).exclude(closes_at__lte=now)
        if self.value() == "planned":
            return queryset.filter(opens_at__gt=now)
        if self.value() == "closed":
            return queryset.filter(closes_at__lte=now)
        return queryset


class ReleaseForm(RefusedForm):
    class Meta:
        model = Release
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("opens_time", _("Opens at")),
            ("due_time", _("Due at")),
            ("closes_time", _("Closes at")),
        ):
            if name in self.fields:
                self.fields[name].label = label
        if "grace_hours" in self.fields:
            self.fields["grace_hours"].required = False
        if "cohort" in self.fields:
            self.fields["cohort"].label_from_instance = _with_zone

    def clean_grace_hours(self) -> int:
        """Return the hours; none named is none."""
        return self.cleaned_data.get("grace_hours") or 0


def _with_zone(cohort: Cohort) -> str:
    return f"{cohort.name} ({cohort.time_zone})"


@admin.register(Release)
class ReleaseAdmin(ReleaseHistory, PlanPages, PolicyAdmin):
    form = ReleaseForm
    change_form_template = "admin/curriculum/release/change_form.html"
    list_display = ("module", "cohort", "block", "opens", "due", "closes")
    list_filter = (related_filter("cohort", Cohort, _("cohort")), OpenFilter)
    list_select_related = ("version", "cohort")
    search_fields = ("version__title", "block")
    search_help_text = _("Module or block")
    ordering = ("cohort__name", "opens_at", "pk")
    sortable_by = ("opens", "due", "closes")
    identity = ("version", "cohort")
    readonly_fields = ("zone",)
    fieldsets = (
        (None, {"fields": ("version", "cohort", "block", "zone")}),
        (
            _("Dates, in the cohort’s own time"),
            {
                "fields": (
                    ("opens_on", "opens_time"),
                    ("due_on", "due_time"),
                    ("closes_on", "closes_time"),
                    "grace_hours",
                )
            },
        ),
        (_("If it is much at once"), {"fields": ("load_reason",)}),
    )

    @admin.display(description=_("time zone"))
    def zone(self, release: Release) -> str:
        if release.pk is None:
            return say("The zone of the cohort you choose, as its name says.")
        return release.cohort.time_zone

    @admin.display(description=_("module"), ordering="version__title")
    def module(self, release: Release) -> str:
        return str(release.version)

    def _said(self, day: Any, at: Any, release: Release) -> str:
        if day is None:
            return "–"
        moment = pgettext("date and time in a list", "%(day)s, %(time)s %(zone)s")
        return moment % {
            "day": formats.date_format(day, "j M Y"),
            "time": at.strftime("%H:%M"),
            "zone": release.time_zone,
        }

    @admin.display(description=_("opens"), ordering="opens_at")
    def opens(self, release: Release) -> str:
        return self._said(release.opens_on, release.opens_time, release)

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, release: Release) -> str:
        return self._said(release.due_on, release.due_time, release)

    @admin.display(description=_("closes"), ordering="closes_at")
    def closes(self, release: Release) -> str:
        return self._said(release.closes_on, release.closes_time, release)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        if field.name == "version":
            return found.exclude(number=None).order_by("title", "-number")
        if field.name == "cohort":
            # Also the one cohort that a grant for one module names.
            return cohorts_to_plan(request.user).filter(archived_at=None).order_by("name")
        return found

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            offering.release(release=obj, by=request.user)
        else:
            offering.change(release=obj, by=request.user, **self.values(form))
        say_what_is_odd(request, obj)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        offering.withdraw(release=obj, by=request.user)

    def why_it_stays(self, obj: Any) -> str | Promise:
        return offering.why_it_stays(obj)


@admin.register(SkipWeek)
class SkipWeekAdmin(PolicyAdmin):
    """Weeks in which nothing should be due."""

    list_display = ("cohort", "starts_on", "ends_on", "reason")
    list_display_links = ("starts_on",)
    list_filter = (related_filter("cohort", Cohort, _("cohort")),)
    list_select_related = ("cohort",)
    ordering = ("cohort__name", "starts_on", "pk")
    fields = ("cohort", "starts_on", "ends_on", "reason")
    identity = ("cohort",)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        return super().choices_for(request, field).filter(archived_at=None)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            planning.change_week(week=obj, by=request.user, **self.values(form))
        else:
            planning.add_week(week=obj, by=request.user)
        hit = planning.due_within(week=obj, by=request.user)
        if hit:
            said = ngettext(
                "One reflection is due in it. The release plan offers to move it.",
                "%(count)d reflections are due in it. The release plan offers to move them.",
                hit,
            )
            messages.warning(request, said % {"count": hit})

    def remove(self, request: HttpRequest, obj: Any) -> None:
        planning.remove_week(week=obj, by=request.user)
