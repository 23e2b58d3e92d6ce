"""Two people at one page of the admin, and words that outlive a session."""

import json
import re
import uuid
from html import unescape

import pytest

from accounts.models import Draft, DraftText
from curriculum.actions import publishing
from curriculum.models import Editing, LessonStep, Prompt
from tests import make
from tests.curriculum.building import lesson_post, rows, said_beside, url, version_post

pytestmark = pytest.mark.django_db
TYPED = "<p>TYPED on a train.</p>"


@pytest.fixture
def edited(world):
    """Return the version being edited of Hana's course; Cleo builds it too."""
    return publishing.edit(module=world.release.version.module, by=world.hana)


def opened(client, path):
    """Return the marks a page carries along, as the browser would send them."""
    page = client.get(path)
    assert page.status_code == 200
    return unescape(re.search(r'name="was" value="([^"]*)"', page.content.decode())[1])


def put(client, path, person, base=0, **change):
    facts = {
        "save_id": str(uuid.uuid4()), "base": base, "author": str(person.pk), "title": "",
        "body": json.dumps({"fields": {"body": TYPED}, "was": {}}),
    }  # fmt: skip
    return client.put(path, json.dumps(facts | change), content_type="application/json")


# ------------------------------------------------------------------ saves that meet
def test_what_only_one_changed_is_kept_of_both(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    page, hana, cleo = (
        url("lesson_change", lesson.pk),
        client_for(world.hana),
        client_for(world.cleo),
    )
    was = opened(hana, page)
    seen = lesson_post(lesson)
    assert (
        cleo.post(page, seen | {"body": "<p>By Cleo.</p>", "was": opened(cleo, page)}).status_code
        == 302
    )
    response = hana.post(page, seen | {"title": "By Hana", "was": was}, follow=True)
    lesson.refresh_from_db()
    assert (lesson.title, lesson.body) == ("By Hana", "<p>By Cleo.</p>")
    assert "What Cleo saved meanwhile is kept as well: Text for students." in (
        response.content.decode()
    )


def test_of_a_text_both_changed_the_second_sees_both_and_chooses(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    page, hana, cleo = (
        url("lesson_change", lesson.pk),
        client_for(world.hana),
        client_for(world.cleo),
    )
    was = opened(hana, page)
    seen = lesson_post(lesson)
    cleo.post(page, seen | {"body": "<p>By Cleo.</p>", "was": opened(cleo, page)})
    second = hana.post(page, seen | {"body": "<p>By Hana.</p>", "was": was})
    assert second.status_code == 200
    said = second.content.decode()
    assert "Cleo saved this while you had it open" in said
    assert "By <mark>Hana.</mark>" in said
    assert "By <mark>Cleo.</mark>" in said
    assert "&lt;p&gt;By Hana.&lt;/p&gt;</textarea>" in said  # hers is in the form
    lesson.refresh_from_db()
    assert lesson.body == "<p>By Cleo.</p>"
    now = unescape(re.search(r'name="was" value="([^"]*)"', said)[1])
    hers = seen | {"body": "<p>By Hana.</p>", "was": now}
    assert hana.post(page, hers | {"take": "body"}).status_code == 302
    lesson.refresh_from_db()
    assert lesson.body == "<p>By Cleo.</p>"
    assert hana.post(page, hers).status_code == 302
    lesson.refresh_from_db()
    assert lesson.body == "<p>By Hana.</p>"


def test_what_both_changed_stays_to_be_chosen_when_the_form_has_errors_too(
    world, client_for, edited
):
    lesson = edited.lessons.get(kind="reading")
    page, hana, cleo = (
        url("lesson_change", lesson.pk),
        client_for(world.hana),
        client_for(world.cleo),
    )
    was = opened(hana, page)
    cleo.post(page, lesson_post(lesson) | {"summary": "Cleo’s line"})
    second = hana.post(page, lesson_post(lesson, title="", summary="Hana’s line") | {"was": was})
    assert "<mark>Cleo’s</mark> line" in unescape(second.content.decode())
    assert said_beside(second, "title")


def test_steps_and_prompts_of_both_come_together(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    one, two = (make.step(lesson=lesson, text=text) for text in ("one", "two"))
    page, hana, cleo = (
        url("lesson_change", lesson.pk),
        client_for(world.hana),
        client_for(world.cleo),
    )

    def steps(first="one", second="two", new=()):
        kept = [(one.pk, {"lesson": lesson.pk, "text": first, "position": 1}),
                (two.pk, {"lesson": lesson.pk, "text": second, "position": 2})]  # fmt: skip
        added = [{"lesson": lesson.pk, "text": text, "position": 3} for text in new]
        return lesson_post(lesson) | rows("steps", kept, added)

    was = opened(hana, page)
    assert cleo.post(page, steps(second="TWO by Cleo", new=["by Cleo"])).status_code == 302
    assert (
        hana.post(page, steps(first="ONE by Hana", new=["by Hana"]) | {"was": was}).status_code
        == 302
    )
    assert list(lesson.steps.values_list("text", flat=True)) == [
        "ONE by Hana", "TWO by Cleo", "by Cleo", "by Hana",
    ]  # fmt: skip
    # The same row by both: shown side by side, nothing overwritten.
    was = opened(hana, page)
    LessonStep.objects.filter(pk=one.pk).update(text="Again by Cleo")
    kept = [(s.pk, {"lesson": lesson.pk, "text": s.text, "position": s.position})
            for s in lesson.steps.all()]  # fmt: skip
    kept[0][1]["text"] = "Again by Hana"
    second = hana.post(page, lesson_post(lesson) | rows("steps", kept) | {"was": was})
    assert second.status_code == 200
    said = second.content.decode()
    assert f'name="take" value="steps:{one.pk}"' in said
    assert lesson.steps.first().text == "Again by Cleo"


def test_a_row_taken_out_by_one_and_changed_by_the_other_is_not_lost(world, client_for, edited):
    lesson = edited.lessons.get(kind="reflection")
    prompt = lesson.prompts.first()
    page, hana = url("lesson_change", lesson.pk), client_for(world.hana)
    was = opened(hana, page)
    posted = lesson_post(lesson) | {"prompts-0-text": "CHANGED by Hana", "was": was}
    Prompt.objects.filter(pk=prompt.pk).delete()
    assert hana.post(page, posted).status_code == 302
    assert [p.text for p in lesson.prompts.all()] == ["CHANGED by Hana"]


def test_a_modules_page_meets_too_with_its_lessons(world, client_for, edited):
    page, hana, cleo = (
        url("moduleversion_change", edited.pk),
        client_for(world.hana),
        client_for(world.cleo),
    )
    was = opened(hana, page)
    seen = version_post(edited)
    first = {"summary": "By Cleo", "lessons-0-minutes": 44, "was": opened(cleo, page)}
    assert cleo.post(page, seen | first).status_code == 302
    lesson = edited.lessons.first()
    lesson.body = "<p>Meanwhile, on its own page.</p>"
    lesson.save()
    second = {"subtitle": "By Hana", "lessons-1-minutes": 33, "was": was}
    assert hana.post(page, seen | second).status_code == 302
    edited.refresh_from_db()
    assert (edited.summary, edited.subtitle) == ("By Cleo", "By Hana")
    assert [x.minutes for x in edited.lessons.all()] == [44, 33]
    assert edited.lessons.first().body == "<p>Meanwhile, on its own page.</p>"


# ------------------------------------------------------------------ words while one types
def test_numbers_no_form_sends_break_nothing(world, client_for, edited):
    lesson = edited.lessons.get(kind="reflection")
    page, hana = url("lesson_change", lesson.pk), client_for(world.hana)
    seen = lesson_post(lesson) | {"was": opened(hana, page)}
    for name in ("prompts-TOTAL_FORMS", "prompts-0-position"):
        response = hana.post(page, seen | {name: "9" * 5000})
        assert response.status_code in {200, 302}, name
        assert lesson.prompts.exists()


def test_words_typed_and_not_saved_are_offered_taken_and_left(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    page, words = url("lesson_change", lesson.pk), url("lesson_words", lesson.pk)
    hana, cleo = client_for(world.hana), client_for(world.cleo)
    assert put(hana, words, world.hana).json()["revision"] == 1
    assert "data-offer" in hana.get(page).content.decode()
    assert "TYPED" not in hana.get(page).content.decode()
    assert "TYPED" in hana.get(page + "?words=take").content.decode()
    for who in (cleo, client_for(world.root), client_for(world.ivo)):
        for path in (page, page + "?words=take"):
            shown = who.get(path).content.decode()
            assert "TYPED" not in shown
            assert "data-offer" not in shown
    assert hana.post(words, {"do": "leave"}).status_code == 302
    assert "data-offer" not in hana.get(page).content.decode()
    assert not DraftText.objects.filter(body__contains="TYPED").exists()


def test_words_outlive_the_session_and_a_publication(world, client_for, edited, client):
    lesson = edited.lessons.get(kind="reading")
    words = url("lesson_words", lesson.pk)
    assert put(client_for(world.hana), words, world.hana).status_code == 200
    assert put(client, words, world.hana, base=1).status_code == 401
    publishing.publish(module=edited.module, by=world.cleo)
    again = publishing.edit(module=edited.module, by=world.cleo)
    page = url("lesson_change", again.lessons.get(key=lesson.key).pk)
    assert "TYPED" in client_for(world.hana).get(page + "?words=take").content.decode()


def test_a_save_takes_the_words_away(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    hana = client_for(world.hana)
    put(hana, url("lesson_words", lesson.pk), world.hana)
    put(client_for(world.cleo), url("lesson_words", lesson.pk), world.cleo)
    hana.post(url("lesson_change", lesson.pk), lesson_post(lesson, body=TYPED))
    assert set(Editing.objects.values_list("person", flat=True)) == {world.cleo.pk}
    assert not Draft.objects.filter(author=world.hana, entry=None, reply=None).exists()


REFUSED = {
    "another author": ({"author": str(uuid.uuid4())}, 409, "wrong-user"),
    "another field": ({"body": json.dumps({"fields": {"title": "x"}, "was": {}})}, 400, "invalid"),
    "no fields": ({"body": "[]"}, 400, "invalid"),
    "no text": ({"body": json.dumps({"fields": {"body": 3}, "was": {}})}, 400, "invalid"),
    "too long": (
        {"body": json.dumps({"fields": {"body": "x" * 200_001}, "was": {}})}, 422, "too-long"
    ),
}  # fmt: skip


def test_what_cannot_be_kept_is_told(world, client_for, edited):
    words = url("lesson_words", edited.lessons.first().pk)
    hana = client_for(world.hana)
    for name, (change, status, state) in REFUSED.items():
        response = put(hana, words, world.hana, **change)
        assert (response.status_code, response.json()["state"]) == (status, state), name
    put(hana, words, world.hana)
    other = json.dumps({"fields": {"body": "Other words."}, "was": {}})
    late = put(hana, words, world.hana, base=0, body=other)
    assert late.json()["state"] == "conflict"
    frozen = url("lesson_words", world.release.version.lessons.first().pk)
    assert put(hana, frozen, world.hana).status_code == 404


def test_the_words_door_opens_to_who_builds_and_to_nobody_else(world, client_for, edited):
    words = url("lesson_words", edited.lessons.first().pk)
    unused = url("lesson_words", 987_654)
    for name in ("asha", "ekdal", "omar", "tuva", "farid"):
        client = client_for(world.people[name])
        for path in (words, unused):
            assert put(client, path, world.people[name]).status_code == 404
            assert client.post(path, {"author": world.people[name].pk}).status_code == 404
    assert not Editing.objects.exists()


# ------------------------------------------------------------------ being there
def test_who_else_is_there_is_said_and_no_more(world, client_for, edited):
    lesson = edited.lessons.first()
    page, words = url("lesson_change", lesson.pk), url("lesson_words", lesson.pk)
    hana, cleo = client_for(world.hana), client_for(world.cleo)
    assert cleo.post(words, {"author": world.cleo.pk}).json() == {"others": ""}
    Editing.objects.update(opened_at=make.ago(minutes=4, seconds=5))
    assert "Cleo opened this 4 minutes ago." in hana.get(page).content.decode()
    said = hana.post(words, {"author": world.hana.pk}).json()["others"]
    assert said == "Cleo opened this 4 minutes ago."
    assert hana.post(words, {"author": world.cleo.pk}).status_code == 409
    # Another page, or long ago, is nobody.
    other = url("lesson_change", edited.lessons.last().pk)
    assert "Cleo opened" not in hana.get(other).content.decode()
    Editing.objects.filter(person=world.cleo).update(seen_at=make.ago(minutes=4))
    assert "Cleo opened" not in hana.get(page).content.decode()


def test_a_frozen_page_says_and_keeps_nothing(world, client_for):
    lesson = world.release.version.lessons.first()
    page = client_for(world.hana).get(url("lesson_change", lesson.pk)).content.decode()
    assert 'name="was"' not in page
    assert "data-words-url" not in page
