"""What a page's script asks about words that wait on this device."""

import json
import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts import device

MOST = 100
PLACE = re.compile(r"/[A-Za-z0-9/_.-]{1,200}")
SHA256 = re.compile(r"[0-9a-f]{64}")


@require_POST
def unsent(request: HttpRequest) -> JsonResponse:
    """Hand out the reader's own keys for these pages; say which texts became hers after all.

    A key is worked out with who asks: for anybody else's page it opens nothing. So no page is
    looked up, and nothing is learned about one.
    """
    try:
        places, texts = _read(request.body)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return JsonResponse({"state": "bad-request"}, status=400)
    facts = {
        "keys": {place: device.keys_for(request.user, place) for place in places},
        "kept": [device.is_kept(request.user, sha256, base) for sha256, base in texts],
    }
    return JsonResponse(facts)


def _read(raw: bytes) -> tuple[list[str], list[tuple[str, int]]]:
    """Return the pages and the texts asked about; ValueError or TypeError for anything else."""
    asked: Any = json.loads(raw)
    if not isinstance(asked, dict):
        raise TypeError
    places = [_like(PLACE, one) for one in list(asked.get("places", []))[:MOST]]
    texts = [(_like(SHA256, one), int(base)) for one, base in list(asked.get("kept", []))[:MOST]]
    if any(not 0 <= base <= 2_000_000_000 for _sha256, base in texts):
        raise ValueError
    return places, texts


def _like(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(value):
        raise ValueError
    return value
