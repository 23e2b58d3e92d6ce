"""What a mentor agrees to: once in a programme year, before her first desk, never before a call."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotYours
from accounts.models import Agreement, AuditEvent
from curriculum.calendars import year_of
from reflections.actions import agreeing, contacting
from tests import make

QUEUE = "/mentoring/"


@pytest.fixture
def unsigned(world):
    Agreement.objects.all().delete()
    return world


def test_asked_once_then_on_to_where_she_was_going(unsigned, client_for) -> None:
    mentor = client_for(unsigned.ekdal)
    desk = reverse("desk", args=[unsigned.entries["submitted"].pk])
    page = reverse("agreement")
    assert mentor.get(QUEUE).url == page
    answer = mentor.get(desk)
    assert answer.url.startswith(f"{page}?next=")
    assert mentor.get(reverse("reply_send", args=[unsigned.entries["submitted"].pk])).url == desk
    assert not unsigned.entries["submitted"].readings.exists()  # nothing was opened
    asked = mentor.get(answer.url).content.decode()
    assert "I will read with care and reply within seven days." in asked
    assert f'value="{desk}"' in asked
    # A concern never waits for it, nor does what was asked elsewhere.
    concern = reverse("desk_concern", args=[unsigned.entries["submitted"].pk])
    assert mentor.get(concern, {"route": "safety"}).status_code == 200
    assert mentor.post(concern, {"route": "safety"}).status_code == 302
    assert mentor.post(page, {"next": "https://elsewhere.example/"}).url == QUEUE
    assert mentor.post(page, {"next": desk}).url == desk
    assert mentor.get(desk).status_code == 200
    assert mentor.get(QUEUE).status_code == 200
    assert "You have agreed" in mentor.get(page).content.decode()
    signed = Agreement.objects.get()
    assert signed.person == unsigned.ekdal
    assert AuditEvent.objects.filter(verb="agreement.signed").count() == 1
    for name in ("asha", "hana", "farid", "ivo", "root"):
        assert client_for(getattr(unsigned, name)).get(page).status_code == 404
        with pytest.raises(NotYours):
            agreeing.agree(by=getattr(unsigned, name))


def test_who_asks_to_be_contacted_waits_for_nobody_to_sign(unsigned, client_for) -> None:
    entry = unsigned.entries["submitted"]
    contacting.ask(entry=entry, by=unsigned.asha)
    mentor, desk = client_for(unsigned.ekdal), reverse("desk", args=[entry.pk])
    assert f'href="{desk}#reach"' in mentor.get(reverse("agreement")).content.decode()
    assert mentor.get(desk).status_code == 200
    assert mentor.get(reverse("desk", args=[unsigned.entries["unread"].pk])).status_code == 302
    assert client_for(unsigned.fox).get(desk).status_code == 404


def test_it_holds_until_the_last_of_her_programme_years_ends(unsigned) -> None:
    make.membership(
        person=unsigned.ekdal, cohort=make.cohort(first_day=date(2026, 2, 1)), role="mentor"
    )
    Agreement.objects.all().delete()
    at = timezone.now()
    until = agreeing.until_from(unsigned.ekdal, at)
    assert at < until <= at + timedelta(days=366)
    ends = [year_of(first, at.date())[1] for first in (date(2026, 9, 1), date(2026, 2, 1))]
    assert until.date() == max(ends)
    made = agreeing.agree(by=unsigned.ekdal)
    assert made.until == agreeing.until_from(unsigned.ekdal, made.signed_at)
    assert agreeing.agree(by=unsigned.ekdal) == made
    fresh = type(unsigned.ekdal).objects.get(pk=unsigned.ekdal.pk)
    Agreement.objects.update(until=at + timedelta(seconds=0.001), signed_at=at - timedelta(days=9))
    assert agreeing.agree(by=fresh) != made  # the next year asks again
    fresh = type(fresh).objects.get(pk=fresh.pk)
    Agreement.objects.update(edition="2020-01", until=at + timedelta(days=9))
    assert agreeing.agree(by=fresh).edition != "2020-01"  # other words, asked again


def test_those_in_charge_see_who_agreed_and_change_nothing(world, client_for) -> None:
    url = reverse("admin:accounts_agreement_changelist")
    row = Agreement.objects.get(person=world.ekdal)
    for name, shown in (("ivo", True), ("hana", True), ("omar", False)):
        page = client_for(getattr(world, name)).get(url).content.decode()
        assert (world.ekdal.name in page.partition("<main")[2]) is shown
    change = reverse("admin:accounts_agreement_change", args=[row.pk])
    assert client_for(world.ivo).post(change, {"edition": "x"}).status_code == 403
    assert client_for(world.omar).get(change).status_code == 404
