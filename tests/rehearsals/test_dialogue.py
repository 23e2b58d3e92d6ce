"""A dialogue: agreements, turns that wait for a yes, rounds, a map that is kept or never was."""

import pytest

from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Membership
from curriculum import scenario_document as paper
from rehearsals.actions import casting, dialogue, directing, joining, mapping, opening
from rehearsals.models import Acceptance, Assent, Casting, Dialogue, Group, MapLine, Place
from rehearsals.queries import phone, run
from rehearsals.queries.dialogue import kept_map, talk_of
from rehearsals.queries.now import now
from tests import make
from tests.curriculum.packages import starter
from tests.rehearsals import rooms

PAIR = (
    paper.Role("sam", "Sam", "colleague", 1, "YES", paper.Brief(fear="SECRET-sam")),
    paper.Role("jo", "Jo", "colleague", 1, "NO", paper.Brief(fear="SECRET-jo")),
    paper.Role("watcher", "Observer", "observer", 2),
)
ROUNDS = (
    paper.Round(4, 2, "A story each.", "Say back what you heard."),
    paper.Round(3, 1, "What would be lost?"),
    paper.Round(5, 0, "The map."),
)


def a_dialogue(**fields) -> paper.Document:
    base = {
        "slug": "the-yard-sign", "title": "The yard sign", "kind": "dialogue", "skill": "Dialogue",
        "roles": PAIR, "rounds": ROUNDS, "agreements": ("Let people finish.",),
        "topic_colour": "green", "checklist": (), "steps": (),
    }  # fmt: skip
    return rooms.document(**(base | fields))


@pytest.fixture
def talk(standing_world):
    """A group of two who talk and one who watches, at the beginning of the play."""
    w = standing_world
    (third,) = rooms.students(w, 1)
    room = rooms.opened(w, w.asha, w.ben, third, doc=a_dialogue())
    group = rooms.cast(w, room, sam=w.asha, jo=w.ben, watcher=third)
    rooms.lead_to(w, room, "play")
    return _Talk(w, room, group, third)


class _Talk:
    def __init__(self, world, room, group, third) -> None:
        self.w, self.room, self.group, self.third = world, room, group, third

    def begin(self) -> None:
        for person in (self.w.asha, self.w.ben):
            dialogue.accept(by=person, group_id=self.group.pk)
        dialogue.go_on(by=self.w.asha, group_id=self.group.pk)

    def do(self, act, person, **more):
        return act(by=person, group_id=self.group.pk, **more)

    def seen(self, person):
        return talk_of(person, Group.objects.get(pk=self.group.pk), self.room.document)

    @property
    def row(self) -> Dialogue:
        return Dialogue.objects.get(group=self.group)

    def close(self) -> None:
        directing.move(by=self.w.farid, rehearsal=self.room, to="derole")
        opening.close(by=self.w.farid, rehearsal=self.room)
        self.room.refresh_from_db()


def test_the_first_round_waits_until_all_who_talk_accept(talk) -> None:
    w = talk.w
    with pytest.raises(NotNow, match="accepted"):
        talk.do(dialogue.go_on, w.asha)
    talk.do(dialogue.accept, w.asha)
    assert (talk.seen(w.ben).accepted_said, talk.seen(w.ben).may_go_on) == (
        "1 of 2 have accepted.", False,
    )  # fmt: skip
    with pytest.raises(NotNow):
        talk.do(dialogue.go_on, w.farid)
    talk.do(dialogue.accept, w.ben)
    talk.do(dialogue.accept, w.ben)
    directing.time_out(by=w.ben, rehearsal=talk.room)
    with pytest.raises(NotNow, match="time-out"):
        talk.do(dialogue.go_on, w.asha)
    directing.resume(by=w.ben, rehearsal=talk.room)
    before = Group.objects.get(pk=talk.group.pk).sequence
    talk.do(dialogue.go_on, w.ben)
    group = Group.objects.get(pk=talk.group.pk)
    assert group.sequence > before
    assert (group.seconds_allowed, group.seconds_left()) == (240, 240)
    for outsider in (w.chidi, w.hana, w.ekdal, w.root):
        with pytest.raises(NotYours):
            talk.do(dialogue.go_on, outsider)


def test_a_turn_moves_on_when_the_speaker_says_yes(talk) -> None:
    w = talk.w
    talk.begin()
    asha, ben = talk.seen(w.asha), talk.seen(w.ben)
    assert (asha.speaks, ben.listens, talk.seen(talk.third).mine in asha.seats) == (
        True, True, False,
    )  # fmt: skip
    for person, act in ((w.ben, dialogue.said), (w.ben, dialogue.pass_on), (w.farid, dialogue.yes)):
        with pytest.raises(NotYours):
            talk.do(act, person)
    for act in (dialogue.yes, dialogue.not_yet):
        with pytest.raises(NotNow):
            talk.do(act, w.asha)
    talk.do(dialogue.said, w.asha)
    assert talk.seen(w.ben).spoken == "Round 1 of 3. Ben says back what Asha said."
    with pytest.raises(NotYours):
        talk.do(dialogue.yes, w.ben)
    talk.do(dialogue.not_yet, w.asha)
    assert (talk.row.is_again, talk.row.speaker.person) == (True, w.asha)
    talk.do(dialogue.yes, w.asha)
    assert (talk.row.speaker.person, talk.row.listener.person) == (w.ben, w.asha)
    assert not talk.row.is_again
    with pytest.raises(NotNow, match="had a turn"):
        talk.do(dialogue.go_on, w.asha)
    talk.do(dialogue.pass_on, w.ben)
    assert (talk.row.speaker, talk.seen(w.asha).is_over) == (None, True)
    # Without a listener's task nobody says it back.
    talk.do(dialogue.go_on, w.ben)
    talk.do(dialogue.said, w.asha)
    assert talk.row.speaker.person == w.ben
    # Whoever runs it need not wait; after the last round there is none.
    talk.do(dialogue.go_on, w.farid)
    assert talk.seen(w.asha).round.prompt == "The map."
    with pytest.raises(NotNow, match="last round"):
        talk.do(dialogue.go_on, w.farid)
    with pytest.raises(NotNow, match="all of you"):
        talk.do(dialogue.call_next, w.farid)


def test_whoever_leaves_leaves_no_hole_and_no_trace(talk) -> None:
    w = talk.w
    talk.begin()
    with pytest.raises(NotYours):
        talk.do(dialogue.call_next, w.ben)
    joining.leave(by=w.asha, rehearsal=talk.room)
    assert (talk.row.speaker, Acceptance.objects.count()) == (None, 1)
    assert talk.seen(w.ben).speaker is None
    talk.do(dialogue.call_next, w.ben)
    assert (talk.row.speaker, talk.seen(w.ben).is_over) == (None, True)


def test_others_take_the_parts_and_the_rounds_begin_anew(talk) -> None:
    w = talk.w
    talk.begin()
    talk.do(mapping.put, w.asha, column="agree", text="A door at night")
    directing.move(by=w.farid, rehearsal=talk.room, to="derole")
    casting.rotate(by=w.farid, rehearsal=talk.room)
    rooms.lead_to(w, talk.room, "play")
    assert talk.seen(w.asha).row.round == 0
    assert [line.text for line in talk.seen(w.asha).lines] == ["A door at night"]
    for place in talk.seen(w.asha).seats:
        dialogue.accept(by=place.person, group_id=talk.group.pk)
    talk.do(dialogue.go_on, w.farid)
    assert (talk.row.round, talk.row.turns) == (1, 0)


def test_the_map_is_kept_if_all_agree_to_it_as_it_stands(talk) -> None:
    w = talk.w
    with pytest.raises(NotNow, match="first round"):
        talk.do(mapping.put, w.asha, column="agree", text="too early")
    talk.begin()
    talk.do(mapping.put, w.asha, column="agree", text="  Nobody dies\n of the distance ")
    talk.do(mapping.put, w.ben, column="differ", text="Nobody dies of the distance")
    (line,) = MapLine.objects.all()
    assert (line.column, line.text) == ("differ", "Nobody dies of the distance")
    for text, said in (("  ", "nothing"), ("a\x00", "invisible"), ("x" * 301, "300")):
        with pytest.raises(Refused, match=said) as refused:
            talk.do(mapping.put, w.asha, column="means", text=text)
        assert refused.value.field == "text"
    with pytest.raises(Refused, match="where"):
        talk.do(mapping.put, w.asha, column="nowhere", text="x")
    for outsider in (talk.third, w.farid, w.chidi):
        with pytest.raises(NotYours):
            talk.do(mapping.move, outsider, line_id=line.pk, column="means")
    talk.do(mapping.would_keep, w.asha, keeps=True)
    talk.do(mapping.would_keep, w.ben, keeps=True)
    assert (talk.seen(w.asha).has_assented, talk.seen(w.farid).has_assented) == (True, False)
    talk.do(mapping.move, w.ben, line_id=line.pk, column="agree")
    assert Assent.objects.count() == 0
    for person in (w.asha, w.ben):
        talk.do(mapping.would_keep, person, keeps=True)
    events = set(AuditEvent.objects.values_list("verb", flat=True))
    talk.close()
    assert [one.text for one in kept_map(w.asha, talk.room.pk).columns[0].lines] == [line.text]
    assert kept_map(talk.third, talk.room.pk) is not None
    for outsider in (w.farid, w.hana, w.chidi, w.root, w.ivo):
        assert kept_map(outsider, talk.room.pk) is None
        assert not MapLine.objects.visible_to(outsider).exists()
    # Who ran it keeps who sat where, and neither the talk nor its map; who left has nothing.
    ran = talk.seen(w.farid)
    assert (len(ran.seats), ran.lines, ran.row.kept_at) == (2, [], None)
    Membership.objects.filter(person=w.ben, cohort=w.juniper).update(ends_at=make.ago(minutes=1))
    assert kept_map(w.ben, talk.room.pk) is None
    row = talk.row
    assert (row.speaker, row.round, row.turns, row.turn_began) == (None, 0, 0, 0)
    assert (Acceptance.objects.count(), Assent.objects.count()) == (0, 0)
    assert not any("dialogue" in verb or "map" in verb for verb in events)


@pytest.mark.parametrize("how", ["one_would_not", "nobody_said", "nothing_on_it"])
def test_else_it_is_gone_without_trace(talk, how) -> None:
    w = talk.w
    talk.begin()
    if how != "nothing_on_it":
        talk.do(mapping.put, w.asha, column="agree", text="A door at night")
    if how != "nobody_said":
        for person in (w.asha, w.ben):
            talk.do(mapping.would_keep, person, keeps=True)
    if how == "one_would_not":
        talk.do(mapping.would_keep, w.ben, keeps=False)
    talk.close()
    assert kept_map(w.asha, talk.room.pk) is None
    for model in (Dialogue, MapLine, Acceptance, Assent):
        assert not model.objects.exists(), model
    with pytest.raises(NotYours):
        talk.do(mapping.put, w.asha, column="agree", text="too late")


def test_no_row_joins_a_view_to_a_name() -> None:
    """A line of the map knows its group and its column, and nobody."""
    assert {one.name for one in MapLine._meta.get_fields()} == {
        "id", "group", "column", "text", "position",
    }  # fmt: skip
    related = {one.related_model for one in Dialogue._meta.get_fields() if one.is_relation}
    assert related == {Group, Place}


def test_real_questions_come_second_and_only_to_those_who_choose_them(standing_world) -> None:
    w = standing_world
    real = a_dialogue(slug="a-real-one", topic_colour="amber", is_fictional=False)
    red = a_dialogue(slug="a-red-one", topic_colour="red")
    for document in (real, red):
        with pytest.raises(NotNow, match="invented"):
            rooms.opened(w, doc=document)
    first = rooms.opened(w, w.asha, doc=a_dialogue())
    rooms.lead_to(w, first, "play")
    with pytest.raises(NotNow):
        rooms.opened(w, doc=real)
    directing.move(by=w.farid, rehearsal=first, to="derole")
    opening.close(by=w.farid, rehearsal=first)
    room = rooms.opened(w, doc=real)
    with pytest.raises(Refused, match="alternative") as refused:
        joining.join(by=w.asha, code=room.code)
    assert (refused.value.field, Place.objects.filter(rehearsal=room).count()) == ("opted_in", 0)
    joining.join(by=w.asha, code=room.code, opted_in=True)
    assert joining.join(by=w.asha, code=room.code) == room
    # An invented amber one may be the first, and asks all the same.
    amber = rooms.opened(w, doc=a_dialogue(slug="amber", topic_colour="amber"))
    with pytest.raises(Refused):
        joining.join(by=w.asha, code=amber.code)


def test_the_circle_of_module_nine_runs_through_its_rounds(standing_world) -> None:
    """Nobody has a part: all in turn, each heard by the next; then the map, which one lets go."""
    w = standing_world
    people = [w.asha, w.ben, *rooms.students(w, 4)]
    parts = starter().scenarios
    doc = next(part.document for part in parts if part.slug == "the-night-entrance")
    watcher = rooms.students(w, 1)[0]
    room = rooms.opened(w, *people, watcher, doc=doc)
    # Whoever would rather watch is asked for nothing, and holds nobody up.
    joining.say_may_play(by=watcher, rehearsal=room, may_play=False)
    casting.draw_fairly(by=w.farid, rehearsal=room, groups=1)
    casting.cast(by=w.farid, rehearsal=room, person=w.asha, number=1, role_key="observer")
    assert not Casting.objects.exists()
    rooms.lead_to(w, room, "play")
    group = room.groups.get(number=1)
    for person in people:
        dialogue.accept(by=person, group_id=group.pk)

    def seen():
        return talk_of(w.farid, Group.objects.get(pk=group.pk), room.document)

    for place, one in enumerate(doc.rounds, 1):
        dialogue.go_on(by=people[place], group_id=group.pk)
        assert (seen().row.round, seen().group.seconds_allowed) == (place, 60 * one.minutes)
        spoke = []
        while seen().speaker:
            spoke.append(seen().speaker.person)
            assert seen().listener.person != spoke[-1]
            act = dialogue.yes if seen().row.is_restating else dialogue.said
            act(by=spoke[-1], group_id=group.pk)
        assert set(spoke) == (set(people) if one.minutes_each else set())
        assert len(spoke) == (12 if one.listener_task else 6 if one.minutes_each else 0)
    assert seen().following is None
    mapping.put(by=w.asha, group_id=group.pk, column="agree", text="A door at night")
    for person in people[1:]:
        mapping.would_keep(by=person, group_id=group.pk, keeps=True)
    directing.move(by=w.farid, rehearsal=room, to="derole")
    directing.move(by=w.farid, rehearsal=room, to="debrief")
    shown = phone.page(w.asha, now(w.asha, room.pk))
    assert shown.sheet is None
    assert [turn.who for turn in shown.turns] == ["Everybody"] * 5 + ["Farid"]
    led = run.page(w.farid, now(w.farid, room.pk)).groups[0]
    assert sorted(seat.role for seat in led.seats) == ["talks"] * 6 + ["watches"]
    opening.close(by=w.farid, rehearsal=room)
    assert not MapLine.objects.exists()
    assert {one.person for one in Casting.objects.all()} == set(people)


def test_two_who_talk_with_each_other_have_both_turns_of_the_debrief(talk) -> None:
    for step in ("derole", "debrief"):
        directing.move(by=talk.w.farid, rehearsal=talk.room, to=step)
    turns = phone.page(talk.w.asha, now(talk.w.asha, talk.room.pk)).turns
    assert [turn.who for turn in turns[1:3]] == ["Asha and Ben, who talked"] * 2
