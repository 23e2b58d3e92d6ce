"""A phone’s room by keyboard alone, without motion, in a scenario of the starter."""

import re

import pytest
from playwright.sync_api import expect

from rehearsals.actions import casting, directing, opening
from rehearsals.models import KeepsakeText, Sheet
from tests.browser.looks import PHONE, findings
from tests.curriculum.packages import starter
from tests.rehearsals import rooms

pytestmark = pytest.mark.browser

SOON = 8000
MOVING = """[...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(one);
  const lasts = [transitionDuration, animationDuration].join().split(/[, ]+/).some(parseFloat);
  return lasts || scrollBehavior === "smooth";
}).length"""
RING = "el => getComputedStyle(el).outlineStyle"


def to(page, found):
    """Press Tab until it has the focus, as anybody could, and see that the ring says so."""
    expect(found).to_be_visible(timeout=SOON)
    for _each in range(60):
        if found.evaluate("el => el === document.activeElement"):
            assert found.evaluate(RING) != "none"
            return found
        page.keyboard.press("Tab")
    raise AssertionError(f"{found} is not reached by Tab")


def press(page, name):
    to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_an_observer_goes_through_it_by_keys_without_motion(world, open_as):
    parts = starter().scenarios
    document = next(part.document for part in parts if part.slug == "the-scan-result")
    room = rooms.opened(world, world.asha, world.ben, doc=document)
    mina = rooms.students(world, 1)[0]
    page = open_as(mina, "/rehearsals/join/", viewport=PHONE)
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    to(page, page.get_by_label("The six letters"))
    page.keyboard.type(room.code)
    page.keyboard.press("Enter")
    press(page, "Come in; I would rather watch")
    expect(page.get_by_text("You are in.")).to_be_visible()
    for person, key in ((world.asha, "intern"), (world.ben, "achterberg"), (mina, "observer")):
        casting.cast(by=world.farid, rehearsal=room, person=person, number=1, role_key=key)
    opening.begin(by=world.farid, rehearsal=room)

    # An observer has what she is to do, and the sheet; folded, once she has read it.
    directing.move(by=world.farid, rehearsal=room, to="prepare")
    task = page.get_by_text("Three jobs; share them.")
    expect(task).to_be_visible(timeout=SOON)
    first = page.get_by_role("group", name="Checks what he knows.").get_by_role("radio")
    expect(first).to_have_count(3)
    directing.move(by=world.farid, rehearsal=room, to="play")
    expect(page.locator("[data-phase-of]")).to_have_text("Play", timeout=SOON)
    expect(task).to_be_hidden()
    to(page, page.get_by_text("Observer: what you do"))
    page.keyboard.press("Enter")
    expect(task).to_be_visible()

    # The button she pressed is gone: she goes on from where it was, not from the top.
    press(page, "Time-out")
    expect(page.get_by_text("Time-out. The clock stands.")).to_be_visible(timeout=SOON)
    expect(page.locator("[data-live=bar]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    assert page.evaluate(MOVING) == 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Time-out")).to_be_visible(timeout=SOON)

    to(page, first.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_checked()
    to(page, page.get_by_label("Exact words that helped"))
    page.keyboard.type("“What did they tell you?”")
    press(page, "Give it to the group")
    to(page, page.get_by_role("button", name="Take it back"))
    assert Sheet.objects.get().marks == {"0": "partly"}

    directing.move(by=world.farid, rehearsal=room, to="derole")
    press(page, "I have done it. I am myself again")
    expect(page.get_by_text("You are yourself again.")).to_be_visible(timeout=SOON)
    expect(page.locator("[data-live=phase]")).to_be_focused()
    directing.move(by=world.farid, rehearsal=room, to="debrief")
    to(page, page.get_by_text("Mr Achterberg", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pain like your brother")).to_be_visible()
    assert findings(page) == []
    opening.close(by=world.farid, rehearsal=room)
    to(page, page.get_by_label("Something you said, heard or would say next time"))
    page.keyboard.type("Ask, then wait.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kept. It stands on your list")).to_be_visible(timeout=SOON)
    assert KeepsakeText.objects.get().body == "Ask, then wait."
    assert page.evaluate(MOVING) == 0
    to(page, page.get_by_role("link", name="Done"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/rehearsals/$"))
