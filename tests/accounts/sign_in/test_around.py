"""Around the door: her address, the admin's own sign-in, and where else she is signed in."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Person
from tests import make
from tests.accounts.sign_in.door import LOGIN, change_to, is_in, link_in, sign_in


class TestAddress:
    def test_is_one_persons_whatever_its_case(self, asha):
        with pytest.raises(ValidationError):
            make.person(email="ASHA@EXAMPLE.ORG")
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(email="Asha@Example.org", name="x")

    def test_a_new_one_takes_over_after_its_letter_in_lower_case(self, asha, client):
        sign_in(client, asha.email)
        change_to(client, "Asha.Rao@New.example")
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
        change_to(client, "NOOR@example.org")
        asha.refresh_from_db()
        assert asha.email == "asha@example.org"
        assert not EmailAddress.objects.filter(email=waiting.email, verified=True).exists()

    def test_one_that_was_given_away_meanwhile_does_not_take_over(self, asha, client):
        sign_in(client, asha.email)
        change_to(client, "free@example.org")
        letter = mail.outbox[-1]
        other = make.person(email="free@example.org", joined_at=None)
        client.post(link_in(letter))
        asha.refresh_from_db()
        other.refresh_from_db()
        assert (asha.email, other.email) == ("asha@example.org", "free@example.org")
        assert is_in(client)


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
