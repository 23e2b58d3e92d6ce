"""A moment that came within another row is the moment that was kept."""

from datetime import UTC, datetime

import pytest

from accounts.rows_within import moment


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-23 02:43:06.170000",  # as SQLite keeps it
        "2026-11-23T02:43:06.17+00:00",  # as PostgreSQL says it
        "2026-11-23T03:43:06.17+01:00",
    ],
)
def test_it_is_read_in_every_form(said: str) -> None:
    assert moment(said) == datetime(2026, 11, 23, 2, 43, 6, 170_000, tzinfo=UTC)
    assert moment(said).tzinfo is not None


def test_a_whole_second_has_no_fraction() -> None:
    assert moment("2026-11-23 02:43:06") == datetime(2026, 11, 23, 2, 43, 6, tzinfo=UTC)
