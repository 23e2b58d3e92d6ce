"""The nets under the other tests hold: each of them can fail."""

import inspect
import re

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from zeal import zeal_context
from zeal.errors import NPlusOneError

from accounts.models import Membership
from tests import conftest, large_pages, mutants, standing


def test_loading_a_relation_row_by_row_fails(world):
    with zeal_context(), pytest.raises(NPlusOneError):
        assert [membership.person.name for membership in Membership.objects.all()]


def test_every_page_a_test_asks_for_is_watched():
    assert settings.MIDDLEWARE[0] == "zeal.middleware.zeal_middleware"


def test_a_test_has_room_for_the_frames_of_all_it_calls():
    """tests/frames.py says what for."""
    frame, asked = inspect.currentframe(), []
    while frame:
        asked.append(frame.f_code.co_stacksize)
        frame = frame.f_back
    assert max(asked) > 32 * 1024


def test_large_pages_hold_what_a_process_writes_and_no_file():
    """tests/large_pages.py says what for; what lay there before lies there after."""
    maps = """\
55d0aa1ff000-55d0aa601000 rw-p 00000000 00:00 0                          [heap]
7f0000200000-7f0000800000 r--p 00000000 00:00 0
7f0000a00000-7f0001000000 rw-p 00000000 fe:00 26933                      /lib/libpython.so
7f0001200000-7f0001600000 rw-p 00000000 00:00 0
7f0001a00001-7f0001bfffff rw-p 00000000 00:00 0
"""
    assert list(large_pages._stretches(maps)) == [
        (0x55D0AA200000, 0x55D0AA600000),
        (0x7F0001200000, 0x7F0001600000),
    ]
    before = bytes(range(256)) * 40_000
    kept = bytearray(before)
    large_pages.move()
    assert kept == before


def test_a_text_of_yaml_is_read_once_and_gives_everybody_values_of_their_own():
    made = []

    class Counted(yaml.SafeLoader):
        def __init__(self, text):
            made.append(text)
            super().__init__(text)

    first, second = (yaml.load("names: [asha, ben]", Counted) for _time in range(2))  # noqa: S506 - a safe loader
    assert len(made) == 1
    first["names"].clear()
    assert second == {"names": ["asha", "ben"]}


def test_a_world_is_built_anew_in_another_hour_and_after_a_while(db, monkeypatch):
    """What was written today is of yesterday a moment after midnight, wherever that is."""
    made = []

    def build():
        made.append("a world")
        return len(made)

    for hour, built in (("23", 1), ("23", 1), ("00", 2)):
        monkeypatch.setattr(standing, "_hour", lambda said=hour: said)
        assert standing.built(build) == built
    monkeypatch.setattr(standing, "FRESH", -1)
    assert standing.built(build) == 3


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_cache_starts_empty(time):
    assert cache.get("left-over") is None
    cache.set("left-over", time)


def test_a_browser_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    conftest.why_no_browser.cache_clear()
    try:
        assert conftest.why_no_browser() == conftest.NO_CHROMIUM
    finally:
        conftest.why_no_browser.cache_clear()


def test_every_module_that_makes_a_clause_or_a_policy_is_cut():
    makes = re.compile(r"\b(?:Clause|Policy)\(")
    making = {
        str(path.relative_to(mutants.ROOT))
        for app in ("accounts", "curriculum", "reflections", "rehearsals")
        for path in (mutants.ROOT / app).rglob("*.py")
        if makes.search(path.read_text(encoding="utf-8"))
    }
    assert making <= {*mutants.RULES}
    assert len(making) > 6
