"""Places to look at while writing: one whole way from two hard finds to submitted words."""

import pytest
from playwright.sync_api import expect

from reflections.models import Version
from tests.browser.looks import findings

DATE, PHONE = "14 September", "020 7946 0123"
AROUND = "A fox \U0001f98a came on {}. She gave me {}."

pytestmark = pytest.mark.browser


def selected(page):
    return page.evaluate(
        "() => { const b = document.querySelector('#body');"
        " return b.value.slice(b.selectionStart, b.selectionEnd); }"
    )


def test_from_two_finds_to_submitted(world, open_as):
    entry = world.entries["draft"]
    page = open_as(world.asha, f"/journal/{entry.pk}/write/")
    body = page.get_by_label("Your words")
    body.fill(AROUND.format(DATE, PHONE))
    list_of = page.locator("[data-findings]")
    expect(list_of.get_by_role("heading")).to_have_text("2 places to look at", timeout=10000)
    assert findings(page) == []
    # One key goes from one to the next, and round; an emoji before them moves nothing.
    body.focus()
    for words in (DATE, PHONE, DATE):
        page.keyboard.press("F8")
        assert selected(page) == words
    list_of.get_by_role("button", name="Write “a few weeks ago”").click()
    expect(body).to_have_value(AROUND.format("a few weeks ago", PHONE))
    page.keyboard.press("Control+z")
    expect(body).to_have_value(AROUND.format(DATE, PHONE))
    page.keyboard.press("Control+Shift+z")
    expect(body).to_have_value(AROUND.format("a few weeks ago", PHONE))
    expect(list_of.get_by_role("heading")).to_have_text("One place to look at", timeout=10000)
    list_of.get_by_label("Why it may stay").select_option("I made it up")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url(f"**/journal/{entry.pk}/")
    version = Version.objects.get(entry=entry)
    assert version.text.body == AROUND.format("a few weeks ago", PHONE)
    assert version.kept_for == {"phone": ["made_up"]}
    assert version.attested_at


def test_what_she_keeps_leaves_the_list_and_saving_never_waits(world, open_as):
    entry = world.entries["draft"]
    page = open_as(world.asha, f"/journal/{entry.pk}/write/")
    body = page.get_by_label("Your words")
    body.fill("His wife Joan kept the coats.")
    list_of = page.locator("[data-findings]")
    expect(list_of.locator("mark")).to_have_text("Joan", timeout=10000)
    list_of.get_by_role("button", name="Keep it").click()
    expect(list_of.get_by_role("heading")).to_have_count(0)
    # The check gives no answer any more; the words are saved all the same.
    page.route("**/check/", lambda route: route.abort())
    body.fill(f"His wife Joan came on {DATE}.")
    expect(page.locator("[data-save-line] .saved")).to_be_visible(timeout=10000)
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").click()
    expect(page.locator("main .finding.must mark")).to_have_text(DATE)
    expect(page.get_by_role("alert")).to_contain_text("say why it may stay")
    assert not Version.objects.filter(entry=entry).exists()
