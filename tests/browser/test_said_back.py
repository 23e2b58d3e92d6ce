"""Places to look at beside what is said back; a picture from the writing room."""

import re

import pytest
from playwright.sync_api import expect

from reflections.models import Picture, Reply
from tests import make
from tests.browser import looks

PHONE = "020 7946 0123"

pytestmark = pytest.mark.browser


def test_a_reply_with_a_number_is_sent_once_it_is_said_why(world, open_as):
    entry = world.entries["submitted"]
    page = open_as(world.ekdal, f"/mentoring/{entry.pk}/")
    reply = page.get_by_role("textbox", name="Your reply to")
    reply.fill(f"Thank you. Ring {PHONE} if you like.")
    beside = page.locator("form[data-reply] [data-findings]")
    expect(beside.locator("mark")).to_have_text(PHONE, timeout=10000)
    # A remark has a list of its own, and the key belongs to the form one is in.
    page.get_by_text("Remark on a sentence").click()
    remark = page.locator("[data-remark-maker]")
    remark.get_by_role("textbox", name="Your remark").fill("His wife Joan kept the coats.")
    expect(remark.locator("mark")).to_have_text("Joan", timeout=10000)
    page.keyboard.press("F8")
    chosen = "el => el.value.slice(el.selectionStart, el.selectionEnd)"
    assert remark.get_by_role("textbox", name="Your remark").evaluate(chosen) == "Joan"
    remark.get_by_role("button", name="Write “someone”").click()
    expect(remark.get_by_role("textbox", name="Your remark")).to_have_value(
        "His wife someone kept the coats."
    )
    assert looks.findings(page) == []
    reply.focus()
    page.keyboard.press("F8")
    assert reply.evaluate(chosen) == PHONE
    page.get_by_role("button", name="Send reply").click()
    said = page.locator("#main").get_by_text("Nothing is sent yet.")
    expect(said).to_be_visible(timeout=10000)
    page.get_by_role("button", name=re.compile("^Send")).first.click()
    expect(page.get_by_role("alert")).to_contain_text("could point to a patient")
    assert looks.findings(page) == []
    page.get_by_label("Why it may stay").select_option("It is public: history, a book, a law")
    page.get_by_role("button", name=re.compile("^Send")).first.click()
    page.wait_for_url("**/mentoring/**")
    sent = Reply.objects.get(version__entry=entry, sent_at__isnull=False)
    assert sent.kept_for == {"phone": ["public"]}


def test_a_picture_from_the_writing_room_on_a_phone(world, open_as):
    page = open_as(world.asha, "/journal/new/", viewport=looks.PHONE)
    page.get_by_label("Your words").fill("We sat in the corridor.")
    page.get_by_role("button", name="Put a picture beside it").click()
    page.wait_for_url("**/pictures/")
    file = make.picture_file(size=(900, 600))
    sent = {"name": "corridor.png", "mimeType": "image/png", "buffer": file.read()}
    page.get_by_label("A picture", exact=True).set_input_files(sent)
    page.get_by_label("What is in it?").fill("An empty corridor.")
    page.get_by_label("No people, no records").check()
    page.get_by_role("button", name="Put it on the page").click()
    shown = page.get_by_alt_text("An empty corridor.")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 900)
    assert looks.findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("link", name="Back to the page").first.click()
    expect(page.get_by_label("Your words")).to_have_value("We sat in the corridor.")
    expect(page.get_by_role("button", name="One picture is on this page")).to_be_visible()
    assert Picture.objects.get().entry.author == world.asha
