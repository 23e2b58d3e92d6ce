"""Passing on a reflection: said in words first, done on the second press, without a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import people
from accounts.errors import NotYours, Refused
from reflections import queries
from reflections.actions import passing


@require_http_methods(["GET", "HEAD", "POST"])
def reflection_pass(request: HttpRequest) -> HttpResponse:
    """Show what passing does, and how many are left; ``do`` is pass or back."""
    asked = request.POST if request.method == "POST" else request.GET
    place = queries.place(request.user, asked.get("release", ""), asked.get("lesson", ""))
    if place is None or place.release is None or place.lesson is None:
        raise Http404
    if not people.roles_of(request.user).is_student:
        raise Http404
    if request.method != "POST":
        return _show(request, place)
    act = {"pass": passing.take, "back": passing.take_back}.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        act(by=request.user, release=place.release, lesson=place.lesson)
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        return _show(request, place, refusal=refusal.sentence, status=409)
    if request.POST["do"] == "pass":
        messages.success(request, _("You passed on this one. Nothing more is asked of you here."))
        return redirect(_module(place))
    messages.success(request, _("The pass is yours again."))
    url = f"{reverse('entry_new')}?release={place.release.pk}&lesson={place.lesson.pk}"
    return redirect(url)


def _module(place: Any) -> str:
    url = reverse("module", args=[place.release.version.module.slug])
    return f"{url}?release={place.release.pk}"


def _show(
    request: HttpRequest, place: Any, *, refusal: Any = "", status: int = 200
) -> HttpResponse:
    facts = {
        "passing": queries.passing(request.user, place.release, place.lesson),
        "refusal": refusal,
        "module_url": _module(place),
    }
    return render(request, "reflections/pass.html", facts, status=status)
