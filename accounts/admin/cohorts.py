"""The school, its cohorts and the groups inside them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import cohort_rules, people
from accounts.actions import cohorts, help, memberships
from accounts.admin.base import Panel, PolicyAdmin
from accounts.admin.dated import DatedAdmin, NowFilter
from accounts.admin.filters import ChoiceFilter, choice_filter, related_filter
from accounts.admin.inlines import LabelledFormSet, PolicyInline
from accounts.models import Cohort, Group, GroupMembership, Membership, Mentoring, School
from accounts.models.dated import is_current

MOST_IN_A_PANEL = 150


@admin.register(School)
class SchoolAdmin(PolicyAdmin):
    list_display = ("name", "time_zone")
    fields = ("name", "time_zone", "concern_note")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # ``open_school`` makes the one row

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        help.change_school(school=obj, by=request.user, **self.values(form))


class GroupInline(PolicyInline, admin.TabularInline):
    model = Group
    formset = LabelledFormSet
    fields = ("name", "kind")
    show_change_link = True


class ArchivedFilter(ChoiceFilter):
    """Archived cohorts are shown only when asked for."""

    title = _("archived")
    parameter_name = "archived"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("yes", _("archived only")), ("all", _("running and archived"))]

    def choices(self, changelist: Any) -> Any:
        running, *others = super().choices(changelist)
        return [running | {"display": say("running")}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")


@admin.register(Cohort)
class CohortAdmin(PolicyAdmin):
    list_filter = (ArchivedFilter,)
    list_display = ("name", "programme_year", "first_day", "time_zone", "people_now", "lead_reads")
    ordering = ("name", "pk")
    search_fields = ("name",)
    search_help_text = _("Name")
    fieldsets = (
        (None, {"fields": ("name", "slug", "programme_year", "first_day", "time_zone")}),
        (_("Who reads"), {"fields": ("lead_reads",)}),
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (GroupInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        now = is_current(timezone.now(), "memberships__")
        return (
            super()
            .get_queryset(request)
            .annotate(now=Count("memberships__person", filter=Q(now), distinct=True))
        )

    @admin.display(description=_("people now"))
    def people_now(self, cohort: Any) -> int:
        return cohort.now

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = super().get_readonly_fields(request, obj)
        if obj is None:
            return fixed
        # Addresses are links people keep; the switch is shut once something was submitted.
        shut = () if obj.lead_reads or not cohort_rules.has_submissions(obj) else ("lead_reads",)
        return (*fixed, "slug", *shut)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj is not None else self.prepopulated_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        school = people.school()
        return ({"time_zone": school.time_zone} if school else {}) | (
            super().get_changeform_initial_data(request)
        )

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            was = form.initial.get("first_day")
            cohorts.change(cohort=obj, by=request.user, **self.values(form))
            if "first_day" in form.changed_data and was:
                self._offer_to_move(request, obj, was)
        else:
            cohorts.add(cohort=obj, by=request.user)

    def _offer_to_move(self, request: HttpRequest, cohort: Cohort, was: Any) -> None:
        """Say that a plan counts from the first day, and where it can be moved along."""
        said = '{} <a href="{}">{}</a>'
        for url in cohort_rules.first_day_moved(cohort, was):
            stays = say("The first day has moved; the release plan stays where it was.")
            offer = say("Look at moving it along")
            messages.info(request, format_html(said, stays, url, offer))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for group in formset.deleted_objects:
            cohorts.remove_group(group=group, by=request.user)
        for group, _changed in formset.changed_objects:
            given = {"name": group.name, "kind": group.kind}
            cohorts.change_group(group=group, by=request.user, **given)
        for group in formset.new_objects:
            cohorts.add_group(group=group, by=request.user)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        cohort = self.row_or_404(request, object_id)
        panels = [
            self._doors(cohort),
            self._members(request, cohort.pk),
            self._pairs(request, cohort.pk),
        ]
        context = {"panels": panels} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def _doors(self, cohort: Any) -> Panel:
        """Lead to the rooms where a cohort is filled, and where it ends."""
        doors = [(say("Archive"), "cohort_archive")]
        if not cohort.archived_at:
            doors = [
                (say("Who mentors whom"), "pairing"),
                (say("Upload a list of people"), "cohort_roster"),
                (say("The end of term"), "cohort_archive"),
            ]
        rows = [{"label": label, "url": reverse(name, args=[cohort.slug])} for label, name in doors]
        return Panel(say("This cohort"), [{"note": "", **row} for row in rows])

    def _members(self, request: HttpRequest, cohort_id: int) -> Panel:
        rows = Membership.objects.visible_to(request.user, "change").current()
        rows = rows.filter(cohort_id=cohort_id).select_related("person")
        return Panel(
            say("People now"),
            [
                {
                    "label": row.person.name,
                    "note": row.get_role_display(),
                    "url": reverse("admin:accounts_membership_change", args=[row.pk]),
                }
                for row in rows.order_by("role", "person__name")[:MOST_IN_A_PANEL]
            ],
            add_url=reverse("admin:accounts_membership_add") + f"?cohort={cohort_id}",
            add=say("Give somebody a role"),
        )

    def _pairs(self, request: HttpRequest, cohort_id: int) -> Panel:
        rows = Mentoring.objects.visible_to(request.user, "change").current()
        rows = rows.filter(cohort_id=cohort_id).select_related("mentor", "student")
        return Panel(
            say("Mentors and students"),
            [
                {
                    "label": row.student.name,
                    "note": say("with %(mentor)s") % {"mentor": row.mentor.name},
                    "url": reverse("admin:accounts_mentoring_change", args=[row.pk]),
                }
                for row in rows.order_by("student__name")[:MOST_IN_A_PANEL]
            ],
            add_url=reverse("admin:accounts_mentoring_add") + f"?cohort={cohort_id}",
            add=say("Pair a student with a mentor"),
        )


class PlaceInline(PolicyInline, admin.TabularInline):
    model = GroupMembership
    formset = LabelledFormSet
    fields = ("person", "starts_at", "ends_at")
    can_delete = False
    max_num = 0
    readonly_fields = ("person",)
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("person", "group")


@admin.register(Group)
class GroupAdmin(PolicyAdmin):
    list_display = ("name", "kind", "cohort")
    list_filter = (
        related_filter("cohort", Cohort, _("cohort")),
        choice_filter("kind", Group.Kind.choices, _("kind")),
    )
    list_select_related = ("cohort",)
    search_fields = ("name",)
    search_help_text = _("Name")
    ordering = ("cohort__name", "name", "pk")
    fields = ("cohort", "name", "kind")
    identity = ("cohort",)
    inlines = (PlaceInline,)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            cohorts.change_group(group=obj, by=request.user, name=obj.name, kind=obj.kind)
        else:
            cohorts.add_group(group=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        cohorts.remove_group(group=obj, by=request.user)

    def why_it_stays(self, obj: Any) -> str | Promise:
        return cohorts.why_group_stays(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for place, _changed in formset.changed_objects:
            dates = {"starts_at": place.starts_at, "ends_at": place.ends_at}
            memberships.change_in_group(place=place, by=request.user, **dates)


@admin.register(GroupMembership)
class PlaceAdmin(DatedAdmin):
    list_display = ("person", "group", "starts_at", "until")
    list_filter = (related_filter("group", Group, _("group")), NowFilter)
    list_select_related = ("person", "group")
    search_fields = ("person__name",)
    search_help_text = _("Name")
    ordering = ("group__name", "person__name", "pk")
    fields = ("person", "group", "starts_at", "ends_at")
    identity = ("person", "group")

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            memberships.change_in_group(place=obj, by=request.user, **dates)
        else:
            memberships.begin_in_group(place=obj, by=request.user)
