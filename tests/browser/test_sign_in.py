"""Coming in and signing in, in a real browser: by keyboard, with a passkey, in every light."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.actions import invitations
from accounts.models import Person
from tests import make
from tests.browser.looks import DESK, PHONE, findings

pytestmark = pytest.mark.browser

PASSWORD = "seven kind words in a row"


def let_in(context, base_url, person):
    """Sign the browser in as a person, past the door."""
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])


@pytest.fixture
def noor(db):
    return make.person(name="Noor Haddad", email="noor@example.org", password="", joined_at=None)


@pytest.fixture
def come_in(new_context, noor):
    """Follow Noor's invitation by keyboard; return her page, inside."""
    path = invitations.mint(person=noor, by=None)
    page = new_context(timezone_id="Europe/Oslo").new_page()
    page.goto(path)
    page.get_by_label("Your name").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("she/her")
    page.keyboard.press("Tab")  # the zone the browser proposed stays
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/")
    return page


def test_an_invited_person_comes_in_by_keyboard_with_her_own_zone(come_in, noor):
    noor.refresh_from_db()
    assert (noor.pronouns, noor.time_zone) == ("she/her", "Europe/Oslo")
    come_in.goto("/accounts/profile/")
    assert come_in.get_by_label("Time zone").input_value() == "Europe/Oslo"
    assert "/accounts/invitation/" not in come_in.evaluate("document.referrer")


def test_a_passkey_is_added_and_opens_the_door_alone(come_in):
    page = come_in
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    # The password she chose a moment ago counts: nothing asks for it again.
    page.goto("/accounts/2fa/webauthn/add/")
    expect(page.get_by_label("Let it open the door alone")).to_be_checked()
    page.get_by_role("button", name="Ask my device").click()
    page.wait_for_url("/accounts/2fa/recovery-codes/**")
    page.context.clear_cookies()

    page.goto("/accounts/profile/")
    page.wait_for_url("/accounts/login/**")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("/accounts/profile/")
    assert page.get_by_label("Your name").input_value() == "Noor Haddad"


def test_a_zone_chosen_before_is_not_overruled(new_context, base_url, db):
    asha = make.person(time_zone="Asia/Kolkata")
    context = new_context(timezone_id="Europe/Oslo")
    let_in(context, base_url, asha)
    page = context.new_page()
    page.goto("/accounts/profile/")
    assert page.get_by_label("Time zone").input_value() == "Asia/Kolkata"


def test_without_script_every_form_works(new_context, noor):
    path = invitations.mint(person=noor, by=None)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(path)
    page.get_by_label("A password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("/")
    page.goto("/accounts/profile/")
    page.get_by_label("Pronouns").fill("they/them")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert Person.objects.get(pk=noor.pk).pronouns == "they/them"
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Use this look").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize(
    ("size", "light"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_context, base_url, world, size, light):
    make.help_contact(last_checked_on=make.ago(days=300).date(), url="https://help.example.org/")
    make.membership(person=make.person(joined_at=None), cohort=world.juniper)
    link = invitations.mint(person=make.person(password="", joined_at=None), by=None)
    visits = [
        (None, [link, "/accounts/invitation/never-was/"]),
        (world.asha, ["/accounts/profile/", "/help/", "/cohorts/", "/cohorts/juniper/", link]),
        (world.hana, ["/cohorts/juniper/"]),
        (world.lena, ["/cohorts/"]),
    ]
    for person, paths in visits:
        context = new_context(viewport=size, color_scheme=light)
        if person:
            let_in(context, base_url, person)
        page = context.new_page()
        for path in paths:
            page.goto(path)
            assert findings(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path
