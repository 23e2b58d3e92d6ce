"""Letters to oneself: days chosen, moved and taken away; closed, opened, delivered."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotYours, Refused
from accounts.models import Notice
from curriculum.models import PageForm
from reflections import queries
from reflections.actions import letters
from reflections.models import Delivery, Entry
from tests import make

# Tomorrow morning: whatever else the cast did lies before it.
TODAY = datetime.now(tz=UTC).date() + timedelta(days=1)
NOW = datetime.combine(TODAY, time(9), tzinfo=UTC)


def day(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def now(monkeypatch):
    """Let the test say what time it is."""
    moment = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])

    def to(number):
        moment[0] = NOW + timedelta(days=number)

    return to


@pytest.fixture
def letter(standing_world, now):
    return make.entry(
        author=standing_world.asha, title="Dear me", body="WORDS-dear", form=PageForm.LETTER
    )


def fresh(entry):
    return Entry.objects.get(pk=entry.pk)


def url(entry):
    return reverse("entry_letter", args=[entry.pk])


def days(entry):
    return list(entry.deliveries.order_by("on").values_list("on", flat=True))


# ------------------------------------------------------------------ days
def test_days_are_chosen_moved_and_taken_away(standing_world, letter):
    w = standing_world
    first = letters.deliver(entry=letter, by=w.asha, on=day(30))
    assert letters.deliver(entry=letter, by=w.asha, on=day(30)) == first
    second = letters.deliver(entry=letter, by=w.asha, on=day(180))
    letters.move(entry=letter, by=w.asha, delivery=str(second.pk), on=day(182))
    assert days(letter) == [day(30), day(182)]
    third = letter.deliveries.get(on=day(182))
    assert letters.move(entry=letter, by=w.asha, delivery=third.pk, on=day(30)) == first
    assert letters.cancel(entry=letter, by=w.asha, delivery=first.pk) == day(30)
    assert days(letter) == []
    for number in (1, 2, 3, 3650):
        letters.deliver(entry=letter, by=w.asha, on=day(number))
    for wrong in (day(9), day(0), day(-1), day(3651)):
        with pytest.raises(Refused) as caught:
            letters.deliver(entry=letter, by=w.asha, on=wrong)
        assert caught.value.field == "on"


def test_nobody_else_and_no_other_page(standing_world, letter, now):
    w = standing_world
    mine = letters.deliver(entry=letter, by=w.asha, on=day(30))
    other = make.entry(author=w.ben, form=PageForm.LETTER)
    his = letters.deliver(entry=other, by=w.ben, on=day(30))
    free = make.entry(author=w.asha)
    acts = [
        lambda: letters.deliver(entry=letter, by=w.ben, on=day(1)),
        lambda: letters.deliver(entry=free, by=w.asha, on=day(1)),
        lambda: letters.move(entry=letter, by=w.ben, delivery=mine.pk, on=day(1)),
        lambda: letters.move(entry=letter, by=w.asha, delivery=his.pk, on=day(1)),
        lambda: letters.cancel(entry=letter, by=w.ben, delivery=mine.pk),
        lambda: letters.cancel(entry=letter, by=w.asha, delivery=his.pk),
        lambda: letters.cancel(entry=letter, by=w.asha, delivery="nonsense"),
        lambda: letters.close(entry=letter, by=w.ben),
        lambda: letters.open_now(entry=letter, by=w.ben),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()
    assert days(letter) == days(other) == [day(30)]
    # What came cannot be taken away any more.
    now(30)
    with pytest.raises(NotYours):
        letters.cancel(entry=letter, by=w.asha, delivery=mine.pk)
    assert queries.letter(w.ben, letter.pk) is None
    assert queries.letter(w.asha, free.pk) is None
    assert list(Delivery.objects.visible_to(w.ekdal)) == []


# ------------------------------------------------------------------ the notice
def test_it_is_told_on_its_day_and_not_a_word_of_it(standing_world, letter, now):
    w = standing_world
    letters.deliver(entry=letter, by=w.asha, on=day(30))
    letters.deliver(entry=letter, by=w.asha, on=day(60))
    moved = letters.deliver(entry=letter, by=w.asha, on=day(40))
    letters.move(entry=letter, by=w.asha, delivery=moved.pk, on=day(50))
    due = Notice.objects.filter(kind="letter").order_by("ready_at")
    local = [timezone.localtime(one.ready_at) for one in due]
    assert [(one.date(), one.hour) for one in local] == [
        (day(30), 8), (day(40), 8), (day(50), 8), (day(60), 8),
    ]  # fmt: skip

    def sent():
        mail.outbox.clear()
        Notice.objects.exclude(kind="letter").delete()
        notices.deliver()
        return len(mail.outbox)

    now(29)
    assert sent() == 0
    now(30)
    assert sent() == 1
    said = mail.outbox[0]
    assert said.subject == "A letter you wrote is here."
    assert said.to == [w.asha.email]
    assert url(letter) in said.body
    assert "WORDS" not in said.body
    assert "Dear me" not in said.body
    now(41)
    assert sent() == 0  # that day was given up for another
    Entry.objects.filter(pk=letter.pk).update(form=PageForm.FREE)
    now(50)
    assert sent() == 0  # it is no letter any more
    thrown = {"form": PageForm.LETTER, "gone_at": timezone.now()}
    Entry.objects.filter(pk=letter.pk).update(**thrown)
    now(60)
    assert sent() == 0  # she threw it away


# ------------------------------------------------------------------ closed
def test_a_closed_letter_is_not_met_before_its_day(standing_world, letter, client_for, now):
    w, client = standing_world, client_for(standing_world.asha)
    make.version(entry=letter, cohort=w.juniper, readers={"mentor": w.ekdal})
    with pytest.raises(Refused, match="Choose a day first"):
        letters.close(entry=letter, by=w.asha)
    first = letters.deliver(entry=letter, by=w.asha, on=day(30))
    letters.deliver(entry=letter, by=w.asha, on=day(180))
    assert not fresh(letter).is_closed
    answer = client.post(url(letter), {"do": "close"}, follow=True)
    assert "Closed until" in answer.text
    assert "WORDS" not in answer.text
    doors = [
        reverse("entry_write", args=[letter.pk]),
        reverse("entry_write", args=[letter.pk]) + "?revision=1",
        reverse("entry", args=[letter.pk]),
        reverse("entry_versions", args=[letter.pk]),
        reverse("entry_compare", args=[letter.pk]) + "?one=r1",
    ]
    for door in doors:
        answer = client.get(door)
        assert (answer.status_code, answer.url) == (302, url(letter)), door
    # Her mentor, to whom it was sent, reads it all the same.
    assert "WORDS-dear" in client_for(w.ekdal).get(reverse("desk", args=[letter.pk])).text
    # With the day goes the closing: to the next one, and in the end away.
    letters.move(entry=letter, by=w.asha, delivery=first.pk, on=day(60))
    assert fresh(letter).closed_until == day(60)
    letters.deliver(entry=letter, by=w.asha, on=day(10))
    assert fresh(letter).closed_until == day(10)
    now(9)
    assert fresh(letter).is_closed
    now(10)
    assert not fresh(letter).is_closed
    assert client_for(w.asha).get(doors[0]).status_code == 200


def test_it_is_opened_before_its_day_by_saying_so(standing_world, letter, client_for):
    w, client = standing_world, client_for(standing_world.asha)
    only = letters.deliver(entry=letter, by=w.asha, on=day(30))
    letters.close(entry=letter, by=w.asha)
    assert "Yes, open it now" in client.get(url(letter)).text
    client.post(url(letter), {"do": "open"})
    assert not fresh(letter).is_closed
    assert days(letter) == [day(30)]
    letters.close(entry=letter, by=w.asha)
    letters.cancel(entry=letter, by=w.asha, delivery=only.pk)
    assert fresh(letter).closed_until is None


# ------------------------------------------------------------------ the page
def test_the_page_of_a_letter(standing_world, letter, client_for, now, django_assert_num_queries):
    w, client = standing_world, client_for(standing_world.asha)
    lesson = make.reflection_of(w.release)
    prompt = make.prompt(lesson=lesson, form="letter", deliver_after_days="30, 180")
    Entry.objects.filter(pk=letter.pk).update(prompt=prompt)
    page = client.get(url(letter)).text
    assert "The prompt proposes" in page
    assert "Only you can read it." in page
    assert f'value="{day(30)}"' in page
    assert f'value="{day(180)}"' in page
    chosen = client.post(url(letter), {"do": "deliver", "on": day(30).isoformat()}, follow=True)
    assert f"It comes back to you on {day(30):%A} {day(30).day}" in chosen.text
    wrong = client.post(url(letter), {"do": "deliver", "on": TODAY.isoformat()})
    assert wrong.status_code == 422
    assert "Choose a day from tomorrow on." in wrong.text
    assert f'value="{TODAY}"' in wrong.text
    pk = letter.deliveries.get().pk
    for bad, said in (("2020-01-01", "from tomorrow"), ("", "required"), ("x", "valid date")):
        wrong = client.post(url(letter), {"do": "move", "delivery": pk, "on": bad})
        assert wrong.status_code == 422
        assert said in wrong.text
        assert f'id="on-{pk}-error"' in wrong.text
        assert 'id="on-new-error"' not in wrong.text
    client.post(url(letter), {"do": "move", "delivery": pk, "on": day(32).isoformat()})
    assert days(letter) == [day(32)]
    for nonsense in ({"do": "burn"}, {}, {"do": "cancel", "delivery": "1"}):
        assert client.post(url(letter), nonsense).status_code == 404
    for more in (1, 3):
        with django_assert_num_queries(4):
            client.get(url(letter))
        for number in range(more, 3):
            make.delivery(entry=letter, days=400 + number)
    now(33)
    client = client_for(w.asha)
    came = client.get(url(letter)).text
    assert "A letter you wrote is here." in came
    assert "WORDS-dear" in came
    pk = letter.deliveries.order_by("on").last().pk
    gone = client.post(url(letter), {"do": "cancel", "delivery": pk}, follow=True)
    assert "It does not come back on" in gone.text
    assert client_for(w.ben).post(url(letter), {"do": "open"}).status_code == 404


def test_who_reads_a_letter_is_said_on_it(standing_world, letter, client_for):
    """Only hers until it is shared or submitted; then it is not claimed any more, closed or not."""
    w, client = standing_world, client_for(standing_world.asha)
    letters.deliver(entry=letter, by=w.asha, on=day(30))
    letters.close(entry=letter, by=w.asha)
    assert "Only you can read it." in client.get(url(letter)).text
    share = make.share(entry=letter, readers=[w.ben], cohort=w.juniper)
    assert "Only you can read it." not in client.get(url(letter)).text
    type(share).objects.filter(pk=share.pk).update(ended_at=timezone.now())
    assert "Only you can read it." in client.get(url(letter)).text
    make.version(entry=letter)
    page = client.get(url(letter)).text
    assert "Only you can read it." not in page
    assert "Whoever you sent it to can read it all the same" in page
