"""A scenario in the admin: its page, with its parts in their order, and its roles' own pages."""

from typing import Any

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin, messages
from django.db import models
from django.forms.models import fields_for_model, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin, RefusedForm
from accounts.admin.filters import ChoiceFilter, choice_filter, related_filter
from accounts.admin.history import events_about
from curriculum.actions import scenarios
from curriculum.admin.editor import OrderedInline
from curriculum.admin.scenario_editions import EditionPages
from curriculum.models import (
    ChecklistItem,
    Course,
    DebriefQuestion,
    DialogueRound,
    FacilitatorGuide,
    RoleBrief,
    RoleCue,
    RoleFact,
    SafetyLine,
    Scenario,
    ScenarioRole,
    ScenarioStep,
    Variation,
)

PLAYED = ("for-roleplay", "for-dialogue")
LONG_LINE = 200


def _text_field(field: models.Field, **kwargs: Any) -> Any:
    return field.formfield(
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}), **kwargs
    )


class WithTexts(RefusedForm):
    """A form that also holds the texts of the one row that stands beside its own (``beside``).

    Those texts are a table of their own, because other people read them.
    """

    beside: type[models.Model]
    owner = ""
    text_names: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = self._row()
        self.initial |= model_to_dict(self.texts, fields=self.text_names)

    def _row(self) -> Any:
        owner: Any = self.beside._meta.get_field(self.owner)
        # None where there is none: to ask for it is an AttributeError then.
        kept = getattr(self.instance, owner.remote_field.get_accessor_name(), None)
        return kept or self.beside(**{self.owner: self.instance})

    def has_texts(self) -> bool:
        """Tell whether the row beside is to be kept: it was there, or something was written."""
        for name in self.text_names:
            if name in self.cleaned_data:
                setattr(self.texts, name, self.cleaned_data[name])
        written = any(getattr(self.texts, name) for name in self.text_names)
        return written or self.texts.pk is not None


def _with_texts(model: type[models.Model], beside: type[models.Model], owner: str) -> Any:
    """Return a form for ``model`` with the texts of ``beside``."""
    texts = fields_for_model(beside, exclude=[owner], formfield_callback=_text_field)
    meta = type("Meta", (), {"model": model, "fields": "__all__"})
    own = {"beside": beside, "owner": owner, "text_names": tuple(texts), "Meta": meta}
    return type(WithTexts)(f"{model.__name__}Form", (WithTexts,), {**texts, **own})


# ------------------------------------------------------------------ what stands in it
class PartInline(OrderedInline):
    """Rows of a scenario or of a role, in their order."""

    ordering = ("position", "pk")
    classes: tuple[str, ...] = ("collapse", *PLAYED)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.CharField) and db_field.max_length >= LONG_LINE:
            # In a narrow column a long line is read in several.
            kwargs["widget"] = forms.Textarea(attrs={"rows": 1})
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.TextField):
            made.widget.attrs["rows"] = 2
        return made


class RoleInline(PartInline):
    model = ScenarioRole
    fields = ("name", "kind", "count", "who")
    classes = PLAYED
    show_change_link = True


class SafetyInline(PartInline):
    model = SafetyLine
    fields = ("text",)
    # Whatever the kind, and whoever plays it.
    classes = ("collapse",)


class ChecklistInline(PartInline):
    model = ChecklistItem
    fields = ("text", "sounds_like", "is_shown")


class StepInline(PartInline):
    model = ScenarioStep
    fields = ("phase", "label", "minutes", "script")


class DebriefInline(PartInline):
    model = DebriefQuestion
    fields = ("to", "text")


class VariationInline(PartInline):
    model = Variation
    fields = ("kind", "text")


class RoundInline(PartInline):
    model = DialogueRound
    fields = ("minutes", "minutes_each", "prompt", "listener_task", "silence_seconds")
    classes = ("collapse", "for-dialogue")


class FactInline(PartInline):
    model = RoleFact
    fields = ("rule", "when", "text")
    classes = ()


class CueInline(PartInline):
    model = RoleCue
    fields = ("kind", "text")
    classes = ()


def keep_parts(request: HttpRequest, formset: Any, scenario: Scenario) -> None:
    """Keep and remove the rows of an inline through the action."""
    formset.save(commit=False)
    kept = [*(part for part, _changed in formset.changed_objects), *formset.new_objects]
    if kept or formset.deleted_objects:
        scenarios.keep_parts(
            scenario=scenario, kept=kept, gone=formset.deleted_objects, by=request.user
        )


# ------------------------------------------------------------------ the scenario
class ReviewFilter(ChoiceFilter):
    """Whose review is due."""

    title = _("review")
    parameter_name = "review"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("due", _("review is due")), ("never", _("no review planned"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "due":
            return queryset.filter(review_due_on__lte=timezone.localdate())
        if self.value() == "never":
            return queryset.filter(review_due_on=None)
        return queryset


@admin.register(Scenario)
class ScenarioAdmin(EditionPages, SortableAdminBase, PolicyAdmin):
    """What everybody may read of a scenario, then what only some may, folded away."""

    form = _with_texts(Scenario, FacilitatorGuide, "scenario")
    change_form_template = "admin/curriculum/scenario/change_form.html"
    list_display = ("title", "skill", "level", "kind", "is_published", "review")
    list_filter = (
        related_filter("course", Course, _("course")),
        choice_filter("kind", Scenario.Kind.choices, _("kind")),
        ReviewFilter,
    )
    search_fields = ("title", "summary", "skill")
    search_help_text = _("Title, line or skill")
    ordering = ("course__title", "position", "pk")
    identity = ("course", "slug")
    choice_actions = {"course": "build"}
    inlines = (
        RoleInline, SafetyInline, ChecklistInline, StepInline, DebriefInline, VariationInline,
        RoundInline,
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("course", "title", "slug", "kind", "position", "is_published")}),
        (_("In the list"), {"fields": ("summary", "skill", "setting", "for_whom")}),
        (
            _("How much"),
            {
                "fields": (
                    ("level", "intensity"),
                    ("minutes_prepare", "minutes_play", "minutes_debrief"),
                    ("people_min", "people_max"),
                )
            },
        ),
        (
            _("What everybody reads"),
            {"fields": ("content_note", "aims", "you_are", "brief", "questions")},
        ),
        (
            _("More that everybody may read"),
            {
                "fields": ("why", "not_assessed", "references", ("authors", "licence")),
                "classes": ("collapse",),
            },
        ),
        (
            _("The topic of the dialogue"),
            {
                "fields": ("topic_colour", "is_fictional", "framing", "agreements"),
                "classes": ("for-dialogue",),
            },
        ),
        (_("Review"), {"fields": (("reviewed_on", "review_due_on"),)}),
        (
            _("For facilitators only"),
            {
                "fields": (
                    "setup", "casting", "passive", "hints", "time_out", "distress", "pitfalls",
                ),
                "classes": ("collapse", "facilitators", *PLAYED),
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("course", "guide")

    @admin.display(description=_("review"), ordering="review_due_on")
    def review(self, scenario: Scenario) -> str:
        if scenario.review_due_on is None:
            return say("none planned")
        day = {"day": date_format(scenario.review_due_on, "DATE_FORMAT")}
        if scenario.is_due(timezone.localdate()):
            return say("is due since %(day)s") % day
        return say("due on %(day)s") % day

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)} if obj is None else {}

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.fieldsets
        first = ("course", "title", "slug", "kind")
        return [(None, {"fields": first}), *self.fieldsets[1:4]]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, say("The scenario is there. Now give it roles; then publish it."))
        return redirect("admin:curriculum_scenario_change", obj.pk)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            scenarios.change_scenario(scenario=obj, by=request.user, **self.values(form))
        else:
            scenarios.add_scenario(scenario=obj, by=request.user)
        if form.has_texts():
            scenarios.keep_part(part=form.texts, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        scenarios.remove_scenario(scenario=obj, by=request.user)

    def why_it_stays(self, obj: Any) -> str:
        return scenarios.why_it_stays(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_parts(request, formset, form.instance)


# ------------------------------------------------------------------ one role
@admin.register(ScenarioRole)
class RoleAdmin(SortableAdminBase, PolicyAdmin):
    """One role with its brief. Reached from its scenario; it is added there, and has no list."""

    form = _with_texts(ScenarioRole, RoleBrief, "role")
    change_form_template = "admin/curriculum/scenariorole/change_form.html"
    inlines = (FactInline, CueInline)
    fieldsets = (
        (_("What everybody reads"), {"fields": ("name", ("kind", "count"), "who")}),
        (
            _("The brief: for whoever plays it, and for facilitators"),
            {
                "fields": (
                    "opening", "background", "want", "fear", "feels", "will_ask", "do_not",
                    "props", "alternative",
                ),
                "classes": ("facilitators",),
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("scenario__course")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:curriculum_scenario_changelist")

    def events_of(self, obj: ScenarioRole) -> Any:
        return events_about(obj.scenario)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        parts = [obj, form.texts] if form.has_texts() else [obj]
        scenarios.keep_parts(scenario=obj.scenario, kept=parts, gone=[], by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        request._deleted_from = obj.scenario_id
        scenarios.remove_part(part=obj, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_parts(request, formset, form.instance.scenario)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:curriculum_scenario_change", obj.scenario_id)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, say("The role is gone from what is being edited."))
        return redirect("admin:curriculum_scenario_change", request._deleted_from)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        role = self.row_or_404(request, object_id)
        own = {
            "scenario": role.scenario,
            "scenario_url": reverse("admin:curriculum_scenario_change", args=[role.scenario_id]),
            "others": list(role.scenario.roles.exclude(pk=role.pk).only("name", "scenario")),
        }
        return super().change_view(request, object_id, form_url, own | (extra_context or {}))
