"""Company beside the reply in a browser: quoting, starters, phrases, nudges, reading first."""

import pytest
from playwright.sync_api import expect

from reflections.models import Phrase, ReplyText
from tests import make
from tests.browser.desk_room import LINE, SAVED, desk, reply_field, select
from tests.browser.looks import DESK, PHONE, findings

pytestmark = pytest.mark.browser

CHOSEN = "one => one.value.slice(one.selectionStart, one.selectionEnd)"


@pytest.fixture
def page(ekdal_page):
    return ekdal_page


def nudges(page):
    return page.locator("[data-nudges-said] li")


def test_a_phrase_she_selected_is_quoted_where_the_caret_is_and_undone(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    quote = page.get_by_role("button", name="Quote in the reply Q")
    expect(quote).to_be_hidden()
    reply_field(page).fill("Before. After.")
    reply_field(page).evaluate("one => one.setSelectionRange(7, 7)")
    page.locator("h1").focus()
    select(page, "gallstones.", "As me: I")
    quote.click()
    expect(reply_field(page)).to_have_value("Before. “gallstones. As me: I” After.")
    expect(reply_field(page)).to_be_focused()
    expect(quote).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(reply_field(page)).to_have_value("Before. After.")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-count]")).to_have_text("6")


def test_the_whole_desk_by_keyboard(page, world, waiting):
    """What she wrote before, a sentence, a starter, a phrase; looked at, sent. No mouse."""
    jonas = waiting["Jonas"].author
    earlier = make.version(
        entry=make.entry(author=jonas, title="The first page"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        submitted_at=make.ago(days=30),
    )
    make.reply(version=earlier, author=world.ekdal, body="SAID-BEFORE")
    page.goto(desk(waiting["Jonas"]))
    press = page.keyboard.press
    press("b")
    expect(page.get_by_role("link", name="The first page")).to_be_visible()
    press("Tab")
    expect(page.get_by_role("link", name="The first page")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(page.get_by_text("SAID-BEFORE")).to_be_visible()

    # A sentence from the list.
    page.locator("h1").focus()
    press("q")
    expect(page.locator("[data-quoted-sentence]")).to_be_focused()
    press("n")
    press("Tab")
    press("Enter")
    said = "“Nobody moves tissues for gallstones.” "
    expect(reply_field(page)).to_have_value(said)
    page.keyboard.type("You saw that. ")

    # A starter is finished by hand: what it leaves open is selected.
    page.locator("h1").focus()
    press("m")
    expect(page.get_by_role("heading", name="Five moves")).to_be_focused()
    bank = page.get_by_text("Questions to finish yourself")
    for _step in range(4):
        if bank.evaluate("one => one === document.activeElement"):
            break
        press("Tab")
    expect(bank).to_be_focused()
    press("Enter")
    press("Tab")
    press("Tab")
    expect(page.get_by_role("button", name="Where were you standing?")).to_be_focused()
    press("Enter")
    expect(reply_field(page)).to_have_value(f"{said}You saw that. Where were you standing […]? ")
    assert reply_field(page).evaluate(CHOSEN) == "[…]"

    # Left so, that is said, beside the reply and before it is sent; and it can be left.
    page.locator("h1").focus()
    expect(nudges(page).first).to_contain_text("A starter is not finished yet")
    press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("A starter is not finished yet")).to_be_visible()
    page.get_by_role("link", name="Not yet").focus()
    press("Enter")
    expect(reply_field(page)).to_be_focused()
    page.locator("h1").focus()
    press("w")
    expect(reply_field(page)).to_be_focused()
    press("Control+a")
    page.keyboard.type("You saw it before anybody said a word. ")

    # Words of her own, kept and used again.
    press("Control+a")
    phrases = page.get_by_text("Your phrases")
    phrases.focus()
    press("Enter")
    keep = page.get_by_role("button", name="Keep the words I selected")
    expect(keep).to_be_visible()
    keep.focus()
    press("Enter")
    mine = page.get_by_role("button", name="You saw it before anybody said a word.")
    expect(mine).to_be_visible()
    expect(page.get_by_text("Kept among your phrases.")).to_be_visible()
    assert Phrase.objects.get().author == world.ekdal
    press("w")
    press("Control+End")
    mine.focus()
    press("Enter")
    whole = "You saw it before anybody said a word. "
    expect(reply_field(page)).to_have_value(whole * 2)

    # Nothing of it holds the reply up.
    press("Control+Enter")
    expect(page.locator("#main").get_by_text("As Jonas will see it")).to_be_visible()
    expect(page.get_by_text("This is under 25 words.")).to_be_visible()
    page.get_by_role("button", name="Send", exact=False).first.focus()
    press("Enter")
    expect(page.get_by_text("Your reply to Jonas is sent.")).to_be_visible()
    assert ReplyText.objects.filter(body__startswith=whole.strip()).count() == 1


def test_nudges_come_quietly_and_stay_away_when_told_so(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("I think I know what I would do. ")
    page.locator("h1").focus()
    expect(nudges(page)).to_have_count(4)
    expect(nudges(page).last).to_contain_text("more “I” than “you”")
    # Beside it, and never announced over what she types.
    assert page.locator("[data-nudges]").evaluate(
        "one => !one.closest('[aria-live], [role=status]')"
    )
    page.get_by_role("button", name="Not on this page").click()
    expect(nudges(page)).to_have_count(0)
    expect(reply_field(page)).to_be_focused()
    with page.expect_response(lambda one: "/draft/" in one.url):
        page.keyboard.type("And I am sure.")
    page.locator("h1").focus()
    page.wait_for_timeout(800)
    expect(nudges(page)).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1280"])
def test_reading_first_and_everything_open_look_right(
    world, waiting, new_context, sign_in, viewport
):
    context = new_context(viewport=viewport, color_scheme="dark" if viewport is PHONE else "light")
    sign_in(context, world.ekdal)
    page = context.new_page()
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Half a thought")
    page.get_by_role("button", name="Read first, write later").click()
    begin = page.get_by_role("link", name="Go on with your reply")
    expect(begin).to_be_visible()
    expect(reply_field(page)).to_be_hidden()
    expect(page.get_by_role("heading", name="Five moves")).to_be_hidden()
    assert findings(page) == []
    page.locator("h1").focus()
    page.keyboard.press("w")
    expect(reply_field(page)).to_be_focused()
    expect(reply_field(page)).to_have_value("Half a thought")
    expect(begin).to_be_hidden()
    page.locator(".desk-turn a[rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On listening")
    expect(page.get_by_role("link", name="Write your reply")).to_be_visible()
    page.get_by_role("link", name="Write your reply").click()
    for name in ("Questions to finish yourself", "Your phrases", "Quote a sentence",
                 "When you start to diagnose", "What Kieran wrote before"):  # fmt: skip
        page.get_by_text(name).click()
    expect(page.get_by_text("None yet. Select words")).to_be_visible()
    expect(page.get_by_text("Nothing else of Kieran’s is open to you.")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Always show the reply").click()
    expect(page.get_by_role("button", name="Read first, write later")).to_be_visible()
