"""The parts of a scenario: who reads and changes them, what an edition freezes, what loads."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent
from accounts.policy import allows
from curriculum.actions import scenarios
from curriculum.models import (
    ChecklistItem,
    RoleBrief,
    RoleFact,
    Scenario,
    ScenarioEdition,
    ScenarioRole,
)
from curriculum.package.scenarios import ScenarioPart
from curriculum.queries import scenarios as queries
from curriculum.scenario_document import from_json, sha256
from tests import make
from tests.curriculum.a_scenario import HIDDEN, WHOLE, stored


@pytest.fixture
def course(world):
    return world.release.version.module.course


def now(scenario):
    """Return the document being edited."""
    return queries.document_of(queries.whole(Scenario.objects.filter(pk=scenario.pk)).get())


# ------------------------------------------------------------------ who
def test_no_student_reads_a_part_whatever_else_she_is(world, course):
    scenario = stored(course)
    role = scenario.roles.get(key="mr-calder")
    parts = [
        role, role.brief, *role.facts.all(), *role.cues.all(), scenario.guide,
        *scenario.checklist.all(), *scenario.steps.all(), *scenario.debrief.all(),
        *scenario.variations.all(), *scenario.rounds.all(), *scenario.editions.all(),
    ]  # fmt: skip
    assert len(parts) == 15
    for part in parts:
        assert allows(world.farid, "read", part)
        assert not allows(world.asha, "read", part)
    # A fourth-year who helps to facilitate is somebody's student as well.
    make.membership(person=world.asha, cohort=world.juniper, role="facilitator")
    student_of_another = make.person()
    make.membership(person=student_of_another, cohort=world.juniper, role="facilitator")
    assert allows(student_of_another, "read", role.brief)
    make.membership(person=student_of_another, cohort=make.cohort(), role="student")
    for person in (world.asha, student_of_another):
        assert not any(allows(person, "read", part) for part in parts)
    # Out of the library again: only those who build it.
    Scenario.objects.filter(pk=scenario.pk).update(is_published=False)
    brief = RoleBrief.objects.get(pk=role.brief.pk)
    assert not allows(world.farid, "read", brief)
    assert allows(world.cleo, "read", brief)


def test_only_those_who_build_it_change_its_parts(world, course):
    scenario = stored(course)
    role = scenario.roles.get(key="mr-calder")
    elsewhere = stored(make.course(), slug="another").roles.first()
    for person in (world.farid, world.asha, world.maya, world.omar):
        for act in (
            lambda by: scenarios.keep_part(part=role, by=by),
            lambda by: scenarios.remove_part(part=role.brief, by=by),
            lambda by: scenarios.publish(scenario=scenario, by=by),
            lambda by: scenarios.note_review(scenario=scenario, by=by),
            lambda by: scenarios.edit_again(edition=scenario.editions.get(), by=by, discard=True),
        ):
            with pytest.raises(Refused):
                act(person)
    for foreign in (elsewhere, RoleFact(role=elsewhere, text="x")):
        with pytest.raises(Refused):
            scenarios.keep_parts(scenario=scenario, kept=[foreign], gone=[], by=world.cleo)
        with pytest.raises(Refused):
            scenarios.keep_parts(scenario=scenario, kept=[], gone=[foreign], by=world.cleo)
    # A row of another scenario does not come here by saying that it is ours.
    elsewhere.scenario = scenario
    with pytest.raises(Refused):
        scenarios.keep_part(part=elsewhere, by=world.cleo)
    assert ScenarioRole.objects.get(pk=elsewhere.pk).scenario_id != scenario.pk
    assert now(scenario) == WHOLE


def test_parts_are_added_changed_and_removed_without_a_word_in_the_trail(world, course):
    scenario = stored(course)
    by = world.cleo
    new = [ScenarioRole(scenario=scenario, name="Mr Calder", kind="family") for _ in range(2)]
    scenarios.keep_parts(scenario=scenario, kept=new, gone=[], by=by)
    assert [one.key for one in new] == ["mr-calder-2", "mr-calder-3"]
    item = scenario.checklist.first()
    item.text = "BRIEF otherwise"
    scenarios.keep_parts(scenario=scenario, kept=[item], gone=new, by=by)
    scenarios.keep_part(part=item, by=by)
    role = scenario.roles.get(key="mr-calder")
    scenarios.remove_part(part=role, by=by)
    assert not RoleBrief.objects.exists()
    with pytest.raises(Refused):
        scenarios.keep_part(part=ChecklistItem(scenario=scenario, text=""), by=by)
    events = AuditEvent.objects.filter(verb="scenario.changed").order_by("pk")
    assert [one.facts["fields"] for one in events] == ["roles", "roles+checklist", "roles"]
    trail = repr(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert [word for word in HIDDEN if word in trail] == []


# ------------------------------------------------------------------ editions
def test_what_is_played_is_the_newest_edition_and_stays_as_it_was(world, course):
    scenario = stored(course, is_published=False)
    by = world.cleo
    assert queries.played(scenario) == WHOLE
    with pytest.raises(NotNow) as caught:
        scenarios.change_scenario(scenario=scenario, by=by, is_published=True)
    assert caught.value.field == "is_published"
    scenario.refresh_from_db()
    first = scenarios.publish(scenario=scenario, by=by, note=" The first. ")
    assert (first.number, first.note, first.published_by) == (1, "The first.", by)
    assert first.sha256 == sha256(WHOLE)
    assert Scenario.objects.get(pk=scenario.pk).is_published
    with pytest.raises(NotNow, match="Nothing has changed"):
        scenarios.publish(scenario=scenario, by=by)
    scenario.refresh_from_db()
    scenarios.change_scenario(scenario=scenario, by=by, brief="Another door.")
    role = scenario.roles.get(key="mr-calder")
    scenarios.remove_part(part=role, by=by)
    assert queries.played(scenario) == WHOLE
    assert queries.is_ahead(queries.newest_edition(scenario), now(scenario))
    with pytest.raises(NotNow, match="in no edition yet"):
        scenarios.edit_again(edition=first, by=by)
    second = scenarios.publish(scenario=scenario, by=by)
    assert (second.number, queries.played(scenario).door) == (2, "Another door.")
    assert [one.number for one in queries.editions_of(world.farid, scenario)] == [2, 1]
    assert queries.editions_of(world.asha, scenario) == []
    # Back to the first: both stay, and the third says what the first said.
    scenarios.edit_again(edition=first, by=by)
    assert now(scenario) == WHOLE
    assert scenarios.publish(scenario=scenario, by=by).number == 3
    first.note = "Otherwise"
    with pytest.raises(TypeError):
        first.save()
    assert from_json(ScenarioEdition.objects.get(number=1).document) == WHOLE


def test_a_role_keeps_its_row_when_words_come_back(world, course):
    scenario = stored(course)
    pk = scenario.roles.get(key="mr-calder").pk
    scenarios.write(scenario, replace(WHOLE, roles=WHOLE.roles[1:]))
    assert scenario.roles.get(key="mr-calder").pk == pk
    assert not scenario.roles.filter(key="student").exists()
    scenarios.edit_again(edition=scenario.editions.get(), by=world.cleo, discard=True)
    assert now(scenario) == WHOLE


def test_what_a_facilitator_would_miss_is_said_and_hinders_nothing():
    assert queries.wanting(WHOLE) == []
    bare = replace(WHOLE, roles=(), checklist=(), steps=(), debrief=(), rounds=())
    assert len(queries.wanting(bare)) == 4
    assert queries.wanting(bare)[0] == "There is no role to play yet."
    patient = replace(bare, roles=(replace(WHOLE.roles[1], brief=None),))
    assert "Mr Calder has no brief." in queries.wanting(patient)
    assert queries.wanting(replace(bare, kind="dialogue")) == [
        "The dialogue has no round.", "The debrief has no question.",
    ]  # fmt: skip
    assert queries.wanting(replace(bare, kind="encounter")) == []


def test_reviews_are_noted_and_fall_due(world, course):
    scenario = stored(course)
    today = timezone.localdate()
    with pytest.raises(Refused) as caught:
        scenarios.note_review(scenario=scenario, by=world.cleo, due_on=today)
    assert caught.value.field == "review_due_on"
    scenarios.note_review(scenario=scenario, by=world.cleo)
    scenario.refresh_from_db()
    assert scenario.reviewed_on == today
    assert (scenario.review_due_on - today).days == 365
    assert not scenario.is_due(today)
    assert scenario.is_due(scenario.review_due_on)
    assert not Scenario().is_due(date(2100, 1, 1))


# ------------------------------------------------------------------ from a package
def test_loading_publishes_what_is_new_and_leaves_what_was_changed_here(world, course):
    part = ScenarioPart(WHOLE, is_published=True)

    def load(part, by=None):
        return scenarios.load(course, part, 7, by=by)

    assert load(part)
    scenario = Scenario.objects.get(slug=WHOLE.slug)
    assert (scenario.position, scenario.is_published) == (7, True)
    assert (now(scenario), queries.played(scenario)) == (WHOLE, WHOLE)
    assert not load(part)
    assert scenario.editions.count() == 1
    newer = ScenarioPart(replace(WHOLE, debrief=()), is_published=True)
    assert load(newer)
    assert scenario.editions.count() == 2
    # Changed here: a command leaves it; somebody who loads it herself replaces it.
    scenario.refresh_from_db()
    scenarios.change_scenario(scenario=scenario, by=world.cleo, title="Ours")
    assert not load(part)
    assert now(scenario).title == "Ours"
    assert load(part, by=world.cleo)
    assert queries.played(scenario) == WHOLE
    # From before there were editions: it gets its first, once.
    scenario.editions.all().delete()
    assert load(part)
    assert not load(part)
    draft = ScenarioPart(replace(WHOLE, slug="draft"), is_published=False)
    assert load(draft)
    assert not Scenario.objects.get(slug="draft").editions.exists()
    assert not load(draft)


def test_a_package_holds_the_published_words_or_those_being_edited(
    world, course, django_assert_num_queries
):
    scenario = stored(course)
    scenarios.change_scenario(scenario=scenario, by=world.cleo, title="Ours")
    for count in (1, 3):
        with django_assert_num_queries(11):
            out = queries.parts_of_course(course, edited=False)
        with django_assert_num_queries(10):
            edited = queries.parts_of_course(course, edited=True)
        assert len(out) == len(edited) == count
        assert (out[0].document, edited[0].document.title) == (WHOLE, "Ours")
        for number in (2, 3):
            if count == 1:
                stored(course, slug=f"more-{number}")
