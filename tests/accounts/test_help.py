"""Whom to turn to: the school's contacts, how fresh they are, and what this portal is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make

URL = "/help/"


@pytest.fixture
def read(client_for, db):
    """Return what reads the page as somebody signed in."""
    make.school()
    client = client_for(make.person())

    def page():
        response = client.get(URL)
        assert response.status_code == 200
        return response.content.decode()

    return page


def test_the_urgent_come_first_with_numbers_a_phone_dials(read):
    make.help_contact(name="Chaplain", position=1, phone="020 5550 (0199)")
    make.help_contact(name="Night line", is_urgent=True, position=9, phone="+44 20 5550 0100")
    page = read()
    assert page.index("Night line") < page.index("Chaplain")
    assert 'href="tel:+442055500100"' in page
    assert 'href="tel:02055500199"' in page
    assert "+44 20 5550 0100" in page


def test_hours_web_address_and_the_day_it_was_checked(read):
    make.help_contact(hours="Monday to Friday, 9 to 17", url="https://help.example.org/", phone="")
    page = read()
    assert "Monday to Friday, 9 to 17" in page
    assert 'href="https://help.example.org/"' in page
    assert "tel:" not in page
    today = timezone.localdate()
    assert f"Last checked on {today.day} {today:%B %Y}" in page


@pytest.mark.parametrize(("days", "is_stale"), [(0, False), (180, False), (181, True)])
def test_an_old_one_is_marked_and_said_plainly(read, days, is_stale):
    make.help_contact(last_checked_on=timezone.localdate() - timedelta(days=days))
    page = read()
    assert ("more than half a year ago" in page) is is_stale
    assert ("A plain word" in page) is is_stale


def test_says_what_the_portal_is_not_and_where_to_report(read):
    page = read()
    assert "not an emergency service" in page
    assert "Writing about it here tells nobody." in page


def test_the_schools_own_words_are_shown_escaped(client_for, db):
    make.school(concern_note="Ring the dean’s office.\n\n<b>Always</b>.")
    page = client_for(make.person()).get(URL).content.decode()
    assert "<p>Ring the dean’s office.</p>" in page
    assert "&lt;b&gt;Always&lt;/b&gt;" in page


def test_a_school_without_contacts_is_told_so_kindly(read):
    page = read()
    assert "has not entered its contacts yet" in page
    assert "emergency number" in page


def test_a_portal_without_a_school_still_answers(client_for, db):
    assert client_for(make.person()).get(URL).status_code == 200


@pytest.mark.parametrize("who", ["asha", "ekdal", "hana", "ivo", "tuva", "root", "lena"])
def test_everybody_inside_can_read_it(world, client_for, who):
    assert client_for(getattr(world, who)).get(URL).status_code == 200


def test_strangers_and_the_suspended_are_led_to_the_door(world, client_for):
    assert client_for(None).get(URL).headers["Location"] == "/accounts/login/?next=/help/"
    assert client_for(world.sam).get(URL).status_code == 302


def test_it_is_one_tap_from_every_page(world, client_for):
    client = client_for(world.asha)
    for url in ("/cohorts/", "/cohorts/juniper/", "/accounts/profile/", "/accounts/sessions/"):
        assert 'href="/help/"' in client.get(url).content.decode(), url


def test_it_is_only_read(world, client_for):
    assert client_for(world.asha).post(URL).status_code == 405


def test_costs_the_same_for_one_and_for_many(client_for, db, django_assert_num_queries):
    make.school()
    client = client_for(make.person())
    for _more in range(3):
        make.help_contact()
        with django_assert_num_queries(5):  # session, person, roles, contacts, school
            client.get(URL)


def test_who_takes_a_report_stands_with_what_happened(read):
    make.help_contact(name="Ombuds office", for_mistreatment=True)
    make.help_contact(name="Counselling", for_wellbeing=True)
    page = read()
    assert page.index("Counselling") < page.index('id="incident"') < page.index("Ombuds office")
    assert page.count("Ombuds office") == page.count("Counselling")
