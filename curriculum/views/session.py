"""A circle as those who hold it use it: on the wall, and who was there."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import DayField
from accounts.errors import NotYours, Refused
from curriculum import queries
from curriculum.actions import attending
from curriculum.models import Lesson
from curriculum.views.lesson import lesson_or_404
from curriculum.views.outline import place_or_404


def _circle_or_404(
    request: HttpRequest, slug: str, lesson: str, release: str, *, here: bool
) -> tuple[queries.Place, Lesson]:
    """Return a circle and where it is held, to those who teach from it (``here``: this cohort)."""
    place = place_or_404(request, slug, release)
    shown = lesson_or_404(place, lesson)
    teaching = queries.teaching_of(request.user, shown, place.release)
    if shown.kind != Lesson.Kind.CIRCLE or teaching is None or (here and not teaching.is_here):
        raise Http404
    return place, shown


@require_safe
def lesson_projector(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Show a circle's run sheet in large type: one thing at a time, or without a script a list."""
    place, shown = _circle_or_404(request, slug, lesson, request.GET.get("release", ""), here=False)
    facts = {"place": place, "version": place.version, "lesson": shown}
    return render(request, "curriculum/projector.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_attendance(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    """Show who was in a circle on one day, and keep it."""
    said = request.POST if request.method == "POST" else request.GET
    place, shown = _circle_or_404(request, slug, lesson, said.get("release", ""), here=True)
    if request.method == "POST":
        return _noted(request, place, shown)
    return _sheet(request, place, shown, _day(said.get("on", "")) or _today(place))


def _today(place: queries.Place) -> date:
    return attending.today_in(place.release)


def _day(text: str) -> date | None:
    try:
        return DayField().clean(text)
    except ValidationError:
        return None


def _sheet(
    request: HttpRequest, place: queries.Place, lesson: Lesson, on: date, **more: Any
) -> HttpResponse:
    facts = {
        "place": place,
        "version": place.version,
        "release": place.release,
        "lesson": lesson,
        "today": _today(place),
        "sheet": queries.attendance_sheet(request.user, place.release, lesson, on),
        "ticked": None,
    }
    status = 422 if more else 200
    return render(request, "curriculum/attendance.html", facts | more, status=status)


def _noted(request: HttpRequest, place: queries.Place, lesson: Lesson) -> HttpResponse:
    """Keep what this page changed, and only that: another one may be open beside it."""
    on = _day(request.POST.get("on", ""))
    there, was = (_people(request.POST.getlist(name)) for name in ("there", "was"))
    if on is None:
        refusal = _("Say on which day it was held.")
        return _sheet(request, place, lesson, _today(place), refusal=refusal, ticked=there)
    try:
        attending.note(
            by=request.user,
            release=place.release,
            lesson=lesson,
            held_on=on,
            came=there - was,
            absent=was - there,
        )
    except NotYours as error:
        raise Http404 from error
    except Refused as refused:
        shown = _today(place)
        return _sheet(request, place, lesson, shown, refusal=refused.sentence, ticked=there)
    messages.success(request, _("Kept. Each of them sees that they were there."))
    url = reverse("lesson_attendance", args=[place.version.module.slug, lesson.slug])
    return redirect(f"{url}?release={place.release.pk}&on={on.isoformat()}")


def _people(values: list[str]) -> set[uuid.UUID]:
    try:
        return {uuid.UUID(value) for value in values}
    except ValueError as error:
        raise Http404 from error
