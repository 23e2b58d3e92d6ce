"""A module as the students of one cohort meet it. Looked at by those who build it; nothing is kept.

The students' own templates are shown, with a line above that says whose eyes these are, and without
the notes for facilitators. What is not open to the cohort is marked.
"""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import uploads
from curriculum import queries, recordings
from curriculum.models import Lesson, Module, ModuleVersion, Release
from curriculum.views.lesson import about


class Eyes:
    """Which module, which cohort, and which version its students have or would get."""

    def __init__(self, request: HttpRequest, slug: str, cohort: str) -> None:
        """Find all three by right of ``request.user``; 404 alike for unknown and foreign."""
        self.module = Module.objects.visible_to(request.user, "build").filter(slug=slug).first()
        self.cohort = queries.known_cohorts(request.user).filter(slug=cohort).first()
        if self.module is None or self.cohort is None:
            raise Http404
        rows = Release.objects.filter(cohort=self.cohort, version__module=self.module)
        self.release = (
            rows.select_related("version__module", "cohort").order_by("-opens_at").first()
        )
        self.wants_edited = request.GET.get("version") == "edited"
        self.version = self._version()
        self.query = "?version=edited" if self.wants_edited else ""
        if self.release is not None:
            self.release.cohort = self.cohort

    def _version(self) -> ModuleVersion:
        versions = self.module.versions.select_related("module__course")
        if self.wants_edited:
            found = versions.filter(number=None).first()
        elif self.release is not None:
            found = versions.filter(pk=self.release.version_id).first()
        else:
            found = versions.exclude(number=None).order_by("-number").first() or versions.first()
        if found is None:
            raise Http404
        return found

    @property
    def is_open(self) -> bool:
        """Say whether this very version is open to the cohort's students now."""
        has_it = self.release is not None and self.release.version_id == self.version.pk
        return has_it and self.release.opens_at <= timezone.now()

    def open_keys(self) -> set[Any]:
        """Return the keys of the lessons that are open to the cohort now, in whichever version."""
        if self.release is None or self.release.opens_at > timezone.now():
            return set()
        return set(self.release.version.lessons.values_list("key", flat=True))

    def url(self, lesson: Lesson | None = None, name: str = "lesson_as") -> str:
        args = [self.module.slug, self.cohort.slug]
        if lesson is None:
            return reverse("admin:module_as", args=args) + self.query
        return reverse(f"admin:{name}", args=[*args, lesson.slug]) + self.query

    def outline(self) -> queries.Outline:
        """Return the outline with links that stay in the preview; what is not open says so."""
        plain = queries.outline_without_release(self.version)
        opened = self.open_keys()
        rows = [
            replace(
                row,
                url=self.url(row.lesson),
                said=row.said
                if row.lesson.key in opened
                else _("Not released to them yet. %(said)s") % {"said": row.said},
            )
            for row in plain.rows
        ]
        return replace(plain, rows=rows)


def _facts(eyes: Eyes) -> dict[str, Any]:
    return {
        "eyes": eyes,
        "place": queries.Place(eyes.version, eyes.release),
        "outline": eyes.outline(),
        "module_url": eyes.url(),
        "notes": "",
    }


@require_safe
def module_as(request: HttpRequest, slug: str, cohort: str) -> HttpResponse:
    """Show the module's page as a student of the cohort would meet it."""
    eyes = Eyes(request, slug, cohort)
    shown = eyes.release if eyes.release and eyes.release.version_id == eyes.version.pk else None
    facts = {"version": queries.module_parts(eyes.version), "release": shown}
    return render(request, "curriculum/preview_module.html", _facts(eyes) | facts)


@require_safe
def lesson_as(request: HttpRequest, slug: str, cohort: str, lesson: str) -> HttpResponse:
    """Show one lesson as a student of the cohort would meet it; its ticks are left out."""
    eyes = Eyes(request, slug, cohort)
    shown = queries.lesson_in(eyes.version, lesson)
    if shown is None:
        raise Http404
    facts = _facts(eyes)
    outline = facts["outline"]
    at = outline.index_of(shown)
    before, after = outline.beside(shown)
    facts |= about(shown) | {
        "version": eyes.version,
        "release": None,
        "row": outline.rows[at],
        "number": at + 1,
        "before": before,
        "after": after,
        "is_written_elsewhere": shown.kind == Lesson.Kind.REFLECTION,
        "write_url": "",
        "image_url": eyes.url(shown, "picture_as"),
        "recording_url": eyes.url(shown, "recording_as"),
    }
    if shown.kind in {Lesson.Kind.ROLEPLAY, Lesson.Kind.PRACTICE}:
        facts["scenario"] = queries.scenario_of(request.user, shown)
    return render(request, "curriculum/preview_lesson.html", facts)


@require_safe
def recording_as(request: HttpRequest, slug: str, cohort: str, lesson: str) -> HttpResponse:
    """Send the recording of a transcript that is being looked at."""
    eyes = Eyes(request, slug, cohort)
    shown = queries.lesson_in(eyes.version, lesson)
    if shown is None:
        raise Http404
    return recordings.serve(request, shown.media, filename=shown.slug)


@require_safe
def picture_as(request: HttpRequest, slug: str, cohort: str, lesson: str) -> HttpResponse:
    """Send the picture of a lesson that is being looked at."""
    eyes = Eyes(request, slug, cohort)
    shown = queries.lesson_in(eyes.version, lesson)
    if shown is None:
        raise Http404
    return uploads.serve(shown.image, filename=shown.slug)
