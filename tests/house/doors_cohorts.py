"""The doors of how cohorts fare."""

import uuid
from typing import Any

from accounts.models import Cohort, Person
from curriculum.queries.more_time import may_extend
from tests.house.door import Door, Found, allowed, no_slug
from tests.world import World


def _may_extend(person: Person, thing: Any) -> bool:
    """Her mentor and her lead give a student more time."""
    student, cohort = thing
    return may_extend(person, student, cohort)


def _students(world: World) -> Found:
    for student, cohort in ((world.asha, world.juniper), (world.chidi, world.rowan)):
        yield {"slug": cohort.slug, "person_id": student.pk}, (student, cohort)


def _leads_any(person: Person, _cohort: Any) -> bool:
    """A table of all cohorts in somebody's charge is there for whoever has one."""
    return Cohort.objects.visible_to(person, "progress").exists()


COHORTS = (
    Door(
        "student_time",
        _may_extend,
        _students,
        lambda w: {"slug": w.juniper.slug, "person_id": uuid.uuid4()},
    ),
    Door(
        "cohorts_table",
        _leads_any,
        lambda w: (({"table": table}, w.juniper) for table in ("figures", "days", "weeks")),
        lambda w: {"table": "never-was"},
    ),
    Door(
        "evidence_table",
        _leads_any,
        lambda w: (
            ({"item": item}, w.juniper)
            for item in (
                "matrix",
                "feedback",
                "timing",
                "participation",
                "mentors",
                "concerns",
                "history",
                "turnaround",
                "load",
            )
        ),
        lambda w: {"item": "never-was"},
    ),
    Door(
        "cohort_progress",
        allowed("progress"),
        lambda w: (({"slug": one.slug}, one) for one in (w.juniper, w.rowan)),
        no_slug,
    ),
    Door(
        "cohort_table",
        allowed("progress"),
        lambda w: (
            ({"slug": one.slug, "table": table}, one)
            for one in (w.juniper, w.rowan)
            for table in ("modules", "mentors", "weeks")
        ),
        lambda w: {"slug": "never-was", "table": "modules"},
    ),
)
