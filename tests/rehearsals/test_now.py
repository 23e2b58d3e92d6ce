"""What phones ask: one query beside who asks, a few hundred bytes, 304 while nothing changes."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse

from rehearsals.actions import directing, joining, opening
from rehearsals.models import Group
from tests.rehearsals import rooms


@pytest.fixture
def ask(client_for):
    def ask(person, room, mark="", **query):
        url = reverse("rehearsal_now", args=[getattr(room, "pk", room)])
        headers = {"If-None-Match": mark} if mark else {}
        return client_for(person).get(url, query, headers=headers)

    return ask


def test_a_poll_is_three_queries_however_many_groups_there_are(
    world, client_for, django_assert_num_queries
) -> None:
    w = world
    people = rooms.students(w, 4)
    room = rooms.opened(w, w.asha, w.ben, *people)
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    url = reverse("rehearsal_now", args=[room.pk])
    phones = [client_for(w.asha), client_for(w.farid)]
    for phone in phones:
        phone.get(url)
    for more in range(2):
        for phone in phones:
            with django_assert_num_queries(3):  # the session, the person, the rehearsal
                mark = phone.get(url)["ETag"]
            with django_assert_num_queries(3):
                answer = phone.get(url, headers={"If-None-Match": mark})
            assert (answer.status_code, answer.content) == (304, b"")
        rooms.cast(w, room, 2 + more, student=people[2 * more], calder=people[2 * more + 1])


def test_a_phone_hears_of_its_own_group_and_of_no_name(world, ask) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    assert ask(w.asha, room).json()["groups"] == []
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    rooms.cast(w, room, 2, student=others[0], calder=others[1])
    rooms.lead_to(w, room, "play")
    answer = ask(w.asha, room)
    assert len(answer.content) < 300
    said = answer.json()
    (group,) = said["groups"]
    assert (group["n"], group["phase"], group["allowed"]) == (1, "play", 300)
    assert 0 <= said["now"] - group["started"] < 60_000
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert [one["n"] for one in ask(w.farid, room).json()["groups"]] == [1, 2]
    assert len(ask(w.farid, room).content) < 500
    # Every phone of a group is answered alike, whoever holds it: no role can be told from it.
    assert ask(w.asha, room)["ETag"] == ask(w.ben, room)["ETag"]
    # The other group's time-out is none of hers; her own is, and resuming is.
    mark, run = ask(w.asha, room)["ETag"], ask(w.farid, room)["ETag"]
    directing.time_out(by=others[0], rehearsal=room)
    assert ask(w.asha, room, mark).status_code == 304
    assert ask(w.farid, room, run).status_code == 200
    directing.time_out(by=w.ben, rehearsal=room)
    assert ask(w.asha, room, mark).json()["groups"][0]["paused"]


def test_every_change_of_a_page_changes_the_mark(world, ask) -> None:
    w = world
    late = rooms.students(w, 1)[0]
    room = rooms.opened(w, w.asha, w.ben)
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    phone, run, wall = (ask(w.asha, room), ask(w.farid, room), ask(w.farid, room, wall=""))

    def heard() -> tuple[bool, bool, bool]:
        nonlocal phone, run, wall
        before = [phone["ETag"], run["ETag"], wall["ETag"]]
        phone, run = ask(w.asha, room), ask(w.farid, room)
        wall = ask(w.farid, room, wall="")
        return (phone["ETag"] != before[0], run["ETag"] != before[1], wall["ETag"] != before[2])

    assert heard() == (False, False, False)
    joining.join(by=late, code=room.code)
    assert heard() == (False, True, False)
    joining.say_may_play(by=w.asha, rehearsal=room, may_play=None)
    assert heard() == (False, True, False)
    rooms.lead_to(w, room, "derole")
    assert heard() == (True, True, True)
    joining.step_out(by=w.asha, rehearsal=room)
    assert heard() == (False, True, False)
    directing.open_debrief(by=w.farid, rehearsal=room)
    assert heard() == (True, True, True)
    assert phone.json()["debrief"] is True
    directing.next_speaker(by=w.farid, rehearsal=room, to=1)
    assert heard() == (True, True, True)
    assert phone.json()["groups"][0]["speaker"] == 1
    joining.leave(by=w.ben, rehearsal=room)
    assert heard() == (True, True, True)
    opening.take_over(by=w.hana, rehearsal=room)
    assert ask(w.farid, room).status_code == 404
    opening.close(by=w.hana, rehearsal=room)
    assert ask(w.asha, room).json()["closed"] is True


def test_who_is_not_in_the_room_gets_the_same_404_as_for_one_that_never_was(world, ask) -> None:
    w = world
    room = rooms.opened(w, w.asha)
    never = ask(w.ben, uuid4())
    for person in (w.ben, w.chidi, w.hana, w.ekdal, w.root, w.ivo, w.lena):
        answer = ask(person, room)
        assert (answer.status_code, answer.content) == (404, never.content)
    assert ask(None, room).json() == {"state": "login-needed"}
    assert ask(w.sam, room).status_code == 401
    assert ask(w.asha, room).status_code == 200
    joining.leave(by=w.asha, rehearsal=room)
    assert ask(w.asha, room).status_code == 404


class Meddler:
    """Leads a group on just before query number ``at`` of a page, as somebody else would."""

    def __init__(self, group: Group, at: int):
        self.group, self.left = group, at

    def __call__(self, execute, *query):
        self.left -= 1
        if self.left == 0:
            lead_on(self.group, "play")
        return execute(*query)


def lead_on(group: Group, phase: str) -> None:
    Group.objects.filter(pk=group.pk).update(phase=phase, sequence=F("sequence") + 1)


@pytest.mark.parametrize("screen", ["phone", "run sheet", "wall"])
def test_a_page_never_says_that_it_shows_what_came_while_it_was_made(
    world, client_for, ask, screen
) -> None:
    """Else a phone would show the phase before for as long as the new one goes on."""
    w = world
    room = rooms.opened(w, w.asha, w.ben)
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    rooms.lead_to(w, room, "prepare")
    group = room.groups.get()
    person = w.asha if screen == "phone" else w.farid
    path = reverse("rehearsal_wall" if screen == "wall" else "rehearsal", args=[room.pk])
    client, seen = client_for(person), set()
    for number in range(1, 12):
        lead_on(group, "prepare")
        meddler = Meddler(group, number)
        with connection.execute_wrapper(meddler):
            context = client.get(path).context
        if meddler.left > 0:
            break
        query = {"wall": ""} if screen == "wall" else {}
        knows = context["now"]["v"] == ask(person, room, **query).json()["v"]
        page = context["page"]
        phase = page.phase.key if screen == "phone" else page.groups[0].phase.key
        assert phase == "play" or not knows
        seen.add((phase, knows))
    assert seen >= {("play", True), ("play", False)}
