"""The mentor's desk in a browser: from signing in to answered entries, by hand and by key."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import DraftText, Mentoring, Notice
from reflections.models import Reading, Reply, ReplyText
from tests.browser.desk_room import LINE, SAVED, desk, remark_field, reply_field
from tests.browser.looks import DESK

pytestmark = pytest.mark.browser


@pytest.fixture
def page(ekdal_page):
    return ekdal_page


# ------------------------------------------------------------------ the reply
def test_the_reply_saves_itself_and_survives_a_reload(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).type("I heard 🫀 you.\n\nAll of it.")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-count]")).to_have_text("6")
    page.reload()
    assert reply_field(page).input_value() == "I heard 🫀 you.\n\nAll of it."
    expect(page.locator(LINE)).to_contain_text("only you can see it")
    assert not ReplyText.objects.filter(reply__version__entry=waiting["Jonas"]).exists()


def test_another_window_was_faster(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    other = page.context.new_page()
    other.goto(desk(waiting["Jonas"]))
    other.locator("#reply").fill("From the other window")
    expect(other.locator(LINE)).to_have_text(SAVED, timeout=8000)
    reply_field(page).fill("From this one")
    expect(page.locator(LINE)).to_contain_text("Both texts are safe", timeout=8000)
    page.get_by_role("button", name="Look at both").click()
    expect(reply_field(page)).to_have_value("From this one")
    expect(page.get_by_text("From the other window")).to_be_visible()


def test_the_pairing_ends_while_she_writes(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Before")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("main")).to_contain_text("What I would keep: sitting down.")
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    reply_field(page).fill("Before and after")
    expect(page.locator(LINE)).to_contain_text("Copy your words", timeout=8000)
    # His words leave the open tab as well; her own stay.
    expect(page.locator("main")).not_to_contain_text("What I would keep")
    expect(page.locator("main")).not_to_contain_text("Sixty seconds")
    assert reply_field(page).input_value() == "Before and after"
    assert not DraftText.objects.filter(body="Before and after").exists()


def test_somebody_else_signs_in_at_this_computer(page, world, waiting, sign_in):
    page.goto(desk(waiting["Jonas"]))
    sign_in(page.context, world.fox)
    reply_field(page).fill("Mine, not hers")
    expect(page.locator(LINE)).to_contain_text("Someone else has signed in", timeout=8000)
    expect(page.locator("[data-page-text]")).to_be_hidden()
    expect(reply_field(page)).to_be_hidden()
    assert not Reply.objects.filter(author=world.fox).exists()
    sign_in(page.context, world.ekdal)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=12000)
    expect(reply_field(page)).to_have_value("Mine, not hers")


# ------------------------------------------------------------------ preview and keys
def test_the_preview_and_back_without_leaving_the_desk(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    page.evaluate("window.sameDocument = true")
    reply_field(page).fill("I heard you.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_url(re.compile("/send/$"))
    expect(page.locator("[aria-live]", has_text="Nothing is sent yet.")).to_have_count(1)
    assert page.title() == "As Jonas will see it · Heartbeat"
    # Nor are her blank lines as wide again as they will stand on her page.
    expect(page.locator(".gap").first).to_have_css("block-size", "0px")
    page.get_by_role("link", name="Not yet").click()
    expect(reply_field(page)).to_be_focused()
    expect(reply_field(page)).to_have_value("I heard you.")
    assert page.evaluate("window.sameDocument")
    reply_field(page).press("End")
    reply_field(page).type(" Truly.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("I heard you. Truly.")).to_be_visible()
    page.go_back()
    expect(reply_field(page)).to_have_value("I heard you. Truly.")


def test_an_empty_reply_is_not_sent(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("There is nothing to send yet")).to_be_visible()


def test_a_double_click_sends_once(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Once.")
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.get_by_text("You replied").first).to_be_visible()
    assert ReplyText.objects.filter(body="Once.").count() == 1
    assert Notice.objects.filter(kind="reply").count() == 1


def test_letters_turn_the_pages_but_never_while_typing(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("")
    reply_field(page).type("jkr")
    assert page.url.endswith(desk(waiting["Jonas"]))
    page.locator("h1").focus()
    page.keyboard.press("j")
    page.wait_for_url(f"**{desk(waiting['Kieran'])}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{desk(waiting['Jonas'])}")
    assert reply_field(page).input_value() == "jkr"
    page.get_by_role("button", name="Turn the letters off").click()
    page.locator("h1").focus()
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.get_by_label("Which sentence?")).to_be_hidden()
    assert page.url.endswith(desk(waiting["Jonas"]))


def test_without_a_script_everything_works(world, waiting, new_context, sign_in):
    context = new_context(viewport=DESK, java_script_enabled=False)
    sign_in(context, world.ekdal)
    page = context.new_page()
    page.goto(desk(waiting["Jonas"]))
    page.get_by_text("Remark on a sentence").click()
    page.get_by_label("Which sentence?").select_option("As me: I said seven sentences after it.")
    remark_field(page).fill("Seven. I’ve done nine.")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w1")).to_have_text("As me: I said seven sentences after it.")
    page.locator("#reply").fill("I heard you.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#reply")).to_have_value("I heard you.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("As Jonas will see it. Nothing is sent yet.")).to_be_visible()
    page.get_by_role("button", name="Send, and open Kieran’s").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On listening")
    assert Reading.objects.filter(person=world.ekdal).count() == 2
