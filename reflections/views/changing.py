"""Asking for another mentor, without a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import NotYours, Refused
from reflections.actions import changing
from reflections.queries.changing import Change, change_of


@require_http_methods(["GET", "HEAD", "POST"])
def mentor_change(request: HttpRequest) -> HttpResponse:
    """Say what asking does, and do it on the second press; afterwards, what may go along."""
    slug = request.POST.get("cohort") or request.GET.get("cohort", "")
    change = change_of(request.user, slug)
    if request.method == "POST":
        return _posted(request, change)
    return render(request, "reflections/mentor_change.html", {"change": change})


def _posted(request: HttpRequest, change: Change | None) -> HttpResponse:
    if change is None:
        raise Http404
    along = _ids(request)
    try:
        if request.POST.get("do") == "along":
            if change.asked is None:
                raise Http404
            changing.say_what_goes_along(change=change.asked, by=request.user, along=along)
            messages.success(request, _("Kept."))
        else:
            changing.ask(by=request.user, cohort=change.cohort, along=along)
            messages.success(request, _("You have asked for another mentor. The pairing is ended."))
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{reverse('mentor_change')}?cohort={change.cohort.slug}")


def _ids(request: HttpRequest) -> list[UUID]:
    """Return the ids of the ticked pages; what is no id names nothing."""
    found = []
    for said in request.POST.getlist("along"):
        try:
            found.append(UUID(said))
        except ValueError:
            continue
    return found
