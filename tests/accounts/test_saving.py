"""The save protocol: once, in order, under one's own name, or not at all."""

import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from accounts import saving, words
from accounts.models import Draft, DraftText
from accounts.saving import Overtaken, Save, Saved
from tests import make


def a_save(base=0, body="I sat with her.", title="", id=None):
    return Save(id or uuid.uuid4(), base, title, body)


@pytest.fixture
def author(db):
    return make.person()


@pytest.fixture
def draft(author):
    return saving.begin(by=author)


def test_a_save_is_kept_code_point_for_code_point(author, draft):
    body = "e\u0301\n\n  👩🏽‍⚕️ \u202eעברית\t\ufeff' \" \\ %s {{ }} <b>"
    asked = a_save(body=body, title="T\u00e9")
    kept = saving.save(draft=draft, by=author, save=asked)
    assert kept == Saved(1, words.fingerprint("T\u00e9", body), words.count(body))
    draft.refresh_from_db()
    text = saving.newest_text(draft)
    assert (text.body, text.title, text.sha256) == (body, "T\u00e9", asked.sha256)
    assert (draft.revision, draft.words) == (1, words.count(body))


def test_saves_follow_each_other_and_all_are_kept(author, draft):
    for base, body in enumerate(["one", "one two", "one two three"]):
        kept = saving.save(draft=draft, by=author, save=a_save(base, body))
        assert kept.revision == base + 1
    assert list(draft.texts.order_by("revision").values_list("body", flat=True)) == [
        "one",
        "one two",
        "one two three",
    ]


def test_the_same_save_sent_again_is_answered_the_same_and_written_once(author, draft):
    asked = a_save(body="once")
    first = saving.save(draft=draft, by=author, save=asked)
    saving.save(draft=draft, by=author, save=a_save(1, "twice"))
    assert saving.save(draft=draft, by=author, save=asked) == first
    assert draft.texts.count() == 2
    draft.refresh_from_db()
    assert saving.newest_text(draft).body == "twice"


def test_a_replay_answers_what_was_kept_not_what_is_sent_now(author, draft):
    asked = a_save(body="kept")
    saving.save(draft=draft, by=author, save=asked)
    again = saving.save(draft=draft, by=author, save=a_save(0, "other words", id=asked.id))
    assert again.sha256 == words.fingerprint("", "kept")


@pytest.mark.parametrize("base", [0, 2, 99])
def test_a_save_onto_another_revision_writes_nothing(author, draft, base):
    saving.save(draft=draft, by=author, save=a_save(body="first"))
    assert saving.save(draft=draft, by=author, save=a_save(base, "late")) == Overtaken(1)
    assert draft.texts.count() == 1


def test_somebody_else_writes_nothing_and_learns_nothing(author, draft):
    mine = a_save(body="mine")
    saving.save(draft=draft, by=author, save=mine)
    other = make.person()
    answer = saving.save(draft=draft, by=other, save=a_save(1, "not mine"))
    assert answer == Overtaken(0)
    # Not even with a save id she saw somewhere.
    assert saving.save(draft=draft, by=other, save=a_save(1, id=mine.id)) == Overtaken(0)
    assert list(draft.texts.values_list("body", flat=True)) == ["mine"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("body", "a\x00", "nul"),
        ("body", "\ud800", "surrogate"),
        ("body", "a" * (words.LONGEST_TEXT + 1), "too_long"),
        ("title", "\x00", "nul"),
        ("title", "a" * (words.LONGEST_TITLE + 1), "too_long"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_before_anything_moves(
    author, draft, field, value, code
):
    with pytest.raises(ValidationError) as caught:
        saving.save(draft=draft, by=author, save=a_save(**{field: value}))
    assert caught.value.code == code
    draft.refresh_from_db()
    assert (draft.revision, draft.texts.count()) == (0, 0)


def test_an_empty_sheet_has_no_text(draft):
    assert saving.newest_text(draft) is None


def test_an_id_that_is_taken_is_refused(author, draft):
    with pytest.raises(IntegrityError):
        saving.begin(by=author, draft_id=draft.pk)


def test_a_save_costs_at_most_six_queries_whatever_its_history(
    author, draft, django_assert_max_num_queries
):
    for base in range(3):
        with django_assert_max_num_queries(6):
            saving.save(draft=draft, by=author, save=a_save(base))


def in_threads(*jobs):
    """Run the jobs at the same moment, each with a connection of its own; return the answers."""
    start, answers, troubles = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def run(place, job):
        try:
            start.wait()
            answers[place] = job()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must fail
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not troubles, troubles
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_many_devices_exactly_one_wins_and_the_others_are_told():
    author = make.person()
    draft = saving.begin(by=author)
    for base in range(3):
        saves = [a_save(base, f"device {number}, round {base}") for number in range(6)]
        answers = in_threads(
            *(lambda s=s: saving.save(draft=draft, by=author, save=s) for s in saves)
        )
        won = [answer for answer in answers if isinstance(answer, Saved)]
        assert [answer.revision for answer in won] == [base + 1]
        assert answers.count(Overtaken(base + 1)) == 5
        kept = DraftText.objects.get(draft=draft, revision=base + 1)
        assert kept.sha256 == won[0].sha256
    assert Draft.objects.get(pk=draft.pk).revision == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_save_sent_at_the_same_moment_is_written_once():
    author = make.person()
    draft = saving.begin(by=author)
    asked = a_save(body="double tap")
    answers = in_threads(*[lambda: saving.save(draft=draft, by=author, save=asked)] * 4)
    assert set(answers) == {Saved(1, asked.sha256, 2)}
    assert DraftText.objects.filter(draft=draft).count() == 1


def test_the_same_words_from_two_places_are_no_conflict(author, draft):
    first = saving.save(draft=draft, by=author, save=a_save(0, "one", title="T"))
    assert saving.save(draft=draft, by=author, save=a_save(0, "one", title="T")) == first
    assert saving.save(draft=draft, by=author, save=a_save(0, "one")) == Overtaken(1)
    saving.save(draft=draft, by=author, save=a_save(1, "two"))
    # Only the newest words answer for both: earlier ones are a text of another place.
    assert saving.save(draft=draft, by=author, save=a_save(0, "one", title="T")) == Overtaken(2)
    other = make.person()
    assert saving.save(draft=draft, by=other, save=a_save(0, "two")) == Overtaken(0)
    assert draft.texts.count() == 2
