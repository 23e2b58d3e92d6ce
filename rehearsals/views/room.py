"""A rehearsal from within: the run sheet of whoever runs it, the phone of whoever is in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotYours, Refused
from curriculum import following
from rehearsals.actions import directing, joining, keeping
from rehearsals.models import Rehearsal
from rehearsals.queries import phone, run, shown
from rehearsals.queries.now import now


def number_said(value: str | None) -> int:
    """Return the number of a group as a page says it; 0 for all of them."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 4 else 0


def seen(request: HttpRequest, rehearsal_id: UUID, action: str = "read") -> Rehearsal:
    """Return a rehearsal this person may see, or end as if it never was."""
    found: Rehearsal = get_object_or_404(
        Rehearsal.objects.visible_to(request.user, action), pk=rehearsal_id
    )
    return found


@require_safe
def rehearsal(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Show what this person is to it: the run sheet, the phone, or that she could take it over."""
    stands = now(request.user, rehearsal_id)
    if stands and stands.runs:
        sheet = run.page(request.user, stands, number_said(request.GET.get("group")))
        if sheet is not None:
            return show_run(request, sheet)
    mine = phone.page(request.user, stands)
    if mine is not None:
        return show_phone(request, mine)
    found = seen(request, rehearsal_id)
    return render(request, "rehearsals/take_over.html", {"rehearsal": found})


def show_run(request: HttpRequest, page: run.Page, status: int = 200) -> HttpResponse:
    """Render the run sheet."""
    page.join_url = request.build_absolute_uri(reverse("rehearsal_join"))
    if code := page.rehearsal.code:
        page.door_url = request.build_absolute_uri(reverse("rehearsal_door", args=[code]))
    facts = {"page": page, "phases": shown.phases(), "now": page.now.as_json()}
    return render(request, "rehearsals/run.html", facts, status=status)


def show_phone(
    request: HttpRequest, page: phone.Page, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the page in one hand."""
    facts = {"page": page, "phases": shown.phases(), "now": page.now.as_json()}
    return render(request, "rehearsals/phone.html", facts | more, status=status)


def _done(
    request: HttpRequest, rehearsal_id: UUID, act: Callable[[Rehearsal], Any]
) -> HttpResponse:
    """Do something to a rehearsal and show it again; what was refused is said there."""
    found = seen(request, rehearsal_id, "attend")
    try:
        act(found)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("rehearsal", rehearsal_id)


@require_POST
def may_play(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Keep whether somebody may be given a part."""
    said = {"yes": True, "no": False}.get(request.POST.get("may_play", ""))
    about = {"by": request.user, "may_play": said}
    return _done(
        request, rehearsal_id, lambda found: joining.say_may_play(rehearsal=found, **about)
    )


@require_POST
def step_out(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Keep that somebody is herself again."""
    return _done(
        request, rehearsal_id, lambda found: joining.step_out(by=request.user, rehearsal=found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Ask once, then let her go without a trace."""
    found = seen(request, rehearsal_id, "attend")
    if request.method != "POST":
        return render(request, "rehearsals/leave.html", {"rehearsal": found})
    try:
        joining.leave(by=request.user, rehearsal=found)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("rehearsal", rehearsal_id)
    messages.success(request, _("You have left. Take a breath before the next thing."))
    return redirect("rehearsal_list")


@require_POST
def keep(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Keep the phrase somebody takes along, or say beside the field why not."""
    found = seen(request, rehearsal_id, "attend")
    phrase = request.POST.get("phrase", "")
    try:
        keeping.keep_phrase(by=request.user, rehearsal=found, body=phrase)
    except ValidationError as error:
        page = phone.page(request.user, now(request.user, rehearsal_id))
        if page is None:
            raise Http404 from error
        page.phrase = phrase
        return show_phone(request, page, status=422, phrase_error=" ".join(error.messages))
    messages.success(request, _("Kept. It stands on your list of rehearsals."))
    return redirect("rehearsal", rehearsal_id)


@require_POST
def write_on(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Begin a private page in the journal that follows this rehearsal, with the phrase kept."""
    seen(request, rehearsal_id, "attend")
    page = phone.page(request.user, now(request.user, rehearsal_id))
    if page is None or not page.follow_up:
        messages.error(request, _("A page to write on opens when the rehearsal is closed."))
        return redirect("rehearsal", rehearsal_id)
    try:
        key = UUID(request.POST.get("id", ""))
        begun = following.Page(id=key, prompt=page.follow_up, line=page.phrase)
        return redirect(following.begin(by=request.user, page=begun))
    except (ValueError, NotYours) as error:
        raise Http404 from error
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("rehearsal", rehearsal_id)


@require_POST
def time_out(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Stop the clock of one's own group."""
    return _done(
        request, rehearsal_id, lambda found: directing.time_out(by=request.user, rehearsal=found)
    )


@require_POST
def resume(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Let the clock of one's own group go on."""
    return _done(
        request, rehearsal_id, lambda found: directing.resume(by=request.user, rehearsal=found)
    )
