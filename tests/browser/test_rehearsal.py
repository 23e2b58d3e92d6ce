"""A rehearsal from the wall's code to the phrase to keep: one screen, two phones and a third."""

import re

import pytest
from playwright.sync_api import expect

from rehearsals.actions import directing
from rehearsals.models import KeepsakeText, Place, Rehearsal, Sheet, SheetText
from tests.browser.looks import PHONE, findings
from tests.browser.room import wait_for_records
from tests.rehearsals import rooms

pytestmark = pytest.mark.browser

# Phones ask every second. Two are the promise (measured by the bench), five what a busy machine
# that also runs four browsers is given.
SOON = 5000
SAVED = re.compile(r"^Saved \d\d:\d\d$")
SMALL = {"width": 360, "height": 740}
WALL = {"width": 1920, "height": 1080}


def fits(page):
    """Assert that axe finds nothing and that nothing scrolls sideways."""
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def press(page, name, **how):
    page.get_by_role("button", name=name, exact=True, **how).click()


def come_in(open_as, person, code, says, **options):
    """Join by the code on a phone, and return its page."""
    page = open_as(person, "/rehearsals/join/", viewport=PHONE, **options)
    if options:
        fits(page)
    page.get_by_label("The six letters").fill(f" {code[:3].lower()} {code[3:]} ")
    press(page, "To the door")
    expect(page.get_by_text("Before you begin.")).to_be_visible()
    if options:
        fits(page)
    press(page, says)
    page.wait_for_url(re.compile(r"/rehearsals/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("You are in.")).to_be_visible()
    return page


@pytest.fixture
def played(world):
    """Return the cast, with a scenario that can be played."""
    world.scenario = rooms.scenario(world, rooms.document(content_note="Bad news."))
    return world


@pytest.mark.long
def test_a_whole_session_is_followed_by_every_phone(played, open_as):
    world = played
    run = open_as(world.farid, f"/scenarios/{world.scenario.slug}/", color_scheme="dark")
    run.get_by_role("link", name="Start a rehearsal").click()
    expect(run.get_by_label("Scenario")).to_have_value(world.scenario.slug)
    fits(run)
    run.get_by_label("For whom").select_option(label="Juniper")
    press(run, "Open the room")
    run.wait_for_url(re.compile(r"/rehearsals/[0-9a-f-]{36}/$"))
    room = Rehearsal.objects.get()
    third = rooms.students(world, 1)[0]
    asha = come_in(open_as, world.asha, room.code, "Come in; I may play")
    ben = come_in(open_as, world.ben, room.code, "Come in; I may play", color_scheme="dark")
    watcher = come_in(open_as, third, room.code, "Come in; I would rather watch")
    expect(run.get_by_text("3 are here; 2 may play.")).to_be_visible(timeout=SOON)
    fits(run)

    # By hand, and each phone has its part; by nobody's phone can another's words be had.
    run.get_by_role("link", name="Say who plays").click()
    for name, role in (("Asha", "The student"), ("Ben", "Mr Calder"), (third.name, "Observer")):
        run.get_by_label(f"Group of {name}").select_option("1")
        run.get_by_label(f"Role of {name}").select_option(label=role)
    fits(run)
    press(run, "Give these parts")
    expect(run.get_by_text("Given. Everybody sees")).to_be_visible()
    run.get_by_role("link", name="Back to the run sheet").click()
    press(run, "Begin")
    expect(asha.get_by_text("Your group")).to_be_visible(timeout=SOON)
    press(run, "Go to prepare")
    expect(ben.get_by_role("heading", name="Mr Calder")).to_be_visible(timeout=SOON)
    expect(ben.get_by_text("SECRET-want")).to_be_visible()
    expect(watcher.get_by_role("heading", name="What do you see and hear?")).to_be_visible()
    for page in (asha, watcher):
        assert "SECRET" not in page.content()
    press(run, "Begin to play")
    for page in (asha, ben, watcher):
        expect(page.locator("[data-phase-of]")).to_have_text("Play", timeout=SOON)
        expect(page.locator("main [data-clock-time]")).to_have_text(re.compile(r"^[45]:\d\d$"))
    for page in (ben, watcher):
        fits(page)
    fits(run)

    # Anybody stops the clock, on every screen; a phone that reloads is told the same.
    press(ben, "Time-out")
    for page in (asha, watcher):
        expect(page.get_by_text("Time-out. The clock stands.")).to_be_visible(timeout=SOON)
    expect(run.get_by_role("button", name="Go on")).to_be_visible(timeout=SOON)
    ben.reload()
    expect(ben.get_by_text("left; the clock stands")).to_be_visible()
    stood = ben.locator("main [data-clock-time]").inner_text()
    # And from the server, whatever a screen says.
    directing.resume(by=world.farid, rehearsal=room)
    for page in (asha, ben, watcher):
        expect(page.locator("[data-phase-of]")).to_have_text("Play", timeout=SOON)
    assert ben.locator("main [data-clock-time]").inner_text() <= stood

    _watches_without_a_connection(watcher, run)
    _steps_out(run, asha, ben, watcher)
    _talks_it_over(run, asha, ben, watcher, third)
    _keeps_a_phrase(run, asha, ben, world)


def _watches_without_a_connection(watcher, run):
    """What is on the phone stays and is kept locked; it goes up by itself."""
    watcher.get_by_label("Done").first.check()
    expect(watcher.locator("[data-save-line]")).to_have_text(SAVED, timeout=8000)
    watcher.context.set_offline(True)
    watcher.get_by_label("Exact words that helped").fill("“What is that like?”")
    watcher.get_by_label("A moment to come back to").fill("The silence")
    wait_for_records(watcher, 1)
    expect(watcher.get_by_text("No connection. What is on this page stays")).to_be_visible(
        timeout=8000
    )
    press(watcher, "Time-out")
    expect(watcher.get_by_text("That could not be sent. Say it aloud")).to_be_visible()
    press(run, "Go to de-role")
    expect(watcher.locator("[data-phase-of]")).to_have_text("Play")
    watcher.context.set_offline(False)
    expect(watcher.locator("[data-phase-of]")).to_have_text("De-role", timeout=8000)
    expect(watcher.get_by_text("No connection.")).to_be_hidden()
    expect(watcher.locator("[data-save-line]")).to_have_text(SAVED, timeout=8000)
    expect(watcher.get_by_label("Exact words that helped")).to_have_value("“What is that like?”")
    wait_for_records(watcher, 0)
    sheet = Sheet.objects.get()
    assert sheet.marks == {"0": "done"}


def _steps_out(run, asha, ben, watcher):
    """De-roling lays the brief down, and is confirmed by each."""
    expect(ben.get_by_role("heading", name="Step out of it")).to_be_visible(timeout=SOON)
    assert "SECRET" not in ben.content()
    fits(ben)
    press(ben, "I have done it. I am myself again")
    expect(ben.get_by_text("You are yourself again.")).to_be_visible()
    expect(ben.get_by_text("2 more to go.")).to_be_visible()
    expect(run.get_by_text("1 of 3 have said")).to_be_visible(timeout=SOON)
    press(asha, "I have done it. I am myself again")
    expect(run.get_by_text("2 of 3 have said")).to_be_visible(timeout=SOON)


def _talks_it_over(run, asha, ben, watcher, third):
    """The speaker is named everywhere; now every brief is open; the sheet is hers until given."""
    press(run, "Go to the debrief")
    now = asha.locator(".turn-order [aria-current]")
    expect(now).to_contain_text("Asha, who played the clinician", timeout=SOON)
    asha.get_by_text("Mr Calder").last.click()
    expect(asha.get_by_text("SECRET-want")).to_be_visible()
    on_screen = run.locator(".turn-order [aria-current]")
    for about in ("What did you notice in yourself?", "Which words reached you?"):
        press(run, "The next one speaks")
        expect(on_screen).to_contain_text(about, timeout=SOON)
    expect(now).to_contain_text("Ben, who sat on the other chair", timeout=SOON)
    fits(asha)
    fits(run)
    assert "What is that like?" not in asha.content()
    watcher.get_by_label("Exact words that helped").fill("“What is that like?”, on 12/03/2024")
    press(watcher, "Give it to the group")
    expect(watcher.get_by_role("alert").get_by_text("could point to a patient")).to_be_visible()
    watcher.get_by_label("Exact words that helped").fill("“What is that like?”")
    press(watcher, "Give it to the group")
    expect(watcher.get_by_role("button", name="Take it back")).to_be_visible()
    expect(asha.get_by_text(f"What {third.get_short_name()} saw")).to_be_visible(timeout=SOON)
    expect(run.get_by_text("“What is that like?”")).to_be_visible(timeout=SOON)
    assert SheetText.objects.get().moment == "The silence"
    fits(watcher)


def _keeps_a_phrase(run, asha, ben, world):
    """Closing asks first; then a phrase to keep, a page to write on, and no trace of who left."""
    ben.get_by_role("link", name="Leave, no reason needed").click()
    fits(ben)
    press(ben, "Leave")
    expect(ben.get_by_text("You have left.")).to_be_visible()
    assert not Place.objects.filter(person=world.ben).exists()
    expect(run.get_by_text("2 are here")).to_be_visible(timeout=SOON)
    run.get_by_role("link", name="Close the rehearsal").click()
    fits(run)
    press(run, "Close it")
    expect(run.get_by_text("Closed. Thank you for holding the room.")).to_be_visible()
    fits(run)
    phrase = asha.get_by_label("Something you said, heard or would say next time")
    expect(phrase).to_be_visible(timeout=SOON)
    phrase.fill("Ask, then wait.")
    press(asha, "Keep it")
    expect(asha.get_by_text("Kept. It stands on your list")).to_be_visible()
    fits(asha)
    assert KeepsakeText.objects.get().body == "Ask, then wait."
    press(asha, "Open a page in my journal")
    asha.wait_for_url(re.compile(r"/journal/"))
    expect(asha.get_by_label("Your words")).to_have_value(re.compile("Ask, then wait."))
    asha.goto(asha.url.split("/journal/")[0] + "/rehearsals/")
    expect(asha.get_by_text("Ask, then wait.")).to_be_visible()
    fits(asha)


def test_two_groups_the_wall_and_a_phone_without_a_script(played, open_as):
    world = played
    people = [world.asha, world.ben, *rooms.students(world, 2)]
    room = rooms.opened(world, *people)
    wall = open_as(world.farid, f"/rehearsals/{room.pk}/wall/", viewport=WALL)
    expect(wall.get_by_text(room.code)).to_be_visible()
    fits(wall)
    run = open_as(world.farid, f"/rehearsals/{room.pk}/cast/", viewport=SMALL)
    run.get_by_label("Groups", exact=True).fill("2")
    fits(run)
    press(run, "Draw")
    expect(run.get_by_text("Drawn.")).to_be_visible()
    fits(run)
    run.goto(run.url.replace("cast/", ""))
    press(run, "Begin")
    expect(wall.get_by_text("Group 2:")).to_be_visible(timeout=SOON)
    for way in ("Go to prepare", "Begin to play"):
        press(run, way)
    # One of two: the other one plays on, and the wall shows both.
    run.get_by_role("link", name="Group 2").click()
    press(run, "Time-out")
    expect(run.get_by_role("button", name="Go on")).to_be_visible()
    expect(wall.locator("li.stands")).to_have_count(1, timeout=SOON)
    expect(wall.get_by_text("Group 1: Play")).to_be_visible()
    assert "SECRET" not in wall.content()
    assert all(person.name not in wall.content() for person in people)
    for page in (wall, run):
        fits(page)
    assert [one.number for one in room.groups.exclude(paused_at=None)] == [2]

    here = room.places.filter(group__number=1).first()
    phone = open_as(
        here.person, f"/rehearsals/{room.pk}/", viewport=SMALL, java_script_enabled=False
    )
    press(phone, "Time-out")
    expect(phone.get_by_text("Time-out. The clock stands.")).to_be_visible()
    press(phone, "Go on")
    expect(phone.get_by_role("button", name="Time-out")).to_be_visible()
    directing.move(by=world.farid, rehearsal=room, to="derole")
    phone.get_by_role("link", name="Look again").click()
    press(phone, "I have done it. I am myself again")
    expect(phone.get_by_text("You are yourself again.")).to_be_visible()
