"""The portal's own answers: its health, and what it says when something is not there."""

import sys
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.context import Portal
from config.middleware import away, wants_json
from config.ways import is_from_here, page_before, words_typed


@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the portal and its database answer. 503 comes from the middleware otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def _say(request: HttpRequest, status: int, state: str, **more: Any) -> HttpResponse:
    """Answer a page's script in JSON and a person with a page that asks the database nothing."""
    if wants_json(request):
        return JsonResponse({"state": state}, status=status)
    # The reader's light and contrast come from her cookies; nothing else of the page is asked for.
    facts = {"request_code": getattr(request, "code", ""), "portal": Portal(request)}
    return render(None, f"{status}.html", facts | more, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 when the body was larger than the portal takes."""
    if type(exception).__name__ == "RequestDataTooBig":
        return _say(request, 413, "too-long")
    return _say(request, 400, "bad-request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403: known, but not yours to change."""
    return _say(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, in the same bytes for "never was" and "not yours"; nothing typed is lost."""
    # What another site sends in somebody's name is not shown under ours.
    is_form = request.method == "POST" and is_from_here(request)
    return _say(request, 404, "not-found", typed=words_typed(request) if is_form else [])


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the code that finds the request in the log.

    A database that goes away while a middleware asks who this is comes here as well: that is 503.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return away(request)
    return _say(request, 500, "server-down")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a stale or missing token: nothing was written, and nothing typed is lost."""
    if wants_json(request):
        return JsonResponse({"state": "csrf"}, status=403)
    facts: dict[str, Any] = {"portal": Portal(request), "way_url": page_before(request)}
    # What another site sends in somebody's name is not shown under ours.
    if is_from_here(request):
        facts["typed"] = words_typed(request)
    return render(None, "403_csrf.html", facts, status=403)
