"""Modules and lessons in a browser: read, tick and go on, also by keyboard and without a script."""

import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from accounts import uploads
from curriculum.models import Completion, Lesson
from tests import make
from tests.browser.looks import DESK, PHONE, findings

pytestmark = pytest.mark.browser


@pytest.fixture
def shelf(world):
    """Give Asha's module one lesson of each kind, as full as lessons get."""
    version = world.release.version
    version.title, version.label = "Two Languages", "1"
    version.summary, version.content_note = "You already *speak* it.", "Worry."
    version.references = "Charon R. *JAMA* 2001."
    version.facilitator_notes = "<p>Ask <strong>twice</strong>.</p><ul><li>Wait.</li></ul>"
    version.save()
    file = io.BytesIO()
    Image.new("RGB", (600, 800), "#ddd").save(file, "PNG")
    picture = uploads.store(SimpleUploadedFile("a.png", file.getvalue()), "lesson")
    made = {}
    for kind in Lesson.Kind.values:
        if kind == "reflection":
            continue
        made[kind] = make.lesson(
            version=version,
            kind=kind,
            title=f"A {kind}",
            summary="Ines, 34, baker.",
            content_note="Worry about cancer.",
            body=(
                "<p><strong>Doctor:</strong> What brings you?</p><h2>Then</h2>"
                "<ol><li>One</li></ol><blockquote><p>Two</p></blockquote>"
                "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
            ),
            facilitator_notes="<p>Never confirm.</p>",
            agreements="Let people finish." if kind == "circle" else "",
            image=picture if kind == "art" else "",
            image_description="A room. Two people." if kind == "art" else "",
            reveal="Francisco Goya." if kind == "art" else "",
        )
        for text in ("**First.** Look.", "Look again."):
            make.step(lesson=made[kind], text=text, minutes=5)
    made["reflection"] = make.reflection_of(world.release)
    return made


def url_of(lesson):
    return reverse("lesson", args=[lesson.version.module.slug, lesson.slug])


def steps_of(person, lesson):
    rows = Completion.objects.filter(person=person, lesson_key=lesson.key)
    return rows.exclude(step_key=None).count()


# ------------------------------------------------------------------ looking
@pytest.mark.parametrize(
    ("who", "size", "scheme"),
    [
        ("ben", PHONE, "dark"),
        ("ben", DESK, "light"),
        ("hana", PHONE, "light"),
        ("hana", DESK, "dark"),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(world, shelf, page_for, who, size, scheme):
    page = page_for(getattr(world, who), viewport=size, color_scheme=scheme)
    module = reverse("module", args=[world.release.version.module.slug])
    for url in ("/modules/", module, *map(url_of, shelf.values())):
        page.goto(url)
        assert findings(page) == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], url


def test_nothing_scrolls_sideways_at_320(world, shelf, page_for):
    page = page_for(world.ben, viewport={"width": 320, "height": 640})
    for url in ("/modules/", *map(url_of, shelf.values())):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url


def test_the_outline_stands_in_the_spine_and_folds_on_a_phone(world, shelf, page_for):
    url = url_of(shelf["narrative"])
    link = re.compile("A transcript")
    page = page_for(world.ben)
    page.goto(url)
    expect(page.locator(".outline").get_by_role("link", name=link)).to_be_visible()
    phone = page_for(world.ben, viewport=PHONE)
    phone.goto(url)
    expect(phone.locator(".outline").get_by_role("link", name=link)).to_be_hidden()
    phone.get_by_text(re.compile(r"Module 1, lesson \d+ of 10")).click()
    expect(phone.locator(".outline").get_by_role("link", name=link)).to_be_visible()


def test_what_the_picture_is_stays_hidden_until_it_is_asked_for(world, shelf, page_for):
    page = page_for(world.ben)
    page.goto(url_of(shelf["art"]))
    assert page.locator(".picture img").evaluate("image => image.naturalWidth") == 600
    expect(page.get_by_text("Francisco Goya.")).to_be_hidden()
    page.get_by_text("The picture in words").click()
    expect(page.get_by_text("A room. Two people.")).to_be_visible()
    page.get_by_text("What it is, and who made it: last").click()
    expect(page.get_by_text("Francisco Goya.")).to_be_visible()


def test_facilitator_notes_stand_apart_and_only_for_those_who_teach(world, shelf, page_for):
    page = page_for(world.hana)
    page.goto(url_of(shelf["narrative"]))
    notes = page.get_by_role("complementary", name="For facilitators")
    expect(notes).to_contain_text("Never confirm.")
    story = page.get_by_role("article").bounding_box()
    assert notes.bounding_box()["x"] >= story["x"] + story["width"]
    page = page_for(world.ben)
    page.goto(url_of(shelf["narrative"]))
    assert "Never confirm" not in page.content()


# ------------------------------------------------------------------ ticking
def test_steps_are_kept_as_they_are_ticked(world, shelf, page_for):
    page = page_for(world.ben)
    page.goto(url_of(shelf["exercise"]))
    button = page.get_by_role("button", name="Keep these ticks")
    expect(button).to_be_hidden()
    page.get_by_role("checkbox", name=re.compile("First")).check()
    expect(page.locator("[data-ticks-said]")).to_have_text("Kept. Only you can see these ticks.")
    assert steps_of(world.ben, shelf["exercise"]) == 1
    page.reload()
    expect(page.get_by_role("checkbox", name=re.compile("First"))).to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("Look again"))).not_to_be_checked()


def test_a_failure_is_said_and_the_button_comes_back(world, shelf, page_for):
    page = page_for(world.ben)
    page.goto(url_of(shelf["exercise"]))
    page.route("**/done/", lambda route: route.abort())
    page.get_by_role("checkbox", name=re.compile("First")).check()
    expect(page.locator("[data-ticks-said]")).to_contain_text("Not kept yet")
    page.unroute("**/done/")
    page.get_by_role("button", name="Keep these ticks").click()
    page.wait_for_url("**#done")
    assert steps_of(world.ben, shelf["exercise"]) == 1


def test_a_session_that_ended_is_not_called_kept(world, shelf, page_for):
    page = page_for(world.ben)
    page.goto(url_of(shelf["exercise"]))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("checkbox", name=re.compile("First")).check()
    expect(page.locator("[data-ticks-said]")).to_contain_text("Not kept yet")
    assert steps_of(world.ben, shelf["exercise"]) == 0


def test_without_a_script_there_is_a_button(world, shelf, page_for):
    page = page_for(world.ben, java_script_enabled=False)
    page.goto(url_of(shelf["exercise"]))
    page.get_by_role("checkbox", name=re.compile("Look again")).check()
    page.get_by_role("button", name="Keep these ticks").click()
    expect(page.get_by_role("checkbox", name=re.compile("Look again"))).to_be_checked()
    assert steps_of(world.ben, shelf["exercise"]) == 1
    page.goto(url_of(shelf["narrative"]))
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("You have read this.")).to_be_visible()


def press_to(page, locator):
    """Tab until this element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if locator.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("The keyboard does not get there.")


def test_a_module_is_read_by_keyboard_alone(world, shelf, page_for):
    page = page_for(world.ben)
    page.goto("/modules/")
    press_to(page, page.get_by_role("link", name="Two Languages"))
    page.keyboard.press("Enter")
    first = world.release.version.lessons.first()
    press_to(page, page.get_by_role("link", name=f"Begin: {first.title}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=first.title)).to_be_visible()
    press_to(page, page.get_by_role("button", name="I have read this"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have read this.")).to_be_visible()
    press_to(page, page.get_by_role("button", name="Not yet, after all"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I have read this")).to_be_visible()
    assert not Completion.objects.filter(person=world.ben).exists()
    press_to(page, page.get_by_role("button", name="I have read this"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("link", name=re.compile("^Go on:")))
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(first.slug))
