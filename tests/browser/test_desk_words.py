"""A mentor's words are never lost: a remark while it is typed, and all of it after a hand-over."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Mentoring
from reflections.models import Pencil, Remark
from tests.browser.desk_room import LINE, SAVED, desk, reply_field

pytestmark = pytest.mark.browser

MAKER = "[data-remark-maker]"


@pytest.fixture
def page(ekdal_page):
    return ekdal_page


def test_a_remark_saves_itself_until_it_is_kept(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    maker = page.locator(MAKER)
    maker.locator("summary").click()
    maker.locator("select").select_option(index=1)
    maker.locator("textarea").fill("Half a 🫀 remark")
    expect(maker.locator("[data-save-line]")).to_have_text(SAVED, timeout=8000)
    page.reload()
    expect(maker.locator("textarea")).to_have_value("Half a 🫀 remark")
    expect(maker.locator("[data-chosen]")).to_contain_text("As him")
    maker.locator("textarea").fill("A whole 🫀 remark")
    maker.get_by_role("button", name="Keep this remark").click()
    expect(page.locator(".margin-notes .said-there")).to_have_text("A whole 🫀 remark")
    expect(maker.locator("textarea")).to_have_value("")
    assert not Pencil.objects.exists()
    # Changed, and the window closed before it was kept: the change stands there again.
    page.locator("details.change summary").click()
    change = page.locator("details.change form")
    change.locator("textarea").fill("Another 🫀 remark")
    expect(change.locator("[data-save-line]")).to_have_text(SAVED, timeout=8000)
    page.reload()
    expect(change.locator("textarea")).to_have_value("Another 🫀 remark")
    assert Remark.objects.get(version__entry=waiting["Jonas"]).text.body == "A whole 🫀 remark"


def test_her_words_come_back_to_her_when_somebody_else_reads(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Before")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    maker = page.locator(MAKER)
    maker.locator("summary").click()
    maker.locator("textarea").fill("A remark too late")
    expect(maker.locator("[data-save-line]")).to_contain_text("Copy your words", timeout=8000)
    # What she typed stays on the screen; his words leave it.
    expect(maker.locator("textarea")).to_have_value("A remark too late")
    expect(reply_field(page)).to_have_value("Before")
    expect(page.locator("main")).not_to_contain_text("What I would keep")
    page.on("dialog", lambda dialog: dialog.accept())
    maker.get_by_role("link", name="Words you did not send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Words you did not send")
    section = page.locator("section").filter(has_text="To Jonas")
    expect(section.get_by_label("Your reply")).to_have_value("Before")
    expect(page.locator("main")).not_to_contain_text("What I would keep")
    section.get_by_text("Throw them away", exact=True).click()
    section.get_by_role("button", name="Yes, throw them away").click()
    expect(page.get_by_text("Those words are thrown away.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("To Jonas")


def test_a_sent_reply_is_changed_in_a_page_that_saves_itself(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("I heard you.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("link", name="Change your reply").click()
    field = page.locator("form[data-change] #reply")
    expect(field).to_have_value("I heard you.")
    field.fill("I heard you, Jonas.")
    expect(page.locator("[data-save-line]")).to_have_text(SAVED, timeout=8000)
    page.reload()
    expect(field).to_have_value("I heard you, Jonas.")
    page.get_by_role("button", name="Send the change").click()
    expect(page.locator(".talk .reading").first).to_have_text("I heard you, Jonas.")
    page.get_by_text("As it stood").click()
    expect(page.locator(".talk .earlier .reading")).to_have_text("I heard you.")
