"""The fields of one file: taken one by one, each with its limits; faults are noted, not raised."""

import re
from collections.abc import Hashable, Mapping
from typing import Any, ClassVar, Protocol

import yaml
from django.db.models import CharField
from django.utils.translation import gettext as _

from curriculum.models import Lesson

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
DEEPEST = 12
# What ends and parts lines; a space that must not break is kept.
_BLANK = " \t\r\n\f\v"
_BLANKS = re.compile(rf"[{_BLANK}]+")


def in_one_line(text: str) -> str:
    """Return a text in which line breaks are only spaces."""
    return _BLANKS.sub(" ", text).strip(_BLANK)


def trimmed(text: str) -> str:
    """Return a text without blank ends, its lines ended in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANK)


class Faults(Protocol):
    """Whoever gathers what is wrong."""

    def fault(self, file: str, where: str, says: str, line: int = 0) -> None: ...


class Mapped(dict[Any, Any]):
    """A group of fields that knows in which line each stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}


class Listed(list[Any]):
    """A list that knows in which line each item stands."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


class NarrowYaml(yaml.SafeLoader):
    """YAML without what nobody writes by hand.

    No aliases (they can make a small file enormous), no doubled fields, no depth; and a word is a
    word: only whole numbers and an empty value are anything else, so that "No", "4.10" and
    "12:30" stay what was written.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _marked(_("aliases are not taken"), event)
        if self.depth >= DEEPEST:
            raise _marked(_("is nested too deeply"), event)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for name, _value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                raise _marked(_("a field’s name must be a word"), name)
            if name.value in seen:
                raise _marked(_("“%(name)s” stands here twice") % {"name": name.value}, name)
            seen.add(name.value)
        return super().construct_mapping(node, deep=deep)

    def construct_mapped(self, node: Any) -> Any:
        made = Mapped()
        yield made
        made.update(self.construct_mapping(node))
        names = (name for name, _value in node.value)
        made.lines = {self.construct_object(n): n.start_mark.line for n in names}

    def construct_listed(self, node: Any) -> Any:
        made = Listed()
        yield made
        made.extend(self.construct_sequence(node))
        made.lines = [item.start_mark.line for item in node.value]


def _marked(says: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=says, problem_mark=at.start_mark)


NarrowYaml.add_constructor("tag:yaml.org,2002:map", NarrowYaml.construct_mapped)
NarrowYaml.add_constructor("tag:yaml.org,2002:seq", NarrowYaml.construct_listed)
NarrowYaml.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]{0,8})$"), list("-0123456789")
)
NarrowYaml.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^~?$"), ["~", ""])


class Fields:
    """The fields of one file, taken one by one; what is wrong with each is noted, not raised."""

    def __init__(
        self,
        reader: "Faults",
        file: str,
        values: Mapping[Any, Any],
        at: str = "",
        lines_before: int = 0,
    ) -> None:
        self.reader, self.file, self.at = reader, file, at
        self.values = dict(values)
        self.lines_before = lines_before
        # Lines count from nought in YAML, from one for people.
        self.line_of = {k: n + 1 + lines_before for k, n in getattr(values, "lines", {}).items()}
        self.taken: set[str] = set()
        # Of a file that could not be read at all, the missing fields are no news.
        self.is_unread = False

    def fault(self, name: str, says: str, line: int = 0) -> None:
        """Note what is wrong with a field, or with an item of it (``prompts[2]``)."""
        if not self.is_unread:
            line = line or self.line_of.get(name.partition("[")[0], 0)
            self.reader.fault(self.file, f"{self.at}{name}", says, line)

    def _take(self, name: str) -> Any:
        self.taken.add(name)
        return self.values.get(name)

    def text(self, name: str, *, needed: bool = False, like: Any = None) -> str:
        """Return a text, at most as long as the model field ``like`` takes."""
        return self._fitting(name, trimmed(self._text(name, needed)), like)

    def line(self, name: str, *, needed: bool = False, like: Any = None) -> str:
        """Return a text in which line breaks are only spaces."""
        return self._fitting(name, in_one_line(self._text(name, needed)), like)

    def _text(self, name: str, needed: bool) -> str:
        value = self._take(name)
        if value is None or value == "":
            if needed:
                self.fault(name, _("is missing."))
            return ""
        if not isinstance(value, str | int):
            self.fault(name, _("must be text."))
            return ""
        return str(value)

    def _fitting(self, name: str, text: str, like: Any, line: int = 0) -> str:
        longest = like.max_length if isinstance(like, CharField) else None
        if longest and len(text) > longest:
            self.fault(
                name,
                _("is %(length)d characters long; at most %(most)d fit.")
                % {"length": len(text), "most": longest},
                line,
            )
        if "\x00" in text:
            self.fault(name, _("holds an invisible character (NUL)."), line)
        return text

    def slug(self, name: str) -> str:
        """Return the last part of a web address."""
        value = self.text(name, needed=True, like=Lesson._meta.get_field("slug"))
        if value and not SLUG.fullmatch(value):
            self.fault(name, _("may hold letters a to z, digits, hyphens and underscores only."))
        return value

    def key(self, name: str, *, needed: bool = True) -> str:
        """Return what a thing is called in the package."""
        value = self.text(name, needed=needed, like=Lesson._meta.get_field("package_key"))
        if value and not KEY.fullmatch(value):
            self.fault(name, _("may hold small letters, digits and single hyphens only."))
        return value

    def number(self, name: str) -> int | None:
        value = self._take(name)
        if value is None:
            return None
        if not _is_number(value):
            self.fault(name, _("must be a whole number."))
            return None
        return value

    def choice(
        self, name: str, choices: list[str], default: str = "", *, needed: bool = True
    ) -> str:
        value = self.text(name, needed=needed and not default) or default
        if value and value not in choices:
            self.fault(
                name,
                _("“%(value)s” is none of: %(choices)s.")
                % {"value": value[:60], "choices": ", ".join(choices)},
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

    def line_in(self, name: str, place: int) -> int:
        """Return the line of an item of a list, counted from 1."""
        lines = getattr(self.values.get(name), "lines", [])
        return lines[place - 1] + 1 + self.lines_before if len(lines) >= place else 0

    def lines(self, name: str, like: Any = None) -> tuple[str, ...]:
        """Return a list of one-line texts."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            line = self.line_in(name, place)
            if not isinstance(value, str) or not value.strip():
                self.fault(f"{name}[{place}]", _("must be text."), line)
                continue
            found.append(self._fitting(f"{name}[{place}]", in_one_line(value), like, line))
        return tuple(found)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            if _is_number(value):
                found.append(value)
            else:
                line = self.line_in(name, place)
                self.fault(f"{name}[{place}]", _("must be a whole number."), line)
        return tuple(found)

    def yes(self, name: str, default: bool) -> bool:
        """Return yes or no."""
        words = {"yes": True, "true": True, "no": False, "false": False}
        return words.get(self.choice(name, list(words), needed=False), default)

    def group(self, name: str) -> "Fields":
        """Return one group of fields; an empty one where there is none."""
        value = self._take(name)
        if value is not None and not isinstance(value, dict):
            self.fault(name, _("must be a group of fields."))
            value = None
        return Fields(self.reader, self.file, value or {}, f"{self.at}{name}.", self.lines_before)

    def parts(self, name: str, lone: str = "") -> list["Fields"]:
        """Return a list of groups of fields; a lone text is a group with the field ``lone``."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            line = self.line_in(name, place)
            if lone and isinstance(value, str | int):
                alone, value = value, Mapped()
                value[lone], value.lines[lone] = alone, line - 1 - self.lines_before
            if isinstance(value, dict):
                at = f"{self.at}{name}[{place}]."
                found.append(Fields(self.reader, self.file, value, at, self.lines_before))
            else:
                self.fault(f"{name}[{place}]", _("must be a group of fields."), line)
        return found

    def finish(self, *known: str) -> None:
        """Note every field nobody asked for: most often it is one that is spelt otherwise."""
        for name in self.values:
            if name not in self.taken and name not in known:
                line = self.line_of.get(name, 0)
                self.fault(str(name)[:60], _("is not a field we know."), line)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000
