"""Competency frameworks: the whole school's lists, kept by those who own a course."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from curriculum.actions import mapping
from curriculum.admin.editor import OrderedInline
from curriculum.models import Competency, Framework


class CompetencyInline(OrderedInline):
    model = Competency
    fields = ("code", "label")
    ordering = ("position", "pk")


@admin.register(Framework)
class FrameworkAdmin(SortableAdminBase, PolicyAdmin):
    list_display = ("title", "slug")
    ordering = ("title", "pk")
    search_fields = ("title",)
    search_help_text = _("Title")
    fields = ("title", "slug", "note")
    inlines = (CompetencyInline,)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)} if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = super().get_readonly_fields(request, obj)
        # Packages speak of it by this name.
        return fixed if obj is None else (*fixed, "slug")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            mapping.add_framework(framework=obj, by=request.user)
        elif form.changed_data:
            mapping.change_framework(framework=obj, by=request.user, **self.values(form))

    def remove(self, request: HttpRequest, obj: Any) -> None:
        mapping.remove_framework(framework=obj, by=request.user)

    def why_it_stays(self, obj: Any) -> str | Promise:
        return mapping.why_it_stays(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        kept = [*(row for row, _changed in formset.changed_objects), *formset.new_objects]
        if kept or formset.deleted_objects:
            mapping.keep_competencies(
                framework=form.instance,
                kept=kept,
                gone=formset.deleted_objects,
                by=request.user,
            )
