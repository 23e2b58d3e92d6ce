"""The mentor's lists: who waits for her, and whom she mentors; and what is done from there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import people
from accounts.errors import Refused
from accounts.templatetags.portal import the_day
from reflections import agreed, mentor_queries
from reflections.actions import acknowledging, claiming
from reflections.views.mentor import query_of, theirs_is_404


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show who waits for this person to answer, in all her cohorts or in one."""
    if agreed.is_asked_first(request.user):
        return redirect("agreement")
    waiting = mentor_queries.queue(request.user, in_full=True)
    facts = {
        "queue": waiting.of(request.GET.get("cohort", "")),
        "away": waiting.away,
        "is_mentor": people.roles_of(request.user).is_mentor,
    }
    return render(request, "reflections/mentor_queue.html", facts)


@require_safe
def my_students(request: HttpRequest) -> HttpResponse:
    """Show whom this person mentors or covers, and what of theirs waits."""
    facts = {"students": mentor_queries.students(request.user)}
    return render(request, "reflections/mentor_students.html", facts)


def _back(request: HttpRequest, entry_id: UUID, place: str = "") -> HttpResponse:
    """Lead back to the page the button stands on: the desk, or the queue as it was narrowed."""
    at_desk = request.POST.get("back") == "desk"
    url = reverse("desk", args=[entry_id]) if at_desk or place else reverse("queue")
    return redirect(f"{url}{query_of(request)}{place}")


# ------------------------------------------------------------------ read, thank you
@require_POST
@theirs_is_404
def acknowledge(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Tell a student that her page was read and when an answer comes; or take that back.

    ``do`` is "tell", "read" where it was not opened yet, or "undo".
    """
    act = request.POST.get("do", "")
    if act == "undo":
        acknowledging.take_back(by=request.user, entry_id=entry_id)
        messages.success(request, _("Taken back. It is not on the page any more."))
        return _back(request, entry_id)
    if act not in ("tell", "read"):
        raise Http404
    try:
        said = acknowledging.acknowledge(by=request.user, entry_id=entry_id)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return _back(request, entry_id)
    about = {
        "name": said.version.entry.author.get_short_name(),
        "day": the_day(said.answer_by),
    }
    told = _("%(name)s is told: “Read – thank you. I’ll write back by %(day)s.”") % about
    messages.success(request, told)
    # Who says that she has read it has it before her.
    return _back(request, entry_id, "#text" if act == "read" else "")


# ------------------------------------------------------------------ where two may answer
@require_POST
@theirs_is_404
def claim(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take the writing of an answer on, ask for it, or leave it to somebody else (``do``)."""
    acts = {"take": _taken, "ask": _asked, "leave": _left}
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    try:
        messages.success(request, act(request.user, entry_id))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return _back(request, entry_id, "#answer")


def _taken(by: Any, entry_id: UUID) -> str:
    claiming.take_over(by=by, entry_id=entry_id)
    return _("You are writing this answer now.")


def _asked(by: Any, entry_id: UUID) -> str:
    held = claiming.ask(by=by, entry_id=entry_id)
    return _("%(name)s is asked to leave it to you.") % {"name": held.person.name}


def _left(by: Any, entry_id: UUID) -> str:
    now = claiming.leave(by=by, entry_id=entry_id)
    if now is None:
        return _("You have left this answer. What you wrote of it stays yours.")
    return _("%(name)s writes this answer now. What you wrote stays yours.") % {"name": now.name}
