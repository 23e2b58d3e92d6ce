"""What a course teaches, and where: objective by lesson by competency, gaps included."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from curriculum.models import Competency, Course, Framework, Lesson, ModuleVersion, Objective
from curriculum.queries.contents import newest_of_each


@dataclass(frozen=True)
class ObjectiveLine:
    """One objective, the lessons that serve it and the competencies it serves."""

    number: int
    objective: Objective
    lessons: list[Lesson]
    competencies: list[Competency]


@dataclass(frozen=True)
class ModuleMap:
    """The objectives of one module."""

    version: ModuleVersion
    lines: list[ObjectiveLine]
    # Lessons that serve no objective.
    loose: list[Lesson]


@dataclass(frozen=True)
class CompetencyLine:
    """One competency and the objectives (of which module, which number) that serve it."""

    competency: Competency
    places: list[tuple[ModuleMap, ObjectiveLine]] = field(default_factory=list)

    @property
    def modules(self) -> list[tuple[ModuleMap, str]]:
        """Return the modules that serve it, each with the numbers of its objectives."""
        numbers: dict[int, tuple[ModuleMap, list[str]]] = {}
        for module, line in self.places:
            numbers.setdefault(module.version.pk, (module, []))[1].append(str(line.number))
        return [(module, ", ".join(found)) for module, found in numbers.values()]

    @property
    def is_taught(self) -> bool:
        """Say whether some lesson serves an objective that serves it."""
        return any(line.lessons for _module, line in self.places)


@dataclass(frozen=True)
class Coverage:
    """The whole map, of one framework or of all."""

    course: Course
    frameworks: list[Framework]
    chosen: Framework | None
    modules: list[ModuleMap]
    competencies: list[tuple[Framework, list[CompetencyLine]]]

    @property
    def untaught(self) -> list[CompetencyLine]:
        """Return the competencies nobody teaches."""
        return [line for _f, lines in self.competencies for line in lines if not line.is_taught]

    @property
    def without_lesson(self) -> list[tuple[ModuleMap, ObjectiveLine]]:
        """Return the objectives no lesson serves."""
        return [(m, line) for m in self.modules for line in m.lines if not line.lessons]

    @property
    def without_competency(self) -> list[tuple[ModuleMap, ObjectiveLine]]:
        """Return the objectives that serve no competency of any framework."""
        if self.chosen:
            return []
        return [(m, line) for m in self.modules for line in m.lines if not line.competencies]


def coverage(course: Course, chosen: str = "") -> Coverage | None:
    """Return the map of a course's published modules; None for an unknown framework.

    ``chosen`` is the short name of the one framework to look at. A constant number of queries.
    """
    # Whoever may survey a course may see the school's frameworks.
    known = list(Framework.objects.prefetch_related("competencies"))
    one = next((framework for framework in known if framework.slug == chosen), None)
    if chosen and one is None:
        return None
    shown = [one] if one else known
    modules = [_module(version, {f.pk for f in shown}) for version in _versions(course)]
    places: dict[int, list[tuple[ModuleMap, ObjectiveLine]]] = {}
    for module in modules:
        for line in module.lines:
            for competency in line.competencies:
                places.setdefault(competency.pk, []).append((module, line))
    competencies = [
        (f, [CompetencyLine(row, places.get(row.pk, [])) for row in f.competencies.all()])
        for f in shown
    ]
    return Coverage(course, known, one, modules, competencies)


def _versions(course: Course) -> Any:
    rows = newest_of_each(course, edited=False).select_related("module")
    lessons = Lesson.objects.only("title", "version", "position", "minutes")
    return rows.defer("facilitator_notes", "summary", "references").prefetch_related(
        "objectives__competencies__framework", "objectives__lessons", Prefetch("lessons", lessons)
    )


def _module(version: ModuleVersion, shown: set[int]) -> ModuleMap:
    lessons = {lesson.pk: lesson for lesson in version.lessons.all()}
    lines, served = [], set()
    for number, objective in enumerate(version.objectives.all(), 1):
        own = {lesson.pk for lesson in objective.lessons.all()}
        served |= own
        lines.append(
            ObjectiveLine(
                number=number,
                objective=objective,
                lessons=[lesson for pk, lesson in lessons.items() if pk in own],
                competencies=[
                    row for row in objective.competencies.all() if row.framework_id in shown
                ],
            )
        )
    return ModuleMap(version, lines, [one for pk, one in lessons.items() if pk not in served])


HEADER = (_("Module"), _("Objective"), _("Lesson"), _("Framework"), _("Code"), _("Competency"))


def rows_of(found: Coverage) -> Iterator[tuple[str, ...]]:
    """Yield the map as a table: a row for each objective, lesson and competency; gaps are empty."""
    for module in found.modules:
        for line in module.lines:
            lessons: list[Lesson | None] = [*line.lessons] or [None]
            competencies: list[Competency | None] = [*line.competencies] or [None]
            for lesson, row in product(lessons, competencies):
                yield (
                    module.version.title,
                    line.objective.text.replace("**", ""),
                    lesson.title if lesson else "",
                    row.framework.title if row else "",
                    row.code if row else "",
                    row.label if row else "",
                )
    for framework, lines in found.competencies:
        for one in lines:
            if not one.places:
                code, label = one.competency.code, one.competency.label
                yield ("", "", "", framework.title, code, label)
