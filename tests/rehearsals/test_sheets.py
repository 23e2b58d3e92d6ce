"""An observer's sheet is kept as a journal page is."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Membership
from accounts.saving import Overtaken
from rehearsals.actions import casting, joining, keeping, opening, sheets
from rehearsals.models import Group, Sheet, SheetText
from tests.rehearsals import rooms
from tests.world import World


def _room(w: World) -> Group:
    room = rooms.opened(w, w.asha, w.ben)
    return rooms.cast(w, room, student=w.asha, watcher=w.ben)


def test_it_is_kept_by_the_save_protocol(world) -> None:
    w, group = world, _room(world)
    first = rooms.save("One", "A moment")
    kept = sheets.keep_sheet(by=w.ben, group=group, save=first, marks={"0": "partly"})
    assert (kept.revision, kept.sha256) == (1, first.sha256)
    second = rooms.save("Two", "A moment", base=1)
    sheets.keep_sheet(by=w.ben, group=group, save=second, marks={"0": "done", "1": "not_seen"})
    # The first save comes once more, late: harmless, and its marks do not come back.
    again = sheets.keep_sheet(by=w.ben, group=group, save=first, marks={"0": "partly"})
    assert again.revision == 1
    assert Sheet.objects.get().marks == {"0": "done", "1": "not_seen"}
    overtaken = sheets.keep_sheet(by=w.ben, group=group, save=rooms.save("X", base=1), marks={})
    assert overtaken == Overtaken(2)
    assert Sheet.objects.get().marks == {"0": "done", "1": "not_seen"}
    later = sheets.keep_sheet(
        by=w.ben, group=group, save=rooms.save("Y", base=4), marks={}, rotation=2
    )
    assert later == Overtaken(0)


def test_only_who_watches_has_one_and_only_lines_that_are_on_it(world) -> None:
    w, group = world, _room(world)
    for person in (w.asha, w.farid, w.ekdal, w.chidi, w.root):
        with pytest.raises(Refused):
            sheets.keep_sheet(by=person, group=group, save=rooms.save(), marks={})
    for marks in ({"2": "done"}, {"0": "well"}, {"x": "done"}):
        with pytest.raises(Refused) as refused:
            sheets.keep_sheet(by=w.ben, group=group, save=rooms.save(), marks=marks)
        assert refused.value.field == "marks"
    for body in ("\x00", "x" * 200_001):
        with pytest.raises(ValidationError):
            sheets.keep_sheet(by=w.ben, group=group, save=rooms.save(body), marks={})
    with pytest.raises(ValidationError):
        keeping.keep_phrase(by=w.ben, rehearsal=group.rehearsal, body="x" * 501)
    assert not Sheet.objects.exists()


def test_two_who_watch_have_a_sheet_each_and_who_left_the_cohort_has_none(world) -> None:
    w, group = world, _room(world)
    (third,) = rooms.students(w, 1)
    joining.join(by=third, code=group.rehearsal.code)
    rooms.cast(w, group.rehearsal, watcher=third)
    for person in (w.ben, third):
        sheets.give_sheet(by=person, group=group, save=rooms.save(person.name), marks={})
    assert sorted(SheetText.objects.values_list("words", flat=True)) == sorted(["Ben", third.name])
    sheets.take_back_sheet(by=third, group=group)
    assert SheetText.objects.get().words == "Ben"
    Sheet.objects.filter(observer=third).delete()
    Membership.objects.filter(person=third).update(ends_at=timezone.now())
    with pytest.raises(Refused):
        sheets.keep_sheet(by=third, group=group, save=rooms.save(), marks={})


def test_given_taken_back_and_given_in_a_later_round(world) -> None:
    w, group = world, _room(world)
    with pytest.raises(Refused):
        sheets.give_sheet(by=w.ben, group=group, save=rooms.save(" "), marks={})
    # Marks alone are enough, and giving needs no save before.
    give = {"by": w.ben, "group": group, "marks": {"1": "done"}}
    sheets.give_sheet(**give, save=rooms.save("", ""))
    sheets.give_sheet(**give, save=rooms.save("Twice", base=1))
    assert SheetText.objects.get().words == ""
    with pytest.raises(NotNow):
        sheets.keep_sheet(**give, save=rooms.save("More", base=1))
    sheets.take_back_sheet(by=w.ben, group=group)
    sheets.take_back_sheet(by=w.ben, group=group)
    assert not SheetText.objects.exists()
    assert Sheet.objects.get().given_at is None
    assert sheets.give_sheet(**give, save=rooms.save("Old")) == Overtaken(1)
    verbs = AuditEvent.objects.filter(verb__startswith="sheet.").values_list("verb", flat=True)
    assert sorted(verbs) == ["sheet.given", "sheet.taken_back"]
    rooms.lead_to(w, group.rehearsal, "derole")
    casting.rotate(by=w.farid, rehearsal=group.rehearsal)
    group.refresh_from_db()
    with pytest.raises(Refused):  # she plays now
        sheets.keep_sheet(by=w.ben, group=group, save=rooms.save(), marks={})
    # The sheet of the first round is given at the end of all, also when the room is closed.
    rooms.lead_to(w, group.rehearsal, "derole")
    opening.close(by=w.farid, rehearsal=group.rehearsal)
    sheets.give_sheet(**give, save=rooms.save("“And then?”", "Stop", base=1), rotation=1)
    assert (SheetText.objects.get().words, SheetText.objects.get().moment) == (
        "“And then?”",
        "Stop",
    )
