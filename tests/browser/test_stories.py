"""A story's answers between two students, and a circle on the wall."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from curriculum import recordings
from reflections.models import Answer, AnswerText
from tests import make
from tests.browser.looks import PHONE, findings

pytestmark = pytest.mark.browser
WALL = {"width": 1920, "height": 1080}


def url_of(lesson, name="lesson"):
    return reverse(name, args=[lesson.version.module.slug, lesson.slug])


def test_two_students_answer_a_story_and_then_read_each_other(world, page_for):
    world.release.due_on = None
    world.release.save()
    story = make.story(release=world.release, content_note="Worry about cancer.")
    first, second = story.steps.all()

    # Asha opens the story from its note and writes; it is kept while she types.
    asha = page_for(world.asha, viewport=PHONE, color_scheme="dark")
    asha.goto(url_of(story))
    expect(asha.get_by_text("Something to read.")).to_be_hidden()
    asha.get_by_text("Open the story").click()
    expect(asha.get_by_text("Something to read.")).to_be_visible()
    one, two = (asha.locator(f"#answer-{step.pk}") for step in (first, second))
    expect(one.get_by_role("button", name="Keep it for now")).to_be_hidden()
    two.get_by_role("textbox").fill("Only begun.")
    one.get_by_role("textbox").fill("He came out\nand sat down.")
    expect(one.locator("[data-save-line]")).to_contain_text("Saved")
    expect(two.locator("[data-save-line]")).to_contain_text("Saved")
    assert Answer.objects.filter(author=world.asha, given_at=None).count() == 2
    assert findings(asha) == []

    # Typed and given at once: the words go up first, in the other question too.
    two.get_by_role("textbox").fill("Only begun, still.")
    one.get_by_role("textbox").fill("He came out and sat down.")
    one.get_by_role("button", name="Give my answer").click()
    expect(one).to_contain_text("Your answer, given")
    assert AnswerText.objects.get().body == "He came out and sat down."
    expect(two.get_by_role("textbox")).to_have_value("Only begun, still.")
    expect(one).to_contain_text("Nobody else has given an answer yet.")

    # Ben meets no answer of hers before he gives his own.
    ben = page_for(world.ben)
    ben.goto(url_of(story))
    assert "sat down" not in ben.content()
    his = ben.locator(f"#answer-{first.pk}")
    his.get_by_role("textbox").fill("He turned the screen.")
    his.get_by_role("button", name="Give my answer").click()
    expect(his.locator(".voices")).to_contain_text("He came out and sat down.")
    assert "Only begun" not in ben.content()
    assert findings(ben) == []
    asha.reload()
    expect(one.locator(".voices")).to_contain_text("He turned the screen.")

    # With a date still to come she takes hers back: on her page again, and nowhere else.
    expect(one.get_by_role("button", name="Take it back")).to_have_count(0)
    world.release.due_on = make.ago(days=-3).date()
    world.release.save()
    asha.reload()
    one.get_by_role("button", name="Take it back").click()
    expect(one.get_by_role("textbox")).to_have_value("He came out and sat down.")
    expect(one.locator(".voices")).to_have_count(0)
    ben.reload()
    assert "sat down" not in ben.content()


def test_another_device_and_another_person_overwrite_nothing(world, page_for, sign_in):
    story = make.story(release=world.release, questions=1)
    step = story.steps.get()
    page = page_for(world.asha)
    page.goto(url_of(story))
    answer = make.answer(
        author=world.asha, release=world.release, step=step, body="There.", given=False
    )
    page.get_by_role("textbox").fill("Here.")
    line = page.locator("[data-save-line]")
    expect(line).to_contain_text("also changed on another device")
    line.get_by_role("button", name="Look at both").click()
    expect(page.get_by_role("textbox")).to_have_value("Here.")
    expect(page.get_by_text("There.")).to_be_visible()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("textbox")).to_have_value("Here.")
    assert set(answer.draft.texts.values_list("body", flat=True)) == {"There.", "Here."}

    sign_in(page.context, world.ben)
    page.get_by_role("textbox").fill("Hers, while Ben is signed in.")
    expect(line).to_contain_text("Someone else has signed in")
    expect(page.get_by_text("These words are covered")).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()
    assert not Answer.objects.filter(author=world.ben).exists()


def test_a_circle_stands_on_the_wall_and_is_led_by_keyboard(world, page_for):
    circle = make.lesson(
        version=world.release.version,
        kind="circle",
        title="Kindness round",
        agreements="Let people finish.",
    )
    make.step(lesson=circle, text="Who was kind?", minutes=1)
    make.step(lesson=circle, text="What now?")
    page = page_for(world.farid, viewport=WALL)
    page.clock.install()
    page.goto(url_of(circle))
    page.get_by_role("link", name="Show it on the wall").click()
    expect(page.locator(".wall-title")).to_have_text("Kindness round")
    expect(page.get_by_text("Who was kind?")).to_be_hidden()
    expect(page.locator("[data-clock]")).to_be_hidden()
    assert findings(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Let people finish.")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.get_by_text("Who was kind?")).to_be_visible()
    expect(page.locator("[data-wall-said]")).to_have_text("3 of 4: 1 of 2 1 minute")
    size = page.get_by_text("Who was kind?").evaluate("one => getComputedStyle(one).fontSize")
    assert float(size.removesuffix("px")) >= 48

    # The clock runs, stops, and goes on past the end.
    clock = page.locator("[data-clock-time]")
    expect(clock).to_have_text("1:00")
    page.keyboard.press("t")
    page.clock.run_for(15_000)
    page.keyboard.press("t")
    stopped = clock.inner_text()
    assert re.fullmatch(r"0:4\d", stopped)
    page.clock.run_for(15_000)
    expect(clock).to_have_text(stopped)
    page.get_by_role("button", name="Start the clock").click()
    page.clock.run_for(50_000)
    expect(clock).to_have_text(re.compile(r"\+0:\d\d"))
    expect(page.locator("[data-wall-said]")).to_have_text("The time of this round is over.")
    assert findings(page) == []
    page.get_by_role("button", name="From the beginning").click()
    expect(clock).to_have_text("1:00")

    # A reload stays where one was; the last thing is the last.
    page.get_by_role("button", name="On").click()
    expect(page.get_by_text("What now?")).to_be_visible()
    expect(page.get_by_role("button", name="On")).to_be_disabled()
    page.reload()
    expect(page.get_by_text("What now?")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(".wall-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= WALL["width"]

    plain = page_for(world.farid, java_script_enabled=False, viewport=PHONE)
    plain.goto(url_of(circle, "lesson_projector"))
    for words in ("Let people finish.", "Who was kind?", "What now?"):
        expect(plain.get_by_text(words)).to_be_visible()
    expect(plain.get_by_role("button", name=re.compile("On|Back"))).to_have_count(0)


def test_a_recording_plays_and_can_be_sought(world, page_for):
    lesson = make.lesson(
        version=world.release.version,
        kind="transcript",
        media=recordings.store_bytes(make.sound(seconds=6)),
    )
    page = page_for(world.asha)
    page.goto(url_of(lesson))
    sound = page.locator("audio")
    expect(sound).to_have_js_property("duration", 6)
    sound.evaluate("one => { one.currentTime = 4; return new Promise(go => one.onseeked = go) }")
    assert sound.evaluate("one => one.currentTime") == 4
    assert sound.evaluate("one => one.error") is None
    assert findings(page) == []


def test_who_was_there_is_ticked_on_a_phone(world, page_for):
    circle = make.lesson(version=world.release.version, kind="circle")
    page = page_for(world.farid, viewport=PHONE)
    page.goto(url_of(circle))
    page.get_by_role("link", name="Who was there").click()
    page.get_by_label("Ben").check()
    assert findings(page) == []
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_label("Ben")).to_be_checked()
    expect(page.get_by_text("one was there").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ben = page_for(world.ben)
    ben.goto(url_of(circle))
    expect(ben.get_by_text(re.compile("You were there on"))).to_be_visible()
