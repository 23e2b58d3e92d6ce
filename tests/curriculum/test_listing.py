"""What the library lists and finds is what was published, whatever is being edited meanwhile."""

import pytest
from django.urls import reverse

from curriculum import scenario_document as documents
from curriculum.actions import scenarios
from curriculum.models import Scenario
from curriculum.queries import library as queries
from curriculum.queries.library import listing
from tests import make
from tests.curriculum.a_scenario import HIDDEN, WHOLE, stored

CHANGES = {
    "title": "Rewritten", "summary": "Half a thought", "skill": "Apology", "level": 3,
    "minutes_play": 50, "people_max": 9, "intensity": 1, "content_note": "", "kind": "dialogue",
    "setting": "Night ward", "brief": "A lantern",
}  # fmt: skip


@pytest.fixture
def course(world):
    return world.release.version.module.course


def told(library):
    """Return what the list says, and what its boxes are."""
    rows = [
        (row.title, row.summary, row.setting, row.get_level_display(), row.minutes,
         row.content_note) for row in library.rows
    ]  # fmt: skip
    boxes = {(facet.name, one.value) for facet in library.facets for one in facet.choices}
    return rows, boxes, library.shortest, library.longest


def test_an_edit_reaches_the_list_its_boxes_and_its_search_when_it_is_published(
    world, course, client_for, django_assert_num_queries
):
    scenario = stored(course)
    asha = world.asha
    before = told(queries.library(asha, "", {}))
    assert before[0][0][:2] == (WHOLE.title, WHOLE.summary)
    lesson = make.lesson(version=world.release.version, kind="roleplay", scenario=scenario.slug)
    scenarios.change_scenario(scenario=scenario, by=world.cleo, **CHANGES)
    for person in (asha, world.cleo):
        with django_assert_num_queries(2):
            assert told(queries.library(person, "", {})) == before
    for words, number in (("rewritten", 0), ("lantern", 0), ("at the DOOR", 1), ("calder", 1)):
        with django_assert_num_queries(2 if number else 1):
            assert queries.library(asha, words, {}).found == number, words
    assert queries.library(asha, "", {"skill": ["Listening"]}).found == 1
    page = reverse("lesson", args=[world.release.version.module.slug, lesson.slug])
    for url in (reverse("scenario_list"), reverse("scenario", args=[scenario.slug]), page):
        html = client_for(asha).get(url).content.decode()
        assert WHOLE.summary in html, url
        assert "Half a thought" not in html, url
    scenarios.publish(scenario=scenario, by=world.cleo)
    found = queries.library(asha, "lantern", {"kind": ["dialogue"], "minutes": ["long"]})
    assert [(row.title, row.level) for row in found.rows] == [("Rewritten", 3)]
    assert queries.library(asha, "calder", {}).found == 0
    assert "Half a thought" in client_for(asha).get(page).content.decode()


def test_before_its_first_edition_those_who_build_it_see_what_is_written(world, course, client_for):
    draft = stored(course, is_published=False, title="In the making")
    client = client_for(world.cleo)
    html = client.get(reverse("scenario_list"), {"q": "making"}).content.decode()
    assert "In the making" in html
    assert "Not in the library yet" in html
    assert queries.library(world.asha, "making", {}).total == 0
    scenarios.change_scenario(scenario=draft, by=world.cleo, title="Still in the making")
    assert queries.library(world.cleo, "still", {}).found == 1


def test_a_change_that_waited_for_a_publisher_leaves_what_was_listed(world, course):
    scenario = stored(course)
    late = Scenario.objects.get(pk=scenario.pk)
    reviewed = Scenario.objects.get(pk=scenario.pk)
    scenarios.change_scenario(scenario=scenario, by=world.cleo, title="Second")
    scenarios.publish(scenario=scenario, by=world.cleo)
    # Both began before that: they save the row they had read.
    scenarios.change_scenario(scenario=late, by=world.cleo, skill="Third")
    scenarios.note_review(scenario=reviewed, by=world.cleo)
    assert [row.title for row in queries.library(world.asha, "second", {}).rows] == ["Second"]


def test_nothing_hidden_is_listed_or_found():
    kept = listing(WHOLE)
    said = (repr([*kept["listed"].values()]) + kept["searched"]).casefold()
    assert [word for word in HIDDEN if word.casefold() in said] == []
    assert kept["listed"].keys() == set(queries.LISTED)
    assert WHOLE.door.splitlines()[0].casefold() in kept["searched"]
    assert listing(documents.public(WHOLE)) == kept
