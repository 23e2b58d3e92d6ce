"""The fields of one file: taken one by one, each with its limits; faults are noted, not raised."""

import re
from collections.abc import Hashable, Mapping
from typing import Any, Protocol

import yaml
from django.db.models import CharField
from django.utils.translation import gettext as _

from curriculum.models import Lesson

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Faults(Protocol):
    """Whoever gathers what is wrong."""

    def fault(self, file: str, where: str, says: str) -> None: ...


class NarrowYaml(yaml.SafeLoader):
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


class Fields:
    """The fields of one file, taken one by one; what is wrong with each is noted, not raised."""

    def __init__(
        self, reader: "Faults", file: str, values: Mapping[Any, Any], at: str = ""
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

    def parts(self, name: str) -> list["Fields"]:
        """Return a list of groups of fields."""
        found = []
        for place, value in enumerate(self.listed(name), 1):
            if isinstance(value, dict):
                at = f"{self.at}{name}[{place}]."
                found.append(Fields(self.reader, self.file, value, at))
            else:
                self.fault(f"{name}[{place}]", _("must be a group of fields."))
        return found

    def finish(self, *known: str) -> None:
        """Note every field nobody asked for: most often it is one that is spelt otherwise."""
        for name in self.values:
            if name not in self.taken and name not in known:
                self.fault(str(name), _("is not a field we know."))
