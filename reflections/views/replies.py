"""The reply at the desk: keep its words, look at it as it will be sent, send it, write back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import findings, saving, words
from accounts.errors import NotNow, NotYours, Refused
from reflections import agreed, mentor_queries
from reflections.actions import replying
from reflections.forms import MessageForm
from reflections.mentor_forms import ReplyForm, SendForm
from reflections.mentor_queries import Desk
from reflections.views.autosave import autosave
from reflections.views.looking import places_in
from reflections.views.mentor import cohort_said, desk_of, query_of, show, theirs_is_404
from reflections.views.sending import reasons_said


def _preview(request: HttpRequest, desk: Desk, *, status: int = 200, error: str = "") -> Any:
    initial = {"version": desk.version.pk, "revision": desk.revision}
    said = replying.in_one(desk.body, (remark.text.body for remark in desk.unsent))
    found = findings.find(title="", body=said, reasons=reasons_said(request))
    facts = {
        "desk": desk,
        "send_form": SendForm(initial=initial, auto_id=False),
        "error": error,
        "findings": [one for one in found if one.is_hard],
        "nudges": mentor_queries.nudges_for(desk, desk.body),
        "reasons": findings.REASONS,
    }
    return render(request, "reflections/mentor_preview.html", facts, status=status)


def _nothing_to_send(desk: Desk) -> bool:
    return not desk.body.strip() and not desk.unsent


@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def reply_send(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the reply as the student will see it; on POST send exactly that, once."""
    if request.method == "POST":
        return _send(request, entry_id)
    if agreed.is_asked_before(request.user, entry_id):
        return redirect("desk", entry_id)
    desk = desk_of(request, entry_id)
    if desk.sent:
        return redirect("desk", entry_id)
    if _nothing_to_send(desk):
        error = _("There is nothing to send yet: no remark and no reply.")
        return show(request, desk, status=422, reply_error=error)
    return _preview(request, desk)


def _send(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    form = SendForm(request.POST)
    if not form.is_valid():
        raise Http404
    waiting = mentor_queries.queue(request.user).around(entry_id, cohort_said(request))
    try:
        reply = replying.send_reply(
            by=request.user,
            entry_id=entry_id,
            version_id=form.cleaned_data["version"],
            revision=form.cleaned_data["revision"],
            reasons=reasons_said(request),
        )
    except NotNow as refusal:
        return _preview(
            request, desk_of(request, entry_id), status=409, error=str(refusal.sentence)
        )
    except Refused as refusal:
        error = str(refusal.sentence)
        if refusal.field == "findings":
            return _preview(request, desk_of(request, entry_id), status=422, error=error)
        return show(request, desk_of(request, entry_id), status=422, reply_error=error)
    name = reply.version.entry.author.get_short_name()
    messages.success(request, _("Your reply to %(name)s is sent.") % {"name": name})
    if request.POST.get("then") != "next":
        return redirect(reverse("desk", args=[entry_id]) + query_of(request))
    following = waiting.next(entry_id)
    return redirect(following.url if following else waiting.url)


@require_POST
@theirs_is_404
def desk_answer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Write back under an answered entry."""
    form = MessageForm(request.POST)
    if "send_id" in form.errors:
        raise Http404
    to_look_at: dict[str, Any] = {}
    if form.is_valid():
        send_id, body = form.cleaned_data["send_id"], form.cleaned_data["body"]
        try:
            replying.write_message(
                by=request.user,
                entry_id=entry_id,
                send_id=send_id,
                body=body,
                reasons=reasons_said(request),
            )
        except Refused as refusal:
            form.add_error("body", str(refusal.sentence))
            if refusal.field == "findings":
                to_look_at = places_in(request, body)
        else:
            messages.success(request, _("Your message is sent."))
            return redirect(reverse("desk", args=[entry_id]) + "#talk")
    desk = desk_of(request, entry_id)
    return show(request, desk, status=422, message_form=form, **to_look_at)


# ------------------------------------------------------------------ the reply's words
@login_not_required
@require_http_methods(["PUT", "POST"])
def reply_draft(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep the words of the reply: JSON from the page's script, or its form without one."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("desk", args=[entry_id]))
        return _saved_plainly(request, entry_id)

    def keep(save: saving.Save, data: dict[str, Any]) -> Any:
        return replying.save_reply(by=request.user, entry_id=entry_id, save=save)

    return autosave(request, keep)


@theirs_is_404
def _saved_plainly(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Save from the form; then stay at the desk, or go on to the preview."""
    form = ReplyForm(request.POST)
    if request.POST.get("author") != str(request.user.pk):
        raise NotYours
    if not form.is_valid():
        return _typed(request, entry_id, form, " ".join(form.errors.get("body", [])))
    try:
        kept = replying.save_reply(by=request.user, entry_id=entry_id, save=form.to_save())
    except NotNow as refusal:
        return words_here(request, entry_id, str(refusal.sentence))
    if isinstance(kept, saving.Overtaken):
        said = _("Your reply was saved from another window meanwhile. Both texts are here.")
        return _typed(request, entry_id, form, said, status=409)
    if request.POST.get("then") == "preview":
        return redirect(reverse("reply_send", args=[entry_id]) + query_of(request))
    return redirect(reverse("desk", args=[entry_id]) + "#answer")


def words_here(request: HttpRequest, entry_id: UUID, said: str) -> HttpResponse:
    """Show what was typed, to be copied, where it can be kept no more; and say why."""
    typed = [text for text in [words.normalise(request.POST.get("body", ""))] if text.strip()]
    facts = {"said": said, "typed": typed, "way_url": reverse("desk", args=[entry_id])}
    return render(request, "reflections/words_here.html", facts, status=409)


def _typed(
    request: HttpRequest, entry_id: UUID, form: ReplyForm, said: str, *, status: int = 422
) -> HttpResponse:
    """Show the desk with what was typed; what another window saved stands below it."""
    desk = desk_of(request, entry_id)
    typed = words.normalise(form.data.get("body", ""))
    other = desk.body if status == 409 else ""
    return show(request, desk, status=status, body=typed, other=other, reply_error=said)
