"""A mentor's own phrases: all of them on a page, and beside the reply where a script asks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import NotYours, Refused
from reflections import mentor_queries
from reflections.actions import phrasing
from reflections.mentor_forms import PhraseForm


@require_http_methods(["GET", "HEAD", "POST"])
def phrase_list(request: HttpRequest) -> HttpResponse:
    """List her phrases; on POST keep another one."""
    if request.method != "POST":
        return _all(request, PhraseForm())
    form = PhraseForm(request.POST)
    if not form.is_valid():
        return _all(request, form, status=422)
    try:
        phrasing.keep(by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
        return _all(request, form, status=422)
    if _beside(request):
        return _all(request, PhraseForm(), done=_("Kept among your phrases."))
    messages.success(request, _("Kept among your phrases."))
    return redirect("phrase_list")


def _beside(request: HttpRequest) -> bool:
    """Say whether the script of a desk asks for the part beside the reply."""
    return request.headers.get("X-Part") == "phrases"


def _all(
    request: HttpRequest, form: PhraseForm, *, status: int = 200, done: str = ""
) -> HttpResponse:
    facts: dict[str, Any] = {
        "phrases": mentor_queries.phrases(request.user),
        "form": form,
        "done": done,
        "most": phrasing.MOST_PHRASES,
    }
    page = "reflections/_phrases.html" if _beside(request) else "reflections/phrase_list.html"
    return render(request, page, facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    """Show a phrase of hers, to be changed; ``do`` is change or delete."""
    found = mentor_queries.phrase_of(request.user, phrase_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        initial = {"name": found.name, "body": found.body}
        return _one(request, found, PhraseForm(initial=initial))
    if request.POST.get("do") == "delete":
        return _deleted(request, phrase_id)
    form = PhraseForm(request.POST)
    if not form.is_valid():
        return _one(request, found, form, status=422)
    try:
        phrasing.change(by=request.user, phrase_id=phrase_id, **form.cleaned_data)
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
        return _one(request, found, form, status=422)
    messages.success(request, _("Changed."))
    return redirect("phrase_list")


def _deleted(request: HttpRequest, phrase_id: UUID) -> HttpResponse:
    try:
        phrasing.delete(by=request.user, phrase_id=phrase_id)
    except NotYours as error:
        raise Http404 from error
    messages.success(request, _("The phrase is deleted."))
    return redirect("phrase_list")


def _one(request: HttpRequest, found: Any, form: PhraseForm, status: int = 200) -> HttpResponse:
    facts = {"phrase": found, "form": form}
    return render(request, "reflections/phrase.html", facts, status=status)
