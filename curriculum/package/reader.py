"""Walking through the folders of a package."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.models import Course, Lesson, ModuleVersion, Objective, Prompt
from curriculum.models.prompt import MOST_PROMPTS
from curriculum.package.fields import Fields, NarrowYaml
from curriculum.package.parts import (
    Fault,
    LessonPart,
    ModulePart,
    Package,
    PackageFaults,
    PromptPart,
    StepPart,
)

MOST_BYTES = 512 * 1024
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")


def _of(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


class Reader:
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

    def _unread(self, file: str) -> Fields:
        fields = Fields(self, file, {})
        fields.is_unread = True
        return fields

    def _values(self, file: str, text: str, lines_before: int = 0) -> Fields:
        """Return the fields written in YAML, none of them when it is not well formed."""
        try:
            values = yaml.load(text, NarrowYaml)  # noqa: S506 - a safe loader, made narrower
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
        return Fields(self, file, values)

    def _yaml(self, file: str) -> Fields:
        text = self._text(file)
        return self._unread(file) if text is None else self._values(file, text)

    def _front(self, file: str) -> tuple[Fields, str]:
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

    def _names(self, fields: Fields, name: str) -> list[str]:
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

    def _step(self, fields: Fields) -> StepPart:
        part = StepPart(fields.line("text", needed=True), fields.number("minutes"))
        fields.finish()
        return part

    def _prompt(self, fields: Fields) -> PromptPart:
        part = PromptPart(
            key=self._key(fields, "prompt"),
            name=fields.line("name", needed=True, like=_of(Prompt, "name")),
            text=fields.text("text", needed=True),
        )
        # The letter before it; the page counts for itself.
        fields.finish("label")
        return part

    def _image(self, fields: Fields, folder: str, name: str) -> bytes:
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

    def _whole(self, fields: Fields, part: LessonPart) -> None:
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
    def _key(self, fields: Fields, kind: str) -> str:
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
