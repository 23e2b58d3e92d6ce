"""The scenarios of a package: read from its files, written to them.

``scenarios/*.yaml`` holds one scenario each, in the order of the files' names; there may be none.
Everything but its public part may be missing: older packages had no more than that.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_of
from typing import Any

from django.utils.translation import gettext as _

from curriculum.models import (
    ChecklistItem,
    DebriefQuestion,
    RoleCue,
    RoleFact,
    Scenario,
    ScenarioRole,
    ScenarioStep,
    Variation,
)
from curriculum.package.fields import Fields
from curriculum.package.files import Files
from curriculum.package.yaml_text import yaml_of
from curriculum.scenario_document import (
    Brief,
    Cue,
    Document,
    Fact,
    Guide,
    Item,
    Question,
    Role,
    Round,
    Step,
    Variant,
)

FOLDER = "scenarios"
MOST_SCENARIOS = 200
STATES = {"published": True, "draft": False}
LEVELS = {level.name.lower(): int(level) for level in Scenario.Level}
INTENSITIES = {one.name.lower(): int(one) for one in Scenario.Intensity}
# The lines of the file that are one short text each, as the model has them.
LINES = ("title", "summary", "skill", "setting", "for_whom", "content_note", "you_are")
LATER_LINES = ("authors", "licence")
TEXTS = ("why", "not_assessed")
# Lists that a row keeps as one text, a line each; what keeps people safe is rows of its own.
LINED = ("aims", "questions", "references", "agreements")
LISTS = (*LINED, "safety")
NUMBERS = ("minutes_prepare", "minutes_play", "minutes_debrief", "people_min", "people_max")
NEEDED = {"title", "summary", "skill", "setting", "you_are"}
BRIEF_TEXTS = ("opening", "background", "want", "fear", "feels", "props", "alternative")
BRIEF_LISTS = ("will_ask", "do_not")
# What a file could say before it could say everything, in the order its fingerprint was made of.
FIRST = (
    "slug", "kind", "title", "summary", "skill", "setting", "for_whom", "level", "intensity",
    "minutes_prepare", "minutes_play", "minutes_debrief", "people_min", "people_max",
    "content_note", "you_are", "aims", "door", "safety", "questions",
)  # fmt: skip
# Two fields go by another name in a file.
NAMED = {"door": "brief"}


@dataclass(frozen=True)
class ScenarioPart:
    """One scenario, and whether it stands in the library."""

    document: Document
    is_published: bool

    @property
    def slug(self) -> str:
        return self.document.slug

    @property
    def sha256(self) -> str:
        """Return what tells this content from any other.

        Of a scenario with nothing but its public part it is what it was before there was more.
        """
        values = asdict(self.document)
        content = {NAMED.get(name, name): values[name] for name in FIRST}
        content["is_published"] = self.is_published
        empty = asdict(Document(slug="", title="", kind=""))
        content |= {k: v for k, v in values.items() if k not in FIRST and v != empty[k]}
        return hashlib.sha256(repr(content).encode()).hexdigest()


# Opens one YAML file of the package; what is wrong with it is noted by the reader.
Open = Callable[[str], Fields]


def like(model: Any, name: str) -> Any:
    """Return the model's field, for its length."""
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
        name: fields.line(name, needed=name in NEEDED, like=like(Scenario, name))
        for name in (*LINES, *LATER_LINES)
    }
    document = Document(
        slug=fields.slug("slug"),
        kind=fields.choice("kind", Scenario.Kind.values),
        level=LEVELS.get(fields.choice("level", list(LEVELS)), 1),
        intensity=INTENSITIES.get(fields.choice("intensity", list(INTENSITIES)), 1),
        door=fields.text("brief", needed=True),
        roles=_roles(fields),
        checklist=tuple(_each(fields, "checklist", _item)),
        steps=tuple(_each(fields, "steps", _step)),
        debrief=tuple(_each(fields, "debrief", _question)),
        variations=tuple(_each(fields, "variations", _variant)),
        guide=_guide(fields.group("guide")),
        rounds=tuple(_each(fields, "rounds", _round)),
        **_topic(fields.group("topic")),
        **lines,
        **{name: fields.number(name) or 0 for name in NUMBERS},
        **{name: fields.lines(name) for name in LISTS},
        **{name: fields.text(name) for name in TEXTS},
    )
    if not document.aims:
        fields.fault("aims", _("is missing."))
    if not 1 <= document.people_min <= document.people_max:
        fields.fault("people_max", _("must not be smaller than people_min, and that not than 1."))
    if not document.minutes_play:
        fields.fault("minutes_play", _("is missing."))
    is_published = STATES.get(fields.choice("state", list(STATES), "published"), False)
    fields.finish()
    return ScenarioPart(document, is_published)


def _each(fields: Fields, name: str, read: Callable[[Fields], Any]) -> list[Any]:
    """Read each group of fields of a list, and note what is in it that we do not know."""
    found = []
    for one in fields.parts(name):
        found.append(read(one))
        one.finish()
    return found


def _roles(fields: Fields) -> tuple[Role, ...]:
    roles: dict[str, Role] = {}
    for one in fields.parts("roles"):
        role = Role(
            key=one.key("key"),
            name=one.line("name", needed=True, like=like(ScenarioRole, "name")),
            kind=one.choice("kind", ScenarioRole.Kind.values),
            count=one.number("count") or 1,
            who=one.line("who", like=like(ScenarioRole, "who")),
            brief=_brief(one.group("brief")),
        )
        if role.key in roles:
            one.fault("key", _("stands here twice."))
        roles.setdefault(role.key, role)
        one.finish()
    return tuple(roles.values())


def _brief(fields: Fields) -> Brief | None:
    brief = Brief(
        **{name: fields.text(name) for name in BRIEF_TEXTS},
        **{name: fields.lines(name) for name in BRIEF_LISTS},
        facts=tuple(_each(fields, "facts", _fact)),
        cues=tuple(_each(fields, "cues", _cue)),
    )
    fields.finish()
    return brief if brief != Brief() else None


def _fact(fields: Fields) -> Fact:
    return Fact(
        rule=fields.choice("rule", RoleFact.Rule.values),
        when=fields.line("when", like=like(RoleFact, "when")),
        text=fields.text("text", needed=True),
    )


def _cue(fields: Fields) -> Cue:
    return Cue(fields.choice("kind", RoleCue.Kind.values), fields.text("text", needed=True))


def _item(fields: Fields) -> Item:
    return Item(
        text=fields.line("text", needed=True, like=like(ChecklistItem, "text")),
        sounds_like=fields.line("sounds_like", like=like(ChecklistItem, "sounds_like")),
        is_shown=fields.yes("shown", False),
    )


def _step(fields: Fields) -> Step:
    return Step(
        phase=fields.choice("phase", ScenarioStep.Phase.values),
        label=fields.line("label", needed=True, like=like(ScenarioStep, "label")),
        minutes=fields.number("minutes") or 0,
        script=fields.text("script"),
    )


def _question(fields: Fields) -> Question:
    return Question(
        fields.choice("to", DebriefQuestion.To.values),
        fields.line("text", needed=True, like=like(DebriefQuestion, "text")),
    )


def _variant(fields: Fields) -> Variant:
    return Variant(fields.choice("kind", Variation.Kind.values), fields.text("text", needed=True))


def _round(fields: Fields) -> Round:
    return Round(
        minutes=fields.number("minutes") or 0,
        minutes_each=fields.number("minutes_each") or 0,
        prompt=fields.text("prompt", needed=True),
        listener_task=fields.text("listener_task"),
        silence_seconds=fields.number("silence_seconds") or 0,
    )


def _guide(fields: Fields) -> Guide:
    guide = Guide(**{one.name: fields.text(one.name) for one in fields_of(Guide)})
    fields.finish()
    return guide


def _topic(fields: Fields) -> dict[str, Any]:
    topic = {
        "topic_colour": fields.choice("colour", Scenario.Colour.values, needed=False),
        "framing": fields.text("framing"),
        "is_fictional": fields.yes("fictional", True),
    }
    fields.finish()
    return topic


# ------------------------------------------------------------------ writing
def scenario_text(part: ScenarioPart) -> str:
    """Return the file of one scenario. Reading it again gives the same part."""
    values = asdict(part.document)
    public = {NAMED.get(name, name): values.pop(name) for name in FIRST}
    public["level"] = _name(LEVELS, part.document.level)
    public["intensity"] = _name(INTENSITIES, part.document.intensity)
    topic = {
        "colour": values.pop("topic_colour"),
        "framing": values.pop("framing"),
        # What is made up says nothing of it.
        "fictional": "" if values.pop("is_fictional") else "no",
    }
    state = {"state": _name(STATES, part.is_published)}
    for item in values["checklist"]:
        item["shown"] = "yes" if item.pop("is_shown") else ""
    for role in values["roles"]:
        role["count"] = role["count"] if role["count"] > 1 else ""
    return yaml_of(_bare(public | state | {"topic": topic} | values))


def _bare(value: Any) -> Any:
    """Return a value without anything empty in it."""
    if isinstance(value, dict):
        kept = {name: _bare(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner not in ("", 0, None, [], {})}
    if isinstance(value, list | tuple):
        return [_bare(one) for one in value]
    return value


def _name(names: dict[str, Any], value: Any) -> str:
    return next(name for name, known in names.items() if known == value)
