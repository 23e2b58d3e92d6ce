"""The two other ways a story is kept: Twine 2 HTML (1.0.2) and Twine 2 JSON (1.0)."""

import html
import re
from typing import Any

from django.utils.translation import gettext as say

from curriculum.twee.source import SCRIPT, STYLESHEET, check_ifid
from curriculum.twee.story import MOST_PASSAGES, WARNING, Passage, Story, json_object

ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
OPENING = re.compile(
    r"<(tw-storydata|tw-passagedata|script|style)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.IGNORECASE,
)
# In the HTML of a story, a reference of more digits than any character has is left as it stands.
TOO_LONG = re.compile(r"&(?=#\d{8})")
CODE_TAGS = {"script": SCRIPT, "style": STYLESHEET}


def is_html(text: str) -> bool:
    """Say whether this is a story published by the Twine app."""
    return "<tw-storydata" in text


def from_html(text: str) -> Story:
    """Return the first story of a Twine 2 HTML file; nothing else in the file matters."""
    begin = text.find("<tw-storydata")
    end = text.find("</tw-storydata>", begin)
    part = text[begin : end if end >= 0 else len(text)]
    count = part.count("<tw-passagedata")
    if count > MOST_PASSAGES:
        return Story(too_many=count)
    story, at, line = Story(), 0, 1 + text.count("\n", 0, begin)
    counted, start = 0, ""
    while (tag := OPENING.search(part, at)) is not None:
        line, counted = line + part.count("\n", counted, tag.start()), tag.start()
        facts = {one[1]: _text(one[2] or one[3] or "") for one in ATTRIBUTE.finditer(tag[2])}
        name = tag[1].lower()
        if name == "tw-storydata":
            start, at = facts.get("startnode", ""), tag.end()
            story.title = facts.get("name", "")
            story.data = {"ifid": facts.get("ifid", ""), "format": facts.get("format", "")}
            check_ifid(story, line, facts.get("ifid"))
            continue
        close = part.find(f"</{tag[1]}>", tag.end())
        close = close if close >= 0 else len(part)
        inside, at = part[tag.end() : close], close
        if name in CODE_TAGS:
            if inside.strip():
                called = facts.get("id", name)
                story.passages.append(Passage(called, inside, (CODE_TAGS[name],), {}, line))
            continue
        story.passages.append(
            Passage(
                facts.get("name", ""),
                _text(inside).rstrip(),
                tuple(dict.fromkeys(facts.get("tags", "").split())),
                {key: facts[key] for key in ("position", "size") if key in facts},
                line,
            )
        )
        if start and facts.get("pid") == start:
            story.data = {**story.data, "start": story.passages[-1].name}
    return story


def _text(escaped: str) -> str:
    return html.unescape(TOO_LONG.sub("&amp;", escaped))


def from_json(text: str) -> Story | None:
    """Return the story of a Twine 2 JSON file; None when it is none."""
    data = json_object(text)
    passages = data.get("passages") if data else None
    if data is None or not isinstance(passages, list):
        return None
    if len(passages) > MOST_PASSAGES:
        return Story(too_many=len(passages))
    story = Story(title=_said(data.get("name")))
    start = data.get("start", data.get("startnode", data.get("startPassage")))
    for place, one in enumerate(passages, 1):
        if not isinstance(one, dict) or not _said(one.get("name")).strip():
            story.note(0, "", WARNING, say("Passage %(n)d has no name; left out.") % {"n": place})
            continue
        passage = _from_json(one)
        story.passages.append(passage)
        if start is not None and str(one.get("pid", one.get("id"))) == str(start):
            start = passage.name
    names = ("ifid", "format", "format-version", "tag-colors", "zoom")
    story.data = {name: data[name] for name in names if name in data}
    if isinstance(start, str | int):
        story.data = {**story.data, "start": str(start)}
    check_ifid(story, 0, data.get("ifid"))
    for name, tag in (("script", SCRIPT), ("style", STYLESHEET)):
        if _said(data.get(name)).strip():
            story.passages.append(Passage(name, _said(data[name]), (tag,)))
    return story


def _from_json(one: dict[str, Any]) -> Passage:
    tags = one.get("tags")
    tags = tags.split() if isinstance(tags, str) else tags if isinstance(tags, list) else []
    metadata = one.get("metadata")
    return Passage(
        _said(one.get("name")),
        _said(one.get("text")).replace("\r\n", "\n").rstrip(),
        tuple(dict.fromkeys(_said(tag) for tag in tags)),
        metadata if isinstance(metadata, dict) else {},
    )


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""
