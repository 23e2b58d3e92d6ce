"""A list of people from a file to a filled cohort, and the cohort's end, in a real browser."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import Cohort, Membership, Person
from tests import standing
from tests import world as worlds
from tests.browser.looks import DESK, PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = (
    "Wer;Adresse;role;Betreuung\r\n"
    "José Ruiz;JOSE@example.org;student;ekdal@example.org\r\n"
    "Dr New;new@example.org;mentor;\r\n"
    "Ben;ben@example.org;student;new@example.org\r\n"
    "=Bad;bad@example.org;student;\r\n"
)


@pytest.fixture
def hana(transactional_db, new_context, base_url):
    """Return a maker of pages of the lead of Juniper, signed in."""
    world = standing.built(worlds.build)

    def open_page(path, **options):
        client = Client()
        client.force_login(world.hana)
        context = new_context(**({"viewport": DESK} | options))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])
        page = context.new_page()
        page.goto(base_url + path)
        return page

    return open_page


def holds(page):
    """Hold a page to axe, and to its own width."""
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_upload_point_out_look_and_apply_on_a_phone(hana):
    page = hana("/cohorts/juniper/", viewport=PHONE, color_scheme="dark")
    page.get_by_role("link", name="Upload a list of people").click()
    holds(page)
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode("utf-16")}
    page.get_by_label("A list of people").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Which column is what?")
    holds(page)
    page.get_by_label("E-mail", exact=True).select_option(label="Adresse (JOSE@example.org)")
    page.get_by_label("Name", exact=True).select_option(label="Wer (José Ruiz)")
    page.get_by_label("Mentor’s e-mail").select_option(label="Betreuung (ekdal@example.org)")
    page.get_by_role("button", name="Look at it this way").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This list would change 3 people")
    holds(page)
    page.get_by_role("link", name=re.compile("Error ")).click()
    expect(page.locator(".roster-lines > li")).to_have_count(1)
    assert not Person.objects.filter(email="jose@example.org").exists()

    page.get_by_label("Leave out the lines with errors").check()
    page.get_by_role("button", name="Change 3 people").click()
    expect(page.get_by_role("status")).to_contain_text("2 new, 0 joined, 1 changed, 0 left")
    expect(page.get_by_role("status")).to_contain_text("2 invitations are on their way.")
    holds(page)
    expect(page.get_by_text("José Ruiz", exact=True)).to_be_visible()
    assert Membership.objects.get(person__email="new@example.org").role == "mentor"


def test_the_end_of_term_by_keyboard(hana):
    page = hana("/cohorts/juniper/archive/")
    holds(page)
    page.get_by_label("Close what still waits").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tick this if you are sure.")).to_be_visible()
    expect(page.get_by_label("Close what still waits")).to_be_checked()
    page.get_by_label("Archive this cohort").check()
    page.get_by_role("button", name="Archive the cohort").click()
    expect(page.get_by_role("status")).to_contain_text("Juniper is archived.")
    assert Cohort.objects.get(slug="juniper").archived_at is not None
