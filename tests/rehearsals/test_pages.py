"""The pages of a rehearsal: who sees which words in which phase, and what each button does."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from curriculum import scenario_document as paper
from rehearsals.actions import casting, directing, joining, opening, sheets
from rehearsals.models import Casting, Keepsake, KeepsakeText, Place, Rehearsal
from tests import make
from tests.rehearsals import rooms


def url(room: Rehearsal, name: str = "", *more: object) -> str:
    return reverse(f"rehearsal_{name}" if name else "rehearsal", args=[room.pk, *more])


@pytest.fixture
def played(world):
    """Return the cast, and a room: Asha and Ben play, a third watches, a second group plays too."""
    world.third, *world.others = rooms.students(world, 4)
    for person, name in zip(
        (world.third, *world.others), ("Kemi", "Lou", "Mio", "Nia"), strict=True
    ):
        person.name = name
        person.save()
    world.room = rooms.opened(world, world.asha, world.ben, world.third, *world.others)
    first = {"student": world.asha, "calder": world.ben, "watcher": world.third}
    world.group = rooms.cast(world, world.room, **first)
    fourth, fifth, sixth = world.others
    second = {"student": fourth, "calder": fifth, "watcher": sixth}
    world.second = rooms.cast(world, world.room, 2, **second)
    return world


def words(answer: object) -> set[str]:
    """Return the hidden words of a page."""
    found = re.findall(r"(?:SECRET-\w+|TASK)", answer.content.decode())
    return {word.removeprefix("SECRET-") for word in found}


def test_hidden_words_reach_their_holder_and_who_runs_it_until_the_debrief(
    played, client_for
) -> None:
    w, room = played, played.room
    brief = {"opening", "background", "want", "fear", "fact", "cue"}
    there = {
        name: client_for(getattr(w, name)) for name in ("farid", "asha", "ben", "third", "hana")
    }
    there["fourth"] = client_for(w.others[0])

    def seen(path: str = "") -> dict[str, set[str]]:
        return {name: words(client.get(url(room) + path)) for name, client in there.items()}

    nobody = {"asha": set(), "ben": set(), "third": set(), "hana": set(), "fourth": set()}
    runs = {*brief, "guide", "script", "TASK"}
    holding = nobody | {"farid": runs, "asha": {"TASK"}, "ben": brief, "fourth": {"TASK"}}
    assert seen() == nobody | {"farid": runs}
    opening.begin(by=w.farid, rehearsal=room)
    for step, wanted in (("prepare", holding), ("play", holding), ("derole", None)):
        directing.move(by=w.farid, rehearsal=room, to=step)
        assert seen() == (wanted or nobody | {"farid": runs})
        assert words(there["farid"].get(url(room, "wall"))) == set()
        assert words(there["farid"].get(url(room, "cast"))) == set()
        assert {w for page in seen("now/").values() for w in page} == set()
    directing.move(by=w.farid, rehearsal=room, to="debrief", group=w.group)
    assert seen() == nobody | {"farid": runs}
    directing.move(by=w.farid, rehearsal=room, to="debrief", group=w.second)
    everything = {*brief, "TASK"}
    opened = dict.fromkeys(("asha", "ben", "third", "fourth"), everything)
    assert seen() == nobody | opened | {"farid": runs}
    opening.close(by=w.farid, rehearsal=room)
    assert seen() == nobody | opened | {"farid": set()}


def test_nobody_keeps_a_page_for_having_been_there(played, client_for) -> None:
    w, room = played, played.room
    rooms.lead_to(w, room, "play")
    pages = [url(room), url(room, "now")]
    ended = {"ends_at": timezone.now()}
    Membership.objects.filter(person__in=(w.ben, w.farid)).update(**ended)
    for person in (w.ben, w.farid, w.chidi, w.omar, w.ekdal, w.root, w.ivo):
        assert {client_for(person).get(page).status_code for page in pages} == {404}
    for page in ("wall", "cast", "close"):
        assert client_for(w.farid).get(url(room, page)).status_code == 404
    hana = client_for(w.hana)
    assert b"Go on with it" in hana.get(url(room)).content
    assert b"SECRET" not in hana.get(url(room)).content
    hana.post(url(room, "take_over"))
    assert b"SECRET-want" in hana.get(url(room)).content
    assert [line.pk for line in hana.get("/rehearsals/").context["page"].held] == [room.pk]


def test_a_group_is_known_to_itself_alone(played, client_for) -> None:
    w, room = played, played.room
    rooms.lead_to(w, room, "play")
    sheet = {"group": w.group, "save": rooms.save("“Tell me more.”", "At the end")}
    sheets.give_sheet(by=w.third, marks={"0": "done", "1": "partly"}, **sheet)
    mine, other = (client_for(one).get(url(room)) for one in (w.asha, w.others[0]))
    assert {one.name for one in mine.context["page"].company} == {
        "Asha",
        "Ben",
        w.third.get_short_name(),
    }
    given = mine.context["page"].given
    assert [(one.observer, one.body, one.title) for one in given] == [
        (w.third.get_short_name(), "“Tell me more.”", "At the end")
    ]
    assert [(one.label, one.items) for one in given[0].marked] == [
        ("Done", ("Waits five seconds",)),
        ("Partly", ("Names a feeling",)),
    ]
    assert other.context["page"].given == []
    assert w.third.name not in other.content.decode()
    run = client_for(w.farid).get(url(room)).context["page"]
    assert [one.body for one in run.given] == ["“Tell me more.”"]
    # Whoever left has no name any more, and no turn.
    joining.leave(by=w.ben, rehearsal=room)
    assert {one.name for one in client_for(w.asha).get(url(room)).context["page"].company} == {
        "Asha",
        w.third.get_short_name(),
    }


def test_pages_ask_as_often_for_many_as_for_few(
    played, client_for, django_assert_num_queries
) -> None:
    w, room = played, played.room
    rooms.lead_to(w, room, "play")
    alone = rooms.opened(w, w.asha, w.ben, doc=rooms.document(slug="b"))
    rooms.cast(w, alone, student=w.asha, calder=w.ben)
    rooms.lead_to(w, alone, "play")
    farid, asha = client_for(w.farid), client_for(w.asha)
    for one in (room, alone):
        for client, path, number in (
            (farid, url(one), 10),
            (asha, url(one), 8),
            (farid, url(one, "wall"), 5),
            (farid, url(one, "cast"), 7),
        ):
            with django_assert_num_queries(number):
                client.get(path)
    for step in ("derole", "debrief"):
        directing.move(by=w.farid, rehearsal=alone, to=step)
    with django_assert_num_queries(10):
        farid.get(url(alone))
    opening.close(by=w.farid, rehearsal=alone)
    rooms.opened(w, w.asha, doc=rooms.document(slug="c"))
    for client in (farid, asha):
        with django_assert_num_queries(8):
            client.get("/rehearsals/")
    Rehearsal.objects.exclude(pk=room.pk).update(facilitator=w.hana)
    with django_assert_num_queries(8):
        farid.get("/rehearsals/")


def test_a_room_is_opened_on_a_form_and_entered_by_its_code(played, client_for) -> None:
    w = played
    scenario = rooms.scenario(w, rooms.document(title="Night desk"))
    part = make.group(cohort=w.juniper, name="Clinic")
    farid = client_for(w.farid)
    page = farid.get("/rehearsals/start/", {"scenario": scenario.slug})
    assert page.context["form"]["scenario"].value() == scenario.slug
    assert list(page.context["form"].parts) == [str(w.juniper.pk), f"{w.juniper.pk}-{part.pk}"]
    sent = {"scenario": scenario.slug, "part": str(w.rowan.pk), "debrief_model": "gas"}
    assert "part" in farid.post("/rehearsals/start/", sent).context["form"].errors
    sent["part"] = f"{w.juniper.pk}-{part.pk}"
    answer = farid.post("/rehearsals/start/", sent | {"place": "Lab"})
    made = Rehearsal.objects.get(place="Lab")
    assert answer.url == url(made)
    assert (made.part, made.debrief_model) == (part, "gas")
    # Students and mentors are told who starts one.
    for person in (w.asha, w.ekdal):
        told = client_for(person).get("/rehearsals/start/")
        assert b"Whoever facilitates or leads" in told.content
    # Nobody outside of the part learns that there is one; nor does another cohort of any.
    ben = client_for(w.ben)
    for client, code in ((ben, made.code), (client_for(w.chidi), w.room.code), (ben, "BBBBBB")):
        refused = client.post("/rehearsals/join/", {"code": code})
        assert refused.context["form"].errors["code"] == [str(joining.UNKNOWN)]
        assert client.get(reverse("rehearsal_door", args=[code])).status_code == 404
    short = ben.post("/rehearsals/join/", {"code": "BB"}).context["form"].errors["code"]
    assert short == ["It is six letters. Look at the wall again."]
    door = reverse("rehearsal_door", args=[w.room.code])
    assert ben.get(door).url == url(w.room)
    sofia = rooms.students(w, 1)[0]
    came = client_for(sofia)
    assert came.post("/rehearsals/join/", {"code": w.room.code.lower()}).url == door
    assert words(came.get(door)) == set()
    assert came.post(door, {"may_play": "no"}).url == url(w.room)
    assert Place.objects.get(person=sofia).may_play is False
    came.post(url(w.room, "may_play"), {"may_play": "yes"})
    assert Place.objects.get(person=sofia).may_play is True


def test_parts_are_given_by_hand_by_a_draw_and_by_changing_chairs(played, client_for) -> None:
    w, room = played, played.room
    farid, page = client_for(w.farid), url(played.room, "cast")

    def holds(person):
        return Casting.objects.get(person=person, group__rehearsal=room).role_key

    shown = farid.get(page).context["page"]
    said = {f"group-{one.pk}": str(one.group) for one in shown.people}
    said |= {f"role-{one.pk}": one.role for one in shown.people}
    before = Casting.objects.order_by("pk").values_list("pk", "role_key")
    unchanged = list(before)
    farid.post(page, said | {"do": "cast"})
    assert list(before.all()) == unchanged
    swapped = {f"role-{w.asha.pk}": "calder", f"role-{w.ben.pk}": "student"}
    farid.post(page, said | swapped | {"do": "cast", f"group-{w.third.pk}": ""})
    assert (holds(w.asha), holds(w.ben)) == ("calder", "student")
    assert Place.objects.get(person=w.third).group is None
    farid.post(page, {"do": "swap", "one": w.asha.pk, "other": w.ben.pk})
    assert (holds(w.asha), holds(w.ben)) == ("student", "calder")
    same = farid.post(page, {"do": "swap", "one": w.asha.pk, "other": w.asha.pk})
    assert (same.status_code, b"Choose two different people" in same.content) == (422, True)
    # Two who cannot both have what is asked: nothing of it is done.
    joining.say_may_play(by=w.ben, rehearsal=room, may_play=False)
    assert farid.get(page).context["page"].lacking == [1]
    wrong = {f"role-{w.asha.pk}": "watcher", f"role-{w.ben.pk}": "calder"}
    refused = farid.post(page, said | wrong | {"do": "cast"})
    assert (refused.status_code, holds(w.asha)) == (422, "student")
    farid.post(page, said | {"do": "cast", f"role-{w.ben.pk}": "watcher"})
    farid.post(page, {"do": "fill-1"})
    assert holds(w.third) == "calder"
    many = farid.post(page, {"do": "draw", "groups": "3"})
    assert (many.status_code, b"to be ready to play" in many.content) == (422, True)
    farid.post(page, {"do": "draw", "groups": "1", "mirrors": "on"})
    assert Casting.objects.filter(is_mirror=True).exists()
    assert "behind" in str(farid.get(page).context["page"].behind)
    for wrong in ({"do": "dance"}, {"do": "fill-9"}, {"do": "swap", "one": "x", "other": "y"}):
        assert farid.post(page, wrong).status_code == 404


def test_each_button_leads_one_group_or_all_of_them(played, client_for) -> None:
    w, room = played, played.room
    farid, drive = client_for(w.farid), url(played.room, "drive")

    def press(do, group="", **more):
        answer = farid.post(drive, {"do": do, "group": group} | more)
        return [(one.phase, one.is_paused) for one in room.groups.all()], answer

    first, second = 0, 1
    shown = farid.get(url(room)).context["page"]
    buttons = {b.do for step in shown.steps for b in step.buttons}
    assert buttons == {"begin"}
    press("begin")
    refused = farid.post(drive, {"do": "to-play"}, follow=True)
    assert b"no step of the way is left out" in refused.content
    for step in ("prepare", "play"):
        assert press(f"to-{step}")[0] == [(step, False)] * 2
    assert press("time_out", "2")[0] == [("play", False), ("play", True)]
    assert press("rewind", "2")[0][second] == ("play", True)
    now, answer = press("time_out")
    assert (now, answer.url) == ([("play", True)] * 2, url(room))
    assert press("resume", "1")[1].url == f"{url(room)}?group=1"
    room.refresh_from_db()
    allowed = room.groups.first().seconds_allowed
    for _twice in range(2):
        press("more", seen=room.sequence)
    assert room.groups.first().seconds_allowed == allowed + 120
    press("more", seen="x")
    press("resume")
    press("to-derole")
    assert press("to-debrief", "1")[0][first] == ("debrief", False)
    press("speaker-2", "1")
    assert room.groups.first().speaker == 2
    page = farid.get(url(room), {"group": "1"}).context["page"]
    turn = next(t for step in page.steps for t in step.turns if t.is_now)
    assert turn.who == "Ben, who sat on the other chair"
    press("open")
    room.refresh_from_db()
    assert room.debrief_opened_at
    press("rotate")
    assert [one.rotation for one in room.groups.all()] == [2, 2]
    assert press("dance")[1].status_code == 404
    assert press("time_out", "9")[1].status_code == 404
    press("to-play")
    held = farid.post(url(room, "close"))
    assert (held.status_code, b"still in role" in held.content) == (422, True)


def test_the_end_a_phrase_a_page_to_write_on_and_the_lists(played, client_for) -> None:
    w, room = played, played.room
    asha, other = client_for(w.asha), client_for(w.others[0])
    rooms.lead_to(w, room, "derole")
    asha.post(url(room, "step_out"))
    assert Place.objects.get(person=w.asha).deroled_at
    early = asha.post(url(room, "write_on"), {"id": str(uuid.uuid4())}, follow=True)
    assert b"opens when the rehearsal is closed" in early.content
    opening.close(by=w.farid, rehearsal=room)
    asha.post(url(room, "keep"), {"phrase": " Ask, then wait. "})
    assert KeepsakeText.objects.get().body == "Ask, then wait."
    long = asha.post(url(room, "keep"), {"phrase": "x" * 501})
    assert (long.status_code, long.context["page"].phrase) == (422, "x" * 501)
    assert KeepsakeText.objects.get().body == "Ask, then wait."
    assert asha.post(url(room, "write_on"), {"id": "none"}).status_code == 404
    written = asha.post(url(room, "write_on"), {"id": str(uuid.uuid4())})
    assert written.url.startswith("/journal/")
    assert b"Ask, then wait." in asha.get(written.url).content
    lists = {one: client_for(one).get("/rehearsals/") for one in (w.asha, w.farid, w.chidi)}
    assert [line.phrase for line in lists[w.asha].context["page"].mine] == ["Ask, then wait."]
    assert [line.phrase for line in other.get("/rehearsals/").context["page"].mine] == [""]
    assert b"Ask, then wait." not in lists[w.farid].content
    assert b"You facilitate" not in lists[w.asha].content
    assert lists[w.chidi].context["page"].mine == []
    asha.post(url(room, "keep"), {"phrase": ""})
    assert not Keepsake.objects.exists()


def test_a_circle_asks_for_a_turn_and_speaks_of_no_role(played, client_for) -> None:
    w = played
    watches = paper.Role("watcher", "Observer", "observer", 2)
    circle = rooms.document(slug="circle", roles=(watches,))
    for doc, joins in ((circle, False), (rooms.document(slug="pair"), True)):
        room = rooms.opened(w, w.asha, doc=doc)
        door = client_for(w.ben).get(reverse("rehearsal_door", args=[room.code]))
        phone = client_for(w.asha).get(url(room))
        if joins:
            rooms.cast(w, room, student=w.asha)
        else:
            casting.draw_fairly(by=w.farid, rehearsal=room, groups=1)
        rooms.lead_to(w, room, "derole")
        steps_out = client_for(w.asha).get(url(room))
        for page in (door, phone, steps_out):
            said = page.content.decode()
            assert ("take a turn" in said) is (page is not steps_out and not joins)
            assert ("I may play" in said) is (page is not steps_out and joins)
            assert ("between you and the role" in said) is (page is steps_out and joins)
