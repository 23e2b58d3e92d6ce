"""Migrations 0006 and 0007, on rows that are there, forwards and back.

One text about safety becomes rows, in order; the list is told what the newest editions say.
"""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from curriculum.models import SafetyLine, Scenario
from curriculum.queries.library import listing
from tests import make
from tests.curriculum.a_scenario import WHOLE, stored

BEFORE = [("curriculum", "0005_scenarios_in_full_and_encounters")]
AFTER = [("curriculum", "0006_safety_lines")]


def _migrated(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.mark.django_db(transaction=True)
def test_each_line_becomes_a_row_and_the_rows_a_text_again():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    course = make.course()
    played = stored(course, safety=())
    Scenario.objects.filter(pk=played.pk).update(title="Being edited")
    pks = {name: make.scenario(course=course, slug=name).pk for name in ("many", "one", "none")}
    try:
        old = _migrated(BEFORE).get_model("curriculum", "Scenario").objects
        said = {"many": "Anyone may leave.\n\n  \n Nobody shouts. \r\nTime-out stops it.\n",
                "one": "Anyone may leave.", "none": "\n \n"}  # fmt: skip
        for name, text in said.items():
            old.filter(pk=pks[name]).update(safety=text)
        _migrated(AFTER)
        rows = SafetyLine.objects.order_by("scenario", "position")
        assert list(rows.values_list("scenario__slug", "position", "text")) == [
            ("many", 1, "Anyone may leave."),
            ("many", 2, "Nobody shouts."),
            ("many", 3, "Time-out stops it."),
            ("one", 1, "Anyone may leave."),
        ]
        # Moved, and one of them in two lines: the text holds a line for each row.
        rows.filter(position=3).update(position=0, text="Time-out\nstops it.")
        old = _migrated(BEFORE).get_model("curriculum", "Scenario").objects
        assert dict(old.values_list("slug", "safety")) == {
            "many": "Time-out stops it.\nAnyone may leave.\nNobody shouts.",
            "one": "Anyone may leave.",
            "none": "",
            WHOLE.slug: "",
        }
    finally:
        _migrated(newest)
    played.refresh_from_db()
    assert {"listed": played.listed, "searched": played.searched} == listing(WHOLE)
    assert Scenario.objects.get(slug="one").listed is None
    many = Scenario.objects.get(slug="many")
    assert [one.text[:4] for one in many.safety.all()] == ["Time", "Anyo", "Nobo"]
