"""Coming in: a link for one person and one address, once, for fourteen days."""

import logging
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import invitations
from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Invitation, Notice, Person
from config import reporting
from tests import make
from tests.accounts.test_saving import in_threads

PASSWORD = "seven kind words in a row"
OPEN = "/accounts/invitation/"


@pytest.fixture
def ivo(db):
    person = make.person(name="Ivo")
    make.appointment(person=person)
    return person


@pytest.fixture
def noor(db):
    return make.person(name="Noor Haddad", email="noor@example.org", password="", joined_at=None)


@pytest.fixture
def link(noor):
    return invitations.mint(person=noor, by=None)


def said(**changes):
    return {
        "name": "Noor Haddad",
        "pronouns": "she/her",
        "time_zone": "Europe/Oslo",
        "password": PASSWORD,
        "again": PASSWORD,
    } | changes


class TestInvite:
    def test_puts_a_notice_into_the_outbox_and_no_secret_anywhere(self, ivo, noor):
        invitations.invite(person=noor, by=ivo)
        notice = Notice.objects.get()
        assert (notice.kind, notice.to) == ("invitation", noor)
        assert not Invitation.objects.exists()
        assert AuditEvent.objects.get().verb == "person.invited"

    def test_a_double_click_sends_one_letter_a_later_click_another(self, ivo, noor):
        invitations.invite(person=noor, by=ivo)
        invitations.invite(person=noor, by=ivo)
        assert notices.deliver()["sent"] == 1
        invitations.invite(person=noor, by=ivo)
        assert notices.deliver()["sent"] == 1
        assert len(mail.outbox) == 2

    def test_the_letters_link_opens_the_door(self, ivo, noor, client):
        invitations.invite(person=noor, by=ivo)
        notices.deliver()
        path = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body)[1]
        assert client.get(path, follow=True).context["form"].instance == noor

    @pytest.mark.parametrize("who", ["hana", "ekdal", "asha", "tuva"])
    def test_is_for_the_administrator(self, world, who):
        new = make.person(joined_at=None)
        make.membership(person=new, cohort=world.juniper)
        for act in (invitations.invite, invitations.mint, invitations.withdraw):
            with pytest.raises(Refused):
                act(person=new, by=getattr(world, who))
        assert not Notice.objects.exists()
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("fields", [{"is_active": False}, {"joined_at": timezone.now()}])
    def test_not_for_the_suspended_nor_for_those_inside(self, ivo, noor, fields):
        Person.objects.filter(pk=noor.pk).update(**fields)
        noor.refresh_from_db()
        for act in (invitations.invite, invitations.mint):
            with pytest.raises(NotNow):
                act(person=noor, by=ivo)
        with pytest.raises(NotNow):
            invitations.mint(person=noor, by=None)

    def test_withdrawing_closes_every_open_link_and_is_audited_once(self, ivo, noor, link, client):
        assert invitations.withdraw(person=noor, by=ivo) == 1
        assert invitations.withdraw(person=noor, by=ivo) == 0
        assert client.get(link).status_code == 404
        assert AuditEvent.objects.filter(verb="invitation.withdrawn").count() == 1


class TestLink:
    def test_only_a_hash_is_kept(self, link):
        token = link.split("/")[-2]
        assert len(token) >= 43  # 256 bits
        row = Invitation.objects.get()
        assert token not in str(vars(row))
        assert row.token_hash == invitations.fingerprint(token)
        assert row.expires_at - row.made_at == timedelta(days=14)

    def test_a_newer_one_takes_its_place(self, noor, link, client):
        newer = invitations.mint(person=noor, by=None)
        assert client.get(link).status_code == 404
        assert client.get(newer).status_code == 302

    def test_the_page_stands_at_an_address_without_the_secret(self, link, client):
        response = client.get(link, follow=True)
        assert response.redirect_chain == [(OPEN, 302)]
        assert link.split("/")[-2] not in response.content.decode()
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in response.headers["Cache-Control"]
        assert link.split("/")[-2] not in str(dict(client.session))

    def test_looking_spends_nothing(self, noor, link, client):
        for _again in range(3):
            assert client.get(link, follow=True).status_code == 200
            assert client.head(link).status_code == 302
        noor.refresh_from_db()
        assert noor.joined_at is None
        assert Invitation.objects.get().used_at is None

    def test_the_page_welcomes_and_names_the_bound_address(self, link, client):
        page = client.get(link, follow=True).content.decode()
        assert "There is no right way to do this." in page
        assert 'value="noor@example.org"' in page
        assert "readonly" in page
        assert "Two passes a year" in page

    def test_its_address_stays_out_of_logs_and_reports(self, link):
        token = link.split("/")[-2]
        record = logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (link,), None
        )
        reporting.ScrubRecord().filter(record)
        assert token not in record.getMessage()
        assert OPEN in record.getMessage()
        assert token not in reporting.without_keys(f'"GET {link} HTTP/1.1"')
        assert reporting.without_keys("/accounts/profile/") == "/accounts/profile/"
        assert token not in reporting.without_keys(f"GET /accounts/notices/stop/{token}/")


class TestComingIn:
    def test_sets_everything_signs_in_and_goes_home(self, noor, link, client):
        client.get(link)
        response = client.post(OPEN, said(name="Noor H. Haddad"))
        assert (response.status_code, response.headers["Location"]) == (302, "/")
        noor.refresh_from_db()
        assert (noor.name, noor.pronouns, noor.time_zone) == (
            "Noor H. Haddad",
            "she/her",
            "Europe/Oslo",
        )
        assert noor.check_password(PASSWORD)
        assert timezone.now() - noor.joined_at < timedelta(minutes=1)
        address = EmailAddress.objects.get()
        assert (address.email, address.verified, address.primary) == (
            "noor@example.org",
            True,
            True,
        )
        assert client.get("/accounts/profile/").status_code == 200
        joined = AuditEvent.objects.get(verb="person.joined")
        assert (joined.by, joined.about) == (str(noor.pk), str(noor.pk))

    def test_and_she_can_sign_in_again_with_what_she_chose(self, link, client):
        client.get(link)
        client.post(OPEN, said())
        again = Client()
        response = again.post(
            "/accounts/login/", {"login": "NOOR@example.org", "password": PASSWORD}
        )
        assert response.headers["Location"] == "/"
        assert again.get("/help/").status_code == 200

    def test_a_second_lock_can_be_added_without_being_asked_again(self, link, client):
        client.get(link)
        client.post(OPEN, said())
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200

    def test_nothing_of_who_used_this_browser_before_comes_along(self, link, client):
        client.get(link)
        session = client.session
        session["left behind"] = "by somebody"
        session.save()
        before = session.session_key
        client.post(OPEN, said())
        assert "left behind" not in client.session
        assert client.session.session_key != before

    def test_the_form_never_says_who_or_where(self, noor, link, client):
        other = make.person(email="other@example.org", joined_at=None)
        client.get(link)
        client.post(OPEN, said(email="evil@example.org", id=str(other.pk), is_superuser="on"))
        noor.refresh_from_db()
        other.refresh_from_db()
        assert (noor.email, noor.is_superuser) == ("noor@example.org", False)
        assert other.joined_at is None

    @pytest.mark.parametrize(
        ("change", "field", "sentence"),
        [
            ({"name": ""}, "name", "how people should call you"),
            ({"name": "n" * 121}, "name", "At most 120 characters fit; this has 121."),
            ({"name": "a\x00b"}, "name", "Null characters"),
            ({"pronouns": "p" * 41}, "pronouns", "At most 40 characters fit; this has 41."),
            ({"time_zone": "Mars/Base"}, "time_zone", "Choose a time zone from the list."),
            ({"password": "", "again": ""}, "password", "Please choose a password."),
            ({"password": "short", "again": "short"}, "password", "12 characters"),
            ({"password": "qwerty123456", "again": "qwerty123456"}, "password", "common"),
            (
                {"password": "noor@example.org", "again": "noor@example.org"},
                "password",
                "similar",
            ),
            ({"again": "another thing entirely"}, "again", "not the same"),
        ],
    )
    def test_wrong_input_gets_a_sentence_and_spends_nothing(
        self, noor, link, client, change, field, sentence
    ):
        client.get(link)
        response = client.post(OPEN, said(**change))
        assert response.status_code == 422
        assert sentence in " ".join(response.context["form"].errors[field])
        noor.refresh_from_db()
        assert noor.joined_at is None
        # What was typed is kept, the password is not sent back.
        assert 'value="she/her"' in response.content.decode() or "pronouns" in change
        assert PASSWORD not in response.content.decode()
        assert client.post(OPEN, said()).status_code == 302

    def test_one_link_lets_one_in_once_even_at_the_same_moment(self, transactional_db):
        noor = make.person(name="Noor", password="", joined_at=None)
        token = invitations.mint(person=noor, by=None).split("/")[-2]

        def come_in():
            try:
                invitations.accept(
                    token_hash=invitations.fingerprint(token),
                    by=noor,
                    name="Noor",
                    pronouns="",
                    time_zone="",
                    password=PASSWORD,
                )
            except NotNow:
                return "closed"
            return "in"

        assert sorted(in_threads(come_in, come_in, come_in)) == ["closed", "closed", "in"]
        assert AuditEvent.objects.filter(verb="person.joined").count() == 1

    def test_nobody_accepts_for_another(self, noor, link):
        with pytest.raises(NotNow):
            invitations.accept(
                token_hash=Invitation.objects.get().token_hash,
                by=make.person(),
                name="x",
                pronouns="",
                time_zone="",
                password=PASSWORD,
            )


def used(noor, link):
    client = Client()
    client.get(link)
    client.post(OPEN, said())
    return link


def expired(noor, link):
    Invitation.objects.update(expires_at=timezone.now())
    return link


def withdrawn(noor, link):
    Invitation.objects.update(withdrawn_at=timezone.now())
    return link


def suspended(noor, link):
    Person.objects.filter(pk=noor.pk).update(is_active=False)
    return link


def moved(noor, link):
    Person.objects.filter(pk=noor.pk).update(email="elsewhere@example.org")
    return link


def inside(noor, link):
    Person.objects.filter(pk=noor.pk).update(joined_at=timezone.now())
    return link


def unknown(noor, link):
    return f"{OPEN}{'x' * 43}/"


class TestClosedLinks:
    WAYS = [used, expired, withdrawn, suspended, moved, inside, unknown]

    @pytest.mark.parametrize("way", WAYS)
    def test_each_says_the_same_in_the_same_bytes(self, noor, link, way):
        pages = [Client().get(path) for path in (way(noor, link), f"{OPEN}never-was/")]
        assert [page.status_code for page in pages] == [404, 404]
        assert pages[0].content == pages[1].content
        assert "Ask the programme office" in pages[0].content.decode()
        assert {page.cookies.keys() == set() for page in pages} == {True}

    @pytest.mark.parametrize("way", [expired, withdrawn, suspended, moved])
    def test_each_closes_the_form_that_stood_open(self, noor, link, way, client):
        client.get(link)
        way(noor, link)
        assert client.get(OPEN).status_code == 404
        assert client.post(OPEN, said()).status_code == 404
        noor.refresh_from_db()
        assert noor.joined_at is None

    def test_the_form_without_a_link_is_closed_too(self, db, client):
        assert client.get(OPEN).status_code == 404
        assert client.post(OPEN, said()).status_code == 404

    @pytest.mark.parametrize("token", ["a/b", "../profile", "%00", "é" * 30, "a" * 5000])
    def test_strange_tokens_are_unknown_ones(self, db, client, token):
        assert client.get(f"{OPEN}{token}/").status_code == 404

    def test_a_link_is_only_looked_at_never_posted(self, link, client):
        assert client.post(link, said()).status_code == 405


class TestSomebodyElseIsSignedIn:
    def test_she_is_asked_to_sign_out_and_nothing_is_spent(self, noor, link, client_for):
        asha = make.person(name="Asha Rao")
        client = client_for(asha)
        response = client.get(link, follow=True)
        assert response.status_code == 409
        page = response.content.decode()
        assert "signed in as Asha Rao" in page
        assert "Noor" not in page
        assert "noor@" not in page
        assert client.post(OPEN, said()).status_code == 409
        noor.refresh_from_db()
        assert noor.joined_at is None
        assert not asha.check_password(PASSWORD)
        # After signing out the same link is still good.
        client.post(reverse("account_logout"))
        assert client.get(link, follow=True).context["form"].instance == noor

    def test_an_unknown_link_is_unknown_to_her_as_well(self, db, client_for):
        assert client_for(make.person()).get(f"{OPEN}never-was/").status_code == 404


def test_the_pages_cost_few_queries(noor, link, client, django_assert_num_queries):
    make.school()
    client.get(link)
    with django_assert_num_queries(3):  # session, invitation, school
        client.get(OPEN)
