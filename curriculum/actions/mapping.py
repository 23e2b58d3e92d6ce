"""What objectives have to do with: the competencies they serve, the lessons that serve them."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.actions import building
from curriculum.models import Competency, Framework, Lesson, ModuleVersion, Objective

Pairs = set[tuple[int, int]]
IN_USE = _("Objectives are mapped to it, also in published versions. It stays.")


@transaction.atomic
def map_objectives(
    *, version: ModuleVersion, competencies: Pairs, lessons: Pairs, by: Person
) -> None:
    """Say which objective (pk) serves which competency (pk), and which lesson (pk) serves it.

    What is not said is not so. Refused for objectives and lessons of another version, NotNow for a
    published one. A constant number of queries.
    """
    building.open_for(version, by)
    own = set(version.objectives.values_list("pk", flat=True))
    own_lessons = set(version.lessons.values_list("pk", flat=True))
    known = set(Competency.objects.values_list("pk", flat=True))
    if not (
        {objective for objective, _other in competencies | lessons} <= own
        and {competency for _objective, competency in competencies} <= known
        and {lesson for _objective, lesson in lessons} <= own_lessons
    ):
        raise Refused(rows.NOT_YOURS)
    changed = []
    if _set(Objective.competencies.through, "objective_id", "competency_id", own, competencies):
        changed.append("objectives.competencies")
    if _set(Lesson.objectives.through, "objective_id", "lesson_id", own, lessons):
        changed.append("objectives.lessons")
    if changed:
        audit.record(
            "module.changed",
            by=by,
            about=version,
            fields="+".join(changed),
            module=version.module_id,
            version=version.pk,
        )


def _set(through: Any, one: str, other: str, own: set[int], wanted: Pairs) -> bool:
    """Make the pairs of these objectives what is wanted; say whether anything changed."""
    rows_there = through.objects.filter(**{f"{one}__in": own})
    there = {(row[0], row[1]): row[2] for row in rows_there.values_list(one, other, "pk")}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    new = [pair for pair in sorted(wanted) if pair not in there]
    through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(through(**{one: a, other: b}) for a, b in new)
    return bool(gone or new)


# ------------------------------------------------------------------ frameworks
def add_framework(*, framework: Framework, by: Person) -> None:
    """Keep a new framework, for every course of the school."""
    rows.add(framework, by=by, verb="framework.added")


def change_framework(*, framework: Framework, by: Person, **fields: Any) -> None:
    """Change what a framework says of itself."""
    rows.change(framework, by=by, verb="framework.changed", fields=fields)


def why_it_stays(framework: Framework) -> str | Promise:
    """Return why a framework cannot be taken away; empty when it can."""
    mapped = Objective.objects.filter(competencies__framework=framework)
    return IN_USE if mapped.exists() else ""


@transaction.atomic
def remove_framework(*, framework: Framework, by: Person) -> None:
    """Take away a framework. NotNow while an objective is mapped to it."""
    if why := why_it_stays(framework):
        raise NotNow(why)
    rows.remove(framework, by=by, verb="framework.removed")


@transaction.atomic
def keep_competencies(
    *, framework: Framework, kept: Sequence[Competency], gone: Sequence[models.Model], by: Person
) -> None:
    """Keep some competencies of a framework and take out others, all or none.

    Refused for those of another framework, NotNow to take out one an objective is mapped to.
    """
    rows.authorise(by, "change", framework)
    if any(getattr(row, "framework_id", None) != framework.pk for row in (*kept, *gone)):
        raise Refused(rows.NOT_YOURS)
    for row in gone:
        rows.authorise(by, "delete", row)
        if Objective.objects.filter(competencies=row.pk).exists():
            raise NotNow(IN_USE)
        row.delete()
    for row in kept:
        rows.keep(row)
    audit.record("framework.changed", by=by, about=framework, fields="competencies")
