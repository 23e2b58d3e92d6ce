"""The forms of a page: chosen, proposed, asked of what is submitted, and shown to who answers."""

import json
import uuid

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.saving import Save
from curriculum.models import PageForm
from reflections import shapes
from reflections.actions import submitting, writing
from reflections.models import Entry
from reflections.queries import Place
from reflections.queries.versions import history
from reflections.readers import cohort_of, readers_for
from tests import make

FREE, FIFTY_FIVE, LETTER, PARALLEL = PageForm.values
EXACT = "word " * 55
SHEET = "The patient’s side\n\n\nMy side\n\n\nWhat the chart could not hold\n"


# ------------------------------------------------------------------ what a form asks
def test_what_each_form_asks_of_what_is_submitted():
    table = [
        (FREE, "one", ""),
        (LETTER, "one", ""),
        (PARALLEL, "one", ""),
        (FIFTY_FIVE, EXACT, ""),
        (FIFTY_FIVE, EXACT + "— …", ""),
        (FIFTY_FIVE, EXACT + "more", "One word less makes it 55."),
        (FIFTY_FIVE, EXACT * 2, "55 words less make it 55."),
        (FIFTY_FIVE, "word " * 54, "One more word makes it 55."),
        (FIFTY_FIVE, "word", "54 more words make it 55."),
    ]
    for form, body, said in table:
        assert shapes.fault(form, body).startswith(said), (form, body)
        assert bool(shapes.fault(form, body)) == bool(said)
    assert [shapes.left_said("word " * n) for n in (54, 55, 56)] == [
        "1 left", "exactly 55", "1 too many",
    ]  # fmt: skip


def test_the_headings_of_a_parallel_page_are_no_words_of_hers(world):
    page, save = uuid.uuid4(), uuid.uuid4()
    for number, (body, count) in enumerate([("My side\n\nMy side was cold.", 4), ("My side", 0)]):
        here = Save(save if number == 0 else uuid.uuid4(), number, "", body)
        kept = writing.save(by=world.chidi, entry_id=page, save=here)
        assert kept.words == Entry.objects.get(pk=page).draft.words == count
    first = Save(save, 0, "", "My side\n\nMy side was cold.")
    assert writing.save(by=world.chidi, entry_id=page, save=first).words == 4  # sent once more
    entry = Entry.objects.get(pk=page)
    assert {text.words for text in history(world.chidi, entry).states} == {0, 4}


def test_the_headings_of_a_parallel_page():
    assert shapes.begun(PARALLEL) == SHEET
    assert shapes.begun(FREE) == shapes.begun(LETTER) == ""
    assert shapes.with_parts("") == SHEET
    assert shapes.with_parts(SHEET) == SHEET
    mine = "The patient’s side\nShe hums.\n\nWhat the chart could not hold\nThe tune."
    assert shapes.with_parts(mine) == f"{mine}\n\nMy side\n"
    assert shapes.with_parts(" \n") == SHEET
    blank = [(PARALLEL, SHEET), (PARALLEL, "My side\n\n"), (FREE, " \n"), (PARALLEL, "")]
    assert all(shapes.is_blank(*one) for one in blank)
    said = [(PARALLEL, SHEET + "She hums."), (FREE, SHEET), (LETTER, "My side")]
    assert not any(shapes.is_blank(*one) for one in said)


def test_how_long_a_page_may_take():
    def minutes(form=FREE, planned=None, low=None, high=None):
        return shapes.minutes(form=form, planned=planned, low=low, high=high)

    assert minutes() == minutes(form=LETTER) == 15
    assert minutes(planned=25, low=55, high=400) == 25
    assert minutes(form=FIFTY_FIVE) == 15
    assert [minutes(low=55, high=150), minutes(high=60), minutes(low=400)] == [5, 5, 25]


# ------------------------------------------------------------------ choosing
def keep(person, entry_id, base=0, body="Words", **said):
    save = Save(uuid.uuid4(), base, "", body)
    writing.save(by=person, entry_id=entry_id, save=save, **said)
    return Entry.objects.get(pk=entry_id).form


def test_a_form_is_chosen_with_the_words_and_until_it_is_submitted(standing_world):
    w, pk = standing_world, uuid.uuid4()
    assert keep(w.asha, pk) == FREE
    assert keep(w.asha, pk, base=1, form=LETTER) == LETTER
    assert keep(w.asha, pk, base=2) == LETTER
    writing.choose(by=w.ben, entry_id=pk, form=PARALLEL)
    assert Entry.objects.get(pk=pk).form == LETTER
    writing.choose(by=w.asha, entry_id=pk, form=FREE)
    make.version(entry=Entry.objects.get(pk=pk), cohort=w.juniper)
    assert keep(w.asha, pk, base=3, form=LETTER) == FREE


def test_a_prompt_proposes_and_the_writer_decides(standing_world):
    w, pk = standing_world, uuid.uuid4()
    lesson = make.reflection_of(w.other_release)
    plain = lesson.prompts.get()
    story = make.prompt(lesson=lesson, form=FIFTY_FIVE)
    letter = make.prompt(lesson=lesson, form=LETTER)
    place = Place(w.other_release, lesson)
    assert keep(w.chidi, pk, place=place, prompt_id=story.pk) == FIFTY_FIVE
    steps = [
        ({"prompt_id": letter.pk}, LETTER),
        ({"prompt_id": plain.pk}, FREE),
        # No script: the page sends the form it stood at along with the other prompt.
        ({"prompt_id": story.pk, "form": FREE}, FIFTY_FIVE),
        ({"prompt_id": story.pk, "form": PARALLEL}, PARALLEL),
        ({"prompt_id": letter.pk}, PARALLEL),
        ({"prompt_id": 0}, PARALLEL),
        ({"form": FREE}, FREE),
        ({"prompt_id": letter.pk, "form": FREE}, FREE),
        ({"prompt_id": story.pk}, FIFTY_FIVE),
    ]
    for base, (said, form) in enumerate(steps, 1):
        assert keep(w.chidi, pk, base=base, **said) == form, (base, said)
    assert Entry.objects.get(pk=pk).prompt == story


def test_the_shelf_and_a_range_of_exactly_55_propose_too(standing_world):
    w, course = standing_world, standing_world.release.version.module.course
    exact = make.shelf_prompt(course=course, words_min=55, words_max=55)
    letter = make.shelf_prompt(course=course, words_min=55, words_max=150, form=LETTER)
    pk = uuid.uuid4()
    assert keep(w.asha, pk, prompt_id=exact.pk) == FIFTY_FIVE
    assert keep(w.asha, pk, base=1, form=FREE) == FREE
    assert keep(w.asha, pk, base=2, prompt_id=letter.pk) == LETTER
    lesson = make.lesson(version=w.release.version, words_min=55, words_max=55)
    assert shapes.proposed_by(None, lesson) == FIFTY_FIVE
    assert shapes.proposed_by(make.prompt(lesson=lesson, form=FREE), lesson) == FREE


# ------------------------------------------------------------------ in the room
def put(client, entry_id, person, **facts):
    sent = {"save_id": str(uuid.uuid4()), "base": 1, "author": str(person.pk), "title": ""} | facts
    url = reverse("entry_draft", args=[entry_id])
    return client.put(url, json.dumps(sent), content_type="application/json")


def test_the_room_begins_in_the_form_asked_for(standing_world, client_for):
    w = standing_world
    client = client_for(w.asha)
    url = reverse("entry_new")
    for form in (*PageForm.values, "sonnet"):
        page = client.get(url, {"form": form})
        shown = form if form in PageForm.values else FREE
        assert f'value="{shown}" checked' in page.text
        assert "About 15 minutes." in page.text
        assert ("The patient’s side\n" in page.text.split("<textarea")[1]) == (shown == PARALLEL)
    text = client.get(url, {"form": FIFTY_FIVE}).text
    assert "Spelling is not assessed." in text
    # Who reads, then the prompt, then the page: in this order for those who listen.
    places = [text.index(part) for part in ("Only you can read", 'id="prompt"', 'id="body"')]
    assert places == sorted(places)
    assert text.index(reverse("entry_samples")) < places[-1]


def test_the_script_sends_a_form_and_nonsense_is_refused(
    standing_world, client_for, django_assert_num_queries
):
    w, entry = standing_world, standing_world.entries["draft"]
    client = client_for(w.asha)
    assert put(client, entry.pk, w.asha, body="x", form=LETTER).status_code == 200
    entry.refresh_from_db()
    assert entry.form == LETTER
    assert put(client, entry.pk, w.asha, base=2, body="x", form="sonnet").status_code == 400
    with django_assert_num_queries(6):
        put(client, entry.pk, w.asha, base=2, body="xy")


def test_without_its_script_the_form_and_the_headings_work(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["draft"]
    client, url = client_for(w.asha), reverse("entry_write", args=[entry.pk])
    sent = {"author": w.asha.pk, "base": 1, "title": "T", "body": "She hums.", "form": PARALLEL}
    assert client.post(url, sent | {"do": "headings"}).status_code == 302
    room = client.get(url)
    assert f"She hums.\n\n{SHEET}" in room.text
    # The same words again: only the form is another.
    same = sent | {"base": 2, "body": f"She hums.\n\n{SHEET}", "form": LETTER, "do": "save"}
    assert client.post(url, same).status_code == 302
    entry.refresh_from_db()
    assert entry.form == LETTER
    # Headings alone are no words; what was typed and chosen stays.
    bare = client.post(url, sent | {"base": 3, "body": SHEET, "do": "submit"})
    assert bare.status_code == 422
    assert "There are no words on this page yet" in bare.text
    assert 'value="parallel" checked' in bare.text


# ------------------------------------------------------------------ submitting
def submit(entry, person):
    named = [one.key for one in readers_for(person, cohort_of(person, entry.release))]
    return submitting.submit(
        entry=entry, by=person, revision=entry.draft.revision, named=named, attested=True
    )


def test_only_55_words_are_submitted_as_55_words(standing_world, client_for):
    w = standing_world
    short = make.entry(author=w.asha, body="Three words here.", form=FIFTY_FIVE)
    with pytest.raises(Refused) as caught:
        submit(short, w.asha)
    assert "52 more words" in str(caught.value.sentence)
    client = client_for(w.asha)
    page = client.get(reverse("entry_submit", args=[short.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("entry_write", args=[short.pk])
    assert "52 more words make it 55. It is saved as it is" in page.text
    assert submit(make.entry(author=w.asha, body=EXACT, form=FIFTY_FIVE), w.asha).words == 55
    with pytest.raises(Refused, match="no words"):
        submit(make.entry(author=w.asha, body=SHEET, form=PARALLEL), w.asha)
    assert submit(make.entry(author=w.asha, body=SHEET + "She.", form=PARALLEL), w.asha)


# ------------------------------------------------------------------ who answers
def test_the_queue_and_the_desk_say_the_form(standing_world, client_for):
    w = standing_world
    Entry.objects.filter(author=w.asha).update(form=LETTER)
    client = client_for(w.ekdal)
    assert "Letter, 3 words, 1 minute." in client.get(reverse("queue")).text
    desk = client.get(reverse("desk", args=[w.entries["unread"].pk])).text
    assert "<dt>Form</dt><dd>Letter</dd>" in desk
    Entry.objects.filter(author=w.asha).update(form=FREE)
    assert "Letter" not in client.get(reverse("queue")).text
    assert "<dt>Form</dt>" not in client.get(reverse("desk", args=[w.entries["unread"].pk])).text


def test_the_samples_are_labelled_and_reached_by_those_who_start(standing_world, client_for):
    page = client_for(standing_world.ben).get(reverse("entry_samples")).text
    assert page.count("Made up") == 2
    assert page.count("What the mentor wrote back") == 2
    assert "Nobody wrote these" in page
    assert reverse("entry_samples") in client_for(standing_world.ben).get(reverse("journal")).text
    # Three taps: from today, to the form, to the words.
    home = client_for(standing_world.chidi).get(reverse("home")).text
    assert "&amp;form=fifty_five" in home
