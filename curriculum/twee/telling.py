"""The report: what is said of a passage that was taken, and of what was left out of it."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as say
from django.utils.translation import ngettext

from curriculum.encounter_document import Choice
from curriculum.twee import marks, own
from curriculum.twee.scanning import Left
from curriculum.twee.story import LEFT, TAKEN, WARNING, Passage, Story

MOST_TOLD = 12


def told(
    story: Story,
    passage: Passage,
    key: str,
    is_ending: bool,
    choices: Sequence[Choice],
    *,
    is_ours: bool,
) -> None:
    """Tell that a passage was taken, as what and by which name; and where it ends by mistake."""
    if is_ending:
        said = say("Nothing leads on from here: taken as an ending.")
        if is_ours:
            said = say("Taken as an ending.")
    else:
        said = ngettext("Taken, with %(n)d choice.", "Taken, with %(n)d choices.", len(choices)) % {
            "n": len(choices)
        }
    if key != passage.name:
        said += " " + say("It is called “%(key)s” here.") % {"key": key}
    story.note(passage.line, passage.name, TAKEN, said)
    if not is_ending and not choices:
        dead = say("A dead end: nothing that was taken leads on from here, and it is no ending.")
        story.note(passage.line, passage.name, WARNING, dead)


def tell_left(story: Story, passage: Passage, left: list[Left]) -> None:
    """Tell what was left out of a passage: for each sort what it was, and on which lines."""
    sorts: dict[str, dict[str, list[int]]] = {}
    for one in left:
        sorts.setdefault(one.sort, {}).setdefault(one.what, []).append(one.line)
    for sort, found in sorts.items():
        told = [_places(what, lines) for what, lines in list(found.items())[:MOST_TOLD]]
        if len(found) > MOST_TOLD:
            told.append("…")
        first = min(lines[0] for lines in found.values())
        story.note(first, passage.name, LEFT, f"{_why(sort)} {'; '.join(told)}")


def tell_beside(story: Story, passage: Passage, *, is_ours: bool) -> None:
    ours = {own.ENDING, own.RECAP}
    kept = () if is_ours and ours & set(passage.tags) else passage.tags
    if kept:
        said = say("Its tags were left out: %(tags)s.")
        story.note(passage.line, passage.name, LEFT, said % {"tags": _some(kept)})
    other_facts = [name for name in passage.metadata if name not in ("position", "size")]
    if other_facts:
        said = say("What its header notes beside was left out: %(names)s.")
        story.note(passage.line, passage.name, LEFT, said % {"names": _some(other_facts)})


def _some(names: Iterable[str]) -> str:
    listed = [str(name)[:40] for name in names]
    return ", ".join(listed[:MOST_TOLD]) + (", …" if len(listed) > MOST_TOLD else "")


def _places(what: str, lines: list[int]) -> str:
    told = ", ".join(str(line) for line in lines[:MOST_TOLD])
    told += ", …" if len(lines) > MOST_TOLD else ""
    if not lines[0]:
        return what
    return ngettext("%(what)s (line %(lines)s)", "%(what)s (lines %(lines)s)", len(lines)) % {
        "what": what[:80], "lines": told,
    }  # fmt: skip


def _why(sort: str) -> str:
    return {
        marks.MACRO: say("Macros are never run; left out:"),
        marks.JUMP: say(
            "What leads on or shows another passage is never run; "
            "add a choice by hand where it is one:"
        ),
        marks.VARIABLE: say("Variables have no value here; left out:"),
        marks.HTML: say("HTML was left out, its words were kept:"),
        marks.CODE: say("Code is never run; left out:"),
        marks.COMMENT: say("Comments were left out:"),
        marks.PICTURE: say("Pictures were left out:"),
        marks.INSERT: say("Inserts are never run; left out:"),
        marks.MODIFIER: say("Modifiers are never run; left out, their words were kept:"),
        marks.SETTER: say("What a link sets was left out:"),
    }[sort]
