"""“Read – thank you”: a page acknowledged in one tap, taken back, and kept by a reply."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import AuditEvent, Notice
from accounts.notices.registry import known
from reflections.actions import acknowledging
from reflections.models import Acknowledgement, Reading
from tests import make
from tests.reflections.test_queue import line, page_of


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def press(client, version, act="tell", **fields):
    return client.post(reverse("acknowledge", args=[version.entry_id]), {"do": act} | fields)


def test_acknowledged_in_one_tap_and_taken_back(world, mentor, client_for):
    version = world.entries["submitted"].versions.get()
    url = reverse("entry", args=[version.entry_id])
    asha = client_for(world.asha)
    answer = press(mentor, version, "read", cohort="juniper")
    assert answer["Location"] == f"/mentoring/{version.entry_id}/?cohort=juniper#text"
    said = Acknowledgement.objects.get()
    assert (said.version, said.person) == (version, world.ekdal)
    # Six days after it was sent: not before the day after tomorrow.
    assert said.answer_by == timezone.localdate() + timedelta(days=2)
    assert Reading.objects.get(version=version, person=world.ekdal).door == "desk"
    assert Notice.objects.get(kind="acknowledged").to == world.asha
    desk = mentor.get(reverse("desk", args=[version.entry_id])).content.decode()
    assert "Asha is told: “Read – thank you. I’ll write back by" in desk
    assert "You said you would write by" in desk
    assert 'value="tell"' not in desk
    page = page_of(mentor)
    assert "You said you would write by" in page
    assert line(world.ekdal, version).days == 6  # the clock runs on
    assert "Dr Ekdal: “Read – thank you. I’ll write back by" in asha.get(url).content.decode()
    press(mentor, version)
    assert Acknowledgement.objects.get() == said
    assert press(mentor, version, "undo")["Location"] == reverse("queue")
    desk = mentor.get(reverse("desk", args=[version.entry_id])).content.decode()
    assert 'form="told" name="do" value="tell"' in desk
    assert not Acknowledgement.objects.exists()
    assert "Read – thank you" not in asha.get(url).content.decode()
    verbs = AuditEvent.objects.filter(verb__contains="acknowledged").order_by("pk")
    assert [one.verb for one in verbs] == ["entry.acknowledged", "entry.unacknowledged"]
    assert press(mentor, version, "undo").status_code == 404
    # Said again and taken back, the same day: told once, and only while it stands.
    Notice.objects.update(due_at=timezone.now())
    assert notices.deliver()["dropped"] == 1
    press(mentor, version)
    told = Notice.objects.get(kind="acknowledged")
    assert (told.sent_at, told.dropped_at) == (None, None)
    still = known(told.kind).still
    assert still(world.asha, version)
    make.reply(version=version, author=world.ekdal)
    assert not still(world.asha, version)


def test_what_was_opened_needs_no_second_line_in_her_log(world, mentor):
    version = world.entries["submitted"].versions.get()
    mentor.get(reverse("desk", args=[version.entry_id]))
    door = reverse("acknowledge", args=[version.entry_id])
    assert f'formaction="{door}" name="do" value="tell"' in page_of(mentor)
    answer = press(mentor, version, back="desk")
    assert answer["Location"] == reverse("desk", args=[version.entry_id])
    assert Reading.objects.filter(version=version).count() == 1
    assert "You said you would write by" in mentor.get(answer["Location"]).content.decode()


def test_a_promise_is_a_week_and_is_kept_by_a_reply(world, mentor, client_for):
    entry, readers = make.entry(author=world.asha), {"mentor": world.ekdal}
    version = make.version(entry=entry, cohort=world.juniper, readers=readers)
    said = acknowledging.acknowledge(by=world.ekdal, entry_id=version.entry_id)
    sent_on = timezone.localdate(version.submitted_at)
    assert said.answer_by == sent_on + timedelta(days=7)
    url, asha = reverse("entry", args=[version.entry_id]), client_for(world.asha)
    make.reply(version=version, author=world.ekdal)
    assert "Read – thank you" not in asha.get(url).content.decode()
    press(mentor, version)
    assert "This was answered meanwhile." in page_of(mentor)
    # What she writes back is a new occasion.
    make.message(version=version, author=world.asha)
    assert line(world.ekdal, version).told_at is None
    again = acknowledging.acknowledge(by=world.ekdal, entry_id=version.entry_id)
    assert again.pk != said.pk
    assert Notice.objects.filter(kind="acknowledged").count() == 2
    assert "Read – thank you" in asha.get(url).content.decode()


def test_nobody_else_acknowledges(world, client_for):
    version = world.entries["submitted"].versions.get()
    acknowledging.acknowledge(by=world.ekdal, entry_id=version.entry_id)
    for name in ("asha", "ben", "fox", "gita", "noma", "hana", "ivo", "root"):
        client = client_for(getattr(world, name))
        for act in ("tell", "read", "undo"):
            assert press(client, version, act).status_code == 404
    assert press(client_for(world.ekdal), version, "other").status_code == 404
    assert Acknowledgement.objects.get().person == world.ekdal
