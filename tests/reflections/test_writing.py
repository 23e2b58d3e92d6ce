"""Keeping words: the first save, the later ones, races, conflicts."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from accounts.errors import NotYours
from accounts.models import Draft, DraftText
from accounts.saving import Overtaken, Save, Saved
from reflections.actions import writing
from reflections.models import Entry
from reflections.queries import Place
from tests import make


def a_save(base=0, body="Words", title=""):
    return Save(uuid.uuid4(), base, title, body)


def texts(entry_id):
    return list(
        DraftText.objects.filter(draft__entry=entry_id)
        .order_by("revision")
        .values_list("body", flat=True)
    )


@pytest.fixture
def place(standing_world):
    release = standing_world.other_release
    return Place(release, make.reflection_of(release))


def test_the_first_save_makes_the_page(standing_world, place):
    w, new = standing_world, uuid.uuid4()
    kept = writing.save(by=w.chidi, entry_id=new, save=a_save(body=" a "), place=place)
    assert kept.revision == 1
    entry = Entry.objects.get(pk=new)
    assert (entry.author, entry.release, entry.lesson) == (w.chidi, place.release, place.lesson)
    assert entry.prompt == place.lesson.prompts.get()
    assert entry.draft_id == new
    assert texts(new) == [" a "]


def test_a_repeat_of_the_first_save_is_answered_alike(standing_world):
    w, new, first = standing_world, uuid.uuid4(), a_save()
    one = writing.save(by=w.asha, entry_id=new, save=first)
    two = writing.save(by=w.asha, entry_id=new, save=first)
    assert one == two
    assert texts(new) == ["Words"]


def test_the_second_of_two_first_saves_is_a_conflict_and_loses_nothing(standing_world):
    w, new = standing_world, uuid.uuid4()
    writing.save(by=w.asha, entry_id=new, save=a_save(body="one"))
    assert writing.save(by=w.asha, entry_id=new, save=a_save(body="two")) == Overtaken(1)
    assert texts(new) == ["one"]


def test_a_second_page_for_the_same_reflection_leads_to_the_first(standing_world, place):
    w, first, second = standing_world, uuid.uuid4(), uuid.uuid4()
    writing.save(by=w.chidi, entry_id=first, save=a_save(), place=place)
    taken = writing.save(by=w.chidi, entry_id=second, save=a_save(), place=place)
    assert isinstance(taken, writing.Taken)
    assert taken.entry.pk == first
    assert not Draft.objects.filter(pk=second).exists()


@pytest.mark.parametrize("base", [0, 1, 7])
def test_anothers_page_is_not_there(standing_world, base):
    w = standing_world
    before = texts(w.entries["draft"].pk)
    with pytest.raises(NotYours):
        writing.save(by=w.ben, entry_id=w.entries["draft"].pk, save=a_save(base))
    assert texts(w.entries["draft"].pk) == before
    assert not Draft.objects.filter(author=w.ben).exists()


def test_an_unknown_page_cannot_be_gone_on_with(standing_world):
    with pytest.raises(NotYours):
        writing.save(by=standing_world.asha, entry_id=uuid.uuid4(), save=a_save(1))


def test_a_mentors_reply_is_no_page(standing_world):
    """The id of one's own reply draft opens nothing here, and says nothing about it."""
    w = standing_world
    reply = w.entries["being_answered"].versions.get().replies.get()
    for base in (reply.draft.revision, 0, 9):
        with pytest.raises(NotYours):
            writing.save(by=w.ekdal, entry_id=reply.draft_id, save=a_save(base))
    assert reply.draft.texts.count() == 1


def test_a_page_whose_draft_has_another_id_is_found(standing_world):
    w = standing_world
    entry = Entry.objects.create(author=w.asha, draft=make.draft(author=w.asha, body="old"))
    kept = writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1, "new"))
    assert kept.revision == 2
    assert texts(entry.pk) == ["old", "new"]


def test_a_page_without_a_sheet_gets_one_that_goes_on(standing_world):
    w = standing_world
    entry = w.entries["submitted"]
    Entry.objects.filter(pk=entry.pk).update(draft=None)
    Draft.objects.filter(pk=entry.pk).delete()
    kept = writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1, "anew"))
    assert kept.revision == 2
    assert texts(entry.pk) == ["anew"]


def test_a_wrong_text_makes_nothing(standing_world):
    w, new = standing_world, uuid.uuid4()
    with pytest.raises(ValidationError):
        writing.save(by=w.asha, entry_id=new, save=a_save(body="a\x00b"))
    assert not Entry.objects.filter(pk=new).exists()
    assert not Draft.objects.filter(pk=new).exists()


def test_the_prompt_is_changed_until_it_was_submitted(standing_world):
    w, entry = standing_world, standing_world.entries["draft"]
    second = make.prompt(lesson=entry.lesson)
    foreign = make.prompt(lesson=make.reflection_of(w.other_release))
    writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1), prompt_id=second.pk)
    entry.refresh_from_db()
    assert entry.prompt == second
    writing.save(by=w.asha, entry_id=entry.pk, save=a_save(2), prompt_id=foreign.pk)
    entry.refresh_from_db()
    assert entry.prompt == second
    make.version(entry=entry, cohort=w.juniper)
    writing.choose(by=w.asha, entry_id=entry.pk, prompt_id=entry.lesson.prompts.first().pk)
    entry.refresh_from_db()
    assert entry.prompt == second


@pytest.mark.parametrize(
    ("keep", "newest"),
    [("both", "there\n\n here"), ("here", " here"), ("there", "there \n")],
)
def test_whatever_is_kept_both_texts_stay(standing_world, keep, newest):
    w, entry = standing_world, standing_world.entries["draft"]
    writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1, "there \n"))
    mine = a_save(2, " here")
    for _twice in range(2):
        kept = writing.settle(by=w.asha, entry_id=entry.pk, here=mine, keep=keep)
    assert isinstance(kept, Saved)
    found = texts(entry.pk)
    assert found[-1] == newest
    assert {"there \n", " here"} <= set(found)


@pytest.mark.parametrize(
    ("keep", "newest"),
    [("both", "there\n\nhere"), ("here", "here"), ("there", "there")],
)
def test_a_text_kept_beside_is_there_before_anybody_chooses(standing_world, keep, newest):
    w, entry = standing_world, standing_world.entries["draft"]
    writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1, "there"))
    mine = a_save(1, "here")
    for _twice in range(2):
        writing.keep_beside(by=w.asha, entry_id=entry.pk, here=mine)
    assert texts(entry.pk)[1:] == ["there", "here", "there"]
    chosen = Save(mine.id, 4, mine.title, mine.body)
    for _twice in range(2):
        assert isinstance(
            writing.settle(by=w.asha, entry_id=entry.pk, here=chosen, keep=keep), Saved
        )
    assert texts(entry.pk)[-1] == newest
    assert texts(entry.pk).count("here") == 1 + (keep == "here")


def test_nobody_keeps_a_text_beside_anothers(standing_world):
    w, entry = standing_world, standing_world.entries["draft"]
    before = texts(entry.pk)
    with pytest.raises(NotYours):
        writing.keep_beside(by=w.ben, entry_id=entry.pk, here=a_save(1, "his"))
    assert texts(entry.pk) == before


def test_a_third_text_reopens_the_question(standing_world):
    w, entry = standing_world, standing_world.entries["draft"]
    writing.save(by=w.asha, entry_id=entry.pk, save=a_save(1, "there"))
    late = writing.settle(by=w.asha, entry_id=entry.pk, here=a_save(1, "here"), keep="both")
    assert late == Overtaken(2)
    with pytest.raises(NotYours):
        writing.settle(by=w.ben, entry_id=entry.pk, here=a_save(2, "his"), keep="both")
    assert texts(entry.pk)[-1] == "there"
