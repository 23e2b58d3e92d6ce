"""A course: what it says of itself, its modules in order, its team."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Panel, PolicyAdmin
from accounts.admin.dated import DatedAdmin, NowFilter
from accounts.admin.filters import related_filter
from curriculum import queries
from curriculum.actions import building
from curriculum.admin.editor import OrderedInline
from curriculum.admin.history import CourseHistory
from curriculum.admin.packages import Packages
from curriculum.models import Course, CourseTeam, Module, ModuleVersion


def with_titles(modules: Any) -> Any:
    """Annotate modules with the title, label and number of their newest version."""
    versions = ModuleVersion.objects.filter(module=OuterRef("pk"))
    newest = versions.order_by(F("number").desc(nulls_first=True))
    return modules.annotate(
        title=Subquery(newest.values("title")[:1]),
        newest_number=Subquery(
            versions.exclude(number=None).order_by("-number").values("number")[:1]
        ),
        edited=Subquery(versions.filter(number=None).values("pk")[:1]),
    )


def state_of(module: Any) -> str:
    """Return "version 2" and whether a new one is being edited."""
    number = module.newest_number
    published = say("version %(number)d") % {"number": number} if number else say("unpublished")
    if module.edited and number:
        return say("%(published)s, a new one is being edited") % {"published": published}
    return published


def only_this(place: CourseTeam) -> str | None:
    """Return the one module (and cohort) a place is for; None for the whole course."""
    if place.module is None:
        return None
    return f"{place.module.slug} · {place.cohort}" if place.cohort else place.module.slug


def _place_in_words(place: CourseTeam, *, with_cohort: bool) -> str:
    """Return "editor", or "editor, only my-module, until 3 December".

    The cohort of a grant is for owners: another editor need not know of it.
    """
    words = [place.get_role_display()]
    if place.module is not None:
        only = only_this(place) if with_cohort else place.module.slug
        words.append(say("only %(module)s") % {"module": only})
    if place.ends_at is not None:
        day = formats.date_format(timezone.localtime(place.ends_at), "DATE_FORMAT")
        words.append(say("until %(day)s") % {"day": day})
    return ", ".join(words)


class ModuleInline(OrderedInline):
    """The modules in order, each with its lessons; what is in them is edited on their own pages."""

    model = Module
    template = "admin/curriculum/course/modules.html"
    fields = ("position",)
    can_delete = False
    max_num = 0
    ordering = ("position", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "build", obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_titles(super().get_queryset(request))


@admin.register(Course)
class CourseAdmin(Packages, CourseHistory, SortableAdminBase, PolicyAdmin):
    list_display = ("title", "slug")
    ordering = ("title", "pk")
    search_fields = ("title",)
    search_help_text = _("Title")
    fields = ("title", "slug", "summary", "opening", "licence", "archived_at")
    change_form_template = "admin/curriculum/course/change_form.html"
    inlines = (ModuleInline,)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)} if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None and not self.may(request, "change", obj):
            # An editor of the course orders its modules; what the course says is its owners'.
            return (*fixed, *self.fields)
        return fixed if obj is None else (*fixed, "slug")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "build", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # archived, not deleted (product.md, decision 22)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            building.add_course(course=obj, by=request.user)
        elif form.changed_data:
            building.change_course(course=obj, by=request.user, **self.values(form))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        places = {module.pk: module.position for module, _changed in formset.changed_objects}
        if places:
            building.order_modules(course=form.instance, places=places, by=request.user)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        course = self.row_or_404(request, object_id)
        context = {"panels": [self._team(request, course)]} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def _team(self, request: HttpRequest, course: Course) -> Panel:
        """Name who builds it, to those who may know of them."""
        may_change = self.may(request, "change", course)
        team = CourseTeam.objects.visible_to(request.user).current().filter(course=course)
        add = reverse("admin:curriculum_courseteam_add") + f"?course={course.pk}"
        return Panel(
            say("Who builds it"),
            [
                {
                    "label": row.person.name,
                    "note": _place_in_words(row, with_cohort=may_change),
                    "url": reverse("admin:curriculum_courseteam_change", args=[row.pk])
                    if may_change
                    else "",
                }
                for row in team.select_related("person", "module", "cohort").order_by(
                    "-role", F("module").asc(nulls_first=True), "person__name"
                )
            ],
            add_url=add if may_change else "",
            add=say("Take somebody into the team"),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        for inline in context["inline_admin_formsets"]:
            modules = [form.instance for form in inline.formset.initial_forms if form.instance.pk]
            queries.lay_out(request.user, modules)
            for module in modules:
                module.state = state_of(module)
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(CourseTeam)
class CourseTeamAdmin(DatedAdmin):
    list_display = ("person", "role", "course", "only", "starts_at", "until")
    list_filter = (related_filter("course", Course, _("course")), NowFilter)
    list_select_related = ("person", "course", "module", "cohort")
    search_fields = ("person__name",)
    search_help_text = _("Name")
    ordering = ("course__title", "-role", "person__name", "pk")
    fields = ("person", "course", "role", "module", "cohort", "starts_at", "ends_at")
    identity = ("person", "course", "module", "cohort")
    choice_actions = {"course": "change"}

    @admin.display(description=_("only"), empty_value=_("the whole course"))
    def only(self, place: CourseTeam) -> str | None:
        return only_this(place)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        if field.name == "module":
            return with_titles(found).select_related("course").order_by("course", "position")
        return found.filter(archived_at=None) if field.name == "cohort" else found

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "module":
            made.label_from_instance = lambda module: f"{module.title} · {module.course}"
        return made

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            building.change_place(
                place=obj,
                by=request.user,
                role=obj.role,
                starts_at=obj.starts_at,
                ends_at=obj.ends_at,
            )
        else:
            building.join_team(place=obj, by=request.user)
