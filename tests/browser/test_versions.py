"""From a change in a live module to the line a student reads, in a browser."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from curriculum.actions import publishing
from tests import make, standing
from tests import world as worlds
from tests.browser.looks import PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTE = "The second prompt is new."


@pytest.fixture
def built(transactional_db):
    world = standing.built(worlds.build)
    make.release(version=world.release.version, cohort=world.rowan)
    world.edited = publishing.edit(module=world.release.version.module, by=world.hana)
    lesson = world.edited.lessons.get(kind="reflection")
    make.prompt(lesson=lesson, name="The quiet one", text="When were you quiet?")
    return world


@pytest.fixture
def open_as(new_context, base_url):
    """Open a page signed in as somebody."""

    def open_page(person, path, **options):
        client = Client()
        client.force_login(person)
        context = new_context(viewport=PHONE, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        page = context.new_page()
        page.goto(base_url + path)
        return page

    return open_page


def is_fit(page):
    """Hold a page to axe and to the width of a phone."""
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_publishing_to_a_cohort_tells_its_students_in_one_line(built, open_as, base_url):
    page = open_as(
        built.hana,
        reverse("admin:curriculum_moduleversion_change", args=[built.edited.pk]),
        color_scheme="dark",
    )
    expect(page.get_by_text("The module is live.")).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    is_fit(page)
    page.get_by_role("link", name="See what is different from version 1").click()
    expect(page.get_by_text("Added prompt The quiet one")).to_be_visible()
    is_fit(page)
    page.go_back()
    tick = page.get_by_role("checkbox")
    expect(tick).to_have_count(1)
    expect(tick).not_to_be_checked()
    expect(page.get_by_text("Ask Prof Omar.")).to_be_visible()
    tick.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Say in one line what changed; students read it.")).to_be_visible()
    expect(tick).to_be_checked()
    is_fit(page)
    page.get_by_label("What changed, in one line").fill(NOTE)
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 cohort has it now")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Prof Hana gave this cohort another version.")).to_be_visible()
    is_fit(page)
    page.goto(base_url + reverse("admin:curriculum_module_copy", args=[built.edited.module_id]))
    is_fit(page)

    student = open_as(built.asha, reverse("module", args=[built.edited.module.slug]))
    expect(student.get_by_text(NOTE)).to_be_visible()
    is_fit(student)
    student.get_by_role("link", name="Reflection").first.click()
    expect(student.get_by_text(NOTE)).to_be_visible()
    expect(student.get_by_text("When were you quiet?")).to_be_visible()
    far = open_as(built.chidi, reverse("module", args=[built.edited.module.slug]))
    expect(far.get_by_role("heading", level=1)).to_be_visible()
    expect(far.get_by_text(NOTE)).to_have_count(0)
