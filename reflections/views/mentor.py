"""The mentor's doors: the queue, her students, the desk, the preview, and what is done there.

Somebody who may not answer an entry, or not any more, is told the same as about an entry that
never existed. What a request may do is decided in ``actions.feedback``.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import findings, people, save_json, saving, words
from accounts.errors import NotNow, NotYours, Refused
from reflections import mentor_queries, readers
from reflections.actions import feedback
from reflections.forms import MessageForm
from reflections.mentor_forms import RemarkChangeForm, RemarkForm, ReplyForm, SendForm
from reflections.mentor_queries import Desk
from reflections.views.looking import places_in
from reflections.views.sending import reasons_said

View = Callable[..., HttpResponse]
BESIDE = {"place": "sentence", "body": "body"}


def theirs_is_404(view: View) -> View:
    """Answer 404 wherever an action says that this is not this person's to know of."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotYours as error:
            raise Http404 from error

    return asked


# ------------------------------------------------------------------ lists
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show who waits for this person to answer."""
    facts = {
        "queue": mentor_queries.queue(request.user),
        "is_mentor": people.roles_of(request.user).is_mentor,
    }
    return render(request, "reflections/mentor_queue.html", facts)


@require_safe
def my_students(request: HttpRequest) -> HttpResponse:
    """Show whom this person mentors or covers, and what of theirs waits."""
    facts = {"students": mentor_queries.students(request.user)}
    return render(request, "reflections/mentor_students.html", facts)


# ------------------------------------------------------------------ the desk
def _desk(request: HttpRequest, entry_id: UUID) -> Desk:
    """Return the desk without a line in the read log (for what is done at a desk already open)."""
    return mentor_queries.desk(request.user, _versions(request, entry_id))


def _remarks_said(desk: Desk) -> str:
    """Return "three remarks": those that go out with the reply."""
    number = len(desk.unsent)
    if not number:
        return _("no remarks")
    many = {"number": apnumber(number)}
    return ngettext("one remark", "%(number)s remarks", number) % many


def _facts(desk: Desk, **said: Any) -> dict[str, Any]:
    """Return what the desk's template is told; ``said`` brings forms that were refused."""
    changed: tuple[UUID, RemarkChangeForm] | None = said.pop("changed", None)
    for remark in desk.unsent:
        remark.change = RemarkChangeForm(
            initial={"body": remark.text.body}, auto_id=f"id_{remark.pk.hex[:8]}_%s"
        )
        if changed and changed[0] == remark.pk:
            remark.change = changed[1]
    names = [_("you") if one == desk.person else one.name for one in desk.readers]
    return {
        "desk": desk,
        "said": _remarks_said(desk),
        "readers": readers.listed(sorted(names, key=lambda name: name == _("you"))),
        "remark_form": RemarkForm(text=desk.version.text.body, auto_id="id_remark_%s"),
        "message_form": MessageForm(initial={"send_id": uuid.uuid4()}),
        "body": desk.body,
        "base": desk.revision,
    } | said


def _show(request: HttpRequest, desk: Desk, *, status: int = 200, **said: Any) -> HttpResponse:
    return render(request, "reflections/mentor_desk.html", _facts(desk, **said), status=status)


def _wants_part(request: HttpRequest) -> bool:
    """Say whether the page's own script asks for the part that remarks change."""
    return request.headers.get("X-Part") == "desk-text"


def _show_margin(
    request: HttpRequest, versions: Any, *, status: int = 200, **said: Any
) -> HttpResponse:
    """Show the text and its margin again: alone for the script, else with the desk around it."""
    if not _wants_part(request):
        whole = mentor_queries.desk(request.user, versions)
        return _show(request, whole, status=status, **said)
    part = mentor_queries.page_with_margin(request.user, versions)
    return render(request, "reflections/_desk_text.html", _facts(part, **said), status=status)


@require_safe
@theirs_is_404
def desk(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Open one entry, ready to answer. The author will see that it was opened."""
    versions = feedback.open_entry(by=request.user, entry_id=entry_id)
    return _show(request, mentor_queries.desk(request.user, versions))


# ------------------------------------------------------------------ remarks
def _after_remark(
    request: HttpRequest, versions: Any, done: str, made: UUID | None = None
) -> HttpResponse:
    """Say what was done, and lead to the remark that was made."""
    part = mentor_queries.page_with_margin(request.user, versions)
    place = f"r{part.number_of(made)}" if made else "text"
    if _wants_part(request):
        return render(request, "reflections/_desk_text.html", _facts(part, done=done, focus=place))
    messages.success(request, done)
    return redirect(reverse("desk", args=[part.version.entry_id]) + f"#{place}")


def _versions(request: HttpRequest, entry_id: UUID) -> list[Any]:
    versions = mentor_queries.versions_to_answer(request.user, entry_id)
    if not versions:
        raise NotYours
    return versions


@require_POST
@theirs_is_404
def remark_add(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Make a remark on chosen words of the version that was on the desk."""
    versions = _versions(request, entry_id)
    version = next((one for one in versions if str(one.pk) == request.POST.get("version")), None)
    if version is None:
        raise NotYours
    form = RemarkForm(request.POST, text=version.text.body, auto_id="id_remark_%s")
    if form.is_valid():
        start, end, quote = form.cleaned_data["place"]
        body = form.cleaned_data["body"]
        try:
            remark = feedback.make_remark(
                by=request.user, version=version, start=start, end=end, quote=quote, body=body
            )
        except Refused as refusal:
            form.add_error(BESIDE.get(refusal.field), str(refusal.sentence))
        else:
            done = _("Your remark is kept. Only you can see it.")
            return _after_remark(request, versions, done, remark.pk)
    return _show_margin(request, versions, status=422, remark_form=form)


@require_POST
@theirs_is_404
def remark(request: HttpRequest, entry_id: UUID, remark_id: UUID) -> HttpResponse:
    """Change a remark, or take it away, while it is not sent."""
    versions = _versions(request, entry_id)
    about = {"by": request.user, "entry_id": entry_id, "remark_id": remark_id}
    form = RemarkChangeForm(request.POST, auto_id=f"id_{remark_id.hex[:8]}_%s")
    try:
        if request.POST.get("do") == "remove":
            feedback.remove_remark(**about)
            return _after_remark(request, versions, _("The remark is gone."))
        if form.is_valid():
            feedback.change_remark(**about, body=form.cleaned_data["body"])
            return _after_remark(request, versions, _("The remark is changed."), remark_id)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk", entry_id)
    except Refused as refusal:
        form.add_error("body", str(refusal.sentence))
    return _show_margin(request, versions, status=422, changed=(remark_id, form))


# ------------------------------------------------------------------ send and write back
def _preview(request: HttpRequest, desk: Desk, *, status: int = 200, error: str = "") -> Any:
    initial = {"version": desk.version.pk, "revision": desk.revision}
    said = feedback.in_one(desk.body, (remark.text.body for remark in desk.unsent))
    found = findings.find(title="", body=said, reasons=reasons_said(request))
    facts = {
        "desk": desk,
        "send_form": SendForm(initial=initial, auto_id=False),
        "error": error,
        "findings": [one for one in found if one.is_hard],
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
    desk = _desk(request, entry_id)
    if desk.sent:
        return redirect("desk", entry_id)
    if _nothing_to_send(desk):
        error = _("There is nothing to send yet: no remark and no reply.")
        return _show(request, desk, status=422, reply_error=error)
    return _preview(request, desk)


def _send(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    form = SendForm(request.POST)
    if not form.is_valid():
        raise Http404
    following = mentor_queries.queue(request.user).next(entry_id)
    try:
        reply = feedback.send_reply(
            by=request.user,
            entry_id=entry_id,
            version_id=form.cleaned_data["version"],
            revision=form.cleaned_data["revision"],
            reasons=reasons_said(request),
        )
    except NotNow as refusal:
        return _preview(request, _desk(request, entry_id), status=409, error=str(refusal.sentence))
    except Refused as refusal:
        error = str(refusal.sentence)
        if refusal.field == "findings":
            return _preview(request, _desk(request, entry_id), status=422, error=error)
        return _show(request, _desk(request, entry_id), status=422, reply_error=error)
    name = reply.version.entry.author.get_short_name()
    messages.success(request, _("Your reply to %(name)s is sent.") % {"name": name})
    if request.POST.get("then") != "next":
        return redirect("desk", entry_id)
    return redirect("desk", following.entry_id) if following else redirect("queue")


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
            feedback.write_message(
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
    desk = _desk(request, entry_id)
    return _show(request, desk, status=422, message_form=form, **to_look_at)


# ------------------------------------------------------------------ the reply's words
@login_not_required
@require_http_methods(["PUT", "POST"])
def reply_draft(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep the words of the reply: JSON from the page's script, or its form without one."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("desk", args=[entry_id]))
        return _saved_plainly(request, entry_id)
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    try:
        sent = save_json.read(request.body)
    except ValueError as error:
        return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
    if sent.author != request.user.pk:
        return JsonResponse({"state": "wrong-user"}, status=409)
    try:
        return _answer(feedback.save_reply(by=request.user, entry_id=entry_id, save=sent.save))
    except ValidationError as error:
        return save_json.refused(error)
    except NotNow as refusal:
        return JsonResponse({"state": "invalid", "message": str(refusal.sentence)}, status=422)
    except NotYours:
        return JsonResponse({"state": "not-found"}, status=404)


def _answer(kept: saving.Saved | saving.Overtaken) -> JsonResponse:
    if isinstance(kept, saving.Overtaken):
        return JsonResponse({"state": "conflict", "revision": kept.revision}, status=409)
    return save_json.kept(kept)


@theirs_is_404
def _saved_plainly(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Save from the form; then stay at the desk, or go on to the preview."""
    form = ReplyForm(request.POST)
    if request.POST.get("author") != str(request.user.pk):
        raise NotYours
    if not form.is_valid():
        return _typed(request, entry_id, form, " ".join(form.errors.get("body", [])))
    try:
        kept = feedback.save_reply(by=request.user, entry_id=entry_id, save=form.to_save())
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk", entry_id)
    if isinstance(kept, saving.Overtaken):
        said = _("Your reply was saved from another window meanwhile. Both texts are here.")
        return _typed(request, entry_id, form, said, status=409)
    if request.POST.get("then") == "preview":
        return redirect("reply_send", entry_id)
    return redirect(reverse("desk", args=[entry_id]) + "#answer")


def _typed(
    request: HttpRequest, entry_id: UUID, form: ReplyForm, said: str, *, status: int = 422
) -> HttpResponse:
    """Show the desk with what was typed; what another window saved stands below it."""
    desk = _desk(request, entry_id)
    typed = words.normalise(form.data.get("body", ""))
    other = desk.body if status == 409 else ""
    return _show(request, desk, status=status, body=typed, other=other, reply_error=said)
