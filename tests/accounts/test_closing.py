"""Closing an account, erasing a person, periods and holds."""

import uuid
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import closing, erasing, holding, invitations, retaining
from accounts.errors import NotNow, Refused
from accounts.models import (
    AuditEvent,
    Closing,
    LegalHold,
    Notice,
    Person,
    RetentionRule,
    RosterUpload,
)
from accounts.periods import PERIODS, Key, Periods
from reflections.models import Entry
from tests import make
from tests.accounts.keeping_times import NOW, days, grow_old, leave_long_ago
from tests.world import World

pytestmark = pytest.mark.usefixtures("standing_world")


# ------------------------------------------------------------------ closing
def test_closing_an_account_takes_fourteen_days_and_signing_in_keeps_it(
    world: World, client_for: Any
) -> None:
    client = client_for(world.ben)
    page = client.get(reverse("close_account"))
    assert page.status_code == 302  # who it is, first
    assert "reauthenticate" in page.url
    made = closing.ask(by=world.ben)
    assert closing.ask(by=world.ben) == made
    assert client.get("/journal/").status_code == 302  # signed out everywhere
    assert not Session.objects.exists()
    retaining.apply(at=days(13.9))
    assert closing.open_closing(world.ben) == made
    notices.deliver()
    assert closing.keep(by=world.ben) is True
    assert closing.keep(by=world.ben) is False
    retaining.apply(at=days(15))
    world.ben.refresh_from_db()
    assert world.ben.erased_at is None
    again = closing.ask(by=world.ben)
    hold = make_hold(world.ben)
    assert retaining.apply(at=days(20)).closed == []
    hold.delete()
    assert retaining.apply(at=days(20)).closed == [world.ben.pk]
    again.refresh_from_db()
    world.ben.refresh_from_db()
    assert again.done_at
    assert world.ben.erased_at
    assert [event.verb for event in AuditEvent.objects.filter(about=str(world.ben.pk))] == [
        "person.erased", "closing.asked", "closing.kept", "closing.asked"
    ]  # fmt: skip


def make_hold(person: Person) -> LegalHold:
    return LegalHold.objects.create(person=person, reference="1")


def signed_in(person: Person) -> Client:
    """Return a client that came in by her password a moment ago."""
    person.set_password(make.PASSWORD)
    person.save()
    invitations.confirm_address(person)
    client = Client()
    said = {"login": person.email, "password": make.PASSWORD}
    assert client.post(reverse("account_login"), said).status_code == 302
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def test_signing_in_again_says_that_the_account_stays(world: World) -> None:
    made = closing.ask(by=world.ben)
    page = signed_in(world.ben).get(reverse("profile"))
    made.refresh_from_db()
    assert made.kept_at
    assert "your account stays as it is" in page.content.decode()


def test_closing_page_asks_for_the_box_and_says_goodbye(
    world: World,
) -> None:
    client = signed_in(world.ekdal)
    page = client.get(reverse("close_account")).content.decode()
    assert "stays, from “a former mentor”" in page
    refused = client.post(reverse("close_account"))
    assert refused.status_code == 422
    assert not Closing.objects.exists()
    done = client.post(reverse("close_account"), {"sure": "1"})
    assert "sign in before that day" in done.content.decode()
    assert Closing.objects.get().person == world.ekdal
    assert client.get("/journal/").status_code == 302
    refused = signed_in(world.ivo).post(reverse("close_account"), {"sure": "1"})
    assert refused.status_code == 422
    assert "needs an administrator" in refused.content.decode()


def test_who_may_close_for_whom_and_who_stays(world: World) -> None:
    for by in (world.asha, world.hana, world.tuva):
        with pytest.raises(Refused):
            closing.ask_for(person=world.ben, by=by)
    with pytest.raises(Refused):
        closing.ask(by=world.sam)
    for person in (world.ivo, world.root):
        with pytest.raises(Refused):
            closing.ask_for(person=person, by=world.ivo)
    with pytest.raises(NotNow):
        closing.ask(by=world.ivo)
    with pytest.raises(NotNow):
        erasing.erase_person(person=world.ivo)
    made = closing.ask_for(person=world.ben, by=world.ivo)
    assert made.by_office
    assert made.due_at >= days(30)
    make_hold(world.asha)
    with pytest.raises(NotNow):
        erasing.erase_person(person=world.asha)
    erasing.erase_person(person=world.ben)
    with pytest.raises(NotNow):
        closing.ask_for(person=Person.objects.get(pk=world.ben.pk), by=world.ivo)


def test_erasing_forgets_lists_that_name_her_and_ends_every_role(world: World) -> None:
    lists = {
        "names her": f"email,name\n{world.asha.email},A",
        "utf-16": f"email,name\nx@y.example,{world.asha.name}",
        "others": "email,name\nx@y.example,X",
    }
    for name, text in lists.items():
        data = text.encode("utf-16" if name == "utf-16" else "utf-8")
        lists[name] = RosterUpload.objects.create(uploader=world.ivo, data=data)
    LogEntry.objects.create(user=world.ivo, object_id=str(world.asha.pk), object_repr="Asha",
                            action_flag=2, change_message="Asha")  # fmt: skip
    erasing.erase_person(person=world.asha)
    assert list(RosterUpload.objects.all()) == [lists["others"]]
    assert LogEntry.objects.get().object_repr == ""
    now = timezone.now()
    assert not world.asha.memberships.current(now).exists()
    assert not world.asha.mentored.current(now).exists()
    assert not Entry.objects.visible_to(world.ekdal).exists()


def test_erase_person_command_wants_to_be_sure(world: World) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="sure"):
        call_command("erase_person", str(world.ben.pk))
    call_command("erase_person", str(world.ben.pk), str(uuid.uuid4()), "--sure", stdout=out)
    assert f"erased {world.ben.pk}" in out.getvalue()
    assert "is nobody here" in out.getvalue()
    make_hold(world.asha)
    with pytest.raises(CommandError, match="hold"):
        call_command("erase_person", str(world.asha.pk), "--sure")


# ------------------------------------------------------------------ periods, holds, the page
def test_periods_have_bounds_and_an_account_goes_last(world: World) -> None:
    for key, period, wrong in (
        (Key.UNSHARED_LEFT, 2, True),
        (Key.UNSHARED_LEFT, 61, True),
        (Key.UNSHARED_LEFT, 3, False),
        (Key.ACCOUNT_LEFT, 20, True),  # before the pages it would take along
        (Key.SUBMITTED_LEFT, 48, True),
    ):
        rule = RetentionRule(key=key, period=period, reason="A law.")
        if wrong:
            with pytest.raises(Refused):
                holding.add_period(rule=rule, by=world.ivo)
        else:
            holding.add_period(rule=rule, by=world.ivo)
    assert Periods().length(Key.UNSHARED_LEFT) == 3
    rule = RetentionRule.objects.get()
    with pytest.raises(Refused):
        holding.change_period(rule=rule, by=world.ivo, period=99, reason="Longer.")
    holding.change_period(rule=rule, by=world.ivo, period=24, reason="Longer.")
    assert Periods().said(Key.UNSHARED_LEFT) == "24 months"
    for by in (world.hana, world.root, world.asha):
        with pytest.raises(Refused):
            holding.change_period(rule=rule, by=by, period=12, reason="No.")
        with pytest.raises(Refused):
            holding.remove_period(rule=rule, by=by)
        with pytest.raises(Refused):
            holding.place(hold=LegalHold(person=world.ben, reference="1"), by=by)
    holding.remove_period(rule=rule, by=world.ivo)
    assert Periods().length(Key.UNSHARED_LEFT) == PERIODS[Key.UNSHARED_LEFT].default
    assert not LegalHold.objects.exists()


def test_page_says_what_goes_when_and_who_holds(
    world: World, client_for: Any, django_assert_num_queries: Any
) -> None:
    client = client_for(world.chidi)
    page = client.get(reverse("kept")).content.decode()
    assert "Nothing of yours goes within the next thirty days." in page
    assert "24 months after you last wrote on it" in page
    made = [make.entry(author=world.chidi, title=f"TITLE {n}") for n in range(3)]
    grow_old(world.chidi, months=25)
    retaining.apply(at=NOW)
    hold = make_hold(world.chidi)
    page = client.get(reverse("kept")).content.decode()
    assert all(f"TITLE {n}" in page for n in range(3))
    assert reverse("entry", args=[made[0].pk]) in page
    assert "a legal hold" in page
    LegalHold.objects.filter(pk=hold.pk).update(is_told=False)
    assert "a legal hold" not in client.get(reverse("kept")).content.decode()
    assert "TITLE" not in client_for(world.okoye).get(reverse("kept")).content.decode()
    leave_long_ago(world.lena, months=1)
    page = client_for(world.lena).get(reverse("kept")).content.decode()
    assert "Your last role here ended" in page
    assert reverse("admin:accounts_retentionrule_changelist") not in page
    page = client_for(world.ivo).get(reverse("kept")).content.decode()
    assert reverse("admin:accounts_retentionrule_changelist") in page


def test_mails_say_nothing_of_what_goes(world: World) -> None:
    make.entry(author=world.chidi, title="TITLE old")
    grow_old(world.chidi, months=25)
    retaining.apply(at=NOW)
    closing.ask(by=world.ben)
    Notice.objects.update(due_at=days(-1), ready_at=days(-1))
    notices.deliver()
    said = {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}
    if said:  # nothing goes out at night
        assert "/accounts/kept/" in said[world.chidi.email]
        assert "/accounts/login/" in said[world.ben.email]
        assert "TITLE" not in "".join(said.values())
