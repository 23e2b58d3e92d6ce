"""Answering the questions of a story: kept, given, taken back. The answers stand on its page."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import saving, words
from accounts.errors import NotNow, Refused
from accounts.save_json import sentence
from accounts.saving import Overtaken, Save
from reflections.actions import answering
from reflections.forms import WritingForm, read_save
from reflections.queries.answers import Asked, asked, own_answer
from reflections.views.writing import acknowledge


def _asked_or_404(request: HttpRequest, release_id: int, step_key: UUID) -> Asked:
    found = asked(request.user, release_id, step_key)
    if found is None:
        raise Http404
    return found


def _url_of(asked: Asked) -> str:
    lesson = reverse("lesson", args=[asked.release.version.module.slug, asked.lesson.slug])
    return f"{lesson}?release={asked.release.pk}#answer-{asked.step.pk}"


# ------------------------------------------------------------------ saving from the script
@login_not_required
@require_http_methods(["PUT", "POST"])
def answer_draft(request: HttpRequest, release_id: int, step_key: UUID) -> JsonResponse:
    """Answer one save in JSON, by the protocol of a journal page."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    try:
        sent = read_save(request.body)
    except ValueError as error:
        return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
    found = asked(request.user, release_id, step_key)
    if found is None:
        return JsonResponse({"state": "not-found"}, status=404)
    if sent.author != request.user.pk:
        return JsonResponse({"state": "wrong-user"}, status=409)
    try:
        return acknowledge(answering.save(by=request.user, asked=found, save=sent.save))
    except ValidationError as error:
        state = "too-long" if error.code == "too_long" else "invalid"
        return JsonResponse({"state": state, "message": sentence(error)}, status=422)
    except NotNow as refused:
        return JsonResponse({"state": "invalid", "message": str(refused.sentence)}, status=422)


# ------------------------------------------------------------------ the form itself
@require_POST
def answer(request: HttpRequest, release_id: int, step_key: UUID) -> HttpResponse:
    """Keep, give or take back one answer (``do``), or show two texts of it beside each other."""
    found = _asked_or_404(request, release_id, step_key)
    if request.POST.get("author") != str(request.user.pk):
        return render(request, "reflections/entry_wrong_user.html", status=409)
    act = request.POST.get("do", "save")
    if act == "back":
        return _taken_back(request, found)
    form = WritingForm(request.POST)
    if not form.is_valid():
        return _again(request, found, form.errors.get("body") or form.non_field_errors())
    here = form.to_save()
    try:
        done = _give(request, found, here) if act == "give" else _keep(request, found, here)
    except Refused as refused:
        return _again(request, found, [refused.sentence])
    if isinstance(done, Overtaken):
        return _again(request, found, [], status=409)
    return redirect(_url_of(found))


def _keep(request: HttpRequest, found: Asked, here: Save) -> Any:
    own = own_answer(request.user, found)
    newest = saving.newest_text(own.draft) if own else None
    if newest is not None and newest.sha256 == here.sha256:
        return newest
    return answering.save(by=request.user, asked=found, save=here)


def _give(request: HttpRequest, found: Asked, here: Save) -> Any:
    done = answering.give(by=request.user, asked=found, save=here)
    if not isinstance(done, Overtaken):
        messages.success(request, _("Given. It stands under the question."))
    return done


def _taken_back(request: HttpRequest, found: Asked) -> HttpResponse:
    try:
        answering.take_back(by=request.user, asked=found)
    except NotNow as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken back. It is yours alone again."))
    return redirect(_url_of(found))


def _again(request: HttpRequest, found: Asked, errors: Any, *, status: int = 422) -> HttpResponse:
    """Show what was typed once more, with what is wrong and, if it differs, what is kept."""
    own = own_answer(request.user, found)
    kept = saving.newest_text(own.draft) if own else None
    typed = words.normalise(request.POST.get("body", ""))
    facts = {
        "asked": found,
        "errors": errors,
        "typed": typed,
        "kept": kept if kept is not None and kept.body != typed else None,
        "base": own.draft.revision if own else 0,
        "save_id": uuid.uuid4(),
        "back_url": _url_of(found),
        "is_given": own is not None and own.given_at is not None,
    }
    return render(request, "reflections/answer_again.html", facts, status=status)
