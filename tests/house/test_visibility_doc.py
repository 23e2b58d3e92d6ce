"""docs/visibility.md is the rule in words. Here the running rules are held to it."""

import pytest

from accounts.policy import allows, audience, explain, policies
from tests.house import matrix


def test_table_has_every_thing_once_and_nothing_else() -> None:
    things = [row.thing for row in matrix.rows()]
    assert sorted(things) == sorted(matrix.THINGS)


def test_every_role_of_the_table_is_in_the_cast(standing_world) -> None:
    assert {name for name in matrix.ROLES.values() if name} == set(standing_world.people)


@pytest.mark.parametrize("row", list(matrix.rows()), ids=lambda row: row.thing)
def test_rules_agree_with_the_table_and_with_themselves(standing_world, row: matrix.Row) -> None:
    """The two directions of every clause agree: lists, buttons, audience and explanation."""
    find, action = matrix.THINGS[row.thing]
    thing = find(standing_world)
    model = type(thing)
    named = set(audience(thing, action).values_list("pk", flat=True))
    assert row.may <= matrix.ROLES.keys()
    for role in matrix.ROLES:
        person = matrix.person_in(standing_world, role)
        allowed = allows(person, action, thing)
        assert allowed == (role in row.may), role
        listed = model.objects.visible_to(person, action).filter(pk=thing.pk).exists()
        marked = getattr(model.objects.with_right(action, person).get(pk=thing.pk), f"may_{action}")
        reasons = explain(person, action, thing)
        said = (listed, marked, person.pk in named, bool(reasons))
        assert said == (allowed,) * 4, role


def test_every_policy_has_a_line_in_the_table(standing_world) -> None:
    """No model has rules that the document does not show."""
    shown = {type(find(standing_world)) for find, _action in matrix.THINGS.values()}
    # Parts of a lesson follow the lesson: their rules are made by the same function.
    followers = {"Group", "Objective", "LessonStep"}
    # Parts of a scenario follow its roles: theirs are made by one function too.
    followers |= {"RoleFact", "RoleCue", "ChecklistItem", "ScenarioStep", "DebriefQuestion"}
    followers |= {"Variation", "DialogueRound", "SafetyLine"}
    missing = {p.model.__name__ for p in policies() if p.model not in shown} - followers
    assert missing == set()
