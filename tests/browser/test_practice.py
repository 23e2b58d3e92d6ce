"""Practising alone in a browser: by taps, by keyboard, without a script; read by axe at 360 px."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reflections.models import Entry
from tests import make
from tests.browser import looks

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def practice(world):
    return make.encounter(course=world.release.version.module.course, slug="the-bench")


def seen(page, words):
    """Wait for words, and then let axe read the page and its width be measured."""
    expect(page.get_by_text(words).first).to_be_visible()
    assert looks.findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    help_line = page.locator(".practice-help").get_by_role("link", name="All help")
    expect(help_line).to_be_in_viewport()


def test_a_conversation_by_taps_and_keys_and_back(world, page_for, practice):
    page = page_for(world.asha, viewport=PHONE)
    page.goto(reverse("practice_list"))
    page.get_by_role("link", name=practice.title).click()
    seen(page, "Worry")
    address = page.url
    page.get_by_role("button", name="Begin", exact=True).click()
    seen(page, "Since two.")
    expect(page.locator("[data-practice-now]")).to_be_focused()
    choice = page.get_by_role("button", name="Walk on.")
    assert choice.bounding_box()["height"] >= 44
    page.keyboard.press("2")
    seen(page, "shuts the door")
    # The browser's own way back shows the moment before, and forward what followed.
    page.go_back()
    expect(page.get_by_text("Since two.")).to_be_visible()
    page.go_forward()
    expect(page.get_by_text("You were gone.")).to_be_visible()
    page.get_by_role("button", name="Step back and choose again").click()
    choice.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Go on").click()
    seen(page, "What now?")
    page.get_by_role("button", name="Begin again").click()
    page.get_by_role("button", name="Sit down.").click()
    expect(page.get_by_text("opens the door")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    seen(page, "Beside an earlier way")
    assert page.url == address
    page.get_by_label("A line for yourself").fill("She had waited since two.")
    page.get_by_role("button", name="Write on in my journal").click()
    page.wait_for_url("**/journal/*/write/")
    expect(page.locator("#body")).to_have_value("She had waited since two.")
    assert Entry.objects.get(begun_from="Who sat?").author == world.asha


def test_without_a_script_each_tap_is_a_page(world, page_for, practice):
    page = page_for(world.asha, viewport=PHONE, java_script_enabled=False)
    page.goto(reverse("practice", args=[practice.slug]))
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("button", name="Sit down.").click()
    expect(page.get_by_text("opens the door")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Who sat?")).to_be_visible()


def test_the_map_and_a_moment_are_read_by_axe_on_a_phone_and_a_desk(world, page_for, practice):
    practice.nodes.get(key="a1").choices.filter(key="a1a").update(next="not-yet")
    for size, scheme in ((PHONE, "dark"), (looks.DESK, "light")):
        page = page_for(world.cleo, viewport=size, color_scheme=scheme)
        page.goto(reverse("admin:curriculum_encounter_change", args=[practice.pk]))
        expect(page.locator("svg a.missing")).to_be_visible()
        assert looks.findings(page) == []
        page.locator("svg a.start").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Choices")).to_be_visible()
        assert looks.findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
