"""The mentor's desk in a browser, as it looks: nothing covers anything, axe finds nothing."""

from itertools import pairwise

import pytest

from reflections.models import Remark
from tests import make
from tests.browser.desk_room import BODY, desk, select, version_of
from tests.browser.looks import DESK, PHONE, findings

pytestmark = pytest.mark.browser


@pytest.fixture
def page(ekdal_page):
    return ekdal_page


def test_many_remarks_never_cover_each_other_nor_the_foot_of_the_page(page, world, waiting):
    version = version_of(waiting["Jonas"])
    for start in range(0, 44, 4):
        remark = make.remark(
            version=version, author=world.ekdal, quote=BODY[start : start + 12], sent=False
        )
        Remark.objects.filter(pk=remark.pk).update(start=start, end=start + 12)
        remark.text.body = "A longer remark that takes a few lines of the margin. " * 3
        remark.text.save()
    page.goto(desk(waiting["Jonas"]))
    boxes = [one.bounding_box() for one in page.locator(".remark, .moves, .colophon").all()]
    assert len(boxes) == 13
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1


@pytest.mark.parametrize(
    ("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_axe_finds_nothing(world, waiting, new_context, sign_in, theme, viewport):
    entry = waiting["Jonas"]
    version = version_of(entry)
    for quote in ("moved the tissues", "the tissues. Nobody", "I did nothing"):
        make.remark(version=version, author=world.ekdal, quote=quote, sent=False)
    make.reply(version=version, author=world.ekdal, sent=False)
    ring = make.version(
        entry=make.entry(author=entry.author, title="Dear me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    answered = version_of(waiting["Kieran"])
    make.reply(version=answered, author=world.ekdal)
    make.message(version=answered, author=answered.entry.author)
    context = new_context(viewport=viewport, color_scheme=theme)
    sign_in(context, world.ekdal)
    page = context.new_page()
    for url in (
        "/mentoring/",
        "/mentoring/students/",
        desk(entry),
        f"{desk(entry)}send/",
        desk(ring.entry),
        desk(answered.entry),
    ):
        page.goto(url)
        if url == desk(entry):
            page.locator(".change summary").first.click()
            select(page, "sitting down")
            page.locator("[data-remark-here]").click()
        assert findings(page) == [], url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url
