"""The forms of a page in a browser: counting, headings, a prompt that proposes, three taps."""

import pytest
from playwright.sync_api import expect

from reflections.models import Entry, Version
from tests import make
from tests.accounts.counted import BESIDE, COUNTED, HEADINGS
from tests.browser.looks import PHONE, findings
from tests.browser.room import LINE, SAVED

pytestmark = pytest.mark.browser


def test_the_script_counts_as_the_server_does(asha_page):
    page = asha_page
    page.goto("/journal/samples/")
    count = """async (texts) => {
      const { countOf } = await import("/static/portal/js/count.js");
      return texts.map((text) => [text, countOf(text)]);
    }"""
    said = page.evaluate(count, [text for text, _count in COUNTED])
    assert [tuple(one) for one in said] == COUNTED
    # Of a parallel page the headings are no words, alone on their line.
    beside = """async ([texts, apart]) => {
      const { countOf } = await import("/static/portal/js/count.js");
      return texts.map((text) => [text, countOf(text, apart)]);
    }"""
    said = page.evaluate(beside, [[text for text, _count in BESIDE], HEADINGS])
    assert [tuple(one) for one in said] == BESIDE


def test_fifty_five_words_on_a_phone_in_three_taps(world, new_context, sign_in):
    context = new_context(viewport=PHONE, has_touch=True)
    sign_in(context, world.chidi)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Fifty-five words is plenty.").tap()  # one
    left = page.locator("[data-words-left]")
    expect(left).to_have_text("55 left")
    # What another form would ask for is not said beside it.
    expect(page.locator("[data-word-range]")).to_be_hidden()
    body = page.get_by_label("Your words")
    body.press_sequentially("One — two. ", delay=5)
    expect(left).to_have_text("53 left")
    body.fill("word " * 56)
    expect(left).to_have_text("1 too many")
    expect(page.locator("[data-words-left-spoken]")).to_have_text("1 too many")
    page.get_by_label("would not recognise them").tap()  # two
    page.get_by_role("button", name="Submit").tap()  # three: kindly refused, nothing lost
    expect(page.locator("main")).to_contain_text("One word less makes it 55.")
    assert body.input_value() == "word " * 56
    body.fill("word " * 55)
    expect(left).to_have_text("exactly 55")
    page.get_by_label("would not recognise them").tap()
    page.get_by_role("button", name="Submit").tap()
    expect(page.locator("main")).to_contain_text("Submitted.")
    version = Version.objects.get(entry__author=world.chidi)
    assert (version.words, version.entry.form) == (55, "fifty_five")


def test_a_form_is_chosen_proposed_and_kept(world, asha_page):
    page, lesson = asha_page, make.reflection_of(world.release)
    make.prompt(lesson=lesson, name="Two columns", form="parallel")
    make.prompt(lesson=lesson, name="To yourself", form="letter", deliver_after_days="30")
    Entry.objects.filter(lesson=lesson).update(lesson=None, release=None, prompt=None)
    page.goto(f"/journal/new/?release={world.release.pk}&lesson={lesson.pk}")
    body, form = page.get_by_label("Your words"), page.locator("[data-form-name]")
    page.get_by_text("prompts: choose yours").click()
    page.get_by_role("radio", name="Two columns").check()
    expect(form).to_have_text("Parallel page")
    sheet = "The patient’s side\n\n\nMy side\n\n\nWhat the chart could not hold\n"
    assert body.input_value() == sheet
    # Headings under which nothing was written go with the form; a word of hers never does.
    page.get_by_role("radio", name="To yourself What").check()
    expect(form).to_have_text("Letter")
    assert body.input_value() == ""
    body.fill("Dear me.")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    link = page.get_by_role("link", name="Let it come back to you on a day")
    expect(link).to_be_visible()
    page.locator("details.forms summary").click()
    page.get_by_role("radio", name="Parallel page").check()
    assert body.input_value() == "Dear me."
    page.get_by_role("button", name="Put the headings in").click()
    assert body.input_value() == f"Dear me.\n\n{sheet}"
    expect(page.get_by_role("button", name="Put the headings in")).to_be_hidden()
    page.get_by_role("radio", name="Letter To").check()
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    page.reload()
    expect(form).to_have_text("Letter")
    link.click()
    expect(page.locator("h1")).to_have_text("Shall this letter come back to you?")
    page.locator("form.proposed button").click()
    expect(page.locator("h1")).to_have_text("When this letter comes back to you")
    entry = Entry.objects.get(lesson=lesson)
    assert (entry.form, entry.prompt.name, entry.deliveries.count()) == ("letter", "To yourself", 1)
    assert findings(page) == []
    page.get_by_role("button", name="Close it until then").click()
    expect(page.locator("main")).not_to_contain_text("Dear me.")
    page.goto(f"/journal/{entry.pk}/write/")
    expect(page.locator("h1")).to_contain_text("This letter opens on")


def test_what_helps_beside_the_page_is_folded_and_remembered_here(world, asha_page):
    page = asha_page
    page.goto("/journal/new/")
    page.locator("summary", has_text="three ways to go on").click()
    way = page.locator("details[name=way]", has_text="What? So what? Now what?")
    expect(way.locator("dl")).to_be_hidden()
    way.locator("summary").click()
    expect(way.locator("dl")).to_be_visible()
    assert findings(page) == []
    page.goto("/journal/new/")
    opened = page.locator("details[name=way][open] dl")
    expect(opened).to_contain_text("as a camera would have seen it")
    page.goto("/journal/samples/")
    assert findings(page) == []


def test_an_earlier_state_is_compared_and_brought_back_by_keyboard(world, asha_page):
    page = asha_page
    page.goto("/journal/new/")
    for words in ("The first words.", "The second words."):
        page.get_by_label("Your words").fill(words)
        page.keyboard.press("Control+s")
        expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    page.reload()
    page.get_by_role("link", name="Earlier states of this page").press("Enter")
    expect(page.get_by_role("link", name="Compare with now")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="Compare with now").press("Enter")
    expect(page.locator("mark").first).to_have_text("first")
    assert findings(page) == []
    page.get_by_role("button", name="Make the page like this again").press("Enter")
    expect(page.get_by_label("Your words")).to_have_value("The first words.")
    page.get_by_role("link", name="Earlier states of this page").press("Enter")
    expect(page.get_by_role("link", name="Compare with now")).to_have_count(2)
