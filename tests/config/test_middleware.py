"""What every request passes before any view."""

from urllib.parse import quote

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


# ------------------------------------------------------------------ the way back
@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("https://testserver/journal/one/?page=2", "/journal/one/?page=2"),
        ("https://elsewhere.example/journal/", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_while_signed_out_leads_back_to_its_page(came_from, goes_to):
    """A button has no page of its own: signing in leads to where it stands, and that is said."""
    entry, strict = make.entry(author=make.person()), Client(enforce_csrf_checks=True)
    headers = {"referer": came_from} if came_from else {}
    door = reverse("entry_unshare", args=[entry.pk])
    answer = Client().post(door, headers=headers, secure=True, follow=True)
    path, status = answer.redirect_chain[-1]
    assert (path, status) == (f"/accounts/login/?next={quote(goes_to)}", 302)
    assert "nothing was done" in answer.text
    refused = strict.post(door, {"body": "Two words."}, headers=headers, secure=True)
    assert refused.status_code == 403
    assert f'class="btn" href="{goes_to}"' in refused.text
    assert ("Two words." in refused.text) == ("testserver" in came_from)


def test_words_sent_while_signed_out_are_shown_to_be_copied():
    """Going back would load the page anew and lose them; so they stand on the answer."""
    entry = make.entry(author=make.person())
    door, said = reverse("entry_answer", args=[entry.pk]), "\nOne <b>line</b>.\nAnother."
    headers = {"referer": f"http://testserver/journal/{entry.pk}/"}
    sent = {"body": said, "title": " ", "password": "choir", "send_id": "77"}
    answer = Client().post(door, sent, headers=headers)
    assert answer.status_code == 401
    assert "readonly>\n\nOne &lt;b&gt;line&lt;/b&gt;.\nAnother.</textarea>" in answer.text
    assert answer.text.count("<textarea") == 1
    assert "choir" not in answer.text
    assert f'href="/accounts/login/?next=/journal/{entry.pk}/"' in answer.text


def test_a_door_that_only_takes_forms_says_in_our_words_that_no_page_is_there(client):
    client.force_login(make.person())
    door = reverse("entry_unshare", args=[make.entry(author=make.person()).pk])
    answer = client.get(door)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is no page here for you." in answer.text
    assert client.get(door, headers={"accept": "application/json"}).content == b""
