"""A save that a page's script sends: the same answers for everything that is typed."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from accounts import save_json, saving
from accounts.errors import NotNow, NotYours

Keep = Callable[[saving.Save, dict[str, Any]], saving.Saved | saving.Overtaken]


def autosave(request: HttpRequest, keep: Keep) -> JsonResponse:
    """Answer one save by the protocol. ``keep`` does it, given the save and what came with it.

    Whoever may not answer the page any more is told where her own words are.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    try:
        sent = save_json.read(request.body)
    except ValueError as error:
        return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
    if sent.author != request.user.pk:
        return JsonResponse({"state": "wrong-user"}, status=409)
    try:
        kept = keep(sent.save, sent.data)
    except ValidationError as error:
        return save_json.refused(error)
    except NotNow as refusal:
        return JsonResponse({"state": "invalid", "message": str(refusal.sentence)}, status=422)
    except NotYours:
        return JsonResponse({"state": "not-found", "url": reverse("unsent_words")}, status=404)
    if isinstance(kept, saving.Overtaken):
        return JsonResponse({"state": "conflict", "revision": kept.revision}, status=409)
    return save_json.kept(kept)
