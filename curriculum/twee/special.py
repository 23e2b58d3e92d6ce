"""Passages that are no moment of a story: what makes them so, and why they are left out."""

from django.utils.translation import gettext as say

from curriculum.twee.source import SCRIPT, STYLESHEET
from curriculum.twee.story import Passage
from curriculum.twee.words import HARLOWE, SUGARCUBE, UNKNOWN

# Names that a story format or a compiler keeps for itself.
_NAMES = """
StoryInit StoryCaption StoryMenu StoryBanner StorySubtitle StoryAuthor StoryInterface StoryShare
StoryDisplayTitle StorySettings StoryIncludes StoryLoadScreen StoryVariables PassageHeader
PassageFooter PassageDone PassageReady ClickLoadingScreen StoryScript StoryJavaScript
StoryStylesheet
"""
NAMES = frozenset(_NAMES.split())
TAGS = {
    HARLOWE: {"header", "footer", "startup", "debug-header", "debug-footer", "debug-startup"},
    SUGARCUBE: {"widget", "init"},
    UNKNOWN: {"widget"},
}
FILES = ("Twine.image", "Twine.audio", "Twine.video", "Twine.vtt", "Twine.private")


def why_left(passage: Passage, dialect: str) -> str:
    """Return why this passage is no moment, in words; nothing when it is one."""
    lines = passage.text.count("\n") + 1 if passage.text else 0
    if SCRIPT in passage.tags:
        return say("JavaScript (lines: %(n)d): never run, left out.") % {"n": lines}
    if STYLESHEET in passage.tags:
        return say("A stylesheet (lines: %(n)d): left out; the portal has its own looks.") % {
            "n": lines
        }
    if passage.name in NAMES:
        return say("Only a story format knows what this passage is for; left out.")
    for tag in passage.tags:
        if tag in TAGS.get(dialect, ()) or tag == "annotation":
            return say("A passage tagged “%(tag)s” is no moment of a story; left out.") % {
                "tag": tag
            }
        if tag in FILES:
            return say("A file inside the story (%(tag)s); left out.") % {"tag": tag}
    return ""
