"""The nets under the other tests hold: each of them can fail."""

import inspect
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from zeal import zeal_context
from zeal.errors import NPlusOneError

from accounts.models import Membership
from tests import conftest, mutants


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
