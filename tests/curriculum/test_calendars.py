"""Days counted in teaching weeks: no database."""

from datetime import date

import pytest

from curriculum.calendars import Calendar, Gap, carried, year_of
from curriculum.load import is_too_much

# A Tuesday; the week before Christmas and the one after it are no teaching weeks.
FIRST = date(2026, 9, 1)
CHRISTMAS = Gap(date(2026, 12, 21), date(2027, 1, 3))
EXAMS = Gap(date(2026, 10, 12), date(2026, 10, 16))  # Monday to Friday
TWO_DAYS = Gap(date(2026, 11, 14), date(2026, 11, 15))  # a weekend: the week still counts
AUTUMN = Calendar(FIRST, (EXAMS, TWO_DAYS, CHRISTMAS))


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("week 1", date(2026, 9, 6)),
        ("Week 1, Monday", date(2026, 8, 31)),
        ("w1 d2", FIRST),
        ("day 1", FIRST),
        ("day 10", date(2026, 9, 10)),
        ("week 6 sun", date(2026, 10, 11)),
        # The exams are no week, so the seventh is the one after them.
        ("week 7 mon", date(2026, 10, 19)),
        ("  WEEK   7 ,  Mon", date(2026, 10, 19)),
        ("week 7,mon", date(2026, 10, 19)),
        ("week 16 sunday", date(2027, 1, 10)),
        # Monday to Friday of the exams are not counted as days.
        ("day 42", date(2026, 10, 17)),
        ("week 0", None),
        ("week 9999", None),
        ("day 0", None),
        ("week 2 someday", None),
        ("week 2 8", None),
        ("the day after", None),
        ("", None),
    ],
)
def test_an_offset_means_a_day(typed, means):
    assert AUTUMN.read(typed, weekday=6) == means


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (FIRST, "week 1, Tuesday"),
        (date(2026, 10, 11), "week 6, Sunday"),
        (date(2026, 10, 14), ""),
        (date(2026, 10, 19), "week 7, Monday"),
        (date(2026, 11, 15), "week 10, Sunday"),
        (date(2027, 1, 10), "week 16, Sunday"),
        (date(2026, 8, 30), ""),
        (None, ""),
    ],
)
def test_a_day_says_its_week_and_reads_back(day, says):
    assert AUTUMN.said(day) == says
    if says:
        assert AUTUMN.read(says, weekday=0) == day


def test_what_falls_into_a_gap_moves_to_its_weekday_in_the_next_free_week():
    assert AUTUMN.moved_forward(date(2026, 12, 27)) == date(2027, 1, 10)
    assert AUTUMN.moved_forward(date(2026, 11, 15)) == date(2026, 11, 22)
    assert AUTUMN.moved_forward(date(2026, 11, 16)) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("day", "there", "moved"),
    [
        # Same teaching week, same weekday; the next year begins on a Wednesday.
        (date(2026, 9, 13), date(2027, 9, 12), False),
        # Week 7 here is after the exams; there nothing is skipped before it.
        (date(2026, 10, 25), date(2027, 10, 17), False),
        # Its Sunday there is skipped, though the week counts.
        (date(2026, 9, 20), date(2027, 9, 26), True),
        # Inside the exams: as many calendar weeks after the first day.
        (date(2026, 10, 15), date(2027, 10, 14), False),
    ],
)
def test_a_day_is_carried_to_another_calendar(day, there, moved):
    next_year = Calendar(date(2027, 9, 1), (Gap(date(2027, 9, 18), date(2027, 9, 19)),))
    assert carried(day, AUTUMN, next_year) == (there, moved)
    assert there.weekday() == day.weekday()


@pytest.mark.parametrize(
    ("dues", "new", "much"),
    [
        ([], 1, False),
        ([1], 8, False),
        ([1, 8], 15, True),
        ([1, 8], 22, True),  # twenty-one days apart still count
        ([1, 8], 23, False),
        ([8, 15], 1, True),  # put before two that are there
        ([1, 22], 11, True),  # put between them
        ([1, 23], 12, False),
        ([1, 1], 1, True),
        ([1, 2, 3, 4], 29, False),
    ],
)
def test_a_third_within_three_weeks_is_too_much(dues, new, much):
    assert is_too_much([date(2026, 10, day) for day in dues], date(2026, 10, new)) is much


@pytest.mark.parametrize(
    ("day", "began", "ends"),
    [
        (date(2026, 9, 1), date(2026, 9, 1), date(2027, 9, 1)),
        (date(2027, 8, 31), date(2026, 9, 1), date(2027, 9, 1)),
        (date(2027, 9, 1), date(2027, 9, 1), date(2028, 9, 1)),
        (date(2026, 8, 31), date(2025, 9, 1), date(2026, 9, 1)),
    ],
)
def test_a_programme_year_goes_from_first_day_to_first_day(day, began, ends):
    assert year_of(FIRST, day) == (began, ends)


def test_a_first_day_on_the_29th_of_february_still_has_years():
    assert year_of(date(2028, 2, 29), date(2029, 3, 1)) == (date(2029, 3, 1), date(2030, 3, 1))
