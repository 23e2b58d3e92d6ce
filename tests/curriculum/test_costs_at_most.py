"""No page of a module costs more than ten queries, whoever reads it and whatever there is of it."""

import pytest
from django.urls import reverse

from curriculum.models import Lesson, Objective, ReleaseChange
from tests import make

pytestmark = pytest.mark.django_db
KINDS = Lesson.Kind.values
# Beside these a story, a reflection, a circle and a rehearsal ask one thing more.
PLAIN = {"reading", "art", "transcript", "exercise"}


@pytest.fixture
def everything(world):
    """Asha learns here, mentors there and helps to build the course; and everything is in it."""
    w, version = world, world.release.version
    make.membership(person=w.asha, cohort=w.rowan, role="mentor")
    make.course_team(course=version.module.course, person=w.asha)
    lessons = {}
    for kind in KINDS:
        of = {"scenario": "the-yard-sign"} if kind in {"roleplay", "practice"} else {}
        lessons[kind] = make.lesson(version=version, kind=kind, **of)
        (make.prompt if kind == "reflection" else make.step)(lesson=lessons[kind])
    make.scenario(course=version.module.course, slug="the-yard-sign", is_published=True)
    earlier = make.module_version(module=version.module, number=None)
    make.lesson(version=earlier, kind="reflection")
    ReleaseChange.objects.create(
        release=w.release, from_version=earlier, to_version=version, by=w.hana
    )
    _no_longer_asked(w, earlier, lessons["narrative"])
    return lessons


def _no_longer_asked(w, earlier, story):
    old = make.lesson(version=earlier, kind="narrative", key=story.key)
    step = make.step(lesson=old, text="What did she leave out?")
    make.answer(author=w.asha, release=w.release, step=step, body="ANSWER-to what was asked once")


@pytest.mark.parametrize("kind", KINDS)
def test_a_lesson_costs_ten_queries_at_most(
    everything, world, client_for, django_assert_num_queries, kind
):
    one, client = everything[kind], client_for(world.asha)
    with django_assert_num_queries(9 if kind in PLAIN else 10):
        page = client.get(reverse("lesson", args=[one.version.module.slug, one.slug]))
    said = page.content.decode()
    assert "<strong>Changed" in said
    assert ("ANSWER-to" in said) is (kind == "narrative")
    assert ("What did she leave out?" in said) is (kind == "narrative")


def test_a_module_costs_ten_queries_at_most(
    everything, world, client_for, django_assert_num_queries
):
    version, client = world.release.version, client_for(world.asha)
    version.facilitator_notes = "<p>Ask twice.</p>"
    version.save()
    Objective.objects.create(version=version, text="Hear *all* of it")
    with django_assert_num_queries(10):
        page = client.get(reverse("module", args=[version.module.slug]))
    said = page.content.decode()
    for words in ("<strong>Changed", "Ask twice.", "Hear <em>all</em> of it"):
        assert words in said
