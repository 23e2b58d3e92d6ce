"""The load guard's arithmetic: how many required reflections fall due close together. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

WINDOW = timedelta(days=21)
MOST = 2


def is_too_much(dues: Iterable[date], new: date) -> bool:
    """Say whether ``new`` is a third due date (or more) within some three weeks.

    Dates that are twenty-one days apart still count as close together.
    """
    near = sorted([new, *(due for due in dues if abs(due - new) <= WINDOW)])
    for first in near:
        inside = [due for due in near if first <= due <= first + WINDOW]
        if first <= new <= first + WINDOW and len(inside) > MOST:
            return True
    return False
