"""Fields as YAML, the way a person would write them."""

from typing import Any

import yaml

WIDTH = 96


class _Plain(yaml.SafeDumper):
    """YAML as a person would write it: longer texts as lines, lists set in, no shorthand."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else (">" if len(text) > WIDTH else None)
    # Folding would take a run of blanks, or one at an end, for the end of a line.
    if style == ">" and "  " in text:
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _written)


def yaml_of(values: dict[str, Any]) -> str:
    """Return fields as YAML, the empty ones left out, in the order they are given."""
    kept = {name: value for name, value in values.items() if value not in ("", None, [], ())}
    return yaml.dump(kept, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH)
