"""Coming in, saying to be ready, and getting a role: by hand, by a draw, round after round."""

import pytest

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Conflict
from rehearsals.actions import casting, directing, joining, opening
from rehearsals.models import Brief, Casting, Group, Place, Rehearsal
from tests import make
from tests.rehearsals import rooms


def roles(room: Rehearsal) -> dict[str, str]:
    """Return who has which role now, by first names; a mirror's with a star."""
    rows = Casting.objects.filter(group__rehearsal=room).select_related("group", "person")
    current = [one for one in rows if one.rotation == one.group.rotation]
    return {one.person.name: one.role_key + "*" * one.is_mirror for one in current}


def test_a_room_is_opened_by_who_facilitates_or_leads_there(world) -> None:
    w, scenario = world, rooms.scenario(world)
    room = opening.open_rehearsal(by=w.hana, cohort=w.juniper, scenario=scenario)
    assert len(room.code) == 6
    assert room.groups.get().phase == "prebrief"
    pinned = {one.role_key: one.content for one in Brief.objects.filter(rehearsal=room)}
    assert pinned["calder"] == rooms.document().role("calder").brief
    assert pinned["watcher"] is None
    for person, cohort in (
        (w.asha, w.juniper),
        (w.ekdal, w.juniper),
        (w.farid, w.rowan),
        (w.omar, w.juniper),
        (w.cleo, w.juniper),
        (w.ivo, w.juniper),
        (w.root, w.juniper),
    ):
        with pytest.raises(Refused):
            opening.open_rehearsal(by=person, cohort=cohort, scenario=scenario)
    assert Rehearsal.objects.count() == 1
    unpublished = make.scenario(course=scenario.course, is_published=False)
    without = make.scenario(course=scenario.course)
    alone = rooms.scenario(w, rooms.document(kind="encounter"))
    elsewhere = make.group(cohort=w.rowan)
    for bad, part, field in (
        (unpublished, None, "scenario"),
        (without, None, "scenario"),
        (alone, None, "scenario"),
        (scenario, elsewhere, "part"),
    ):
        with pytest.raises(Refused) as refused:
            opening.open_rehearsal(by=w.farid, cohort=w.juniper, scenario=bad, part=part)
        assert refused.value.field == field


def test_a_near_peer_runs_what_she_was_in_to_its_end_and_nothing_else(world, client_for) -> None:
    """A student of one cohort who facilitates in another (module 10 asks it of the fourth year)."""
    w = world
    make.membership(person=w.asha, cohort=w.rowan, role="facilitator")
    make.membership(person=w.ben, cohort=w.rowan, role="facilitator")
    room = rooms.opened(w, w.asha, w.ben)
    scenario, asha = room.scenario, client_for(w.asha)
    start = {"scenario": scenario.slug, "part": w.rowan.pk, "debrief_model": "aloba"}
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    joining.leave(by=w.ben, rehearsal=room)
    rooms.lead_to(w, room, "derole")
    assert asha.post("/rehearsals/start/", start).status_code == 422
    directing.move(by=w.farid, rehearsal=room, to="debrief")
    assert asha.post("/rehearsals/start/", start).status_code == 422
    opening.close(by=w.farid, rehearsal=room)
    answer = asha.post("/rehearsals/start/", start, follow=True)
    assert b"SECRET-want" in answer.content
    made = Rehearsal.objects.get(facilitator=w.asha)
    # Who left saw no brief; the library, the paper and her own cohort stay closed to both.
    assert client_for(w.ben).post("/rehearsals/start/", start).status_code == 422
    with pytest.raises(Refused):
        opening.take_over(by=w.ben, rehearsal=made)
    assert asha.post("/rehearsals/start/", start | {"part": w.juniper.pk}).status_code == 422
    assert asha.get(f"/scenarios/{scenario.slug}/print/").status_code == 404
    # One that was closed before its debrief opened nothing to anybody.
    early = rooms.opened(w, w.asha, doc=rooms.document(title="Another"))
    opening.close(by=w.farid, rehearsal=early)
    with pytest.raises(NotNow):
        opening.open_rehearsal(by=w.asha, cohort=w.rowan, scenario=early.scenario)
    scenario.is_published = False
    scenario.save()
    with pytest.raises(Refused):
        opening.open_rehearsal(by=w.asha, cohort=w.rowan, scenario=scenario)


def test_people_of_the_cohort_come_in_by_the_code_and_nobody_else(world) -> None:
    w = world
    room = rooms.opened(w)
    spelled = f"{room.code[:3].lower()}-{room.code[3:]} "
    for person in (w.asha, w.asha, w.ekdal):
        assert joining.join(by=person, code=spelled) == room
    assert joining.join(by=w.farid, code=room.code) == room
    assert set(Place.objects.values_list("person__name", flat=True)) == {"Asha", "Dr Ekdal"}
    said = set()
    for person in (w.chidi, w.lena, w.sam, w.omar, w.ivo, w.root, w.cleo):
        with pytest.raises(Refused) as refused:
            joining.join(by=person, code=room.code)
        said.add((str(refused.value.sentence), refused.value.field))
    with pytest.raises(Refused) as refused:
        joining.join(by=w.ben, code="BBBBBB")
    said.add((str(refused.value.sentence), refused.value.field))
    opening.close(by=w.farid, rehearsal=room)
    for code in (room.code, ""):
        with pytest.raises(Refused) as refused:
            joining.join(by=w.ben, code=code)
        said.add((str(refused.value.sentence), refused.value.field))
    assert said == {(str(joining.UNKNOWN), "code")}


def test_only_the_part_of_the_cohort_that_was_asked_comes_in(world) -> None:
    w = world
    part = make.group(cohort=w.juniper)
    part.memberships.create(person=w.asha, starts_at=make.ago(days=3))
    part.memberships.create(person=w.ben, starts_at=make.ago(days=3), ends_at=make.ago(days=1))
    room = opening.open_rehearsal(
        by=w.farid, cohort=w.juniper, scenario=rooms.scenario(w), part=part
    )
    joining.join(by=w.asha, code=room.code)
    joining.join(by=w.ekdal, code=room.code)
    with pytest.raises(Refused):
        joining.join(by=w.ben, code=room.code)


def test_codes_cannot_be_tried_out(world) -> None:
    w = world
    room = rooms.opened(w)
    for _try in range(joining.TRIES):
        with pytest.raises(Refused):
            joining.join(by=w.asha, code="BCDFGH")
    with pytest.raises(NotNow):
        joining.join(by=w.asha, code=room.code)
    joining.join(by=w.ben, code=room.code)  # each person’s tries are her own


def test_leaving_and_passing_leave_no_trace(world) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    rooms.cast(w, room, student=w.asha, calder=w.ben, watcher=others[0])
    trail = list(AuditEvent.objects.values_list("pk", flat=True))
    joining.say_may_play(by=w.ben, rehearsal=room, may_play=False)
    assert roles(room)["Ben"] == "watcher"
    joining.leave(by=w.asha, rehearsal=room)
    assert list(AuditEvent.objects.values_list("pk", flat=True)) == trail
    assert not Place.objects.filter(person=w.asha).exists()
    assert not Casting.objects.filter(person=w.asha).exists()
    for row in (*AuditEvent.objects.all(), *Rehearsal.objects.all(), *Group.objects.all()):
        said = str({**vars(row), "_state": None})
        assert str(w.asha.pk) not in said
        assert str(w.ben.pk) not in said
    with pytest.raises(Refused):
        joining.leave(by=w.asha, rehearsal=room)
    opening.close(by=w.farid, rehearsal=room)
    assert set(Place.objects.values_list("may_play", flat=True)) == {None}
    for act in (
        lambda: joining.say_may_play(by=w.ben, rehearsal=room, may_play=True),
        lambda: joining.leave(by=w.ben, rehearsal=room),
    ):
        with pytest.raises(Refused):
            act()


def test_by_hand_nobody_is_pressed_and_chairs_change_hands(world) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    joining.say_may_play(by=w.ben, rehearsal=room, may_play=False)
    with pytest.raises(Refused) as refused:
        rooms.cast(w, room, calder=w.ben)
    assert refused.value.field == "person"
    rooms.cast(w, room, student=w.asha, calder=others[0], watcher=w.ben)
    rooms.cast(w, room, calder=others[1])  # whoever had the chair watches
    name = [one.name for one in others]
    assert roles(room) == {
        "Asha": "student",
        "Ben": "watcher",
        name[0]: "watcher",
        name[1]: "calder",
    }
    casting.swap(by=w.farid, rehearsal=room, one=w.asha, other=others[0])
    assert roles(room)["Asha"] == "watcher"
    assert roles(room)[name[0]] == "student"
    with pytest.raises(Refused):
        casting.swap(by=w.farid, rehearsal=room, one=w.ben, other=others[0])
    # To another group, which is made when it is the next; then out of any.
    casting.cast(by=w.farid, rehearsal=room, person=w.asha, number=2, role_key="student")
    assert Place.objects.get(person=w.asha).group.number == 2
    casting.swap(by=w.farid, rehearsal=room, one=w.asha, other=others[1])
    assert Place.objects.get(person=w.asha).group.number == 1
    assert roles(room)["Asha"] == "calder"
    casting.cast(by=w.farid, rehearsal=room, person=w.asha, number=1)
    assert Place.objects.get(person=w.asha).group is None
    for number, key, field in ((4, "student", "number"), (1, "nurse", "role_key")):
        with pytest.raises(Refused) as refused:
            casting.cast(by=w.farid, rehearsal=room, person=w.asha, number=number, role_key=key)
        assert refused.value.field == field
    with pytest.raises(Refused):  # who is not in the room is not cast
        rooms.cast(w, room, student=w.ekdal)


def test_several_triads_are_drawn_at_once_and_again(world) -> None:
    w = world
    people = [w.asha, w.ben, *rooms.students(w, 5)]
    Conflict.objects.create(one=w.asha, other=w.ben)
    room = rooms.opened(w, *people)
    joining.say_may_play(by=people[6], rehearsal=room, may_play=None)
    for _draw in range(3):
        casting.draw_fairly(by=w.farid, rehearsal=room)
        given = sorted(roles(room).values())
        assert given == ["calder"] * 2 + ["student"] * 2 + ["watcher"] * 3
        assert roles(room)[people[6].name] == "watcher"
        assert sorted(room.groups.values_list("number", flat=True)) == [1, 2]
        places = {p.person_id: p.group.number for p in Place.objects.select_related("group")}
        assert places[w.asha.pk] != places[w.ben.pk]
    casting.draw_fairly(by=w.farid, rehearsal=room, groups=1, mirrors=True)
    assert list(room.groups.values_list("number", flat=True)) == [1]
    assert sorted(roles(room).values()) == [
        "calder", "calder*", "student", "student*", "watcher", "watcher", "watcher"
    ]  # fmt: skip
    with pytest.raises(NotNow) as refused:
        casting.draw_fairly(by=w.farid, rehearsal=room, groups=4)
    assert "2" in str(refused.value.sentence)
    rooms.lead_to(w, room, "play")
    with pytest.raises(NotNow):
        casting.draw_fairly(by=w.farid, rehearsal=room)


def test_who_leaves_is_replaced_and_rounds_go_round(world) -> None:
    w = world
    others = rooms.students(w, 1)
    room = rooms.opened(w, w.asha, w.ben, *others)
    group = rooms.cast(w, room, student=w.asha, calder=w.ben, watcher=others[0])
    joining.leave(by=w.ben, rehearsal=room)
    assert casting.redraw(by=w.farid, rehearsal=room, group=group) == 1
    assert roles(room) == {"Asha": "student", others[0].name: "calder"}
    assert casting.redraw(by=w.farid, rehearsal=room, group=group) == 0
    with pytest.raises(NotNow):
        casting.rotate(by=w.farid, rehearsal=room)  # nobody has stepped out of a role
    rooms.lead_to(w, room, "derole")
    joining.step_out(by=w.asha, rehearsal=room)
    assert Place.objects.get(person=w.asha).deroled_at
    casting.rotate(by=w.farid, rehearsal=room)
    assert roles(room) == {"Asha": "calder", others[0].name: "student"}
    group.refresh_from_db()
    assert (group.rotation, group.phase) == (2, "prepare")
    assert Place.objects.get(person=w.asha).deroled_at is None
    joining.leave(by=others[0], rehearsal=room)
    with pytest.raises(NotNow):
        casting.redraw(by=w.farid, rehearsal=room, group=group)


def test_a_draw_after_a_round_forgets_no_round_and_says_what_was_read(world, client_for) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    first = rooms.cast(w, room, student=w.asha, calder=w.ben)
    rooms.cast(w, room, 2, student=others[0], calder=others[1])
    page = client_for(w.farid).get
    seen = [b"knows two of them" in page(f"/rehearsals/{room.pk}/cast/").content]
    rooms.lead_to(w, room, "derole", first)
    casting.rotate(by=w.farid, rehearsal=room, group=first)
    casting.draw_fairly(by=w.farid, rehearsal=room)
    before = {one.person: one.role_key for one in Casting.objects.filter(group=first, rotation=1)}
    assert before == {w.asha: "student", w.ben: "calder"}
    seen.append(b"knows two of them" in page(f"/rehearsals/{room.pk}/cast/").content)
    assert seen == [False, True]


def test_a_mirror_takes_over_and_the_rest_may_only_who_runs_it(world) -> None:
    w = world
    people = [w.asha, w.ben, *rooms.students(w, 2)]
    room = rooms.opened(w, *people)
    casting.draw_fairly(by=w.farid, rehearsal=room, groups=1, mirrors=True)
    first = {role: name for name, role in roles(room).items()}
    gone = next(one for one in people if one.name == first["calder"])
    joining.leave(by=gone, rehearsal=room)
    casting.redraw(by=w.farid, rehearsal=room, group=room.groups.get())
    assert roles(room)[first["calder*"]] == "calder"
    group = room.groups.get()
    here = [one for one in people if one != gone]
    for person in (here[0], w.hana, w.ekdal, w.omar, w.root):
        for act in (
            lambda by: casting.cast(by=by, rehearsal=room, person=here[0], number=1),
            lambda by: casting.swap(by=by, rehearsal=room, one=here[0], other=here[1]),
            lambda by: casting.draw_fairly(by=by, rehearsal=room),
            lambda by: casting.redraw(by=by, rehearsal=room, group=group),
            lambda by: casting.rotate(by=by, rehearsal=room),
            lambda by: directing.move(by=by, rehearsal=room, to="prepare"),
            lambda by: directing.open_debrief(by=by, rehearsal=room),
            lambda by: directing.next_speaker(by=by, rehearsal=room, to=1),
            lambda by: directing.more_minutes(by=by, rehearsal=room, seen=room.sequence),
            lambda by: opening.begin(by=by, rehearsal=room),
            lambda by: opening.close(by=by, rehearsal=room),
        ):  # fmt: skip
            with pytest.raises(Refused):
                act(person)
    # Another facilitator or lead of the cohort goes on; then the first runs it no more.
    with pytest.raises(Refused):
        opening.take_over(by=w.omar, rehearsal=room)
    peer = make.person()
    make.membership(person=peer, cohort=w.juniper, role="facilitator")
    seat = make.membership(person=peer, cohort=w.rowan)
    with pytest.raises(Refused):  # a student somewhere may still come to play it
        opening.take_over(by=peer, rehearsal=room)
    seat.delete()
    opening.take_over(by=peer, rehearsal=room)
    opening.take_over(by=w.hana, rehearsal=room)
    opening.begin(by=w.hana, rehearsal=room)
    with pytest.raises(Refused):
        opening.begin(by=w.farid, rehearsal=room)
    opening.close(by=w.hana, rehearsal=room)
    with pytest.raises(Refused):
        opening.take_over(by=w.farid, rehearsal=room)
