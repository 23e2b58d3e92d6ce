"""Room for the frames of all that a test calls."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def with_room(call: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Return what ``call`` returns, with one piece of memory for the frames of all it calls.

    CPython takes memory for frames from the system in pieces of 16 KB, and gives one back as soon
    as it is empty. Where a loop happens to stand at the end of a piece, each of its calls takes and
    gives back the next one, and is a hundred times as slow. A server stands too high for it to
    matter: 225 times for the longest page. Under pytest a page does it thousands of times.
    """
    return call(*args, **kwargs)


# This frame is said to need 33,000 places of 8 bytes: the next larger piece, 512 KB, is half free.
# Of what it does not use, the system gives it nothing.
with_room.__code__ = with_room.__code__.replace(co_stacksize=33_000)
