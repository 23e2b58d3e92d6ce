"""The writing room in a browser: writing, choosing, submitting; by keyboard, without scripts."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.models import DraftText
from reflections.models import Entry, Version
from tests import make
from tests.browser.looks import DESK, PHONE, findings
from tests.browser.room import LINE, SAVED, newest, write_url

pytestmark = pytest.mark.browser


def test_typing_is_saved_and_says_so(world, asha_page):
    page = asha_page
    page.goto("/journal/new/")
    assert Entry.objects.filter(author=world.asha).count() == len(world.entries)
    page.get_by_label("Your words").type("  The bench outside CT.\n\nShe held my hand.  ")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-count]")).to_have_text("8")
    expect(page).to_have_url(re.compile(r"/journal/[0-9a-f-]{36}/write/$"))
    entry = Entry.objects.get(pk=page.url.split("/")[-3])
    assert newest(entry) == "  The bench outside CT.\n\nShe held my hand.  "
    page.reload()
    assert page.get_by_label("Your words").input_value() == newest(entry)
    expect(page.locator(LINE)).to_contain_text("Saved")


def test_words_typed_a_moment_ago_are_submitted(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.get_by_label("Your words").fill("The last sentence.")
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url("**/submit/")
    expect(page.locator("main")).to_contain_text("Dr Ekdal, your mentor")
    expect(page.locator("main")).to_contain_text("Nobody else.")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").dblclick()
    page.wait_for_url(f"**/journal/{entry.pk}/")
    version = Version.objects.get(entry=entry)
    assert version.text.body == "The last sentence."
    assert {reader.person for reader in version.readers.all()} == {world.ekdal, world.noma}


def test_submitting_an_empty_new_page_makes_nothing(world, asha_page):
    page, before = asha_page, Entry.objects.count()
    page.goto("/journal/new/")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("There are no words on this page")
    page.wait_for_timeout(2600)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_what_is_wrong_stands_where_she_is_taken(world, page_for, size):
    page = page_for(world.asha, viewport=size)
    page.goto(write_url(world.entries["draft"]))
    page.get_by_label("Your words").fill("")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#body-error")).to_be_in_viewport()
    expect(page.get_by_label("Your words")).to_be_focused()
    expect(page.locator("[data-count]")).to_have_text("0")


def test_a_tick_that_is_missing_is_asked_for_in_our_words(world, asha_page):
    page = asha_page
    page.goto(f"/journal/{world.entries['draft'].pk}/submit/")
    page.get_by_label("What would you like").fill("A question back.")
    page.get_by_role("button", name="Submit to").click()
    expect(page.locator("#attest-error")).to_be_visible()
    expect(page.get_by_label("What would you like")).to_have_value("A question back.")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url(f"**/journal/{world.entries['draft'].pk}/")


def test_sharing_asks_in_our_words_with_whom_and_for_the_tick(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(f"/journal/{entry.pk}/share/")
    for text in ("Choose with whom.", "Say first that someone"):
        page.get_by_role("button", name="Share it").click()
        expect(page.get_by_role("alert")).to_contain_text(text)
        field = "#company-error" if text.startswith("Choose") else "#attest-error"
        expect(page.locator(field)).to_contain_text(text)
        assert findings(page) == []
        page.locator("[name=company]:enabled").first.check()
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Share it").click()
    expect(page.locator("main")).to_contain_text("Shared.")


def test_the_minute_is_that_of_the_rest_of_the_page(world, new_context, sign_in):
    type(world.asha).objects.filter(pk=world.asha.pk).update(time_zone="Asia/Tokyo")
    context = new_context(viewport=PHONE, timezone_id="America/Lima")
    sign_in(context, world.asha)
    page = context.new_page()
    page.goto(write_url(world.entries["draft"]))
    page.get_by_label("Your words").fill("Morning in Tokyo")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    saved_at = DraftText.objects.get(body="Morning in Tokyo").saved_at
    said = saved_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M")
    expect(page.locator(LINE)).to_have_text(f"Saved {said}")


def test_choosing_another_prompt_is_saved(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    second = make.prompt(lesson=entry.lesson, text="The other question?")
    page.goto(write_url(entry))
    page.get_by_text("One of 2 prompts").click()
    page.get_by_label("The other question?").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("The other question?")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    entry.refresh_from_db()
    assert entry.prompt == second


def test_the_whole_way_by_keyboard(world, asha_page):
    page = asha_page
    Entry.objects.filter(pk=world.entries["draft"].pk).delete()
    page.goto("/")

    def tab_to(name):
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText"
            )
            if re.match(name, focused.strip()):
                return
        raise AssertionError(f"No way to {name!r} by Tab.")

    tab_to("Begin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/new/**")
    tab_to("Your words")
    page.keyboard.type("By keyboard alone.")
    tab_to("Please contact me")
    page.keyboard.press("Space")
    tab_to("Submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/**")
    expect(page.get_by_label("Please contact me")).to_be_checked()
    tab_to("Someone who knew this patient")
    page.keyboard.press("Space")
    tab_to("Submit")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/journal/[0-9a-f-]{36}/$"))
    version = Version.objects.latest("submitted_at")
    assert version.text.body == "By keyboard alone."
    assert version.wants_contact


def test_without_javascript(world, new_context, sign_in):
    context = new_context(java_script_enabled=False, viewport=PHONE)
    sign_in(context, world.asha)
    page = context.new_page()
    page.goto("/journal/new/")
    page.get_by_label("Your words").fill("\n  Plain paper")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/write/")
    entry = Entry.objects.get(pk=page.url.split("/")[-3])
    assert newest(entry) == "\n  Plain paper"
    assert page.get_by_label("Your words").input_value() == "\n  Plain paper"
    page.get_by_label("Your words").fill("\n  Plain paper, finished")
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url("**/submit/")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url(f"**/journal/{entry.pk}/")
    assert entry.versions.get().text.body == "\n  Plain paper, finished"
    expect(page.get_by_role("status")).to_contain_text("Dr Ekdal")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_axe_finds_nothing(world, new_context, sign_in, scheme, size):
    context = new_context(viewport=size, color_scheme=scheme)
    sign_in(context, world.asha)
    page = context.new_page()
    answered, draft = world.entries["answered"], world.entries["draft"]
    make.prompt(lesson=draft.lesson, text="The other question?")
    for url in (
        "/",
        "/journal/",
        "/journal/new/",
        write_url(draft),
        f"/journal/{draft.pk}/submit/",
        f"/journal/{answered.pk}/",
        f"/journal/{world.entries['unread'].pk}/",
        f"/journal/{world.entries['nobody'].pk}/",
        f"{write_url(draft)}?revision=1",
    ):
        page.goto(url)
        assert findings(page) == [], url
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{url} scrolls sideways"


def test_axe_in_every_state_of_saving(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    states = page.evaluate(
        "[...document.querySelectorAll('[data-save-word]')].map(t => t.dataset.saveWord)"
    )
    assert len(states) == 15
    for state in states:
        page.evaluate(
            "state => document.querySelector('[data-save-line]').replaceChildren("
            'document.querySelector(`[data-save-word="${state}"]`).content.cloneNode(true))',
            state,
        )
        assert findings(page) == [], state


def test_our_sha256_is_sha256(world, asha_page):
    page = asha_page
    page.goto(write_url(world.entries["draft"]))
    for text in (
        "",
        "abc",
        "é\u0301🧑‍⚕️\0\n",
        "a" * 55,
        "a" * 56,
        "a" * 64,
        "x" * 5000,
        str(uuid.uuid4()),
    ):
        ours, theirs = page.evaluate(
            """async text => {
                const { sha256 } = await import('/static/portal/js/sha256.js');
                const bytes = new TextEncoder().encode(text);
                const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                return [sha256(text), [...hash].map(b => b.toString(16).padStart(2, '0')).join('')];
            }""",
            text,
        )
        assert ours == theirs
