"""Remarks at the mentor's desk in a browser: on selected words, by hand and by key."""

import pytest
from playwright.sync_api import expect

from reflections.models import Remark
from tests import make
from tests.browser.desk_room import BODY, desk, remark_field, select, version_of

pytestmark = pytest.mark.browser


@pytest.fixture
def page(ekdal_page):
    return ekdal_page


def test_a_remark_on_selected_words(page, waiting):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    expect(page.locator("[data-remark-here]")).to_be_hidden()
    select(page, "moved the tissues")
    page.get_by_role("button", name="Remark", exact=False).first.click()
    expect(page.locator("[data-chosen]")).to_have_text("moved the tissues")
    reply = page.locator("textarea.sheet").bounding_box()
    maker = page.locator(".remark-maker").bounding_box()
    assert maker["x"] >= reply["x"] + reply["width"]  # in the margin: it covers neither
    remark_field(page).fill("You saw it. 🫀")
    page.get_by_role("button", name="Keep this remark").dblclick()
    expect(page.locator("#w1")).to_have_text("moved the tissues")
    expect(page.locator("#r1 .said-there")).to_have_text("You saw it. 🫀")
    expect(page.locator("#r1 .num")).to_be_focused()
    expect(page.locator("[data-desk-says]")).to_contain_text("Only you can see it")
    expect(page.locator("[data-remarks]")).to_have_text("one remark")
    remark = version.remarks.get()
    assert version.text.body[remark.start : remark.end] == "moved the tissues"


@pytest.mark.parametrize(
    ("first", "last", "quote"),
    [
        ("🫀", "", "🫀"),
        ("As him 🫀: I", "", "As him 🫀: I"),
        ("👩🏽‍⚕️ wept", "", "👩🏽‍⚕️ wept"),
        ("and I did", "", "and I did"),
        (" moves tissues ", "", "moves tissues"),
        ("for gallstones.", "As me: I said", "for gallstones.\n\nAs me: I said"),
        ("gallstones", "sitting down.", BODY[BODY.index("gallstones") :]),
    ],
)
def test_selections_are_counted_in_code_points(page, waiting, first, last, quote):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    select(page, first, last)
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("x")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#r1 .num")).to_be_focused()
    remark = version.remarks.get()
    assert (remark.start, remark.text.quote) == (BODY.index(quote), quote)


def test_a_second_remark_counts_past_the_numbers_of_the_first(page, world, waiting):
    version = version_of(waiting["Jonas"])
    make.remark(version=version, author=world.ekdal, quote="As him 🫀", sent=False)
    page.goto(desk(waiting["Jonas"]))
    select(page, "the tissues")
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("x")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w2")).to_have_text("the tissues")
    assert version.remarks.order_by("start").last().text.quote == "the tissues"


def test_remark_change_and_take_away_by_keyboard_alone(page, waiting):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    page.keyboard.press("r")
    expect(page.locator("#id_remark_sentence")).to_be_focused()
    page.keyboard.press("n")  # a letter finds the sentence that begins with it
    page.keyboard.press("Tab")
    page.keyboard.type("rjk is no command here")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#r1 .num")).to_be_focused()
    assert version.remarks.get().text.quote == "Nobody moves tissues for gallstones."
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Other words")
    page.keyboard.press("Tab")  # what kind of remark
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#r1 .said-there")).to_have_text("Other words")
    page.get_by_role("button", name="Take away remark 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#r1")).to_have_count(0)
    assert not version.remarks.exists()


def test_escape_leaves_the_words_and_what_was_typed(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.wait_for_selector("[data-remark-here]:not([hidden])")
    page.keyboard.press("r")
    page.keyboard.type("half a thought")
    page.keyboard.press("Escape")
    expect(remark_field(page)).to_be_hidden()
    page.keyboard.press("r")
    expect(remark_field(page)).to_have_value("half a thought")
    assert not Remark.objects.filter(version__entry=waiting["Jonas"]).exists()


def test_an_empty_remark_is_refused_beside_its_field(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.locator("[data-remark-here]").click()
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.get_by_text("There is nothing in this remark yet.")).to_be_visible()
    expect(remark_field(page)).to_be_focused()
    remark_field(page).fill("Now there is.")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w1")).to_have_text("moved the tissues")


def test_a_remark_that_does_not_arrive_stays_in_its_field(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("Kept here")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.get_by_text("That was not kept")).to_be_visible()
    expect(remark_field(page)).to_have_value("Kept here")
    page.context.set_offline(False)
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#r1 .said-there")).to_have_text("Kept here")
