"""The wellbeing lead's page: figures of eight or more, times, stale contacts; and nobody's name."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import HelpContact
from reflections.models import Concern, ContactWish
from reflections.queries import wellbeing
from tests import make

URL = "/wellbeing/"


def _last_quarter() -> datetime:
    """Return a moment in the last whole quarter."""
    today = timezone.localdate()
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    return timezone.make_aware(datetime.combine(first, time(9))) - timedelta(days=20)


def _concerns(world, route: str, number: int, **fields: object) -> list[Concern]:
    at = _last_quarter()
    base = {"route": route, "raised_by": world.ekdal, "opened_at": at}
    base |= {"first_contact_at": at + timedelta(hours=5)}
    return [
        Concern.objects.create(student=make.person(name=f"Student Nobody{n}"), **(base | fields))
        for n in range(number)
    ]


def test_few_are_held_back_with_every_sum_they_are_part_of(world) -> None:
    _concerns(world, "wellbeing", 8)
    _concerns(world, "safety", 7)
    found = wellbeing.figures(world.tuva)
    assert [line.count for line in found.lines] == [None, 8, 0, 0]
    assert found.total is None
    assert [line.within for line in found.lines] == [None, timedelta(hours=5), None, None]
    assert found.lines[1].within_said == "5 hours"
    _concerns(world, "safety", 1)
    assert wellbeing.figures(world.tuva).total == 16
    # Nine concerns about one person are still about one person.
    for route, since in (("mistreatment", 1), ("patients", 2)):
        one = make.person()
        for _n in range(9):
            Concern.objects.create(
                student=one, raised_by=make.person(), route=route,
                opened_at=_last_quarter() - timedelta(days=since),
            )  # fmt: skip
    found = wellbeing.figures(world.tuva)
    assert [line.count for line in found.lines] == [8, 8, None, None]
    assert found.total is None


def test_the_median_is_of_eight_people_too_and_the_quarters_are_whole(world) -> None:
    for concern in _concerns(world, "wellbeing", 9)[:2]:
        Concern.objects.filter(pk=concern.pk).update(first_contact_at=None)
    assert wellbeing.figures(world.tuva).lines[1].within is None
    found = wellbeing.figures(world.tuva)
    for outside in (timezone.now(), found.until, found.since - timedelta(seconds=1)):
        _concerns(world, "wellbeing", 3, opened_at=outside)
    assert wellbeing.figures(world.tuva).lines[1].count == 9
    edges = {
        date(2026, 1, 1): (2025, 1), date(2026, 3, 31): (2025, 1), date(2026, 4, 1): (2025, 4),
        date(2024, 2, 29): (2023, 1), date(2026, 12, 31): (2025, 10),
    }  # fmt: skip
    for today, (year, month) in edges.items():
        since, until = (timezone.localdate(at) for at in wellbeing._quarters(today))
        assert (since, until) == (date(year, month, 1), date(year + 1, month, 1))
    for n in range(8):
        entry = make.entry(author=make.person())
        at = _last_quarter()
        ContactWish.objects.create(
            entry=entry, asked_at=at, late_from=at, ended_at=at + timedelta(minutes=10 * n + 10),
            reached_by=world.ekdal,
        )  # fmt: skip
    asked = wellbeing.figures(world.tuva).asked
    assert (asked.count, asked.within_said) == (8, "45 minutes")


def test_who_sees_what_of_it(world, client_for) -> None:
    _concerns(world, "wellbeing", 8)
    untold = {"is_told": False, "untold_because": "law"}
    _concerns(world, "safety", 1, **untold)
    for name in ("asha", "ekdal", "hana", "farid", "cleo", "root"):
        assert client_for(getattr(world, name)).get(URL).status_code == 404
    for person in (world.root, world.hana):
        assert list(Concern.objects.visible_to(person, "count")) == []
    page = client_for(world.tuva).get(URL).content.decode()
    assert "Student Nobody" not in page
    assert world.ekdal.name not in page
    assert "One open concern is kept" not in page
    admin = client_for(world.ivo).get(URL).content.decode()
    assert "One open concern is kept" in admin
    assert "By route" not in admin
    last = f"{wellbeing.figures(world.tuva).last:%-d %B %Y}"
    assert f"to {last}: the last four whole quarters" in page
    second = make.person(name="Second")
    make.appointment(person=second, office="approver")
    approver = client_for(second).get(URL).content.decode()
    assert "One open concern is kept" in approver
    assert "Contacts to check" not in approver
    assert f'href="{URL}"' in client_for(world.tuva).get("/").content.decode()


def test_stale_contacts_and_routes_without_any(world, client_for) -> None:
    HelpContact.objects.all().delete()
    old = timezone.localdate() - timedelta(days=181)
    make.help_contact(name="Old ombuds", for_mistreatment=True, last_checked_on=old)
    make.help_contact(name="Fresh line", is_urgent=True)
    tuva = client_for(world.tuva)
    page = tuva.get(URL).content.decode()
    assert "Old ombuds" in page
    assert "Fresh line" not in page
    told = page.partition("nobody was checked within half a year:")[2].partition("</p>")[0]
    assert ["A. " in told, "B. " in told, "C. " in told, "D. " in told] == [
        False, True, True, True,
    ]  # fmt: skip
    url = reverse("admin:accounts_helpcontact_changelist")
    pk = HelpContact.objects.get(name="Old ombuds").pk
    act = {"action": "checked_today", "_selected_action": pk}
    tuva.post(url, act)
    assert HelpContact.objects.get(pk=pk).last_checked_on == timezone.localdate()
    assert "Old ombuds" not in tuva.get(URL).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_however_many(
    world, client_for, django_assert_num_queries, number
) -> None:
    for _n in range(number):
        _concerns(world, "wellbeing", 8, handed_over_at=timezone.now())
    tuva = client_for(world.tuva)
    tuva.get(URL)
    with django_assert_num_queries(8):
        tuva.get(URL)
