"""A story's page with its answers, without a script; and the page an exercise opens."""

import json
import uuid

import pytest
from django.urls import reverse

from accounts.policy import audience
from reflections.models import Answer, AnswerText, Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(world):
    """Return a story of two questions without a due date."""
    world.release.due_on = None
    world.release.save()
    return make.story(release=world.release)


def url_of(world, step, name="answer"):
    return reverse(name, args=[world.release.pk, step.key])


def page_of(client, lesson):
    answer = client.get(reverse("lesson", args=[lesson.version.module.slug, lesson.slug]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client, person, world, step, do="give", body="Mine.", base=0, **more):
    sent = {"author": person.pk, "do": do, "body": body, "base": base}
    return client.post(url_of(world, step), sent | more)


# ------------------------------------------------------------------ the page
def test_the_page_names_who_will_read_and_when(world, client_for, story):
    client = client_for(world.asha)
    page = page_of(client, story)
    assert "Then it is read by the students of your cohort: <strong>Ben</strong>" in page
    assert "Once given, it stays." in page
    assert "No mentor, lead or facilitator reads it." in page
    group = make.group(cohort=world.juniper, name="Birch")
    dina = make.person(name="Dina")
    make.membership(person=dina, cohort=world.juniper)
    for person in (world.asha, dina):
        group.memberships.create(person=person, starts_at=make.ago(days=2))
    world.release.due_on = make.ago(days=-3).date()
    world.release.save()
    page = page_of(client, story)
    assert "Then it is read by the students of Birch: <strong>Dina</strong>" in page
    assert "and not before" in page
    assert "Ben" not in page


def test_whoever_is_alone_is_told_so_and_a_big_cohort_is_named_below(world, client_for, story):
    client = client_for(world.asha)
    world.ben.memberships.update(ends_at=make.ago(hours=1))
    assert "There is nobody else in your group yet" in page_of(client, story)
    for number in range(13):
        make.membership(person=make.person(name=f"Fellow {number:02}"), cohort=world.juniper)
    page = page_of(client, story)
    assert "13 of them, by name below" in page
    assert "Fellow 00, Fellow 01" in page


def test_her_answers_and_theirs_stand_under_the_question(world, client_for, story):
    first = story.steps.first()
    make.answer(author=world.ben, release=world.release, step=first, body="WORDS of Ben")
    asha, ben = client_for(world.asha), client_for(world.ben)
    assert "WORDS of Ben" not in page_of(asha, story)
    answer = post(asha, world.asha, world, first, body="WORDS of Asha\n\n<b>two</b>")
    assert answer.url.endswith(f"?release={world.release.pk}#answer-{first.pk}")
    page = page_of(asha, story)
    assert "WORDS of Asha &lt;b&gt;two&lt;/b&gt;" in page
    assert "WORDS of Ben" in page
    assert "WORDS of Asha" in page_of(ben, story)
    for person in (world.hana, world.ekdal, world.farid, world.cleo, world.ivo, world.root):
        assert "WORDS" not in page_of(client_for(person), story)


def test_after_closing_nothing_is_asked_and_her_words_are_still_there(world, client_for, story):
    first = story.steps.first()
    make.answer(author=world.asha, release=world.release, step=first, body="KEPT", given=False)
    world.release.closes_on = make.ago(days=1).date()
    world.release.save()
    page = page_of(client_for(world.asha), story)
    assert "KEPT" in page
    assert "This is closed for writing. What you did not give stays yours alone." in page
    assert "What you gave is read by the students of your cohort: <strong>Ben</strong>" in page
    assert "What you write here" not in page
    assert "<textarea" not in page
    assert "answers.js" not in page


# ------------------------------------------------------------------ without a script
def test_an_answer_is_kept_given_and_taken_back(world, client_for, story):
    client, first = client_for(world.asha), story.steps.first()
    post(client, world.asha, world, first, do="save", body="  Kept\r\nas typed ")
    assert not AnswerText.objects.exists()
    assert (
        "Kept\nas typed"
        in client.get(
            reverse("lesson", args=[story.version.module.slug, story.slug])
        ).content.decode()
    )
    post(client, world.asha, world, first, do="save", body="  Kept\r\nas typed ", base=1)
    assert Answer.objects.get().draft.revision == 1
    post(client, world.asha, world, first, body="Now.", base=1)
    assert AnswerText.objects.get().body == "Now."
    post(client, world.asha, world, first, do="back")
    assert AnswerText.objects.exists()
    world.release.due_on = make.ago(days=-3).date()
    world.release.save()
    post(client, world.asha, world, first, do="back")
    assert not AnswerText.objects.exists()
    assert "Now." in page_of(client, story)


def test_two_texts_are_both_shown_and_neither_is_lost(world, client_for, story):
    client, first = client_for(world.asha), story.steps.first()
    post(client, world.asha, world, first, do="save", body="There.")
    for do in ("save", "give", "compare"):
        answer = post(client, world.asha, world, first, do=do, body="Here.", base=0)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Here.</textarea>" in page
        assert "There." in page
        assert 'name="base" value="1"' in page
    assert not AnswerText.objects.exists()
    assert (
        post(client, world.asha, world, first, do="save", body="Both.", base=1).status_code == 302
    )


def test_what_is_wrong_is_said_beside_the_words(world, client_for, story):
    client, first = client_for(world.asha), story.steps.first()
    answer = post(client, world.asha, world, first, body=" ")
    assert answer.status_code == 422
    assert "There is nothing in this answer yet." in answer.content.decode()
    answer = post(client, world.asha, world, first, body="nul \x00 here")
    assert answer.status_code == 422
    assert "NUL" in answer.content.decode()
    post(client, world.asha, world, first)
    answer = post(client, world.asha, world, first, do="save", body="More.", base=1)
    assert answer.status_code == 422
    assert "More.</textarea>" in answer.content.decode()


def test_the_form_of_somebody_else_writes_nothing(world, client_for, story):
    first = story.steps.first()
    assert post(client_for(world.ben), world.asha, world, first).status_code == 409
    assert not Answer.objects.exists()


def test_after_the_date_taking_back_is_refused_in_words(world, client_for, story):
    first = story.steps.first()
    make.answer(author=world.asha, release=world.release, step=first)
    world.release.due_on = make.ago(days=1).date()
    world.release.save()
    client = client_for(world.asha)
    post(client, world.asha, world, first, do="back")
    page = page_of(client, story)
    assert "it stays" in page
    assert AnswerText.objects.exists()
    assert 'value="back"' not in page


# ------------------------------------------------------------------ the script's saves
def put(client, person, world, step, **more):
    facts = {
        "author": str(person.pk), "save_id": str(uuid.uuid4()), "base": 0, "body": "Typed.",
    }  # fmt: skip
    return client.put(
        url_of(world, step, "answer_draft"), json.dumps(facts | more), "application/json"
    )


def test_a_save_is_acknowledged_repeated_overtaken_and_refused(world, client_for, story):
    client, first = client_for(world.asha), story.steps.first()
    one = str(uuid.uuid4())
    for _ in range(2):
        said = put(client, world.asha, world, first, save_id=one)
        assert (said.status_code, said.json()["revision"]) == (200, 1)
    said = put(client, world.asha, world, first, body="Late.")
    assert (said.status_code, said.json()) == (409, {"state": "conflict", "revision": 1})
    said = put(client, world.ben, world, first)
    assert (said.status_code, said.json()["state"]) == (409, "wrong-user")
    said = put(client_for(None), world.asha, world, first)
    assert (said.status_code, said.json()["state"]) == (401, "login-needed")
    assert put(client, world.asha, world, first, body="\x00", base=1).status_code == 422
    assert put(client, world.asha, world, first, base="x").status_code == 400
    assert put(client_for(world.hana), world.hana, world, first).status_code == 404
    post(client, world.asha, world, first, body="Typed.", base=1)
    said = put(client, world.asha, world, first, base=1)
    assert (said.status_code, said.json()["state"]) == (422, "invalid")


# ------------------------------------------------------------------ an exercise's own words
def test_an_exercise_opens_a_page_of_the_journal_that_is_hers_alone(world, client_for):
    exercise = make.lesson(version=world.release.version, kind="exercise", title="Two columns")
    client = client_for(world.asha)
    url = f"{reverse('entry_new')}?about={exercise.pk}"
    assert url in page_of(client, exercise)
    room = client.get(url)
    assert 'value="Two columns"' in room.content.decode()
    before = set(Entry.objects.values_list("pk", flat=True))
    save = {"author": str(world.asha.pk), "save_id": str(uuid.uuid4()), "base": 0}
    save |= {"title": "Two columns", "body": "WORDS-exercise"}
    saved = client.put(
        reverse("entry_draft", args=[room.context["room"].entry_id]),
        json.dumps(save),
        "application/json",
    )
    assert saved.status_code == 200
    entry = Entry.objects.exclude(pk__in=before).get()
    assert (entry.release, entry.lesson, entry.prompt) == (None, None, None)
    assert set(audience(entry)) == set(audience(entry.draft)) == {world.asha}
    for person in (world.ekdal, world.hana, world.farid, world.ivo, world.root, world.ben):
        assert client_for(person).get(reverse("entry", args=[entry.pk])).status_code == 404


def test_what_one_may_not_read_gives_a_page_no_title(world, client_for):
    foreign = world.other_release.version.lessons.first()
    client = client_for(world.asha)
    for about in (foreign.pk, 10**17, "x", "９", "1" * 30):
        room = client.get(reverse("entry_new"), {"about": about})
        assert room.status_code == 200
        assert room.context["room"].title == ""
