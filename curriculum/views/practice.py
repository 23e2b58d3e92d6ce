"""Practising alone: choose, read what that does, go on. The page carries the way along.

Nothing about a run is kept: no row, no session, no address, no line in a log.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import people
from accounts.errors import NotYours, Refused
from curriculum import encounter_walk, following
from curriculum.encounter_document import Encounter
from curriculum.encounter_walk import LONGEST_WAY, MOST_EARLIER, Turn
from curriculum.queries import encounters

# More than any way has letters; a longer field was not sent by our page.
MOST_LETTERS = 100 * LONGEST_WAY


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """Show what can be practised alone."""
    facts = {"practices": encounters.practices(request.user)}
    return render(request, "curriculum/practice_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a practice before it begins, or, by POST, the next moment of it."""
    shown = encounters.practice(request.user, slug)
    if shown is None:
        raise Http404
    facts = {"may_change": shown.may_change, "pk": shown.pk, "may_write": following.is_offered()}
    return play(request, shown.played, facts)


def play(request: HttpRequest, played: Encounter, facts: dict[str, Any]) -> HttpResponse:
    """Answer one tap of whoever plays; also for those who try what they are still writing."""
    facts = facts | {"practice": played, "contacts": people.support_lines()}
    if request.method != "POST":
        return render(request, "curriculum/practice.html", facts)
    turn = _turn(request, played)
    facts |= {"turn": turn, "line": "", "page": following.new_id()}
    status = 200
    if request.POST.get("do") == "keep" and turn.is_over and facts.get("may_write"):
        try:
            return redirect(_keep(request, turn))
        except Refused as refused:
            facts |= {"line": request.POST.get("line", ""), "refusal": refused.sentence}
            facts["page"] = _page_id(request)
            status = 422
    return render(request, "curriculum/practice.html", facts, status=status)


def _turn(request: HttpRequest, played: Encounter) -> Turn:
    sent = request.POST
    return encounter_walk.take(
        played,
        path=sent.get("path", "")[:MOST_LETTERS],
        earlier=[one[:MOST_LETTERS] for one in sent.getlist("earlier")[:MOST_EARLIER]],
        choose=sent.get("choose", "").strip(),
        do=sent.get("do", ""),
    )


def _keep(request: HttpRequest, turn: Turn) -> str:
    """Begin a private page with the question of an ending; return where it is written on."""
    page = following.Page(
        id=_page_id(request), prompt=turn.walk.node.reflect, line=request.POST.get("line", "")
    )
    try:
        return following.begin(by=request.user, page=page)
    except NotYours:
        raise Http404 from None


def _page_id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("page", ""))
    except ValueError:
        return following.new_id()
