"""A module and the version of it that is being edited."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin, messages
from django.core.validators import validate_slug
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin, RefusedForm
from accounts.admin.filters import related_filter
from accounts.admin.narrowed import offered
from accounts.errors import Refused
from accounts.rights import could
from curriculum import queries
from curriculum.actions import building, publishing
from curriculum.admin.courses import state_of, with_titles
from curriculum.admin.editor import OrderedInline, ReadsProse, as_read, prose
from curriculum.admin.history import ModuleHistory
from curriculum.admin.mapping import Mapping
from curriculum.admin.together import KeptForm, Together
from curriculum.admin.versions import VersionPages
from curriculum.models import Course, Lesson, Module, ModuleVersion, Objective, Release
from curriculum.queries.editing import Place
from curriculum.templatetags.lessons import emphasis
from curriculum.views import preview


def newest_of(module: Module) -> ModuleVersion | None:
    """Return the version being edited, or else the newest published one."""
    return module.versions.order_by("-number").filter(number=None).first() or (
        module.versions.order_by("-number").first()
    )


class NewModuleForm(RefusedForm):
    title = forms.CharField(label=_("Title"), max_length=120)

    class Meta:
        model = Module
        fields = ("course", "slug")


@admin.register(Module)
class ModuleAdmin(VersionPages, ModuleHistory, PolicyAdmin):
    """Lists modules and adds them; a module's page is the page of its newest version."""

    form = NewModuleForm
    list_display = ("name", "course", "state", "slug")
    list_filter = (related_filter("course", Course, _("course")),)
    list_select_related = ("course",)
    search_fields = ("slug", "versions__title")
    search_help_text = _("Title or address")
    ordering = ("course__title", "position", "pk")
    fields = ("course", "title", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_titles(super().get_queryset(request))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)}

    @admin.display(description=_("module"))
    def name(self, module: Any) -> str:
        return module.title or module.slug

    @admin.display(description=_("published"))
    def state(self, module: Any) -> str:
        return state_of(module)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        building.add_module(module=obj, title=form.cleaned_data["title"], by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        building.remove_module(module=obj, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.versions.exclude(number=None).exists():
            return False
        return super().has_delete_permission(request, obj)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form, or lead to a course first where there is none to put a module into."""
        if self.has_add_permission(request) and not offered(request, Course).exists():
            messages.warning(request, say("A module belongs to a course. Name the course first."))
            return redirect("admin:curriculum_course_changelist")
        return super().add_view(request, form_url, extra_context)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, say("The module is there. Now give it lessons."))
        return redirect(self.url("change", obj.pk))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        module = self.row_or_404(request, object_id)
        version = newest_of(module)
        if version is None:
            raise Http404
        return redirect("admin:curriculum_moduleversion_change", version.pk)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/edit/", view(self.edit_view), name="curriculum_module_edit"),
            path("<int:pk>/preview/", view(self.preview_view), name="curriculum_module_preview"),
            path("<slug:slug>/as/<slug:cohort>/", view(preview.module_as), name="module_as"),
            path(
                "<slug:slug>/as/<slug:cohort>/<slug:lesson>/",
                view(preview.lesson_as),
                name="lesson_as",
            ),
            path(
                "<slug:slug>/as/<slug:cohort>/<slug:lesson>/picture/",
                view(preview.picture_as),
                name="picture_as",
            ),
            path(
                "<slug:slug>/as/<slug:cohort>/<slug:lesson>/recording/",
                view(preview.recording_as),
                name="recording_as",
            ),
            *super().get_urls(),
        ]

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start (or go on with) the unpublished copy."""
        if request.method != "POST":
            return HttpResponse(status=405)
        module = self.row_or_404(request, str(pk))
        try:
            version = publishing.edit(module=module, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect(self.url("changelist"))
        return redirect("admin:curriculum_moduleversion_change", version.pk)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the cohort through whose eyes to look."""
        module = self.row_or_404(request, str(pk))
        chosen = request.GET.get("cohort", "")
        cohorts = preview_cohorts(request)
        if chosen:
            cohort = cohorts.filter(slug=chosen).first()
            if cohort is None:
                raise Http404
            return redirect("admin:module_as", module.slug, cohort.slug)
        version = newest_of(module)
        context = self.admin_site.each_context(request) | {
            "title": say("See “%(title)s” as a student") % {"title": version.title},
            "module": module,
            "version": version,
            "cohorts": cohorts,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/curriculum/module/preview.html", context)


def preview_cohorts(request: HttpRequest) -> Any:
    """Return the cohorts somebody may look through the eyes of: those they may know of."""
    return queries.known_cohorts(request.user).filter(archived_at=None).order_by("name")


class PartsInline(OrderedInline):
    """Rows inside the version being edited; of a frozen one they are only shown."""

    def _is_frozen(self, obj: Any) -> bool:
        return obj is not None and building.version_of(obj).is_frozen

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)
        return as_read(fields) if self._is_frozen(obj) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "text_read") if self._is_frozen(obj) else fields

    @admin.display(description=_("text"))
    def text_read(self, row: Any) -> str:
        """Return an objective, a step or a prompt as students read it: its stars are emphasis."""
        return emphasis(row.text)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_delete_permission(request, obj)


MARKS = _("One asterisk on each side makes words *italic*, two make them **bold**.")


class OneLine(forms.CharField):
    """A text of one line in a box of several: where it is wrapped says nothing."""

    def to_python(self, value: Any) -> Any:
        return " ".join(super().to_python(value).splitlines())


class VersionPartsInline(PartsInline):
    def _is_frozen(self, obj: Any) -> bool:
        return obj is not None and obj.is_frozen


class ObjectiveInline(VersionPartsInline):
    model = Objective
    fields = ("text",)
    note = MARKS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs |= {"form_class": OneLine, "widget": forms.Textarea(attrs={"rows": 3})}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("objective"))
    def text_read(self, row: Any) -> str:
        return super().text_read(row)

    ordering = ("position", "pk")


class LessonInline(VersionPartsInline):
    model = Lesson
    fields = ("title", "kind", "minutes")
    ordering = ("position", "pk")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        # What is posted is saved whole; only showing the list can do without the texts.
        return found if request.method == "POST" else found.defer("body", "facilitator_notes")


class VersionForm(KeptForm):
    facilitator_notes = prose(
        _("facilitator notes"), _("For those who teach. Never shown to a student.")
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=80,
        validators=[validate_slug],
        help_text=_("The last part of the module’s web address. It stays once published."),
    )

    class Meta:
        model = ModuleVersion
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.initial["slug"] = self.instance.module.slug


@admin.register(ModuleVersion)
class VersionAdmin(ReadsProse, Mapping, ModuleHistory, Together, SortableAdminBase, PolicyAdmin):
    """The page of one version. Reached from its module; it has no list of its own."""

    form = VersionForm
    change_form_template = "admin/curriculum/moduleversion/change_form.html"
    inlines = (ObjectiveInline, LessonInline)
    kept_fields = ("summary", "facilitator_notes")
    fieldsets = (
        (None, {"fields": ("title", "subtitle", "slug", "label", "track")}),
        (_("When"), {"fields": (("when", "hours"),)}),
        (_("What students read first"), {"fields": ("themes", "summary", "content_note")}),
        (_("References"), {"fields": ("references",), "classes": ("collapse",)}),
        (
            _("For facilitators only"),
            {"fields": ("facilitator_notes",), "classes": ("facilitators",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("module__course", "published_by")

    def place_of(self, obj: ModuleVersion) -> Place:
        return Place(obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:curriculum_module_changelist")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        shown = [
            (name, options | {"fields": as_read(options["fields"])})
            for name, options in self.fieldsets
        ]
        shown[0][1]["fields"] = ("title", "subtitle", "label", "track")
        return shown

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        building.readdress_module(
            module=obj.module, slug=form.cleaned_data["slug"], by=request.user
        )
        building.change_version(version=obj, by=request.user, **self.values(form))

    def remove(self, request: HttpRequest, obj: Any) -> None:
        publishing.discard(version=obj, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_parts(request, formset, form.instance)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, say("The unpublished version is gone."))
        return redirect("admin:curriculum_module_changelist")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        version = self.row_or_404(request, object_id)
        context = {
            "module": version.module,
            "course": version.module.course,
            "version": version,
            "versions": queries.versions_of(version.module),
            "holders": queries.holders(request.user, version.module),
            "may_build_course": self.may(request, "build", version.module.course),
            "may_copy": could(request.user, "build", Course),
            "title": version.title,
            "may_release": version.is_frozen and could(request.user, "add", Release),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))


def keep_parts(request: HttpRequest, formset: Any, version: ModuleVersion) -> None:
    """Keep and remove the rows of an inline through the action."""
    formset.save(commit=False)
    kept = [*(part for part, _changed in formset.changed_objects), *formset.new_objects]
    if kept or formset.deleted_objects:
        building.keep_parts(
            version=version, kept=kept, gone=formset.deleted_objects, by=request.user
        )


def link_to(version: ModuleVersion) -> str:
    """Return the address of a version's page."""
    return reverse("admin:curriculum_moduleversion_change", args=[version.pk])
