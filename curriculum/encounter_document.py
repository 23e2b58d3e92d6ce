"""A practice alone as a document: what is said, what can be chosen, and whether it holds together.

Pure: knows no database and no file. The rows of the admin, the file of a package and a Twee story
all become this, and are judged by the same ``problems``.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

STRONG, WORKABLE, SHUTS_DOOR = "strong", "workable", "shuts_door"
# What a choice does, in words, said after it was made.
RATINGS: MappingProxyType[str, Promise] = MappingProxyType(
    {
        STRONG: _("opens the door"),
        WORKABLE: _("a reasonable step"),
        SHUTS_DOOR: _("shuts the door"),
    }
)
SKILLS: MappingProxyType[str, Promise] = MappingProxyType(
    {
        "silence": _("leaving silence"),
        "presence": _("being there"),
        "explore": _("asking further"),
        "ask_open": _("an open question"),
        "name_emotion": _("naming a feeling"),
        "understand": _("showing that you understand"),
        "respect": _("showing respect"),
        "support": _("offering support"),
        "loop": _("saying back what you heard"),
        "permission": _("asking permission"),
        "ask_tell_ask": _("ask, tell, ask"),
        "plain_language": _("plain words"),
        "i_wish": _("“I wish”"),
        "own_limits": _("saying what you do not know or cannot do"),
        "practical": _("practical help"),
        "repair": _("going back to repair"),
        "boundary": _("a clear limit"),
        "ask_direct": _("asking directly"),
        "safety_net": _("a plan for tonight"),
        "stop": _("stopping first"),
        "investigate": _("looking into the source"),
        "find_better": _("finding better evidence"),
        "private_first": _("in private first"),
        "correct_public": _("correcting in public"),
    }
)
TRAPS: MappingProxyType[str, Promise] = MappingProxyType(
    {
        "deflect": _("turning away"),
        "minimise": _("making it small"),
        "premature_reassurance": _("reassuring too soon"),
        "fix_it": _("fixing it"),
        "lecture": _("lecturing"),
        "blame": _("blaming"),
        "leading": _("a question that wants one answer"),
        "false_promise": _("a promise you cannot keep"),
        "rescue": _("rescuing alone"),
        "take_over": _("taking over"),
        "defend": _("defending"),
        "contempt": _("contempt"),
        "vertical": _("judging a page by itself"),
        "blunt": _("blunt words"),
    }
)
TAGS: MappingProxyType[str, Promise] = MappingProxyType({**SKILLS, **TRAPS})
FEWEST_CHOICES, MOST_CHOICES = 2, 4
# What whoever plays it reads before it begins, and a story from elsewhere does not say.
SAID_BEFORE: MappingProxyType[str, Promise] = MappingProxyType(
    {"focus": _("one line"), "setting": _("setting"), "you_are": _("who you are in it")}
)
MOST_CYCLES = 20


@dataclass(frozen=True)
class Choice:
    """One thing that can be said or done. ``id`` is its own in the whole encounter."""

    id: str
    text: str
    tags: tuple[str, ...]
    rating: str
    next: str
    feedback: str


@dataclass(frozen=True)
class Node:
    """One moment. It is an ending when ``ending`` (its title) is there, else it offers choices."""

    id: str
    narration: str = ""
    speaker: str = ""
    says: str = ""
    choices: tuple[Choice, ...] = ()
    ending: str = ""
    recap: tuple[str, ...] = ()
    reflect: str = ""

    @property
    def is_ending(self) -> bool:
        return bool(self.ending)


@dataclass(frozen=True)
class Encounter:
    """A whole practice; ``code`` is its address, ``start`` the id of its first node.

    ``needs_sign_off``: the wellbeing lead agrees to it before it can be published.
    """

    code: str
    title: str
    focus: str
    setting: str
    minutes: int
    content_note: str
    you_are: str
    start: str
    nodes: tuple[Node, ...]
    needs_sign_off: bool = False

    @property
    def by_id(self) -> dict[str, Node]:
        """Return the nodes by id; of two with one id, the first."""
        found: dict[str, Node] = {}
        for node in self.nodes:
            found.setdefault(node.id, node)
        return found

    @property
    def sha256(self) -> str:
        """Return what tells this content from any other."""
        return hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Problem:
    """What is wrong, and at which node (empty: with the whole)."""

    node: str
    said: str


def to_json(encounter: Encounter) -> dict[str, Any]:
    """Return the document as plain data."""
    return asdict(encounter)


def from_json(data: dict[str, Any]) -> Encounter:
    """Return the document that ``to_json`` made this of."""
    return Encounter(**data | {"nodes": tuple(_node(one) for one in data["nodes"])})


def _node(data: dict[str, Any]) -> Node:
    choices = tuple(Choice(**one | {"tags": tuple(one["tags"])}) for one in data["choices"])
    return Node(**data | {"choices": choices, "recap": tuple(data["recap"])})


def problems(encounter: Encounter) -> tuple[Problem, ...]:
    """Return everything that stands against playing this, in the order of its nodes.

    Reachable, ends, no cycles, always a strong choice, targets exist, and nothing left unsaid. In
    time proportional to its size, however deep it is.
    """
    found = [*_of_the_whole(encounter)]
    nodes = encounter.by_id
    onward = {
        node.id: [choice.next for choice in node.choices if choice.next in nodes]
        for node in nodes.values()
    }
    reached = _reached([encounter.start] if encounter.start in nodes else [], onward.__getitem__)
    ending = _ending(nodes, onward)
    cycles = _cycles(onward)
    for node in nodes.values():
        said = [*_of_the_node(node), *_of_its_choices(node, nodes)]
        if encounter.start in nodes and node.id not in reached:
            said.append(say("Nothing leads here."))
        if node.id in cycles:
            said.append(say("It leads back to itself: %(path)s.") % {"path": cycles[node.id]})
        elif node.id not in ending and onward[node.id]:
            said.append(say("From here no ending can be reached."))
        found += [Problem(node.id, one) for one in said]
    return tuple(found)


def unsaid(encounter: Encounter) -> dict[str, str]:
    """Return what it does not say before it begins, a sentence for each field."""
    says = say("“%(field)s” is not written yet.")
    return {
        name: says % {"field": capfirst(str(label))}
        for name, label in SAID_BEFORE.items()
        if getattr(encounter, name).strip() in _nothing()
    }


@cache
def _nothing() -> frozenset[str]:
    """Return what stands where nothing is written: once, a sentence in the importer's language."""
    found = {""}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(say("Not written yet."))
    return frozenset(found)


def longest(encounter: Encounter) -> int:
    """Return how many decisions the longest way through has. Of an encounter without problems."""
    nodes = encounter.by_id
    depth: dict[str, int] = {}
    for name in _from_the_ends({one.id: _targets(one) for one in nodes.values()}):
        node = nodes[name]
        depth[name] = 1 + max(depth[one] for one in _targets(node)) if node.choices else 0
    return depth[encounter.start]


# ------------------------------------------------------------------ what is said
def _of_the_whole(encounter: Encounter) -> Iterable[Problem]:
    for said in unsaid(encounter).values():
        yield Problem("", said)
    if encounter.start not in encounter.by_id:
        yield Problem("", say("It does not say where it starts.") if not encounter.start else
                      say("It starts at “%(node)s”, which is not there.")
                      % {"node": encounter.start})  # fmt: skip
    for name, times in Counter(node.id for node in encounter.nodes).items():
        if times > 1:
            yield Problem(name, say("There is more than one moment with this name."))
    choices = Counter(choice.id for node in encounter.nodes for choice in node.choices)
    for node in encounter.nodes:
        for one in dict.fromkeys(choice.id for choice in node.choices):
            if choices[one] > 1:
                yield Problem(node.id, say("Another choice is called “%(id)s” too.") % {"id": one})


def _of_the_node(node: Node) -> Iterable[str]:
    if node.is_ending:
        if node.choices:
            yield say("An ending offers no choices.")
        if not node.says and not node.narration:
            yield say("An ending says how it ends.")
        if not node.recap:
            yield say("An ending names the skills it was about.")
        if not node.reflect:
            yield say("An ending asks one question.")
    else:
        if not node.says and not node.narration:
            yield say("Nothing happens here: it has neither a description nor a line.")
        if not FEWEST_CHOICES <= len(node.choices) <= MOST_CHOICES:
            yield say("A moment offers two to four choices, or is an ending.")
        elif all(choice.rating != STRONG for choice in node.choices):
            yield say("No choice here opens the door. There is always one that does.")
    for tag in node.recap:
        if tag not in SKILLS:
            yield say("“%(tag)s” is not a skill we know.") % {"tag": tag}


def _of_its_choices(node: Node, nodes: dict[str, Node]) -> Iterable[str]:
    for place, choice in enumerate(node.choices, 1):
        of = {"place": place, "next": choice.next, "rating": choice.rating}
        if not choice.text:
            yield say("Choice %(place)d has no words.") % of
        if not choice.feedback:
            yield say("Choice %(place)d has no feedback.") % of
        if not choice.next:
            yield say("Choice %(place)d leads nowhere.") % of
        elif choice.next not in nodes:
            yield say("Choice %(place)d leads to “%(next)s”, which is not there.") % of
        if choice.rating not in RATINGS:
            yield say("Choice %(place)d does not say whether it opens the door.") % of
        if not choice.tags:
            yield say("Choice %(place)d names no skill and no trap.") % of
        for tag in choice.tags:
            if tag not in TAGS:
                yield say("Choice %(place)d: “%(tag)s” is no skill or trap we know.") % (
                    of | {"tag": tag}
                )


# ------------------------------------------------------------------ the graph
def _targets(node: Node) -> list[str]:
    return [choice.next for choice in node.choices]


def _reached(begin: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    seen = set(begin)
    waiting = list(seen)
    while waiting:
        for name in onward(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def _backwards(onward: dict[str, list[str]]) -> dict[str, list[str]]:
    back: dict[str, list[str]] = {name: [] for name in onward}
    for name, targets in onward.items():
        for target in targets:
            back[target].append(name)
    return back


def _ending(nodes: dict[str, Node], onward: dict[str, list[str]]) -> set[str]:
    """Return the nodes from which an ending can be reached."""
    back = _backwards(onward)
    return _reached((node.id for node in nodes.values() if node.is_ending), back.__getitem__)


def _from_the_ends(onward: dict[str, list[str]]) -> list[str]:
    """Return the nodes so that each comes after all it leads to; those on a cycle are left out."""
    back, left = _backwards(onward), {name: len(targets) for name, targets in onward.items()}
    waiting = [name for name, count in left.items() if not count]
    found = []
    while waiting:
        name = waiting.pop()
        found.append(name)
        for before in back[name]:
            left[before] -= 1
            if not left[before]:
                waiting.append(before)
    return found


def _cycles(onward: dict[str, list[str]]) -> dict[str, str]:
    """Return ways round, by the node of each that comes first; of very many, some."""
    place = {name: at for at, name in enumerate(onward)}
    found: dict[str, str] = {}
    done: set[str] = set()
    left = MOST_CYCLES
    for begin in onward:
        # The nodes on the way here, each with how far along it is and what is yet to try from it.
        way, on_way = [begin], {begin: (0, iter(onward[begin]))}
        while way and begin not in done and left:
            name = next(on_way[way[-1]][1], None)
            if name is None:
                done.add(way[-1])
                del on_way[way.pop()]
            elif name in on_way:
                left -= 1
                loop = way[on_way[name][0] :]
                first = min(range(len(loop)), key=lambda at: place[loop[at]])
                loop = [*loop[first:], *loop[:first]]
                found.setdefault(loop[0], _in_words([*loop, loop[0]]))
            elif name not in done:
                on_way[name] = (len(way), iter(onward[name]))
                way.append(name)
    return found


def _in_words(loop: list[str]) -> str:
    if len(loop) > 12:
        loop = [*loop[:6], "…", *loop[-4:]]
    return " → ".join(loop)
