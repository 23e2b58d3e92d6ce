"""Hidden means hidden: who may read which brief before and after the debrief opens, and more."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import Membership, Person
from accounts.policy import allows
from rehearsals.actions import casting, directing, joining, keeping, opening, sheets
from rehearsals.models import (
    Brief,
    Casting,
    Group,
    Keepsake,
    KeepsakeText,
    Place,
    Rehearsal,
    Sheet,
    SheetText,
)
from tests import make
from tests.rehearsals import rooms
from tests.world import World


class Room:
    """Two groups: Asha and Ben play, a third watches them; two more sit in the other group."""

    def __init__(self, w: World) -> None:
        self.w = w
        self.watcher, self.far, self.farther = rooms.students(w, 3)
        self.room = rooms.opened(w, w.asha, w.ben, self.watcher, self.far, self.farther, w.ekdal)
        self.one = rooms.cast(w, self.room, student=w.asha, calder=w.ben, watcher=self.watcher)
        self.two = rooms.cast(w, self.room, 2, student=self.far, calder=self.farther)
        self.everybody: dict[str, Person] = w.people | {
            "watcher": self.watcher, "far": self.far, "farther": self.farther
        }  # fmt: skip

    def who(self, row: object, action: str = "read") -> set[str]:
        model = type(row)
        named = {key for key, one in self.everybody.items() if allows(one, action, row)}
        listed = {
            key
            for key, one in self.everybody.items()
            if model.objects.visible_to(one, action).filter(pk=row.pk).exists()
        }
        assert named == listed
        return named

    def brief(self, key: str) -> set[str]:
        return self.who(Brief.objects.get(rehearsal=self.room, role_key=key))


@pytest.fixture
def room(world: World) -> Room:
    return Room(world)


def test_a_brief_is_its_holders_until_the_debrief_opens(room: Room) -> None:
    w, calder = room.w, {"ben", "farther", "farid"}
    assert room.brief("calder") == calder
    assert room.brief("student") == {"asha", "far", "farid"}
    assert room.brief("watcher") == {"watcher", "farid"}
    # After a change of chairs, a round, and for her who left: only who holds it now.
    casting.swap(by=w.farid, rehearsal=room.room, one=w.ben, other=room.watcher)
    assert room.brief("calder") == {"watcher", "farther", "farid"}
    casting.swap(by=w.farid, rehearsal=room.room, one=w.ben, other=room.watcher)
    rooms.lead_to(w, room.room, "derole")
    assert room.brief("calder") == calder
    casting.rotate(by=w.farid, rehearsal=room.room, group=room.one)
    assert room.brief("calder") == {"asha", "farther", "farid"}
    joining.leave(by=w.asha, rehearsal=room.room)
    joining.say_may_play(by=room.farther, rehearsal=room.room, may_play=False)
    assert room.brief("calder") == {"farid"}
    # A group that has come to its debrief opens nothing while another may still play.
    directing.move(by=w.farid, rehearsal=room.room, to="debrief", group=room.two)
    assert room.brief("calder") == {"farid"}


def test_then_it_is_everybodys_who_is_in_the_room(room: Room) -> None:
    w = room.w
    rooms.lead_to(w, room.room, "derole")
    directing.open_debrief(by=w.farid, rehearsal=room.room)
    there = {"asha", "ben", "watcher", "far", "farther", "ekdal", "farid"}
    assert room.brief("calder") == there
    opening.close(by=w.farid, rehearsal=room.room)
    assert room.brief("calder") == there
    # Who came to another room of the same cohort, and who left the cohort, reads nothing.
    Membership.objects.filter(person=w.asha).update(ends_at=timezone.now())
    Membership.objects.filter(person=w.farid).update(ends_at=timezone.now())
    assert room.brief("calder") == there - {"asha", "farid"}


def test_another_room_of_the_same_scenario_opens_nothing_here(room: Room) -> None:
    """Neither a role nor a place there, nor that its debrief is open."""
    w = room.w
    other = opening.open_rehearsal(
        by=w.farid, cohort=w.juniper, scenario=room.room.scenario, place="Room 3"
    )
    for person in (w.asha, w.fox):
        joining.join(by=person, code=other.code)
        casting.cast(by=w.farid, rehearsal=other, person=person, number=1, role_key="calder")
    assert room.brief("calder") == {"ben", "farther", "farid"}
    rooms.lead_to(w, other, "debrief")
    assert room.brief("calder") == {"ben", "farther", "farid"}
    rooms.lead_to(w, room.room, "debrief")
    assert "fox" not in room.brief("calder")


def test_a_role_without_a_place_in_the_room_opens_nothing(room: Room) -> None:
    w = room.w
    Place.objects.filter(person=w.ben).delete()
    assert room.brief("calder") == {"farther", "farid"}
    other = opening.open_rehearsal(by=w.farid, cohort=w.juniper, scenario=room.room.scenario)
    joining.join(by=w.ben, code=other.code)
    assert room.brief("calder") == {"farther", "farid"}


def test_only_the_part_of_the_cohort_that_was_asked_may_come(room: Room) -> None:
    w = room.w
    part, other = make.group(cohort=w.juniper), make.group(cohort=w.juniper)
    over = {"starts_at": make.ago(days=3), "ends_at": make.ago(days=1)}
    for group, person, when in (
        (part, w.asha, {"starts_at": make.ago(days=3)}),
        (part, w.ben, over),
        (part, w.chidi, {"starts_at": make.ago(days=3)}),
        (other, room.watcher, {"starts_at": make.ago(days=3)}),
    ):
        group.memberships.create(person=person, **when)
    Rehearsal.objects.filter(pk=room.room.pk).update(part=part)
    teaching = {"farid", "hana", "ekdal", "fox", "gita", "noma"}
    assert room.who(Rehearsal.objects.get(pk=room.room.pk), "join") == {"asha"} | teaching


def test_a_room_that_closes_before_its_debrief_opens_nothing(room: Room) -> None:
    opening.close(by=room.w.farid, rehearsal=room.room)
    assert room.brief("calder") == {"farid"}


def test_who_loses_her_seat_loses_the_brief_and_the_room(room: Room) -> None:
    w = room.w
    seats = Membership.objects.filter(cohort=w.juniper)
    seats.filter(person__in=[w.ben, w.farid]).update(ends_at=timezone.now())
    assert room.brief("calder") == {"farther"}
    assert room.who(room.room, "run") == set()
    make.membership(person=w.farid, cohort=w.juniper)  # as a student she runs nothing
    assert room.who(room.room, "run") == set()
    assert "ben" not in room.who(room.room)
    # Whoever takes over reads; whoever ran it before reads no more.
    opening.take_over(by=w.hana, rehearsal=room.room)
    assert room.brief("calder") == {"farther", "hana"}


def test_rooms_groups_places_and_roles(room: Room) -> None:
    w = room.w
    one = {"asha", "ben", "watcher", "farid"}
    there = one | {"far", "farther", "ekdal"}
    mine = Place.objects.get(person=w.asha)
    part = Casting.objects.get(person=w.asha)
    rows: tuple[tuple[object, str, set[str]], ...] = (
        (room.room, "read", there | {"hana"}),
        (room.room, "attend", there),
        (room.room, "oversee", {"farid"}),
        (room.room, "run", {"farid"}),
        (room.room, "take_over", {"farid", "hana"}),
        (room.room, "join", there | {"hana", "fox", "gita", "noma"}),
        (room.one, "read", one),
        (room.one, "pause", one),
        (room.one, "watch", one - {"farid"}),
        (mine, "read", one),
        (mine, "change", {"asha"}),
        (part, "read", one),
        (Place.objects.get(person=w.ekdal), "read", {"ekdal", "farid"}),
    )
    after = ("read", "watch", "attend", "oversee")
    for row, action, may in rows:
        assert room.who(row, action) == may, (row, action)
    opening.close(by=w.farid, rehearsal=room.room)
    for row, action, may in rows:
        may = may if action in after else set()
        # Rows of several models, which have no type in common but this method.
        row.refresh_from_db()  # type: ignore[attr-defined]
        assert room.who(row, action) == may, (row, action)
    for seat in (w.asha, w.farid):
        Membership.objects.filter(person=seat).update(ends_at=timezone.now())
    for row, action, may in rows:
        if action in after:
            assert room.who(row, action) == may - {"asha", "farid"}, (row, action)


def test_a_sheet_is_hers_until_she_gives_it_and_stays_with_nobody_who_teaches(room: Room) -> None:
    w, hers = room.w, room.watcher
    give = {"by": hers, "group": room.one, "save": rooms.save("WORDS"), "marks": {"0": "done"}}
    sheets.keep_sheet(**give)
    sheet = Sheet.objects.get()
    assert room.who(sheet) == room.who(sheet, "write") == {"watcher"}
    sheets.give_sheet(**give | {"save": rooms.save("WORDS", base=1)})
    sheet.refresh_from_db()
    text = SheetText.objects.get()
    group = {"asha", "ben", "watcher"}
    for row in (sheet, text):
        assert room.who(row) == group | {"farid"}
    # In another group she writes on it no more.
    place = Place.objects.get(person=hers)
    Place.objects.filter(pk=place.pk).update(group=room.two)
    assert room.who(sheet, "write") == set()
    Place.objects.filter(pk=place.pk).update(group=room.one)
    assert room.who(sheet, "write") == {"watcher"}
    # Who left reads it no more, nor who teaches once the room is closed.
    joining.leave(by=w.ben, rehearsal=room.room)
    assert room.who(text) == {"asha", "watcher", "farid"}
    opening.close(by=w.farid, rehearsal=room.room)
    for row in (SheetText.objects.get(), Sheet.objects.get()):
        assert room.who(row) == {"asha", "watcher"}
    Membership.objects.filter(person__in=[hers, w.asha]).update(ends_at=timezone.now())
    for row in (SheetText.objects.get(), Sheet.objects.get()):
        assert room.who(row) == {"watcher"}  # her own words stay hers
    assert room.who(Sheet.objects.get(), "write") == set()


def test_a_phrase_is_nobodys_but_hers(room: Room) -> None:
    w = room.w
    keeping.keep_phrase(by=w.asha, rehearsal=room.room, body=" Say it back. ")
    kept = Keepsake.objects.get()
    assert kept.text.body == "Say it back."
    assert room.who(kept) == room.who(kept, "change") == room.who(kept.text) == {"asha"}
    opening.close(by=w.farid, rehearsal=room.room)
    keeping.keep_phrase(by=w.ben, rehearsal=room.room, body="Listen.")
    keeping.keep_phrase(by=w.asha, rehearsal=room.room, body="Wait.")
    said = KeepsakeText.objects.order_by("body").values_list("body", flat=True)
    assert list(said) == ["Listen.", "Wait."]
    keeping.keep_phrase(by=w.asha, rehearsal=room.room, body="  ")
    assert Keepsake.objects.get().person == w.ben
    refused: tuple[Callable[[], object], ...] = (
        lambda: keeping.keep_phrase(by=w.chidi, rehearsal=room.room, body="Mine"),
        lambda: keeping.keep_phrase(by=w.hana, rehearsal=room.room, body="Mine"),
    )
    for act in refused:
        with pytest.raises(Exception, match="may not"):
            act()


def test_nobody_sees_a_room_of_another_cohort(room: Room) -> None:
    w = room.w
    for person in (w.chidi, w.okoye, w.omar, w.ivo, w.tuva, w.cleo, w.maya, w.root, w.sam, w.lena):
        for model in (Rehearsal, Group, Place, Casting, Brief, Sheet, Keepsake):
            assert not model.objects.visible_to(person).exists()
