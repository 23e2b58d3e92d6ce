"""The starter course as those who teach from it need it: its times add up, its pages lead on."""

import re

import pytest

from curriculum.plaintext import plain
from tests.curriculum.packages import starter

# Words by which a lesson would put its teacher off: no lesson of ours may have them.
PROMISES = re.compile(r"until then|coming soon|not yet written|where the portal", re.I)


@pytest.fixture(scope="module")
def modules():
    return starter().modules


@pytest.fixture(scope="module")
def lessons(modules):
    return [lesson for module in modules for lesson in module.lessons]


def test_the_steps_of_a_circle_and_of_an_exercise_take_as_long_as_the_lesson(lessons):
    wrong = []
    for lesson in lessons:
        minutes = [step.minutes for step in lesson.steps]
        if lesson.kind in {"circle", "exercise"} and sum(filter(None, minutes)) != lesson.minutes:
            wrong.append((lesson.key, minutes, lesson.minutes))
        if lesson.kind == "circle" and not all(minutes):
            wrong.append((lesson.key, minutes))
    assert wrong == []


def test_a_facilitator_reads_where_the_hours_of_each_module_go(modules):
    for module in modules:
        alone = sum(one.minutes for one in module.lessons if one.with_whom == "alone")
        assert "Where the time goes." in module.facilitator_notes, module.slug
        told = re.search(r"Alone, (\d+) minutes", plain(module.facilitator_notes))
        assert told, module.slug
        assert int(told[1]) <= alone, module.slug


def test_nothing_is_promised_that_is_not_there(lessons):
    words = {one.key: f"{one.body} {one.facilitator_notes}" for one in lessons}
    assert [key for key, text in words.items() if PROMISES.search(text)] == []


def test_every_practice_leads_to_one_that_can_be_played(lessons):
    practices = starter().encounters
    known = {part.played.code for part in practices if part.is_published}
    asked = {lesson.scenario for lesson in lessons if lesson.kind == "practice"}
    assert asked == known
    assert len(known) == 3
