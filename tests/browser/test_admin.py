"""The admin in a real browser: under the strict policy, by keyboard, on a phone, in the dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from curriculum.models import Lesson
from tests.browser.looks import DESK, PHONE, editor, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pages(world):
    """Return the pages that differ from the plain lists and forms crawled in test_admin_pages."""
    reading = world.edited.lessons.get(kind="reading")
    reflection = world.edited.lessons.get(kind="reflection")

    def url(name, *args):
        return reverse(f"admin:{name}", args=args)

    return {
        "index": url("index"),
        "course": url("curriculum_course_change", world.edited.module.course_id),
        "module": url("curriculum_moduleversion_change", world.edited.pk),
        "frozen": url("curriculum_moduleversion_change", world.release.version_id),
        "publish": url("curriculum_module_publish", world.edited.module_id),
        "preview": url("curriculum_module_preview", world.edited.module_id),
        "as a student": url("module_as", world.edited.module.slug, "juniper"),
        "lesson": url("curriculum_lesson_change", reading.pk),
        "reflection": url("curriculum_lesson_change", reflection.pk),
        "delete": url("curriculum_release_delete", world.future_release.pk),
        "cohort": url("accounts_cohort_change", world.juniper.pk),
        "history": url("accounts_cohort_history", world.juniper.pk),
    }


@pytest.mark.parametrize(
    ("viewport", "look"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_every_page_is_accessible_and_fits(built, open_as, base_url, viewport, look):
    """The fixture fails the test on any script error or breach of the content policy."""
    page = open_as(built.hana, "/admin/", viewport=viewport, color_scheme=look)
    for name, path in pages(built).items():
        page.goto(base_url + path, wait_until="load")
        assert findings(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        expect(page.locator("main")).to_have_count(1)


def test_the_look_follows_the_readers_choice(built, open_as):
    page = open_as(built.hana, "/admin/", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": page.url}])
    page.reload()
    assert page.evaluate(ground) != light
    assert findings(page) == []


def test_the_editor_works_under_the_policy_and_its_style_is_the_one_we_allow(built, open_as):
    lesson = built.edited.lessons.get(kind="reading")
    page = open_as(built.hana, reverse("admin:curriculum_lesson_change", args=[lesson.pk]))
    body = editor(page, "Text for students")
    expect(body).to_be_visible()
    # Tiptap's own style came through: its hash in config/csp.py is that of the installed package.
    assert body.evaluate("e => getComputedStyle(e).whiteSpace") in {"break-spaces", "pre-wrap"}
    body.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Nobody tells you where to sit.")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.get_by_role("status").first).to_contain_text("changed successfully")
    lesson.refresh_from_db()
    assert lesson.body == (
        "<p>Something to read.</p><p><strong>Nobody tells you where to sit.</strong></p>"
    )
    expect(editor(page, "Facilitator notes")).to_be_visible()


def titles(version):
    return list(version.lessons.values_list("title", flat=True))


def test_lessons_are_ordered_by_keyboard(built, open_as):
    before = titles(built.edited)
    page = open_as(
        built.hana, reverse("admin:curriculum_moduleversion_change", args=[built.edited.pk])
    )
    up = page.get_by_role("button", name="Move up: Slow looking")
    up.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(page.locator("[data-order-said]", has_text="Place 1 of 4.")).to_have_count(1)
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("changed successfully")
    assert titles(built.edited) == [before[2], before[0], before[1], before[3]]


def test_lessons_are_ordered_by_dragging(built, open_as):
    before = titles(built.edited)
    page = open_as(
        built.hana, reverse("admin:curriculum_moduleversion_change", args=[built.edited.pk])
    )
    grips = page.locator("#lessons-group tr.has_original .grip")
    grips.nth(2).drag_to(grips.nth(0))
    expect(
        page.locator("#lessons-group tr.has_original").first.get_by_label("Title")
    ).to_have_value(before[2])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("changed successfully")
    assert titles(built.edited)[0] == before[2]


def test_a_lesson_is_added_written_and_the_module_published(built, open_as):
    page = open_as(
        built.hana, reverse("admin:curriculum_moduleversion_change", args=[built.edited.pk])
    )
    for title in ("Slow looking", "Reading aloud"):
        page.get_by_label(f"Delete {title}").check()
    page.get_by_role("button", name="Add another Lesson").click()
    row = page.locator("#lessons-group tr.dynamic-lessons").last
    row.get_by_label("Title").fill("The choir loft")
    row.get_by_label("Kind").select_option("narrative")
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_role("link", name="Change The choir loft").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-body")).to_contain_text("needs its text")
    editor(page, "Text for students").click()
    page.keyboard.type("Ines sang until the stairs were too many.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("changed successfully")
    page.goto(page.url.partition("/admin/")[0] + pages(built)["publish"])
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").first).to_contain_text("Version 2 is published")
    lesson = Lesson.objects.get(slug="the-choir-loft")
    assert lesson.version.number == 2
    assert lesson.body == "<p>Ines sang until the stairs were too many.</p>"


def test_only_the_fields_of_the_kind_are_in_sight(built, open_as):
    lesson = built.edited.lessons.get(kind="reading")
    page = open_as(built.hana, reverse("admin:curriculum_lesson_change", args=[lesson.pk]))
    expect(page.locator(".field-agreements")).to_be_hidden()
    expect(page.locator("#prompts-group")).to_be_hidden()
    page.get_by_label("Kind").select_option("reflection")
    expect(page.locator("#prompts-group")).to_be_visible()
    page.get_by_label("Kind").select_option("circle")
    expect(page.locator(".field-agreements")).to_be_visible()
    expect(page.locator("#prompts-group")).to_be_hidden()


def test_without_scripts_a_lesson_can_still_be_written(built, open_as):
    lesson = built.edited.lessons.get(kind="reading")
    page = open_as(
        built.hana,
        reverse("admin:curriculum_lesson_change", args=[lesson.pk]),
        java_script_enabled=False,
    )
    page.get_by_label("Text for students").fill("<p>Typed by hand.</p>")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("changed successfully")
    lesson.refresh_from_db()
    assert lesson.body == "<p>Typed by hand.</p>"
