"""Which fields of a course changed, for the audit trail: names of fields and numbers, no texts."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from accounts import audit
from accounts.models import Person
from curriculum.models import Lesson, LessonStep, ModuleVersion, Objective, Prompt

Values = dict[str, Any]
# What the history calls the rows that are part of something else.
PARTS: dict[type[models.Model], str] = {
    LessonStep: "steps",
    Prompt: "prompts",
    Objective: "objectives",
}


def place_of(row: ModuleVersion | Lesson) -> Values:
    """Return where a row belongs, so that its history is found when it is gone itself."""
    if isinstance(row, Lesson):
        module = row.version.module_id
        return {"module": module, "version": row.version_id, "key": row.key}
    return {"module": row.module_id, "version": row.pk}


def stored(row: models.Model) -> Values:
    """Return the columns of a row as the database has them; nothing for a new one. One query."""
    if row._state.adding:
        return {}
    columns = [field.attname for field in row._meta.concrete_fields]
    return type(row)._base_manager.filter(pk=row.pk).values(*columns).first() or {}


def changed(row: models.Model, before: Values) -> list[str]:
    """Return the names of the fields in which ``row`` differs from ``before``."""
    return [
        field.name
        for field in row._meta.concrete_fields
        if field.attname in before and before[field.attname] != getattr(row, field.attname)
    ]


def record_lesson(lesson: Lesson, before: Values, *, by: Person) -> None:
    """Write down that a lesson was added, or which of its fields changed; nothing for none."""
    names = changed(lesson, before)
    if not before:
        audit.record("lesson.added", by=by, about=lesson, **place_of(lesson))
    elif names:
        fields = "+".join(names)
        audit.record("lesson.changed", by=by, about=lesson, fields=fields, **place_of(lesson))


class Parts:
    """What happened to the steps, prompts and objectives that were kept or taken out together."""

    def __init__(self) -> None:
        self._counts: dict[tuple[models.Model, str], dict[str, int]] = {}
        self._names: dict[tuple[models.Model, str], list[str]] = {}

    def note(self, part: Objective | LessonStep | Prompt, what: str, names: Sequence[str]) -> None:
        """Count one part as ``added``, ``changed`` (in these fields) or ``removed``."""
        about = part.version if isinstance(part, Objective) else part.lesson
        key = (about, PARTS[type(part)])
        counts = self._counts.setdefault(key, {})
        counts[what] = counts.get(what, 0) + 1
        known = self._names.setdefault(key, [])
        known += [name for name in names if name not in known]

    def record(self, *, by: Person) -> None:
        """Write one event for each lesson, or for the module, and each kind of part."""
        for (about, kind), counts in self._counts.items():
            verb = "lesson.changed" if isinstance(about, Lesson) else "module.changed"
            names = [f"{kind}.{name}" for name in self._names[about, kind]] or [kind]
            place = place_of(about) if isinstance(about, Lesson | ModuleVersion) else {}
            audit.record(verb, by=by, about=about, fields="+".join(names), **counts, **place)
