"""Practices as stories for other tools: brought in after a look, taken out as Twee."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from accounts.errors import Refused
from accounts.rights import could
from curriculum import twee
from curriculum.actions import incoming, stories
from curriculum.models import Course, Encounter
from curriculum.queries.encounters import document_of
from curriculum.twee.story import TAKEN

MOST_SHOWN = 400
MOST_MOMENTS = 60
ACCEPTED = ".twee,.tw,.twee2,.txt,.html,.htm,.json"


class StoryForm(forms.Form):
    course = forms.ModelChoiceField(queryset=Course.objects.none(), label=_("Course"))
    package = forms.FileField(
        label=_("A story"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "A .twee or .tw file, or what the Twine app publishes (.html) or keeps (.json)."
        ),
    )

    def __init__(self, *args: Any, courses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = courses
        self.fields["course"].empty_label = None

    def clean_package(self) -> Any:
        file = self.cleaned_data["package"]
        if file.size > twee.MOST_BYTES:
            most = {"most": twee.MOST_BYTES // 1024 // 1024}
            raise forms.ValidationError(say("This file is larger than %(most)d MB.") % most)
        return file


class FactsForm(forms.ModelForm):
    """What the practice says before it begins: as the file has it, to be looked at."""

    class Meta:
        model = Encounter
        fields = ("title", "slug", "focus", "setting", "minutes", "content_note", "you_are")


class Stories(PolicyAdmin):
    """The pages, for the admin of practices to mix in."""

    # Types are silenced where it calls what the admin it is mixed into has.

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="curriculum_encounter_import"),
            path("<int:pk>/twee/", view(self.twee_view), name="curriculum_encounter_twee"),
            *super().get_urls(),
        ]

    def twee_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the practice as it is written now, as Twee 3."""
        row = self.row_or_404(request, str(pk))
        if not self.may(request, "build", row):
            raise Http404
        said = {"Content-Disposition": f'attachment; filename="{row.slug}.twee"'}
        text = twee.write(document_of(row))
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=said)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, say what would become of it, and keep it on "apply"."""
        if not could(request.user, "add", Encounter):
            raise PermissionDenied
        courses = Course.objects.visible_to(request.user, "build")
        if request.method != "POST":
            return self._form(request, StoryForm(courses=courses))
        if "apply" in request.POST:
            return self._apply(request, courses)
        form = StoryForm(request.POST, request.FILES, courses=courses)
        if not form.is_valid():
            return self._form(request, form, status=422)
        file = form.cleaned_data["package"]
        try:
            sha256 = incoming.keep(file, by=request.user)
            story = twee.read(
                incoming.kept(sha256, by=request.user).read_bytes(), PurePath(file.name).stem
            )
            facts = stories.facts_of(story)
        except Refused as refused:
            form.add_error("package", str(refused.sentence))
            return self._form(request, form, status=422)
        known = {"course": form.cleaned_data["course"], "sha256": sha256, "name": file.name}
        return self._report(request, story, FactsForm(initial=facts), known)

    def _apply(self, request: HttpRequest, courses: Any) -> HttpResponse:
        """Keep what was looked at, with what she wrote beside it."""
        sha256, name = request.POST.get("sha256", ""), request.POST.get("name", "")
        number = request.POST.get("course", "")
        is_number = number.isascii() and number.isdecimal() and len(number) < 10
        course = courses.filter(pk=int(number)).first() if is_number else None
        if course is None:
            raise Http404
        form = FactsForm(request.POST)
        try:
            raw = incoming.kept(sha256, by=request.user).read_bytes()
            story = twee.read(raw, PurePath(name).stem)
            known = {"course": course, "sha256": sha256, "name": name}
            if not form.is_valid():
                return self._report(request, story, form, known, status=422)
            row = stories.bring_in(course=course, story=story, by=request.user, **form.cleaned_data)
        except Refused as refused:
            if refused.field in form.fields:
                form.add_error(refused.field, str(refused.sentence))
                return self._report(request, story, form, known, status=422)
            again = StoryForm(courses=courses, initial={"course": course})
            return self._form(request, again, refusal=str(refused.sentence), status=422)
        incoming.forget(sha256, by=request.user)
        messages.success(request, say("It is here, and not published. Now say what opens a door."))
        return redirect(self.url("change", row.pk))

    def _form(
        self, request: HttpRequest, form: StoryForm, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {"title": say("Bring in a story"), "form": form, "refusal": refusal}
        return self._page(request, "story_import", context, status)

    def _report(
        self,
        request: HttpRequest,
        story: twee.Reading,
        form: FactsForm,
        known: dict[str, Any],
        *,
        status: int = 200,
    ) -> HttpResponse:
        rest = [note for note in story.notes if note.kind != TAKEN]
        taken = [note for note in story.notes if note.kind == TAKEN]
        found: dict[tuple[int, str], list[str]] = {}
        for line, problem in story.problems():
            found.setdefault((line, problem.node), []).append(problem.said)
        nodes = story.encounter.nodes if story.encounter else ()
        context = {
            "title": say("%(file)s: what would be kept") % {"file": known["name"]},
            "form": form,
            "moments": nodes[:MOST_MOMENTS],
            "more_moments": len(nodes) - MOST_MOMENTS,
            "counts": story.counts,
            "rest": rest[:MOST_SHOWN],
            "more_rest": len(rest) - MOST_SHOWN,
            "taken": taken[:MOST_SHOWN],
            "more_taken": len(taken) - MOST_SHOWN,
            "found": [(*at, said) for at, said in list(found.items())[:MOST_SHOWN]],
            "more_found": len(found) - MOST_SHOWN,
            "start": story.encounter.start if story.encounter else "",
        }
        return self._page(request, "story_report", context | known, status)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int
    ) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/curriculum/encounter/{name}.html",
            self.admin_site.each_context(request) | {"opts": self.opts} | context,
            status=status,
        )
