"""Remarks by keyboard alone, "this helped" in one tap, and writing anew with them beside."""

import pytest
from playwright.sync_api import expect

from reflections.models import Helped
from tests import make
from tests.browser.looks import PHONE, findings

pytestmark = pytest.mark.browser

BODY = (
    "It was late. 🫀 I sat with her and said nothing.\n"
    "\n"
    + "The corridor was long and grey, and the lift did not come. " * 40
    + "\n\nShe said ‘no’, and I stayed 👩🏽‍⚕️ until seven."
)


def page_of(world, *, answered):
    entry = make.entry(author=world.asha, body=BODY, title="Late")
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    if answered:
        make.reply(version=version, author=world.ekdal, at=make.ago(minutes=20))
        remarks = (("said nothing", "appreciation"), ("I stayed 👩🏽‍⚕️ until seven", "question"))
        for quote, kind in remarks:
            make.remark(
                version=version, author=world.ekdal, quote=quote, body=f"ON {quote}", kind=kind
            )
    return entry


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_a_remark_of_some_kind_is_made_by_keyboard_alone(world, open_as):
    entry = page_of(world, answered=False)
    page = open_as(world.ekdal, f"/mentoring/{entry.pk}/")
    page.wait_for_load_state()
    page.locator("#remark-maker > summary").focus()
    page.keyboard.press("Enter")
    sentence = page.locator("#id_remark_sentence")
    expect(sentence).to_be_visible()
    page.keyboard.press("Tab")
    expect(sentence).to_be_focused()
    for _sentence in range(2):
        page.keyboard.press("ArrowDown")
    expect(sentence.locator("option:checked")).to_contain_text("🫀 I sat with her")
    page.keyboard.press("Tab")
    expect(page.locator("#id_remark_body")).to_be_focused()
    page.keyboard.type("What did your hands do?")
    kinds = page.get_by_role("group", name="What kind of remark")
    expect(kinds.get_by_role("radio")).to_have_count(6)
    page.keyboard.press("Tab")
    expect(kinds.get_by_label("Just a remark")).to_be_focused()
    for _step in range(2):
        page.keyboard.press("ArrowDown")
    expect(kinds.get_by_label("Question")).to_be_checked()
    page.keyboard.press("Tab")
    assert focused(page) == "Keep this remark"
    page.keyboard.press("Enter")
    expect(page.locator("#r1 .num")).to_be_focused()
    remark = page.get_by_role("article", name="🫀 I sat with her and said… Question")
    expect(remark).to_contain_text("What did your hands do?")
    expect(page.locator("[data-desk-says]")).to_contain_text("Only you can see it")
    made = entry.versions.get().remarks.get()
    assert (made.kind, made.text.quote) == ("question", "🫀 I sat with her and said nothing.")
    assert findings(page) == []


def test_a_student_says_what_helped_and_writes_anew_beside_it(world, open_as):
    entry = page_of(world, answered=True)
    page = open_as(world.asha, f"/journal/{entry.pk}/")
    page.wait_for_load_state()
    helped = page.locator("#r1").get_by_role("button", name="This helped")
    expect(helped).to_have_attribute("aria-pressed", "false")
    for pressed, rows, said in (
        ("true", 1, "Dr Ekdal can see that."),
        ("false", 0, ""),
        ("true", 1, "Dr"),
    ):
        helped.click()
        expect(helped).to_have_attribute("aria-pressed", pressed)
        expect(page.locator("#r1 [data-helped-says]")).to_contain_text(said)
        assert Helped.objects.count() == rows
    assert findings(page) == []

    page.goto(f"/journal/{entry.pk}/write/")
    beside, field = page.locator("[data-beside]"), page.locator("#body")
    words = beside.locator("[data-show-words]")
    expect(words).to_have_count(2)
    expect(beside.get_by_text("ON said nothing")).to_be_visible()
    words.nth(1).click()
    expect(field).to_be_focused()
    chosen = "[body] => body.value.slice(body.selectionStart, body.selectionEnd)"
    chosen = chosen.replace("[body]", "body")
    assert field.evaluate(chosen) == "I stayed 👩🏽‍⚕️ until seven"
    # The words are in the window, however long the page is.
    page.wait_for_function("scrollY > 300")
    page.keyboard.type("I went home")
    expect(words.nth(1)).to_be_hidden()
    expect(beside.locator("[data-words-gone]").nth(1)).to_be_visible()
    expect(words.nth(0)).to_be_visible()
    assert field.input_value() == BODY.replace("I stayed 👩🏽‍⚕️ until seven", "I went home")
    expect(page.locator("[data-save-line]")).to_contain_text("Saved")
    assert findings(page) == []


def test_on_a_phone_the_remarks_are_folded_below_the_page(world, open_as):
    entry = page_of(world, answered=True)
    page = open_as(world.asha, f"/journal/{entry.pk}/write/", viewport=PHONE)
    summary = page.get_by_text("Two remarks on version 1")
    expect(page.get_by_text("ON said nothing")).to_be_hidden()
    assert summary.bounding_box()["height"] >= 44
    summary.click()
    expect(page.get_by_text("ON said nothing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="Show the words").first.click()
    expect(page.locator("#body")).to_be_focused()
