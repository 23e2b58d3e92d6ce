"""Twee text, read into passages and written from them, as the specification 3.0.2 has it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as say

from curriculum.twee.story import LEFT, MOST_PASSAGES, WARNING, Passage, Story, json_object

STORY_TITLE, STORY_DATA, START = "StoryTitle", "StoryData", "Start"
SCRIPT, STYLESHEET = "script", "stylesheet"
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
NEEDS_ESCAPE = re.compile(r"[\\\[\]{}]")
# Up to the block of tags or of metadata, escaped characters passed over.
NAME = re.compile(r"(?:[^\\\[{]|\\.)*+")
TAGS = re.compile(r"(?:[^\\\]]|\\.)*+")
TAG = re.compile(r"(?:[^\\\s]|\\.)++")
# An older dialect: the place on the map, such as <120,300>.
OLD_PLACE = re.compile(r"<\s*-?\d{1,6}\s*,\s*-?\d{1,6}\s*>$")
IFID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}")


# ------------------------------------------------------------------ reading
def parse(text: str) -> Story:
    """Return the story of a Twee text, whatever is wrong with it."""
    story = Story()
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith("::")]
    if len(starts) > MOST_PASSAGES:
        return Story(too_many=len(starts))
    before = next((at for at in range(starts[0] if starts else len(lines)) if lines[at].strip()), 0)
    if lines[before].strip() and (not starts or before < starts[0]):
        story.note(before + 1, "", LEFT, say("Text before the first passage belongs to none."))
    heads = [_headed(lines, at, story) for at in starts]
    heads = _without_rules_of_style(heads, story)
    ends = [*(passage.line - 1 for passage, _c in heads[1:]), len(lines)][: len(heads)]
    for (passage, complaints), end in zip(heads, ends, strict=True):
        content = "\n".join(_content(lines[passage.line : end]))
        _take(story, passage, content, complaints)
    return story


def _headed(lines: list[str], at: int, story: Story) -> tuple[Passage, list[str]]:
    name, tags, metadata, complaints = header(lines[at])
    return Passage(name, "", tags, metadata, at + 1), complaints


def _without_rules_of_style(
    heads: list[tuple[Passage, list[str]]], story: Story
) -> list[tuple[Passage, list[str]]]:
    """Return the headers without rules of a stylesheet that begin with ``::`` and are no header."""
    found: list[tuple[Passage, list[str]]] = []
    for passage, complaints in heads:
        if complaints and found and STYLESHEET in found[-1][0].tags and "{" in complaints[-1]:
            continue
        found.append((passage, complaints))
    return found


def header(line: str) -> tuple[str, tuple[str, ...], Mapping[str, Any], list[str]]:
    """Return name, tags and metadata of a header line, and what is wrong with it, in words."""
    complaints: list[str] = []
    at = 2
    matched = NAME.match(line, at)
    raw, at = (matched[0], matched.end()) if matched else ("", at)
    tags: tuple[str, ...] = ()
    if line[at : at + 1] == "[":
        matched = TAGS.match(line, at + 1)
        inside, end = (matched[0], matched.end()) if matched else ("", at)
        if line[end : end + 1] == "]":
            tags = tuple(dict.fromkeys(_plain(tag) for tag in TAG.findall(inside)))
            at = end + 1
        else:
            complaints.append(say("The tags have no closing “]”; they were left out."))
            at = len(line)
    rest = line[at:].strip()
    metadata: Mapping[str, Any] = {}
    if rest.startswith("{"):
        read = json_object(rest)
        if read is None:
            said = say("What stands between “{” and “}” is not JSON; it was left out.")
            complaints.append(said)
        metadata = read or {}
    elif OLD_PLACE.fullmatch(rest):
        metadata = _old_place(rest)
    elif rest:
        complaints.append(say("Something after the tags was not understood and was left out."))
    name = raw.strip()
    if name.endswith("\\") and _is_odd(name) and raw.rstrip() != raw:
        name += " "
    if not tags and not rest and (place := OLD_PLACE.search(name)):
        name, metadata = name[: place.start()].strip(), _old_place(place[0])
    return _plain(name), tags, metadata, complaints


def _old_place(said: str) -> dict[str, str]:
    return {"position": "".join(said[1:-1].split())}


def _is_odd(name: str) -> bool:
    return (len(name) - len(name.rstrip("\\"))) % 2 == 1


def _plain(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def _content(lines: list[str]) -> list[str]:
    """Return the lines of a passage: those at the end that are blank do not belong to it."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return [line[1:] if line.startswith("\\::") else line for line in lines[:end]]


def _take(story: Story, passage: Passage, content: str, complaints: list[str]) -> None:
    line = passage.line
    if not passage.name:
        story.note(line, "", LEFT, say("A passage without a name; its text was left out."))
        return
    for said in complaints:
        story.note(line, passage.name, WARNING, said)
    if passage.name == STORY_TITLE:
        story.title = story.title or content.strip()
    elif passage.name == STORY_DATA:
        _take_data(story, line, content)
    else:
        story.passages.append(
            Passage(passage.name, content, passage.tags, passage.metadata, passage.line)
        )


def _take_data(story: Story, line: int, content: str) -> None:
    data = json_object(content)
    if data is None:
        story.note(line, STORY_DATA, WARNING, say("This is not JSON; it was left out."))
        return
    story.data = story.data or data
    check_ifid(story, line, data.get("ifid"))


def check_ifid(story: Story, line: int, ifid: object) -> None:
    """Say so when a story has no identifier as the specification asks for."""
    if not isinstance(ifid, str) or not IFID.fullmatch(ifid):
        said = say("The story has no valid “ifid”. That does no harm: an export makes one.")
        story.note(line, STORY_DATA, WARNING, said)


# ------------------------------------------------------------------ writing
def escaped(name: str) -> str:
    """Return a name or a tag as it stands in a header."""
    said = NEEDS_ESCAPE.sub(lambda found: "\\" + found[0], name)
    if said[:1] == " ":
        said = "\\" + said
    if said[-1:] == " " and len(said) > 1:
        said = said[:-1] + "\\ "
    return said


def passage_text(
    name: str, text: str, tags: Sequence[str] = (), metadata: Mapping[str, str] | None = None
) -> str:
    """Return one passage as Twee. Values of metadata are plain: some readers know no other."""
    head = f":: {escaped(name)}"
    if tags:
        head += f" [{' '.join(escaped(tag) for tag in tags)}]"
    if metadata:
        head += " " + json.dumps(dict(metadata), ensure_ascii=False, separators=(",", ":"))
    body = re.sub(r"^::", r"\\::", text, flags=re.MULTILINE)
    return f"{head}\n{body}\n\n"
