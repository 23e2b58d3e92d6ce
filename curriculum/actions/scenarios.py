"""Scenarios: what everybody reads of one, its parts, its editions, its reviews."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.actions import recording
from curriculum.models import (
    ChecklistItem,
    Course,
    DebriefQuestion,
    DialogueRound,
    FacilitatorGuide,
    Lesson,
    RoleBrief,
    RoleCue,
    RoleFact,
    SafetyLine,
    Scenario,
    ScenarioEdition,
    ScenarioRole,
    ScenarioStep,
    Variation,
)
from curriculum.package.scenarios import (
    BRIEF_LISTS,
    BRIEF_TEXTS,
    LATER_LINES,
    LINED,
    LINES,
    NUMBERS,
    TEXTS,
    ScenarioPart,
)
from curriculum.queries import scenarios as queries
from curriculum.queries.library import listing
from curriculum.scenario_document import Document, Role, from_json, sha256, to_json

YEAR = timedelta(days=365)
Part = (
    ScenarioRole
    | RoleBrief
    | RoleFact
    | RoleCue
    | SafetyLine
    | ChecklistItem
    | ScenarioStep
    | DebriefQuestion
    | Variation
    | DialogueRound
    | FacilitatorGuide
)
# What the history calls each part of a scenario: a name, never its words.
NAMES: dict[type[models.Model], str] = {
    ScenarioRole: "roles",
    RoleBrief: "briefs",
    RoleFact: "facts",
    RoleCue: "cues",
    SafetyLine: "safety",
    ChecklistItem: "checklist",
    ScenarioStep: "steps",
    DebriefQuestion: "debrief",
    Variation: "variations",
    DialogueRound: "rounds",
    FacilitatorGuide: "guide",
}


# ------------------------------------------------------------------ what everybody reads
@transaction.atomic
def add_scenario(*, scenario: Scenario, by: Person) -> None:
    """Keep a new scenario at the end of its course's library."""
    last = scenario.course.scenarios.aggregate(last=Max("position"))["last"] or 0
    scenario.position = last + 1
    rows.add(scenario, by=by, verb="scenario.added", course=scenario.course_id)


@transaction.atomic
def change_scenario(*, scenario: Scenario, by: Person, **fields: Any) -> None:
    """Change what a scenario says of itself; those who play it meet it at the next edition.

    NotNow when it should stand in the library and was never published.
    """
    stored = _held(scenario)
    if fields.get("is_published") and not stored.is_published and not scenario.editions.exists():
        raise NotNow(_("Publish it; that puts it into the library."), field="is_published")
    rows.change(scenario, by=by, verb="scenario.changed", fields=fields)


def why_it_stays(scenario: Scenario) -> str:
    """Return why a scenario cannot be taken away; empty when it can."""
    if Lesson.objects.filter(scenario=scenario.slug).exists():
        return _("A lesson links to this scenario. Take it out of the library instead.")
    return ""


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: Person) -> None:
    """Take away a scenario with all its parts and editions. NotNow while a lesson links to it."""
    rows.authorise(by, "delete", scenario)
    if why := why_it_stays(scenario):
        raise NotNow(why)
    rows.remove(scenario, by=by, verb="scenario.removed")


@transaction.atomic
def note_review(*, scenario: Scenario, by: Person, due_on: date | None = None) -> None:
    """Note that it was reviewed today, and when the next review is due: in a year, or as said."""
    today = timezone.localdate()
    if due_on is not None and due_on <= today:
        raise Refused(_("The next review is a day to come."), field="review_due_on")
    _held(scenario)
    fields = {"reviewed_on": today, "review_due_on": due_on or today + YEAR}
    rows.change(scenario, by=by, verb="scenario.reviewed", fields=fields)


def _held(scenario: Scenario) -> Scenario:
    """Return its row, locked. What was listed of it meanwhile stays when ``scenario`` is saved."""
    stored = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    scenario.listed, scenario.searched = stored.listed, stored.searched
    return stored


# ------------------------------------------------------------------ its parts
def scenario_of(part: Part) -> Scenario:
    """Return the scenario that a part belongs to."""
    if isinstance(part, RoleBrief | RoleFact | RoleCue):
        return part.role.scenario
    return part.scenario


@transaction.atomic
def keep_part(*, part: Part, by: Person) -> None:
    """Keep a new or changed part of a scenario."""
    keep_parts(scenario=scenario_of(part), kept=[part], gone=[], by=by)


@transaction.atomic
def remove_part(*, part: Part, by: Person) -> None:
    """Take a part out of a scenario; a role goes with its brief, its facts and its cues."""
    keep_parts(scenario=scenario_of(part), kept=[], gone=[part], by=by)


@transaction.atomic
def keep_parts(
    *, scenario: Scenario, kept: Sequence[Part], gone: Sequence[Part], by: Person
) -> None:
    """Keep some parts of a scenario and take out others, all or none. Refused for foreign ones.

    What is played stays as it is until the next edition.
    """
    rows.authorise(by, "change", scenario)
    if any(scenario_of(part).pk != scenario.pk for part in (*kept, *gone)):
        raise Refused(rows.NOT_YOURS)
    roles = set(ScenarioRole.objects.filter(scenario=scenario).values_list("pk", flat=True))
    names: dict[str, None] = {}
    for part in gone:
        part.delete()
        names[NAMES[type(part)]] = None
    for part in kept:
        stored = recording.stored(part)
        if stored and not _was_here(stored, scenario, roles):
            raise Refused(rows.NOT_YOURS)
        if isinstance(part, ScenarioRole) and not part.key:
            part.key = _free_key(part)
        rows.keep(part)
        if not stored or recording.changed(part, stored):
            names[NAMES[type(part)]] = None
    if names:
        audit.record("scenario.changed", by=by, about=scenario, fields="+".join(names))


def _was_here(stored: dict[str, Any], scenario: Scenario, roles: set[int]) -> bool:
    """Tell whether a stored part belonged to this scenario, or to one of its roles, before."""
    if "role_id" in stored:
        return stored["role_id"] in roles
    return bool(stored["scenario_id"] == scenario.pk)


def _free_key(role: ScenarioRole) -> str:
    """Return a key from the name that no other role of the scenario has."""
    base = slugify(role.name)[:70] or "role"
    taken = set(role.scenario.roles.values_list("key", flat=True))
    tries = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(key for key in tries if key not in taken)


# ------------------------------------------------------------------ editions
@transaction.atomic
def publish(*, scenario: Scenario, by: Person, note: str = "") -> ScenarioEdition:
    """Freeze the scenario as the next edition and put it into the library.

    NotNow when nothing changed since the last one. What is being played keeps its edition.
    """
    # The lock makes two publishers wait for each other: a number is given once.
    locked = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    rows.authorise(by, "change", locked)
    edition = _publish(locked, note, by)
    if edition is None:
        raise NotNow(_("Nothing has changed since the last edition."))
    if not locked.is_published:
        Scenario.objects.filter(pk=locked.pk).update(is_published=True)
    scenario.is_published = True
    return edition


def _publish(scenario: Scenario, note: str, by: Person | None) -> ScenarioEdition | None:
    """Keep an edition of what stands in the rows; None where the last one says just that."""
    document = queries.document_of(queries.whole(Scenario.objects.filter(pk=scenario.pk)).get())
    last = queries.newest_edition(scenario)
    if last is not None and last.sha256 == sha256(document):
        return None
    edition = ScenarioEdition(
        scenario=scenario,
        number=last.number + 1 if last else 1,
        published_by=by,
        note=note.strip(),
        document=to_json(document),
        sha256=sha256(document),
    )
    rows.keep(edition)
    Scenario.objects.filter(pk=scenario.pk).update(**listing(document))
    audit.record("scenario.published", by=by, about=scenario, number=edition.number)
    return edition


@transaction.atomic
def edit_again(*, edition: ScenarioEdition, by: Person, discard: bool = False) -> None:
    """Put an edition's words back into what is being edited. Nothing is published by it.

    NotNow where what is being edited is in no edition, unless it may be thrown away.
    """
    scenario = Scenario.objects.select_for_update(of=("self",)).get(pk=edition.scenario_id)
    rows.authorise(by, "change", scenario)
    stored = queries.whole(Scenario.objects.filter(pk=scenario.pk)).get()
    if not discard and queries.is_unkept(scenario, queries.document_of(stored)):
        raise NotNow(_("What is being edited is in no edition yet. Say that it may go."))
    write(scenario, from_json(edition.document))
    audit.record("scenario.restored", by=by, about=scenario, number=edition.number)


# ------------------------------------------------------------------ a whole document
def write(scenario: Scenario, document: Document) -> None:
    """Make the rows of a scenario say what a document says. The caller asked who may.

    A role keeps its row as long as its key is there, so that its page keeps its address.
    """
    for name in ("kind", "level", "intensity", *NUMBERS, *LINES, *LATER_LINES, *TEXTS):
        setattr(scenario, name, getattr(document, name))
    for name in LINED:
        setattr(scenario, name, "\n".join(getattr(document, name)))
    scenario.brief = document.door
    for name in ("topic_colour", "framing", "is_fictional"):
        setattr(scenario, name, getattr(document, name))
    rows.keep(scenario)
    _write_roles(scenario, document.roles)
    lists: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (SafetyLine, document.safety),
        (ChecklistItem, document.checklist),
        (ScenarioStep, document.steps),
        (DebriefQuestion, document.debrief),
        (Variation, document.variations),
        (DialogueRound, document.rounds),
    )
    for model, parts in lists:
        model.objects.filter(scenario=scenario).delete()
        _make(model, scenario=scenario, parts=parts)
    FacilitatorGuide.objects.filter(scenario=scenario).delete()
    if any(asdict(document.guide).values()):
        FacilitatorGuide.objects.create(scenario=scenario, **asdict(document.guide))


def _make(model: Any, *, parts: Sequence[Any], **whose: Any) -> None:
    """Make a row of each part, in their order: a line, or fields that have the same names."""
    model.objects.bulk_create(
        model(position=at, **whose, **({"text": part} if isinstance(part, str) else asdict(part)))
        for at, part in enumerate(parts, 1)
    )


def _write_roles(scenario: Scenario, roles: Sequence[Role]) -> None:
    there = {row.key: row for row in scenario.roles.all()}
    scenario.roles.exclude(key__in=[role.key for role in roles]).delete()
    own = ("name", "kind", "count", "who", "position")
    made = []
    for at, role in enumerate(roles, 1):
        row = there.get(role.key) or ScenarioRole(scenario=scenario, key=role.key)
        row.name, row.kind, row.count, row.who = role.name, role.kind, role.count, role.who
        row.position = at
        made.append(row)
    ScenarioRole.objects.bulk_create(row for row in made if row._state.adding)
    ScenarioRole.objects.bulk_update([row for row in made if row.key in there], own)
    for model in (RoleBrief, RoleFact, RoleCue):
        model.objects.filter(role__scenario=scenario).delete()
    briefs = [
        (row, role.brief) for row, role in zip(made, roles, strict=True) if role.brief is not None
    ]
    RoleBrief.objects.bulk_create(
        RoleBrief(
            role=row,
            **{name: getattr(brief, name) for name in BRIEF_TEXTS},
            **{name: "\n".join(getattr(brief, name)) for name in BRIEF_LISTS},
        )
        for row, brief in briefs
    )
    lists: tuple[tuple[Any, str], ...] = ((RoleFact, "facts"), (RoleCue, "cues"))
    for model, name in lists:
        model.objects.bulk_create(
            model(role=row, position=at, **asdict(part))
            for row, brief in briefs
            for at, part in enumerate(getattr(brief, name), 1)
        )


# ------------------------------------------------------------------ from a package
def load(course: Course, part: ScenarioPart, position: int, *, by: Person | None) -> bool:
    """Bring one scenario up to a package, and publish what is new of it; say whether it was.

    What stands here already just so is left alone, and so is what faculty changed of it, as long
    as the package itself says the same as when it was loaded. A command (``by`` None) never
    overwrites a scenario that was changed here. Refused when another course has the address.
    """
    row = Scenario.objects.filter(slug=part.slug).first()
    if row is None:
        row = Scenario(course=course, slug=part.slug, position=position)
    elif row.course_id != course.pk:
        raise Refused(
            _("Another course has a scenario with the address %(slug)s.") % {"slug": part.slug}
        )
    else:
        stored = queries.whole(Scenario.objects.filter(pk=row.pk)).get()
        here = ScenarioPart(queries.document_of(stored), row.is_published).sha256
        is_known = part.sha256 in {row.source_sha256, here}
        if is_known or (by is None and here != row.source_sha256):
            return _publish_first(row, by)
    row.is_published, row.source_sha256 = part.is_published, part.sha256
    write(row, part.document)
    if part.is_published:
        _publish(row, "", by)
    return True


def _publish_first(scenario: Scenario, by: Person | None) -> bool:
    """Give an edition to a scenario that was in the library before there were editions."""
    if not scenario.is_published or scenario.editions.exists():
        return False
    return _publish(scenario, "", by) is not None
