"""Every door of the portal, and what stands behind it.

A route is PUBLIC (a short list, each with its reason), or OWN (behind sign-in, showing nobody but
the person herself what is hers), or GUARDED (it names a thing: whoever the rule lets may pass,
everybody else is told the same as about a thing that never was), or the admin's.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Person
from accounts.policy import allows
from curriculum.models import Release
from reflections.models import Entry, Remark
from tests.world import World

PUBLIC = {
    "healthz": "an operator's monitor has no account",
    "invitation": "somebody who cannot sign in yet accepts her invitation",
    "invitation_open": "the same, once the secret has left the address",
    "account_login": "the front door",
    "account_logout": "leaving twice is no error",
    "account_inactive": "tells a suspended person whom to ask",
    "account_signup": "says that people come by invitation",
    "account_email_verification_sent": "between signing in and confirming an address",
    "account_confirm_email": "the link in a mail, which may be opened elsewhere",
    "account_reset_password": "for those who have forgotten",
    "account_reset_password_done": "the same",
    "account_reset_password_from_key": "the same, from the mail",
    "account_reset_password_from_key_done": "the same",
    "account_request_login_code": "signing in by a code in a mail",
    "account_confirm_login_code": "the same",
    "mfa_authenticate": "the second lock, between password and session",
    "mfa_login_webauthn": "signing in by a passkey",
}

OWN = {
    "home", "journal", "entry_new", "queue", "my_students", "module_list", "cohort_list", "help",
    "profile", "profile_picture", "appearance",
    "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
    "mfa_edit_webauthn", "usersessions_list",
}  # fmt: skip

May = Callable[[Person, Any], bool]


def _may(action: str) -> May:
    return lambda person, thing: allows(person, action, thing)


def _may_write_back(person: Person, entry: Any) -> bool:
    return allows(person, "write", entry) and entry.versions.exists()


def _may_tick(person: Person, lesson: Any) -> bool:
    """A tick belongs to a release; building a course is not yet being in it."""
    return Release.objects.visible_to(person).filter(version=lesson.version).exists()


def _may_answer(person: Person, entry: Any) -> bool:
    return any(allows(person, "answer", version) for version in entry.versions.all())


@dataclass(frozen=True)
class Door:
    """A guarded route. ``things`` gives (address, thing) pairs, ``unused`` an address of none."""

    name: str
    may: May
    things: Callable[[World], Iterator[tuple[dict[str, Any], Any]]]
    unused: Callable[[World], dict[str, Any]]
    method: str = "get"
    body: Callable[[Person, Any], dict[str, Any]] | None = None

    def knock(self, client: Client, person: Any, address: dict[str, Any], thing: Any = None) -> Any:
        """Ask this door for one address, as ``person`` would, and return the answer."""
        url = reverse(self.name, kwargs=address)
        if self.method == "get":
            return client.get(url)
        body = self.body(person, thing) if self.body else {}
        if self.method == "put":
            return client.put(
                url,
                json.dumps(body),
                content_type="application/json",
                HTTP_ACCEPT="application/json",
            )
        return client.post(url, body)


def _entries(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    yield from (({"entry_id": entry.pk}, entry) for entry in world.entries.values())


def _no_entry(world: World) -> dict[str, Any]:
    return {"entry_id": uuid.uuid4()}


def _remarks(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for remark in Remark.objects.filter(sent_at=None).select_related("version__entry"):
        entry = remark.version.entry
        yield {"entry_id": entry.pk, "remark_id": remark.pk}, remark


def _modules(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for release in (world.release, world.other_release, world.future_release):
        yield {"slug": release.version.module.slug}, release.version


def _lessons(kind: str) -> Callable[[World], Iterator[tuple[dict[str, Any], Any]]]:
    def things(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
        for address, version in _modules(world):
            for lesson in version.lessons.all():
                if kind in ("", lesson.kind):
                    yield address | {"lesson": lesson.slug}, lesson

    return things


def a_save(person: Any, thing: Any) -> dict[str, Any]:
    """Return a well-formed save onto the first revision, under the name of whoever asks."""
    return {
        "save_id": str(uuid.uuid4()),
        "base": 1,
        "author": str(person.pk),
        "title": "",
        "body": "mine now",
        "version": _newest(thing),
    }


def _newest(thing: Any) -> str:
    """Return the version the page that asks was about; a made-up one where there is none."""
    newest = thing.versions.last() if isinstance(thing, Entry) else None
    return str(newest.pk if newest else uuid.uuid4())


def _form(person: Any, thing: Any) -> dict[str, Any]:
    """Return what the desk's forms send, well formed."""
    return {
        "version": _newest(thing),
        "revision": 0,
        "send_id": str(uuid.uuid4()),
        "body": "I heard you.",
        "start": 0,
        "end": 5,
        "quote": "WORDS",
    }


GUARDED = (
    Door("entry", _may("read"), _entries, _no_entry),
    Door("entry_write", _may("write"), _entries, _no_entry),
    Door("entry_submit", _may("write"), _entries, _no_entry, "post"),
    Door("entry_readers", _may_write_back, _entries, _no_entry, "post"),
    Door("entry_answer", _may_write_back, _entries, _no_entry, "post", _form),
    Door("entry_draft", _may("write"), _entries, _no_entry, "put", a_save),
    Door("desk", _may_answer, _entries, _no_entry),
    Door("reply_draft", _may_answer, _entries, _no_entry, "put", a_save),
    Door("reply_send", _may_answer, _entries, _no_entry, "post", _form),
    Door("desk_answer", _may_answer, _entries, _no_entry, "post", _form),
    Door("remark_add", _may_answer, _entries, _no_entry, "post", _form),
    Door(
        "remark",
        _may("write"),
        _remarks,
        lambda w: {"entry_id": uuid.uuid4(), "remark_id": uuid.uuid4()},
        "post",
    ),
    Door("module", _may("read"), _modules, lambda w: {"slug": "never-was"}),
    Door(
        "lesson",
        _may("read"),
        _lessons(""),
        lambda w: {"slug": w.release.version.module.slug, "lesson": "never-was"},
    ),
    Door(
        "lesson_done",
        _may_tick,
        _lessons("reading"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
        "post",
    ),
    Door(
        "lesson_image",
        _may("read"),
        _lessons("art"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "cohort",
        _may("read"),
        lambda w: (({"slug": one.slug}, one) for one in (w.juniper, w.rowan)),
        lambda w: {"slug": "never-was"},
    ),
    Door(
        "picture",
        _may("read"),
        lambda w: (({"person_id": one.pk}, one) for one in (w.asha, w.chidi)),
        lambda w: {"person_id": uuid.uuid4()},
    ),
)


def routes(
    resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield (name, route) of every pattern the portal answers."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route, (*spaces, *([one.namespace] if one.namespace else [])))
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or "")), route
