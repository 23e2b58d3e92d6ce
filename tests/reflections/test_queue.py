"""Who waits for a mentor: in which order, what each line says, and what is done from there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mentoring
from reflections import mentor_queries
from reflections.actions import reading_answers, replying, settling
from reflections.models import ContactWish, Reader, VersionAsk
from tests import make


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def student(world, name, *, cohort=None, mentor=None):
    """Return a student of Dr Fox's, who has nobody waiting otherwise."""
    one, cohort = make.person(name=name), cohort or world.juniper
    make.membership(person=one, cohort=cohort)
    make.mentoring(mentor=mentor or world.fox, student=one, cohort=cohort)
    return one


def sent(world, author, *, days=1, cohort=None, mentor=None, title="A page", ask="", **fields):
    """Submit a page of hers to Dr Fox, so many days ago."""
    entry = make.entry(author=author, title=title)
    made = make.version(
        entry=entry,
        cohort=cohort or world.juniper,
        readers={"mentor": mentor or world.fox},
        submitted_at=make.ago(days=days),
        **fields,
    )
    if ask:
        VersionAsk.objects.create(version=made, body=ask)
    return made


def lines(person):
    return mentor_queries.queue(person, in_full=True).rows


def line(person, version):
    return next(row for row in lines(person) if row.entry_id == version.entry_id)


def page_of(client, query=""):
    return client.get(reverse("queue") + query).content.decode()


def test_the_queue_names_titles_and_never_a_word_of_text(mentor, world):
    page = mentor.get(reverse("queue")).content.decode()
    assert "TITLE-submitted" in page
    assert "One person is waiting" in page
    assert "five or more" in page
    assert "WORDS-" not in page
    assert "MESSAGE-back" not in page
    assert "REPLY-" not in page


def test_ring_first_stands_alone_above(mentor, world):
    jonas = make.person(name="Jonas Beck")
    make.membership(person=jonas, cohort=world.juniper)
    make.mentoring(mentor=world.ekdal, student=jonas, cohort=world.juniper)
    made = make.version(
        entry=make.entry(author=jonas, title="Dear me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    page = mentor.get(reverse("queue")).content.decode()
    assert page.index("Dear me") < page.index("Waiting, oldest first") < page.index("TITLE-")
    assert page.count("Dear me") == 1
    assert f"{reverse('desk', args=[made.entry_id])}#reach" in page
    assert "How to reach Jonas" in page
    ring_first = page[page.index("ring-first") : page.index("Waiting, oldest first")]
    assert f"{made.words} words." in ring_first


def test_an_empty_queue_is_kind(client_for, world):
    assert b"Nobody is waiting. Go and eat." in client_for(world.fox).get(reverse("queue")).content
    for name in ("ben", "hana", "root", "cleo"):
        page = client_for(getattr(world, name)).get(reverse("queue"))
        assert page.status_code == 200
        assert b"You mentor nobody here" in page.content
        assert (
            b"You mentor nobody here"
            in client_for(getattr(world, name)).get(reverse("my_students")).content
        )


def test_my_students_say_nothing_of_drafts(client_for, world, mentor):
    def seen():
        page = client_for(world.fox).get(reverse("my_students")).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.partition("<main")[2])

    ben = seen()
    assert "Ben" in ben
    make.entry(author=world.ben, title="SECRET", body="SECRET")
    assert seen() == ben
    page = mentor.get(reverse("my_students")).content.decode()
    assert "<b>6</b> waiting" in page
    assert "TITLE-draft" not in page


# ------------------------------------------------------------------ what a line says
def test_please_contact_me_then_longest_waiting_on_any_page(world):
    mira, jonas = student(world, "Mira"), student(world, "Jonas")
    old, new = sent(world, mira, days=6), sent(world, jonas, days=2)
    answered = sent(world, mira, days=9)
    make.reply(version=answered, author=world.fox)
    assert [row.entry_id for row in lines(world.fox)] == [old.entry_id, new.entry_id]
    wish = ContactWish.objects.create(entry=answered.entry, late_from=timezone.now())
    settling.wait_again(answered.entry_id)
    rows = lines(world.fox)
    assert [row.entry_id for row in rows] == [answered.entry_id, old.entry_id, new.entry_id]
    assert [row.wants_contact for row in rows] == [True, False, False]
    assert rows[0].since == wish.asked_at
    ContactWish.objects.update(ended_at=timezone.now())
    assert [row.entry_id for row in lines(world.fox)] == [old.entry_id, new.entry_id]


def test_a_line_says_what_is_special_about_it(world, client_for):
    mira = student(world, "Mira Lind")
    first = sent(world, mira, days=9, title="The badge")
    assert line(world.fox, first).notes == "First page from Mira."
    second = sent(world, mira, days=3, title="Twice", ask="A question back, please")
    assert line(world.fox, second).notes == ""
    assert line(world.fox, first).last is None
    make.reply(version=first, author=world.fox)
    make.version(entry=second.entry, cohort=world.juniper, readers={"mentor": world.fox},
                 revision=9)  # fmt: skip
    row = line(world.fox, second)
    assert (row.notes, row.last.title, row.ask) == ("Sent anew, version 2.", "The badge", "")
    VersionAsk.objects.create(version=second.entry.versions.get(number=2), body="Only <listen>")
    page = page_of(client_for(world.fox))
    assert '<q lang="">Only &lt;listen&gt;</q>' in page
    assert "You last answered “The badge”, today." in page
    # What she may not answer any more is not named.
    Reader.objects.filter(version=first).update(until=timezone.now())
    assert line(world.fox, second).last is None
    # A page sent to somebody else before is none of hers.
    jonas = student(world, "Jonas")
    sent(world, jonas, days=8, mentor=world.gita)
    assert line(world.fox, sent(world, jonas)).is_first


def test_what_was_answered_last_is_another_page_of_the_same_student(world):
    mira, jonas = student(world, "Mira"), student(world, "Jonas")
    for one, title in ((mira, "Old"), (mira, "Newer"), (jonas, "His")):
        made = sent(world, one, days=20, title=title)
        at = make.ago(days=10 if title == "Old" else 5)
        make.reply(version=made, author=world.fox, at=at)
    back = made.entry.versions.get()
    make.message(version=back, author=jonas)
    assert line(world.fox, sent(world, mira)).last.title == "Newer"
    assert line(world.fox, sent(world, jonas)).last.title == "His"
    assert line(world.fox, back).last is None  # it is this one
    assert line(world.fox, back).notes == "Wrote back to your reply."


def test_narrowed_to_a_cohort_and_carried_to_the_desks(world, client_for):
    make.membership(person=world.fox, cohort=world.rowan, role="mentor")
    mira, jonas = student(world, "Mira"), student(world, "Jonas", cohort=world.rowan)
    here = sent(world, mira, days=3, title="Here")
    there = [
        sent(world, jonas, days=days, cohort=world.rowan, title=f"There {days}") for days in (2, 1)
    ]
    fox = client_for(world.fox)
    assert "Here" in page_of(fox)
    query = f"?cohort={world.rowan.slug}"
    page = page_of(fox, query)
    assert "Here" not in page
    assert "There 1" in page
    assert (
        f'href="/mentoring/{query}" aria-current="true">Rowan <span class="count">2</span>' in page
    )
    desk = reverse("desk", args=[there[0].entry_id]) + query
    assert f'href="{desk}"' in page
    at_desk = fox.get(desk).content.decode()
    assert f'href="{reverse("desk", args=[there[1].entry_id])}{query}" rel="next"' in at_desk
    assert str(here.entry_id) not in at_desk
    # A cohort that is not hers, or none at all, looks empty and leads back.
    for slug in ("nowhere", '"><b>'):
        page = fox.get(reverse("queue"), {"cohort": slug}).content.decode()
        assert "Nobody is waiting here." in page
        assert '"><b>' not in page
        assert 'href="/mentoring/">All <span class="count">3</span>' in page
    at_desk = fox.get(reverse("desk", args=[here.entry_id]) + query).content.decode()
    assert "Three waiting" in at_desk
    # The next one is of the same cohort after a sending, too.
    make.reply(version=there[0], author=world.fox, body="Heard.", sent=False)
    form = {"version": there[0].pk, "revision": 1, "then": "next", "cohort": world.rowan.slug}
    answer = fox.post(reverse("reply_send", args=[there[0].entry_id]), form)
    assert answer["Location"] == reverse("desk", args=[there[1].entry_id]) + query


def test_one_cohort_needs_no_choice(mentor):
    assert 'class="narrow"' not in page_of(mentor)


def test_who_is_away_is_told_so(world, client_for, mentor):
    assert "You are away" not in page_of(mentor)
    make.leave(person=world.fox, ends_at=timezone.now() + timedelta(days=30))
    make.leave(person=world.gita)
    assert "You are away until" in page_of(client_for(world.fox))
    assert "You are away, so nobody" in page_of(client_for(world.gita))
    assert "You are away" not in page_of(mentor)


def test_two_who_may_answer_know_of_each_other(world):
    version = world.entries["covered"].versions.get()
    assert line(world.ekdal, version).notes.endswith("Dr Noma may answer it too.")
    assert line(world.noma, version).also == ""
    assert line(world.noma, version).cover_for == "Dr Ekdal"
    Mentoring.objects.get(student=world.asha, mentor=world.ekdal).covers.update(
        ends_at=timezone.now()
    )
    assert line(world.ekdal, version).also == ""


# ------------------------------------------------------------------ what she asks of her reader
def test_an_ask_goes_out_with_the_version(world, client_for):
    entry = make.entry(author=world.asha, body="I sat with her.")
    asha, url = client_for(world.asha), reverse("entry_submit", args=[entry.pk])
    assert 'name="ask"' in asha.get(url).content.decode()
    named = re.findall(r'name="named" value="([^"]+)"', asha.get(url).content.decode())
    form = {"revision": 1, "named": named, "attest": "on"}
    for ask, says in (("x" * 201, "characters"), ("nul \x00", "NUL")):
        page = asha.post(url, form | {"ask": ask})
        assert page.status_code == 422
        assert says in page.content.decode()
        assert 'id="ask-error"' in page.content.decode()
    # What could point to a patient is looked for here too.
    page = asha.post(url, form | {"ask": "Ring 020 7946 0018"}).content.decode()
    assert "A phone number." in page
    assert 'value="Ring 020 7946 0018"' in page
    assert not entry.versions.exists()
    asha.post(url, form | {"ask": "  A question \n back? "})
    version = entry.versions.get()
    assert version.ask.body == "A question back?"
    assert "You asked for:" in asha.get(reverse("entry", args=[entry.pk])).content.decode()
    desk = client_for(world.ekdal).get(reverse("desk", args=[entry.pk])).content.decode()
    assert "A question back?" in desk
    assert line(world.ekdal, version).ask == "A question back?"


def test_an_ask_goes_when_the_page_is_taken_back(world, client_for):
    entry = world.entries["unread"]
    VersionAsk.objects.create(version=entry.versions.get(), body="Listen")
    client_for(world.asha).post(reverse("entry_withdraw", args=[entry.pk]))
    assert not entry.versions.exists()
    assert not VersionAsk.objects.exists()


# ------------------------------------------------------------------ what is settled
def test_what_is_noted_as_settled_is_what_nobody_waits_for(world):
    """The note is made by the very acts that answer, and unmade by those that ask again."""
    mira = student(world, "Mira")
    version = sent(world, mira)
    reader = version.readers.get()
    make.reply(version=version, author=world.fox, sent=False)
    replying.send_reply(by=world.fox, entry_id=version.entry_id, version_id=version.pk, revision=1)
    reader.refresh_from_db()
    assert reader.settled_at
    assert not lines(world.fox)
    said = {"body": "And now?", "reasons": None}
    reading_answers.write_back(version=version, by=mira, send_id=version.pk, **said)
    reader.refresh_from_db()
    assert reader.settled_at is None
    assert [row.is_message for row in lines(world.fox)] == [True]
    replying.write_message(
        by=world.fox, entry_id=version.entry_id, send_id=reader.version.entry_id, body="Go on."
    )
    reader.refresh_from_db()
    assert reader.settled_at
    # Whom she asks to read it as well, and whom she asks to ring, are waited for all the same.
    asked = Reader.objects.create(version=version, person=world.gita, via=Reader.Via.ASKED)
    settling.settle(version, by=world.fox)
    asked.refresh_from_db()
    assert asked.settled_at is None
    settling.settle(version, by=world.gita)
    asked.refresh_from_db()
    assert asked.settled_at
    settling.wait_again(version.entry_id)
    ContactWish.objects.create(entry=version.entry, late_from=timezone.now())
    settling.settle(version, by=world.fox)
    reader.refresh_from_db()
    assert reader.settled_at is None
    # An earlier version is settled with it, a later one is not.
    later = make.version(entry=version.entry, cohort=world.juniper, revision=7,
                         readers={"mentor": world.fox})  # fmt: skip
    ContactWish.objects.all().delete()
    settling.settle(version, by=world.fox)
    assert not later.readers.get().settled_at


# ------------------------------------------------------------------ queries
@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_asks_the_same_however_long(world, client_for, django_assert_num_queries, number):
    for count in range(number):
        one = student(world, f"Student {count}")
        if count == 0:
            make.reply(version=sent(world, one, days=9), author=world.fox)
        sent(world, one, ask="Listen")
    fox = client_for(world.fox)
    page_of(fox)
    with django_assert_num_queries(8):
        page = page_of(fox)
    assert page.count("<strong>Student ") == number
    with django_assert_num_queries(9):
        fox.get(reverse("my_students"))
