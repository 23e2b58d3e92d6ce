"""One lesson, its picture or recording, and the private ticks on it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import people, uploads
from accounts.errors import NotYours, Refused
from curriculum import activities, queries, recordings
from curriculum.actions import completing
from curriculum.done import done_when
from curriculum.models import Lesson
from curriculum.queries import encounters
from curriculum.views.outline import place_or_404

Kind = Lesson.Kind
READ = (Kind.READING, Kind.NARRATIVE, Kind.TRANSCRIPT)
# The middle of the page, by kind; the other kinds are read as they stand.
MIDDLES = {
    Kind.NARRATIVE: "curriculum/_lesson_narrative.html",
    Kind.TRANSCRIPT: "curriculum/_lesson_transcript.html",
    Kind.EXERCISE: "curriculum/_lesson_exercise.html",
    Kind.ART: "curriculum/_lesson_art.html",
    Kind.CIRCLE: "curriculum/_lesson_circle.html",
    Kind.ROLEPLAY: "curriculum/_lesson_scenario.html",
    Kind.PRACTICE: "curriculum/_lesson_scenario.html",
    Kind.REFLECTION: "curriculum/_lesson_reflection.html",
}


def lesson_or_404(place: queries.Place, slug: str) -> Lesson:
    lesson = queries.lesson_in(place.version, slug)
    if lesson is None:
        raise Http404
    return lesson


@require_safe
def lesson(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Show one lesson of any of the nine kinds, with its place in the thread."""
    place = place_or_404(request, slug, request.GET.get("release", ""))
    outline = queries.outline_at(request.user, place, whole=True, taught=lesson)
    shown = queries.lesson_of(request.user, outline, lesson)
    if shown is None:
        return _moved(request, place, lesson)
    at = outline.index_of(shown)
    before, after = outline.beside(shown)
    teaching = queries.teaching_of(request.user, shown, place.release)
    facts = about(shown) | {
        "now": timezone.now(),
        "place": place,
        "version": place.version,
        "release": place.release,
        "outline": outline,
        "row": outline.rows[at],
        "number": at + 1,
        "before": before,
        "after": after,
        "teaching": teaching,
        "notes": teaching.notes if teaching else "",
        "news": queries.news(request.user, place, outline),
    }
    facts |= _writing(request, place, shown) | _besides(request, place, shown)
    return render(request, "curriculum/lesson_read.html", facts)


def about(lesson: Lesson) -> dict[str, Any]:
    """Return what a lesson's page says of it, whoever reads it."""
    return {
        "lesson": lesson,
        "how_long": queries.how_long(lesson),
        "done_when": done_when(lesson),
        "middle": MIDDLES.get(lesson.kind, "curriculum/_lesson_reading.html"),
        "is_read": lesson.kind in READ,
        "has_recording": lesson.kind == Kind.TRANSCRIPT and bool(lesson.media),
        "is_film": recordings.is_film(lesson.media),
    }


def _besides(request: HttpRequest, place: queries.Place, lesson: Lesson) -> dict[str, Any]:
    """Return what the page of this kind shows besides its text. Two queries at most."""
    if lesson.kind in {Kind.ROLEPLAY, Kind.PRACTICE}:
        return {
            "scenario": queries.scenario_of(request.user, lesson),
            "practice": lesson.kind == Kind.PRACTICE and _is_playable(request, lesson),
        }
    release = place.release
    if release is None or not release.is_open or not people.roles_of(request.user).is_student:
        return {}
    if lesson.kind == Kind.CIRCLE:
        return {"attended": queries.days_attended(request.user, release, lesson)}
    company = activities.company_of(lesson.kind)
    if company is None or not lesson.steps.all():
        return {}
    return {
        "company": company.facts_for(request.user, release, lesson),
        "company_template": company.template,
        "company_script": company.script,
    }


def _is_playable(request: HttpRequest, lesson: Any) -> bool:
    """Say whether the practice a lesson names is open to her; most outlines know it."""
    known: bool | None = getattr(lesson, "is_playable", None)
    return encounters.is_open(request.user, lesson.scenario) if known is None else known


def _moved(request: HttpRequest, place: queries.Place, slug: str) -> HttpResponse:
    """Lead from an address of an earlier version to where the lesson is now; 404 for no address."""
    was_here, now = queries.was_here(place, slug)
    if not was_here:
        raise Http404
    module = place.version.module.slug
    if now is not None:
        return redirect(reverse("lesson", args=[module, now.slug]) + place.query)
    messages.info(request, _("That lesson is no longer part of this module."))
    return redirect(reverse("module", args=[module]) + place.query)


def _writing(request: HttpRequest, place: queries.Place, lesson: Lesson) -> dict[str, Any]:
    """Return what a reflection's page says of writing; nothing for the other kinds."""
    activity = activities.of_kind(lesson.kind)
    if activity is None or activity.takes_tick:
        return {}
    release = place.release
    if release is None or not release.is_open or not people.roles_of(request.user).is_student:
        return {"is_written_elsewhere": True, "write_url": ""}
    return {
        "is_written_elsewhere": True,
        "write_url": activity.url_for(release, lesson),
        "pass_url": activity.pass_url(release, lesson),
        "readers": list(queries.readers_to_be(request.user, release)),
    }


@require_POST
def lesson_done(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Tick the lesson (``what`` = done or undone), or keep which steps are ticked (steps)."""
    place = place_or_404(request, slug, request.POST.get("release", ""))
    ticked = lesson_or_404(place, lesson)
    if place.release is None:
        raise Http404
    try:
        _tick(request, {"by": request.user, "release": place.release, "lesson": ticked})
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"state": "kept"})
    return redirect(reverse("lesson", args=[slug, lesson]) + place.query + "#done")


def _tick(request: HttpRequest, about: dict[str, Any]) -> None:
    what = request.POST.get("what", "done")
    if what == "done":
        completing.complete(**about)
    elif what == "undone":
        completing.undo(**about)
    elif what == "steps":
        completing.tick_steps(**about, steps=_keys(request.POST.getlist("step")))
    else:
        raise Http404


def _keys(values: list[str]) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(value) for value in values]
    except ValueError as error:
        raise Http404 from error


@require_safe
def lesson_image(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Send the picture of an art lesson to whoever may read the lesson."""
    place = place_or_404(request, slug, request.GET.get("release", ""))
    shown = lesson_or_404(place, lesson)
    return uploads.serve(shown.image, filename=shown.slug)


@require_safe
def lesson_recording(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Send the sound or film of a transcript to whoever may read the lesson, also in parts."""
    place = place_or_404(request, slug, request.GET.get("release", ""))
    shown = lesson_or_404(place, lesson)
    if shown.kind != Kind.TRANSCRIPT:
        raise Http404
    return recordings.serve(request, shown.media, filename=shown.slug)
