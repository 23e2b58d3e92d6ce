"""The second lock: an app's codes, those on paper, and what they stand before."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from tests import make
from tests.accounts.sign_in.door import NEW, RESET, change_to, is_in, link_in, sign_in


def code_of(secret, later=0):
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + later))


def add_totp(client):
    """Sign the client's person up for codes from an app; return the secret."""
    client.post(
        "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/",
        {"password": make.PASSWORD},
    )
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302
    return secret


@pytest.fixture
def locked(ivo, client):
    """An administrator with a second lock, signed out again; return the app's secret."""
    sign_in(client, ivo.email)
    secret = add_totp(client)
    client.post("/accounts/logout/")
    # The very code that set it up is used up; the tests begin with a fresh memory of codes.
    from django.core.cache import cache  # noqa: PLC0415 - only here

    cache.clear()
    return secret


class TestSecondLock:
    def test_a_password_alone_opens_nothing(self, locked, client):
        response = sign_in(client, "ivo@example.org")
        assert response.headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert not is_in(client)
        door = client.get("/admin/", follow=True).redirect_chain[-1][0]
        assert door.startswith("/accounts/2fa/authenticate/")

    def test_the_apps_code_opens(self, locked, client):
        sign_in(client, "ivo@example.org")
        client.post("/accounts/2fa/authenticate/", {"code": code_of(locked)})
        assert is_in(client)

    def test_a_code_is_good_once(self, locked):
        code = code_of(locked)
        for expected in (True, False):
            client = Client()
            sign_in(client, "ivo@example.org")
            client.post("/accounts/2fa/authenticate/", {"code": code})
            assert is_in(client) is expected

    def test_a_wrong_code_gets_a_sentence(self, locked, client):
        sign_in(client, "ivo@example.org")
        wrong = "000000" if code_of(locked) != "000000" else "111111"
        response = client.post("/accounts/2fa/authenticate/", {"code": wrong})
        assert "That is not the code." in response.content.decode()
        assert not is_in(client)

    def test_a_code_by_letter_does_not_replace_the_second_lock(self, locked, client):
        client.post("/accounts/login/code/", {"email": "ivo@example.org"})
        letter = mail.outbox[-1].body
        code = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{4,})\s*$", letter, re.MULTILINE)[1]
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert not is_in(client)

    def test_a_new_password_does_not_replace_it_either(self, locked, client):
        client.post(RESET, {"email": "ivo@example.org"})
        form = client.get(link_in(mail.outbox[-1]), follow=True)
        client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
        assert not is_in(client)
        sign_in(client, "ivo@example.org", NEW)
        assert not is_in(client)

    def test_a_second_lock_does_not_tie_her_to_her_address(self, locked, client, ivo):
        sign_in(client, ivo.email)
        client.post("/accounts/2fa/authenticate/", {"code": code_of(locked)})
        change_to(client, "ivo.new@example.org")
        letter = next(one for one in mail.outbox if one.to == ["ivo.new@example.org"])
        ivo.refresh_from_db()
        assert ivo.email == "ivo@example.org"  # nothing changes before the link was followed
        client.post(link_in(letter))
        ivo.refresh_from_db()
        assert ivo.email == "ivo.new@example.org"

    def test_codes_on_paper_let_in_once_each(self, locked, ivo):
        codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        assert len(codes) == 10
        for expected in (True, False):
            client = Client()
            sign_in(client, ivo.email)
            client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
            assert is_in(client) is expected
        left = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
        assert codes[0] not in left
        assert len(left) == 9

    def test_a_sign_in_counts_for_five_minutes_before_what_is_the_portals_own(self, locked, client):
        """Export, closing and break-glass ask nobody twice; the second lock always asks."""
        taken = "/journal/export/download/"
        sign_in(client, "ivo@example.org")
        assert "login" in client.get(taken).headers["Location"]  # half in is not in
        client.post("/accounts/2fa/authenticate/", {"code": code_of(locked)})
        assert client.get(taken).status_code == 200
        session = client.session
        methods = session["account_authentication_methods"]
        session["account_authentication_methods"] = [
            record | {"at": record["at"] - 301} for record in methods
        ]
        session.save()
        assert "reauthenticate" in client.get(taken).headers["Location"]
        session["account_authentication_methods"] = methods
        session["account_authentication_methods_user"] = "somebody else"
        session.save()
        assert "reauthenticate" in client.get(taken).headers["Location"]

    def test_turning_it_off_asks_for_a_lock_again(self, locked, client):
        sign_in(client, "ivo@example.org")
        client.post("/accounts/2fa/authenticate/", {"code": code_of(locked)})
        response = client.post("/accounts/2fa/totp/deactivate/")
        assert "reauthenticate" in response.headers["Location"]
        assert Authenticator.objects.filter(type="totp").exists()
