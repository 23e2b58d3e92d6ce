"""At the same moment, in several connections: the debrief's switch, coming, drawing, stopping."""

import threading
import time
from collections.abc import Callable

from django.db import connections

from accounts.errors import NotNow
from accounts.models import Person
from rehearsals.actions import casting, directing, joining
from rehearsals.models import Brief, Casting, Group, Place, Rehearsal
from tests import world
from tests.rehearsals import rooms


def together(*acts: Callable[[], object]) -> list[object]:
    """Run these at once, each in a connection of its own, and return what they returned."""
    gate, done = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            done.append(act())
        except NotNow:
            done.append("not now")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(acts)
    return done


def test_no_brief_is_read_before_the_debrief_is_open(transactional_db: None) -> None:
    """Phones ask without a pause while the switch is thrown: none reads early, all read after."""
    w = world.build()
    room = rooms.opened(w, w.asha, w.ben, w.ekdal)
    rooms.cast(w, room, student=w.asha, calder=w.ben, watcher=w.ekdal)
    rooms.lead_to(w, room, "derole")
    thrown: list[float] = []
    reads: dict[str, list[tuple[float, float, bool]]] = {"asha": [], "ekdal": []}

    def asks(person: Person, into: list[tuple[float, float, bool]]) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            began = time.monotonic()
            mine = Brief.objects.visible_to(person).filter(rehearsal=room, role_key="calder")
            found = [one.content.want for one in mine if one.content]
            into.append((began, time.monotonic(), found == ["SECRET-want"]))
            if thrown and began > thrown[1] + 0.2:
                return

    def throws() -> None:
        while min(map(len, reads.values())) < 3:
            time.sleep(0.01)
        before = time.monotonic()
        directing.open_debrief(by=w.farid, rehearsal=room)
        thrown.extend((before, time.monotonic()))

    together(lambda: asks(w.asha, reads["asha"]), lambda: asks(w.ekdal, reads["ekdal"]), throws)
    before, after = thrown
    for asked in reads.values():
        early = [seen for _began, ended, seen in asked if ended < before]
        late = [seen for began, _ended, seen in asked if began > after]
        seen = [one for _began, _ended, one in asked]
        assert early
        assert late
        assert not any(early)
        assert all(late)
        assert sorted(seen) == seen  # once open, open


def test_coming_drawing_and_stopping_at_once(transactional_db: None) -> None:
    w = world.build()
    people = [w.asha, w.ben, *rooms.students(w, 2)]
    room = rooms.opened(w, *people)
    # Two presses of "draw", and somebody who comes and goes meanwhile.
    together(
        lambda: casting.draw_fairly(by=w.farid, rehearsal=room, groups=1),
        lambda: casting.draw_fairly(by=w.farid, rehearsal=room, groups=1),
        lambda: joining.join(by=w.ekdal, code=room.code),
        lambda: joining.leave(by=people[3], rehearsal=room),
    )
    seated = Casting.objects.filter(group__rehearsal=room)
    there = set(Place.objects.filter(rehearsal=room).values_list("person", flat=True))
    assert people[3].pk not in there
    assert set(seated.values_list("person", flat=True)) <= there
    for role in ("student", "calder"):
        assert seated.filter(role_key=role).count() <= 1
    # The same person from two devices has one place.
    together(*[lambda: joining.join(by=people[3], code=room.code)] * 2)
    assert Place.objects.filter(rehearsal=room, person=people[3]).count() == 1
    # A time-out while the facilitator leads on: never both in role and out of it.
    casting.draw_fairly(by=w.farid, rehearsal=room, groups=1)
    rooms.lead_to(w, room, "play")
    done = together(
        lambda: directing.time_out(by=w.asha, rehearsal=room),
        lambda: directing.move(by=w.farid, rehearsal=room, to="derole"),
    )
    group = Group.objects.get(rehearsal=room)
    assert (group.phase, group.paused_at) == ("derole", None)
    assert len(done) == 2
    assert Rehearsal.objects.get().debrief_opened_at is None
