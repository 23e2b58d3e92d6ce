"""The fair proposal: what always holds, and that nothing better could have been found."""

from itertools import product
from random import Random

from accounts.pairing_proposal import Before, Choice, Mentor, Student, Why, propose


def world(rng, students, mentors):
    """Invent some people, with few places and many bars."""
    those = [Mentor(f"m{n}", rng.randint(0, 3), rng.randint(0, 2)) for n in range(mentors)]
    known = [mentor.key for mentor in those] + ["gone", None, None]
    people = [Student(f"s{n}", rng.choice(known)) for n in range(students)]
    apart = {
        (mentor.key, one.key) for mentor in those for one in people if rng.random() < 0.3
    }  # fmt: skip
    return people, those, lambda mentor, student: (mentor, student) in apart


def aims(people, those, chosen):
    """Return what is sought, the most wanted first: the smaller, the better."""
    load = {mentor.key: mentor.load for mentor in those}
    again = 0
    for student, mentor in zip(people, chosen, strict=True):
        if mentor is not None:
            load[mentor] += 1
            again += student.before == mentor
    alone = chosen.count(None)
    return alone, -again, sum(count * count for count in load.values())


def allowed(people, those, forbids, chosen):
    """Say whether no bar and no capacity is broken (a load above it takes nobody more)."""
    pairs = list(zip(people, chosen, strict=True))
    if any(mentor is not None and forbids(mentor, one.key) for one, mentor in pairs):
        return False
    return all(
        chosen.count(mentor.key) <= max(mentor.capacity - mentor.load, 0) for mentor in those
    )


def test_no_other_way_is_better_over_all_small_worlds():
    rng = Random(20261122)  # noqa: S311 - worlds, not secrets
    for _world in range(250):
        people, those, forbids = world(rng, rng.randint(0, 5), rng.randint(0, 3))
        found = propose(people, those, forbids, "seed")
        chosen = [choice.mentor for choice in found]
        assert [choice.student for choice in found] == [student.key for student in people]
        assert allowed(people, those, forbids, chosen)
        ways = product([None, *(mentor.key for mentor in those)], repeat=len(people))
        best = min(
            aims(people, those, list(way))
            for way in ways
            if allowed(people, those, forbids, list(way))
        )
        assert aims(people, those, chosen) == best


def test_a_large_cohort_never_breaks_a_bar_or_a_capacity_and_says_why():
    rng = Random(7)  # noqa: S311 - worlds, not secrets
    for seed in ("a", "b"):
        people, those, forbids = world(rng, 120, 20)
        found = propose(people, those, forbids, seed)
        assert found == propose(people, those, forbids, seed)
        assert allowed(people, those, forbids, [choice.mentor for choice in found])
        free = {mentor.key for mentor in those if mentor.load < mentor.capacity}
        full = free - {
            mentor.key
            for mentor in those
            if [c.mentor for c in found].count(mentor.key) < mentor.capacity - mentor.load
        }
        before = {student.key: student.before for student in people}
        for one in found:
            could = {m.key for m in those if not forbids(m.key, one.student)}
            if one.why is Why.AGAIN:
                assert one.mentor == before[one.student]
            elif one.mentor is None:
                assert one.why is (Why.ALL_FULL if could else Why.NOBODY_FOR_HER)
                # Nobody who could take her has a place left.
                assert not (could & free) - full
            if one.before is Before.APART:
                assert forbids(before[one.student], one.student)
            if one.before is Before.AWAY:
                assert before[one.student] == "gone"


def test_another_seed_draws_another_way_that_is_as_good():
    people = [Student(f"s{n}") for n in range(12)]
    those = [Mentor("one", 8), Mentor("two", 8)]
    ways = [
        [choice.mentor for choice in propose(people, those, lambda m, s: False, str(seed))]
        for seed in range(6)
    ]
    assert all(way.count("one") == 6 for way in ways)
    assert len({tuple(way) for way in ways}) > 1


def test_the_reasons_in_words_of_one_syllable():
    def free(mentor, student):
        return False

    def only(mentor, student):
        return (mentor, student) == ("n", "t")

    before = Student("s", "m")
    assert propose([before], [Mentor("m", 8)], free, "") == [Choice("s", "m", Why.AGAIN)]
    for mentors, forbids, why, then in (
        ([], free, Why.NO_MENTORS, Before.AWAY),
        ([Mentor("m", 8)], lambda m, s: True, Why.NOBODY_FOR_HER, Before.APART),
        ([Mentor("m", 1, 1)], free, Why.ALL_FULL, Before.FULL),
    ):
        assert propose([before], mentors, forbids, "") == [Choice("s", None, why, then)]
    # Two want one place; who keeps her is drawn, and the other goes on without being last.
    two = propose(
        [Student("s", "m"), Student("t", "m")], [Mentor("m", 1), Mentor("n", 8)], free, ""
    )
    assert sorted(choice.why for choice in two) == [Why.AGAIN, Why.EVEN]
    # Nobody keeps a mentor whom another needs who can have nobody else.
    kept = propose([Student("s", "m"), Student("t")], [Mentor("m", 1), Mentor("n", 1)], only, "")
    assert [choice.mentor for choice in kept] == ["n", "m"]
    assert kept[0].before is Before.FULL
