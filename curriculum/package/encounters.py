"""The practices alone of a package: ``encounters/*.yaml``, in the order of the files' names.

Each is judged as a whole (``encounter_document.problems``): a package with one that does not hold
together is not loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from curriculum import encounter_document as document
from curriculum.models import Encounter, EncounterChoice, EncounterNode
from curriculum.package.fields import Fields
from curriculum.package.files import Files
from curriculum.package.yaml_text import yaml_of

FOLDER = "encounters"
MOST_ENCOUNTERS = 100
MOST_NODES = 2_000
STATES = {"published": True, "draft": False}
# Who must agree to it before it can be published.
SIGN_OFF = "wellbeing_lead"
LINES = ("title", "focus", "setting", "content_note", "you_are")


@dataclass(frozen=True)
class EncounterPart:
    """One practice of a package."""

    played: document.Encounter
    is_published: bool


def _like(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


# ------------------------------------------------------------------ reading
def read(files: Files, open_file: Callable[[str], Fields]) -> tuple[EncounterPart, ...]:
    """Return the practices of a package in the order of their files; none without the folder."""
    names = [name for name in files.inside(FOLDER) if name.endswith(".yaml")]
    found: dict[str, EncounterPart] = {}
    for place, name in enumerate(names):
        fields = open_file(name)
        if place == MOST_ENCOUNTERS:
            fields.fault("", _("is one practice too many."))
            break
        part = _encounter(fields)
        if part.played.code in found:
            fields.fault("slug", _("is the address of another practice too."))
        found.setdefault(part.played.code, part)
    return tuple(found.values())


def _encounter(fields: Fields) -> EncounterPart:
    lines = {
        name: fields.line(name, needed=name != "content_note", like=_like(Encounter, name))
        for name in LINES
    }
    groups = fields.parts("nodes")[: MOST_NODES + 1]
    if len(groups) > MOST_NODES:
        fields.fault("nodes", _("are too many: at most %(most)d fit.") % {"most": MOST_NODES})
    played = document.Encounter(
        code=fields.slug("slug"),
        minutes=fields.number("minutes") or 0,
        start=fields.line("start"),
        nodes=tuple(_node(group) for group in groups),
        needs_sign_off=fields.choice("sign_off", [SIGN_OFF], needed=False) == SIGN_OFF,
        **lines,
    )
    is_published = STATES.get(fields.choice("state", list(STATES), "published"), False)
    if not played.minutes:
        fields.fault("minutes", _("is missing."))
    fields.finish()
    places = {node.id: place for place, node in reversed(list(enumerate(played.nodes)))}
    if len(places) < len(played.nodes):
        fields.fault("nodes", _("two of them have the same id."))
    for problem in document.problems(played) if is_published else ():
        place = places.get(problem.node)
        at = "start" if place is None else f"nodes[{place + 1}]"
        line = 0 if place is None else fields.line_in("nodes", place + 1)
        fields.fault(at, problem.said, line)
    return EncounterPart(played, is_published)


def _node(fields: Fields) -> document.Node:
    node = document.Node(
        id=fields.slug("id"),
        narration=fields.text("narration"),
        speaker=fields.line("speaker", like=_like(EncounterNode, "speaker")),
        says=fields.text("says"),
        choices=tuple(_choice(choice) for choice in fields.parts("choices")),
        ending=fields.line("ending", like=_like(EncounterNode, "ending")),
        recap=fields.lines("recap"),
        reflect=fields.line("reflect", like=_like(EncounterNode, "reflect")),
    )
    fields.finish()
    return node


def _choice(fields: Fields) -> document.Choice:
    choice = document.Choice(
        id=fields.slug("id"),
        text=fields.line("text", like=_like(EncounterChoice, "text")),
        tags=fields.lines("tags"),
        rating=fields.choice("rating", list(document.RATINGS), needed=False),
        next=fields.line("next"),
        feedback=fields.line("feedback", like=_like(EncounterChoice, "feedback")),
    )
    fields.finish()
    return choice


# ------------------------------------------------------------------ writing
def text_of(part: EncounterPart) -> str:
    """Return the file of one practice. Reading it again gives the same part."""
    played = part.played
    return yaml_of(
        {
            "slug": played.code,
            **{name: getattr(played, name) for name in LINES},
            "minutes": played.minutes,
            "state": next(name for name, known in STATES.items() if known == part.is_published),
            "sign_off": SIGN_OFF if played.needs_sign_off else "",
            "start": played.start,
            "nodes": [_node_fields(node) for node in played.nodes],
        }
    )


def _node_fields(node: document.Node) -> dict[str, Any]:
    names = ("id", "narration", "speaker", "says", "ending", "reflect")
    values: dict[str, Any] = {name: getattr(node, name) for name in names}
    values["recap"] = list(node.recap)
    values["choices"] = [_choice_fields(choice) for choice in node.choices]
    return _kept(values)


def _choice_fields(choice: document.Choice) -> dict[str, Any]:
    names = ("id", "text", "rating", "next", "feedback")
    values: dict[str, Any] = {name: getattr(choice, name) for name in names}
    return _kept(values | {"tags": list(choice.tags)})


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [])}
