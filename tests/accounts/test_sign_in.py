"""The door: by invitation, with one lock or two, and out at once when somebody is suspended."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions import invitations
from accounts.models import Person
from tests import make

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
NEW = "another eight words to remember"


@pytest.fixture
def asha(db):
    person = make.person(name="Asha Rao", email="asha@example.org")
    invitations.confirm_address(person)
    return person


@pytest.fixture
def ivo(db):
    person = make.person(name="Ivo", email="ivo@example.org")
    make.appointment(person=person)
    invitations.confirm_address(person)
    return person


@pytest.fixture
def waiting(db):
    """Somebody the roster made, who has not come in."""
    return make.person(name="Noor", email="noor@example.org", password="", joined_at=None)


def sign_in(client, email, password=make.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password} | more)


def is_in(client):
    return client.get("/help/").status_code == 200


def link_in(letter):
    return re.search(r"https?://testserver(/\S+)", letter.body)[1]


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


class TestAddress:
    def change_to(self, client, email):
        client.post("/accounts/reauthenticate/?next=/accounts/email/", {"password": make.PASSWORD})
        return client.post("/accounts/email/", {"action_add": "", "email": email})

    def test_is_one_persons_whatever_its_case(self, asha):
        with pytest.raises(ValidationError):
            make.person(email="ASHA@EXAMPLE.ORG")
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(email="Asha@Example.org", name="x")

    def test_a_new_one_takes_over_after_its_letter_in_lower_case(self, asha, client):
        sign_in(client, asha.email)
        self.change_to(client, "Asha.Rao@New.example")
        asha.refresh_from_db()
        assert asha.email == "asha@example.org"  # nothing changes before the yes
        letter = mail.outbox[-1]
        assert letter.to == ["asha.rao@new.example"]
        client.post(link_in(letter))
        asha.refresh_from_db()
        assert asha.email == "asha.rao@new.example"
        (address,) = EmailAddress.objects.filter(user=asha)
        assert (address.email, address.verified, address.primary) == (
            "asha.rao@new.example",
            True,
            True,
        )
        # The old address hears of it; the new one signs in.
        assert mail.outbox[-1].to == ["asha@example.org"]
        again = Client()
        assert not sign_in(again, "asha@example.org").headers.get("Location")
        sign_in(again, "asha.rao@new.example")
        assert is_in(again)

    def test_somebody_elses_is_refused(self, asha, waiting, client):
        sign_in(client, asha.email)
        self.change_to(client, "NOOR@example.org")
        asha.refresh_from_db()
        assert asha.email == "asha@example.org"
        assert not EmailAddress.objects.filter(email=waiting.email, verified=True).exists()

    def test_one_that_was_given_away_meanwhile_does_not_take_over(self, asha, client):
        sign_in(client, asha.email)
        self.change_to(client, "free@example.org")
        letter = mail.outbox[-1]
        other = make.person(email="free@example.org", joined_at=None)
        client.post(link_in(letter))
        asha.refresh_from_db()
        other.refresh_from_db()
        assert (asha.email, other.email) == ("asha@example.org", "free@example.org")
        assert is_in(client)


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
        TestAddress().change_to(client, "ivo.new@example.org")
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


class TestAdmin:
    def test_its_own_sign_in_leads_to_ours(self, ivo, client):
        for url in ("/admin/", "/admin/login/", "/admin/accounts/person/"):
            door = client.get(url, follow=True).redirect_chain[-1][0]
            assert door.startswith(f"{LOGIN}?next=/admin/"), url

    def test_its_own_sign_in_takes_no_password(self, ivo, client):
        said = {"username": ivo.email, "password": make.PASSWORD, "next": "/admin/"}
        assert client.post("/admin/login/", said).status_code == 302
        assert not is_in(client)

    def test_after_ours_it_opens(self, ivo, client):
        sign_in(client, ivo.email, next="/admin/")
        assert client.get("/admin/").status_code == 200
        assert client.get("/admin/login/").headers["Location"] == "/admin/"

    def test_to_those_without_an_office_there_is_nothing_there(self, asha, client):
        sign_in(client, asha.email)
        assert client.get("/admin/login/").status_code == 404
        assert client.get("/admin/", follow=True).status_code == 404

    def test_it_is_closed_at_the_request_after_the_office_ends(self, ivo, client):
        sign_in(client, ivo.email)
        assert client.get("/admin/").status_code == 200
        ivo.appointments.update(ends_at=make.ago(seconds=1))
        assert client.get("/admin/", follow=True).status_code == 404


class TestSessions:
    def test_are_listed_and_the_others_can_be_ended(self, asha, client):
        elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
        sign_in(elsewhere, asha.email)
        sign_in(client, asha.email)
        page = client.get("/accounts/sessions/").content.decode()
        assert "Firefox on Windows" in page
        client.post("/accounts/sessions/")
        assert is_in(client)
        assert not is_in(elsewhere)

    def test_reading_a_page_writes_no_row(self, asha, client, django_assert_max_num_queries):
        sign_in(client, asha.email)
        client.get("/help/")
        with django_assert_max_num_queries(5) as seen:
            client.get("/help/")
        assert not [
            q for q in seen.captured_queries if not q["sql"].lstrip("(").startswith("SELECT")
        ]

    def test_signing_out_takes_a_post_and_clears_the_cache_not_the_storage(self, asha, client):
        sign_in(client, asha.email)
        client.get("/accounts/logout/")
        assert is_in(client)
        assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
        assert not is_in(client)
