"""The outbox: told once, asked again at the last moment, sent once, and without a word in it."""

import smtplib
import threading
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts import notices
from accounts.actions import invitations
from accounts.models import Invitation, Notice, Person
from tests import make
from tests.accounts import smtp


@pytest.fixture
def ivo(db):
    person = make.person(name="Ivo Keeper")
    make.appointment(person=person)
    return person


@pytest.fixture
def noor(db):
    return make.person(name="Noor Canaryname", email="noor@example.org", joined_at=None)


@pytest.fixture
def invited(ivo, noor):
    invitations.invite(person=noor, by=ivo)
    return Notice.objects.get()


@pytest.fixture
def by_smtp(settings):
    """Return what makes Django send to a port of this machine."""

    def use(post):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.EMAIL_TIMEOUT = 5

    return use


def due_again():
    """Let the wait of everything put off be over."""
    Notice.objects.update(due_at=timezone.now() - timedelta(seconds=1))


class TestTell:
    def test_the_same_thing_is_told_once(self, noor):
        for _again in range(2):
            notices.tell("invitation", to=noor, about=noor)
        notices.tell("invitation", to=noor, about=noor, again="2")
        assert Notice.objects.count() == 2

    def test_an_unknown_kind_is_refused(self, noor):
        with pytest.raises(KeyError):
            notices.tell("gossip", to=noor, about=noor)

    def test_it_belongs_to_the_callers_transaction(self, noor):
        with transaction.atomic():
            notices.tell("invitation", to=noor, about=noor)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()

    def test_a_row_holds_no_word(self, invited, noor):
        kept = " ".join(str(value) for value in vars(invited).values())
        assert noor.name not in kept
        assert noor.email not in kept

    def test_a_kind_is_registered_once(self):
        with pytest.raises(ValueError, match="already"):
            notices.register(notices.kinds()["invitation"])


class TestDeliver:
    def test_sends_what_is_due_once(self, invited, noor):
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 0}
        assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 0}
        assert [letter.to for letter in mail.outbox] == [["noor@example.org"]]

    def test_waits_until_it_is_due(self, noor):
        notices.tell("invitation", to=noor, about=noor, after=timedelta(hours=1))
        assert notices.deliver()["sent"] == 0
        due_again()
        assert notices.deliver()["sent"] == 1

    def test_a_letter_names_nobody_and_nothing(self, invited, noor, ivo):
        notices.deliver()
        letter = mail.outbox[0]
        (html, kind) = letter.alternatives[0]
        assert kind == "text/html"
        for part in (letter.subject, letter.body, html):
            for word in ("Noor", "Canaryname", ivo.name):
                assert word not in part
        assert "/accounts/invitation/" in letter.body
        assert "http://localhost:8000/accounts/invitation/" in letter.body

    @pytest.mark.parametrize(
        "change",
        [
            {"is_active": False},
            {"joined_at": timezone.now()},
        ],
    )
    def test_asks_again_at_the_moment_of_sending(self, invited, noor, change):
        Person.objects.filter(pk=noor.pk).update(**change)
        assert notices.deliver() == {"sent": 0, "dropped": 1, "later": 0}
        assert not mail.outbox
        assert not Invitation.objects.exists()
        Person.objects.filter(pk=noor.pk).update(is_active=True, joined_at=None)
        assert notices.deliver()["sent"] == 0  # dropped is dropped

    def test_the_suspended_are_told_nothing_whatever_the_kind_says(self, noor, monkeypatch):
        talkative = notices.Kind("invitation", still=lambda *_who: True, link=lambda *_who: "/")
        monkeypatch.setitem(notices._kinds, "invitation", talkative)
        Person.objects.filter(pk=noor.pk).update(is_active=False)
        notices.tell("invitation", to=noor, about=noor)
        assert notices.deliver()["dropped"] == 1

    def test_asks_about_each_at_its_own_turn(self, invited, noor, monkeypatch):
        other = make.person(joined_at=None)
        notices.tell("invitation", to=other, about=other)

        compose = notices._compose

        def suspend_the_next(kind, person, about):
            Person.objects.filter(pk=other.pk).update(is_active=False)
            return compose(kind, person, about)

        monkeypatch.setattr(notices, "_compose", suspend_the_next)
        assert notices.deliver() == {"sent": 1, "dropped": 1, "later": 0}
        assert mail.outbox[0].to == [noor.email]

    def test_what_it_was_about_is_gone(self, invited):
        Notice.objects.update(about="00000000-0000-0000-0000-000000000000")
        assert notices.deliver()["dropped"] == 1

    @pytest.mark.parametrize("broken", [{"kind": "gone"}])
    def test_a_kind_that_is_no_more_is_dropped(self, invited, broken):
        Notice.objects.update(**broken)
        assert notices.deliver()["dropped"] == 1

    @pytest.mark.parametrize("broken", [{"about_kind": "accounts.gone"}, {"about": "no-uuid"}])
    def test_a_broken_row_does_not_hold_up_the_others(self, invited, broken):
        Notice.objects.update(due_at=timezone.now() - timedelta(hours=1), **broken)
        other = make.person(joined_at=None)
        notices.tell("invitation", to=other, about=other)
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 1}

    def test_a_dead_deliverers_claim_lapses(self, invited):
        Notice.objects.update(claimed_at=timezone.now())
        assert notices.deliver()["sent"] == 0
        Notice.objects.update(claimed_at=timezone.now() - notices.CLAIM - timedelta(seconds=1))
        assert notices.deliver()["sent"] == 1

    def test_waits_double_and_end(self):
        waits = [notices._wait(tries) for tries in range(1, notices.MOST_TRIES)]
        assert waits[:3] == [timedelta(minutes=m) for m in (2, 4, 8)]
        assert max(waits) == timedelta(hours=8)
        assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=3)

    def test_the_number_of_queries_grows_only_by_what_each_letter_needs(
        self, db, django_assert_num_queries
    ):
        with django_assert_num_queries(1):
            notices.deliver()


class TestRealServer:
    """smtplib against a server that behaves as servers do."""

    def test_refused_once_then_delivered_exactly_once(self, invited, by_smtp, caplog):
        with smtp.server(refuse=1) as post:
            by_smtp(post)
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 1}
            invited.refresh_from_db()
            assert (invited.tries, invited.claimed_at, invited.sent_at) == (1, None, None)
            assert invited.due_at > timezone.now() + timedelta(seconds=110)
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 0}  # it waits
            due_again()
            assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 0}
            due_again()
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 0}
        assert len(post.letters) == 1
        # Neither the address nor the server's words reach the log.
        assert "SMTPRecipientsRefused" in caplog.text
        assert "noor" not in caplog.text
        assert "canary" not in caplog.text

    def test_the_letter_on_the_wire_opens_and_names_nobody(self, invited, by_smtp, noor):
        with smtp.server() as post:
            by_smtp(post)
            notices.deliver()
        letter = message_from_string(post.letters[0], policy=default)
        text = letter.get_body(("plain",)).get_content()
        token = text.partition("/accounts/invitation/")[2].partition("/")[0]
        opened = invitations.open_invitation(invitations.fingerprint(token))
        assert opened.person == noor
        assert "Noor" not in str(letter["subject"]) + text

    def test_only_the_newest_letters_link_opens(self, invited, by_smtp):
        with smtp.server(refuse=1) as post:
            by_smtp(post)
            notices.deliver()
            due_again()
            notices.deliver()
        assert Invitation.objects.count() == 2
        assert Invitation.objects.filter(withdrawn_at=None).count() == 1

    def test_a_connection_that_breaks_does_not_take_the_next_letter_along(self, invited, by_smtp):
        other = make.person(joined_at=None)
        notices.tell("invitation", to=other, about=other)
        with smtp.server(hang_up=1) as post:
            by_smtp(post)
            assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 1}
        assert len(post.letters) == 1

    def test_many_letters_share_one_connection(self, ivo, by_smtp):
        for _each in range(4):
            invitations.invite(person=make.person(joined_at=None), by=ivo)
        with smtp.server() as post:
            by_smtp(post)
            assert notices.deliver()["sent"] == 4
        assert (len(post.letters), post.connections) == (4, 1)

    def test_while_the_server_is_away_nothing_is_spent(self, invited, by_smtp):
        with smtp.server() as post:
            pass  # its port is closed now
        by_smtp(post)
        for _each in range(notices.MOST_TRIES + 1):
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 1}
        invited.refresh_from_db()
        assert (invited.tries, invited.claimed_at, invited.dropped_at) == (0, None, None)
        assert not Invitation.objects.exists()

    def test_an_address_that_is_always_refused_is_given_up(self, invited, by_smtp):
        with smtp.server(refuse=99) as post:
            by_smtp(post)
            for _each in range(notices.MOST_TRIES - 1):
                assert notices.deliver()["later"] == 1
                due_again()
            assert notices.deliver()["dropped"] == 1
            due_again()
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 0}
        assert post.letters == []

    @pytest.mark.django_db(transaction=True)
    def test_two_deliverers_at_once_send_each_letter_once(self, ivo, by_smtp):
        for _each in range(6):
            invitations.invite(person=make.person(joined_at=None), by=ivo)
        done, start = [], threading.Barrier(3)

        def run():
            try:
                start.wait()
                done.append(notices.deliver())
            finally:
                connection.close()

        with smtp.server(slow=0.05) as post:
            by_smtp(post)
            runs = [threading.Thread(target=run) for _each in range(3)]
            for one in runs:
                one.start()
            for one in runs:
                one.join()
        assert len(done) == 3
        assert sum(each["sent"] for each in done) == 6
        recipients = [message_from_string(letter)["To"] for letter in post.letters]
        assert len(recipients) == len(set(recipients)) == 6


def test_a_failing_backend_is_not_silent(invited, settings, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert notices.deliver()["later"] == 1
