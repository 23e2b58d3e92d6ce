"""A scenario as one document: as it is being edited, and as it was published last.

What these return holds every brief. A page that is not for those who run or build it takes
``public(document)`` of it, and nothing else.
"""

from dataclasses import fields
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from accounts.models import Person
from curriculum.models import (
    Course,
    RoleBrief,
    Scenario,
    ScenarioEdition,
    ScenarioRole,
)
from curriculum.models.scenario import lines_of
from curriculum.package.fields import in_one_line, trimmed
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
    from_json,
    sha256,
)

WITH_BRIEF = ScenarioRole.objects.select_related("brief")
PARTS = (
    Prefetch("roles", WITH_BRIEF), "roles__facts", "roles__cues", "safety", "checklist", "steps",
    "debrief", "variations", "rounds",
)  # fmt: skip


def whole(rows: Any) -> Any:
    """Return scenarios with everything a document holds of them, in as many queries as kinds."""
    return rows.select_related("guide").prefetch_related(*PARTS)


# ------------------------------------------------------------------ as it is being edited
def document_of(row: Scenario) -> Document:
    """Return a scenario as it is being edited. No query for one that is ``whole``."""
    own: dict[str, Any] = {
        **{name: getattr(row, name) for name in ("slug", "kind", "level", "intensity", *NUMBERS)},
        **{name: in_one_line(getattr(row, name)) for name in (*LINES, *LATER_LINES)},
        **{name: trimmed(getattr(row, name)) for name in (*TEXTS, "framing")},
        **{name: _lines(getattr(row, name)) for name in LINED},
    }
    return Document(
        **own,
        door=trimmed(row.brief),
        topic_colour=row.topic_colour,
        is_fictional=row.is_fictional,
        roles=tuple(_role(role) for role in row.roles.all()),
        safety=tuple(in_one_line(one.text) for one in row.safety.all()),
        checklist=tuple(
            Item(in_one_line(one.text), in_one_line(one.sounds_like), one.is_shown)
            for one in row.checklist.all()
        ),
        steps=tuple(
            Step(one.phase, in_one_line(one.label), one.minutes, trimmed(one.script))
            for one in row.steps.all()
        ),
        debrief=tuple(Question(one.to, in_one_line(one.text)) for one in row.debrief.all()),
        variations=tuple(Variant(one.kind, trimmed(one.text)) for one in row.variations.all()),
        guide=_guide(row),
        rounds=tuple(_round(one) for one in row.rounds.all()),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(in_one_line(line) for line in lines_of(text))


def _guide(row: Scenario) -> Guide:
    kept = getattr(row, "guide", None)
    if kept is None:
        return Guide()
    return Guide(**{one.name: trimmed(getattr(kept, one.name)) for one in fields(Guide)})


def _round(one: Any) -> Round:
    return Round(
        minutes=one.minutes,
        minutes_each=one.minutes_each,
        prompt=trimmed(one.prompt),
        listener_task=trimmed(one.listener_task),
        silence_seconds=one.silence_seconds,
    )


def _role(row: ScenarioRole) -> Role:
    return Role(
        key=row.key,
        name=in_one_line(row.name),
        kind=row.kind,
        count=row.count,
        who=in_one_line(row.who),
        brief=_brief(row),
    )


def _brief(row: ScenarioRole) -> Brief | None:
    kept = getattr(row, "brief", None) or RoleBrief()
    own: dict[str, Any] = {
        **{name: trimmed(getattr(kept, name)) for name in BRIEF_TEXTS},
        **{name: _lines(getattr(kept, name)) for name in BRIEF_LISTS},
    }
    brief = Brief(
        **own,
        facts=tuple(
            Fact(one.rule, in_one_line(one.when), trimmed(one.text)) for one in row.facts.all()
        ),
        cues=tuple(Cue(one.kind, trimmed(one.text)) for one in row.cues.all()),
    )
    return brief if brief != Brief() else None


# ------------------------------------------------------------------ as it was published
def newest_edition(scenario: Scenario) -> ScenarioEdition | None:
    """Return the edition that is played now. One query."""
    return scenario.editions.order_by("-number").first()


def played(scenario: Scenario) -> Document:
    """Return what is played, printed and read: the newest edition.

    A scenario that was in the library before there were editions is what its rows say.
    """
    edition = newest_edition(scenario)
    if edition is not None:
        return from_json(edition.document)
    return document_of(whole(Scenario.objects.filter(pk=scenario.pk)).get())


def editions_of(person: Person, scenario: Scenario) -> list[ScenarioEdition]:
    """Return the editions of a scenario this person may read, newest first. One query."""
    rows = ScenarioEdition.objects.visible_to(person).filter(scenario=scenario)
    return list(rows.select_related("published_by").defer("document").order_by("-number"))


def parts_of_course(course: Course, *, edited: bool) -> tuple[ScenarioPart, ...]:
    """Return the scenarios of a course as a package holds them.

    Each as it was published last, or, with ``edited``, as it is being edited. In as many queries
    however many there are.
    """
    newest = ScenarioEdition.objects.filter(scenario=OuterRef("scenario")).order_by("-number")
    kept: dict[int, Document] = {}
    if not edited:
        rows = ScenarioEdition.objects.filter(
            scenario__course=course, number=Subquery(newest.values("number")[:1])
        )
        kept = {one.scenario_id: from_json(one.document) for one in rows}
    return tuple(
        ScenarioPart(kept.get(row.pk) or document_of(row), row.is_published)
        for row in whole(course.scenarios.all())
    )


def is_ahead(last: ScenarioEdition | None, document: Document) -> bool:
    """Tell whether what is being edited differs from what was published last."""
    return last is None or last.sha256 != sha256(document)


def is_unkept(scenario: Scenario, document: Document) -> bool:
    """Tell whether what is being edited is in none of the editions. One query."""
    return not scenario.editions.filter(sha256=sha256(document)).exists()


def wanting(document: Document) -> list[str]:
    """Return what a facilitator would still miss, a sentence each. It may be published without."""
    if document.kind == Scenario.Kind.ENCOUNTER:
        return []
    found = []
    if document.kind == Scenario.Kind.DIALOGUE:
        # A circle needs neither roles nor observers.
        if not document.rounds:
            found.append(_("The dialogue has no round."))
    else:
        if not document.played():
            found.append(_("There is no role to play yet."))
        if not document.checklist:
            found.append(_("The observers’ sheet is empty."))
        if not any(step.phase == "derole" for step in document.steps):
            found.append(_("No step of the hour takes people out of their roles."))
    learner = ScenarioRole.Kind.LEARNER
    bare = [role for role in document.played() if role.kind != learner and role.brief is None]
    found += [_("%(role)s has no brief.") % {"role": role.name} for role in bare]
    if not document.debrief:
        found.append(_("The debrief has no question."))
    return found
