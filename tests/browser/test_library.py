"""The library and the shelf in a browser: narrowed, printed, begun from, read by axe."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from curriculum.scenario_document import Fact
from reflections.models import Entry
from tests import make
from tests.browser import looks, paper
from tests.curriculum import papers

pytestmark = pytest.mark.browser
# What the head of each sheet says, without its spaces.
HEADS = {
    "guide": "facilitator’sguide:neverforstudents", "door": "doornote",
    "role-student": "edition1thestudent", "role-calder": "mrcalder:onlyfor",
    "role-wife": "mrscalder:onlyfor", "role-senior": "thesenior:onlyfor",
    "observers": "observers’sheet",
}  # fmt: skip


@pytest.fixture
def stocked(world):
    """Give the course of this world three scenarios and two prompts on its shelf."""
    course = world.release.version.module.course
    for title, skill in (("At the door", "Listening"), ("The scan", "News"), ("Desk", "News")):
        one = make.scenario(
            course=course, title=title, skill=skill, slug=title.lower().replace(" ", "-"),
            content_note="Cancer.", questions="What ran?",
        )  # fmt: skip
        one.safety.create(text="Anyone may leave.")
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
        assert looks.findings(page) == [], url
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, url


def test_the_index_is_narrowed_without_a_script(world, stocked, page_for):
    page = page_for(world.asha, viewport=looks.PHONE, java_script_enabled=False)
    page.goto(reverse("scenario_list"))
    expect(page.locator(".index > li")).to_have_count(3)
    page.get_by_text("Narrow it down").click()
    page.get_by_label("News").check()
    page.get_by_role("button", name="Show these").click()
    expect(page.locator(".index > li")).to_have_count(2)
    page.get_by_label("Find a scenario").fill("scan")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".index > li")).to_have_count(1)
    page.get_by_role("link", name="The scan").click()
    expect(page.get_by_role("heading", name="The scan")).to_be_visible()


def test_the_index_narrows_in_place_while_boxes_are_ticked_and_words_typed(
    world, stocked, page_for
):
    page = page_for(world.asha, viewport=looks.PHONE)
    page.goto(reverse("scenario_list"))
    page.evaluate("window.isSamePage = true")
    rows, said = page.locator(".index > li"), page.locator("[data-narrow-said]")
    page.get_by_text("Narrow it down").press("Enter")
    page.get_by_label("News").press("Space")
    expect(rows).to_have_count(2)
    expect(said).to_have_text("2 of 3 fit.")
    expect(page.get_by_label("News")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?skill=News$"))
    page.get_by_label("Find a scenario").press_sequentially("scan")
    expect(rows).to_have_count(1)
    expect(said).to_have_text("1 of 3 fits.")
    count = page.locator(".form-check").filter(has_text="Listening").locator("[data-count]")
    expect(count).to_have_text("0")
    # Whoever is done with the boxes is led to the list, which stands below them.
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_label("News")).to_be_hidden()
    expect(page.get_by_role("heading", name="Those that fit")).to_be_focused()
    page.get_by_role("link", name="Skill: News").click()
    page.get_by_role("link", name="“scan”").click()
    expect(rows).to_have_count(3)
    expect(page.get_by_label("Find a scenario")).to_have_value("")
    page.get_by_text("Narrow it down").press("Enter")
    expect(page.get_by_label("News")).not_to_be_checked()
    # Without the network what is there stays, and it is said.
    page.context.set_offline(True)
    page.get_by_label("News").check()
    expect(said).to_have_text("The library could not be reached. What you see is from before.")
    expect(rows).to_have_count(3)
    assert page.evaluate("window.isSamePage")


def test_on_paper_each_sheet_has_its_own_pages_and_no_page_two_roles(world, stocked, page_for):
    long = tuple(
        Fact("if_asked", f"asked for the {place}th time", "A long answer. " * 12)
        for place in range(20)
    )
    roles = list(papers.ROLES)
    roles[1] = replace(roles[1], brief=replace(roles[1].brief, facts=roles[1].brief.facts + long))
    made = papers.published(course=stocked, slug="printed", roles=tuple(roles))
    page = page_for(world.farid, viewport=looks.PHONE, color_scheme="dark")
    page.goto(reverse("scenario_print", args=[made.slug]))
    assert looks.findings(page) == []
    expect(page.get_by_role("button", name="Print all of them")).to_be_visible()
    leaves = paper.pages(page.pdf(format="A4", prefer_css_page_size=True))
    heads = [next(key for key, head in HEADS.items() if head in leaf[:100]) for leaf in leaves]
    # In their order; a sheet that goes on says so at the top of its next page.
    assert list(dict.fromkeys(heads)) == list(HEADS)
    assert heads == sorted(heads, key=list(HEADS).index)
    assert heads.count("role-calder") > 1
    for role, secrets in papers.SECRETS.items():
        for secret in secrets:
            where = {head for head, leaf in zip(heads, leaves, strict=True) if secret in leaf}
            assert (secret, where) == (secret, {f"role-{role}"})
    for words in papers.FOR_RUNNERS:
        found = {head for head, leaf in zip(heads, leaves, strict=True) if words in leaf}
        assert (words, found) == (words, {"guide"})
    assert not any("narrowitdown" in leaf or "signout" in leaf for leaf in leaves)
    page.get_by_role("link", name="Observers’ sheet").click()
    expect(page.get_by_role("heading", level=1, name="Observers’ sheet")).to_be_visible()
    alone = paper.pages(page.pdf(format="A4", prefer_css_page_size=True))
    assert len(alone) == 1
    assert "exactwordsthathelped" in alone[0]


def test_a_page_begins_from_a_prompt_of_the_shelf(world, stocked, page_for):
    page = page_for(world.asha, viewport=looks.PHONE)
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
