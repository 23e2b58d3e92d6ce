"""Prompts on the shelf: into a reflection being edited, and above a page of one's own."""

import json
import uuid

import pytest
from django.urls import reverse

from accounts.errors import NotNow, Refused
from curriculum.actions import library
from curriculum.models import ShelfPrompt
from reflections.models import Entry
from tests import make


@pytest.fixture
def course(world):
    return world.release.version.module.course


@pytest.fixture
def edited(course):
    version = make.module_version(module=make.module(course=course), number=None)
    lesson = make.lesson(version=version, kind="reflection", title="Reflection")
    make.prompt(lesson=lesson)
    return lesson


# ------------------------------------------------------------------ into a reflection
def test_taking_one_copies_its_words(world, course, edited, client_for):
    kept = make.shelf_prompt(course=course, text="The wait.")
    url = reverse("admin:curriculum_shelfprompt_take", args=[edited.pk])
    client = client_for(world.cleo)
    assert "The wait." in client.get(url).content.decode()
    assert "Choose one of them." in client.post(url).content.decode()
    assert client.post(url, {"prompt": kept.pk}).status_code == 302
    taken = edited.prompts.last()
    assert (taken.text, taken.name, taken.position > edited.prompts.first().position) == (
        "The wait.", kept.name, True,
    )  # fmt: skip
    again = client.post(url, {"prompt": kept.pk})
    assert "offers that prompt already" in again.content.decode()
    library.remove_shelf_prompt(prompt=kept, by=world.cleo)
    taken.refresh_from_db()
    assert taken.text == "The wait."
    page = client.get(reverse("admin:curriculum_lesson_change", args=[edited.pk]))
    assert url in page.content.decode()


def test_a_full_or_foreign_or_frozen_reflection_takes_none(world, course, edited, client_for):
    kept = make.shelf_prompt(course=course)
    foreign = make.shelf_prompt(course=make.course())
    with pytest.raises(Refused, match="of this course"):
        library.take_from_shelf(prompt=foreign, lesson=edited, by=world.cleo)
    for _ in range(3):
        make.prompt(lesson=edited)
    with pytest.raises(NotNow, match="as many prompts"):
        library.take_from_shelf(prompt=kept, lesson=edited, by=world.cleo)
    frozen = make.reflection_of(world.release)
    take = "admin:curriculum_shelfprompt_take"
    assert client_for(world.cleo).get(reverse(take, args=[frozen.pk])).status_code == 404
    assert client_for(world.ekdal).get(reverse(take, args=[edited.pk])).status_code == 404
    with pytest.raises(Refused):
        library.take_from_shelf(prompt=kept, lesson=frozen, by=world.ekdal)


def test_only_those_who_build_the_course_fill_its_shelf(world, course):
    for person in (world.asha, world.ekdal, world.omar):
        prompt = ShelfPrompt(course=course, group="G", name="N", text="T")
        with pytest.raises(Refused):
            library.add_shelf_prompt(prompt=prompt, by=person)
    first = ShelfPrompt(course=course, group="G", name="N", text="T")
    library.add_shelf_prompt(prompt=first, by=world.cleo)
    second = ShelfPrompt(course=course, group="G", name="N", text="U")
    library.add_shelf_prompt(prompt=second, by=world.cleo)
    assert (first.position, second.position) == (1, 2)
    library.change_shelf_prompt(prompt=first, by=world.cleo, text="V")
    assert ShelfPrompt.objects.get(pk=first.pk).text == "V"


# ------------------------------------------------------------------ above a page of one's own
def _send(client, person, entry_id, base=0, body="I waited.", **more):
    sent = {"save_id": str(uuid.uuid4()), "base": base, "author": str(person.pk), "body": body}
    url = reverse("entry_draft", args=[entry_id])
    return client.put(url, json.dumps(sent | more), content_type="application/json")


def test_a_page_begins_from_one_and_keeps_its_words(world, course, client_for):
    one, other = (make.shelf_prompt(course=course, text=text) for text in ("The wait.", "A hand."))
    foreign = make.shelf_prompt(course=make.course(), text="NOT HERS")
    client = client_for(world.asha)
    html = client.get(reverse("entry_new")).content.decode()
    assert "Begin from a prompt" in html
    assert "The wait." in html
    assert "NOT HERS" not in html
    entry_id = uuid.uuid4()
    assert _send(client, world.asha, entry_id, prompt=foreign.pk).status_code == 200
    assert Entry.objects.get(pk=entry_id).begun_from == ""
    assert _send(client, world.asha, entry_id, base=1, prompt=one.pk).status_code == 200
    assert Entry.objects.get(pk=entry_id).begun_from == "The wait."
    _send(client, world.asha, entry_id, base=2, body="More.", prompt=other.pk)
    assert Entry.objects.get(pk=entry_id).begun_from == "A hand."
    other.delete()
    html = client.get(reverse("entry_write", args=[entry_id])).content.decode()
    assert "A hand." in html
    _send(client, world.asha, entry_id, base=3, body="None.", prompt=0)
    assert Entry.objects.get(pk=entry_id).begun_from == ""


def test_without_a_script_the_form_keeps_it_too(world, course, client_for):
    one = make.shelf_prompt(course=course, text="The wait.")
    client, entry_id = client_for(world.asha), uuid.uuid4()
    sent = {"author": world.asha.pk, "base": 0, "save_id": uuid.uuid4(), "body": "x",
            "prompt": one.pk, "do": "save"}  # fmt: skip
    url = reverse("entry_write", args=[entry_id])
    failed = client.post(url, sent | {"title": "t" * 500})
    assert f'id="prompt-{one.pk}" value="{one.pk}" checked' in failed.content.decode()
    assert client.post(url, sent).status_code == 302
    assert Entry.objects.get(pk=entry_id).begun_from == "The wait."
    sent = sent | {"prompt": 0, "base": 1, "save_id": uuid.uuid4()}
    client.post(url, sent)
    assert Entry.objects.get(pk=entry_id).begun_from == ""


def test_the_reader_sees_what_it_began_from_and_it_stays_so(world, course, client_for):
    one, other = (make.shelf_prompt(course=course, text=text) for text in ("The wait.", "A hand."))
    entry = make.entry(author=world.asha, title="")
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    Entry.objects.filter(pk=entry.pk).update(begun_from=one.text)
    html = client_for(world.ekdal).get(reverse("desk", args=[entry.pk])).content.decode()
    assert "The wait." in html
    client = client_for(world.asha)
    assert "The wait." in client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "A hand." not in client.get(reverse("entry_write", args=[entry.pk])).content.decode()
    base = entry.draft.revision
    _send(client, world.asha, entry.pk, base=base, body="Other words.", prompt=other.pk)
    assert Entry.objects.get(pk=entry.pk).begun_from == "The wait."


@pytest.mark.parametrize("rows", [1, 3])
def test_an_empty_page_costs_the_same_with_a_longer_shelf(
    world, course, client_for, django_assert_num_queries, rows
):
    for _ in range(rows):
        make.shelf_prompt(course=course)
    client = client_for(world.asha)
    client.get(reverse("entry_new"))
    with django_assert_num_queries(6):
        client.get(reverse("entry_new"))
