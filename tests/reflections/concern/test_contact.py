"""“Please contact me”: asked with a page or later, taken back, reached, and alarmed when late."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotNow, NotYours
from accounts.models import AuditEvent, Conflict, Cover, Membership, Notice
from accounts.policy import allows
from reflections import mentor_queries
from reflections.actions import contacting, submitting, withdrawing
from reflections.models import ContactWish, Reading
from reflections.readers import cohort_of, readers_for
from tests import make

EARLY = timedelta(hours=5)


@pytest.fixture
def late(world) -> ContactWish:
    """Let Asha have asked five hours ago on a page that names her mentor alone."""
    wish = contacting.ask(entry=world.entries["submitted"], by=world.asha)
    past = timezone.now() - EARLY
    ContactWish.objects.filter(pk=wish.pk).update(
        asked_at=past, late_from=past + timedelta(hours=4)
    )
    wish.refresh_from_db()
    return wish


def _may(wish: ContactWish, action: str, world) -> set[str]:
    return {name for name, one in world.people.items() if allows(one, action, wish)}


def test_asked_later_it_comes_first_and_back_it_goes(world, client_for) -> None:
    entry, asha = world.entries["answered"], client_for(world.asha)
    url = reverse("entry_contact", args=[entry.pk])
    make.help_contact(name="Night line", is_urgent=True, phone="020 5550 0111")
    plain = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "Night line" not in plain
    asha.post(url, {"do": "ask"})
    asha.post(url, {"do": "ask"})
    wish = ContactWish.objects.get()
    assert abs(wish.late_from - wish.asked_at - timedelta(hours=4)) < timedelta(seconds=9)
    page = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert 'href="tel:02055500111"' in page  # who answers now, at once
    queue = mentor_queries.queue(world.ekdal)
    assert [row.entry_id for row in queue.ring_first] == [entry.pk]
    assert Notice.objects.get(kind="asked_to_contact", to=world.ekdal)
    desk = client_for(world.ekdal).get(reverse("desk", args=[entry.pk])).content.decode()
    assert reverse("desk_reached", args=[entry.pk, wish.pk]) in desk
    assert "If nobody has opened this" in page
    page = asha.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "If nobody has opened this" not in page
    assert "Your page was opened" in page
    asha.post(url, {"do": "take_back"})
    wish.refresh_from_db()
    assert (wish.ended_at is None, wish.reached_by) == (False, None)
    assert not mentor_queries.queue(world.ekdal).ring_first
    for name in ("ben", "ekdal", "hana", "root"):
        assert client_for(getattr(world, name)).post(url, {"do": "ask"}).status_code == 404
    assert not AuditEvent.objects.filter(verb__contains="contact").exists()


def test_asked_and_taken_back_all_day_it_is_one_mail_until_somebody_has(world) -> None:
    entry = world.entries["answered"]
    told = Notice.objects.filter(kind="asked_to_contact", to=world.ekdal)
    for _n in range(3):
        wish = contacting.ask(entry=entry, by=world.asha)
        contacting.take_back(entry=entry, by=world.asha)
    assert told.count() == 1
    wish = contacting.ask(entry=entry, by=world.asha)
    contacting.reached(by=world.ekdal, wish_id=wish.pk)
    contacting.ask(entry=entry, by=world.asha)  # that is another time
    assert told.count() == 2


def test_what_it_needs(world) -> None:
    for name in ("draft", "nobody"):
        with pytest.raises((NotYours, NotNow)):
            contacting.ask(entry=world.entries[name], by=world.asha)
    with pytest.raises(NotYours):
        contacting.ask(entry=world.entries["submitted"], by=world.ekdal)
    with pytest.raises(NotYours):
        contacting.take_back(entry=world.entries["submitted"], by=world.ben)


def test_ticked_at_submission_it_stays_until_somebody_has(world) -> None:
    entry = make.entry(author=world.asha, body="WORDS-ticked")
    said = {"entry": entry, "by": world.asha, "revision": 1, "attested": True}
    named = {one.key for one in readers_for(world.asha, cohort_of(world.asha, None))}
    version = submitting.submit(**said, named=named, wants_contact=True)
    wish = ContactWish.objects.get(entry=entry)
    assert wish.ended_at is None
    assert contacting.asks(version)
    withdrawing.withdraw(entry=entry, by=world.asha)
    wish.refresh_from_db()
    assert wish.ended_at is not None


def test_who_may_say_that_she_was_reached(world, client_for, late) -> None:
    assert _may(late, "read", world) == {"asha", "ekdal"}
    assert _may(late, "write", world) == {"asha"}
    assert _may(late, "count", world) == {"tuva"}
    url = reverse("desk_reached", args=[late.entry_id, late.pk])
    for name in ("ben", "fox", "gita", "omar", "ivo", "tuva", "root"):
        assert client_for(getattr(world, name)).post(url).status_code == 404
    late.refresh_from_db()
    assert late.ended_at is None
    client_for(world.ekdal).post(url)
    late.refresh_from_db()
    assert late.reached_by == world.ekdal
    said = client_for(world.asha).get(reverse("entry", args=[late.entry_id])).content.decode()
    assert f"{world.ekdal.name} noted" in said
    assert client_for(world.ekdal).post(url).status_code == 404


def test_the_lead_stands_in_when_nobody_has_looked(world, client_for, late) -> None:
    mail.outbox.clear()
    for _round in range(2):
        call_command("deliver_notices")
    to = [letter.to[0] for letter in mail.outbox if "still waits" in letter.subject]
    assert to == [world.hana.email]  # once, and nobody else
    (letter,) = (one for one in mail.outbox if "still waits" in one.subject)
    words = f"{letter.subject} {letter.body}"
    for word in (world.asha.name, "WORDS", "TITLE", str(late.entry_id), str(late.pk)):
        assert word not in words
    url = reverse("standing_in")
    assert url in letter.body
    hana = client_for(world.hana)
    page = hana.get(url).content.decode()
    assert world.asha.name in page
    assert world.ekdal.name in page
    assert str(late.entry_id) not in page
    assert "WORDS" not in page
    assert "TITLE" not in page
    assert url in hana.get("/").content.decode()
    for name in ("fox", "omar", "ivo", "tuva", "root", "ben", "asha"):
        other = client_for(getattr(world, name))
        assert world.asha.email not in other.get(url).content.decode().partition("<main")[2]
        assert other.post(url, {"wish": late.pk}).status_code == 404
    assert hana.post(url, {"wish": "no id"}).status_code == 404
    hana.post(url, {"wish": late.pk})
    late.refresh_from_db()
    assert late.reached_by == world.hana
    hana.get(url)  # where it is said once that it was noted
    assert world.asha.name not in hana.get(url).content.decode()


def test_what_ends_standing_in(world, late) -> None:
    # Nor does a lead of another cohort, who has pages of her own students.
    make.version(entry=make.entry(author=world.chidi), cohort=world.rowan)
    assert _may(late, "stand_in", world) == {"hana"}
    entry = world.entries["submitted"]
    # A fellow student who opened what was shared rings nobody, and what was before counts not.
    Reading.objects.create(entry=entry, person=world.ben, door="share")
    Reading.objects.create(
        entry=entry, person=world.ekdal, door="desk", at=late.asked_at - timedelta(hours=1)
    )
    assert _may(late, "stand_in", world) == {"hana"}
    early = timezone.now() - timedelta(hours=2)
    assert not allows(world.hana, "stand_in", late, early)
    one, other = sorted((world.asha, world.hana), key=lambda person: person.pk)
    bar = Conflict.objects.create(one=one, other=other)
    assert _may(late, "stand_in", world) == set()
    assert _may(late, "reach", world) == {"ekdal"}
    bar.delete()
    # An announced cover who may read it stands in before the lead does.
    version = entry.versions.get()
    version.readers.create(person=world.noma, via="cover", since=late.asked_at)
    assert Cover.objects.filter(cover=world.noma).exists()
    assert _may(late, "stand_in", world) == {"noma"}
    version.readers.filter(person=world.noma).delete()
    seat = Membership.objects.get(person=world.hana, role="lead")
    Membership.objects.filter(pk=seat.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
    assert _may(late, "stand_in", world) == set()
    Membership.objects.filter(pk=seat.pk).update(ends_at=None)
    type(entry).objects.filter(pk=entry.pk).update(gone_at=timezone.now())
    late.refresh_from_db()
    assert _may(late, "stand_in", world) == _may(late, "read", world) - {"asha"} == set()
    type(entry).objects.filter(pk=entry.pk).update(gone_at=None)
    Reading.objects.create(entry=entry, person=world.ekdal, door="desk")
    late.refresh_from_db()
    assert _may(late, "stand_in", world) == set()
