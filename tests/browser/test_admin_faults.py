"""What is wrong in a lesson or a module is said beside its field; its rows and its toolbar."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from curriculum.models import Lesson
from tests import make
from tests.browser.looks import DESK, PHONE, editor, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a control is described by that stands beside it and says what is wrong with it.
WRONG = """(control) => (control.getAttribute("aria-describedby") ?? "").split(" ")
  .map((id) => document.getElementById(id))
  .filter((list) => list?.matches(".errorlist"))
  .filter((list) => list.closest("td, .form-row") === control.closest("td, .form-row"))
  .map((list) => list.checkVisibility() ? list.textContent : "hidden").join(" ")"""
# Where the middle of each control stands: across the page, and down from the top of its row.
MIDDLES = """(rows) => rows.map((row) =>
  [...row.querySelectorAll(".move, .delete :is(input, a)")].map((control) => {
    const [box, top] = [control.getBoundingClientRect(), row.getBoundingClientRect().top];
    return [box.x + box.width / 2, box.y + box.height / 2 - top];
  }))"""


def lesson_url(lesson):
    return reverse("admin:curriculum_lesson_change", args=[lesson.pk])


def version_url(world):
    return reverse("admin:curriculum_moduleversion_change", args=[world.edited.pk])


def save(page):
    page.get_by_role("button", name="Save and stay").click()


def wrong(control):
    """Return what is said beside a control to be wrong with it, once it is marked."""
    expect(control).to_have_attribute("aria-invalid", "true")
    return control.evaluate(WRONG)


def test_a_picture_without_its_description_is_asked_for_beside_the_field(
    built, open_as, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    art = built.edited.lessons.get(kind="art")
    page = open_as(built.hana, lesson_url(art))
    description = page.get_by_label("Description of the image")
    new = {"name": "field.png", "mimeType": "image/png", "buffer": make.picture_file().read()}
    page.get_by_label("Title").fill("Looking slowly")
    page.get_by_label("New picture").set_input_files(new)
    page.get_by_label("Title").focus()
    save(page)
    expect(description).to_be_focused()
    assert "describe it in full" in wrong(description)
    expect(page.locator("[data-picture-said]")).to_be_empty()
    expect(page.get_by_label("Title")).to_have_value("Looking slowly")
    assert findings(page) == []
    page.keyboard.type("A field in October.")
    expect(description).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field-image_description .errorlist")).to_have_count(0)
    save(page)
    expect(page.locator("img.picture-now")).to_be_visible()
    # The server says the same of a picture that is there already.
    description.fill(" ")
    page.get_by_label("Title").fill("Looking again")
    save(page)
    assert "Describe the picture in full" in wrong(description)
    expect(page.get_by_label("Title")).to_have_value("Looking again")


def test_a_file_that_is_no_picture_is_refused_beside_the_field(built, open_as):
    page = open_as(built.hana, lesson_url(built.edited.lessons.get(kind="art")))
    file = page.get_by_label("New picture")
    file.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    assert "Only JPEG, PNG and WebP" in wrong(file)
    # And on what comes of its being forgotten, the server's own sentence.
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    assert "needs its picture" in wrong(page.get_by_label("New picture"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("narrative", "A patient’s story needs its text."),
        ("exercise", "An exercise needs a text or at least one step."),
        ("practice", "A practice needs a text, a step or a scenario."),
    ],
)
def test_a_lesson_without_its_text_says_so_where_one_writes(built, open_as, kind, said):
    lesson = built.edited.lessons.get(kind="reading")
    lesson.steps.all().delete()
    page = open_as(built.hana, lesson_url(lesson))
    page.get_by_label("Kind").select_option(kind)
    body = editor(page, "Text for students")
    body.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_label("One line").fill("Kept as typed")
    save(page)
    assert wrong(body) == said
    expect(page.get_by_label("One line")).to_have_value("Kept as typed")
    # What stands above the form leads there.
    page.get_by_role("alert").get_by_role("link", name="Text for students").click()
    expect(body).to_be_focused()
    assert findings(page) == []


def test_all_that_is_wrong_with_a_reflection_is_said_at_once(built, open_as):
    lesson = built.edited.lessons.get(kind="reflection")
    other = built.edited.lessons.get(kind="reading")
    page = open_as(built.hana, lesson_url(lesson))
    page.get_by_label("Title").fill("")
    page.get_by_label("Address").fill(other.slug)
    page.get_by_label("Words from").fill("300")
    page.get_by_label("Words to").fill("100")
    prompts = page.get_by_role("group", name="Prompts", exact=True)
    for box in prompts.get_by_role("checkbox").all():
        box.check()
    save(page)
    assert wrong(page.get_by_label("Title")) == "This field is required."
    assert "smaller than" in wrong(page.get_by_label("Words to"))
    expect(prompts).to_have_accessible_description(
        "A reflection has one to four prompts; the student chooses one."
    )
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
        ["Title", "Words to", "Prompts"]
    )
    expect(page.get_by_label("Words from")).to_have_value("300")
    # What only the database can tell comes when all else is right.
    page.get_by_label("Title").fill("Write")
    page.get_by_label("Words to").fill("400")
    prompts.get_by_role("checkbox").first.uncheck()
    save(page)
    assert "has this address" in wrong(page.get_by_label("Address"))
    expect(page.get_by_label("Address")).to_have_value(other.slug)
    assert findings(page) == []


def test_a_prompt_that_is_wrong_is_not_called_missing(built, open_as):
    page = open_as(built.hana, lesson_url(built.edited.lessons.get(kind="reflection")))
    prompts = page.get_by_role("group", name="Prompts", exact=True)
    days = prompts.get_by_label("Come back after days").first
    days.fill("tomorrow")
    save(page)
    assert wrong(days)
    expect(days).to_have_value("tomorrow")
    expect(page.locator("#prompts-group")).not_to_contain_text("one to four prompts")
    page.get_by_role("alert").get_by_role("link", name="Prompts 1, Come back").click()
    expect(days).to_be_focused()


def test_a_row_that_is_wrong_says_so_in_its_cell(built, open_as):
    page = open_as(built.hana, version_url(built))
    page.get_by_role("button", name="Add another Lesson").click()
    row = page.locator("#lessons-group tr.dynamic-lessons").last
    row.get_by_label("Kind").select_option("narrative")
    row.get_by_label("Minutes").fill("25")
    save(page)
    row = page.locator("#lessons-group tr.dynamic-lessons").last
    assert wrong(row.get_by_label("Title")) == "This field is required."
    expect(row.get_by_label("Minutes")).to_have_value("25")
    expect(row.get_by_label("Kind")).to_have_value("narrative")
    page.get_by_role("alert").get_by_role("link", name="Lessons 5, Title").click()
    expect(row.get_by_label("Title")).to_be_focused()
    assert Lesson.objects.filter(kind="narrative").count() == 0


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("of", ["Lesson", "Objective"])
def test_the_controls_of_a_new_row_stand_below_those_of_the_saved_ones(
    built, open_as, viewport, of
):
    built.edited.objectives.create(text="Hear the person.", position=1)
    page = open_as(built.hana, version_url(built), viewport=viewport)
    page.get_by_role("button", name=f"Add another {of}").click()
    rows = page.locator(f"#{of.lower()}s-group tr.form-row:not(.empty-form)")
    saved, *_others, new = rows.evaluate_all(MIDDLES)
    assert len(saved) == len(new) == 3  # up, down, delete
    for old, fresh in zip(saved, new, strict=True):
        assert fresh == pytest.approx(old, abs=1.5)


def test_the_toolbar_draws_all_its_signs(built, open_as):
    page = open_as(built.hana, lesson_url(built.edited.lessons.get(kind="reading")))
    body = editor(page, "Text for students")
    body.click()
    # A sign that is written needs a font that has it, and few have the arrow the editor brings.
    arrow = page.locator(".prose-menubar__selected").first
    assert arrow.evaluate("e => getComputedStyle(e, '::after').content") == '""'
    assert arrow.evaluate("e => parseFloat(getComputedStyle(e, '::after').borderBottomWidth)") > 1
    # What is on can still be read, and the list of headings is no higher than its lines.
    page.keyboard.press("Control+b")
    bold = page.locator(".prose-menubar__button.active", has_text="format_bold").first
    expect(bold).to_have_css("background-color", "rgb(236, 230, 218)")
    arrow.click()
    lines = page.locator(".prose-menubar__picker:popover-open .ProseMirror")
    expect(lines).to_be_visible()
    box, last = lines.bounding_box(), lines.locator("button").last.bounding_box()
    assert box["y"] + box["height"] - last["y"] - last["height"] < 12


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_an_objective_stands_there_whole_and_is_called_without_its_marks(built, open_as, viewport):
    text = "**Identify** one reason " + "why a person and her family may see it otherwise, " * 5
    built.edited.objectives.create(text=text.strip(), position=1)
    built.edited.objectives.create(text="**Hear** the person.", position=2)
    page = open_as(built.hana, version_url(built), viewport=viewport)
    objectives = page.get_by_role("group", name="Objectives", exact=True)
    expect(objectives).to_have_accessible_description(
        "One asterisk on each side makes words *italic*, two make them **bold**."
    )
    boxes = objectives.get_by_role("textbox", name="Objective")
    for at in (0, 1):
        assert boxes.nth(at).evaluate("e => e.scrollHeight <= e.clientHeight + 1")
        assert boxes.nth(at).evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    expect(objectives.get_by_role("button", name="Move up: Identify one reason")).to_be_visible()
    expect(objectives.get_by_role("button", name="Move down: Hear the person.")).to_be_visible()
    assert findings(page) == []


def test_a_reflection_shows_no_steps_and_a_story_its_questions(built, open_as):
    page = open_as(built.hana, lesson_url(built.edited.lessons.get(kind="reflection")))
    expect(page.locator("#prompts-group")).to_be_visible()
    expect(page.locator("#steps-group")).to_be_hidden()
    page.get_by_label("Kind").select_option("narrative")
    expect(page.locator("#steps-group")).to_be_visible()
