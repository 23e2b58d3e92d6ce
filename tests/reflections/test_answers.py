"""Answers to a story: kept while one writes, given to the group, taken back; the page's query."""

import pytest

from accounts import saving
from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Draft
from accounts.policy import allows, audience
from accounts.saving import Overtaken, Saved
from curriculum.models import Completion
from reflections.actions import answering
from reflections.models import Answer, AnswerText
from reflections.queries import answers
from tests import make
from tests.reflections.stories import (
    a_save,
    another,
    asked_of,
    company,
    due,
    give,
    with_a_story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(standing_world):
    return with_a_story(standing_world)


# ------------------------------------------------------------------ the page's one query
def test_the_company_is_one_query_whatever_was_said(w, django_assert_num_queries):
    story = w.release.version.lessons.prefetch_related("steps").get(pk=w.story.pk)
    for name in ("Dina", "Emil", "Fay"):
        with django_assert_num_queries(1):
            answers.company(w.asha, w.release, story)
        person = another(w, name)
        give(w, person)
        give(w, w.asha)


def test_she_sees_what_the_rule_shows_and_her_own_words(w):
    give(w, w.ben, "His.")
    make.answer(author=w.asha, release=w.release, step=w.second, body="Not yet.", given=False)
    first, second = company(w, w.asha).questions
    assert (first.own, first.others) == (None, [])
    assert (second.own.body, second.own.revision, second.is_given) == ("Not yet.", 1, False)
    give(w, w.asha, "Hers.")
    first, second = company(w, w.asha).questions
    assert (first.own.body, first.is_given) == ("Hers.", True)
    assert [(one.author, one.body) for one in first.others] == [("Ben", "His.")]
    assert second.others == []


# ------------------------------------------------------------------ keeping
def test_saves_follow_the_protocol_of_a_page(w):
    asked = asked_of(w, w.asha)
    one = a_save(body="One.")
    assert answering.save(by=w.asha, asked=asked, save=one) == Saved(1, one.sha256, 1)
    assert answering.save(by=w.asha, asked=asked, save=one) == Saved(1, one.sha256, 1)
    assert answering.save(by=w.asha, asked=asked, save=a_save(body="Late.")) == Overtaken(1)
    assert answering.save(by=w.ben, asked=asked_of(w, w.ben), save=a_save(base=1)) == Overtaken(0)
    answer = Answer.objects.get(author=w.asha)
    assert saving.newest_text(answer.draft).body == "One."
    assert (answer.lesson_key, answer.step_key) == (w.story.key, w.first.key)


def test_a_given_answer_is_not_written_on(w):
    give(w, w.asha)
    with pytest.raises(NotNow):
        answering.save(by=w.asha, asked=asked_of(w, w.asha), save=a_save(base=1, body="More."))
    assert AnswerText.objects.get().body == "Mine."


# ------------------------------------------------------------------ giving and taking back
def test_giving_twice_is_giving_once(w):
    first = give(w, w.asha)
    again = give(w, w.asha)
    assert (again.pk, again.given_at) == (first.pk, first.given_at)
    assert AuditEvent.objects.filter(verb="answer.given").count() == 1


def test_nothing_empty_is_given_and_nothing_after_closing(w):
    with pytest.raises(Refused):
        give(w, w.asha, "  \n")
    due(w, days=2)
    w.release.closes_on = w.release.due_on
    w.release.save()
    with pytest.raises(NotNow):
        give(w, w.asha)
    assert not Answer.objects.exists()


def test_newer_words_on_another_device_are_not_given_unseen(w):
    asked = asked_of(w, w.asha)
    first = answering.save(by=w.asha, asked=asked, save=a_save(body="One."))
    answering.save(by=w.asha, asked=asked, save=a_save(base=first.revision, body="Two."))
    old = a_save(base=first.revision, body="One, changed.")
    assert answering.give(by=w.asha, asked=asked, save=old) == Overtaken(2)
    assert not AnswerText.objects.exists()


def test_the_last_answer_ticks_the_story_and_taking_it_back_unticks_it(w):
    ticks = Completion.objects.filter(person=w.asha, lesson_key=w.story.key, step_key=None)
    give(w, w.asha, step=w.first)
    assert not ticks.exists()
    give(w, w.asha, step=w.second)
    assert ticks.exists()
    his = make.completion(person=w.ben, release=w.release, lesson=w.story)
    due(w, days=-3)
    answering.take_back(by=w.asha, asked=asked_of(w, w.asha))
    assert not ticks.exists()
    his.refresh_from_db()


def test_taken_back_it_is_hers_alone_again_with_every_word(w):
    hers, his = give(w, w.asha, "Mine."), give(w, w.ben)
    due(w, days=-3)
    answering.take_back(by=w.asha, asked=asked_of(w, w.asha))
    hers.refresh_from_db()
    assert (hers.given_at, hers.group) == (None, None)
    assert saving.newest_text(hers.draft).body == "Mine."
    assert set(audience(hers)) == {w.asha}
    assert not allows(w.asha, "read", his)
    assert not AnswerText.objects.filter(answer=hers).exists()


@pytest.mark.parametrize("passed", [True, False], ids=["after the date", "without a date"])
def test_once_the_others_are_open_to_her_an_answer_stays(w, passed):
    """Nobody reads what the others wrote and then writes another."""
    give(w, w.asha)
    if passed:
        due(w, days=1)
    with pytest.raises(NotNow):
        answering.take_back(by=w.asha, asked=asked_of(w, w.asha))
    assert AnswerText.objects.exists()


def test_the_log_holds_ids_and_no_word(w):
    give(w, w.asha, "Nobody reads this in a log.")
    event = AuditEvent.objects.get(verb="answer.given")
    assert event.facts == {"release": w.release.pk}
    assert Draft.objects.filter(pk=Answer.objects.get().draft_id, author=w.asha).exists()


# ------------------------------------------------------------------ which questions there are
def test_a_question_is_asked_of_students_where_it_is_open(w):
    step = w.first.key
    assert answers.asked(w.asha, w.release.pk, step).step == w.first
    for person in (w.hana, w.ekdal, w.farid, w.chidi, w.lena, w.root):
        assert answers.asked(person, w.release.pk, step) is None
    reading = make.lesson(version=w.release.version)
    assert answers.asked(w.asha, w.release.pk, make.step(lesson=reading).key) is None
    later = make.story(release=w.future_release).steps.first()
    assert answers.asked(w.asha, w.future_release.pk, later.key) is None
    assert answers.asked(w.asha, w.other_release.pk, step) is None
