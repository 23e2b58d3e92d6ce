"""The writing room in a browser: every state of saving, two texts, submitting, without JS too."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from accounts.models import Draft, DraftText
from reflections.models import Entry, Version
from tests import make

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved \d\d:\d\d$")
LINE = "[data-save-line]"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def sign_in(base_url):
    """Return a function that gives a browser context the session of a person."""

    def enter(context, person):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
        )

    return enter


@pytest.fixture
def asha_page(world, new_context, sign_in):
    context = new_context(viewport=DESK)
    sign_in(context, world.asha)
    return context.new_page()


def write_url(entry):
    return f"/journal/{entry.pk}/write/"


def newest(entry):
    draft = Draft.objects.get(entry=entry)
    return DraftText.objects.get(draft=draft, revision=draft.revision).body


def test_typing_is_saved_and_says_so(world, asha_page):
    page = asha_page
    page.goto("/journal/new/")
    assert Entry.objects.filter(author=world.asha).count() == len(world.entries)
    page.get_by_label("Your words").type("  The bench outside CT.\n\nShe held my hand.  ")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-count]")).to_have_text("8")
    assert re.search(r"/journal/[0-9a-f-]{36}/write/$", page.url)
    entry = Entry.objects.get(pk=page.url.split("/")[-3])
    assert newest(entry) == "  The bench outside CT.\n\nShe held my hand.  "
    page.reload()
    assert page.get_by_label("Your words").input_value() == newest(entry)
    expect(page.locator(LINE)).to_contain_text("Saved")


def test_offline_words_go_up_by_themselves(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.context.set_offline(True)
    page.get_by_label("Your words").fill("Written in the lift")
    expect(page.locator(LINE)).to_have_text(
        "No connection. Your words are on this page; they go up by themselves.", timeout=8000
    )
    assert newest(entry) != "Written in the lift"
    page.context.set_offline(False)
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
    expect(page.locator("#body")).to_be_visible()
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
    other = make.saving.Save(uuid.uuid4(), draft.revision, "", "From elsewhere")
    make.saving.save(draft=draft, by=world.asha, save=other)
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
    other = make.saving.Save(uuid.uuid4(), draft.revision, "", "From elsewhere")
    make.saving.save(draft=draft, by=world.asha, save=other)
    page.get_by_label("Your words").fill("From this page")
    page.get_by_role("button", name="Look at both").click(timeout=8000)
    page.get_by_role("button", name="Back to the page").click()
    page.wait_for_url(f"**{write_url(entry)}")
    assert newest(entry) == "From elsewhere"
    assert DraftText.objects.filter(draft=draft, body="From this page").exists()


def test_words_typed_a_moment_ago_are_submitted(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.get_by_label("Your words").fill("The last sentence.")
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url("**/submit/")
    expect(page.locator("main")).to_contain_text("Dr Ekdal, your mentor")
    expect(page.locator("main")).to_contain_text("Nobody else.")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").dblclick()
    page.wait_for_url(f"**/journal/{entry.pk}/")
    version = Version.objects.get(entry=entry)
    assert version.text.body == "The last sentence."
    assert {reader.person for reader in version.readers.all()} == {world.ekdal, world.noma}


def put_in(page, text):
    """Set the words at once: typing this many takes the browser minutes."""
    page.evaluate(
        "text => { const b = document.querySelector('#body'); b.value = text;"
        " b.dispatchEvent(new Event('input', {bubbles: true})); }",
        text,
    )


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


def test_submitting_an_empty_new_page_makes_nothing(world, asha_page):
    page, before = asha_page, Entry.objects.count()
    page.goto("/journal/new/")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".invalid-feedback")).to_contain_text("There are no words on this page")
    page.wait_for_timeout(2600)
    assert Entry.objects.count() == before


def test_the_minute_is_that_of_the_rest_of_the_page(world, new_context, sign_in):
    type(world.asha).objects.filter(pk=world.asha.pk).update(time_zone="Asia/Tokyo")
    context = new_context(viewport=PHONE, timezone_id="America/Lima")
    sign_in(context, world.asha)
    page = context.new_page()
    page.goto(write_url(world.entries["draft"]))
    page.get_by_label("Your words").fill("Morning in Tokyo")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    saved_at = DraftText.objects.get(body="Morning in Tokyo").saved_at
    said = saved_at.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%H:%M")
    expect(page.locator(LINE)).to_have_text(f"Saved {said}")


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


def test_choosing_another_prompt_is_saved(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    second = make.prompt(lesson=entry.lesson, text="The other question?")
    page.goto(write_url(entry))
    page.get_by_text("One of 2 prompts").click()
    page.get_by_label("The other question?").check()
    expect(page.get_by_role("heading", level=1)).to_have_text("The other question?")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    entry.refresh_from_db()
    assert entry.prompt == second


def test_the_whole_way_by_keyboard(world, asha_page):
    page = asha_page
    Entry.objects.filter(pk=world.entries["draft"].pk).delete()
    page.goto("/")

    def tab_to(name):
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText"
            )
            if re.match(name, focused.strip()):
                return
        raise AssertionError(f"No way to {name!r} by Tab.")

    tab_to("Begin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/new/**")
    tab_to("Your words")
    page.keyboard.type("By keyboard alone.")
    tab_to("Please contact me")
    page.keyboard.press("Space")
    tab_to("Submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submit/**")
    expect(page.get_by_label("Please contact me")).to_be_checked()
    tab_to("Someone who knew this patient")
    page.keyboard.press("Space")
    tab_to("Submit")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/journal/[0-9a-f-]{36}/$"))
    version = Version.objects.latest("submitted_at")
    assert version.text.body == "By keyboard alone."
    assert version.wants_contact


def test_without_javascript(world, new_context, sign_in):
    context = new_context(java_script_enabled=False, viewport=PHONE)
    sign_in(context, world.asha)
    page = context.new_page()
    page.goto("/journal/new/")
    page.get_by_label("Your words").fill("\n  Plain paper")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/write/")
    entry = Entry.objects.get(pk=page.url.split("/")[-3])
    assert newest(entry) == "\n  Plain paper"
    assert page.get_by_label("Your words").input_value() == "\n  Plain paper"
    page.get_by_label("Your words").fill("\n  Plain paper, finished")
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url("**/submit/")
    page.get_by_label("would not recognise them").check()
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url(f"**/journal/{entry.pk}/")
    assert entry.versions.get().text.body == "\n  Plain paper, finished"
    expect(page.get_by_role("status")).to_contain_text("Dr Ekdal")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_axe_finds_nothing(world, new_context, sign_in, scheme, size):
    context = new_context(viewport=size, color_scheme=scheme)
    sign_in(context, world.asha)
    page = context.new_page()
    answered, draft = world.entries["answered"], world.entries["draft"]
    make.prompt(lesson=draft.lesson, text="The other question?")
    for url in (
        "/",
        "/journal/",
        "/journal/new/",
        write_url(draft),
        f"/journal/{draft.pk}/submit/",
        f"/journal/{answered.pk}/",
        f"/journal/{world.entries['unread'].pk}/",
        f"/journal/{world.entries['nobody'].pk}/",
        f"{write_url(draft)}?revision=1",
    ):
        page.goto(url)
        results = Axe().run(page)
        assert not results.response["violations"], f"{url}: {results.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{url} scrolls sideways"


def test_axe_in_every_state_of_saving(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    states = page.evaluate(
        "[...document.querySelectorAll('[data-save-word]')].map(t => t.dataset.saveWord)"
    )
    assert len(states) == 11
    for state in states:
        page.evaluate(
            "state => document.querySelector('[data-save-line]').replaceChildren("
            'document.querySelector(`[data-save-word="${state}"]`).content.cloneNode(true))',
            state,
        )
        results = Axe().run(page)
        assert not results.response["violations"], f"{state}: {results.generate_report()}"


def test_our_sha256_is_sha256(world, asha_page):
    page = asha_page
    page.goto(write_url(world.entries["draft"]))
    for text in (
        "",
        "abc",
        "é\u0301🧑‍⚕️\0\n",
        "a" * 55,
        "a" * 56,
        "a" * 64,
        "x" * 5000,
        str(uuid.uuid4()),
    ):
        ours, theirs = page.evaluate(
            """async text => {
                const { sha256 } = await import('/static/portal/js/sha256.js');
                const bytes = new TextEncoder().encode(text);
                const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                return [sha256(text), [...hash].map(b => b.toString(16).padStart(2, '0')).join('')];
            }""",
            text,
        )
        assert ours == theirs
