"""One lesson: what students meet, and apart from it what facilitators know."""

from collections.abc import Callable, Iterable
from typing import Any

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import uploads
from accounts.admin.base import PolicyAdmin
from accounts.admin.filters import ChoiceFilter, choice_filter
from accounts.errors import Refused
from curriculum import queries, recordings, richtext
from curriculum.actions import building
from curriculum.admin.editor import ReadsProse, as_read, prose
from curriculum.admin.history import LessonHistory
from curriculum.admin.modules import MARKS, PartsInline, keep_parts, link_to
from curriculum.admin.together import KeptForm, Together
from curriculum.completeness import faults
from curriculum.models import Lesson, LessonStep, Prompt, Scenario
from curriculum.models.prompt import MOST_PROMPTS
from curriculum.queries.editing import Place

# What only exists while a lesson can be changed.
UPLOADS = {"picture", "sound", "without_sound"}


class LessonForm(KeptForm):
    # The rows that were sent with the form, model by model; the page says which.
    rows_sent: Callable[[], dict[Any, Any]] = staticmethod(dict)

    body = prose(_("text for students"))
    facilitator_notes = prose(
        _("facilitator notes"), _("For those who teach. Never shown to a student.")
    )
    picture = forms.FileField(
        label=_("New picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPT, "data-picture": ""}),
        help_text=_(
            "JPEG, PNG or WebP; drag it here, or paste it. Place, camera and comments in the "
            "file are left out."
        ),
    )

    sound = forms.FileField(
        label=_("New recording"),
        required=False,
        widget=forms.FileInput(attrs={"accept": recordings.ACCEPT}),
        help_text=_(
            "A sound (MP3, M4A, OGG, WAV) or a film (MP4, WebM), up to 100 MB, whose every word "
            "stands in the text. It is kept as it is: what a phone wrote into it stays in it."
        ),
    )
    without_sound = forms.BooleanField(label=_("Take the recording away"), required=False)

    class Meta:
        model = Lesson
        exclude = ("version", "position")
        help_texts = {
            "summary": _(
                "Below the title: what it is about, or who speaks, such as Ines, 34, baker."
            )
        }

    def clean_body(self) -> str:
        return self._cleaned_html("body")

    def clean_facilitator_notes(self) -> str:
        return self._cleaned_html("facilitator_notes")

    def clean_scenario(self) -> str:
        slug = self.cleaned_data["scenario"]
        if slug and not Scenario.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("No scenario of the library has this address."))
        return slug

    def _post_clean(self) -> None:
        """Say all at once, each thing beside its field, what a lesson of this kind lacks."""
        super()._post_clean()
        rows = self.rows_sent()
        if not rows or "kind" in self.errors:
            return
        for fault in faults(
            self._to_be(), steps=_left(rows[LessonStep]), prompts=_left(rows[Prompt])
        ):
            if fault.field == "prompts":
                rows[Prompt].non_form_errors().append(str(fault.sentence))
            elif fault.field not in self.errors:
                self.add_error(fault.field, str(fault.sentence))

    def _to_be(self) -> Lesson:
        """Return what of the lesson as it will be its kind asks for; a wrong address is none."""
        sent = self.instance
        return Lesson(
            kind=sent.kind,
            body=sent.body,
            scenario=self.cleaned_data.get("scenario", ""),
            image=sent.image or ("new" if self.cleaned_data.get("picture") else ""),
            image_description=sent.image_description,
        )

    def _cleaned_html(self, name: str) -> str:
        try:
            return richtext.clean(self.cleaned_data[name])
        except Refused as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused


class StepInline(PartsInline):
    model = LessonStep
    fields = ("text", "minutes")
    note = MARKS
    # A reflection has prompts instead.
    classes = tuple(f"for-{kind}" for kind in Lesson.Kind if kind != Lesson.Kind.REFLECTION)
    ordering = ("position", "pk")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            made.widget.attrs["rows"] = 3
        return made


class PromptInline(StepInline):
    model = Prompt
    fields = ("name", "text", "form", "deliver_after_days")
    max_num = MOST_PROMPTS
    classes = ("for-reflection",)


class StateFilter(ChoiceFilter):
    """Being edited, or published."""

    title = _("state")
    parameter_name = "state"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("edited", _("being edited")), ("published", _("published"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in {"edited", "published"}:
            return queryset.filter(version__number__isnull=self.value() == "edited")
        return queryset


def _is_of(kind: str, classes: Iterable[str]) -> bool:
    """Say whether a part of the page is for every kind of lesson, or for this one."""
    kinds = [name for name in classes if name.startswith("for-")]
    return not kinds or f"for-{kind}" in kinds


@admin.register(Lesson)
class LessonAdmin(ReadsProse, LessonHistory, Together, SortableAdminBase, PolicyAdmin):
    """A lesson is added on its module's page and written here."""

    form = LessonForm
    change_form_template = "admin/curriculum/lesson/change_form.html"
    list_display = ("title", "kind", "minutes", "module_version")
    list_filter = (StateFilter, choice_filter("kind", Lesson.Kind.choices, _("kind")))
    search_fields = ("title",)
    search_help_text = _("Title")
    ordering = ("version__module__position", "version", "position", "pk")
    readonly_fields = ("picture_now", "sound_now")
    kept_fields = ("body", "facilitator_notes")
    inlines = (StepInline, PromptInline)
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "summary", ("minutes", "with_whom"))}),
        (_("What students read"), {"fields": ("content_note", "body", "done_when")}),
        (
            _("Art"),
            {
                "fields": ("picture_now", "picture", "image_description", "reveal"),
                "classes": ("for-art",),
            },
        ),
        (
            _("Transcript"),
            {"fields": ("sound_now", "sound", "without_sound"), "classes": ("for-transcript",)},
        ),
        (_("Circle"), {"fields": ("agreements",), "classes": ("for-circle",)}),
        (
            _("Role-play and practice"),
            {"fields": ("scenario",), "classes": ("for-roleplay", "for-practice")},
        ),
        (
            _("Reflection"),
            {"fields": ("guidance", ("words_min", "words_max")), "classes": ("for-reflection",)},
        ),
        (
            _("For facilitators only"),
            {"fields": ("facilitator_notes",), "classes": ("facilitators",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("version__module__course")

    def place_of(self, obj: Lesson) -> Place:
        return Place(obj.version, obj)

    @admin.display(description=_("module"))
    def module_version(self, lesson: Lesson) -> str:
        return str(lesson.version)

    @admin.display(description=_("picture"))
    def picture_now(self, lesson: Lesson) -> str:
        if not lesson.image:
            return say("none yet")
        return format_html(
            '<img class="picture-now" src="{}" alt="{}">',
            self.url("picture", lesson.pk),
            lesson.image_description,
        )

    @admin.display(description=_("recording"))
    def sound_now(self, lesson: Lesson) -> str:
        if not lesson.media:
            return say("none yet")
        player = (
            '<video class="sound-now" controls preload="none" src="{}"></video>'
            if recordings.is_film(lesson.media)
            else '<audio class="sound-now" controls preload="none" src="{}"></audio>'
        )
        return format_html(player, self.url("sound", lesson.pk))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.version.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.version.is_frozen)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (name, options | {"fields": as_read(f for f in options["fields"] if f not in UPLOADS)})
            for name, options in self.fieldsets
            if _is_of(obj.kind, options.get("classes", ()))
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.inlines
        return [one for one in self.inlines if _is_of(obj.kind, one.classes or ())]

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """Leave the rows for the form, which asks whether the lesson has what its kind needs."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        if request.method == "POST":
            request._lesson_rows = {rows.model: rows for rows in formsets}
        return formsets, inlines

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, **kwargs)
        made.rows_sent = staticmethod(lambda: getattr(request, "_lesson_rows", {}))
        return made

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        picture = form.cleaned_data.get("picture")
        sound = form.cleaned_data.get("sound")
        if sound is None and form.cleaned_data.get("without_sound"):
            sound = False
        building.keep_lesson(lesson=obj, by=request.user, picture=picture, sound=sound)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        request._deleted_from = link_to(obj.version)
        building.remove_part(part=obj, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        keep_parts(request, formset, form.instance.version)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(link_to(obj.version))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, say("The lesson is gone from this module."))
        return redirect(request._deleted_from)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/picture/", view(self.picture_view), name="curriculum_lesson_picture"),
            path("<int:pk>/sound/", view(self.sound_view), name="curriculum_lesson_sound"),
        ]
        return [*own, *super().get_urls()]

    def sound_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the recording to whoever builds the course, also in parts."""
        lesson = self.row_or_404(request, str(pk))
        return recordings.serve(request, lesson.media, filename=lesson.slug)

    def picture_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the picture to whoever builds the course."""
        lesson = self.row_or_404(request, str(pk))
        return uploads.serve(lesson.image, filename=lesson.slug)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        lesson = self.row_or_404(request, object_id)
        context = {
            "version": lesson.version,
            "module": lesson.version.module,
            "course": lesson.version.module.course,
            "version_url": link_to(lesson.version),
            "title": lesson.title,
            "holders": queries.holders(request.user, lesson.version.module),
            "may_build_course": self.may(request, "build", lesson.version.module.course),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say so where a page that could not be saved has let go of the file that came with it."""
        if request.FILES:
            messages.warning(request, say("The file you chose is not kept yet: choose it again."))
        return super().render_change_form(request, *args, **kwargs)


def _left(formset: Any) -> int:
    """Return how many rows an inline will have once it is saved; a row that is wrong is one too."""
    formset.is_valid()  # which reads them
    return sum(
        1
        for form in formset.forms
        if (form.instance.pk or form.has_changed()) and not form.cleaned_data.get("DELETE")
    )
