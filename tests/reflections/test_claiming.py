"""Where two may answer: who is writing, for how long, and how the other comes to it."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Mentoring, Notice
from reflections import mentor_queries
from reflections.actions import claiming, replying
from reflections.models import Claim, Reader
from tests import make
from tests import world as worlds


@pytest.fixture
def version(world):
    """A page that Dr Ekdal may answer, and Dr Noma in her place."""
    return world.entries["covered"].versions.get()


def lapse(version):
    Claim.objects.filter(version=version).update(until=timezone.now() - timedelta(seconds=1))


def type_in(by, version, body="I heard you.", base=0):
    save = saving.Save(uuid.uuid4(), base, "", body)
    return replying.save_reply(by=by, entry_id=version.entry_id, save=save)


def send(by, version, revision=1):
    return replying.send_reply(
        by=by, entry_id=version.entry_id, version_id=version.pk, revision=revision
    )


def test_the_first_save_takes_it_and_the_other_sees_who_writes(world, client_for, version):
    type_in(world.noma, version)
    claim = Claim.objects.get()
    assert (claim.version, claim.person) == (version, world.noma)
    half_an_hour = timedelta(minutes=29) < claim.until - timezone.now() <= claiming.LEASE
    assert half_an_hour
    ekdal = client_for(world.ekdal)
    for url in (reverse("queue"), reverse("desk", args=[version.entry_id])):
        assert "Dr Noma has been writing an answer since" in ekdal.get(url).content.decode()
    noma = client_for(world.noma)
    assert "has been writing" not in noma.get(reverse("queue")).content.decode()
    # Her own words are kept all the same, and wait.
    assert type_in(world.ekdal, version).revision == 1
    assert Claim.objects.get().person == world.noma
    with pytest.raises(NotNow, match="Dr Noma is writing"):
        send(world.ekdal, version)
    send(world.noma, version)
    assert not Claim.objects.exists()
    # Of this the author never learns.
    assert not Claim.objects.visible_to(world.asha).exists()


def test_one_who_answers_alone_claims_nothing(world):
    alone = world.entries["unread"].versions.get()
    type_in(world.ekdal, alone)
    assert claiming.hold(by=world.ekdal, version=alone) is None
    assert not Claim.objects.exists()


def test_a_lease_lives_while_one_writes_and_lapses(world, version, monkeypatch):
    type_in(world.noma, version)
    first = Claim.objects.get().until
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))
    type_in(world.noma, version, "Go on.", base=1)
    renewed = Claim.objects.get()
    assert renewed.until > first + timedelta(minutes=5)
    with pytest.raises(NotNow):
        claiming.take_over(by=world.ekdal, entry_id=version.entry_id)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=40))
    queue = mentor_queries.queue(world.ekdal, in_full=True)
    assert queue.row(version.entry_id).writer == ""
    assert claiming.take_over(by=world.ekdal, entry_id=version.entry_id).person == world.ekdal
    with pytest.raises(NotNow, match="Dr Ekdal is writing"):
        send(world.noma, version, revision=2)


def test_by_asking(world, client_for, version):
    url = reverse("claim", args=[version.entry_id])
    noma, ekdal = client_for(world.noma), client_for(world.ekdal)
    assert "Nobody else is writing" in ekdal.post(url, {"do": "ask"}, follow=True).content.decode()
    type_in(world.noma, version)
    for _twice in range(2):
        ekdal.post(url, {"do": "ask", "back": "desk"})
    assert Notice.objects.get(kind="claim_asked").to == world.noma
    desk = noma.get(reverse("desk", args=[version.entry_id])).content.decode()
    assert "Leave it to Dr Ekdal" in desk
    said = noma.post(url, {"do": "leave"}, follow=True).content.decode()
    assert "Dr Ekdal writes this answer now. What you wrote stays yours." in said
    assert Claim.objects.get().person == world.ekdal
    assert Notice.objects.get(kind="claim_left").to == world.ekdal
    assert noma.post(url, {"do": "leave"}).status_code == 404
    ekdal.post(url, {"do": "leave"})
    assert not Claim.objects.exists()
    assert "You are writing this answer now." in (
        ekdal.post(url, {"do": "take"}, follow=True).content.decode()
    )
    # Asked for and left again, the same day: nobody is told of it twice.
    ekdal.post(url, {"do": "leave"})
    noma.post(url, {"do": "take"})
    ekdal.post(url, {"do": "ask"})
    noma.post(url, {"do": "leave"})
    assert Claim.objects.get().person == world.ekdal
    told = Notice.objects.filter(kind__startswith="claim_").order_by("kind")
    assert [one.kind for one in told] == ["claim_asked", "claim_left"]
    # Whoever asked and may not answer any more is not given it.
    claiming.ask(by=world.noma, entry_id=version.entry_id)
    Mentoring.objects.get(mentor=world.ekdal).covers.update(ends_at=timezone.now())
    assert claiming.leave(by=world.ekdal, entry_id=version.entry_id) is None
    assert not Claim.objects.exists()


def test_nobody_else_has_a_part_in_it(world, client_for, version):
    type_in(world.noma, version)
    for name in ("asha", "ben", "fox", "gita", "hana", "ivo", "root"):
        person = getattr(world, name)
        client = client_for(person)
        for act in ("take", "ask", "leave"):
            url = reverse("claim", args=[version.entry_id])
            assert client.post(url, {"do": act}).status_code == 404, (name, act)
        with pytest.raises(NotYours):
            claiming.hold(by=person, version=version)
    unknown = client_for(world.ekdal).post(reverse("claim", args=[version.entry_id]), {"do": "x"})
    assert unknown.status_code == 404
    assert Claim.objects.get().person == world.noma


def _shared_pages(world, number):
    """Make pages that both may answer."""
    made = []
    for _count in range(number):
        one = make.version(
            entry=make.entry(author=world.asha),
            cohort=world.juniper,
            readers={"mentor": world.ekdal, "cover": world.noma},
        )
        made.append(one)
    return made


def test_four_at_a_time(world):
    *four, fifth = _shared_pages(world, 5)
    for one in four:
        type_in(world.ekdal, one)
    assert Claim.objects.filter(person=world.ekdal).count() == 4
    assert type_in(world.ekdal, fifth).revision == 1  # kept, without a claim
    assert claiming.hold(by=world.ekdal, version=fifth) is None
    with pytest.raises(Refused, match="four answers already"):
        claiming.take_over(by=world.ekdal, entry_id=fifth.entry_id)
    assert claiming.hold(by=world.ekdal, version=four[0]).person == world.ekdal
    lapse(four[0])
    assert claiming.hold(by=world.ekdal, version=fifth).person == world.ekdal
    assert Claim.objects.filter(person=world.ekdal, until__gt=timezone.now()).count() == 4


def _at_once(*acts):
    gate, found = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            found.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_at_once_one_has_it_and_four_stay_four(transactional_db):
    w = worlds.build()
    pages = _shared_pages(w, 6)
    for page in pages[:2]:
        both = [lambda by=by, page=page: claiming.hold(by=by, version=page)
                for by in (w.ekdal, w.noma)]  # fmt: skip
        holders = {claim.person_id for claim in _at_once(*both)}
        assert holders == {Claim.objects.get(version=page).person_id}
    # A lapsed one is taken over by one of two.
    lapse(pages[0])
    Claim.objects.filter(version=pages[0]).update(person=w.gita)
    holders = {one.person_id for one in _at_once(
        *[lambda by=by: claiming.hold(by=by, version=pages[0]) for by in (w.ekdal, w.noma)]
    )}  # fmt: skip
    assert len(holders) == 1
    Claim.objects.all().delete()
    for page in pages[:3]:
        claiming.hold(by=w.ekdal, version=page)
    _at_once(*[lambda page=page: claiming.hold(by=w.ekdal, version=page) for page in pages[3:5]])
    assert Claim.objects.filter(person=w.ekdal).count() == claiming.MOST


def test_an_asked_reader_is_one_of_two(world):
    alone = world.entries["unread"].versions.get()
    Reader.objects.create(version=alone, person=world.gita, via=Reader.Via.ASKED)
    type_in(world.gita, alone)
    assert Claim.objects.get().person == world.gita
