"""A real conversation with a mail server that is slow, refuses, dies half-way, or is away."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from accounts import notices
from accounts.actions import invitations
from accounts.models import Invitation, Notice
from accounts.notices import delivery
from reflections.actions import submitting
from reflections.readers import readers_for
from tests import make
from tests.accounts import smtp

NOTHING = {"sent": 0, "dropped": 0, "later": 0}


@pytest.fixture
def by_smtp(settings):
    """Return what makes Django send to a port of this machine."""

    def use(post):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.EMAIL_TIMEOUT = 5

    return use


@pytest.fixture
def ended(db):
    """Return what tells so many people of the end of their cohort; each is one letter."""

    def make_letters(how_many):
        cohort = make.cohort(archived_at=make.ago(days=1))
        for _each in range(how_many):
            person = make.person()
            make.membership(person=person, cohort=cohort)
            notices.tell("cohort_ended", to=person, about=cohort)
        return Notice.objects.order_by("ready_at")

    return make_letters


@pytest.fixture
def invited(db):
    ivo = make.person()
    make.appointment(person=ivo)
    noor = make.person(name="Noor Canaryname", email="noor@example.org", joined_at=None)
    invitations.invite(person=noor, by=ivo)
    return Notice.objects.get()


def due_again():
    """Let the wait of everything put off be over."""
    Notice.objects.update(due_at=timezone.now())


def message_ids(post):
    return [letter["Message-ID"] for letter in post.opened()]


REFUSALS = (
    *((stage, answer) for stage in smtp.STAGES for answer in (
        "450 try again: you sent canary@example.org", "550 no: canary@example.org", ""
    )),
    ("MAIL", "421 going down"),
    ("RCPT", "552 mailbox full"),
    ("END", "554 looks like spam"),
)  # fmt: skip


@pytest.mark.parametrize(("stage", "answer"), REFUSALS)
def test_refused_or_cut_off_anywhere_then_delivered_once(ended, by_smtp, caplog, stage, answer):
    """4xx, 5xx and silence at every stage: the first waits, the second is not held up."""
    first, _second = ended(2)
    with smtp.server(refuse={stage: [answer]}) as post:
        by_smtp(post)
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 1}
        first.refresh_from_db()
        assert (first.tries, first.claim, first.claimed_at, first.sent_at) == (1, None, None, None)
        assert first.due_at > timezone.now() + delivery._wait(1) * 0.9
        assert notices.deliver() == NOTHING  # it waits
        due_again()
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 0}
        due_again()
        assert notices.deliver() == NOTHING
    assert len(post.letters) == len(set(message_ids(post))) == 2
    # Neither the address nor the server's words reach the log.
    assert "not sent: SMTP" in caplog.text
    assert "canary" not in caplog.text
    assert first.to.email not in caplog.text


@pytest.mark.parametrize(
    "how", [{"greet": "421 busy"}, {"greet": "554 go away"}, {"hello": "550 no"}, {}]
)
def test_while_the_server_is_away_nothing_is_spent(invited, by_smtp, how):
    with smtp.server(**how) as post:
        by_smtp(post)
        if how:
            assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 1}
    for _each in range(delivery.MOST_TRIES + 1):  # its port is closed now
        assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 1}
    invited.refresh_from_db()
    assert (invited.tries, invited.claimed_at, invited.dropped_at) == (0, None, None)
    assert not Invitation.objects.exists()


def test_dies_after_it_took_a_letter_and_before_it_says_so(ended, by_smtp):
    """Nobody can know then whether it arrived. It is sent again, and is known by its id.

    A mail server or a mail program that knows the id shows it once; one that does not shows the
    same fixed sentence twice. The other way would be to lose it.
    """
    first, second = ended(2)
    with smtp.server(die=1) as post:
        by_smtp(post)
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 1}
        due_again()
        assert notices.deliver() == {"sent": 1, "dropped": 0, "later": 0}
        due_again()
        assert notices.deliver() == NOTHING
    one, other = (f"<{notice.pk}@localhost>" for notice in (first, second))
    assert message_ids(post) == [one, other, one]


def test_a_letter_of_several_is_the_same_letter_again(world, by_smtp):
    w = world
    for state in ("submitted", "being_answered"):
        version = w.entries[state].versions.get()
        notices.tell("something_to_read", to=w.ekdal, about=version)
    with smtp.server(die=1) as post:
        by_smtp(post)
        assert notices.deliver()["later"] == 2
        late = w.entries["answered"].versions.get()
        notices.tell("something_to_read", to=w.ekdal, about=late)
        due_again()
        assert notices.deliver()["sent"] == 3
    assert len(set(message_ids(post))) == 1
    assert "Two pages" in post.letters[0]
    assert "Three pages" in post.letters[1]


def test_only_the_newest_invitation_opens_and_is_a_letter_of_its_own(invited, by_smtp):
    """Its link has taken the old one's place: shown once by its id, the dead one might stay."""
    with smtp.server(die=1) as post:
        by_smtp(post)
        notices.deliver()
        due_again()
        notices.deliver()
    assert len(set(message_ids(post))) == 2
    opened = []
    for letter in post.opened():
        token = letter.get_content().partition("/accounts/invitation/")[2].partition("/")[0]
        opened.append(invitations.open_invitation(invitations.fingerprint(token)))
    assert [one and one.person for one in opened] == [None, invited.to]
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_a_server_that_drops_the_line_after_each_letter_gets_them_all_in_one_round(ended, by_smtp):
    ended(4)
    with smtp.server(drop=True) as post:
        by_smtp(post)
        assert notices.deliver() == {"sent": 4, "dropped": 0, "later": 0}
    assert len(set(message_ids(post))) == len(post.letters) == 4
    assert post.connections == 4


def test_letters_on_the_wire(ended, by_smtp):
    """One connection; nobody's name, plain text, no note back, one click and it ends."""
    ended(3)
    with smtp.server() as post:
        by_smtp(post)
        assert notices.deliver()["sent"] == 3
    assert (len(post.letters), post.connections) == (3, 1)
    for letter in post.opened():
        assert letter.get_content_type() == "text/plain"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stop = letter["List-Unsubscribe"].strip(" <>")
        assert stop.startswith("http://localhost:8000/accounts/notices/stop/")
        assert stop in letter.get_content()
        assert "Person" not in letter["Subject"] + letter.get_content()


def test_an_address_that_is_always_refused_is_given_up(ended, by_smtp):
    (notice,) = ended(1)
    with smtp.server(refuse={"RCPT": ["550 unknown"] * 99}) as post:
        by_smtp(post)
        for tries in range(1, delivery.MOST_TRIES):
            assert notices.deliver()["later"] == 1
            notice.refresh_from_db()
            assert notice.tries == tries
            due_again()
        assert notices.deliver()["dropped"] == 1
        due_again()
        assert notices.deliver() == NOTHING
    assert post.letters == []


def test_a_server_that_breaks_every_conversation_ends_the_round(ended, by_smtp):
    waiting = ended(6)
    with smtp.server(refuse={"END": [""] * 99}) as post:
        by_smtp(post)
        assert notices.deliver() == {"sent": 0, "dropped": 0, "later": delivery.MOST_BREAKS + 1}
    assert post.connections == delivery.MOST_BREAKS
    assert sorted(waiting.values_list("tries", flat=True)) == [0, 0, 0, 1, 1, 1]
    assert not waiting.filter(claimed_at__isnull=False, tries=0).exists()


@pytest.mark.django_db(transaction=True)
def test_deliverers_at_once_send_each_letter_once(ended, by_smtp):
    """Six people are told one thing, a seventh four: her letter is one, not four."""
    seventh = ended(7).last().to
    for _each in range(3):
        cohort = make.cohort(archived_at=make.ago(days=1))
        make.membership(person=seventh, cohort=cohort)
        notices.tell("cohort_ended", to=seventh, about=cohort)
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
    assert sum(each["sent"] for each in done) == 10
    assert len(set(message_ids(post))) == len(post.letters) == 7
    assert sum("Four cohorts have come to their end." in letter for letter in post.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_who_submits_waits_for_a_server_that_hangs(world, by_smtp):
    """While a deliverer hangs in a conversation, a page is submitted and its readers are told."""
    w = world
    notices.tell("something_to_read", to=w.ekdal, about=w.entries["submitted"].versions.get())
    settled = []

    def run():
        try:
            settled.append(notices.deliver())
        finally:
            connection.close()

    with smtp.server(hang=True) as post:
        by_smtp(post)
        hanging = threading.Thread(target=run)
        hanging.start()
        assert post.reached.wait(10)
        draft = w.entries["draft"]
        named = [reader.key for reader in readers_for(w.asha, w.juniper)]
        began = time.monotonic()
        version = submitting.submit(
            entry=draft, by=w.asha, revision=draft.draft.revision, named=named, attested=True
        )
        took = time.monotonic() - began
        assert hanging.is_alive()
        post.shut.set()
        hanging.join(10)
    assert took < 2
    assert Notice.objects.filter(about=str(version.pk), sent_at=None).count() == 2
    assert settled == [{"sent": 0, "dropped": 0, "later": 1}]
