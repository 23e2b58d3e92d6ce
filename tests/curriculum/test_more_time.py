"""More time for one student: who gives it, until when, and what she and others are told."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Notice
from curriculum.actions import extending
from curriculum.models import Extension, Release
from curriculum.queries.more_time import more_time
from tests import make

pytestmark = pytest.mark.django_db


def on(days):
    return timezone.localdate() + timedelta(days=days)


def give(world, *, by=None, until=None, person=None, release=None):
    return extending.extend(
        release=release or world.release,
        person=person or world.asha,
        until=until or on(12),
        by=by or world.ekdal,
    )


@pytest.mark.parametrize("who", ["ekdal", "hana"])
def test_her_mentor_and_her_lead_may(world, who):
    made = give(world, by=world.people[who])
    assert (made.due_on, made.granted_by) == (on(12), world.people[who])
    noted = AuditEvent.objects.get(verb="extension.given")
    assert noted.facts == {"person": str(world.asha.pk), "until": str(on(12))}


@pytest.mark.parametrize(
    "who",
    ["asha", "ben", "fox", "gita", "noma", "okoye", "omar", "farid", "ivo", "cleo", "root"],
)
def test_nobody_else_may(world, who):
    with pytest.raises(NotYours):
        give(world, by=world.people[who])
    assert not Extension.objects.exists()


def test_not_for_somebody_who_is_no_student_there(world):
    for person in (world.lena, world.chidi, world.fox):
        with pytest.raises(NotYours):
            give(world, by=world.hana, person=person)


def test_not_before_it_opens_nor_for_an_earlier_day(world):
    with pytest.raises(NotYours):
        give(world, release=world.future_release)
    for until in (world.release.due_on, on(-1)):
        with pytest.raises(Refused) as refused:
            give(world, until=until)
        assert refused.value.field == "until"


def test_it_ends_at_the_hour_of_the_release_on_the_other_side_of_the_clocks(world):
    release = make.taught(
        cohort=make.cohort(name="Clocks", first_day=on(-30)), opens_on=on(-3), due_on=on(10)
    )
    make.membership(person=world.asha, cohort=release.cohort)
    make.membership(person=world.hana, cohort=release.cohort, role="lead")
    far = on(200)
    made = give(world, release=release, by=world.hana, until=far)
    local = made.due_at.astimezone(ZoneInfo("Europe/London"))
    assert (local.date(), local.time()) == (far, release.due_time)


def test_a_second_gift_replaces_the_first_and_the_same_day_changes_nothing(world):
    give(world, until=on(8))
    give(world, until=on(15), by=world.hana)
    give(world, until=on(15), by=world.ekdal)
    only = Extension.objects.get()
    assert (only.due_on, only.granted_by) == (on(15), world.hana)
    assert AuditEvent.objects.filter(verb="extension.given").count() == 2


def test_it_can_be_shortened_and_taken_back_until_everybodys_date_has_passed(world):
    give(world, until=on(15))
    assert give(world, until=on(9)).due_on == on(9)
    past = {"opens_on": on(-30), "due_on": on(-2), "due_at": make.ago(days=2)}
    Release.objects.filter(pk=world.release.pk).update(**past)
    for act in (
        lambda: give(world, until=on(8)),
        lambda: extending.take_back(release=world.release, person=world.asha, by=world.ekdal),
    ):
        with pytest.raises(NotNow):
            act()
    assert give(world, until=on(20)).due_on == on(20)
    Release.objects.filter(pk=world.release.pk).update(due_on=on(5), due_at=make.ago(days=-5))
    for stranger in (world.fox, world.asha):
        with pytest.raises(NotYours):
            extending.take_back(release=world.release, person=world.asha, by=stranger)
    for _ in range(2):
        extending.take_back(release=world.release, person=world.asha, by=world.ekdal)
    assert not Extension.objects.exists()


def test_she_is_told_that_a_date_changed_and_not_a_word_more(world):
    give(world)
    assert Notice.objects.get(kind="due_date_changed").to == world.asha
    notices.deliver()
    (sent,) = mail.outbox
    assert sent.to == [world.asha.email]
    for word in ("Ekdal", world.release.version.title, "Asha", f"{on(12)}"):
        assert word not in sent.subject + sent.body
    assert reverse("module", args=[world.release.version.module.slug]) in sent.body


def test_a_date_given_and_taken_back_again_and_again_is_told_once_a_day(world):
    back = {"release": world.release, "person": world.asha, "by": world.ekdal}
    for until in (on(12), on(12), on(13)):
        give(world, until=until)
        extending.take_back(**back)
    assert Notice.objects.filter(kind="due_date_changed").count() == 3  # one day, another, neither


def test_whoever_left_meanwhile_is_told_nothing(world):
    give(world)
    world.asha.memberships.update(ends_at=timezone.now())
    assert notices.deliver()["dropped"] == 1


class TestThePage:
    def url(self, world, person=None):
        who = person or world.asha
        return reverse("student_time", args=[world.juniper.slug, who.pk])

    @pytest.mark.parametrize(("who", "back"), [("ekdal", "students"), ("hana", "")])
    def test_one_button_gives_days_and_says_until_when(self, world, client_for, who, back):
        client = client_for(world.people[who])
        pair = (world.asha.pk, world.juniper.pk)
        (row,) = more_time(world.people[who], [pair])[pair]
        assert [days for days, _until in row.steps] == [3, 7]
        until = row.steps[0][1]
        assert until == world.release.due_on + timedelta(days=3)
        data = {"release": world.release.pk, "until": until.isoformat(), "back": back}
        page = client.post(self.url(world), data, follow=True).content.decode()
        assert "Asha has until" in page
        assert Extension.objects.get().due_on == until
        data = {"release": world.release.pk, "do": "back", "back": back}
        page = client.post(self.url(world), data, follow=True).content.decode()
        assert "same date as everybody" in page
        assert not Extension.objects.exists()

    def test_a_day_of_ones_own_and_what_is_wrong_with_one(self, world, client_for):
        client = client_for(world.ekdal)
        for typed in ("", "2001-01-01", "9999-01-01", "tomorrow"):
            answer = client.post(self.url(world), {"release": world.release.pk, "day": typed})
            assert answer.status_code == 422
            assert 'role="alert"' in answer.content.decode()
            assert f'value="{typed}"' in answer.content.decode() or not typed
        day = on(18).isoformat()
        client.post(self.url(world), {"release": world.release.pk, "day": day})
        assert Extension.objects.get().due_on == on(18)

    def test_a_release_of_another_cohort_is_not_found(self, world, client_for):
        data = {"release": world.other_release.pk, "until": on(20).isoformat()}
        assert client_for(world.hana).post(self.url(world), data).status_code == 404

    def test_the_doors_to_it_stand_where_they_are_used(self, world, client_for):
        students = client_for(world.ekdal).get(reverse("my_students")).content.decode()
        assert self.url(world) in students
        # One click: the buttons stand in the open, each with the name of whose time it is.
        folded = re.sub(r"(?s)<details.*?</details>", "", students)
        assert re.search(r"3 days more<span class=\"visually-hidden\">, [^<]*, Asha</span>", folded)
        cohort = reverse("cohort", args=[world.juniper.slug])
        assert self.url(world) in client_for(world.hana).get(cohort).content.decode()
        for name in ("ekdal", "asha", "ivo", "farid"):
            page = client_for(world.people[name]).get(cohort).content.decode()
            assert self.url(world) not in page

    def test_whoever_covers_reads_and_gives_no_time(self, world, client_for):
        page = client_for(world.noma).get(reverse("my_students")).content.decode()
        assert "Asha" in page
        assert "days more" not in page
