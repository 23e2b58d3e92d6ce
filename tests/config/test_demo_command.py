"""The command ``demo``: run again, run in production, run with a port, it does what it says."""

import os
import re
import socket
import subprocess
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import Draft, HelpContact, Membership, Mentoring, Person, School
from config.management.commands import demo
from curriculum.models import Completion, ModuleVersion, Release
from reflections.models import Entry, Piece
from tests import make
from tests.config.demo_school import first_run, run, who

# The school goes stale (tests/standing.py): what asks for it comes before it does.
pytestmark = [pytest.mark.django_db, pytest.mark.long]
OURS = ("accounts", "curriculum", "reflections", "rehearsals", "account")


def counts():
    """Return how many rows each of our tables holds."""
    return {
        model._meta.label: model._base_manager.count()
        for label in OURS
        for model in apps.get_app_config(label).get_models()
    }


# ------------------------------------------------------------------ a second time
def test_a_second_run_adds_no_row():
    first_run()
    before = counts()
    again = run()
    assert counts() == before
    assert "0 new" in again
    assert "as it was" in again


def test_what_people_did_in_between_survives():
    first_run()
    noor, niall = who("noor"), who("niall")
    noor.set_password("my own and only word")
    noor.name, noor.email = "Noor H.", "noor.h@example.org"
    noor.save()
    draft = Entry.objects.get(author=who("oluwaseun"), gone_at=None).draft
    Draft.objects.filter(pk=draft.pk).update(revision=2)
    draft.texts.create(revision=2, save_id=draft.pk, body="My own words.", sha256="0" * 64)
    Mentoring.objects.filter(student=noor).update(ends_at=timezone.now())
    Membership.objects.filter(person=niall, cohort__slug="m1-rowan").update(ends_at=timezone.now())
    HelpContact.objects.filter(phone="988").delete()
    School.objects.update(name="Our school")
    Completion.objects.filter(person=noor).delete()
    Piece.objects.filter(author=who("leocadia")).delete()
    release = Release.objects.get(cohort__slug="m1-juniper", version__label="1")
    release.due_on += timedelta(days=30)
    release.save()
    module = ModuleVersion.objects.get(label="1").module
    make.module_version(module=module, number=2, title="Our own Two Languages")
    before = counts()

    run()

    assert counts() == before
    noor.refresh_from_db()
    assert noor.check_password("my own and only word")
    assert noor.name == "Noor H."
    assert draft.texts.get(revision=2).body == "My own words."
    assert not Mentoring.objects.current().filter(student=noor).exists()
    assert School.objects.get().name == "Our school"
    due = release.due_at
    release.refresh_from_db()
    assert release.due_at == due


def test_an_entry_somebody_began_in_between_is_not_doubled():
    """The reflection of a lesson is written once, by her or by the demo."""
    first_run()
    entry = Entry.objects.get(author=who("oluwaseun"), gone_at=None)
    place = {"release": entry.release, "lesson": entry.lesson}
    entry.delete()
    own = Entry.objects.create(author=who("oluwaseun"), **place)
    run()
    assert list(Entry.objects.filter(author=who("oluwaseun"), gone_at=None)) == [own]


# ------------------------------------------------------------------ where it refuses
def test_production_is_refused_and_a_stubborn_operator_gets_a_random_word(settings):
    settings.DEPLOYMENT = "production"
    with pytest.raises(CommandError, match="production"):
        run()
    assert not Person.objects.exists()
    said = run(really=True)
    word = re.search(r"password of the new ones: (\S+)", said).group(1)
    assert word != demo.PASSWORD
    assert who("noor").check_password(word)
    assert demo.PASSWORD not in said
    assert word not in run(really=True)


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1"])
def test_a_wrong_port_is_said_before_anything_is_loaded(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="PORT"):
        run(serve=True)
    assert not Person.objects.exists()


def test_a_taken_port_is_said_before_anything_is_loaded(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(CommandError, match="is taken"):
            run(serve=True)
    assert not Person.objects.exists()


def test_serving_becomes_the_web_server_and_empties_the_outbox(monkeypatch, settings):
    first_run()
    calls, helpers = [], []
    monkeypatch.setattr(os, "execv", lambda *call: calls.append(call))
    beside = SimpleNamespace(
        Popen=lambda words, **_how: helpers.append(words), DEVNULL=subprocess.DEVNULL
    )
    monkeypatch.setattr(demo, "subprocess", beside)
    settings.EMAIL_FILE_PATH = "/somewhere/mail"
    monkeypatch.delenv("SITE_URL", raising=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    said = run(serve=True)
    ((_program, words),) = calls
    assert f"--bind=127.0.0.1:{port}" in words
    assert words[1:4] == ["-m", "gunicorn", "config.wsgi"]
    assert f"http://localhost:{port}/" in said
    ((*_python, command, pause, ends),) = helpers
    assert (command, pause, ends) == ("deliver_notices", "--loop=15", "--with-parent")
    assert str(settings.EMAIL_FILE_PATH) in said
    assert os.environ["SITE_URL"] == f"http://localhost:{port}"
    assert settings.STATIC_ROOT.is_dir()
    settings.EMAIL_FILE_PATH = None  # mail that would really leave the house
    run(serve=True)
    assert len(helpers) == 1
    monkeypatch.delenv("SITE_URL")
