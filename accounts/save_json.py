"""One save as a page's script sends it, and the answer to it. Text arrives exactly as typed."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.saving import Save, Saved

NOT_READ = _("The page sent something that cannot be read. Reload it; your words stay here.")


@dataclass(frozen=True)
class Sent:
    """A save, who the page believes is writing, and whatever else came with it."""

    author: UUID
    save: Save
    data: dict[str, Any]


def read(raw: bytes) -> Sent:
    """Return the save in a JSON body; ValueError when it is not one."""
    try:
        data = json.loads(raw)
        if not isinstance(data, dict):
            raise TypeError
        title, body, base = data.get("title", ""), data["body"], data["base"]
        if not isinstance(title, str) or not isinstance(body, str):
            raise TypeError
        if type(base) is not int or not 0 <= base <= 2_000_000_000:
            raise TypeError
        text = words.normalise(title), words.normalise(body)
        return Sent(UUID(data["author"]), Save(UUID(data["save_id"]), base, *text), data)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise ValueError(str(NOT_READ)) from error


def sentence(error: ValidationError) -> str:
    """Return what a refusal says, as one line."""
    return " ".join(error.messages)


def kept(saved: Saved) -> JsonResponse:
    """Answer a save that is on disk."""
    return JsonResponse(
        {
            "state": "saved",
            "revision": saved.revision,
            "sha256": saved.sha256,
            "words": saved.words,
            "saved_at": saved.saved_at.isoformat() if saved.saved_at else None,
        }
    )


def refused(error: ValidationError) -> JsonResponse:
    """Answer a save whose text cannot be kept."""
    state = "too-long" if error.code == "too_long" else "invalid"
    return JsonResponse({"state": state, "message": sentence(error)}, status=422)
