"""What is measured: the bare page everything is compared with, and the portal's own jobs.

The limits are the product's promise: at most so many times the bare page, at most so many queries.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.db.models import UUIDField
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import path, reverse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from accounts.models import Cohort, Draft
from reflections.actions import searching
from reflections.models import Message, MessageText, Remark, RemarkText, VersionText
from tests.bench import library, rehearsing, searcher
from tests.bench.seed import School
from tests.bench.stand import HOST

# ------------------------------------------------------------------ the bare page
UUID = UUIDField()
# Django's own way to find a session and a person, not the portal's.
BARE_MIDDLEWARE = [
    "tests.bench.pages.bare_urls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tests.bench.pages.bare_person",
]
BARE_SESSIONS = "django.contrib.sessions.backends.db"
BARE_PAGE = Engine().from_string(
    "<!doctype html><html lang=en><title>{{ text.title }}</title>"
    "<p>{{ person.name }}<h1>{{ text.title }}</h1>{{ text.body|linebreaks }}"
)


def bare_urls(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Send a request to the one door of this module."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench.pages"
        return get_response(request)

    return middleware


def bare_person(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Name who is signed in, as Django's own middleware and backend do."""

    def person(request: HttpRequest) -> Any:
        user = ModelBackend().get_user(UUID.to_python(request.session[SESSION_KEY]))
        kept = request.session[HASH_SESSION_KEY]
        return user if constant_time_compare(kept, user.get_session_auth_hash()) else None

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: person(request))
        return get_response(request)

    return middleware


def bare(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Show one's own entry of 500 words. Three queries: session, person, entry."""
    mine = VersionText.objects.filter(version__entry__author=request.user.pk)
    text = mine.get(version__entry=entry_id)
    facts = {"person": request.user, "text": text}
    return HttpResponse(BARE_PAGE.render(Context(facts)))


urlpatterns = [path("bare/<uuid:entry_id>/", bare)]


def bare_client() -> Client:
    """Return a client of a Django with nothing but sessions and sign-in."""
    client = Client()
    client.handler = ClientHandler()
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE, SESSION_ENGINE=BARE_SESSIONS):
        client.handler.load_middleware()
    return client


# ------------------------------------------------------------------ asking
@dataclass(frozen=True)
class Ask:
    """One request, ready to be sent."""

    url: str
    method: str = "GET"
    body: str = ""
    kind: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Job:
    """One thing people do. ``ask`` prepares a request, outside the measured time."""

    key: str
    said: str
    who: str
    ask: Callable[[School], Ask]
    status: int = 200
    most_times: float | None = None
    most_queries: int = 10
    # How many times as long with a hundred times the data; None where what is shown grows too.
    most_growth: float | None = 1.2


class Clients:
    """Everybody signed in: the bare page's reader, and the portal's people."""

    def __init__(self, built: School) -> None:
        self.of = {"bare": bare_client()}
        for name in ("asha", "ekdal", "hana", "mira", "ivo"):
            self.of[name] = Client(enforce_csrf_checks=True, raise_request_exception=False)
        for name, client in self.of.items():
            client.force_login(built.asha if name == "bare" else getattr(built, name))
        # What she looked for waits in her session, in both databases.
        session = self.of["mira"].session
        session["searches"] = [[searcher.NUMBER, searcher.EVERYWHERE]]
        session.save()
        self.of["mira"].get(reverse("search"), secure=True, headers={"host": HOST})  # a token

    def token(self, who: str) -> str:
        """Return the token against forged forms, as the page's script reads it: from the cookie."""
        cookie = self.of[who].cookies.get(settings.CSRF_COOKIE_NAME)
        return cookie.value if cookie else ""

    def send(self, job: Job, ask: Ask) -> HttpResponse:
        """Send one request and return the answer."""
        headers = {"host": HOST, "accept-encoding": "gzip"}
        body, kind = ask.body, ask.kind
        if ask.method != "GET":
            headers |= {"x-csrftoken": self.token(job.who), "origin": f"https://{HOST}"}
        return self.of[job.who].generic(
            ask.method, ask.url, body, content_type=kind, secure=True, headers=headers
        )


def _get(name: str, *args: Any) -> Ask:
    return Ask(reverse(name, args=args))


def _post(url: str, **fields: Any) -> Ask:
    return Ask(url, "POST", urlencode(fields))


def writing_room(built: School) -> str:
    """Return the address of a draft of Asha's."""
    return reverse("entry_write", args=[built.written.pk])


# ------------------------------------------------------------------ the jobs
def _save(built: School) -> Ask:
    draft = Draft.objects.get(pk=built.written.pk)
    sent = {
        "save_id": str(uuid.uuid4()),
        "base": draft.revision,
        "author": str(built.asha.pk),
        "title": "A page",
        "body": f"{built.text} {draft.revision}",
    }
    url = reverse("entry_draft", args=[built.written.pk])
    return Ask(url, "PUT", json.dumps(sent), "application/json")


def _remark(built: School) -> Ask:
    version = built.waiting.versions.get()
    RemarkText.objects.filter(remark__version=version).delete()
    Remark.objects.filter(version=version).delete()
    quote = {"start": 0, "end": 20, "quote": built.text[:20]}
    url = reverse("remark_add", args=[built.waiting.pk])
    return _post(url, version=version.pk, body="This sentence.", **quote)


def _message(built: School) -> Ask:
    mine = Message.objects.filter(version__entry=built.answered)
    MessageText.objects.filter(message__in=mine).delete()
    mine.delete()
    url = reverse("entry_answer", args=[built.answered.pk])
    return _post(url, send_id=uuid.uuid4(), body="Thank you for reading it so closely.")


def _found(built: School) -> Ask:
    # Indexed before it is measured; each database has its own index.
    searching.bring_up_to_date(by=built.mira)
    return Ask(f"{reverse('search')}?search={searcher.NUMBER}")


def _lesson(built: School) -> Ask:
    version = built.releases[1].version
    return _get("lesson", version.module.slug, version.lessons.all()[1].slug)


def _narrowed(_built: School) -> Ask:
    # Boxes that leave something of twenty, too: nothing found is one query less.
    chosen = [("q", library.WORD), *(("level", str(level)) for level in (1, 2, 3))]
    return Ask(f"{reverse('scenario_list')}?{urlencode(chosen)}")


def _evidence(_built: School) -> Ask:
    first = Cohort.objects.order_by("first_day").values_list("first_day", flat=True)[0]
    return Ask(f"{reverse('evidence')}?from={first:%Y-%m}")


BARE = Job("bare", "a bare signed-in Django page", "bare", lambda s: Ask(f"/bare/{s.answered.pk}/"))
JOBS = [
    Job("home", "student’s home", "asha", lambda s: _get("home"), most_times=2.2),
    Job("module", "module page", "asha",
        lambda s: _get("module", s.releases[1].version.module.slug), most_times=2.2),
    Job("lesson", "lesson page", "asha", _lesson, most_times=2.2),
    Job("writing", "writing room, 500 words", "asha",
        lambda s: Ask(writing_room(s)), most_times=2.5),
    Job("save", "save 500 words", "asha", _save, most_times=2.5, most_queries=6),
    Job("journal", "journal, one page of it", "asha", lambda s: _get("journal"), most_times=3),
    Job("search", "search one’s own pages: asking", "mira",
        lambda s: _post(reverse("search"), words="ward"), status=302, most_times=3),
    Job("found", "search one’s own pages: ten results", "mira", _found, most_times=4),
    Job("read", "an answered page, read", "asha",
        lambda s: _get("entry", s.answered.pk), most_times=3),
    Job("message", "write back", "asha", _message, status=302, most_times=2.5),
    Job("library", "library of scenarios", "asha",
        lambda s: _get("scenario_list"), most_times=3, most_growth=5),
    Job("narrowed", "library, by words and boxes", "asha", _narrowed, most_times=3, most_growth=5),
    Job("poll", "a phone’s poll, ten triads", "asha",
        lambda s: _get("rehearsal_now", rehearsing.room_of(s)), most_times=1.5, most_queries=3),
    Job("queue", "mentor’s queue, 50 rows", "ekdal",
        lambda s: _get("queue"), most_times=3, most_queries=8),
    Job("desk", "desk, ready to answer", "ekdal",
        lambda s: _get("desk", s.waiting.pk), most_times=3, most_queries=12),
    Job("remark", "remark on chosen words", "ekdal", _remark, status=302, most_times=2.5),
    Job("form", "faculty’s lesson form", "hana",
        lambda s: _get("admin:curriculum_lesson_change", s.edited.lessons.all()[0].pk),
        most_times=8, most_queries=25),
    Job("moduleform", "faculty’s module form", "hana",
        lambda s: _get("admin:curriculum_moduleversion_change", s.edited.pk),
        most_times=8, most_queries=25),
    Job("evidence", "evidence, four years", "ivo", _evidence,
        most_queries=19, most_growth=None),
]  # fmt: skip
