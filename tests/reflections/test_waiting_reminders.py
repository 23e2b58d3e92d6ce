"""What waits long: who is told after five days, who after ten, and who is left alone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices
from accounts.models import Cover, Mentoring, Notice
from reflections import waiting_reminders
from reflections.models import Reader
from tests import make

DAYS = {"waits_five_days": 5, "waits_ten_days": 10}


@pytest.fixture
def w(world):
    """The cast; nothing waits but what a test sends, and all have been here for long."""
    Reader.objects.all().delete()
    Cover.objects.all().delete()
    return world


def sent(w, days, author=None, mentor=None, **readers):
    at = timezone.now() - timedelta(days=days, minutes=1)
    return make.version(
        entry=make.entry(author=author or w.asha, title="SECRET", body="SECRET words"),
        cohort=w.juniper,
        readers={"mentor": mentor or w.ekdal} | readers,
        submitted_at=at,
    )


def rounds():
    """Do what two runs of the command do; return who was told what, by kind and name."""
    for _again in range(2):
        notices.prepare()
        notices.deliver()
    told = Notice.objects.filter(kind__startswith="waits_", sent_at__isnull=False)
    return sorted((DAYS[kind], name) for kind, name in told.values_list("kind", "to__name"))


def test_five_days_and_ten_each_once(w):
    young = sent(w, 4)
    assert rounds() == []
    five = sent(w, 5)
    assert rounds() == [(5, "Dr Ekdal")]
    ten = sent(w, 10)
    assert rounds() == [(5, "Dr Ekdal"), (5, "Dr Ekdal"), (10, "Prof Hana")]
    assert rounds() == [(5, "Dr Ekdal"), (5, "Dr Ekdal"), (10, "Prof Hana")]
    by_page = dict(Notice.objects.filter(kind="waits_ten_days").values_list("about", "to__name"))
    assert by_page == {str(ten.pk): "Prof Hana"}
    letters = {letter.to[0]: letter.subject + letter.body for letter in mail.outbox}
    assert f"/mentoring/{five.entry_id}/" in letters[w.ekdal.email] + str(mail.outbox[0].body)
    assert f"/cohorts/{w.juniper.slug}/progress/" in letters[w.hana.email]
    for said in letters.values():
        for word in ("SECRET", "Asha", "Ekdal"):
            assert word not in said
    assert not Notice.objects.filter(about=str(young.pk)).exists()


def test_nobody_is_told_of_what_does_not_wait(w):
    answered, gone, old = sent(w, 11), sent(w, 11), sent(w, 60)
    make.reply(version=answered, author=w.ekdal)
    gone.entry.gone_at = timezone.now()
    gone.entry.save()
    former = sent(w, 12, mentor=w.gita)
    assert rounds() == [(10, "Prof Hana")]  # nobody answers what named a mentor who left
    assert set(Notice.objects.values_list("about", flat=True)) == {str(former.pk)}
    assert old


def test_a_page_revised_before_its_answer_waits_from_its_first_version(w):
    anew, answered = sent(w, 12), sent(w, 12)
    make.reply(version=answered, author=w.ekdal, at=timezone.now() - timedelta(days=8))
    for version in (anew, answered):
        fields = {"readers": {"mentor": w.ekdal}, "revision": 9}
        make.version(entry=version.entry, cohort=w.juniper, **fields)
    assert rounds() == [(5, "Dr Ekdal"), (10, "Prof Hana")]
    told = set(Notice.objects.values_list("about", flat=True))
    assert told == {str(anew.entry.versions.latest("number").pk)}


def test_told_in_the_meantime_and_answered_is_not_sent(w):
    version = sent(w, 11)
    notices.prepare()
    make.reply(version=version, author=w.ekdal)
    assert rounds() == []
    assert Notice.objects.filter(dropped_at__isnull=False).count() == 2


def test_a_cover_stands_in_before_the_lead(w):
    pair = Mentoring.objects.get(mentor=w.ekdal)
    cover = make.cover(mentoring=pair, cover=w.noma)
    sent(w, 11, cover=w.noma)
    assert rounds() == [(5, "Dr Ekdal"), (10, "Dr Noma")]
    Notice.objects.all().delete()
    # While the mentor is away, whoever covers is the one who answers.
    make.leave(person=w.ekdal, ends_at=timezone.now() + timedelta(days=3))
    assert rounds() == [(5, "Dr Noma"), (10, "Prof Hana")]
    # Away without a cover: she is told all the same, and so is the lead.
    Notice.objects.all().delete()
    cover.delete()
    assert rounds() == [(5, "Dr Ekdal"), (10, "Prof Hana")]


def test_whoever_came_later_has_her_own_five_days(w):
    version = sent(w, 8)
    Reader.objects.filter(version=version).update(since=make.ago(days=2))
    assert rounds() == []


def test_what_was_written_back_waits_too(w):
    version = sent(w, 30)
    make.reply(version=version, author=w.ekdal, at=make.ago(days=20))
    message = make.message(version=version, author=w.asha)
    type(message).objects.filter(pk=message.pk).update(sent_at=make.ago(days=6))
    assert rounds() == [(5, "Dr Ekdal")]


def test_who_is_still_needed_is_asked_again(w):
    person, version = w.hana, sent(w, 11)
    assert waiting_reminders.still_needs(person, version)
    for other in (w.ivo, w.omar, w.asha, w.fox):
        assert not waiting_reminders.still_needs(other, version)
        assert not waiting_reminders.still_waits(other, version)
    assert waiting_reminders.still_waits(w.ekdal, version)
