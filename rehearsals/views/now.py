"""What phones ask every second or two: one small answer, or that nothing changed."""

import json
from hashlib import sha256
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from rehearsals.queries.now import now


@login_not_required
@require_safe
def rehearsal_now(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Say where the rehearsal stands, in JSON; 304 where the phone knows it.

    The mark is made of the answer without the server's time: what looks the same is the same.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    found = now(request.user, rehearsal_id, is_wall="wall" in request.GET)
    if found is None:
        return JsonResponse({"state": "not-found"}, status=404)
    mark = f'"{sha256(json.dumps(found.facts).encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = JsonResponse(found.as_json(), json_dumps_params={"separators": (",", ":")})
    response["ETag"] = mark
    return response
