"""The door: by invitation, with one lock, and out at once when somebody is suspended."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Person
from tests import make
from tests.accounts.sign_in.door import LOGIN, NEW, RESET, is_in, link_in, sign_in


class TestByInvitationOnly:
    def test_nobody_signs_up(self, db, client):
        page = client.get("/accounts/signup/")
        assert "One comes in by invitation." in page.content.decode()
        said = {"email": "new@example.org", "password1": NEW, "password2": NEW}
        client.post("/accounts/signup/", said)
        assert not Person.objects.exists()
        assert not mail.outbox

    def test_who_has_not_come_in_is_told_so_by_letter_and_gets_no_key(self, waiting, client):
        client.post(RESET, {"email": waiting.email})
        client.post("/accounts/login/code/", {"email": waiting.email})
        assert len(mail.outbox) == 2
        for letter in mail.outbox:
            assert "We do not know it" in letter.body
            assert "/password/reset/" not in letter.body
            assert not re.search(r"^[A-Z0-9]{3}-?[A-Z0-9]{3}$", letter.body, re.MULTILINE)

    def test_a_login_that_got_so_far_all_the_same_is_stopped(self, waiting, rf):
        from allauth.account.adapter import get_adapter  # noqa: PLC0415 - needs the settings

        hooks = dict.fromkeys(("email_verification", "signal_kwargs", "email", "redirect_url"))
        request = rf.get("/")
        response = get_adapter(request).pre_login(request, waiting, signup=False, **hooks)
        assert response.headers["Location"] == "/accounts/signup/"

    def test_the_answer_is_the_same_for_known_unknown_waiting_and_suspended(
        self, asha, waiting, client
    ):
        make.person(email="sam@example.org", is_active=False)
        addresses = (asha.email, "nobody@example.org", waiting.email, "sam@example.org")
        wrong, reset = set(), set()
        for email in addresses:
            page = sign_in(client, email, "not the password at all").content.decode()
            wrong.add(
                re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")
            )
            reset.add(client.post(RESET, {"email": email}).headers["Location"])
        assert len(wrong) == len(reset) == 1
        assert [letter.subject for letter in mail.outbox].count(mail.outbox[1].subject) == 3


class TestPassword:
    @pytest.mark.parametrize("typed", ["asha@example.org", "ASHA@Example.ORG", " asha@example.org"])
    def test_lets_her_in_however_she_types_her_address(self, asha, client, typed):
        assert sign_in(client, typed).headers["Location"] == "/"
        assert is_in(client)

    def test_a_wrong_one_gets_a_sentence_and_keeps_the_address(self, asha, client):
        response = sign_in(client, asha.email, "not the password at all")
        page = response.content.decode()
        assert 'role="alert"' in page
        assert 'value="asha@example.org"' in page
        assert "not the password" not in page
        assert not is_in(client)

    def test_guessing_is_slowed_down(self, asha, client):
        for _guess in range(5):
            sign_in(client, asha.email, "not the password at all")
        assert "That was many tries." in sign_in(client, asha.email).content.decode()
        assert not is_in(client)

    @pytest.mark.parametrize(
        "evil",
        [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "http://localhost/",  # an allowed host, but not this one
            "javascript:alert(1)",
        ],
    )
    def test_next_leads_nowhere_but_into_this_house(self, asha, client, evil):
        assert sign_in(client, asha.email, next=evil).headers["Location"] == "/"

    def test_next_leads_where_she_was_going(self, asha, client):
        door = client.get("/cohorts/").headers["Location"]
        assert 'name="next" value="/cohorts/"' in client.get(door).content.decode()
        assert sign_in(client, asha.email, next="/cohorts/").headers["Location"] == "/cohorts/"

    def test_an_unconfirmed_address_is_confirmed_first(self, client, db):
        root = Person.objects.create_superuser("root@example.org", make.PASSWORD, name="Root")
        assert "confirm-email" in sign_in(client, root.email).headers["Location"]
        assert not is_in(client)
        client.post(link_in(mail.outbox[0]))
        sign_in(client, root.email)
        assert is_in(client)

    def test_a_forgotten_one_is_replaced_through_a_letter(self, asha, client):
        client.post(RESET, {"email": "Asha@example.org"})
        (letter,) = mail.outbox
        assert letter.to == ["asha@example.org"]
        form = client.get(link_in(letter), follow=True)
        done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
        assert done.status_code == 302
        assert not is_in(client)
        assert sign_in(client, asha.email).status_code == 200  # the old one is gone
        sign_in(client, asha.email, NEW)
        assert is_in(client)
        # Once only.
        again = Client().get(link_in(letter), follow=True)
        assert "password1" not in again.content.decode()

    def test_a_suspended_person_gets_no_letter_that_opens(self, asha, client):
        Person.objects.update(is_active=False)
        client.post(RESET, {"email": asha.email})
        assert "/password/reset/" not in mail.outbox[0].body

    def test_a_code_by_letter_is_another_way_in(self, asha, client):
        client.post("/accounts/login/code/", {"email": asha.email})
        code = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{4,})\s*$", mail.outbox[0].body, re.MULTILINE)[1]
        client.post("/accounts/login/code/confirm/", {"code": code})
        assert is_in(client)


class TestMailServerAway:
    @pytest.fixture
    def away(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        settings.EMAIL_TIMEOUT = 1

    @pytest.mark.parametrize("email", ["asha@example.org", "nobody@example.org"])
    @pytest.mark.parametrize("url", [RESET, "/accounts/login/code/"])
    def test_a_letter_that_cannot_go_is_said_alike_for_all(self, asha, away, client, url, email):
        response = client.post(url, {"email": email})
        assert response.status_code == 503
        assert "cannot send letters just now" in response.content.decode()

    def test_a_change_that_was_made_stands(self, asha, away, client):
        sign_in(client, asha.email)
        said = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
        assert client.post("/accounts/password/change/", said).status_code == 302
        asha.refresh_from_db()
        assert asha.check_password(NEW)


class TestSuspended:
    URLS = ["/", "/help/", "/cohorts/", "/accounts/profile/", "/accounts/email/", "/journal/"]

    @pytest.mark.parametrize("url", URLS)
    def test_is_out_at_the_next_request(self, asha, client, url):
        sign_in(client, asha.email)
        assert client.get(url).status_code == 200
        Person.objects.update(is_active=False)
        assert client.get(url).headers["Location"].startswith(LOGIN)

    def test_is_told_kindly_at_the_door_and_not_let_in(self, asha, client):
        Person.objects.update(is_active=False)
        response = client.post(LOGIN, {"login": asha.email, "password": make.PASSWORD}, follow=True)
        assert "closed for now" in response.content.decode()
        assert not is_in(client)

    def test_is_in_again_once_let_in_again(self, asha, client):
        sign_in(client, asha.email)
        Person.objects.update(is_active=False)
        assert not is_in(client)
        Person.objects.update(is_active=True)
        sign_in(client, asha.email)
        assert is_in(client)
