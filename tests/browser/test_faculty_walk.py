"""The walk of docs/faculty.md, on the demo school: from an empty module to a cohort that has it.

``make pictures`` takes the pictures of that page on the way.
"""

import base64
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from accounts.models import Cohort
from curriculum.models import Module, Release
from tests import make
from tests.browser.looks import editor
from tests.browser.test_admin_together import PASTE
from tests.config.demo_school import first_run, who

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WINDOW = {"width": 1040, "height": 720}
BODY = "Text for students"


@pytest.fixture
def picture(request):
    """Return a function that keeps a picture of the window, when pictures are asked for."""

    def keep(page, name, above=None):
        if not request.config.option.pictures:
            return
        if above is not None:
            above.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 24)")
        taken = Image.open(BytesIO(page.screenshot()))
        few = taken.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(PICTURES / f"faculty-{name}.png", optimize=True)

    return keep


def save(page, button="Save"):
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")


def add_lesson(page, title, kind):
    page.get_by_role("button", name="Add another Lesson").click()
    row = page.locator("#lessons-group tr.dynamic-lessons").last
    row.get_by_label("Title").fill(title)
    row.get_by_label("Kind").select_option(kind)


@pytest.mark.long
def test_a_module_from_nothing_to_a_cohort(
    transactional_db, settings, tmp_path, open_as, base_url, picture
):
    settings.MEDIA_ROOT = tmp_path
    first_run()
    niall = who("niall")
    page = open_as(niall, "/admin/curriculum/course/", viewport=WINDOW)

    # 1. The course.
    page.get_by_role("link", name="The Practice of Compassion").click()
    expect(page.locator(".course-modules h3").first).to_contain_text("Two Languages")
    picture(page, "course", page.locator("#modules-heading"))

    # 2. A new module.
    page.get_by_role("link", name="Add a module").click()
    page.get_by_label("Title").fill("The quiet room")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Address")).to_have_value("the-quiet-room")
    picture(page, "module-new")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Now give it lessons.")

    # 3. Its lessons.
    page.get_by_label("Summary").fill("What we say beside a bed where nothing more can be done.")
    for title, kind in (("Slow looking", "art"), ("The last visitor", "narrative")):
        add_lesson(page, title, kind)
    save(page, "Save and stay")
    picture(page, "lessons", page.locator("#lessons-heading"))

    # 4. A text, kept while it is typed.
    page.get_by_role("link", name="Change The last visitor").click()
    editor(page, BODY).click()
    page.keyboard.type("She came at seven every evening and read him the football.")
    expect(page.locator("[data-save-line]")).to_contain_text("Kept for you")
    picture(page, "text", page.locator(".field-body"))
    save(page)

    # 5. A picture, with its description.
    page.get_by_role("link", name="Change Slow looking").click()
    expect(editor(page, BODY)).to_be_visible()
    file = make.picture_file().read()
    drawing = next((tmp_path / "lesson").glob("*.png"), None)
    data = base64.b64encode(drawing.read_bytes() if drawing else file).decode()
    page.evaluate(PASTE, ["#content h1", "drop", data, "image/png"])
    page.keyboard.type("A man sits up in bed; somebody holds him, and a cup to his lips.")
    expect(page.locator("img.picture-next")).to_be_visible()
    picture(page, "picture", page.locator(".field-picture"))
    save(page)

    # 6. Another order.
    page.get_by_role("button", name="Move down: Slow looking").click()
    picture(page, "order", page.locator("#lessons-heading"))
    save(page, "Save and stay")
    module = Module.objects.get(slug="the-quiet-room")
    titles = list(module.versions.get().lessons.values_list("title", flat=True))
    assert titles == ["The last visitor", "Slow looking"]

    # 7. As a student meets it.
    page.get_by_role("link", name="See it as a student").click()
    page.get_by_role("link", name="with what is being edited").first.click()
    expect(page.locator("main")).to_contain_text("The last visitor")
    picture(page, "preview")

    # 8. Published.
    page.goto(f"{base_url}/admin/curriculum/module/{module.pk}/publish/")
    picture(page, "publish")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Version 1 is published")

    # 9. Released to a cohort.
    page.get_by_role("link", name="Release it to a cohort").click()
    cohort = Cohort.objects.visible_to(niall, "change").filter(archived_at=None).first()
    page.locator("#id_cohort").select_option(str(cohort.pk))
    day = timezone.localdate() + timedelta(days=7)
    page.locator("#id_opens_on").fill(day.isoformat())
    picture(page, "release")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    release = Release.objects.get(version__module=module)
    assert (release.cohort, release.opens_on) == (cohort, day)
