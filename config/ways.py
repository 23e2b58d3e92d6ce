"""The way back for whoever pressed a button that could not be obeyed.

A door that only takes what a form sends has no page of its own: whoever is led there by an address,
after signing in or by loading anew, would stand before the browser's own error.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.context import Portal
from config.middleware import wants_json

Handler = Callable[[HttpRequest], HttpResponse]
# The names of the fields somebody writes sentences into.
FOR_WORDS = frozenset(("title", "body", "text", "message", "reason", "description", "agreements"))
SIGNED_OUT = _(
    "You had been signed out, so nothing was done. Sign in, then press the button again."
)


def is_from_here(request: HttpRequest) -> bool:
    """Say whether the request came from a page of this portal."""
    referer = request.headers.get("Referer", "")
    return url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    )


def page_before(request: HttpRequest) -> str:
    """Return the path of the portal's page the request came from; today's page where unknown."""
    if not is_from_here(request):
        return resolve_url("home")
    before = urlsplit(request.headers["Referer"])
    return f"{before.path}?{before.query}" if before.query else before.path


def words_typed(request: HttpRequest) -> list[str]:
    """Return what was typed into the fields for words, for the page that could not take them.

    Nothing of a body that is no form, or larger than the portal takes.
    """
    try:
        typed = list(request.POST.lists())
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    return [
        text
        for name, texts in typed
        if name.rpartition("-")[2] in FOR_WORDS
        for text in texts
        if text.strip()
    ]


def way_back(get_response: Handler) -> Handler:
    """Lead a button pressed while signed out, by way of signing in, back to the page it stands on.

    Whoever looks at a door that only takes forms is told in our words that no page is there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and request.method == "GET" and not wants_json(request):
            said = render(None, "404.html", {"portal": Portal(request)}, status=405)
            said["Allow"] = response.headers.get("Allow", "POST")
            return said
        if request.method != "POST" or response.status_code != 302:
            return response
        asked = redirect_to_login(request.get_full_path())
        absolute = redirect_to_login(request.build_absolute_uri())
        if response["Location"] not in (asked["Location"], absolute["Location"]):
            return response
        sign_in = redirect_to_login(page_before(request))
        if typed := words_typed(request):
            facts = {"typed": typed, "way_url": sign_in["Location"], "portal": Portal(request)}
            return render(None, "401.html", facts, status=401)
        messages.warning(request, SIGNED_OUT)
        return sign_in

    return middleware
