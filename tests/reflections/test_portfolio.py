"""Chosen pieces in her own order; nobody else's, and nobody else learns of it."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from reflections import queries
from reflections.actions import choosing
from reflections.models import Piece, PortfolioText
from tests import make


def choose(world, state, **said):
    return choosing.choose(by=world.asha, entry_id=world.entries[state].pk, **said)


def order(person):
    return [piece.pk for piece in queries.portfolio(person).pieces]


@pytest.fixture
def three(world):
    return [choose(world, "submitted", number=1), choose(world, "draft"), choose(world, "answered")]


def test_a_version_or_the_newest_words_once_a_page(world, three):
    entry = world.entries["submitted"]
    entry.draft.refresh_from_db()
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "Anew", "NEWEST words of it.")
    saving.save(draft=entry.draft, by=world.asha, save=save)
    version = entry.versions.get().text
    first = queries.portfolio(world.asha).pieces[0]
    assert (first.version, first.title, first.body) == (1, version.title, version.body)
    again = choosing.choose(by=world.asha, entry_id=entry.pk)
    assert again.pk == three[0].pk
    first = queries.portfolio(world.asha).pieces[0]
    assert (first.version, first.title, first.body) == (0, "Anew", "NEWEST words of it.")
    assert Piece.objects.count() == 3


def test_order_is_hers(world, three):
    one, two, last = (piece.pk for piece in three)
    choosing.move(by=world.asha, piece_id=last, step=-1)
    assert order(world.asha) == [one, last, two]
    choosing.move(by=world.asha, piece_id=one, step=-1)
    assert order(world.asha) == [one, last, two]
    choosing.arrange(by=world.asha, order=[two, one, two])
    assert order(world.asha) == [two, one, last]
    was = choosing.leave_out(by=world.asha, piece_id=one)
    assert order(world.asha) == [two, last]
    choosing.choose(by=world.asha, entry_id=was.entry_id, number=1, position=was.position)
    assert order(world.asha)[0::2] == [two, last]
    assert queries.portfolio(world.asha).pieces[1].entry_id == was.entry_id


def test_what_is_refused(world, three, monkeypatch):
    empty = make.entry(author=world.asha, title="Only a title", body="")
    with pytest.raises(NotNow, match="no words"):
        choosing.choose(by=world.asha, entry_id=empty.pk)
    with pytest.raises(NotYours):
        choose(world, "submitted", number=9)
    with pytest.raises(ValidationError):
        choosing.say(by=world.asha, title="", introduction="x" * 10_001)
    monkeypatch.setattr(choosing, "MOST_PIECES", 3)
    with pytest.raises(Refused, match="already"):
        choose(world, "covered")
    assert choose(world, "draft") == three[1]


def test_nobody_elses(world, three):
    choosing.say(by=world.asha, title="TITLE of it", introduction="WORDS before it")
    entry, piece = world.entries["submitted"], three[0]
    foreign = make.piece(entry=make.entry(author=world.ben))
    for name, person in world.people.items():
        if person == world.asha:
            continue
        seen = queries.portfolio(person)
        assert (seen.title, piece.pk in {one.pk for one in seen.pieces}) == ("", False), name
        assert queries.piece_of(person, entry.pk) is None, name
        for act in (
            lambda by: choosing.choose(by=by, entry_id=entry.pk),
            lambda by: choosing.leave_out(by=by, piece_id=piece.pk),
            lambda by: choosing.move(by=by, piece_id=piece.pk, step=1),
            lambda by: choosing.arrange(by=by, order=[piece.pk]),
        ):
            with pytest.raises(NotYours):
                act(person)
    for act in (
        lambda: choosing.leave_out(by=world.asha, piece_id=foreign.pk),
        lambda: choosing.arrange(by=world.asha, order=[foreign.pk]),
    ):
        with pytest.raises(NotYours):
            act()
    Person.objects.filter(pk=world.asha.pk).update(is_active=False)
    world.asha.refresh_from_db()
    assert queries.portfolio(world.asha) == queries.Portfolio()


def test_a_letter_that_waits_keeps_its_words(world):
    letter = world.entries["draft"]
    letter.form, letter.closed_until = "letter", make.ago(days=-30).date()
    letter.save()
    choose(world, "draft")
    piece = queries.portfolio(world.asha).pieces[0]
    assert (piece.body, piece.closed_until) == ("", letter.closed_until)


# ------------------------------------------------------------------ the pages
def test_arranging_without_a_script(world, client_for):
    client, pieces = client_for(world.asha), reverse("portfolio_pieces")
    home = reverse("portfolio")
    assert "Nothing chosen yet." in client.get(home).content.decode()
    assert "Nothing chosen yet." in client.get(reverse("portfolio_print")).content.decode()
    for state in ("submitted", "answered"):
        put = reverse("entry_portfolio", args=[world.entries[state].pk])
        assert client.post(put, {"version": "1"})["Location"] == home
    one, two = order(world.asha)
    assert client.post(pieces, {"down": str(one)}).status_code == 302
    assert order(world.asha) == [two, one]
    assert client.post(pieces, {"order": [str(one), str(two)]}).status_code == 302
    assert order(world.asha) == [one, two]
    gone = client.post(pieces, {"out": str(one)}, follow=True)
    assert "Put it back" in gone.content.decode()
    undo = {"version": "1", "position": "1"}
    client.post(reverse("entry_portfolio", args=[world.entries["submitted"].pk]), undo)
    assert [piece.version for piece in queries.portfolio(world.asha).pieces] == [1, 1]
    for wrong in ({"up": "nonsense"}, {"out": str(uuid.uuid4())}, {"order": [str(uuid.uuid4())]}):
        assert client.post(pieces, wrong).status_code == 404
    assert client.post(put, {"version": "x"}).status_code == 404
    assert client_for(world.ben).post(put).status_code == 404


def test_an_address_somebody_made_up_offers_nothing(world, client_for):
    page = reverse("portfolio")
    for said in ("x", "<script>", "../../x"):
        answer = client_for(world.asha).get(page, {"entry": said, "version": "1"})
        assert answer.status_code == 200
        assert "Put it back" not in answer.content.decode()


def test_its_first_page_and_the_whole_of_it(world, client_for):
    client = client_for(world.asha)
    said = {"title": " <i>Mine</i>", "introduction": "Line one\r\nline two"}
    assert client.post(reverse("portfolio"), said).status_code == 302
    text = PortfolioText.objects.get(author=world.asha)
    assert (text.title, text.introduction) == (" <i>Mine</i>", "Line one\nline two")
    choose(world, "submitted", number=1)
    page = client.get(reverse("portfolio_print")).content.decode()
    assert "&lt;i&gt;Mine&lt;/i&gt;" in page
    assert world.entries["submitted"].versions.get().text.body in page
    wrong = client.post(reverse("portfolio"), {"title": "a\x00", "introduction": "kept words"})
    assert (wrong.status_code, b"kept words" in wrong.content) == (422, True)
    empty = make.entry(author=world.asha, title="T", body="")
    refused = client.post(reverse("entry_portfolio", args=[empty.pk]), follow=True)
    assert "There are no words on this page yet." in refused.content.decode()


def test_the_same_few_questions(world, client_for, django_assert_num_queries):
    client = client_for(world.asha)
    for states in (["submitted"], ["draft", "answered"]):
        for state in states:
            choose(world, state)
        for name in ("portfolio", "portfolio_print"):
            with django_assert_num_queries(5):
                client.get(reverse(name))
