"""What a facilitator takes into the room on paper: one sheet for each reader, from one edition."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import Person
from curriculum import scenario_document as documents
from curriculum.models import (
    DebriefQuestion,
    RoleCue,
    RoleFact,
    Scenario,
    ScenarioEdition,
    Variation,
)
from curriculum.scenario_document import Cue, Document, Fact, Question, Role, Variant

DOOR, GUIDE, OBSERVERS, ROLE = "door", "guide", "observers", "role"
TEMPLATES = {
    DOOR: "curriculum/print_door.html",
    GUIDE: "curriculum/print_guide.html",
    OBSERVERS: "curriculum/print_observers.html",
    ROLE: "curriculum/print_role.html",
}


@dataclass(frozen=True)
class Grouped:
    """Some lines under their heading."""

    key: str
    label: str
    lines: tuple[Fact | Cue | Question | Variant, ...]


@dataclass(frozen=True)
class Sheet:
    """What one reader holds. No two roles are ever on one sheet.

    ``document`` is the whole scenario on the guide, and without what spoils it on any other sheet.
    """

    key: str
    kind: str
    title: str
    document: Document
    role: Role | None = None

    @property
    def template(self) -> str:
        return TEMPLATES[self.kind]

    @property
    def copies(self) -> int:
        """Return how many a group needs of a role's sheet."""
        return self.role.count if self.role else 1

    @property
    def is_secret(self) -> bool:
        """Tell whether it is for its holder alone."""
        return bool(self.role and self.role.brief)

    @property
    def is_learner(self) -> bool:
        return bool(self.role and self.role.kind == "learner")

    @property
    def topic(self) -> str:
        """Return how a dialogue's topic is marked."""
        return str(Scenario.Colour(self.document.topic_colour).label)

    @property
    def facts(self) -> list[Grouped]:
        """Return what the role knows, by the rule under which it is said."""
        facts = self.role.brief.facts if self.role and self.role.brief else ()
        labels = {
            RoleFact.Rule.FREELY: _("Say it freely"),
            RoleFact.Rule.IF_ASKED: _("Only if you are asked"),
            RoleFact.Rule.EARNED: _("Only if it is earned"),
        }
        return [
            Grouped(rule, label, tuple(fact for fact in facts if fact.rule == rule))
            for rule, label in labels.items()
            if any(fact.rule == rule for fact in facts)
        ]

    @property
    def cues(self) -> list[Grouped]:
        """Return how the role heats up and eases, and how the body shows it."""
        cues = self.role.brief.cues if self.role and self.role.brief else ()
        labels = {
            RoleCue.Kind.ESCALATES: _("You heat up"),
            RoleCue.Kind.SOFTENS: _("You ease"),
            RoleCue.Kind.BODY: _("Body and voice"),
            RoleCue.Kind.PHRASE: _("Words of yours"),
        }
        return [
            Grouped(kind, label, tuple(cue for cue in cues if cue.kind == kind))
            for kind, label in labels.items()
            if any(cue.kind == kind for cue in cues)
        ]

    @property
    def debrief(self) -> list[Grouped]:
        """Return the questions of the debrief in their order, by whom they are put to."""
        found: list[Grouped] = []
        for question in self.document.debrief:
            if not found or found[-1].key != question.to:
                label = str(DebriefQuestion.To(question.to).label)
                found.append(Grouped(question.to, label, ()))
            last = found.pop()
            found.append(Grouped(last.key, last.label, (*last.lines, question)))
        return found

    @property
    def variations(self) -> list[tuple[str, str]]:
        """Return other ways to play it: what each is called, and how it goes."""
        return [(str(Variation.Kind(one.kind).label), one.text) for one in self.document.variations]


@dataclass(frozen=True)
class Pack:
    """All the sheets of one edition, in the order in which they are handed out."""

    scenario: Scenario
    edition: ScenarioEdition
    document: Document
    sheets: tuple[Sheet, ...]

    def only(self, key: str) -> "Pack | None":
        """Return the pack with one sheet in it; None if there is no such sheet."""
        found = tuple(sheet for sheet in self.sheets if sheet.key == key)
        return Pack(self.scenario, self.edition, self.document, found) if found else None


def pack(person: Person, slug: str) -> Pack | None:
    """Return the sheets of the newest edition, for whoever may read editions. One query."""
    rows = ScenarioEdition.objects.visible_to(person).filter(scenario__slug=slug)
    edition = rows.select_related("scenario").order_by("-number").first()
    if edition is None:
        return None
    document = documents.from_json(edition.document)
    return Pack(edition.scenario, edition, document, tuple(sheets(document)))


def sheets(document: Document) -> list[Sheet]:
    """Return the guide, the door note, a sheet for each role, and the observers' sheet."""
    shown = documents.public(document)
    found = [
        Sheet(GUIDE, GUIDE, _("Facilitator’s guide"), _without_briefs(document)),
        Sheet(DOOR, DOOR, _("Door note"), shown),
    ]
    found += [
        Sheet(f"{ROLE}-{role.key}", ROLE, role.name, shown, role)
        for role in document.roles
        if role.is_played or role.brief
    ]
    if document.checklist:
        watched = _watched(document, shown)
        found.append(Sheet(OBSERVERS, OBSERVERS, _("Observers’ sheet"), watched))
    return found


def _without_briefs(document: Document) -> Document:
    """Return what those who run it read, less what each role keeps to itself."""
    shown = documents.public(document)
    return replace(document, roles=shown.roles)


def _watched(document: Document, shown: Document) -> Document:
    """Return what everybody reads, with the whole of the observers' sheet."""
    return replace(shown, checklist=document.checklist)
