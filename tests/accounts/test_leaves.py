"""When a mentor is away: said by herself, her lead or an administrator; and her own calendar."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import feeds, leaves
from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, FeedToken, Leave
from tests import make

PROFILE = "/accounts/profile/"


def _leave(person, **fields) -> Leave:
    return Leave(person=person, **({"starts_at": make.ago(days=1)} | fields))


def test_a_mentor_her_lead_and_an_administrator_say_it_and_nobody_else(standing_world) -> None:
    w = standing_world
    for by in (w.ekdal, w.hana, w.ivo, w.root):
        leaves.add(leave=_leave(w.ekdal), by=by)
    assert Leave.objects.filter(person=w.ekdal).count() == 4
    assert AuditEvent.objects.filter(verb="leave.begun").count() == 4
    for by in (w.asha, w.fox, w.omar, w.okoye, w.farid, w.tuva, w.cleo, w.sam):
        with pytest.raises(Refused):
            leaves.add(leave=_leave(w.ekdal), by=by)
    with pytest.raises(Refused) as refused:
        leaves.add(leave=_leave(w.asha), by=w.asha)
    assert refused.value.field == "person"
    with pytest.raises(Refused):
        leaves.add(leave=_leave(w.ekdal, ends_at=make.ago(days=3)), by=w.ekdal)
    assert Leave.objects.count() == 4


def test_days_are_changed_and_ended_by_the_same_people(standing_world) -> None:
    w = standing_world
    kept, ahead = make.leave(person=w.ekdal), make.leave(person=w.fox, starts_at=make.ago(days=-5))
    until = make.ago(days=-3)
    leaves.change(leave=kept, by=w.hana, starts_at=kept.starts_at, ends_at=until)
    with pytest.raises(Refused):
        leaves.change(leave=kept, by=w.omar, starts_at=kept.starts_at, ends_at=None)
    with pytest.raises(Refused):
        leaves.end(leave=kept, by=w.fox)
    leaves.end(leave=kept, by=w.ekdal)
    leaves.end(leave=ahead, by=w.fox)
    assert Leave.objects.current().count() == 0
    with pytest.raises(NotNow):
        leaves.end(leave=kept, by=w.ekdal)
    verbs = AuditEvent.objects.filter(verb__startswith="leave.").values_list("verb", flat=True)
    assert sorted(verbs) == ["leave.changed", "leave.ended", "leave.ended"]


def test_on_her_profile_a_mentor_says_when_and_that_she_is_back(standing_world, client_for) -> None:
    w = standing_world
    zone = ZoneInfo("Australia/Sydney")
    type(w.ekdal).objects.filter(pk=w.ekdal.pk).update(time_zone=zone.key)
    client = client_for(w.ekdal)
    first = timezone.localdate(timezone=zone)
    body = {"first_day": first, "last_day": first + timedelta(days=6)}
    assert client.post(reverse("leave"), body).url == f"{PROFILE}#leave"
    kept = Leave.objects.get()
    assert kept.starts_at == datetime.combine(first, time(), zone)
    assert kept.ends_at == datetime.combine(first + timedelta(days=7), time(), zone)
    text = client.get(PROFILE).content.decode()
    assert "From today" in text
    assert re.search(r"until and including \w+ \d+ \w+", text)
    assert client.post(reverse("leave"), {"back": kept.pk}).status_code == 302
    assert "I am back" not in client.get(PROFILE).content.decode()
    for foreign in (make.leave(person=w.fox).pk, 9**9, "x", "9" * 30):
        assert client.post(reverse("leave"), {"back": foreign}).status_code == 404


def test_what_was_typed_wrongly_is_kept_and_said_beside_it(standing_world, client_for) -> None:
    w = standing_world
    client = client_for(w.ekdal)
    answer = client.post(reverse("leave"), {"first_day": "2026-12-20", "last_day": "2026-12-01"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "It cannot end before it begins." in text
    assert 'value="2026-12-20"' in text
    assert client.post(reverse("leave"), {}).status_code == 422
    for far in ({"first_day": "9999-12-31"}, {"first_day": "2026-12-20", "last_day": "9999-12-31"}):
        assert client.post(reverse("leave"), far).status_code == 422
    answer = client_for(w.asha).post(reverse("leave"), {"first_day": "2026-12-20"})
    assert (answer.status_code, Leave.objects.count()) == (422, 0)
    assert "When you are away" not in client_for(w.asha).get(PROFILE).content.decode()


def test_in_the_admin_a_lead_names_only_mentors_of_hers(standing_world, client_for) -> None:
    w = standing_world
    client = client_for(w.hana)
    add = reverse("admin:accounts_leave_add")
    text = client.get(add).content.decode()
    offered = set(re.findall(r'<option value="[0-9a-f-]+">([^<]+)</option>', text))
    assert offered == {"Dr Ekdal", "Dr Fox", "Dr Gita", "Dr Noma"}
    body = {"person": w.ekdal.pk, "starts_at": "2026-11-01T06:00", "ends_at": ""}
    assert client.post(add, body).status_code == 302
    kept = Leave.objects.get()
    page = reverse("admin:accounts_leave_change", args=[kept.pk])
    assert client.get(page).status_code == 200
    assert client_for(w.omar).get(page).status_code != 200
    listed = client_for(w.omar).get(reverse("admin:accounts_leave_changelist")).content.decode()
    assert "Dr Ekdal" not in listed


# ------------------------------------------------------------------ her calendar's address
def test_the_address_is_shown_once_replaced_and_ended(standing_world, client_for) -> None:
    w = standing_world
    client = client_for(w.asha)
    assert "Make an address" in client.get(PROFILE).content.decode()
    shown = client.post(reverse("calendar_feed")).content.decode()
    address = re.search(r'value="(http://testserver/calendar/[\w-]{43}\.ics)"', shown)[1]
    token = address.split("/")[-1].removesuffix(".ics")
    assert feeds.person_of(token) == w.asha
    later = client.get(PROFILE).content.decode()
    assert token not in later
    assert "You made an address for it" in later
    client.post(reverse("calendar_feed"))
    assert feeds.person_of(token) is None
    assert client.post(reverse("calendar_feed"), {"stop": "1"}).url == f"{PROFILE}#calendar"
    assert not FeedToken.objects.filter(revoked_at=None).exists()
    assert client.get(reverse("calendar_feed")).status_code == 405


@pytest.mark.parametrize("held", [0, 3])
def test_the_profile_costs_the_same(
    standing_world, client_for, django_assert_num_queries, held: int
) -> None:
    w = standing_world
    for _n in range(held):
        make.leave(person=w.ekdal)
        feeds.make(by=w.ekdal)
    client = client_for(w.ekdal)
    client.get(PROFILE)
    with django_assert_num_queries(8):
        client.get(PROFILE)
