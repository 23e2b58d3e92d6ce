"""What every request passes before any view."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from tests import make

pytestmark = pytest.mark.django_db

HALF = b"half \\ud83d of one, and +2D0- of another"


def _form(**fields: bytes) -> bytes:
    parts = [
        b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value)
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--edge--\r\n"


@pytest.mark.parametrize("codec", ["unicode_escape", "utf-7", "rot13", "hex", "idna"])
def test_a_form_is_read_as_utf_8_whatever_codec_it_names(client, codec):
    """Some codecs make half characters, which no page can show; some read no text at all."""
    asha = make.person()
    client.force_login(asha)
    entry = make.entry(author=asha)
    answer = client.generic(
        "POST",
        reverse("entry_write", args=[entry.pk]),
        _form(title=HALF, body=HALF, base=b"1", author=str(asha.pk).encode()),
        content_type=f"multipart/form-data; boundary=edge; charset={codec}",
    )
    assert answer.status_code == 302
    entry.draft.refresh_from_db()
    assert entry.draft.texts.get(revision=2).body == HALF.decode()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_goes_away_while_it_is_asked_who_this_is(monkeypatch, error):
    """Before any view: the page's script is told to try again, not that something is broken."""
    client = Client(raise_request_exception=False)
    client.force_login(make.person())

    def away(request):
        raise error("server closed the connection unexpectedly")

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", away)
    answer = client.put("/journal/never/draft/", "{}", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json() == {"state": "server-down"}
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda request: AnonymousUser())
    assert client.get("/accounts/login/").status_code == 200
