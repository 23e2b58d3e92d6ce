"""Questions of a page behind its first: each says no by itself.

A page asks for the room, and then for what is in it. Whoever loses her seat while it is being made
is told nothing that is asked after that; whoever comes to an inner function with what is another's
is told nothing at all.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import Http404, HttpRequest, QueryDict

from accounts.models import Membership, Person
from rehearsals.actions import directing, joining, keeping, opening, sheets
from rehearsals.models import Group, Place, Sheet
from rehearsals.queries import lists, phone, playable, run, seats, taken, wall
from rehearsals.queries.dialogue import kept_map, talk_of
from rehearsals.queries.now import now
from rehearsals.views import dialogue as doors
from rehearsals.views import sheet as sheet_doors
from tests import make
from tests.house import matrix_dialogues
from tests.rehearsals import rooms
from tests.rehearsals.test_pages import url
from tests.world import World

Told = dict[int, bool]


class Leaver:
    """Ends somebody’s seats just before query number ``at`` of a page."""

    def __init__(self, person: Person, at: int) -> None:
        self.person, self.left = person, at

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            seats_of(self.person).update(ends_at=make.ago(minutes=1))
        return execute(*query)


def seats_of(person: Person) -> Any:
    return Membership.objects.filter(person=person)


def asked_of(person: Person, **said: str) -> HttpRequest:
    """Return a request as a form of the room sends it."""
    request = HttpRequest()
    request.user, request.method = person, "POST"
    request.POST = QueryDict(mutable=True)
    request.POST.update(said)
    return request


@pytest.fixture
def talking(standing_world: World) -> World:
    """Return the cast; Asha and Ben talk, her mentor watches them and gave what he saw."""
    w = standing_world
    w.room = matrix_dialogues.talking(w)
    w.group = w.room.groups.get()
    given = {"save": rooms.save("“And then?”"), "marks": {}}
    sheets.give_sheet(by=w.ekdal, group=w.group, **given)
    return w


# ------------------------------------------------------------------ a seat lost in between
def _of_a_talk(talk: Any, first: int) -> Told:
    """Say which of a talk’s questions were answered; ``first`` is the number of the first."""
    answers = (
        talk.row.round == 1,
        bool(talk.seats),
        len(talk.seats) == 2,  # a third only watches: without the parts, she seems to talk too
        talk.accepted > 0,
        bool(talk.lines),
    )
    return dict(enumerate(answers, first))


def _phone(page: Any) -> Told:
    if page is None:
        return {1: False}
    about = {2: page.still == 3, 3: bool(page.company), 4: page.brief is not None}
    talk = _of_a_talk(page.talk, 5) | {10: page.talk.has_assented}
    return {1: True} | about | talk | {11: bool(page.given)}


def _run_sheet(page: Any) -> Told:
    if page is None:
        return {1: False}
    about = {2: page.joined == 3, 4: bool(page.castings), 5: bool(page.briefs), 6: bool(page.given)}
    return {1: True} | about | _of_a_talk(page.talks[0], 7)


def _seats(page: Any) -> Told:
    if page is None:
        return {1: False}
    return {1: True, 2: bool(page.people), 3: any(one.role == "sam" for one in page.people)}


def _map(page: Any) -> Told:
    return {1: page is not None} | ({2: bool(page.lines)} if page else {})


def _taken(found: list[dict[str, Any]]) -> Told:
    maps = [one["map"] for one in found if "map" in one]
    return {3: bool(maps), 4: any(maps)}


def _pages(w: World) -> Iterator[tuple[Person, Callable[[], Any], Callable[[Any], Told]]]:
    """Yield the pages, each as somebody has it made, and what they say which question told."""
    pk = w.room.pk
    if w.room.is_closed:
        yield w.asha, lambda: kept_map(w.asha, pk), _map
        yield w.asha, lambda: taken.rehearsals(w.asha), _taken
        return
    mine, held = now(w.asha, pk), now(w.farid, pk)
    yield w.asha, lambda: phone.page(w.asha, mine), _phone
    yield w.farid, lambda: run.page(w.farid, held), _run_sheet
    yield w.farid, lambda: wall.page(w.farid, held), lambda page: {1: page is not None}
    yield w.farid, lambda: seats.page(w.farid, pk), _seats


@pytest.mark.parametrize("closed", [False, True])
def test_who_loses_her_seat_while_a_page_is_made_is_told_nothing_more(talking, closed) -> None:
    w = talking
    if closed:
        directing.move(by=w.farid, rehearsal=w.room, to="derole")
        opening.close(by=w.farid, rehearsal=w.room)
        w.room.refresh_from_db()
    for person, make_page, told in _pages(w):
        whole = told(make_page())
        assert all(whole.values()), whole
        for at in range(1, max(whole) + 1):
            with connection.execute_wrapper(Leaver(person, at)):
                answered = told(make_page())
            seats_of(person).update(ends_at=None)
            assert answered == {number: number < at for number in answered}, (told, at)


# ------------------------------------------------------------------ another's, asked for directly
def test_inner_questions_tell_nobody_of_what_is_anothers(talking) -> None:
    w = talking
    document = w.room.document
    for outsider in (w.chidi, w.hana, w.root):
        talk = talk_of(outsider, w.group, document)
        told = (talk.row.round, talk.seats, talk.mine, talk.accepted, talk.lines)
        assert told == (0, [], None, 0, [])
        for said in ({"group": "1"}, {}):
            with pytest.raises(Http404):
                doors._group(asked_of(outsider, **said), w.room.pk)
    # Who left the cohort with her place in the room finds her group no more.
    assert doors._group(asked_of(w.asha), w.room.pk) == w.group
    seats_of(w.asha).update(ends_at=make.ago(minutes=1))
    with pytest.raises(Http404):
        doors._group(asked_of(w.asha), w.room.pk)


def test_a_sheet_is_found_by_who_watches_and_its_words_by_who_wrote_them(talking) -> None:
    w = talking
    sheet, place = Sheet.objects.get(), sheet_doors.Place(w.group, 1)
    own = phone._own(sheet, (), w.ekdal)
    assert (own.body, own.base) == ("“And then?”", 1)
    assert phone._own(sheet, (), w.asha).body == ""
    assert sheet_doors._kept(asked_of(w.ekdal), place) == sheet
    assert sheet_doors._kept(asked_of(w.asha), place) is None
    # In another group of the room, she writes on it no more.
    other = Group.objects.create(rehearsal=w.room, number=2)
    Place.objects.filter(person=w.ekdal).update(group=other)
    assert sheet_doors._kept(asked_of(w.ekdal), place) is None


def test_a_phrase_and_what_one_takes_along_are_ones_own(talking) -> None:
    w = talking
    keeping.keep_phrase(by=w.asha, rehearsal=w.room, body="Ask, then wait.")
    directing.move(by=w.farid, rehearsal=w.room, to="derole")
    opening.close(by=w.farid, rehearsal=w.room)

    def phrases(person: Person) -> tuple[str, list[str], list[str]]:
        listed = [one.phrase for one in lists.page(person).mine]
        along = [one["phrase"] for one in taken.rehearsals(person) if "phrase" in one]
        return phone.page(person, now(person, w.room.pk)).phrase, listed, along

    said = "Ask, then wait."
    assert phrases(w.asha) == (said, [said], [said])
    assert phrases(w.ben) == ("", [""], [])
    assert taken.rehearsals(w.ekdal)
    # Whoever is suspended takes nothing along.
    for person in (w.asha, w.ekdal):
        person.is_active = False
        assert taken.rehearsals(person) == []
        person.is_active = True


# ------------------------------------------------------------------ lists, and what may be opened
def test_lists_hold_what_one_runs_could_take_over_or_is_in(talking) -> None:
    w = talking

    def listed(person: Person) -> tuple[int, int, int]:
        page = lists.page(person)
        return len(page.held), len(page.others), len(page.mine)

    assert [listed(one) for one in (w.farid, w.hana, w.asha, w.chidi)] == [
        (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0),
    ]  # fmt: skip
    for person in (w.farid, w.hana, w.asha):
        seats_of(person).update(ends_at=make.ago(minutes=1))
        assert listed(person) == (0, 0, 0)


def test_who_was_there_opens_it_for_others_while_she_is_of_the_cohort(standing_world) -> None:
    w = standing_world
    room = rooms.opened(w, w.asha, w.ben)
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    assert list(playable.editions(w.farid)) == [room.edition]
    rooms.lead_to(w, room, "debrief")
    assert not playable.editions(w.asha).exists()
    opening.close(by=w.farid, rehearsal=room)
    assert list(playable.editions(w.asha)) == [room.edition]
    seats_of(w.asha).update(ends_at=make.ago(minutes=1))
    assert not playable.editions(w.asha).exists()


def test_who_leads_no_more_keeps_her_place_in_the_room_and_no_run_sheet(
    talking, client_for
) -> None:
    """She sat in it, took it over, and then was a mentor of the cohort and nothing else."""
    w = talking
    joining.join(by=w.hana, code=w.room.code)
    opening.take_over(by=w.hana, rehearsal=w.room)
    make.membership(person=w.hana, cohort=w.juniper, role="mentor")
    hana = client_for(w.hana)
    runs = hana.get(url(w.room)).content
    assert (b"SECRET-guide" in runs, hana.get(url(w.room, "wall")).status_code) == (True, 200)
    assert now(w.hana, w.room.pk).facts["groups"]
    seats_of(w.hana).filter(role="lead").update(ends_at=make.ago(minutes=1))
    page = hana.get(url(w.room))
    assert page.context["page"].place.person_id == w.hana.pk
    assert b"SECRET" not in page.content
    assert hana.get(url(w.room, "wall")).status_code == 404
    assert now(w.hana, w.room.pk).facts["groups"] == []
    assert lists.page(w.hana).held == []
