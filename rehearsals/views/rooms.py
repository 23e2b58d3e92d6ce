"""The list of rehearsals, opening one, and coming in by a code or a link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Refused
from curriculum import scenario_document
from rehearsals import codes, talking
from rehearsals.actions import joining, opening
from rehearsals.forms import CodeForm, StartForm
from rehearsals.models import Rehearsal
from rehearsals.queries import lists


@require_safe
def rehearsal_list(request: HttpRequest) -> HttpResponse:
    """Show the rehearsals somebody runs, and those she took part in."""
    return render(request, "rehearsals/list.html", {"page": lists.page(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for whom, where and how; open the room, and go on to its run sheet."""
    if request.method != "POST":
        chosen: dict[str, Any] = {"scenario": request.GET.get("scenario", "")}
        form = StartForm(person=request.user, initial=chosen)
        return render(request, "rehearsals/start.html", {"form": form})
    form = StartForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            made = opening.open_rehearsal(by=request.user, **form.to_open())
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.sentence))
        else:
            messages.success(request, _("The room is open. The code is for the wall."))
            return redirect("rehearsal", made.pk)
    return render(request, "rehearsals/start.html", {"form": form}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take the six letters and show the door they open."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            joining.knock(by=request.user, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused.sentence))
        else:
            return redirect("rehearsal_door", form.cleaned_data["code"])
    status = 422 if form.is_bound else 200
    return render(request, "rehearsals/join.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: str) -> HttpResponse:
    """Say what it is about before anybody comes in; on the second step let her in."""
    found = _at_the_door(request, code)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _come_in(request, code, found)
    is_in = found.places.filter(person=request.user).exists()
    if is_in or found.facilitator_id == request.user.pk:
        return redirect("rehearsal", found.pk)
    return _show_door(request, found)


def _show_door(
    request: HttpRequest, found: Rehearsal, status: int = 200, **more: Any
) -> HttpResponse:
    document = scenario_document.public(found.document)
    facts = {"rehearsal": found, "document": document, "asks_first": talking.asks_first(document)}
    return render(request, "rehearsals/door.html", facts | more, status=status)


def _at_the_door(request: HttpRequest, code: str) -> Rehearsal | None:
    """Return the open rehearsal of this code, if this person may come."""
    rows = Rehearsal.objects.visible_to(request.user, "join").exclude(code="")
    found: Rehearsal | None = (
        rows.select_related("edition", "facilitator").filter(code=codes.read(code)).first()
    )
    return found


def _come_in(request: HttpRequest, code: str, found: Rehearsal) -> HttpResponse:
    """Let somebody in with what she said about playing."""
    said = {"yes": True, "no": False}.get(request.POST.get("may_play", ""))
    try:
        opted_in = request.POST.get("opted_in") == "yes"
        joined = joining.join(by=request.user, code=code, opted_in=opted_in)
        if joined.facilitator_id != request.user.pk:
            joining.say_may_play(by=request.user, rehearsal=joined, may_play=said)
    except Refused as refused:
        if refused.field == "opted_in":
            return _show_door(request, found, status=422, opted_in_error=refused.sentence)
        messages.error(request, refused.sentence)
        return redirect("rehearsal_join")
    return redirect("rehearsal", joined.pk)
