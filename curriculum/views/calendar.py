"""The calendar behind a secret address: the one page that a program reads without signing in."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from accounts.actions import feeds
from curriculum.feed import feed
from curriculum.queries.dates import Date, dates


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the dates of whoever this secret belongs to; the same 404 for any that opens nothing."""
    person = feeds.person_of(token)
    if person is None:
        raise Http404

    def url_of(date: Date) -> str:
        path = reverse("module", args=[date.slug])
        return request.build_absolute_uri(f"{path}?release={date.release}")

    body = feed(dates(person), url_of)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)
