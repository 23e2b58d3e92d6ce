"""allauth's pages in our words: every door renders, in our layout, and none offers to sign up."""

import gzip
import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from tests import make

DOORS = [
    ("account_login", {}),
    ("account_signup", {}),
    ("account_inactive", {}),
    ("account_request_login_code", {}),
    ("account_reset_password", {}),
    ("account_reset_password_done", {}),
    ("account_reset_password_from_key_done", {}),
    ("account_reset_password_from_key", {"uidb36": "1", "key": "set-password"}),
    ("account_email_verification_sent", {}),
    ("account_confirm_email", {"key": "nothing"}),
]
OWN_PAGES = [
    "account_change_password",
    "account_email",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]
BEHIND_A_SECOND_LOOK = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kwargs"), DOORS)
def test_every_door_is_ours_and_none_invites_the_uninvited(client, name, kwargs):
    page = client.get(reverse(name, kwargs=kwargs), follow=True)
    html = page.content.decode()
    assert page.status_code == 200
    assert 'class="door' in html
    assert html.count("<h1") == 1
    assert f'href="{reverse("account_signup")}"' not in html
    assert not re.search(r"Sign Up|Sign In|Reset My Password|placeholder=", html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN_PAGES)
def test_ones_own_pages_stand_in_the_house(client_for, name):
    html = client_for(make.person(name="Noor Haddad")).get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert 'aria-label="Your account"' in html
    assert reverse("help") in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", BEHIND_A_SECOND_LOOK)
def test_a_new_lock_asks_who_one_is_first(client_for, name):
    page = client_for(make.person()).get(reverse(name), follow=True)
    assert page.redirect_chain
    assert "Is it still you?" in page.content.decode()


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_words_that_tell_nothing(client):
    make.person(email="noor@example.org")
    said = set()
    for email in ("noor@example.org", "nobody@example.org"):
        sent = {"login": email, "password": "not the one"}
        html = client.post(reverse("account_login"), sent).content.decode()
        assert f'value="{email}"' in html
        said.add(html[html.index('role="alert"') :].split("</div>")[0])
    assert len(said) == 1
    assert "do not belong together" in said.pop()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "subject"),
    [
        ("noor@example.org", "Choose a new password"),
        ("nobody@example.org", "We do not know this address"),
    ],
)
def test_letters_are_short_and_name_nobody(client, email, subject):
    make.person(name="Noor Haddad", email="noor@example.org")
    client.post(reverse("account_reset_password"), {"email": email})
    (letter,) = mail.outbox
    assert letter.subject == subject
    assert "Noor" not in letter.body
    assert "example.com" not in letter.body
    assert letter.body.endswith("Heartbeat")
    assert len(letter.body) < 700


def test_the_style_of_a_first_visit_is_small():
    """Under 14 kB compressed, all that base.html links (product.md: the bar)."""
    css = settings.BASE_DIR / "static/portal/css"
    links = re.findall(
        r"portal/css/([\w/]+\.css)", (settings.BASE_DIR / "templates/base.html").read_text()
    )
    assert len(links) == 4
    assert sum(len(gzip.compress((css / link).read_bytes(), 9)) for link in links) < 14_000
