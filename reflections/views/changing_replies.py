"""A reply that was sent: take it back while it is unread, or change its words."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import findings, saving, words
from accounts.errors import NotNow, Refused
from reflections.actions import changing_reply
from reflections.mentor_forms import ReplyForm
from reflections.mentor_queries import Desk
from reflections.views.autosave import autosave
from reflections.views.mentor import desk_of, theirs_is_404
from reflections.views.replies import words_here
from reflections.views.sending import reasons_said


@require_POST
@theirs_is_404
def reply_recall(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take a reply back that nobody has read; it lies on the desk again as it was."""
    try:
        changing_reply.recall(by=request.user, entry_id=entry_id)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk", entry_id)
    messages.success(request, _("It is a draft again, and only you can see it."))
    return redirect(reverse("desk", args=[entry_id]) + "#answer")


def _page(
    request: HttpRequest, desk: Desk, *, status: int = 200, error: str = "", **typed: Any
) -> HttpResponse:
    draft, sent = desk.sent.draft, desk.sent
    body = desk.sent.draft_body if draft and draft.revision else sent.said
    facts = {"desk": desk, "body": body, "base": draft.revision if draft else 0, "error": error}
    facts |= typed
    found = findings.find(title="", body=facts["body"], reasons=reasons_said(request))
    facts["findings"] = [one for one in found if one.is_hard] if status == 422 else []
    facts["reasons"] = findings.REASONS
    return render(request, "reflections/reply_change.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def reply_change(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the words of a sent reply to be changed; on POST send the change, or give it up."""
    if request.method == "POST":
        return _changed(request, entry_id)
    desk = desk_of(request, entry_id)
    return _page(request, desk) if desk.sent else redirect("desk", entry_id)


def _changed(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    form = ReplyForm(request.POST)
    if "base" in form.errors or request.POST.get("author") != str(request.user.pk):
        raise Http404
    about = {"by": request.user, "entry_id": entry_id}
    typed = words.normalise(request.POST.get("body", ""))
    try:
        if request.POST.get("do") == "drop":
            changing_reply.drop_change(**about)
            messages.success(request, _("Your reply stays as you sent it."))
            return redirect("desk", entry_id)
        if not form.is_valid():
            error = " ".join(form.errors["body"])
            return _again(request, entry_id, 422, error, typed)
        save = saving.Save(uuid.uuid4(), form.cleaned_data["base"], "", form.cleaned_data["body"])
        kept = changing_reply.save_change(**about, save=save)
        if isinstance(kept, saving.Overtaken):
            raise NotNow(changing_reply.OTHER_WINDOW)
        reasons = reasons_said(request)
        changing_reply.send_change(**about, revision=kept.revision, reasons=reasons)
    except NotNow as refusal:
        return _again(request, entry_id, 409, str(refusal.sentence), typed)
    except Refused as refusal:
        return _again(request, entry_id, 422, str(refusal.sentence), typed)
    messages.success(request, _("Your reply is changed. What you sent first stays beside it."))
    return redirect(reverse("desk", args=[entry_id]) + "#talk")


def _again(
    request: HttpRequest, entry_id: UUID, status: int, error: str, typed: str
) -> HttpResponse:
    """Show the page once more with what was typed, and beside it what another window saved."""
    desk = desk_of(request, entry_id)
    if not desk.sent:
        # Taken back in another window meanwhile.
        return words_here(request, entry_id, error)
    other = desk.sent.draft_body if desk.sent.draft_body != typed and status == 409 else ""
    return _page(request, desk, status=status, error=error, body=typed, other=other)


@login_not_required
@require_http_methods(["PUT"])
def reply_change_draft(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep the words of a change while they are typed."""

    def keep(save: saving.Save, data: dict[str, Any]) -> Any:
        return changing_reply.save_change(by=request.user, entry_id=entry_id, save=save)

    return autosave(request, keep)
