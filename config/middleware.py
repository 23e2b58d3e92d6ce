"""Small middlewares every request passes."""

import logging
import secrets
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("portal.database")


def request_id(get_response: Handler) -> Handler:
    """Give each request a short code that a person can read out and a log can be searched for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        code = secrets.token_hex(4)
        request.code = f"{code[:4]}-{code[4:]}"
        response = get_response(request)
        response["X-Request-ID"] = request.code
        return response

    return middleware


def one_alphabet(get_response: Handler) -> Handler:
    """Read every request as UTF-8, whatever its header claims.

    A browser never claims anything else; of the codecs somebody could name there, some make half
    characters, which no answer can show, and some cannot read text at all.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding is not None:
            request.encoding = "utf-8"
        return get_response(request)

    return middleware


def wants_json(request: HttpRequest) -> bool:
    """Say whether the page's own script asked."""
    return request.headers.get("Accept", "").startswith("application/json")


def away(request: HttpRequest) -> HttpResponse:
    """Answer 503: the database is away for a moment, and the page should try again."""
    if wants_json(request):
        response = JsonResponse({"state": "server-down"}, status=503)
    else:
        response = render(None, "503.html", {"request_code": request.code}, status=503)
    response["Retry-After"] = "5"
    return response


def database_away(get_response: Handler) -> Handler:
    """Answer 503 with Retry-After while the database is away, so that editors keep and retry."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        except (OperationalError, InterfaceError):
            logger.error("database away, request %s", request.code)
            return away(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("database away, request %s", request.code)
            return away(request)
        return None

    middleware.process_exception = process_exception
    return middleware


def reader_zone(get_response: Handler) -> Handler:
    """Show every moment in the reader's own time zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        zone = getattr(request.user, "time_zone", "") if request.user.is_authenticated else ""
        if not zone:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            return get_response(request)

    return middleware


def reader_language(get_response: Handler) -> Handler:
    """Speak the language the reader chose on her profile; else, as before, what her browser asks.

    Stands behind LocaleMiddleware, which knows the browser but not the person.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.user.language if request.user.is_authenticated else ""
        if not chosen or chosen not in dict(settings.LANGUAGES):
            return get_response(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
            response["Content-Language"] = chosen
            return response

    return middleware


def private_pages(get_response: Handler) -> Handler:
    """Keep pages of signed-in people out of every cache; clear the cache on signing out.

    Storage is left alone on purpose: unsent words on the device outlive a sign-out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in or request.user.is_authenticated:
            add_never_cache_headers(response)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache"'
        return response

    return middleware
