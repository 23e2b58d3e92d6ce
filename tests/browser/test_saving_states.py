"""Every state of saving, met for real: no network, no session, somebody else, two devices."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts import saving
from accounts.models import Draft, DraftText
from reflections.models import Entry
from tests import make
from tests.browser.looks import PHONE
from tests.browser.room import LINE, SAVED, newest, put_in, write_url

pytestmark = pytest.mark.browser


def test_offline_words_go_up_by_themselves(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.context.set_offline(True)
    page.get_by_label("Your words").fill("Written in the lift")
    expect(page.locator(LINE)).to_have_text(
        "No connection. Saved on this device only, locked; it goes up by itself.", timeout=8000
    )
    assert newest(entry) != "Written in the lift"
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    assert newest(entry) == "Written in the lift"


def test_a_network_that_is_back_is_used_at_once_behind_what_still_hangs(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    hanging = []
    page.route("**/draft/", lambda route: hanging.append(route), times=1)
    with page.expect_request("**/draft/"):
        page.get_by_label("Your words").fill("Written in the lift")
    # From here on nothing is tried again because some seconds went by.
    page.evaluate("window.setTimeout = () => 0")
    page.evaluate("dispatchEvent(new Event('online'))")
    hanging[0].abort()
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    assert newest(entry) == "Written in the lift"


def test_an_answer_that_got_lost_is_no_conflict(world, asha_page):
    """The save was kept but its answer never came; the retry and what follows both arrive."""
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    lost = []

    def lose_the_first(route):
        answer = route.fetch()
        if lost:
            return route.fulfill(response=answer)
        lost.append(answer.status)
        return route.abort()

    page.route("**/draft/", lose_the_first)
    page.get_by_label("Your words").fill("First words")
    expect(page.locator(LINE)).to_contain_text("The server does not answer.", timeout=8000)
    assert lost == [200]
    page.get_by_label("Your words").fill("First words, then more")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    assert newest(entry) == "First words, then more"


def test_saved_is_never_said_of_other_words(world, asha_page):
    """An answer whose hash is not that of the page's own words is not believed."""
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))

    def lie(route):
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"sha256": "0" * 64})

    page.route("**/draft/", lie)
    page.get_by_label("Your words").fill("These words")
    expect(page.locator(LINE)).to_contain_text("The server does not answer.", timeout=8000)
    page.unroute("**/draft/")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)


def test_signed_out_then_in_again(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    EmailAddress.objects.create(
        user=world.asha, email=world.asha.email, verified=True, primary=True
    )
    page.goto(write_url(entry))
    Session.objects.all().delete()
    page.get_by_label("Your words").fill("Still mine")
    expect(page.locator(LINE)).to_contain_text("You have been signed out.", timeout=8000)
    assert page.get_by_label("Your words").input_value() == "Still mine"
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in and go on").click()
    door = opened.value
    door.locator('input[type="email"]').fill(world.asha.email)
    door.locator('input[type="password"]').fill(make.PASSWORD)
    door.locator('input[type="password"]').press("Enter")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=15000)
    assert newest(entry) == "Still mine"


def test_another_person_at_this_computer(world, asha_page, sign_in):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    before = newest(entry)
    sign_in(page.context, world.ben)
    page.context.new_page().goto("/journal/")
    page.locator("#body").fill("Not Ben's")
    expect(page.locator(LINE)).to_contain_text("Someone else has signed in", timeout=8000)
    expect(page.locator("#body")).to_be_hidden()
    assert page.locator("#body").input_value() == "Not Ben's"
    assert newest(entry) == before
    assert not Draft.objects.filter(author=world.ben).exists()
    sign_in(page.context, world.asha)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=15000)
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("[data-save-alarm]")).to_be_empty()
    assert newest(entry) == "Not Ben's"


def test_two_devices_keep_both(world, asha_page, new_context, sign_in):
    page, entry = asha_page, world.entries["draft"]
    phone = new_context(viewport=PHONE)
    sign_in(phone, world.asha)
    other = phone.new_page()
    page.goto(write_url(entry))
    other.goto(write_url(entry))
    other.get_by_label("Your words").fill("On the phone <b>")
    expect(other.locator(LINE)).to_have_text(SAVED, timeout=8000)
    page.get_by_label("Your words").fill("At the desk & more")
    expect(page.locator(LINE)).to_contain_text("Both texts are safe.", timeout=8000)
    page.get_by_role("button", name="Look at both").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Both texts are here")
    expect(page.locator("main")).to_contain_text("On the phone <b>")
    expect(page.locator("main")).to_contain_text("At the desk & more")
    page.get_by_role("button", name="Keep both, one after the other").click()
    page.wait_for_url(f"**{write_url(entry)}")
    assert newest(entry) == "On the phone <b>\n\nAt the desk & more"
    kept = set(DraftText.objects.filter(draft__entry=entry).values_list("body", flat=True))
    assert {"On the phone <b>", "At the desk & more"} <= kept


def test_closing_the_choice_loses_neither_text(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    draft = Draft.objects.get(entry=entry)
    other = saving.Save(uuid.uuid4(), draft.revision, "", "From elsewhere")
    saving.save(draft=draft, by=world.asha, save=other)
    page.get_by_label("Your words").fill("From this page")
    page.get_by_role("button", name="Look at both").click(timeout=8000)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Both texts are here")
    page.close()
    assert newest(entry) == "From elsewhere"
    assert DraftText.objects.filter(draft=draft, body="From this page").exists()


def test_leaving_the_choice_loses_neither_text(world, asha_page, new_context, sign_in):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    draft = Draft.objects.get(entry=entry)
    other = saving.Save(uuid.uuid4(), draft.revision, "", "From elsewhere")
    saving.save(draft=draft, by=world.asha, save=other)
    page.get_by_label("Your words").fill("From this page")
    page.get_by_role("button", name="Look at both").click(timeout=8000)
    page.get_by_role("button", name="Back to the page").click()
    page.wait_for_url(f"**{write_url(entry)}")
    assert newest(entry) == "From elsewhere"
    assert DraftText.objects.filter(draft=draft, body="From this page").exists()


def test_a_refused_text_stays_on_the_page(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    long = "word " * 41_000
    put_in(page, long)
    expect(page.locator(LINE)).to_contain_text("Too long to save", timeout=8000)
    assert page.locator("#body").input_value() == long
    page.locator("#body").fill("Short again")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)


def test_what_is_too_long_goes_on_in_a_new_entry(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    before = set(Entry.objects.values_list("pk", flat=True))
    page.goto(write_url(entry))
    long = "A line \U0001f642 that goes on.\n" * 20_000
    put_in(page, long)
    expect(page.locator(LINE)).to_contain_text("Too long to save", timeout=8000)
    page.get_by_role("button", name="Carry the rest into a new entry").click()
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=20000)
    links = page.locator("[data-carried] a")
    made = [link.get_attribute("href").split("/")[2] for link in links.all()]
    assert len(made) == 2
    assert {str(pk) for pk in Entry.objects.values_list("pk", flat=True)} == {
        *map(str, before),
        *made,
    }
    whole = [newest(entry), *(newest(Entry.objects.get(pk=pk)) for pk in made)]
    assert "".join(whole) == long
    assert max(map(len, whole)) <= 200_000
    assert all(part.endswith("\n") for part in whole)


def test_what_could_not_be_carried_stays(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    long = "Word " * 50_000
    put_in(page, long)
    expect(page.locator(LINE)).to_contain_text("Too long to save", timeout=8000)
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_role("button", name="Carry the rest into a new entry").click()
    expect(page.locator("[data-carried]")).to_contain_text("could not be carried over")
    assert page.get_by_label("Your words").input_value() == long


def test_a_title_that_is_too_long_says_so_and_offers_no_carrying(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.get_by_label("A title, if you want one").fill("T" * 201)
    expect(page.locator(LINE)).to_contain_text("at most 200 fit", timeout=8000)
    expect(page.get_by_role("button", name="Carry the rest")).to_have_count(0)


def test_leaving_asks_while_words_are_not_saved(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label("Your words").type("x")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("setTimeout(() => location.assign('/journal/'), 0)")
    page.wait_for_timeout(700)
    assert asked == ["beforeunload"]
    assert page.url.endswith(write_url(entry))
