"""Leading a rehearsal from one screen, and what stands on the wall meanwhile."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import Refused
from rehearsals.actions import casting, directing, opening
from rehearsals.models import Group, Rehearsal
from rehearsals.queries import shown
from rehearsals.queries import wall as walls
from rehearsals.queries.now import now as now_of
from rehearsals.views.room import number_said, seen

TO, SPEAKER = "to-", "speaker-"
# What a button says, and what it does to the group that was chosen, or to all of them.
ACTS = {
    "time_out": directing.time_out,
    "resume": directing.resume,
    "rewind": directing.rewind,
    "rotate": casting.rotate,
}


@require_POST
def drive(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Do what a button of the run sheet says, to one group or to all of them."""
    found = seen(request, rehearsal_id, "run")
    number = number_said(request.POST.get("group"))
    group = get_object_or_404(found.groups, number=number) if number else None
    try:
        _do(request, found, group)
    except Refused as refused:
        messages.error(request, refused.sentence)
    query = f"?group={number}" if number else ""
    return redirect(reverse("rehearsal", args=[rehearsal_id]) + query)


def _do(request: HttpRequest, found: Rehearsal, group: Group | None) -> None:
    do = request.POST.get("do", "")
    about: dict[str, Any] = {"by": request.user, "rehearsal": found}
    if do == "begin":
        opening.begin(**about)
    elif do == "open":
        directing.open_debrief(**about)
    elif do == "more":
        said = request.POST.get("seen", "")
        seq = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1
        directing.more_minutes(**about, group=group, seen=seq)
    elif do in ACTS:
        ACTS[do](**about, group=group)
    elif do.startswith(TO):
        directing.move(**about, group=group, to=do.removeprefix(TO))
    elif do.startswith(SPEAKER):
        directing.next_speaker(**about, group=group, to=number_said(do.removeprefix(SPEAKER)))
    else:
        raise Http404


@require_safe
def wall(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Show the code or the clocks in large type. Everybody reads it: no brief, no name."""
    page = walls.page(request.user, now_of(request.user, rehearsal_id, is_wall=True))
    if page is None:
        raise Http404
    page.join_url = request.build_absolute_uri(reverse("rehearsal_join"))
    facts = {"page": page, "phases": shown.phases(), "now": page.now.as_json()}
    return render(request, "rehearsals/wall.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Ask once, then close the room."""
    found = seen(request, rehearsal_id, "run")
    facts: dict[str, Any] = {"rehearsal": found}
    if request.method == "POST":
        try:
            opening.close(by=request.user, rehearsal=found)
        except Refused as refused:
            facts["refusal"] = refused.sentence
            return render(request, "rehearsals/close.html", facts, status=422)
        messages.success(request, _("Closed. Thank you for holding the room."))
        return redirect("rehearsal", rehearsal_id)
    return render(request, "rehearsals/close.html", facts)


@require_POST
def take_over(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Go on with a rehearsal in another's place."""
    found = seen(request, rehearsal_id, "take_over")
    try:
        opening.take_over(by=request.user, rehearsal=found)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("It is yours now."))
    return redirect("rehearsal", rehearsal_id)
