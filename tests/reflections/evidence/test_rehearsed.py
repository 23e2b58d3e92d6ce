"""Item 5: rehearsals in blocks of eight students or more, which never change."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.models import Cohort
from curriculum.rehearsed import Held
from reflections.evidence import rehearsed
from reflections.evidence.periods import Month, Period

JUNIPER = Cohort(pk=1, name="Juniper", time_zone="Europe/London")
ROWAN = Cohort(pk=2, name="Rowan", time_zone="Europe/London")
YEAR = Period(Month(2026, 1), Month(2026, 12))
BEGAN = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def ids(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=n) for n in numbers)


def a_session(
    *, skill="Listening", cohort=1, days=0, title="One", played=(), observed=(), minutes=30
) -> Held:
    at = BEGAN + timedelta(days=days)
    return Held(cohort, at, title, skill, minutes, ids(*played), ids(*observed))


def rows(held, *, period=YEAR):
    found = rehearsed.in_period(rehearsed.blocks((JUNIPER, ROWAN), held), period)
    item = rehearsed.item(found)
    return [list(row.cells) for row in item.rows], item.notes


def test_sessions_are_put_together_until_eight_students_took_part() -> None:
    """And a student counts once in a skill, whichever of its sessions she comes to again."""
    held = [
        a_session(played=(1, 2), observed=(3, 4, 5)),
        a_session(days=1, title="Two", minutes=45, played=(3, 6), observed=(1, 7)),
    ]
    _none, notes = rows(held)
    assert _none == [["Juniper", "Listening", *[None] * 6]]
    assert notes == ["2 sessions are in no row and no sum: fewer than 8 students took part so far."]
    held.append(a_session(days=40, played=(1,), observed=(8,)))
    # Four played, six observed: they count once eight have.
    whole = [3, 2, 1.8, 8, None, None]
    assert rows(held) == ([["Juniper", "Listening", *whole]], [])
    # In the month in which the last of them closed, where the cohort is; and there whole.
    march = Period(Month(2026, 3), Month(2026, 3))
    assert rows(held, period=march)[0] == [["Juniper", "Listening", *whole]]
    assert rows(held, period=Period(Month(2026, 1), Month(2026, 2))) == ([], [])
    # The same eight again: sessions and hours, and nobody for the first time but as an observer.
    held.append(a_session(days=60, played=(1, 2, 3), observed=(4, 5, 6, 7, 8, 2)))
    assert rows(held)[0] == [["Juniper", "Listening", 4, 2, 2.2, 8, None, 8]]
    held.append(a_session(days=70, played=(*range(5, 9), 9), observed=range(1, 9)))
    assert rows(held)[0] == [["Juniper", "Listening", 5, 2, 2.8, 8, 8, 8]]


def test_sums_are_of_what_is_shown_and_count_nobody_twice() -> None:
    held = [
        a_session(played=range(4), observed=range(4, 8)),
        a_session(skill="Anger", played=range(2), observed=range(2, 9)),
        a_session(skill="Anger", days=1, played=(1,)),
        a_session(cohort=2, played=range(20, 28)),
    ]
    found, notes = rows(held)
    assert found == [
        ["Juniper", "Anger", 1, 1, 0.5, 9, None, None],
        ["Juniper", "Listening", 1, 1, 0.5, 8, None, None],
        ["Juniper", "all skills", 2, 1, 1.0, "", "", ""],
        ["Rowan", "Listening", 1, 1, 0.5, 8, 8, 0],
        ["All cohorts", "Anger", 1, 1, 0.5, 9, None, None],
        ["All cohorts", "Listening", 2, 1, 1.0, 16, 8, None],
        ["All cohorts", "all skills", 3, 1, 1.5, "", "", ""],
    ]
    assert len(notes) == 1


def test_a_block_has_eight_students_and_is_the_same_for_ever() -> None:
    """Whatever is held later, and whatever months are asked for, shown blocks stay as they are."""
    drawn = random.Random(5)  # noqa: S311 - the same sessions at every run
    held = [
        a_session(
            days=day,
            skill=drawn.choice(("Listening", "Anger")),
            played=drawn.sample(range(20), drawn.randint(0, 4)),
            observed=drawn.sample(range(20), drawn.randint(0, 5)),
        )
        for day in range(60)
    ]

    def shown(some):
        return {
            (block.skill, block.closed_on): block.tally
            for block in rehearsed.blocks([JUNIPER], some)
            if block.tally is not None
        }

    whole = shown(held)
    assert len(whole) > 6
    told = [n for tally in whole.values() for n in tally.people()]
    assert {n is None for n in told} == {True, False}
    assert all(n == 0 or n >= 8 for n in told if n is not None)
    for n in range(len(held)):
        assert shown(held[:n]).items() <= whole.items()
    by_skill = {
        skill: [one for one in held if one.skill == skill] for skill in ("Listening", "Anger")
    }
    for skill, some in by_skill.items():
        taken = 0
        for block in rehearsed.blocks([JUNIPER], some):
            mine = some[taken : taken + block.sessions]
            taken += block.sessions
            different = len(frozenset().union(*(one.people for one in mine)))
            assert (different >= 8) == (block.tally is not None), skill
        assert taken == len(some)
