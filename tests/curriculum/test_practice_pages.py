"""Practising alone: the pages, and that nothing of a run is kept anywhere."""

import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.models import HelpContact
from curriculum import following
from curriculum.models import Encounter, Lesson
from reflections.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(world):
    return make.encounter(course=world.release.version.module.course, slug="the-bench")


def words_of(page):
    return page.content.decode()


def play(client, **sent):
    return client.post(reverse("practice", args=["the-bench"]), sent)


def everything():
    """Return how many rows there are of every model."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_a_run_is_played_tap_by_tap_and_leaves_nothing_behind(
    world, client_for, practice, caplog, django_assert_num_queries
):
    client = client_for(world.asha)
    client.get(reverse("practice_list"))
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    before = everything(), list(Session.objects.values_list("session_key", "session_data"))
    with django_assert_num_queries(5):
        start = client.get(reverse("practice", args=["the-bench"]))
    assert "Worry" in words_of(start)
    assert "Since two." not in words_of(start)
    with django_assert_num_queries(5):
        first = play(client, do="begin")
    assert "Since two." in words_of(first)
    # What a choice does is said once it was made, and not before.
    assert "opens the door" not in words_of(first)
    said = play(client, path="", choose="a1b")
    assert "shuts the door" in words_of(said)
    assert "You were gone." in words_of(said)
    assert 'name="path" value="a1b"' in words_of(said)
    back = play(client, path="a1b", do="back")
    assert 'name="path" value=""' in words_of(back)
    over = words_of(play(client, path="a1b", do="on"))
    assert "You left." in over
    assert "What now?" in over
    again = words_of(play(client, path="a1b", do="again"))
    assert 'name="earlier" value="a1b"' in again
    other = words_of(play(client, path="a1a", earlier="a1b", do="on"))
    assert "leaving silence · being there" in re.sub(r"\s+", " ", other)
    assert "Beside an earlier way" in other
    assert "You stayed." not in other
    assert "You were gone." in other  # the other choice, folded away
    assert everything() == before[0]
    assert list(Session.objects.values_list("session_key", "session_data")) == before[1]
    assert "a1b" not in caplog.text
    assert start.wsgi_request.get_full_path() == "/practice/the-bench/"
    for page in (start, first, said):
        contact = HelpContact.objects.first()
        assert contact.name in words_of(page)
        assert reverse("help") in words_of(page)


def test_what_was_changed_meanwhile_or_made_up_is_played_as_far_as_it_is_there(
    world, client_for, practice
):
    client = client_for(world.asha)
    for path in ("a1z", "a1a zz", "' OR 1=1", "x" * 40_000):
        page = play(client, path=path, do="on")
        assert page.status_code == 200
        assert "was changed since you began" in words_of(page) or "You sat." in words_of(page)
    assert client.put(reverse("practice", args=["the-bench"])).status_code == 405


def test_only_what_is_published_is_played_and_by_those_who_take_part(world, client_for, practice):
    hidden = make.encounter(
        course=practice.course, slug="hidden", is_published=False, needs_sign_off=True
    )
    address = reverse("practice", args=["the-bench"])
    for person in (world.asha, world.chidi, world.ekdal, world.ivo, world.tuva, world.cleo):
        client = client_for(person)
        assert client.get(address).status_code == 200
        assert "Practice " in words_of(client.get(reverse("practice_list")))
        assert client.get(reverse("practice", args=[hidden.slug])).status_code == 404
        assert hidden.title not in words_of(client.get(reverse("practice_list")))
        assert client.post(reverse("practice", args=[hidden.slug])).status_code == 404
    for person in (world.lena,):
        client = client_for(person)
        assert client.get(address).status_code == client.post(address).status_code == 404
        assert "nothing to practise alone yet" in words_of(client.get(reverse("practice_list")))
    change = reverse("admin:curriculum_encounter_change", args=[practice.pk])
    assert change in words_of(client_for(world.cleo).get(address))
    assert change not in words_of(client_for(world.asha).get(address))


def test_the_list_asks_as_much_for_three_as_for_one(
    world, client_for, practice, django_assert_num_queries
):
    client = client_for(world.asha)
    client.get(reverse("practice_list"))
    for more in (0, 2):
        for _each in range(more):
            make.encounter(course=practice.course)
        with django_assert_num_queries(4):
            page = client.get(reverse("practice_list"))
    assert len(re.findall(r"<h3", words_of(page))) == 3


def test_the_question_of_an_ending_becomes_a_private_page(world, client_for, practice):
    client = client_for(world.asha)
    over = words_of(play(client, path="a1a", do="on"))
    page = re.search(r'name="page" value="([^"]+)"', over)[1]
    sent = {"path": "a1a", "do": "keep", "page": page, "line": "I did, WORDS."}
    kept = play(client, **sent)
    assert kept.url == reverse("entry_write", args=[page])
    entry = Entry.objects.get(pk=page)
    assert (entry.author, entry.begun_from) == (world.asha, "Who sat?")
    assert entry.release is None
    room = words_of(client.get(kept.url))
    assert "I did, WORDS." in room
    assert practice.title not in room
    # Once more is the same page; somebody else's is not there; too long is said, and not lost.
    assert play(client, **sent).url == kept.url
    assert play(client_for(world.ben), **sent).status_code == 404
    long = play(client, **(sent | {"page": str(following.new_id()), "line": "word " * 50_000}))
    assert long.status_code == 422
    assert 'id="line-refused"' in words_of(long)
    assert Entry.objects.filter(begun_from="Who sat?").count() == 1
    # Before the end there is no question to keep.
    early = play(client, **(sent | {"path": "", "page": str(following.new_id())}))
    assert early.status_code == 200
    assert play(client, **(sent | {"page": "nonsense", "line": ""})).status_code == 302


def test_lessons_and_the_library_lead_to_it_once_it_is_open(world, client_for, practice):
    lesson = world.release.version.lessons.first()
    Lesson.objects.filter(pk=lesson.pk).update(kind="practice", scenario="the-bench", body="B")
    client = client_for(world.asha)
    page = reverse("lesson", args=[world.release.version.module.slug, lesson.slug])
    to_it = f'href="{reverse("practice", args=["the-bench"])}"'
    assert to_it in words_of(client.get(page))
    make.scenario(course=practice.course, slug="the-bench", kind="encounter")
    card = reverse("scenario", args=["the-bench"])
    for address in (page, card):
        assert to_it in words_of(client.get(address))
    Encounter.objects.update(is_published=False)
    for address in (page, card):
        assert to_it not in words_of(client.get(address))
    assert "not open to be practised yet" in words_of(client.get(card))
