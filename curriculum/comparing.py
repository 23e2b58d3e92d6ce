"""Two versions of a module side by side: what was added, removed, moved and changed, by words.

Works on rows that were fetched with all their parts (``queries.with_parts``) and asks nothing.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from accounts.differences import Stretch, compare
from accounts.words import normalise
from curriculum.models import Lesson, LessonStep, ModuleVersion, Objective, Prompt
from curriculum.plaintext import plain

RICH = {"body", "facilitator_notes"}
# What a version or a part is, not what it says.
OWN = {"id", "key", "position", "number", "package_key", "source_sha256", "published_at"}
LONGEST_ALIKE, KEPT_ALIKE = 320, 140
ADDED, REMOVED, CHANGED, MOVED, ALIKE = "added", "removed", "changed", "moved", "alike"


@dataclass(frozen=True)
class Said:
    """One field in both versions, cut into stretches that are alike or differ."""

    label: str
    one: list[Stretch]
    other: list[Stretch]
    note: str = ""


@dataclass(frozen=True)
class Part:
    """A lesson, step, prompt or objective, and what became of it."""

    kind: str
    title: str
    state: str
    moved: str = ""
    fields: list[Said] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    @property
    def is_alone(self) -> bool:
        """Say whether only one of the versions has it."""
        return self.state in {ADDED, REMOVED}

    @property
    def word(self) -> str:
        """Say the state in a word, for those who do not see the marks."""
        words = {
            ADDED: _("added"), REMOVED: _("removed"), CHANGED: _("changed"), MOVED: _("moved"),
            ALIKE: _("unchanged"),
        }  # fmt: skip
        return words[self.state]


@dataclass(frozen=True)
class Comparison:
    """Everything in which two versions differ."""

    fields: list[Said]
    objectives: list[Part]
    lessons: list[Part]
    alike: int

    @property
    def is_empty(self) -> bool:
        """Say whether both versions are the same in everything."""
        return not (self.fields or self.objectives or self.lessons)


def comparison(one: ModuleVersion, other: ModuleVersion) -> Comparison:
    """Compare two versions; only what differs is listed, and how many lessons are alike."""
    lessons = _parts(one.lessons.all(), other.lessons.all())
    differing = [part for part in lessons if part.state != ALIKE]
    return Comparison(
        fields=_fields(one, other),
        objectives=[
            part
            for part in _parts(one.objectives.all(), other.objectives.all())
            if part.state != ALIKE
        ],
        lessons=differing,
        alike=len(lessons) - len(differing),
    )


# ------------------------------------------------------------------ rows that are the same thing
KINDS: dict[type[models.Model], Any] = {
    Lesson: lambda row: row.get_kind_display(),
    LessonStep: lambda row: _("step"),
    Prompt: lambda row: _("prompt"),
    Objective: lambda row: _("objective"),
}


def _parts(one: Iterable[Any], other: Iterable[Any]) -> list[Part]:
    """Match rows by their keys, in the order of the second version; what went comes last."""
    before = {row.key: row for row in one}
    after = {row.key: row for row in other}
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    places = {key: place for place, key in enumerate(before, 1)}
    found = []
    for place, (key, row) in enumerate(after.items(), 1):
        if key not in before:
            found.append(_alone(row, ADDED))
            continue
        said = ""
        if key in moved:
            said = _("from place %(one)d to place %(other)d") % {
                "one": places[key],
                "other": place,
            }
        found.append(_both(before[key], row, said))
    return found + [_alone(row, REMOVED) for key, row in before.items() if key not in after]


def _moved(one: Sequence[uuid.UUID], other: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return the fewest keys that must have been moved to make the one order of the other."""
    stayed = set()
    for start, _there, length in SequenceMatcher(
        None, one, other, autojunk=False
    ).get_matching_blocks():
        stayed |= set(one[start : start + length])
    return set(other) - stayed


def _both(one: Any, other: Any, moved: str) -> Part:
    fields = _fields(one, other)
    parts = [part for part in _inside(one, other) if part.state != ALIKE]
    state = CHANGED if fields or parts else MOVED if moved else ALIKE
    return Part(KINDS[type(other)](other), str(other), state, moved, fields, parts)


def _alone(row: Any, state: str) -> Part:
    """Return a part that only one version has, with what it says; nothing of it is marked."""
    blank = type(row)()
    fields = [
        Said(str(column.verbose_name), [Stretch(_value(row, column).text, False)], [])
        for column in _columns(row)
        if _value(row, column).stored != _value(blank, column).stored
        and _value(row, column).text != str(row)
    ]
    parts = [_alone(inner, state) for inner in _all_inside(row)]
    return Part(KINDS[type(row)](row), str(row), state, "", fields, parts)


def _inside(one: Any, other: Any) -> list[Part]:
    if not isinstance(one, Lesson):
        return []
    steps = _parts(one.steps.all(), other.steps.all())
    return steps + _parts(one.prompts.all(), other.prompts.all())


def _all_inside(row: Any) -> list[Any]:
    return [*row.steps.all(), *row.prompts.all()] if isinstance(row, Lesson) else []


# ------------------------------------------------------------------ what a row says
class _Value(NamedTuple):
    text: str
    stored: Any


def _columns(row: Any) -> list[Any]:
    """Return the columns that hold what a row says."""
    return [
        column
        for column in row._meta.concrete_fields
        if column.name not in OWN and not column.is_relation
    ]


def _fields(one: Any, other: Any) -> list[Said]:
    """Return the fields in which two rows differ."""
    found = []
    for column in _columns(one):
        here, there = _value(one, column), _value(other, column)
        if here.stored != there.stored:
            found.append(_said(str(column.verbose_name), column, here, there))
    return found + _relations(one, other)


def _value(row: Any, column: Any) -> _Value:
    raw = getattr(row, column.attname)
    if raw in (None, ""):
        return _Value("", "")
    if not column.editable:
        return _Value(_("a file"), raw)
    if column.choices:
        return _Value(str(getattr(row, f"get_{column.name}_display")()), raw)
    # Kept before a save took a browser's line ends out: the same words all the same.
    said = normalise(str(raw))
    return _Value(plain(said) if column.name in RICH else said, said)


def _said(label: str, column: Any, here: _Value, there: _Value) -> Said:
    if here.text == there.text:
        note = _("Only the formatting changed.") if column.editable else _("Another file.")
        return Said(label, _short([Stretch(here.text, False)]), [], note)
    one, other = compare(here.text, there.text)
    return Said(label, _short(one), _short(other))


def _relations(one: Any, other: Any) -> list[Said]:
    """Return relations to many that name other things, such as a lesson's objectives."""
    found = []
    for column in one._meta.many_to_many:
        here, there = (
            {getattr(row, "key", row.pk): str(row) for row in getattr(side, column.name).all()}
            for side in (one, other)
        )
        # What a named thing says is compared where it stands; here, whether it is named.
        if set(here) != set(there):
            texts = ["\n".join(sorted(named.values())) for named in (here, there)]
            found.append(Said(str(column.verbose_name), *compare(*texts)))
    return found


def _short(stretches: list[Stretch]) -> list[Stretch]:
    """Leave out the middle of what is long and alike, so that the differences can be found."""
    return [
        Stretch(_middle_out(one.text), False)
        if not one.is_other and len(one.text) > LONGEST_ALIKE
        else one
        for one in stretches
    ]


def _middle_out(text: str) -> str:
    first = text[:KEPT_ALIKE].rpartition(" ")[0]
    last = text[-KEPT_ALIKE:].partition(" ")[2]
    return f"{first} […] {last}"
