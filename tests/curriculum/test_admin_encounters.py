"""Writing a practice in the admin: its map, its table, its moments, and whoever agrees to it."""

import re

import pytest
from django.urls import reverse

from curriculum.models import Encounter, EncounterChoice, EncounterNode
from curriculum.queries.encounters import document_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(world):
    course = world.release.version.module.course
    return make.encounter(course=course, is_published=False, title="The bench")


def at(name, *args, model="encounter"):
    return reverse(f"admin:curriculum_{model}_{name}", args=args)


def words_of(page):
    return page.content.decode()


def node_post(node, choices=(), **fields):
    """Return what the page of a moment sends."""
    names = ("key", "narration", "speaker", "says", "ending", "reflect")
    sent = {name: getattr(node, name) for name in names}
    sent |= {"recap": node.recap.split()} | fields
    rows = [
        {
            "id": one.pk or "", "node": node.pk or "", "position": place, "text": one.text,
            "rating": one.rating, "tags": one.tags.split(), "next": one.next,
            "feedback": one.feedback,
        }
        for place, one in enumerate(choices, 1)
    ]  # fmt: skip
    for place, row in enumerate(rows):
        sent |= {f"choices-{place}-{name}": value for name, value in row.items()}
    known = sum(bool(one.pk) for one in choices)
    counts = {"TOTAL": len(rows), "INITIAL": known, "MIN_NUM": 0, "MAX_NUM": 4}
    return sent | {f"choices-{name}_FORMS": str(n) for name, n in counts.items()}


def test_its_page_draws_the_map_and_names_each_problem_beside_its_moment(
    world, client_for, practice
):
    client = client_for(world.cleo)
    page = words_of(client.get(at("change", practice.pk)))
    assert "It holds together: 3 moments, at most 1 decision" in page
    assert page.count('class="box') == 3
    assert page.count('<path class="way') == 2
    near = practice.nodes.get(key="near")
    assert at("change", near.pk, model="encounternode") in page
    assert "Sit down." in page
    assert "opens the door" in page
    EncounterChoice.objects.filter(key="a1a").update(next="not-yet")
    page = words_of(client.get(at("change", practice.pk)))
    for said in ("Choice 1 leads to “not-yet”, which is not there.", "Nothing leads here."):
        assert said in page
    row = re.search(r'<tr id="moment-a1">.*?</tr>', page, re.DOTALL)[0]
    assert "Choice 1 leads to" in row
    write = f"{at('add', model='encounternode')}?encounter={practice.pk}&amp;key=not-yet"
    assert write in page
    assert 'class="box missing"' in page
    assert at("publish", practice.pk) not in page
    client.post(at("publish", practice.pk))
    assert not Encounter.objects.get(pk=practice.pk).is_published
    tried = client.get(at("try", practice.pk), follow=True)
    assert "Mend what is listed first" in words_of(tried)


def test_it_is_written_published_changed_and_taken_back(world, client_for, practice):
    client = client_for(world.cleo)
    node = practice.nodes.get(key="a1")
    words = {"rating": "workable", "tags": "support", "feedback": "A wave."}
    choices = [*node.choices.all(), EncounterChoice(text="Wave.", next="away", **words)]
    page = client.get(at("change", node.pk, model="encounternode"))
    assert '<option value="away">' in words_of(page)
    assert "leaving silence, being there" in words_of(page)
    sent = node_post(node, choices, narration="Another bench.")
    done = client.post(at("change", node.pk, model="encounternode"), sent)
    assert done.status_code == 302
    assert done.url.endswith("#map")
    assert document_of(practice).nodes[0].choices[2].tags == ("support",)
    assert "Another bench." in words_of(client.get(at("change", practice.pk)))
    refused = client.post(
        at("change", node.pk, model="encounternode"), node_post(node, choices[:2], key="near")
    )
    assert "Another moment of this practice has this name." in words_of(refused)
    # A new one, reached from the map.
    add = f"{at('add', model='encounternode')}?encounter={practice.pk}&key=later"
    assert 'value="later"' in words_of(client.get(add))
    new = EncounterNode(encounter=practice, key="later", says="Later.")
    client.post(add, node_post(new, encounter=practice.pk))
    later = practice.nodes.get(key="later")
    assert client.get(at("add", model="encounternode")).status_code == 404
    client.post(at("delete", later.pk, model="encounternode"), {"post": "yes"})
    assert not practice.nodes.filter(key="later").exists()
    # Tried as it is being written, then published: two different doors.
    assert "Another bench." in words_of(client.post(at("try", practice.pk), {"do": "begin"}))
    assert client.get(at("publish", practice.pk)).status_code == 405
    client.post(at("publish", practice.pk))
    assert Encounter.objects.get(pk=practice.pk).is_published
    assert "just as it stands here" in words_of(client.get(at("change", practice.pk)))
    fields = {"title": "The bench", "focus": "Other", "setting": "S", "minutes": "5",
              "you_are": "You", "start": "a1", "position": "1"}  # fmt: skip
    client.post(at("change", practice.pk), fields)
    assert "Published, and changed since." in words_of(client.get(at("change", practice.pk)))
    client.post(at("back", practice.pk))
    assert not Encounter.objects.get(pk=practice.pk).is_published
    client.post(at("delete", practice.pk), {"post": "yes"})
    assert not Encounter.objects.filter(pk=practice.pk).exists()


def test_a_new_practice_begins_without_a_moment(world, client_for):
    client = client_for(world.cleo)
    course = world.release.version.module.course
    fields = {"course": course.pk, "title": "New", "slug": "new-one", "focus": "F",
              "setting": "S", "minutes": "5", "you_are": "You"}  # fmt: skip
    done = client.post(at("add"), fields, follow=True)
    row = Encounter.objects.get(slug="new-one")
    assert "There is no moment yet." in words_of(done)
    assert "It does not say where it starts." in words_of(done)
    assert f"{at('add', model='encounternode')}?encounter={row.pk}" in words_of(done)


def test_the_wellbeing_lead_reads_every_moment_and_agrees(world, client_for, practice):
    Encounter.objects.filter(pk=practice.pk).update(needs_sign_off=True)
    tuva, cleo = client_for(world.tuva), client_for(world.cleo)
    page = words_of(tuva.get(at("change", practice.pk)))
    assert "Sit down." in page
    assert "You stayed." in page
    assert 'name="title"' not in page
    assert at("change", practice.nodes.first().pk, model="encounternode") not in page
    assert at("publish", practice.pk) not in page
    assert at("publish", practice.pk) not in words_of(cleo.get(at("change", practice.pk)))
    assert at("agree", practice.pk) not in words_of(cleo.get(at("change", practice.pk)))
    sha256 = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)[1]
    cleo.post(at("agree", practice.pk), {"sha256": sha256})
    assert not Encounter.objects.get(pk=practice.pk).signed_off_at
    assert "Since two." in words_of(tuva.post(at("try", practice.pk), {"do": "begin"}))
    tuva.post(at("agree", practice.pk), {"sha256": sha256})
    assert Encounter.objects.get(pk=practice.pk).signed_off_by == world.tuva
    cleo.post(at("publish", practice.pk))
    assert Encounter.objects.get(pk=practice.pk).is_published
    # Of one that does not need her word she finds nothing here.
    other = make.encounter(course=practice.course)
    for door in ("change", "try"):
        assert tuva.get(at(door, other.pk)).status_code == 404
    moment = other.nodes.first()
    assert tuva.get(at("change", moment.pk, model="encounternode")).status_code in {403, 404}


def test_nobody_else_finds_its_pages(world, client_for, practice):
    node = practice.nodes.first()
    omar = client_for(world.omar)
    for address in (
        at("change", practice.pk), at("try", practice.pk),
        at("change", node.pk, model="encounternode"),
        f"{at('add', model='encounternode')}?encounter={practice.pk}",
    ):  # fmt: skip
        assert omar.get(address).status_code == 404, address
    for door in ("publish", "back", "agree"):
        assert omar.post(at(door, practice.pk)).status_code == 404
    assert practice.title not in words_of(omar.get(at("changelist")))


def test_its_page_asks_as_much_for_many_moments_as_for_few(
    world, client_for, practice, django_assert_num_queries
):
    client = client_for(world.cleo)
    client.get(at("change", practice.pk))
    for more in (0, 3):
        for number in range(more):
            EncounterNode.objects.create(encounter=practice, key=f"m{number}", says="S")
        with django_assert_num_queries(12):
            client.get(at("change", practice.pk))
