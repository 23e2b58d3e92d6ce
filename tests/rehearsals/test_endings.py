"""What was written in a rehearsal is taken along, goes when its time is over, and is erased."""

import json
import zipfile
from io import BytesIO

from django.utils import timezone

from accounts import holdings
from accounts.actions import erasing
from accounts.models import AuditEvent, Draft, Membership, Person, RetentionRule
from accounts.periods import Periods
from reflections.packing.pack import pack
from rehearsals.actions import keeping, opening, sheets
from rehearsals.holdings import close_forgotten
from rehearsals.models import Dialogue, Keepsake, KeepsakeText, Place, Rehearsal, Sheet, SheetText
from rehearsals.queries import taken
from tests import make
from tests.house import matrix_dialogues
from tests.rehearsals import rooms
from tests.world import World

Key = RetentionRule.Key


def _written(w: World) -> Rehearsal:
    """Let Ben write a sheet and give it, and Asha keep a phrase; both leave nothing else."""
    room = rooms.opened(w, w.asha, w.ben)
    group = rooms.cast(w, room, student=w.asha, watcher=w.ben)
    sheets.give_sheet(
        by=w.ben, group=group, save=rooms.save("WORDS of Ben", "MOMENT"), marks={"1": "partly"}
    )
    keeping.keep_phrase(by=w.ben, rehearsal=room, body="PHRASE of Ben")
    return room


def _taken(person: Person) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(b"".join(pack(person, timezone.now(), "en-gb"))))


def test_sheets_and_phrases_are_taken_along(world) -> None:
    w = world
    _written(w)
    archive = _taken(w.ben)
    said = json.loads(archive.read("data.json"))["rehearsals"]
    sheet, phrase = said
    assert (sheet["words"], sheet["moment"]) == ("WORDS of Ben", "MOMENT")
    assert sheet["marks"] == [{"line": "Names a feeling", "mark": "partly"}]
    assert phrase["phrase"] == "PHRASE of Ben"
    page = archive.read("index.html").decode()
    assert "PHRASE of Ben" in page
    assert "MOMENT" in page
    assert json.loads(_taken(w.asha).read("data.json"))["rehearsals"] == []


def test_a_map_the_group_kept_is_taken_along_and_names_nobody(world) -> None:
    w = world
    room = matrix_dialogues.talking(w, kept=True)
    going_on = matrix_dialogues.talking(w)
    line = "WORDS-of the map"
    for person in (w.asha, w.ben):
        archive = _taken(person)
        (kept,) = json.loads(archive.read("data.json"))["rehearsals"]
        assert kept["scenario"] == room.document.title
        (column,) = kept["map"]
        assert (column["column"], column["lines"]) == ("agree", [line])
        page = archive.read("index.html").decode()
        assert line in page
        assert f"<h4>{column['label']}</h4>" in page
        assert not any(one.name in repr(kept) for one in (w.asha, w.ben, w.farid))
    assert Dialogue.objects.filter(group__rehearsal=going_on).exists()
    # Whoever ran it, and whoever has left the cohort, takes nothing of it along.
    Membership.objects.filter(person=w.ben).update(ends_at=timezone.now())
    for person in (w.farid, w.chidi, w.ben):
        assert taken.rehearsals(person) == []


def _due(rule: str, at) -> dict[str, list]:
    """Return what is over by then, by the name of its kind."""
    periods = Periods()
    found = {}
    for one in holdings.holdings():
        if one.rule == rule and one.due.__module__ == "rehearsals.holdings":
            found[one.due.__name__] = [thing for _who, thing in one.due(periods, at)]
    return found


def test_they_go_when_their_time_is_over(world) -> None:
    w = world
    room = _written(w)
    given, kept = Sheet.objects.get(), Keepsake.objects.get()
    own = rooms.cast(w, room, watcher=w.asha)
    sheets.keep_sheet(by=w.asha, group=own, save=rooms.save("Not given"), marks={})
    mine = Sheet.objects.get(given_at=None)
    now = timezone.now()
    nothing = {"_own_sheets": [], "_phrases": []}
    assert _due(Key.UNSHARED_WRITTEN, now) == nothing
    assert _due(Key.SUBMITTED_LEFT, now) == {"_given_sheets": []}
    # Two years on, what nobody else may read goes; what was given stays while she is here.
    later = make.ago(days=-800)
    assert _due(Key.UNSHARED_WRITTEN, later) == {"_own_sheets": [mine.pk], "_phrases": [kept.pk]}
    assert _due(Key.SUBMITTED_LEFT, later) == {"_given_sheets": []}
    # A year after she left, and two for what was given.
    Membership.objects.filter(person__in=[w.asha, w.ben]).update(ends_at=now)
    soon = make.ago(days=-400)
    assert _due(Key.UNSHARED_WRITTEN, soon) == {"_own_sheets": [mine.pk], "_phrases": [kept.pk]}
    assert _due(Key.SUBMITTED_LEFT, later) == {"_given_sheets": [given.pk]}
    suspended = Person(pk=w.ben.pk, is_active=False)
    assert taken.rehearsals(suspended) == []
    for one in holdings.holdings():
        if one.due.__module__ != "rehearsals.holdings":
            continue
        things = [given.pk, mine.pk] if "sheet" in one.take.__name__ else [kept.pk]
        one.lock(things)
        assert [line.id for line in one.lines(w.tuva, things)] == []
        lines = [line.said for line in one.lines(w.ben, things)]
        assert len(lines) == 1
        assert "Two minutes at the door" in lines[0]
        assert one.lines(suspended, things) == []
    for one in holdings.holdings():
        if one.due.__module__ == "rehearsals.holdings":
            one.take([given.pk, mine.pk, kept.pk])
    for model in (Sheet, SheetText, Keepsake, KeepsakeText):
        assert not model.objects.exists()
    assert not Draft.objects.filter(pk__in=[given.pk, mine.pk]).exists()


def test_erasing_somebody_takes_all_of_it_and_leaves_the_room(world) -> None:
    w = world
    room = _written(w)
    erasing.erase_person(person=w.ben)
    for model in (Sheet, SheetText, Keepsake, KeepsakeText):
        assert not model.objects.exists()
    assert list(Place.objects.values_list("person__name", flat=True)) == ["Asha"]
    assert Rehearsal.objects.get() == room


def test_a_room_somebody_forgot_is_closed_after_a_day(world) -> None:
    w = world
    old, new, closed = (rooms.opened(w, w.asha) for _each in range(3))
    opening.close(by=w.farid, rehearsal=closed)
    rooms.cast(w, old, student=w.asha)
    rooms.lead_to(w, old, "play")
    Rehearsal.objects.filter(pk__in=[old.pk, closed.pk]).update(opened_at=make.ago(hours=25))
    before = Rehearsal.objects.get(pk=closed.pk).closed_at
    close_forgotten(Periods(), timezone.now())
    assert Rehearsal.objects.get(pk=old.pk).closed_at
    assert Rehearsal.objects.get(pk=new.pk).closed_at is None
    assert Rehearsal.objects.get(pk=closed.pk).closed_at == before
    assert set(Place.objects.filter(rehearsal=old).values_list("may_play", flat=True)) == {None}
    assert AuditEvent.objects.get(verb="rehearsal.closed", about=str(old.pk)).by == ""
