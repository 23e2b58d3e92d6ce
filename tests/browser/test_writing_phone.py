"""Writing on a phone: the keyboard open, in the dark, in three taps, by dictation."""

import re

import pytest
from playwright.sync_api import expect

from reflections.models import Entry, Version
from tests.browser.looks import PHONE, findings
from tests.browser.room import LINE, SAVED, newest, write_url

pytestmark = pytest.mark.browser

KEYBOARD = 330
SMALL = {"width": 360, "height": 640}
# Where the line being written stands on the screen: a copy of the field, as wide and set alike.
CARET = """() => {
  const field = document.querySelector("#body");
  const copy = document.createElement("div");
  const set = getComputedStyle(field);
  for (const name of ["font", "lineHeight", "letterSpacing", "padding", "borderTop", "boxSizing"]) {
    copy.style[name] = set[name];
  }
  const lines = { whiteSpace: "pre-wrap", overflowWrap: "break-word" };
  Object.assign(copy.style, { position: "absolute", width: set.width, ...lines });
  const mark = document.createElement("span");
  mark.textContent = "|";
  copy.append(field.value.slice(0, field.selectionEnd), mark);
  document.body.append(copy);
  const inside = mark.getBoundingClientRect().top - copy.getBoundingClientRect().top;
  const height = mark.getBoundingClientRect().height;
  copy.remove();
  const top = field.getBoundingClientRect().top - field.scrollTop + inside;
  return { top, bottom: top + height };
}"""


@pytest.fixture
def phone(world, new_context, sign_in):
    context = new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(context, world.asha)
    return context.new_page()


def in_sight(page):
    """Say that the line being written and the state of saving stand between the bars."""
    top, bottom = page.locator(".writing-top"), page.locator(".submit-bar")
    caret = page.evaluate(CARET)
    state, bars = page.locator(LINE).bounding_box(), (top.bounding_box(), bottom.bounding_box())
    height = page.viewport_size["height"]
    assert state["y"] >= 0
    assert bars[0]["y"] >= 0
    assert bars[1]["y"] + bars[1]["height"] <= height + 1
    assert bars[0]["y"] + bars[0]["height"] <= caret["top"], (bars, caret)
    assert caret["bottom"] <= bars[1]["y"], (bars, caret)
    # Most of what the keyboard leaves is for words.
    assert bars[1]["y"] - bars[0]["y"] - bars[0]["height"] > height * 0.6


@pytest.mark.long
@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "360"])
def test_the_keyboard_is_open_and_the_line_stays_in_sight(world, phone, size):
    page, entry = phone, world.entries["draft"]
    page.set_viewport_size(size)
    page.goto(write_url(entry))
    viewport = page.locator("meta[name=viewport]").get_attribute("content")
    assert "interactive-widget=resizes-content" in viewport
    page.locator("#body").tap()
    page.set_viewport_size({**size, "height": size["height"] - KEYBOARD})
    for number in range(14):
        page.keyboard.type(f"Line {number}, and what she said then.")
        page.keyboard.press("Enter")
    page.keyboard.type("The last line")
    in_sight(page)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    in_sight(page)
    # A long state, too, leaves the words in sight.
    page.context.set_offline(True)
    page.keyboard.type(", in the lift")
    expect(page.locator(LINE)).to_contain_text("Saved on this device only", timeout=8000)
    page.keyboard.type(".")
    assert page.locator(LINE).is_visible()
    caret, bar = page.evaluate(CARET), page.locator(".submit-bar").bounding_box()
    assert caret["bottom"] <= bar["y"]


def test_where_the_keyboard_lies_over_the_page_the_bars_move(world, phone):
    """Safari on a phone does not shrink the page; it says which part of it is seen."""
    page = phone
    page.add_init_script(
        """(() => {
          const view = Object.assign(new EventTarget(), { height: 844, offsetTop: 0, scale: 1 });
          Object.defineProperty(window, "visualViewport", { value: view });
        })()"""
    )
    page.goto(write_url(world.entries["draft"]))
    page.evaluate(
        """() => {
          Object.assign(visualViewport, { height: 514, offsetTop: 40 });
          visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    top, bottom = page.locator(".writing-top"), page.locator(".submit-bar")
    page.evaluate("() => { scrollTo(0, 400); }")
    assert round(top.bounding_box()["y"]) == 40
    bar = bottom.bounding_box()
    assert round(bar["y"] + bar["height"]) == 40 + 514


def test_dim_is_kept_here_and_is_still_readable(world, phone):
    page, entry = phone, world.entries["draft"]
    page.goto(write_url(entry))
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    switch = page.get_by_role("button", name="Dim")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.tap()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert asked == []
    light = page.evaluate("getComputedStyle(document.querySelector('#body')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", light))) < 60
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-dim", "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(page) == []
    states = page.evaluate(
        "[...document.querySelectorAll('[data-save-word]')].map(t => t.dataset.saveWord)"
    )
    for state in states:
        page.evaluate(
            "state => document.querySelector('[data-save-line]').append("
            'document.querySelector(`[data-save-word="${state}"]`).content.cloneNode(true))',
            state,
        )
    assert [one for one in findings(page) if one[0] == "color-contrast"] == []
    page.goto(f"/journal/{entry.pk}/submit/")
    assert findings(page) == []
    page.get_by_role("button", name="Dim").tap()
    page.goto(write_url(entry))
    expect(page.get_by_role("button", name="Dim")).to_have_attribute("aria-pressed", "false")


def test_three_taps_from_home_to_submitted(world, phone):
    page, taps = phone, []
    Entry.objects.filter(pk=world.entries["draft"].pk).delete()

    def tap(locator):
        taps.append(locator)
        locator.tap()

    page.goto("/")
    tap(page.get_by_role("link", name="Begin"))
    # Typing, with the tap that opens the keyboard: by dictation, as a phone puts it in.
    page.locator("#body").focus()
    page.keyboard.insert_text("She asked me to stay, and I stayed. ")
    page.keyboard.insert_text("Nobody moved the chair afterwards.")
    tap(page.get_by_label("would not recognise them"))
    tap(page.get_by_role("button", name="Submit"))
    page.wait_for_url(re.compile(r"/journal/[0-9a-f-]{36}/$"))
    version = Version.objects.latest("submitted_at")
    assert version.text.body == (
        "She asked me to stay, and I stayed. Nobody moved the chair afterwards."
    )
    assert version.entry.author == world.asha
    assert len(taps) == 3


def test_dictation_and_composing_are_saved_like_typing(world, phone):
    page, entry = phone, world.entries["draft"]
    page.goto(write_url(entry))
    body = page.locator("#body")
    body.fill("")
    body.focus()
    assert page.evaluate("document.querySelector('#body').tagName") == "TEXTAREA"
    keyboard = page.context.new_cdp_session(page)
    page.keyboard.insert_text("Dictated words, ")
    spoken = {"selectionStart": 3, "selectionEnd": 3}
    keyboard.send("Input.imeSetComposition", {"text": "にほん", **spoken})
    keyboard.send("Input.insertText", {"text": "日本"})
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    assert newest(entry) == "Dictated words, 日本"
