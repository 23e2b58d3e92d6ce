"""Walking through the files of a package."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.errors import Refused
from curriculum import richtext
from curriculum.models import Course, Lesson, LessonStep, ModuleVersion, Objective, PageForm, Prompt
from curriculum.models.page_form import check_days, days_text
from curriculum.models.prompt import MOST_PROMPTS
from curriculum.package import encounters, frameworks
from curriculum.package.beside import Beside, beside, picture, recording
from curriculum.package.faults import Fault, PackageFaults
from curriculum.package.fields import Fields, NarrowYaml
from curriculum.package.files import Files
from curriculum.package.markdown import html_of, tidy
from curriculum.package.parts import (
    FrameworkPart,
    LessonPart,
    ModulePart,
    ObjectivePart,
    Package,
    PromptPart,
    StepPart,
)
from curriculum.package.scenarios import read_scenarios
from curriculum.package.shelf import read_shelf

MOST_TEXT = 512 * 1024
MOST_FIELDS = 160 * 1024
MOST_TEXTS = 12 * 1024 * 1024
MOST_FAULTS = 200
MOST_MODULES = 100
MOST_LESSONS = 100
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
FORMATS = ["markdown", "html"]


def _of(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


class Reader:
    """Walks through the files and gathers faults."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.keys: dict[tuple[str, str], str] = {}
        self.read_so_far = 0
        self.codes: set[str] = set()

    def fault(self, file: str, where: str, says: str, line: int = 0) -> None:
        self.faults.append(Fault(file, where, says, line))
        if len(self.faults) >= MOST_FAULTS:
            self.faults.append(Fault("", "", _("There is more; only this much is listed.")))
            raise PackageFaults(self.faults)

    def package(self) -> Package:
        fields = self._yaml("course.yaml")
        course = {
            "slug": fields.slug("slug"),
            "title": fields.line("title", needed=True, like=_of(Course, "title")),
            "summary": fields.text("summary"),
            "opening": fields.text("opening"),
            "licence": fields.line("licence", like=_of(Course, "licence")),
        }
        known = self._frameworks()
        names = self._names(fields, "modules", MOST_MODULES)
        package = Package(
            **course,
            # A module that has no folder yet is still being written.
            modules=tuple(self._module(name) for name in names if self.files.inside(name)),
            frameworks=known,
            scenarios=read_scenarios(self.files, self._yaml),
            shelf=read_shelf(self.files, self._yaml),
            encounters=encounters.read(self.files, self._yaml),
            unused=self.files.unused,
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
        if file not in self.files:
            self.fault(file, "", _("is missing."))
            return None
        self.read_so_far += self.files.size(file)
        if self.files.size(file) > MOST_TEXT or self.read_so_far > MOST_TEXTS:
            self.fault(file, "", _("is too large."))
            return None
        try:
            text = self.files.bytes(file).decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            self.fault(file, f"byte {error.start + 1}", _("is not UTF-8 text."))
            return None
        except ValueError:
            self.fault(file, "", _("is damaged."))
            return None
        return text

    def _unread(self, file: str) -> Fields:
        fields = Fields(self, file, {})
        fields.is_unread = True
        return fields

    def _values(self, file: str, text: str, lines_before: int = 0) -> Fields:
        """Return the fields written in YAML, none of them when it is not well formed."""
        if len(text) > MOST_FIELDS:
            self.fault(file, "", _("is too large."))
            return self._unread(file)
        try:
            values = yaml.load(text, NarrowYaml)  # noqa: S506 - a safe loader, made narrower
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = (mark.line if mark else 0) + 1 + lines_before
            self.fault(file, "", error.problem or str(error), line)
            return self._unread(file)
        except (yaml.YAMLError, ValueError) as error:
            self.fault(file, "", str(error).splitlines()[0])
            return self._unread(file)
        if not isinstance(values, dict):
            self.fault(file, "", _("must be a group of fields."))
            return self._unread(file)
        return Fields(self, file, values, lines_before=lines_before)

    def _yaml(self, file: str) -> Fields:
        text = self._text(file)
        return self._unread(file) if text is None else self._values(file, text)

    def _front(self, file: str) -> tuple[Fields, str]:
        """Return the fields and the text of a lesson file."""
        text = self._text(file)
        if text is None:
            return self._unread(file), ""
        if not text.startswith("---\n"):
            self.fault(file, "", _("must be ---, with the lesson’s fields after it."), 1)
            return self._unread(file), ""
        head, end, body = text[4:].partition("\n---\n")
        if not end:
            self.fault(file, "", _("has no second --- after its fields."))
            return self._unread(file), ""
        return self._values(file, head, lines_before=1), body.strip("\n")

    def _names(self, fields: Fields, name: str, most: int) -> list[str]:
        """Return names of files or folders beside the file, none leading elsewhere."""
        found = []
        for place, value in enumerate(fields.lines(name), 1):
            if PLAIN_NAME.fullmatch(value):
                found.append(value)
            else:
                line = fields.line_in(name, place)
                fields.fault(f"{name}[{place}]", _("is not a plain file name."), line)
        if not found:
            fields.fault(name, _("is missing."))
        if len(found) > most:
            fields.fault(name, _("holds too many names."))
        if len({one.casefold() for one in found}) < len(found):
            fields.fault(name, _("names something twice."))
        return list(dict.fromkeys(found))[:most]

    # -------------------------------------------------------------- parts
    def _frameworks(self) -> tuple[FrameworkPart, ...]:
        if frameworks.FILE not in self.files:
            return ()
        found = frameworks.read(self._yaml(frameworks.FILE))
        self.codes = {
            f"{part.slug} {competency.code}" for part in found for competency in part.competencies
        }
        return found

    def _module(self, folder: str) -> ModulePart:
        file = f"{folder}/module.yaml"
        fields = self._yaml(file)
        objectives = tuple(self._objective(one) for one in fields.parts("objectives", "text"))
        names = self._names(fields, "lessons", MOST_LESSONS)
        lessons = [self._lesson(folder, name, len(objectives)) for name in names]
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
            objectives=objectives,
            facilitator_notes=self._html(fields, "facilitator_notes", "notes_format"),
            references=fields.lines("references"),
            lessons=tuple(lessons),
        )
        fields.finish()
        slugs = [lesson.slug for lesson in lessons]
        self._once("slug", list(zip([f"{folder}/{name}" for name in names], slugs, strict=True)))
        return part

    def _objective(self, fields: Fields) -> ObjectivePart:
        part = ObjectivePart(
            text=fields.line("text", needed=True, like=_of(Objective, "text")),
            competencies=tuple(sorted(set(fields.lines("competencies")))),
            key=fields.key("key", needed=False),
        )
        for place, named in enumerate(fields.lines("competencies"), 1):
            if named not in self.codes:
                line = fields.line_in("competencies", place)
                says = _("“%(code)s” is in no framework of %(file)s.")
                says = says % {"code": named[:60], "file": frameworks.FILE}
                fields.fault(f"competencies[{place}]", says, line)
        fields.finish()
        return part

    def _lesson(self, folder: str, name: str, objective_count: int) -> LessonPart:
        file = f"{folder}/{name}"
        fields, body = self._front(file)
        minutes = fields.number("minutes")
        part = LessonPart(
            key=self._key(fields, "lesson"),
            slug=fields.slug("slug"),
            kind=fields.choice("kind", Lesson.Kind.values),
            title=fields.line("title", needed=True, like=_of(Lesson, "title")),
            minutes=10 if minutes is None else minutes,
            with_whom=fields.choice("with_whom", Lesson.WithWhom.values, "alone"),
            summary=fields.line("summary", like=_of(Lesson, "summary")),
            content_note=fields.line("content_note", like=_of(Lesson, "content_note")),
            body=self._as_html(fields, "body", body, "body_format"),
            facilitator_notes=self._html(fields, "facilitator_notes", "notes_format"),
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
            objectives=tuple(sorted(set(fields.numbers("objectives")))),
            image=self._beside(fields, folder, "image", picture),
            media=self._beside(fields, folder, "media", recording),
            file=file,
        )
        fields.finish()
        self._whole(fields, part, objective_count)
        return part

    def _step(self, fields: Fields) -> StepPart:
        part = StepPart(
            text=fields.text("text", needed=True, like=_of(LessonStep, "text")),
            minutes=fields.number("minutes"),
            key=fields.key("key", needed=False),
        )
        fields.finish()
        return part

    def _prompt(self, fields: Fields) -> PromptPart:
        part = PromptPart(
            key=self._key(fields, "prompt"),
            name=fields.line("name", needed=True, like=_of(Prompt, "name")),
            text=fields.text("text", needed=True),
            form=fields.choice("form", PageForm.values, needed=False),
            deliver_after_days=tuple(sorted(set(fields.numbers("deliver_after_days")))),
        )
        try:
            if part.deliver_after_days:
                check_days(days_text(part.deliver_after_days))
        except ValidationError as error:
            fields.fault("deliver_after_days", " ".join(error.messages))
        # The letter before it; the page counts for itself.
        fields.finish("label")
        return part

    # -------------------------------------------------------------- texts, pictures, sound
    def _html(self, fields: Fields, name: str, format_name: str) -> str:
        return self._as_html(fields, name, fields.text(name), format_name)

    def _as_html(self, fields: Fields, name: str, text: str, format_name: str) -> str:
        """Return a text with its marks as clean HTML."""
        is_html = fields.choice(format_name, FORMATS, "markdown") == "html"
        if "\x00" in text:
            fields.fault(name, _("holds an invisible character (NUL)."))
            return ""
        try:
            return tidy(richtext.clean(text)) if is_html else html_of(text)
        except Refused as refused:
            fields.fault(name, str(refused.sentence))
        return ""

    def _beside(
        self,
        fields: Fields,
        folder: str,
        field: str,
        kind_of: Callable[[bytes], tuple[str, str]],
    ) -> Beside | None:
        """Return a file that lies beside the lesson; None for none."""
        name = fields.line(field)
        path = f"{folder}/{name}"
        if not name:
            return None
        if not PLAIN_NAME.fullmatch(name):
            fields.fault(field, _("is not a plain file name."))
        elif path not in self.files:
            fields.fault(field, _("there is no file %(name)s beside it.") % {"name": name})
        else:
            try:
                data = self.files.bytes(path)
            except ValueError:
                fields.fault(field, _("is damaged."))
                return None
            suffix, says = kind_of(data)
            if suffix:
                return beside(partial(self.files.bytes, path), suffix, data)
            fields.fault(field, says)
        return None

    def _whole(self, fields: Fields, part: LessonPart, objective_count: int) -> None:
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
        if part.media and part.kind != Lesson.Kind.TRANSCRIPT:
            fields.fault("media", _("only a transcript has a recording."))
        if part.image and not part.image_description:
            fields.fault("image_description", _("an image needs its description in words."))
        if part.words_min and part.words_max and part.words_min > part.words_max:
            fields.fault("words_max", _("is smaller than words_min."))
        for number in part.objectives:
            if not 1 <= number <= objective_count:
                says = _("the module has no objective %(number)d.") % {"number": number}
                fields.fault("objectives", says)

    # -------------------------------------------------------------- said once
    def _key(self, fields: Fields, kind: str) -> str:
        key = fields.key("key")
        where = f"{fields.file} {fields.at}key"
        first = self.keys.setdefault((kind, key), where) if key else where
        if first != where:
            fields.fault("key", _("is the key of %(first)s already.") % {"first": first})
        return key

    def _once(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        seen: dict[str, str] = {}
        for file, value in pairs:
            if value and value in seen:
                self.fault(file, name, _("is used by %(first)s too.") % {"first": seen[value]})
            seen.setdefault(value, file)
