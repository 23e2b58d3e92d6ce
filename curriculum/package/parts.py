"""What a course package holds once it was read, and what may be wrong with one."""

import hashlib
import uuid
from dataclasses import asdict, dataclass, field

# The same key in the same package gives the same id on every installation and in every version.
KEYS = uuid.UUID("6f2b1c1e-2f0c-4a57-9d64-6a0f7a2f9c11")


def key_of(kind: str, key: str) -> uuid.UUID:
    """Return the id that stands for ``key`` of a lesson, step, prompt or objective."""
    return uuid.uuid5(KEYS, f"{kind}:{key}")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which file, where in it (a field or a line), and what."""

    file: str
    where: str
    says: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.where, self.says) if part)


class PackageFaults(Exception):
    """The package cannot be loaded; ``faults`` names every reason at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class StepPart:
    """A question, a step or a round."""

    text: str
    minutes: int | None


@dataclass(frozen=True)
class PromptPart:
    """One prompt of a reflection."""

    key: str
    name: str
    text: str


@dataclass(frozen=True)
class LessonPart:
    """One lesson file. ``body`` and ``facilitator_notes`` are Markdown still."""

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
    # The bytes of the picture, empty for none; only their hash tells one picture from another.
    image: bytes = field(repr=False, default=b"")


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
    objectives: tuple[str, ...]
    facilitator_notes: str
    references: tuple[str, ...]
    lessons: tuple[LessonPart, ...]

    @property
    def sha256(self) -> str:
        """Return what tells this content from any other: two loads of one text agree on it."""
        content = asdict(self)
        del content["folder"]
        for lesson in content["lessons"]:
            lesson["image"] = hashlib.sha256(lesson["image"]).hexdigest()
        return hashlib.sha256(repr(content).encode()).hexdigest()


@dataclass(frozen=True)
class Package:
    """A whole course."""

    slug: str
    title: str
    summary: str
    opening: str
    licence: str
    modules: tuple[ModulePart, ...]
