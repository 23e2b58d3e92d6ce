"""Words on this device that the server does not hold: locked, kept, offered, wiped, sent."""

import json
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from accounts import saving
from accounts.models import DraftText
from reflections.models import Entry
from tests import make
from tests.browser.looks import DESK, findings
from tests.browser.room import LINE, SAVED, newest, records, wait_for_records, write_url

pytestmark = pytest.mark.browser

WORDS = "The quince tree behind the ward"
OFFER = "are on this device only. They were never sent."


def leave_unsent(page, url, words=WORDS, field="#body"):
    """Type without a connection, then close the page with the words unsent."""
    page.goto(url)
    page.context.set_offline(True)
    page.locator(field).fill(words)
    wait_for_records(page, 1)
    context = page.context
    # A page that goes sends once more, and may be heard when the connection is back.
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('away')); }")
    page.close(run_before_unload=False)
    context.set_offline(False)
    return context.new_page()


def test_they_lie_there_locked_and_are_wiped_once_acknowledged(world, asha_page):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    assert records(page) == []
    page.context.set_offline(True)
    page.get_by_label("A title, if you want one").fill("TITLE-kept")
    page.get_by_label("Your words").fill(WORDS)
    expect(page.locator(LINE)).to_contain_text("Saved on this device only, locked", timeout=8000)
    (one,) = records(page)
    name, key = page.locator("form[data-locks]").get_attribute("data-locks").split(".")
    assert set(one) == {"id", "iv", "name", "place", "sealed"}
    assert one["name"] == name
    assert len(one["iv"]) == 12
    stored = json.dumps([one, page.evaluate("[{...localStorage}, {...sessionStorage}]")])
    for secret in (WORDS, "quince", "TITLE-kept", key, str(world.asha.pk), "Asha"):
        assert secret not in stored
        assert secret.encode("utf-16-le").decode("latin1") not in one["sealed"]
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    wait_for_records(page, 0)
    assert newest(entry) == WORDS


def test_nobody_elses_keys_open_them_and_meddling_is_noticed(world, asha_page, client_for):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    asked = {"places": [f"/journal/{entry.pk}/draft/"]}
    keys = [
        client_for(one).post("/device/", asked, "application/json").json()["keys"].popitem()[1]
        for one in (world.asha, world.ben)
    ]
    assert keys[0] == page.locator("form[data-locks]").get_attribute("data-locks")
    opened = page.evaluate(
        """async ([hers, his]) => {
            const { seal, unseal } = await import("/static/portal/js/device.js");
            const record = await seal(hers, { words: "x" });
            const bent = new Uint8Array(record.sealed.slice());
            bent[0] ^= 1;
            const [name] = his.split(".");
            const older = `${his} ${hers}`;
            return Promise.all([
              unseal(hers, record), unseal(older, record), unseal(his, record),
              unseal(his, { ...record, name }), unseal(hers, { ...record, sealed: bent }),
            ]);
        }""",
        keys,
    )
    assert opened == [{"words": "x"}, {"words": "x"}, None, None, None]


def test_they_outlive_the_session_and_somebody_else_and_are_offered_to_her(
    world, asha_page, sign_in
):
    entry = world.entries["draft"]
    page = leave_unsent(asha_page, write_url(entry))
    Session.objects.all().delete()
    sign_in(page.context, world.ben)
    for url in ("/", "/journal/"):
        page.goto(url)
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-unsent]")).to_be_hidden()
        assert WORDS not in page.content()
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert len(records(page)) == 1
    sign_in(page.context, world.asha)
    page.goto("/journal/")
    expect(page.locator("[data-unsent]")).to_contain_text(OFFER)
    assert findings(page) == []
    page.get_by_text("Show them here").click()
    expect(page.locator("[data-unsent]")).to_contain_text(WORDS)
    page.goto("/")
    page.locator("[data-unsent]").get_by_role("link", name="Open the page").click()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    assert newest(entry) == WORDS
    wait_for_records(page, 0)


def test_a_page_that_never_was_saved_is_found_again_under_its_id(world, asha_page):
    before = set(Entry.objects.values_list("pk", flat=True))
    page = leave_unsent(asha_page, "/journal/new/")
    assert set(Entry.objects.values_list("pk", flat=True)) == before
    page.goto("/journal/")
    page.get_by_role("link", name="Open the page").click()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    (made,) = set(Entry.objects.values_list("pk", flat=True)) - before
    assert (made.version, newest(Entry.objects.get(pk=made))) == (4, WORDS)
    # A tab that is brought back asks for the same page, and needs no second one.
    again = page.context.new_page()
    again.goto(f"/journal/new/?page={made}")
    again.wait_for_url(f"**/journal/{made}/write/")


def test_thrown_away_only_when_said_twice(world, asha_page):
    page = leave_unsent(asha_page, write_url(world.entries["draft"]))
    page.goto("/journal/")
    page.get_by_role("button", name="Throw them away").click()
    assert len(records(page)) == 1
    page.get_by_role("button", name="Throw them away? They are nowhere else.").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert records(page) == []


def test_another_device_was_faster_and_both_stay(world, asha_page):
    entry = world.entries["draft"]
    page = leave_unsent(asha_page, write_url(entry))
    elsewhere = saving.Save(uuid.uuid4(), entry.draft.revision, "", "From elsewhere")
    saving.save(draft=entry.draft, by=world.asha, save=elsewhere)
    page.goto(write_url(entry))
    page.get_by_role("button", name="Look at both").click(timeout=8000)
    expect(page.locator("main")).to_contain_text(WORDS)
    page.locator(".two-texts button[value=there]").click()
    page.wait_for_url(f"**{write_url(entry)}")
    expect(page.get_by_label("Your words")).to_have_value("From elsewhere")
    assert DraftText.objects.filter(draft=entry.draft, body=WORDS).exists()
    # Both are on the server: nothing is left to offer.
    wait_for_records(page, 0)
    expect(page.get_by_label("Your words")).to_have_value("From elsewhere")


def test_two_tabs_of_one_page_keep_both(world, asha_page):
    one, entry = asha_page, world.entries["draft"]
    two = one.context.new_page()
    for page in (one, two):
        page.goto(write_url(entry))
        # Also what it would send while it closes: then the browser no longer holds it offline.
        page.evaluate("() => { globalThis.fetch = () => Promise.reject(new TypeError()); }")
    one.context.set_offline(True)
    one.get_by_label("Your words").fill("In the first tab")
    two.get_by_label("Your words").fill("In the second tab")
    wait_for_records(one, 2)
    third = one.context.new_page()
    for page in (one, two):
        page.close(run_before_unload=False)
    third.context.set_offline(False)
    third.goto("/journal/")
    expect(third.get_by_role("link", name="Open the page")).to_have_count(2)
    third.get_by_role("link", name="Open the page").first.click()
    expect(third.get_by_label("Your words")).to_have_value("In the second tab")
    expect(third.locator(LINE)).to_have_text(SAVED, timeout=8000)
    third.goto("/journal/")
    third.get_by_role("link", name="Open the page").click()
    third.get_by_role("button", name="Look at both").click(timeout=8000)
    third.get_by_role("button", name="Keep both, one after the other").click()
    third.wait_for_url(f"**{write_url(entry)}")
    assert newest(entry) == "In the second tab\n\nIn the first tab"
    wait_for_records(third, 0)


def sign_out(page):
    page.goto("/journal/")
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_sends_first_or_asks(world, asha_page, sign_in):
    page, entry = asha_page, world.entries["draft"]
    page.goto(write_url(entry))
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label("Your words").fill(WORDS)
    wait_for_records(page, 1)
    other = page.context.new_page()
    sign_out(other)
    other.wait_for_url("**/accounts/login/**")
    assert newest(entry) == WORDS
    sign_in(page.context, world.asha)
    page.unroute("**/draft/")
    page.evaluate("dispatchEvent(new Event('online'))")
    # Its own words came up through the other window: no conflict.
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    wait_for_records(page, 0)
    page.close()
    leave_unsent(page.context.new_page(), write_url(entry), "Not to be sent").close()

    other.context.route("**/draft/", lambda route: route.abort())
    sign_out(other)
    dialog = other.get_by_role("dialog")
    expect(dialog).to_contain_text("Some of your words are on this device only.")
    assert findings(other) == []
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_have_count(0)
    sign_out(other)
    dialog.get_by_role("button", name="keep them here locked").click()
    other.wait_for_url("**/accounts/login/**")
    assert len(records(other)) == 1
    sign_in(other.context, world.asha)
    sign_out(other)
    other.get_by_role("button", name="Sign out and throw them away").click()
    other.wait_for_url("**/accounts/login/**")
    assert records(other) == []
    assert newest(entry) == WORDS


def test_a_reply_and_an_answer_are_kept_here_too(world, new_context, sign_in):
    entry = world.entries["unread"]
    desk = new_context(viewport=DESK)
    sign_in(desk, world.ekdal)
    page = leave_unsent(desk.new_page(), f"/mentoring/{entry.pk}/", field="#reply")
    page.goto("/mentoring/")
    page.get_by_role("link", name="Open the page").click()
    expect(page.locator("#reply")).to_have_value(WORDS)
    expect(page.locator(f"form[data-reply] {LINE}")).to_contain_text("Saved", timeout=8000)
    wait_for_records(page, 0)
    lesson = make.story(release=world.release, questions=1)
    home = new_context(viewport=DESK)
    sign_in(home, world.asha)
    url = reverse("lesson", args=[lesson.version.module.slug, lesson.slug])
    page = leave_unsent(home.new_page(), url, field="form[data-answer] textarea")
    page.goto(url)
    expect(page.locator("form[data-answer] textarea")).to_have_value(WORDS)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    wait_for_records(page, 0)
