"""A dialogue: agreements, turns, rounds, the map. Each POST calls one action and shows the room."""

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NotYours, Refused
from rehearsals.actions import dialogue, mapping
from rehearsals.models import Group
from rehearsals.queries import phone
from rehearsals.queries.dialogue import kept_map
from rehearsals.queries.now import now
from rehearsals.views.room import number_said, seen, show_phone

ACTS: dict[str, Callable[..., None]] = {
    "accept": dialogue.accept,
    "go_on": dialogue.go_on,
    "said": dialogue.said,
    "yes": dialogue.yes,
    "not_yet": dialogue.not_yet,
    "pass": dialogue.pass_on,
    "next": dialogue.call_next,
}


def _group(request: HttpRequest, rehearsal_id: UUID) -> Group:
    """Return the group the page is about: the one she sits in, or the one its runner names."""
    rows = Group.objects.visible_to(request.user).filter(rehearsal=rehearsal_id)
    number = number_said(request.POST.get("group"))
    mine = rows.filter(places__person=request.user)
    found: Group = get_object_or_404(rows.filter(number=number) if number else mine)
    return found


@require_POST
def rehearsal_dialogue(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Do what a button of the dialogue says (``do``), and show the room again."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    group = _group(request, rehearsal_id)
    try:
        act(by=request.user, group_id=group.pk)
    except NotYours as error:
        raise Http404 from error
    except Refused as refused:
        messages.error(request, refused.sentence)
    chosen = request.GET.get("group", "")
    query = f"?group={chosen}" if number_said(chosen) else ""
    return redirect(reverse("rehearsal", args=[rehearsal_id]) + query)


@require_http_methods(["GET", "HEAD", "POST"])
def rehearsal_map(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Show the map a group kept, to print; by POST put, move or take off a line, keep or let go."""
    if request.method != "POST":
        seen(request, rehearsal_id, "attend")
        talk = kept_map(request.user, rehearsal_id)
        if talk is None:
            raise Http404
        return render(request, "rehearsals/dialogue_kept.html", {"talk": talk})
    group = _group(request, rehearsal_id)
    act, about = _asked(request)
    try:
        act(by=request.user, group_id=group.pk, **about)
    except NotYours as error:
        raise Http404 from error
    except Refused as refused:
        return _refused(request, rehearsal_id, refused)
    return redirect("rehearsal", rehearsal_id)


def _asked(request: HttpRequest) -> tuple[Callable[..., None], dict[str, Any]]:
    """Return what a form of the map asks for; 404 for what none of them says."""
    said = request.POST
    if "put" in said:
        return mapping.put, {"column": said["put"], "text": said.get("text", "")}
    if said.get("do") in {"keep", "let_go"}:
        return mapping.would_keep, {"keeps": said["do"] == "keep"}
    try:
        line = {"line_id": uuid.UUID(said.get("line", ""))}
    except ValueError as error:
        raise Http404 from error
    if "move" in said:
        return mapping.move, line | {"column": said["move"]}
    if said.get("do") == "take_off":
        return mapping.take_off, line
    raise Http404


def _refused(request: HttpRequest, rehearsal_id: UUID, refused: Refused) -> HttpResponse:
    """Show the phone again with what is wrong, and with what was typed."""
    page = phone.page(request.user, now(request.user, rehearsal_id))
    if page is None or refused.field != "text":
        messages.error(request, refused.sentence)
        return redirect("rehearsal", rehearsal_id)
    typed = {"line_error": refused.sentence, "line_typed": request.POST.get("text", "")}
    return show_phone(request, page, status=422, **typed)
