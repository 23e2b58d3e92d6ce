"""The command that empties the outbox, once or for as long as it is left running."""

import email
import os
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from accounts import notices
from accounts.actions import invitations
from accounts.models import Notice, Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited():
    ivo = make.person()
    make.appointment(person=ivo)
    invitations.invite(person=make.person(joined_at=None, email="noor@example.org"), by=ivo)


def test_says_what_it_did_and_does_it_once(invited, capsys):
    call_command("deliver_notices")
    call_command("deliver_notices")
    said = capsys.readouterr().out.splitlines()
    assert said == ["Sent 1, dropped 0, later 0.", "Sent 0, dropped 0, later 0."]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)  # the loop closes connections, as a long-lived one must
def test_the_loop_outlives_a_database_that_is_away_and_stops_when_told(
    invited, capsys, monkeypatch
):
    deliver, rounds = notices.deliver, []

    def away_at_first():
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("server closed: secret detail")
        return deliver()

    def pause(seconds):
        assert seconds == 7
        if len(rounds) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(notices, "deliver", away_at_first)
    monkeypatch.setattr(time, "sleep", pause)
    call_command("deliver_notices", loop=7)
    said = capsys.readouterr()
    # The empty round in the middle of a quiet night says nothing.
    assert said.out.splitlines() == ["Sent 1, dropped 0, later 0.", "Stopped."]
    assert "OperationalError" in said.err
    assert "secret" not in said.err


def test_in_the_demo_mail_is_a_file(invited, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    call_command("deliver_notices")
    (kept,) = tmp_path.iterdir()
    letter = email.message_from_string(kept.read_text())
    assert letter["To"] == "noor@example.org"
    call_command("deliver_notices")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_with_the_process_that_started_it(invited, capsys, monkeypatch):
    parents = iter([41, 41, 41, 1])  # asked once to know it, then before each round
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    call_command("deliver_notices", loop=7, with_parent=True)
    assert capsys.readouterr().out.splitlines() == ["Sent 1, dropped 0, later 0."]
    assert next(parents, None) is None


def test_a_monitor_and_an_administrator_learn_that_mail_is_stuck(
    invited, capsys, client_for, monkeypatch
):
    ivo, stranger = Person.objects.exclude(password="").first(), make.person()
    make.membership(person=stranger, cohort=make.cohort(), role="lead")
    call_command("deliver_notices", check=15)
    assert "Overdue: 1, the oldest for 0 min." in capsys.readouterr().out
    assert "Mail is waiting" not in client_for(ivo).get("/admin/").content.decode()
    since = timezone.now() - timedelta(minutes=16)
    Notice.objects.update(due_at=since, tries=2)
    with pytest.raises(CommandError, match=r"Overdue: 1, the oldest for 16 min. 1 refused before."):
        call_command("deliver_notices", check=15)
    call_command("deliver_notices", check=17)
    page = client_for(ivo).get("/admin/").content.decode()
    assert "1 letter has not gone out for 16" in page
    assert "Mail is waiting" not in client_for(stranger).get("/admin/").content.decode()
    assert not mail.outbox  # looking sends nothing
    call_command("deliver_notices")
    call_command("deliver_notices", check=15)
    assert capsys.readouterr().out.endswith("Nothing is overdue.\n")


def test_says_what_is_left_while_the_server_is_away(invited, capsys, monkeypatch):
    def away(self):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away)
    call_command("deliver_notices")
    said = "Sent 0, dropped 0, later 1. Overdue: 1, the oldest for 0 min.\n"
    assert capsys.readouterr().out == said


def test_makes_what_is_due_before_it_sends(invited, monkeypatch, capsys):
    rounds = []
    monkeypatch.setattr("accounts.notices.rounds._before", [rounds.append])
    call_command("deliver_notices")
    assert len(rounds) == 1
