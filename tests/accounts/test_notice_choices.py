"""What is sent to somebody, as she chose it: one mail for what waits together, nights, off."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import notice_choices as actions
from accounts.errors import Refused
from accounts.models import AuditEvent, Mentoring, Notice, NoticeChoice
from accounts.notices import hours, letters
from tests import make

NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
PAGE = "/accounts/notices/"


@pytest.fixture
def clock(monkeypatch):
    """Return what sets the time; nights count again."""
    monkeypatch.setattr("accounts.notices.delivery.quiet_until", hours.quiet_until)

    def set_to(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def tell_of_pages(w, to, how_many=2):
    """Tell a mentor of pages to read."""
    states = ["submitted", "being_answered", "answered"]
    for state in states[:how_many]:
        notices.tell("something_to_read", to=to, about=w.entries[state].versions.get())


def choose(person, **said):
    actions.choose(by=person, said=said)


def collect(person):
    """Let it be the morning after on which somebody gets what she collects."""
    choose(person, to_read="daily", messages="daily")
    Notice.objects.filter(to=person).update(ready_at=timezone.now() - timedelta(days=2))


class TestOneMail:
    def test_at_once_is_one_mail_of_each_kind(self, standing_world):
        w = standing_world
        tell_of_pages(w, w.ekdal)
        message = w.entries["answered"].versions.get().messages.get()
        notices.tell("wrote_back", to=w.ekdal, about=message)
        assert notices.deliver()["sent"] == 3
        subjects = {letter.subject for letter in mail.outbox}
        assert subjects == {"A few things wait for you.", "There is an answer for you."}

    def test_what_waits_together_is_one_mail_of_counts(self, standing_world):
        w = standing_world
        tell_of_pages(w, w.ekdal)
        message = w.entries["answered"].versions.get().messages.get()
        notices.tell("wrote_back", to=w.ekdal, about=message)
        collect(w.ekdal)
        assert notices.deliver() == {"sent": 3, "dropped": 0, "later": 0}
        (letter,) = mail.outbox
        assert letter.subject == "A few things wait for you."
        assert "Two pages are new to read.\nOne answer waits for you.\n" in letter.body
        whole = str(letter.message())
        for word in ("Asha", "Ekdal", "WORDS", "TITLE", "MESSAGE", "/journal/"):
            assert word not in whole
        assert notices.deliver()["sent"] == 0

    def test_what_is_always_sent_goes_alone(self, standing_world):
        w = standing_world
        tell_of_pages(w, w.ekdal)
        notices.tell("asked_to_contact", to=w.ekdal, about=w.entries["submitted"].versions.get())
        choose(w.ekdal, to_read="off")
        assert notices.deliver() == {"sent": 1, "dropped": 2, "later": 0}
        assert [letter.subject for letter in mail.outbox] == ["Somebody asks to be contacted."]
        assert "List-Unsubscribe" not in mail.outbox[0].extra_headers

    def test_what_was_opened_meanwhile_is_left_out(self, standing_world, client_for):
        w = standing_world
        tell_of_pages(w, w.ekdal)
        version = w.entries["submitted"].versions.get()
        client_for(w.ekdal).get(reverse("desk", args=[version.entry_id]))
        assert notices.deliver() == {"sent": 1, "dropped": 1, "later": 0}
        assert mail.outbox[0].subject == "There is something new to read."

    def test_a_message_opened_meanwhile_is_left_out(self, standing_world, client_for):
        w = standing_world
        message = w.entries["answered"].versions.get().messages.get()
        notices.tell("wrote_back", to=w.ekdal, about=message)
        client_for(w.ekdal).get(reverse("desk", args=[message.version.entry_id]))
        assert notices.deliver()["dropped"] == 1

    def test_one_broken_notice_is_put_off_alone(self, standing_world):
        w = standing_world
        tell_of_pages(w, w.ekdal, 3)
        broken = Notice.objects.first()
        Notice.objects.filter(pk=broken.pk).update(about="no-uuid")
        assert notices.deliver() == {"sent": 2, "dropped": 0, "later": 1}
        broken.refresh_from_db()
        assert (broken.tries, broken.claim, broken.sent_at) == (1, None, None)


class TestWhen:
    def test_choices_are_read_at_the_moment_of_sending(self, standing_world, clock):
        w = standing_world
        clock(NIGHT.replace(hour=12))
        tell_of_pages(w, w.ekdal)
        choose(w.ekdal, to_read="daily")
        assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 2}
        assert notices.deliver() == {"sent": 0, "dropped": 0, "later": 0}
        morning = datetime(2026, 11, 24, 7, tzinfo=UTC)
        assert set(Notice.objects.values_list("due_at", "tries", "claim")) == {(morning, 0, None)}
        clock(morning - timedelta(seconds=1))
        assert not any(notices.deliver().values())
        clock(morning + timedelta(minutes=1))
        assert notices.deliver()["sent"] == 2
        assert len(mail.outbox) == 1

    def test_weekly_is_monday_at_seven_of_her_own_zone(self, standing_world, clock):
        w = standing_world
        w.ekdal.time_zone = "Pacific/Auckland"
        w.ekdal.save()
        clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
        tell_of_pages(w, w.ekdal)
        choose(w.ekdal, to_read="weekly")
        notices.deliver()
        # Monday, seven in the morning, thirteen hours ahead.
        assert Notice.objects.first().due_at == datetime(2026, 11, 29, 18, tzinfo=UTC)

    def test_at_once_again_does_not_wait_for_monday(self, standing_world, clock):
        w = standing_world
        clock(NIGHT.replace(hour=12))
        tell_of_pages(w, w.ekdal)
        choose(w.ekdal, to_read="weekly")
        notices.deliver()
        refused = Notice.objects.last()
        Notice.objects.filter(pk=refused.pk).update(tries=1)
        choose(w.ekdal, to_read="at_once")
        assert notices.deliver()["sent"] == 1  # the other keeps its pause

    def test_nights_are_quiet_in_her_own_zone(self, standing_world, clock, settings):
        w = standing_world
        clock(NIGHT)
        tell_of_pages(w, w.ekdal)  # half past eleven at night
        w.hana.time_zone = "America/New_York"  # half past six in the evening
        w.hana.save()
        type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
        notices.tell("something_to_read", to=w.hana, about=w.entries["lead_named"].versions.get())
        new = make.person(joined_at=None)
        notices.tell("invitation", to=new, about=new)
        assert notices.deliver() == {"sent": 2, "dropped": 0, "later": 2}
        assert {to for letter in mail.outbox for to in letter.to} == {w.hana.email, new.email}
        waiting = Notice.objects.filter(to=w.ekdal)
        assert set(waiting.values_list("due_at", "tries")) == {
            (datetime(2026, 11, 24, 6, tzinfo=UTC), 0)
        }
        clock(datetime(2026, 11, 24, 6, tzinfo=UTC))
        assert notices.deliver()["sent"] == 2

    def test_what_cannot_be_left_out_waits_for_the_morning_too(self, standing_world, clock):
        w = standing_world
        clock(NIGHT)
        pair = Mentoring.objects.get(student=w.asha, mentor=w.ekdal)
        notices.tell("new_mentor", to=w.asha, about=pair)
        assert notices.deliver()["later"] == 1
        # Who asks to be contacted does not wait for the morning.
        version = w.entries["submitted"].versions.get()
        notices.tell("asked_to_contact", to=w.ekdal, about=version)
        assert notices.deliver()["later"] == 0

    def test_off_is_off_and_nobody_elses(self, standing_world):
        w = standing_world
        choose(w.fox, to_read="off")
        choose(w.ekdal, messages="off")
        tell_of_pages(w, w.ekdal, 1)
        assert notices.deliver()["sent"] == 1


class TestPage:
    def test_offers_what_she_is_told_of_and_says_why_the_rest_is_always_sent(
        self, standing_world, client_for
    ):
        w = standing_world
        shown = {}
        for name in ("asha", "ekdal", "ivo"):
            html = client_for(getattr(w, name)).get(PAGE).content.decode()
            shown[name] = set(re.findall(r'<select name="(\w+)"', html))
            assert "Sign-in and security" in html
            assert "between ten at night and six in the morning, your time (UTC)" in html
        assert shown["asha"] >= {"replies", "messages", "reminders", "dates", "endings"}
        assert "to_read" in shown["ekdal"] - shown["asha"]
        assert "reminders" not in shown["ekdal"] | shown["ivo"]
        student = client_for(w.asha).get(PAGE).content.decode()
        assert "You are always told when somebody else can read" in student
        reminders = student.partition('name="reminders"')[2].partition("</select>")[0]
        assert "weekly" not in reminders

    def test_keeps_what_she_chose_and_shows_it_again(self, standing_world, client_for):
        w = standing_world
        client = client_for(w.asha)
        form = client.get(PAGE).context["form"]
        said = dict.fromkeys(form.fields, "at_once") | {"replies": "weekly"}
        assert client.post(PAGE, said).status_code == 302
        assert client.post(PAGE, said).status_code == 302  # nothing new, nothing recorded
        assert list(NoticeChoice.objects.values_list("person", "group", "how")) == [
            (w.asha.pk, "replies", "weekly")
        ]
        assert AuditEvent.objects.filter(verb="notices.chosen", by=w.asha.pk).count() == 1
        html = client.get(PAGE).content.decode()
        assert '<option value="weekly" selected>' in html
        assert client.post(PAGE, said | {"replies": "hourly"}).status_code == 422
        assert client_for(w.ben).get(PAGE).content.decode().count('weekly" selected') == 0

    def test_costs_the_same_whatever_was_chosen(
        self, standing_world, client_for, django_assert_num_queries
    ):
        w = standing_world
        client = client_for(w.asha)
        client.get(PAGE)
        for said in ({"replies": "daily"}, {"dates": "off", "letters": "off"}):
            choose(w.asha, **said)
            with django_assert_num_queries(5):
                client.get(PAGE)

    @pytest.mark.parametrize(
        "said", [{"readers": "off"}, {"reminders": "weekly"}, {"gossip": "off"}, {"dates": "never"}]
    )
    def test_what_is_not_offered_is_refused(self, standing_world, said):
        with pytest.raises(Refused) as refused:
            choose(standing_world.asha, **said)
        assert refused.value.field == next(iter(said))
        assert not NoticeChoice.objects.exists()

    def test_the_suspended_choose_nothing(self, standing_world):
        with pytest.raises(Refused):
            choose(standing_world.sam, replies="off")


class TestStopping:
    def link(self, w):
        notices.tell("reply", to=w.asha, about=w.entries["answered"].versions.get().replies.get())
        notices.deliver()
        letter = mail.outbox[-1]
        (said,) = re.findall(r"No more mail of this kind: http://localhost:8000(\S+)", letter.body)
        headers = letter.extra_headers
        assert headers["List-Unsubscribe"] == f"<http://localhost:8000{said}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return said

    def test_one_click_by_whoever_holds_the_letter(self, standing_world):
        w = standing_world
        link = self.link(w)
        stranger = Client(enforce_csrf_checks=True)
        for _look in range(2):  # scanners look at every link; looking ends nothing
            page = stranger.get(link)
            assert page.status_code == 200
        assert "A reply to you" in page.content.decode()
        assert not NoticeChoice.objects.exists()
        done = stranger.post(link, {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert list(NoticeChoice.objects.values_list("person", "group", "how")) == [
            (w.asha.pk, "replies", "off")
        ]
        assert stranger.post(link).content == done.content
        for response in (page, done):
            assert not response.cookies
            for word in ("Asha", w.asha.email):
                assert word not in response.content.decode()

    def test_says_the_same_of_the_suspended_and_of_nobody(self, standing_world):
        w = standing_world
        shown = {
            Client().post(letters.stop_link(person, ["replies"])).content
            for person in (w.asha, w.sam, make.person())
        }
        gone = letters.stop_link(w.asha, ["replies"])
        assert len(shown) == 1
        assert not NoticeChoice.objects.filter(person=w.sam).exists()
        assert (
            Client().get(gone).content
            == Client().get(letters.stop_link(w.sam, ["replies"])).content
        )

    def test_no_other_link_opens(self, standing_world):
        w = standing_world
        token = self.link(w).rstrip("/").rpartition("/")[2]
        elsewhere = signing.Signer(salt="else").sign_object({"p": str(w.asha.pk), "g": ["replies"]})
        always = letters.stop_link(w.asha, ["readers"]).rstrip("/").rpartition("/")[2]
        for bad in (token[:-1], "x" + token, "nonsense", elsewhere, always, "a:b"):
            assert Client().get(reverse("notice_stop", args=[bad])).status_code == 404
            assert Client().post(reverse("notice_stop", args=[bad])).status_code == 404
        assert not NoticeChoice.objects.exists()

    def test_a_mail_of_several_kinds_ends_them_all(self, standing_world):
        w = standing_world
        tell_of_pages(w, w.ekdal, 1)
        message = w.entries["answered"].versions.get().messages.get()
        notices.tell("wrote_back", to=w.ekdal, about=message)
        collect(w.ekdal)
        notices.deliver()
        (link,) = re.findall(r"of these kinds: http://localhost:8000(\S+)", mail.outbox[0].body)
        Client().post(link)
        off = NoticeChoice.objects.filter(person=w.ekdal, how="off")
        assert set(off.values_list("group", flat=True)) == {"to_read", "messages"}
