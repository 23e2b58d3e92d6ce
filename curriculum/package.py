"""A course as a folder of text files: reading it, and saying by file and field what is wrong.

``course.yaml`` names the modules; each is a folder with a ``module.yaml`` that names its lessons;
each lesson is a Markdown file that begins with its fields between two lines of ``---``. Reading
touches no database; ``curriculum.actions.loading`` writes what was read.
"""

import hashlib
import re
import uuid
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db.models import CharField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.models import Course, Lesson, ModuleVersion, Objective, Prompt
from curriculum.models.prompt import MOST_PROMPTS

STARTER = Path(__file__).parent / "starter"
MOST_BYTES = 512 * 1024
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The same key in the same package gives the same id on every installation and in every version.
KEYS = uuid.UUID("6f2b1c1e-2f0c-4a57-9d64-6a0f7a2f9c11")


def key_of(kind: str, key: str) -> uuid.UUID:
    """Return the id that stands for ``key`` of a lesson, step, prompt or objective."""
    return uuid.uuid5(KEYS, f"{kind}:{key}")


# ------------------------------------------------------------------ what is wrong
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


# ------------------------------------------------------------------ what was read
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


def read(root: Path) -> Package:
    """Read the package in the folder ``root``. PackageFaults names everything that is wrong.

    A module that ``course.yaml`` names and that has no folder yet is left out: a course may be
    published while its last modules are still being written.
    """
    return _Reader(root).package()


# ------------------------------------------------------------------ YAML, a narrow part of it
class _Yaml(yaml.SafeLoader):
    """YAML without aliases (they can make a small file enormous) and without doubled fields."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.MarkedYAMLError(
                problem=_("aliases are not taken"), problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for name, _value in node.value:
            if name.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=_("“%(name)s” stands here twice") % {"name": name.value},
                    problem_mark=name.start_mark,
                )
            seen.add(name.value)
        return super().construct_mapping(node, deep=deep)


class _Fields:
    """The fields of one file, taken one by one; what is wrong with each is noted, not raised."""

    def __init__(
        self, reader: "_Reader", file: str, values: Mapping[Any, Any], at: str = ""
    ) -> None:
        self.reader, self.file, self.at = reader, file, at
        self.values = dict(values)
        self.taken: set[str] = set()
        # Of a file that could not be read at all, the missing fields are no news.
        self.is_unread = False

    def fault(self, name: str, says: str) -> None:
        if not self.is_unread:
            self.reader.fault(self.file, f"{self.at}{name}", says)

    def _take(self, name: str) -> Any:
        self.taken.add(name)
        return self.values.get(name)

    def text(self, name: str, *, needed: bool = False, like: Any = None) -> str:
        """Return a text, at most as long as the model field ``like`` takes."""
        value = self._take(name)
        if value is None or value == "":
            if needed:
                self.fault(name, _("is missing."))
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.fault(name, _("must be text."))
            return ""
        return self._fitting(name, str(value).strip(), like)

    def _fitting(self, name: str, text: str, like: Any) -> str:
        longest = like.max_length if isinstance(like, CharField) else None
        if longest and len(text) > longest:
            self.fault(
                name,
                _("is %(length)d characters long; at most %(most)d fit.")
                % {"length": len(text), "most": longest},
            )
        if "\x00" in text:
            self.fault(name, _("holds an invisible character (NUL)."))
        return text

    def line(self, name: str, *, needed: bool = False, like: Any = None) -> str:
        """Return a text in which line breaks are only spaces."""
        return " ".join(self.text(name, needed=needed, like=like).split())

    def slug(self, name: str) -> str:
        value = self.text(name, needed=True, like=Lesson._meta.get_field("slug"))
        if value and not SLUG.fullmatch(value):
            self.fault(name, _("may hold small letters, digits and single hyphens only."))
        return value

    def number(self, name: str) -> int | None:
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10_000:
            self.fault(name, _("must be a whole number."))
            return None
        return value

    def choice(self, name: str, choices: list[str], default: str = "") -> str:
        value = self.text(name, needed=not default) or default
        if value and value not in choices:
            self.fault(
                name,
                _("“%(value)s” is none of: %(choices)s.")
                % {"value": value, "choices": ", ".join(choices)},
            )
        return value

    def listed(self, name: str) -> list[Any]:
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, _("must be a list."))
            return []
        return value

    def lines(self, name: str, like: Any = None) -> tuple[str, ...]:
        """Return a list of one-line texts."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            if not isinstance(value, str) or not value.strip():
                self.fault(f"{name}[{place}]", _("must be text."))
                continue
            found.append(self._fitting(f"{name}[{place}]", " ".join(value.split()), like))
        return tuple(found)

    def parts(self, name: str) -> list["_Fields"]:
        """Return a list of groups of fields."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            if isinstance(value, dict):
                at = f"{self.at}{name}[{place}]."
                found.append(_Fields(self.reader, self.file, value, at))
            else:
                self.fault(f"{name}[{place}]", _("must be a group of fields."))
        return found

    def finish(self, *known: str) -> None:
        """Note every field nobody asked for: most often it is one that is spelt otherwise."""
        for name in self.values:
            if name not in self.taken and name not in known:
                self.fault(str(name), _("is not a field we know."))


def _of(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


class _Reader:
    """Walks through the folders and gathers faults."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.keys: dict[tuple[str, str], str] = {}

    def fault(self, file: str, where: str, says: str) -> None:
        self.faults.append(Fault(file, where, says))

    def package(self) -> Package:
        fields = self._yaml("course.yaml")
        package = Package(
            slug=fields.slug("slug"),
            title=fields.line("title", needed=True, like=_of(Course, "title")),
            summary=fields.text("summary"),
            opening=fields.text("opening"),
            licence=fields.line("licence", like=_of(Course, "licence")),
            modules=tuple(
                self._module(name)
                for name in self._names(fields, "modules")
                if (self.root / name).is_dir()
            ),
        )
        # Said for people who plan a year; the portal itself has no use for it yet.
        fields.finish("tracks")
        self._once("slug", [(f"{part.folder}/module.yaml", part.slug) for part in package.modules])
        if self.faults:
            raise PackageFaults(self.faults)
        return package

    # -------------------------------------------------------------- files
    def _text(self, file: str) -> str | None:
        """Return the text of a file; None, and a fault, when it cannot be read."""
        path = self.root / file
        try:
            if path.stat().st_size > MOST_BYTES:
                self.fault(file, "", _("is too large."))
                return None
            return path.read_text(encoding="utf-8").replace("\r\n", "\n")
        except FileNotFoundError:
            self.fault(file, "", _("is missing."))
        except UnicodeDecodeError as error:
            self.fault(file, f"byte {error.start + 1}", _("is not UTF-8 text."))
        return None

    def _unread(self, file: str) -> _Fields:
        fields = _Fields(self, file, {})
        fields.is_unread = True
        return fields

    def _values(self, file: str, text: str, lines_before: int = 0) -> _Fields:
        """Return the fields written in YAML, none of them when it is not well formed."""
        try:
            values = yaml.load(text, _Yaml)  # noqa: S506 - a safe loader, made narrower
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = (mark.line if mark else 0) + 1 + lines_before
            self.fault(file, _("line %(line)d") % {"line": line}, error.problem or str(error))
            return self._unread(file)
        except (yaml.YAMLError, ValueError) as error:
            self.fault(file, "", str(error).splitlines()[0])
            return self._unread(file)
        if not isinstance(values, dict):
            self.fault(file, "", _("must be a group of fields."))
            return self._unread(file)
        return _Fields(self, file, values)

    def _yaml(self, file: str) -> _Fields:
        text = self._text(file)
        return self._unread(file) if text is None else self._values(file, text)

    def _front(self, file: str) -> tuple[_Fields, str]:
        """Return the fields and the Markdown of a lesson file."""
        text = self._text(file)
        if text is None:
            return self._unread(file), ""
        if not text.startswith("---\n"):
            self.fault(file, _("line 1"), _("must be ---, with the lesson’s fields after it."))
            return self._unread(file), ""
        head, end, body = text[4:].partition("\n---\n")
        if not end:
            self.fault(file, "", _("has no second --- after its fields."))
            return self._unread(file), ""
        return self._values(file, head, lines_before=1), body.strip()

    def _names(self, fields: _Fields, name: str) -> list[str]:
        """Return names of files or folders beside the file, none leading elsewhere."""
        found = []
        for place, value in enumerate(fields.lines(name), 1):
            if PLAIN_NAME.fullmatch(value):
                found.append(value)
            else:
                fields.fault(f"{name}[{place}]", _("is not a plain file name."))
        if not found:
            fields.fault(name, _("is missing."))
        return found

    # -------------------------------------------------------------- parts
    def _module(self, folder: str) -> ModulePart:
        file = f"{folder}/module.yaml"
        fields = self._yaml(file)
        part = ModulePart(
            folder=folder,
            slug=fields.slug("slug"),
            title=fields.line("title", needed=True, like=_of(ModuleVersion, "title")),
            subtitle=fields.line("subtitle", like=_of(ModuleVersion, "subtitle")),
            label=fields.line("number", like=_of(ModuleVersion, "label")),
            track=fields.line("track", like=_of(ModuleVersion, "track")),
            when=fields.line("when", like=_of(ModuleVersion, "when")),
            hours=fields.line("hours", like=_of(ModuleVersion, "hours")),
            themes=fields.line("themes", like=_of(ModuleVersion, "themes")),
            content_note=fields.line("content_note", like=_of(ModuleVersion, "content_note")),
            summary=fields.text("summary"),
            objectives=fields.lines("objectives", like=_of(Objective, "text")),
            facilitator_notes=fields.text("facilitator_notes"),
            references=fields.lines("references"),
            lessons=tuple(self._lesson(folder, name) for name in self._names(fields, "lessons")),
        )
        fields.finish()
        names = [f"{folder}/{name}" for name in fields.listed("lessons")]
        slugs = [lesson.slug for lesson in part.lessons]
        self._once("slug", list(zip(names, slugs, strict=False)))
        return part

    def _lesson(self, folder: str, name: str) -> LessonPart:
        file = f"{folder}/{name}"
        fields, body = self._front(file)
        image = fields.line("image")
        part = LessonPart(
            key=self._key(fields, "lesson"),
            slug=fields.slug("slug"),
            kind=fields.choice("kind", Lesson.Kind.values),
            title=fields.line("title", needed=True, like=_of(Lesson, "title")),
            minutes=fields.number("minutes") or 10,
            with_whom=fields.choice("with_whom", Lesson.WithWhom.values, "alone"),
            summary=fields.line("summary", like=_of(Lesson, "summary")),
            content_note=fields.line("content_note", like=_of(Lesson, "content_note")),
            body=body,
            facilitator_notes=fields.text("facilitator_notes"),
            done_when=fields.line("done_when", like=_of(Lesson, "done_when")),
            agreements=fields.lines("agreements"),
            steps=tuple(self._step(step) for step in fields.parts("steps")),
            image_description=fields.text("image_description"),
            reveal=fields.text("reveal"),
            guidance=fields.line("guidance", like=_of(Lesson, "guidance")),
            words_min=fields.number("words_min"),
            words_max=fields.number("words_max"),
            prompts=tuple(self._prompt(prompt) for prompt in fields.parts("prompts")),
            scenario=fields.line("scenario", like=_of(Lesson, "scenario")),
            image=self._image(fields, folder, image),
        )
        fields.finish()
        self._whole(fields, part)
        return part

    def _step(self, fields: _Fields) -> StepPart:
        part = StepPart(fields.line("text", needed=True), fields.number("minutes"))
        fields.finish()
        return part

    def _prompt(self, fields: _Fields) -> PromptPart:
        part = PromptPart(
            key=self._key(fields, "prompt"),
            name=fields.line("name", needed=True, like=_of(Prompt, "name")),
            text=fields.text("text", needed=True),
        )
        # The letter before it; the page counts for itself.
        fields.finish("label")
        return part

    def _image(self, fields: _Fields, folder: str, name: str) -> bytes:
        if not name:
            return b""
        path = self.root / folder / name
        if not PLAIN_NAME.fullmatch(name):
            fields.fault("image", _("is not a plain file name."))
        elif not path.is_file():
            fields.fault("image", _("there is no file %(name)s beside it.") % {"name": name})
        else:
            return path.read_bytes()
        return b""

    def _whole(self, fields: _Fields, part: LessonPart) -> None:
        """Note what is wrong with a lesson as a whole."""
        is_reflection = part.kind == Lesson.Kind.REFLECTION
        if is_reflection and not 1 <= len(part.prompts) <= MOST_PROMPTS:
            fields.fault(
                "prompts",
                ngettext(
                    "a reflection has one to %(most)d prompts; this one has %(count)d.",
                    "a reflection has one to %(most)d prompts; this one has %(count)d.",
                    len(part.prompts),
                )
                % {"most": MOST_PROMPTS, "count": len(part.prompts)},
            )
        if part.prompts and not is_reflection:
            fields.fault("prompts", _("only a reflection has prompts."))
        if part.image and not part.image_description:
            fields.fault("image_description", _("an image needs its description in words."))
        if part.words_min and part.words_max and part.words_min > part.words_max:
            fields.fault("words_max", _("is smaller than words_min."))

    # -------------------------------------------------------------- said once
    def _key(self, fields: _Fields, kind: str) -> str:
        key = fields.slug("key")
        where = f"{fields.file} {fields.at}key"
        first = self.keys.setdefault((kind, key), where) if key else where
        if first != where:
            fields.fault("key", _("is the key of %(first)s already.") % {"first": first})
        return key

    def _once(self, name: str, pairs: list[tuple[str, str]]) -> None:
        seen: dict[str, str] = {}
        for file, value in pairs:
            if value and value in seen:
                self.fault(file, name, _("is used by %(first)s too.") % {"first": seen[value]})
            seen.setdefault(value, file)
