"""The scenarios and the shelf of prompts of a package: read from its files, written to them.

``scenarios/*.yaml`` holds the public part of each scenario, in the order of the files' names;
``prompts.yaml`` the prompts that belong to no lesson, by group. Both may be missing.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

from curriculum.models import PageForm, Scenario, ShelfPrompt
from curriculum.package.fields import Fields, in_one_line, trimmed
from curriculum.package.files import Files

FOLDER = "scenarios"
SHELF = "prompts.yaml"
# The same key in the same package gives the same id on every installation.
SHELF_KEYS = uuid.UUID("0b7cf0a4-6a3e-4a6f-a6f4-3f5f0f0b7d52")
MOST_SCENARIOS = 200
MOST_ON_SHELF = 400
STATES = {"published": True, "draft": False}
LEVELS = {level.name.lower(): int(level) for level in Scenario.Level}
INTENSITIES = {one.name.lower(): int(one) for one in Scenario.Intensity}
# The lines of the file that are one short text each, as the model has them.
LINES = ("title", "summary", "skill", "setting", "for_whom", "content_note", "you_are")
LISTS = ("aims", "safety", "questions")
NUMBERS = ("minutes_prepare", "minutes_play", "minutes_debrief", "people_min", "people_max")
NEEDED = {"title", "summary", "skill", "setting", "you_are"}


@dataclass(frozen=True)
class ScenarioPart:
    """The public part of one scenario. Its names are those of the model."""

    slug: str
    kind: str
    title: str
    summary: str
    skill: str
    setting: str
    for_whom: str
    level: int
    intensity: int
    minutes_prepare: int
    minutes_play: int
    minutes_debrief: int
    people_min: int
    people_max: int
    content_note: str
    you_are: str
    aims: tuple[str, ...]
    brief: str
    safety: tuple[str, ...]
    questions: tuple[str, ...]
    is_published: bool

    @property
    def sha256(self) -> str:
        """Return what tells this content from any other."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()


@dataclass(frozen=True)
class ShelfPart:
    """One prompt of the shelf. ``key`` is the file's own name for it."""

    key: str
    group: str
    name: str
    text: str
    words_min: int | None
    words_max: int | None
    form: str = ""


# Opens one YAML file of the package; what is wrong with it is noted by the reader.
Open = Callable[[str], Fields]


def _like(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


# ------------------------------------------------------------------ reading
def read_scenarios(files: Files, open_file: Open) -> tuple[ScenarioPart, ...]:
    """Return the scenarios of a package in the order of their files; none without the folder."""
    names = [name for name in files.inside(FOLDER) if name.endswith(".yaml")]
    found: dict[str, ScenarioPart] = {}
    for place, name in enumerate(names):
        fields = open_file(name)
        if place == MOST_SCENARIOS:
            fields.fault("", _("is one scenario too many."))
            break
        part = _scenario(fields)
        if part.slug and part.slug in found:
            fields.fault("slug", _("is the address of another scenario too."))
        found.setdefault(part.slug, part)
    return tuple(found.values())


def _scenario(fields: Fields) -> ScenarioPart:
    lines = {
        name: fields.line(name, needed=name in NEEDED, like=_like(Scenario, name)) for name in LINES
    }
    lists = {name: fields.lines(name) for name in LISTS}
    numbers = {name: fields.number(name) or 0 for name in NUMBERS}
    part = ScenarioPart(
        slug=fields.slug("slug"),
        kind=fields.choice("kind", Scenario.Kind.values),
        level=LEVELS.get(fields.choice("level", list(LEVELS)), 1),
        intensity=INTENSITIES.get(fields.choice("intensity", list(INTENSITIES)), 1),
        brief=fields.text("brief", needed=True),
        is_published=STATES.get(fields.choice("state", list(STATES), "published"), False),
        **lines,
        **numbers,
        **lists,
    )
    if not part.aims:
        fields.fault("aims", _("is missing."))
    if not 1 <= part.people_min <= part.people_max:
        fields.fault("people_max", _("must not be smaller than people_min, and that not than 1."))
    if not part.minutes_play:
        fields.fault("minutes_play", _("is missing."))
    fields.finish()
    return part


def read_shelf(files: Files, open_file: Open) -> tuple[ShelfPart, ...]:
    """Return the prompts of the shelf, group by group; none without the file."""
    if SHELF not in files:
        return ()
    fields = open_file(SHELF)
    found: dict[str, ShelfPart] = {}
    for group in fields.parts("groups"):
        name = group.line("name", needed=True, like=_like(ShelfPrompt, "group"))
        low, high = group.number("words_min"), group.number("words_max")
        if low and high and low > high:
            group.fault("words_max", _("is smaller than words_min."))
        for one in group.parts("prompts"):
            part = ShelfPart(
                key=one.slug("key"),
                group=name,
                name=one.line("name", needed=True, like=_like(ShelfPrompt, "name")),
                text=one.line("text", needed=True, like=_like(ShelfPrompt, "text")),
                words_min=low,
                words_max=high,
                form=one.choice("form", PageForm.values, needed=False),
            )
            if part.key in found:
                one.fault("key", _("stands here twice."))
            found.setdefault(part.key, part)
            one.finish()
        group.finish("key")
    fields.finish("licence")
    if len(found) > MOST_ON_SHELF:
        fields.fault("groups", _("hold too many prompts."))
    return tuple(found.values())


def shelf_id(key: str) -> uuid.UUID:
    """Return the id that stands for a prompt's key; an exported package names the id itself."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return uuid.uuid5(SHELF_KEYS, key)


# ------------------------------------------------------------------ writing
class _Tidy(yaml.SafeDumper):
    """YAML as a person would write it: long texts over several lines, lists set in."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def _text(values: Any) -> str:
    return yaml.dump(
        values,
        Dumper=_Tidy,
        allow_unicode=True,
        sort_keys=False,
        width=96,
        default_flow_style=False,
    )


def part_of(row: Scenario) -> ScenarioPart:
    """Return a stored scenario as it would be read from its file."""
    names = (*NUMBERS, "slug", "kind", "level", "intensity", "is_published")
    return ScenarioPart(
        **{name: getattr(row, name) for name in names},
        **{name: in_one_line(getattr(row, name)) for name in LINES},
        brief=trimmed(row.brief),
        aims=tuple(in_one_line(line) for line in row.aim_lines),
        safety=tuple(in_one_line(line) for line in row.safety_lines),
        questions=tuple(in_one_line(line) for line in row.question_lines),
    )


def shelf_part_of(row: ShelfPrompt) -> ShelfPart:
    """Return a stored prompt as it would be read; its key is its id."""
    return ShelfPart(
        key=str(row.key),
        group=in_one_line(row.group),
        name=in_one_line(row.name),
        text=in_one_line(row.text),
        words_min=row.words_min,
        words_max=row.words_max,
        form=row.form,
    )


def scenario_text(part: ScenarioPart) -> str:
    """Return the file of one scenario. Reading it again gives the same part."""
    values: dict[str, Any] = asdict(part)
    values["level"] = _name(LEVELS, part.level)
    values["intensity"] = _name(INTENSITIES, part.intensity)
    values["state"] = _name(STATES, values.pop("is_published"))
    kept = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if v != ()}
    return _text({name: value for name, value in kept.items() if value != ""})


def _name(names: dict[str, Any], value: Any) -> str:
    return next(name for name, known in names.items() if known == value)


def shelf_text(rows: Iterable[ShelfPart], licence: str = "") -> str:
    """Return ``prompts.yaml`` for these prompts."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        place = (row.group, row.words_min, row.words_max)
        known = {"name": row.group, "words_min": row.words_min, "words_max": row.words_max}
        group = groups.setdefault(place, {k: v for k, v in known.items() if v is not None})
        said = {"key": row.key, "name": row.name, "text": row.text, "form": row.form}
        group.setdefault("prompts", []).append({k: v for k, v in said.items() if v})
    head = {"licence": licence} if licence else {}
    return _text(head | {"groups": list(groups.values())})
