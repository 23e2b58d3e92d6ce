"""A course: what it says of itself, its modules in order, its team."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Panel, PolicyAdmin
from accounts.admin.dated import DatedAdmin, NowFilter
from accounts.admin.filters import related_filter
from curriculum.actions import building
from curriculum.admin.editor import OrderedInline
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


class ModuleInline(OrderedInline):
    model = Module
    fields = ("name", "state", "links")
    readonly_fields = ("name", "state", "links")
    can_delete = False
    max_num = 0
    ordering = ("position", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "build", obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_titles(super().get_queryset(request))

    @admin.display(description=_("module"))
    def name(self, module: Any) -> str:
        return getattr(module, "title", "") or module.slug

    @admin.display(description=_("published"))
    def state(self, module: Any) -> str:
        return state_of(module) if module.pk else ""

    @admin.display(description=_("open"))
    def links(self, module: Any) -> str:
        if module.pk is None:  # a posted row that is not one of this course's
            return ""
        change = reverse("admin:curriculum_module_change", args=[module.pk])
        preview = reverse("admin:curriculum_module_preview", args=[module.pk])
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a> '
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            change, say("Change"), module.title, preview, say("Preview"), module.title,
        )  # fmt: skip


@admin.register(Course)
class CourseAdmin(SortableAdminBase, PolicyAdmin):
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
        may_change = self.may(request, "change", course)
        team = CourseTeam.objects.visible_to(request.user).current().filter(course=course)
        add = reverse("admin:curriculum_courseteam_add") + f"?course={course.pk}"
        panel = Panel(
            say("Who builds it"),
            [
                {
                    "label": row.person.name,
                    "note": row.get_role_display(),
                    "url": reverse("admin:curriculum_courseteam_change", args=[row.pk])
                    if may_change
                    else "",
                }
                for row in team.select_related("person").order_by("-role", "person__name")
            ],
            add_url=add if may_change else "",
            add=say("Take somebody into the team"),
        )
        context = {"panels": [panel]} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)


@admin.register(CourseTeam)
class CourseTeamAdmin(DatedAdmin):
    list_display = ("person", "role", "course", "starts_at", "until")
    list_filter = (related_filter("course", Course, _("course")), NowFilter)
    list_select_related = ("person", "course")
    search_fields = ("person__name",)
    search_help_text = _("Name")
    ordering = ("course__title", "-role", "person__name", "pk")
    fields = ("person", "course", "role", "starts_at", "ends_at")
    identity = ("person", "course")
    choice_actions = {"course": "change"}

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
