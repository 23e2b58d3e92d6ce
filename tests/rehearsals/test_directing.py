"""Phases, time-outs and the clock: no step left out, and the truth is on the server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent
from rehearsals import clock
from rehearsals.actions import directing, joining, opening
from rehearsals.models import Group, Rehearsal
from tests import make
from tests.rehearsals import rooms


def at(group: Group, **spell: float) -> None:
    """Let the group's phase have begun that long ago."""
    Group.objects.filter(pk=group.pk).update(phase_started_at=make.ago(**spell))


def left(group: Group) -> int:
    found = Group.objects.get(pk=group.pk).seconds_left()
    assert found is not None
    return found


# ------------------------------------------------------------------ pure
def test_what_is_left_follows_from_four_values() -> None:
    start = timezone.now()
    one = Group(phase="play", phase_started_at=start, seconds_allowed=300)

    def seconds(after: float) -> int | None:
        return clock.left(one, start + timedelta(seconds=after))

    assert [seconds(0), seconds(10.2), seconds(300), seconds(321)] == [300, 290, 0, -21]
    one.paused_at = start + timedelta(seconds=20)
    assert [seconds(20), seconds(500)] == [280, 280]
    reading = clock.resumed(one, start + timedelta(seconds=80.5))
    one.paused_at, one.paused_seconds = reading.paused_at, reading.paused_seconds
    assert seconds(80.5) in (280, 281)  # never robbed of the part of a second
    assert clock.resumed(one, start + timedelta(seconds=99)) == reading
    assert clock.rewound(one, start + timedelta(seconds=90), 10).paused_seconds == 71
    # No more is given back than has counted.
    assert clock.rewound(one, start + timedelta(seconds=65), 30).paused_seconds == 65
    one.phase_started_at = None
    assert seconds(5) is None
    assert clock.elapsed(one, start) == 0


def test_minutes_are_the_scenarios_and_else_the_usual() -> None:
    document = rooms.document(minutes_play=7, minutes_prepare=3, minutes_debrief=12)
    said = {phase: clock.allowed(document, phase) for phase in clock.PHASES}
    assert said == {
        "prebrief": 300, "prepare": 180, "play": 300, "derole": 120, "debrief": 720,
        "replay": 60, "closed": None,
    }  # fmt: skip


def test_out_of_a_role_leads_only_de_roling() -> None:
    assert {phase: clock.ways(phase) for phase in clock.IN_ROLE} == {
        "play": ("derole",), "replay": ("derole",)
    }  # fmt: skip
    assert [p for p in clock.PHASES if "debrief" in clock.ways(p)] == ["derole"]
    assert all("closed" not in clock.ways(phase) for phase in clock.PHASES)


# ------------------------------------------------------------------ phases
def test_no_step_is_left_out(world) -> None:
    w = world
    room = rooms.opened(w, w.asha, w.ben)
    rooms.cast(w, room, student=w.asha, calder=w.ben)
    for to in ("play", "derole", "debrief", "replay", "closed"):
        with pytest.raises(NotNow):
            directing.move(by=w.farid, rehearsal=room, to=to)
    opening.begin(by=w.farid, rehearsal=room)
    begun = Rehearsal.objects.get().begun_at
    opening.begin(by=w.farid, rehearsal=room)
    assert Rehearsal.objects.get().begun_at == begun
    assert AuditEvent.objects.filter(verb="rehearsal.begun").count() == 1
    with pytest.raises(NotNow):
        joining.step_out(by=w.asha, rehearsal=room)
    rooms.lead_to(w, room, "play")
    assert directing.move(by=w.farid, rehearsal=room, to="play") == []
    for act in (
        lambda: directing.open_debrief(by=w.farid, rehearsal=room),
        lambda: opening.close(by=w.farid, rehearsal=room),
        lambda: directing.move(by=w.farid, rehearsal=room, to="debrief"),
        lambda: directing.next_speaker(by=w.farid, rehearsal=room, to=1),
    ):
        with pytest.raises(NotNow):
            act()
    directing.move(by=w.farid, rehearsal=room, to="derole")
    directing.move(by=w.farid, rehearsal=room, to="play")  # pressed too early: one step back
    directing.move(by=w.farid, rehearsal=room, to="derole")
    assert Rehearsal.objects.get().debrief_opened_at is None
    directing.move(by=w.farid, rehearsal=room, to="debrief")
    assert Rehearsal.objects.get().debrief_opened_at
    directing.next_speaker(by=w.farid, rehearsal=room, to=2)
    assert Group.objects.get().speaker == 2
    with pytest.raises(Refused):
        directing.next_speaker(by=w.farid, rehearsal=room, to=6)
    opening.close(by=w.farid, rehearsal=room)
    closed = Rehearsal.objects.get()
    assert (closed.code, closed.groups.get().phase) == ("", "closed")
    with pytest.raises(Refused):
        directing.move(by=w.farid, rehearsal=room, to="prebrief")


def test_groups_go_each_at_their_pace_and_briefs_open_when_the_last_is_out(world) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    one = rooms.cast(w, room, student=w.asha, calder=w.ben)
    two = rooms.cast(w, room, 2, student=others[0], calder=others[1])
    rooms.lead_to(w, room, "play")
    directing.move(by=w.farid, rehearsal=room, to="derole", group=one)
    directing.move(by=w.farid, rehearsal=room, to="debrief", group=one)
    assert Rehearsal.objects.get().debrief_opened_at is None
    with pytest.raises(NotNow) as refused:
        directing.open_debrief(by=w.farid, rehearsal=room)
    assert "2" in str(refused.value.sentence)
    # All who can go; whoever cannot, stays.
    assert directing.move(by=w.farid, rehearsal=room, to="derole") != []
    directing.open_debrief(by=w.farid, rehearsal=room)
    directing.open_debrief(by=w.farid, rehearsal=room)
    assert Rehearsal.objects.get().debrief_opened_at
    assert set(Group.objects.values_list("phase", flat=True)) >= {"debrief"}
    assert AuditEvent.objects.filter(verb="rehearsal.debrief_opened").count() == 1
    two.refresh_from_db()
    assert two.phase == "debrief"


# ------------------------------------------------------------------ the clock
def test_anybody_stops_the_clock_of_her_group_and_of_no_other(world) -> None:
    w = world
    others = rooms.students(w, 2)
    room = rooms.opened(w, w.asha, w.ben, *others)
    one = rooms.cast(w, room, student=w.asha, watcher=w.ben)
    two = rooms.cast(w, room, 2, student=others[0], calder=others[1])
    with pytest.raises(NotNow):
        directing.time_out(by=w.asha, rehearsal=room)
    rooms.lead_to(w, room, "play")
    trail = AuditEvent.objects.count()
    at(one, seconds=100)
    directing.time_out(by=w.ben, rehearsal=room)
    directing.time_out(by=w.asha, rehearsal=room)
    one.refresh_from_db()
    assert one.shown_phase == "paused"
    assert left(one) == 200
    Group.objects.filter(pk=one.pk).update(
        phase_started_at=make.ago(seconds=400), paused_at=make.ago(seconds=300)
    )
    assert left(one) == 200
    assert Group.objects.get(pk=two.pk).paused_at is None
    # A restarted server, another phone: the row alone says what is left.
    directing.resume(by=w.ben, rehearsal=room)
    directing.resume(by=w.ben, rehearsal=room)
    assert left(one) in (200, 201)
    directing.rewind(by=w.asha, rehearsal=room, seconds=30)
    assert left(one) in (230, 231)
    assert AuditEvent.objects.count() == trail  # nobody reads who called it, nor that it was
    for person, group in ((w.asha, two), (w.ekdal, None), (w.ekdal, one), (w.hana, one)):
        for act in (directing.time_out, directing.resume, directing.rewind):
            with pytest.raises(Refused):
                act(by=person, rehearsal=room, group=group)
    with pytest.raises(Refused):
        directing.rewind(by=w.asha, rehearsal=room, seconds=100_000)
    directing.time_out(by=w.farid, rehearsal=room)
    assert Group.objects.filter(paused_at=None).count() == 0
    # Out of a time-out straight to de-roling: the next phase begins with a clock of its own.
    directing.move(by=w.farid, rehearsal=room, to="derole")
    assert left(one) == 120


def test_more_minutes_are_added_once(world) -> None:
    w = world
    room = rooms.opened(w, w.asha)
    group = rooms.cast(w, room, student=w.asha)
    with pytest.raises(NotNow):
        directing.more_minutes(
            by=w.farid, rehearsal=room, seen=Rehearsal.objects.get().sequence, group=group
        )
    rooms.lead_to(w, room, "play")
    seen = Rehearsal.objects.get().sequence
    for _press in range(2):
        directing.more_minutes(by=w.farid, rehearsal=room, seen=seen)
    assert left(group) == 300 + 120
    seen = Rehearsal.objects.get().sequence
    with pytest.raises(NotNow):
        directing.more_minutes(by=w.farid, rehearsal=room, seen=seen, minutes=1000)
