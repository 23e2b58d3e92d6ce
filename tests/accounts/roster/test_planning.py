"""People to a plan: line by line, pure, and twice the same."""

import uuid
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.roster import planning
from accounts.roster.known import Known, Place, State
from accounts.roster.lines import BEGIN, END, NAME, NEW, PAIR, UNPAIR, Step
from accounts.roster.rows import Row

JUNIPER = Place(1, "M1 Juniper", "m1-juniper")
ROWAN = Place(2, "Rowan", "rowan")
IDS = {name: uuid.uuid5(uuid.NAMESPACE_DNS, name) for name in ("ana", "ben", "dr", "fox", "ivo")}


def known(name, **facts):
    return Known(IDS[name], f"{name}@example.org", name.title(), **facts)


def state(*people, **facts):
    return State(
        **{
            "people": {one.email: one for one in people},
            "places": (JUNIPER, ROWAN, Place(3, "Old", "old", is_archived=True)),
        }
        | facts
    )


def row(who, /, *, line=2, **said):
    return Row(line, **({"email": f"{who}@example.org", "name": who.title()} | said))


def plan(*rows, on=None, cohort=JUNIPER, **options):
    return planning.plan(rows, on or state(), cohort=cohort, **options)


def one(*rows, **options):
    return plan(*rows, **options).lines[-1]


ANA_IN = {(IDS["ana"], 1): frozenset({"student"})}
DR_IN = {(IDS["dr"], 1): frozenset({"mentor"})}


class TestOnePerson:
    def test_new(self):
        line = one(row("ana"))
        assert line.kind == "add"
        assert line.steps == [
            Step(NEW, "ana@example.org", value="Ana"),
            Step(BEGIN, "ana@example.org", 1, "student"),
        ]
        assert one(row("ana", name="")).kind == "error"

    def test_known_elsewhere_joins_and_keeps_her_name(self):
        line = one(row("ana", name="Somebody else"), on=state(known("ana")))
        assert line.kind == "join"
        assert line.steps == [Step(BEGIN, "ana@example.org", 1, "student")]
        assert "the name stays" in line.says[0]

    def test_a_name_is_corrected_only_before_she_came_in_and_by_whoever_may(self):
        spelled = row("ana", name="Ána")
        for facts, changes in (
            ({"has_come_in": False, "may_rename": True}, True),
            ({"has_come_in": False, "may_rename": False}, False),
            ({"has_come_in": True, "may_rename": True}, False),
        ):
            line = one(spelled, on=state(known("ana", **facts), roles=ANA_IN))
            assert (line.kind == "change") is changes
            assert bool(line.steps) is changes
        assert one(
            spelled, on=state(known("ana", has_come_in=False, may_rename=True), roles=ANA_IN)
        ).steps == [Step(NAME, "ana@example.org", value="Ána")]

    def test_what_is_so_already_changes_nothing(self):
        line = one(row("ana", role="student"), on=state(known("ana"), roles=ANA_IN))
        assert (line.kind, line.steps, line.says) == ("same", [], [])

    def test_a_student_who_comes_to_teach_stops_being_one_and_teachers_keep_what_they_hold(self):
        ana = state(known("ana"), roles=ANA_IN)
        assert one(row("ana", role="mentor"), on=ana).steps == [
            Step(END, "ana@example.org", 1, "student"),
            Step(BEGIN, "ana@example.org", 1, "mentor"),
        ]
        dr = state(known("dr"), roles=DR_IN)
        assert one(row("dr", role="facilitator"), on=dr).steps == [
            Step(BEGIN, "dr@example.org", 1, "facilitator")
        ]
        assert one(row("dr"), on=dr).kind == "same"  # no role said: as it is
        leads = state(known("dr"), roles={(IDS["dr"], 1): frozenset({"lead"})})
        assert one(row("dr", role="student"), on=leads).kind == "error"

    def test_a_keeper_is_never_touched(self):
        keeper = state(known("ivo", is_keeper=True, has_come_in=False, may_rename=True))
        for said in ({}, {"name": "Other"}, {"leaves": True}, {"role": "lead"}):
            line = one(row("ivo", **said), on=keeper)
            assert (line.kind, line.steps) == ("error", [])
            assert "administrator’s address" in line.says[0]

    def test_the_suspended_join_nothing_but_may_leave(self):
        sam = state(known("ana", is_active=False), roles=ANA_IN)
        assert one(row("ana"), on=sam).kind == "error"
        assert one(row("ana", leaves=True), on=sam).kind == "leave"


class TestCohorts:
    def test_are_named_by_name_or_address_without_case(self):
        for said in ("m1 juniper", "M1-JUNIPER"):
            assert one(row("ana", cohort=said), cohort=None).place == JUNIPER

    def test_unknown_foreign_none_other_and_archived_are_errors(self):
        for said, cohort, words in (
            ("Oak", None, "no cohort “Oak”"),
            ("", None, "says no cohort"),
            ("rowan", JUNIPER, "says otherwise"),
            ("old", None, "archived"),
        ):
            line = one(row("ana", cohort=said), cohort=cohort)
            assert line.kind == "error"
            assert words in line.says[0]


class TestTwice:
    def test_the_same_again_is_harmless(self):
        done = plan(row("ana"), row("ana", line=3, cohort="m1-juniper"))
        assert [line.kind for line in done.lines] == ["add", "twice"]
        assert len(done.steps) == 2

    def test_something_else_is_an_error_with_both_lines(self):
        done = plan(row("ana"), row("ana", line=7, role="mentor"))
        assert [line.kind for line in done.lines] == ["add", "error"]
        assert "Line 2 and line 7" in done.lines[1].says[0]

    def test_two_cohorts_are_two_things_but_one_name(self):
        rows = row("ana", cohort="rowan"), row("ana", line=3, cohort="m1-juniper")
        assert [line.kind for line in plan(*rows, cohort=None).lines] == ["add", "add"]
        other = replace(rows[1], name="Anna")
        assert plan(rows[0], other, cohort=None).lines[1].kind == "error"


class TestMentors:
    def test_one_who_is_there_or_comes_with_the_same_file(self):
        there = state(known("dr"), roles=DR_IN)
        for on, rows in (
            (there, [row("ana", mentor="dr@example.org")]),
            (state(), [row("ana", mentor="dr@example.org"), row("dr", line=3, role="mentor")]),
        ):
            line = plan(*rows, on=on).lines[0]
            assert line.steps[-1] == Step(PAIR, "ana@example.org", 1, "dr@example.org")

    def test_nobody_else(self):
        for on, said in (
            (state(), "not a mentor"),
            (state(known("dr")), "not a mentor"),
            (state(known("dr", is_active=False), roles=DR_IN), "not a mentor"),
            (state(known("ana"), roles={(IDS["ana"], 1): frozenset({"student"})}), "not a mentor"),
        ):
            line = one(row("ana", mentor="dr@example.org"), on=on)
            assert line.kind == "error"
            assert said in line.says[0]
        assert one(row("ana", mentor="ana@example.org")).kind == "error"

    def test_a_mentor_on_a_line_with_an_error_does_not_come(self):
        done = plan(
            row("ana", mentor="dr@example.org"), row("dr", line=3, role="mentor", problem="Oh.")
        )
        assert [line.kind for line in done.lines] == ["error", "error"]

    def test_a_mentor_who_leaves_with_the_same_file_takes_nobody(self):
        on = state(known("dr"), roles=DR_IN)
        done = plan(row("ana", mentor="dr@example.org"), row("dr", line=3, leaves=True), on=on)
        assert [line.kind for line in done.lines] == ["error", "leave"]

    def test_another_one_ends_the_pairing_before_it(self):
        on = state(
            known("ana"), known("dr"), known("fox"),
            roles=ANA_IN | DR_IN | {(IDS["fox"], 1): frozenset({"mentor"})},
            mentors={(IDS["ana"], 1): "fox@example.org"},
        )  # fmt: skip
        line = one(row("ana", mentor="dr@example.org"), on=on)
        assert [step.what for step in line.steps] == [UNPAIR, PAIR]
        assert one(row("ana", mentor="fox@example.org"), on=on).kind == "same"
        assert one(row("ana"), on=on).kind == "same"  # no mentor said: as it is

    def test_those_who_must_not_meet_are_refused_without_a_reason(self):
        on = state(
            known("ana"), known("dr"),
            roles=ANA_IN | DR_IN, barred=frozenset({frozenset({IDS["ana"], IDS["dr"]})}),
        )  # fmt: skip
        line = one(row("ana", mentor="dr@example.org"), on=on)
        assert line.kind == "error"
        assert line.says == ["This pairing cannot be made. Choose another mentor."]

    def test_a_mentors_line_with_a_mentor_says_that_it_is_left_alone(self):
        line = one(row("fox", role="mentor", mentor="dr@example.org"))
        assert line.kind == "add"
        assert "left alone" in line.says[-1]

    def test_a_stranger_to_the_cohort_is_called_by_the_address_the_file_says(self):
        on = state(known("dr"))
        done = plan(
            row("ana", mentor="dr@example.org"), row("dr", line=3, role="mentor", name=""), on=on
        )
        assert done.lines[0].says[-1].startswith("dr@example.org becomes")


class TestLeaving:
    def test_by_status(self):
        line = one(row("ana", leaves=True), on=state(known("ana"), roles=ANA_IN))
        assert (line.kind, line.steps) == ("leave", [Step(END, "ana@example.org", 1, "student")])
        for on in (state(), state(known("ana"))):
            assert one(row("ana", leaves=True), on=on).kind == "same"

    def test_by_silence_only_if_asked_and_never_those_who_keep_the_house(self):
        roles = ANA_IN | DR_IN | {
            (IDS["ben"], 1): frozenset({"student"}),
            (IDS["ivo"], 1): frozenset({"student"}),
            (IDS["fox"], 1): frozenset({"lead", "student"}),
        }  # fmt: skip
        people = [known("ana"), known("ben"), known("dr"), known("fox")]
        on = state(*people, known("ivo", is_keeper=True), roles=roles, uploader=IDS["fox"])
        assert plan(row("ana"), on=on).counts["leave"] == 0
        done = plan(row("ana"), on=on, missing_leave=True)
        gone = [line for line in done.lines if line.kind == "leave"]
        assert [line.row.email for line in gone] == ["ben@example.org"]  # no mentor is meant
        assert gone[0].is_missing

    def test_who_stands_on_a_line_with_an_error_or_as_a_mentor_is_not_missing(self):
        roles = ANA_IN | DR_IN | {(IDS["ben"], 1): frozenset({"student"})}
        on = state(known("ana"), known("ben"), known("dr"), known("fox"), roles=roles)
        done = plan(
            row("ana", mentor="dr@example.org"),
            row("ben", line=3, problem="Oh."),
            row("fox", line=4, role="mentor"),
            on=on,
            missing_leave=True,
        )
        assert done.counts["leave"] == 0

    def test_leads_and_oneself_are_ended_by_hand(self):
        leads = state(known("dr"), roles={(IDS["dr"], 1): frozenset({"lead"})})
        assert one(row("dr", leaves=True), on=leads).kind == "error"
        me = state(known("ana"), roles=ANA_IN, uploader=IDS["ana"])
        assert one(row("ana", leaves=True), on=me).kind == "error"


def carried_out(before, done):
    """Return the state after a plan, as the action would leave it."""
    people, roles, mentors = dict(before.people), dict(before.roles), dict(before.mentors)
    for step in done.steps:
        if step.what == NEW:
            made = Known(uuid.uuid5(uuid.NAMESPACE_DNS, step.email), step.email, step.value)
            people[step.email] = replace(made, has_come_in=False, may_rename=True)
        elif step.what == NAME:
            people[step.email] = replace(people[step.email], name=step.value)
    for step in (one for one in done.steps if one.what == END):
        key = people[step.email].id, step.cohort
        roles[key] = roles[key] - {step.value}
        if step.value == "student":
            mentors.pop(key, None)
        if step.value == "mentor":
            mentors = {
                pair: email
                for pair, email in mentors.items()
                if (email, pair[1]) != (step.email, step.cohort)
            }
    for step in done.steps:
        key = (people[step.email].id, step.cohort)
        if step.what == BEGIN:
            roles[key] = roles.get(key, frozenset()) | {step.value}
        elif step.what == PAIR:
            mentors[key] = step.value
    return replace(before, people=people, roles=roles, mentors=mentors)


NAMES = st.sampled_from(["ana", "ben", "dr", "fox", "ivo"])
ROWS = st.lists(
    st.builds(
        lambda name, line, role, mentor, leaves, cohort: row(
            name,
            line=line,
            role=role,
            mentor=f"{mentor}@example.org" if mentor else "",
            leaves=leaves,
            cohort=cohort,
        ),
        NAMES,
        st.integers(2, 50),
        st.sampled_from(["", "student", "mentor", "lead", "facilitator"]),
        st.sampled_from(["", "ana", "dr", "fox"]),
        st.booleans(),
        st.sampled_from(["m1-juniper", "rowan"]),
    ),
    max_size=8,
)
ROLES = st.dictionaries(
    st.tuples(st.sampled_from([IDS[name] for name in ("ana", "ben", "dr", "fox")]),
              st.sampled_from([1, 2])),
    st.sampled_from([frozenset({"student"}), frozenset({"mentor"}), frozenset({"lead", "mentor"})]),
)  # fmt: skip


@given(ROWS, ROLES, st.booleans())
def test_doing_it_twice_changes_nothing_the_second_time(rows, roles, missing_leave):
    people = [known("ana"), known("ben"), known("dr"), known("fox"), known("ivo", is_keeper=True)]
    before = state(*people, roles=roles)
    first = plan(*rows, on=before, cohort=None, missing_leave=missing_leave)
    again = plan(*rows, on=before, cohort=None, missing_leave=missing_leave)
    assert first.fingerprint == again.fingerprint
    after = carried_out(before, first)
    second = plan(*rows, on=after, cohort=None, missing_leave=missing_leave)
    assert second.steps == []
    assert all(roles.get((IDS["ivo"], place), None) is None for place in (1, 2))
