"""Looking through one's own pages: what is found, by whom, and how little is asked for it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.models import Person
from reflections import queries
from reflections.actions import searching
from reflections.models import Delivery, SearchPage, SearchWord
from tests import make


def found(person, words, number=1):
    searching.bring_up_to_date(by=person)
    return queries.found(person, words, number)


def titles(person, words):
    _page, hits = found(person, words)
    return ["".join(piece.text for piece in hit.title) for hit in hits]


def retype(entry, body, title=""):
    entry.draft.refresh_from_db()
    save = saving.Save(uuid.uuid4(), entry.draft.revision, title, body)
    saving.save(draft=entry.draft, by=entry.author, save=save)


@pytest.fixture
def mira(db):
    return make.person(name="Mira")


def test_every_word_must_stand_on_the_page_and_its_beginning_is_enough(mira):
    make.entry(author=mira, title="First", body="The patient was teaching me; I listened.")
    make.entry(author=mira, title="Café", body="Nobody listens. a")
    for asked, expected in [
        ("teach", ["First"]),
        ("LISTEN", ["Café", "First"]),
        ("listen teach", ["First"]),
        ("cafe", ["Café"]),
        ("a", ["Café"]),  # a letter alone is a word, and no beginning
        ("eaching", []),
        ("", []),
        ("…", []),
        ("teach nowhere", []),
    ]:
        assert titles(mira, asked) == expected, asked


def test_words_changed_since_are_found_and_words_taken_out_are_not(mira):
    page = make.entry(author=mira, body="The first thought.")
    assert titles(mira, "thought")
    retype(page, "Another matter.")
    assert titles(mira, "thought") == []
    assert len(titles(mira, "matter")) == 1
    assert not SearchWord.objects.filter(author=mira, token=b"thought").exists()
    assert searching.bring_up_to_date(by=mira) == 0


def test_a_submitted_version_is_found_after_she_wrote_on(mira):
    page = make.entry(author=mira, title="Before", body="The lamp was lit.")
    make.version(entry=page)
    retype(page, "It was dark.", "After")
    _page, hits = found(mira, "lamp")
    assert [(hit.version, hit.url) for hit in hits] == [
        (1, reverse("entry", args=[page.pk]) + "?version=1")
    ]
    assert "".join(piece.text for piece in hits[0].title) == "Before"
    _page, hits = found(mira, "dark")
    assert [(hit.version, hit.url) for hit in hits] == [(0, reverse("entry", args=[page.pk]))]


def test_a_letter_that_waits_is_found_by_its_title_and_not_shown(mira):
    letter = make.entry(author=mira, title="Dear me", body="A secret lantern.")
    other = make.entry(author=mira, title="Another", body="A lantern.")
    day = timezone.localdate().replace(year=2099)
    letter.form, letter.closed_until = "letter", day
    letter.save()
    Delivery.objects.create(entry=letter, on=day)
    for asked, expected in (("lantern", [other.pk]), ("dear secret", []), ("dear", [letter.pk])):
        page, hits = found(mira, asked)
        assert ([hit.pk for hit in hits], page.paginator.count) == (expected, len(expected)), asked
    assert (hits[0].snippet, hits[0].closed_until) == ([], day)
    # Of a letter closed in no such way nothing is shown either.
    Delivery.objects.all().delete()
    assert [hit.snippet for hit in found(mira, "secret")[1]] == [[]]
    letter.closed_until = timezone.localdate()
    letter.save()
    assert any(piece.is_found for piece in found(mira, "secret")[1][0].snippet)


def test_nobody_finds_what_is_another_persons(world, client_for):
    for person in world.people.values():
        if person.is_active:
            searching.bring_up_to_date(by=person)
    for name, person in world.people.items():
        page, hits = queries.found(person, "words")
        own = {entry.pk for entry in world.entries.values() if entry.author_id == person.pk}
        assert {hit.pk for hit in hits} <= own, name
        assert page.paginator.count == (len(own) if own else 0), name
    # The rule is asked, not only the name in the row.
    assert queries.found(world.asha, "words")[0].paginator.count > 0
    Person.objects.filter(pk=world.asha.pk).update(is_active=False)
    world.asha.refresh_from_db()
    assert queries.found(world.asha, "words")[0].paginator.count == 0
    assert searching.bring_up_to_date(by=world.asha) == 0


def test_pages_are_numbered_as_they_were_begun_and_read_page_by_page(mira):
    for number in range(12):
        make.entry(author=mira, title=f"Page {number:02d}", body="A night.")
    page, hits = found(mira, "night")
    assert (page.paginator.count, len(hits)) == (12, 10)
    assert "".join(piece.text for piece in hits[0].title) == "Page 11"
    _page, rest = found(mira, "night", 2)
    assert ["".join(p.text for p in hit.title) for hit in rest] == ["Page 01", "Page 00"]
    numbers = SearchPage.objects.filter(author=mira).order_by("number")
    assert list(numbers.values_list("number", flat=True)) == list(range(12))


def test_the_same_few_questions_at_any_length(mira):
    def count(act):
        with CaptureQueriesContext(connection) as asked:
            act()
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    for already, more in ((0, 1), (1, 2), (3, 20)):
        assert SearchPage.objects.filter(author=mira).count() == already
        for _number in range(more):
            make.entry(author=mira, body="The ward at night.")
        searching.bring_up_to_date(by=mira)
        assert count(lambda: searching.bring_up_to_date(by=mira)) == 4
        assert count(lambda: queries.found(mira, "ward night")) == 3
    retype(mira.entries.first(), "The ward by day.")
    assert count(lambda: searching.bring_up_to_date(by=mira)) == 12
    make.version(entry=mira.entries.first())
    retype(mira.entries.first(), "Nothing of it.")
    searching.bring_up_to_date(by=mira)
    assert count(lambda: queries.found(mira, "ward day")) == 4


# ------------------------------------------------------------------ the page
def test_the_words_looked_for_are_in_no_address(mira, client_for):
    client, url = client_for(mira), reverse("search")
    make.entry(author=mira, title="<b>Lamp</b>", body="A lamp & a <i>shade</i>.")
    answer = client.post(url, {"words": "LAMP"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{url}?search=")
    assert "lamp" not in answer["Location"].lower()
    shown = client.get(answer["Location"])
    assert shown.headers["Cache-Control"].count("no-store") == 1
    text = shown.content.decode()
    assert "&lt;b&gt;<mark>Lamp</mark>&lt;/b&gt;" in text
    assert "A <mark>lamp</mark> &amp; a &lt;i&gt;shade&lt;/i&gt;." in text
    assert "1 page found" in text
    # Another session does not know the number, and is told so kindly.
    other = client_for(make.person(name="Ola")).get(answer["Location"])
    assert "That search is over" in other.content.decode()
    assert "Lamp" not in other.content.decode()
    # Words in the address are not listened to.
    assert "page found" not in client.get(url, {"words": "lamp"}).content.decode()
    for _time in range(5):
        client.post(url, {"words": "shade"})
    assert "That search is over" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("words", ["", "  ", "…", "x" * 201, "a\x00b"])
def test_nothing_to_look_for_is_said_beside_the_field(mira, client_for, words):
    answer = client_for(mira).post(reverse("search"), {"words": words})
    assert answer.status_code == 422
    assert b"invalid-feedback" in answer.content


def test_an_empty_result_says_what_to_do(mira, client_for):
    answer = client_for(mira).post(reverse("search"), {"words": "nothing"}, follow=True)
    assert "None of your pages has all of these words." in answer.content.decode()
