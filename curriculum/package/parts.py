"""What a course package holds once it was read."""

import hashlib
import uuid
from dataclasses import asdict, dataclass

from curriculum.package.beside import Beside
from curriculum.package.encounters import EncounterPart
from curriculum.package.scenarios import ScenarioPart
from curriculum.package.shelf import ShelfPart

# The same key in the same package gives the same id on every installation and in every version.
KEYS = uuid.UUID("6f2b1c1e-2f0c-4a57-9d64-6a0f7a2f9c11")


def key_of(kind: str, key: str) -> uuid.UUID:
    """Return the id that stands for ``key`` of a lesson, step, prompt or objective.

    A key that is such an id already (an exported lesson that was written in the portal) is kept.
    """
    try:
        given = uuid.UUID(key)
    except ValueError:
        return uuid.uuid5(KEYS, f"{kind}:{key}")
    return given if str(given) == key else uuid.uuid5(KEYS, f"{kind}:{key}")


@dataclass(frozen=True)
class CompetencyPart:
    """A code of a framework, and our label."""

    code: str
    label: str


@dataclass(frozen=True)
class FrameworkPart:
    """One list of competencies."""

    slug: str
    title: str
    note: str
    competencies: tuple[CompetencyPart, ...]


@dataclass(frozen=True)
class ObjectivePart:
    """One objective; ``competencies`` are "framework code", sorted. Empty ``key``: by its place."""

    text: str
    competencies: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class StepPart:
    """A question, a step or a round. Empty ``key``: by its place in the lesson."""

    text: str
    minutes: int | None
    key: str = ""


@dataclass(frozen=True)
class PromptPart:
    """One prompt of a reflection."""

    key: str
    name: str
    text: str
    form: str = ""
    deliver_after_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class LessonPart:
    """One lesson. ``body`` and ``facilitator_notes`` are clean HTML; ``objectives`` are numbers."""

    key: str
    slug: str
    kind: str
    title: str
    minutes: int
    with_whom: str
    summary: str
    content_note: str
    body: str
    facilitator_notes: str
    done_when: str
    agreements: tuple[str, ...]
    steps: tuple[StepPart, ...]
    image_description: str
    reveal: str
    guidance: str
    words_min: int | None
    words_max: int | None
    prompts: tuple[PromptPart, ...]
    scenario: str
    objectives: tuple[int, ...] = ()
    image: Beside | None = None
    media: Beside | None = None
    # Where it was read from, for whoever must say what is wrong with it.
    file: str = ""


@dataclass(frozen=True)
class ModulePart:
    """One module folder."""

    folder: str
    slug: str
    title: str
    subtitle: str
    label: str
    track: str
    when: str
    hours: str
    themes: str
    content_note: str
    summary: str
    objectives: tuple[ObjectivePart, ...]
    facilitator_notes: str
    references: tuple[str, ...]
    lessons: tuple[LessonPart, ...]

    @property
    def sha256(self) -> str:
        """Return what tells this content from any other, whatever names its files and keys have."""
        content = asdict(self)
        del content["folder"]
        for place, one in enumerate(content["objectives"], 1):
            one["key"] = str(key_of("objective", one["key"] or f"{self.slug}/{place}"))
        for lesson, part in zip(content["lessons"], self.lessons, strict=True):
            lesson["image"] = part.image.sha256 if part.image else ""
            lesson["media"] = part.media.sha256 if part.media else ""
            del lesson["file"]
            lesson["key"] = str(key_of("lesson", part.key))
            for place, step in enumerate(lesson["steps"], 1):
                step["key"] = str(key_of("step", step["key"] or f"{part.key}/{place}"))
            for prompt in lesson["prompts"]:
                prompt["key"] = str(key_of("prompt", prompt["key"]))
                # What a prompt does not say leaves the content what it was before it could.
                for name in ("form", "deliver_after_days"):
                    if not prompt[name]:
                        del prompt[name]
        return hashlib.sha256(repr(content).encode()).hexdigest()


@dataclass(frozen=True)
class Package:
    """A whole course. ``unused`` names the files nothing in it speaks of."""

    slug: str
    title: str
    summary: str
    opening: str
    licence: str
    modules: tuple[ModulePart, ...]
    frameworks: tuple[FrameworkPart, ...] = ()
    scenarios: tuple[ScenarioPart, ...] = ()
    shelf: tuple[ShelfPart, ...] = ()
    encounters: tuple[EncounterPart, ...] = ()
    unused: tuple[str, ...] = ()
