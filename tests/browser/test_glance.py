"""Cohorts at a glance, and one's own calendar, in a real browser under the strict policy."""

from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import make, standing
from tests import world as worlds
from tests.browser.looks import DESK, PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(transactional_db):
    """Return the cast in two cohorts that Hana leads; her mentor is away and much waits."""
    world = standing.built(worlds.build)
    make.membership(person=world.hana, cohort=world.rowan, role="lead")
    make.leave(person=world.ekdal, ends_at=make.ago(days=-9))
    due_on = timezone.localdate() - timedelta(days=8)
    release = make.taught(cohort=world.juniper, due_on=due_on, opens_on=due_on)
    for days in range(30):
        person = make.person(joined_at=None)
        make.membership(person=person, cohort=world.juniper)
        make.mentoring(mentor=world.ekdal, student=person, cohort=world.juniper)
        entry = make.entry(author=person, release=release)
        submitted = make.ago(days=days % 3 * 4)
        make.version(entry=entry, readers={"mentor": world.ekdal}, submitted_at=submitted)
    return world


@pytest.mark.parametrize(
    ("viewport", "look"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_a_lead_sees_what_waits_and_goes_on_to_one_cohort(waiting, open_as, viewport, look) -> None:
    page = open_as(waiting.hana, "/cohorts/", viewport=viewport, color_scheme=look)
    expect(page.get_by_role("heading", level=1)).to_have_text("Juniper needs a mentor this week")
    assert page.locator(".dot").count() == 37
    box = page.locator(".plot svg").first.bounding_box()
    for dot in page.locator(".dot").all():
        place = dot.bounding_box()
        assert place["x"] >= box["x"] - 8
        assert place["x"] + place["width"] <= page.viewport_size["width"]
        assert place["y"] >= box["y"]
    page.get_by_text("The marks as a table").click()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as kept:
        page.get_by_role("link", name="The numbers as a file").click()
    assert kept.value.suggested_filename == "cohorts-figures.csv"
    page.get_by_role("link", name="Juniper", exact=True).first.click()
    expect(page.get_by_role("cell", name="no cover")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_role("link", name="As a file").first).not_to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Find cover for Dr Ekdal").click()
    expect(page.get_by_label("Mentoring")).not_to_have_value("")


def test_she_takes_her_dates_into_her_calendar(waiting, open_as, client) -> None:
    page = open_as(waiting.ekdal, "/accounts/profile/", viewport=PHONE)
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Your secret address").input_value()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    calendar = icalendar.Calendar.from_ical(client.get(address).content)
    assert {str(event["summary"]).split(":")[0] for event in calendar.events} == {
        "Module opens",
        "Reflection due",
    }
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("opens nothing any more")).to_be_visible()
    assert client.get(address).status_code == 404
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_role("button", name="I am back")).to_have_count(0)
