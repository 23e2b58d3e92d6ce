"""Story formats: which one a story is written for, and by what that is known."""

import re
from collections import Counter

from django.utils.translation import gettext as say

from curriculum.twee import words
from curriculum.twee.source import STORY_DATA
from curriculum.twee.story import WARNING, Story

DIALECTS = {name: name for name in (words.HARLOWE, words.SUGARCUBE, words.CHAPBOOK, words.SNOWMAN)}
DIALECTS |= {"jonah": words.SUGARCUBE, "sugarcane": words.SUGARCUBE, "responsive": words.SUGARCUBE}
NAMES = {"harlowe": "Harlowe", "sugarcube": "SugarCube", "chapbook": "Chapbook"}
NAMES |= {"snowman": "Snowman"}
# By which a format is known where none is named.
TYPICAL = {
    words.HARLOWE: re.compile(r"\((?:set|if|else-if|else|link|link-goto|display|print|goto):"),
    words.SUGARCUBE: re.compile(r"<</?(?:set|if|else|elseif|link|print|goto|include|run|nobr)\b"),
    words.CHAPBOOK: re.compile(
        r"^(?:--|\[(?:if|unless|else|continue|continued|cont|after|align)\b[^\[\]\n]*\])$"
        r"|\{(?:embed|reveal|link to)\b",
        re.MULTILINE | re.IGNORECASE,
    ),
    words.SNOWMAN: re.compile(r"<%"),
}


def dialect_of(story: Story) -> str:
    """Return the story format it is written for: the one it names, or the likeliest."""
    said = story.data.get("format")
    if isinstance(said, str) and said.strip():
        named = said.strip().lower()
        return next((DIALECTS[name] for name in DIALECTS if named.startswith(name)), "")
    marks: Counter[str] = Counter()
    for passage in story.passages:
        for dialect, mark in TYPICAL.items():
            marks[dialect] += len(mark.findall(passage.text))
    likely = marks.most_common(1)
    if not likely or not likely[0][1]:
        return words.UNKNOWN
    said = say("The file names no story format. It was read as one written for %(name)s.")
    story.note(0, STORY_DATA, WARNING, said % {"name": NAMES[likely[0][0]]})
    return likely[0][0]
