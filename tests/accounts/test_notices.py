"""The outbox: told once, asked again at the last moment, sent once, and without a word in it."""

import smtplib
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from accounts import notices
from accounts.actions import invitations
from accounts.models import Invitation, Notice, Person
from accounts.notices import delivery, letters, registry
from tests import make


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


def due_again():
    """Let the wait of everything put off be over."""
    Notice.objects.update(due_at=timezone.now() - timedelta(seconds=1))


class TestTell:
    def test_the_same_thing_is_told_once(self, noor):
        for _again in range(2):
            notices.tell("invitation", to=noor, about=noor)
        notices.tell("invitation", to=noor, about=noor, again="2")
        assert Notice.objects.count() == 2

    def test_what_is_done_and_undone_is_told_once_a_day(self, noor, monkeypatch):
        def tell(again=""):
            notices.tell_daily("invitation", to=noor, about=noor, again=again)
            return Notice.objects.count()

        assert (tell(), tell(), tell("other")) == (1, 1, 2)
        # Dropped because it was undone, and done again: it is told after all, as if it were new.
        first = Notice.objects.exclude(once__endswith="other")
        claimed = {"claim": uuid.uuid4(), "claimed_at": timezone.now(), "tries": 5}
        first.update(dropped_at=timezone.now(), **claimed)
        Notice.objects.filter(once__endswith="other").update(sent_at=timezone.now())
        assert (tell(), tell("other")) == (2, 2)
        one = first.get()
        assert (one.dropped_at, one.claim, one.claimed_at, one.tries) == (None, None, None, 0)
        assert Notice.objects.exclude(sent_at=None).count() == 1
        tomorrow = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        assert tell() == 3

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
        assert letter.message().get_content_type() == "text/plain"
        for part in (letter.subject, letter.body, str(letter.message())):
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
        talkative = replace(notices.kinds()["invitation"], still=lambda *_who: True)
        monkeypatch.setitem(registry._kinds, "invitation", talkative)
        Person.objects.filter(pk=noor.pk).update(is_active=False)
        notices.tell("invitation", to=noor, about=noor)
        assert notices.deliver()["dropped"] == 1

    def test_asks_about_each_at_its_own_turn(self, invited, noor, monkeypatch):
        other = make.person(joined_at=None)
        notices.tell("invitation", to=other, about=other)

        def suspend_the_next(told, person):
            Person.objects.filter(pk=other.pk).update(is_active=False)
            return letters.compose(told, person)

        monkeypatch.setattr(delivery, "compose", suspend_the_next)
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
        Notice.objects.update(claimed_at=timezone.now() - delivery.CLAIM - timedelta(seconds=1))
        assert notices.deliver()["sent"] == 1

    def test_waits_double_and_end(self):
        waits = [delivery._wait(tries) for tries in range(1, notices.MOST_TRIES)]
        assert waits[:3] == [timedelta(minutes=m) for m in (2, 4, 8)]
        assert max(waits) == timedelta(hours=8)
        assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=3)

    def test_the_number_of_queries_grows_only_by_what_each_letter_needs(
        self, db, django_assert_num_queries
    ):
        with django_assert_num_queries(1):
            notices.deliver()


def test_a_failing_backend_is_not_silent(invited, settings, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPDataError(554, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert notices.deliver()["later"] == 1
