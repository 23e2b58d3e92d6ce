"""What a student asks of the office: who is told, who may settle it, who takes it back."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import mentor_changes, requests
from accounts.errors import Refused
from accounts.models import DeletionRequest, Membership, Mentoring, Notice
from tests import make

KIND = "reflections.entry"


def wanted():
    """Return who was told that another mentor is wanted."""
    return {one.to.name for one in Notice.objects.filter(kind="mentor_wanted")}


def test_the_mentor_she_leaves_is_not_told_that_she_asked(world):
    """Not as a lead, nor as an administrator where no lead may know."""
    make.membership(person=world.ekdal, cohort=world.juniper, role="lead")
    make.appointment(person=world.ekdal)
    mentor_changes.ask(by=world.asha, cohort=world.juniper)
    assert wanted() == {"Prof Hana"}
    Notice.objects.all().delete()
    Mentoring.objects.filter(student=world.asha, mentor=world.ekdal).update(ends_at=None)
    Membership.objects.filter(person=world.hana).update(role="facilitator")
    mentor_changes.ask(by=world.asha, cohort=world.juniper)
    assert wanted() == {"Ivo"}


def test_who_may_not_know_any_more_gets_no_letter_about_it(world):
    mentor_changes.ask(by=world.asha, cohort=world.juniper)
    Membership.objects.filter(person=world.hana, role="lead").update(ends_at=timezone.now())
    Notice.objects.exclude(kind="mentor_wanted").delete()
    Notice.objects.update(due_at=make.ago(minutes=1), ready_at=make.ago(minutes=1))
    assert wanted() == {"Prof Hana"}
    notices.deliver()
    assert mail.outbox == []


def test_the_office_settles_and_she_alone_takes_back(world, client_for):
    made = requests.ask(by=world.ben, kind=KIND, thing=world.entries["answered"].pk)
    for by in (world.ben, world.asha, world.hana, world.tuva, world.root):
        for settle in (requests.carry_out, requests.decline):
            with pytest.raises(Refused):
                settle(request=made, by=by)
    for by in (world.asha, world.ivo, world.root):
        with pytest.raises(Refused):
            requests.take_back(request=made, by=by)
        back = reverse("request_take_back", args=[made.pk])
        assert client_for(by).post(back).status_code == 404
    made.refresh_from_db()
    assert made.settled_at is None
    assert client_for(world.ben).post(back).status_code == 302
    assert DeletionRequest.objects.get().outcome == DeletionRequest.Outcome.TAKEN_BACK
