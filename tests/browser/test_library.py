"""The library and the shelf in a browser: narrowed without a script, begun from, read by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from reflections.models import Entry
from tests import make

pytestmark = pytest.mark.browser


@pytest.fixture
def page_for(new_context, base_url):
    """Return a maker of pages that are signed in as a person."""

    def make_page(person, **options):
        context = new_context(**options)
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
        )
        return context.new_page()

    return make_page


@pytest.fixture
def stocked(world):
    """Give the course of this world three scenarios and two prompts on its shelf."""
    course = world.release.version.module.course
    for title, skill in (("At the door", "Listening"), ("The scan", "News"), ("Desk", "News")):
        make.scenario(
            course=course, title=title, skill=skill, slug=title.lower().replace(" ", "-"),
            content_note="Cancer.", safety="Anyone may leave.", questions="What ran?",
        )  # fmt: skip
    make.shelf_prompt(course=course, text="The wait.")
    make.shelf_prompt(course=course, text="A hand.", group="For quieter weeks")
    return course


@pytest.mark.parametrize(("size", "scheme"), [((390, 844), "dark"), ((1280, 900), "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(world, stocked, page_for, size, scheme):
    width, height = size
    page = page_for(world.cleo, viewport={"width": width, "height": height}, color_scheme=scheme)
    version = make.module_version(module=make.module(course=stocked), number=None)
    edited = make.lesson(version=version, kind="reflection")
    for url in (
        reverse("scenario_list"),
        reverse("scenario_list") + "?q=door&skill=Listening",
        reverse("scenario", args=["the-scan"]),
        reverse("admin:curriculum_scenario_changelist"),
        reverse("admin:curriculum_shelfprompt_take", args=[edited.pk]),
    ):
        page.goto(url)
        found = Axe().run(page)
        assert found.violations_count == 0, (url, found.generate_report())
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, url


def test_the_index_is_narrowed_without_a_script(world, stocked, page_for):
    page = page_for(world.asha, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(reverse("scenario_list"))
    expect(page.locator(".index > li")).to_have_count(3)
    page.get_by_text("Narrow it down").click()
    page.get_by_label("News").check()
    page.get_by_label("Find a scenario").fill("scan")
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".index > li")).to_have_count(1)
    page.get_by_role("link", name="The scan").click()
    expect(page.get_by_role("heading", name="The scan")).to_be_visible()


def test_a_page_begins_from_a_prompt_of_the_shelf(world, stocked, page_for):
    page = page_for(world.asha, viewport={"width": 390, "height": 844})
    page.goto(reverse("entry_new"))
    assert page.get_by_label("A hand.").is_hidden()
    page.get_by_text("Begin from a prompt").click()
    page.get_by_label("A hand.").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("A hand.")
    page.get_by_label("Your words").fill("His hand was warm.")
    expect(page.locator("[data-save-line]")).to_contain_text("Saved", timeout=8000)
    entry = Entry.objects.get(author=world.asha, begun_from="A hand.")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("A hand.")
    page.get_by_text("Begin from a prompt").click()
    page.get_by_label("None").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("A page of your own")
    page.get_by_role("link", name="Leave").click()
    page.wait_for_url(lambda url: "/journal/" not in url)
    entry.refresh_from_db()
    assert entry.begun_from == ""
