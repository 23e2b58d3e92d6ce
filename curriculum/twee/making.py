"""An encounter in the making, out of a story that anybody wrote."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from curriculum.encounter_document import RATINGS, Choice, Encounter, Node
from curriculum.twee import chapbook, fitting, marks, own, scanning, source, special, telling, words
from curriculum.twee.dialects import dialect_of
from curriculum.twee.links import Link
from curriculum.twee.scanning import Left, Scanned
from curriculum.twee.story import LEFT, MOST_PASSAGES, WARNING, Passage, Story
from curriculum.twee.writing import own_id, plain_id

MOST_LINKS = 10_000
KEY = re.compile(r"[-a-zA-Z0-9_]{1,60}")
TOO_MANY_PASSAGES = _("%(n)d passages are too many: %(most)d can be brought in.")
TOO_MANY_LINKS = _("%(n)d links are too many: %(most)d can be brought in.")
ONLY_A_LIST = re.compile(r"[\W\d_]*")
MARKED = re.compile(f"{scanning.OPEN}(\\d+){scanning.CLOSE}")
TAG_IN_LINK = re.compile(r"<<[^<>]*>>|</?[A-Za-z][^<>]*>")


@dataclass(frozen=True)
class Made:
    """What came of a story: an encounter and the line of each moment, or why there is none."""

    encounter: Encounter | None
    refused: str = ""
    lines: dict[str, int] = field(default_factory=dict)


class Maker:
    """Walks once through the passages of a story, and says what becomes of each."""

    def __init__(self, story: Story, name: str) -> None:
        self.story, self.name = story, name
        self.dialect = dialect_of(story)
        self.passages: dict[str, Passage] = {}
        self.about: dict[str, str] | None = None
        # The passages of choices that a link led to.
        self.led_to: set[str] = set()
        self.keys: dict[str, str] = {}
        self.lowered: dict[str, str] = {}

    @property
    def is_ours(self) -> bool:
        """Say whether the file says of a practice what only we say; see twee/own.py."""
        return self.about is not None

    def make(self) -> Made:
        if self.story.too_many:
            return self._refused(TOO_MANY_PASSAGES, self.story.too_many, MOST_PASSAGES)
        self._sort()
        moments = [one for one in self.passages.values() if not self._is_choice(one)]
        if not moments:
            said = say("There is no passage of a story in this file.")
            return Made(None, said)
        links = sum(passage.text.count("[[") for passage in moments)
        if links > MOST_LINKS:
            return self._refused(TOO_MANY_LINKS, links, MOST_LINKS)
        self._name(moments)
        nodes = tuple(self._node(passage) for passage in moments)
        for passage in self.passages.values():
            if self._is_choice(passage) and passage.name not in self.led_to:
                said = say("No link leads to this choice; it was left out.")
                self.story.note(passage.line, passage.name, LEFT, said)
        encounter = self._whole(nodes, self._start(moments))
        lines = {self.keys[passage.name]: passage.line for passage in moments}
        return Made(encounter, lines=lines)

    def _target(self, one: Link) -> str:
        """Return the name a link leads to; spaces around it count where a name has them."""
        return one.target if one.target in self.passages else one.target.strip()

    def _refused(self, said: Promise, count: int, most: int) -> Made:
        return Made(None, str(said) % {"n": count, "most": most})

    # -------------------------------------------------------------- passages
    def _sort(self) -> None:
        """Tell the moments from what is none, and the first of a name from the others."""
        drawn = False
        for passage in self.story.passages:
            if own.ABOUT in passage.tags:
                self.about = self.about or own.facts_of(passage.text, self.dialect)
                continue
            why = special.why_left(passage, self.dialect)
            if not why and passage.name in self.passages:
                why = say("Line %(line)d has a passage of this name; this one was left out.") % {
                    "line": self.passages[passage.name].line
                }
            if why:
                self.story.note(passage.line, passage.name, LEFT, why)
                continue
            self.passages[passage.name] = passage
            drawn = drawn or bool(passage.metadata)
        drawn = drawn or bool({"tag-colors", "zoom"} & set(self.story.data))
        if drawn and not self.is_ours:
            said = say("Places, sizes, colours and zoom of Twine’s map were left out.")
            self.story.note(0, source.STORY_DATA, LEFT, said)

    def _is_choice(self, passage: Passage) -> bool:
        return self.is_ours and own.CHOICE in passage.tags

    def _name(self, moments: Iterable[Passage]) -> None:
        """Give each moment its name in the encounter: its own where that can be kept."""
        names = [passage.name for passage in moments]
        self.keys = {name: name for name in names if KEY.fullmatch(name)}
        self.lowered = {name.casefold(): name for name in names}
        taken = {key.casefold() for key in self.keys}
        counts: dict[str, int] = defaultdict(int)
        for name in names:
            if name in self.keys:
                continue
            begin = slugify(name)[:44].strip("-_") or "moment"
            key = begin
            while key in taken:
                counts[begin] += 1
                key = f"{begin}-{counts[begin] + 1}"
            self.keys[name] = key
            taken.add(key)

    def _start(self, moments: list[Passage]) -> str:
        asked = self.story.data.get("start")
        if isinstance(asked, str) and asked in self.keys:
            return self.keys[asked]
        first = source.START if source.START in self.keys else moments[0].name
        if asked:
            said = say("It should start at “%(asked)s”, which is not there. It starts at “%(at)s”.")
            self._warn_start(said % {"asked": str(asked)[:80], "at": first})
        elif first != source.START:
            said = say("The file does not say where it starts. It starts at “%(at)s”, its first.")
            self._warn_start(said % {"at": first})
        return self.keys[first]

    def _warn_start(self, said: str) -> None:
        self.story.note(0, source.STORY_DATA, WARNING, said)

    # -------------------------------------------------------------- one moment
    def _scanned(self, passage: Passage) -> Scanned:
        text = passage.text
        # Where a file has no lines to tell (JSON), no line is told.
        first = passage.line + 1 if passage.line else 0
        left: list[Left] = []
        if self.dialect == words.CHAPBOOK:
            text, left = chapbook.without_lines(text, first)
        found = scanning.scan(text, self.dialect, first)
        found.left[:0] = left
        return found

    def _node(self, passage: Passage) -> Node:
        found = self._scanned(passage)
        key = self.keys[passage.name]
        links = [one for one in found.links if self._leads(one, passage)]
        choices = self._choices(links, key)
        body, recap = self._body(passage, found, has_way=bool(links))
        telling.told(self.story, passage, key, bool(body.ending), choices, is_ours=self.is_ours)
        telling.tell_left(self.story, passage, found.left)
        telling.tell_beside(self.story, passage, is_ours=self.is_ours)
        node = Node(key, body.narration, body.speaker, body.says, choices, body.ending,
                    recap, body.reflect)  # fmt: skip
        return fitting.short_node(self.story, node, passage)

    def _body(
        self, passage: Passage, found: Scanned, *, has_way: bool
    ) -> tuple[own.Body, tuple[str, ...]]:
        """Return what a moment says, and the skills of an ending."""
        shown = [self._text(one) for one in found.links]
        text = _without_lists(found.text)
        if not self.is_ours:
            said = _filled(own.tidied(text, self.dialect), shown)
            jumps = any(one.sort == marks.JUMP for one in found.left)
            if has_way or jumps or found.links:
                return own.Body(narration=said), ()
            return own.Body(says=said, ending=passage.name), ()
        is_ending = own.ENDING in passage.tags
        body = own.body_of(_filled(text, shown), self.dialect, is_ending=is_ending)
        body.ending = body.ending or (passage.name if is_ending else "")
        kinds = {own.ENDING, own.RECAP}
        has_recap = kinds & set(passage.tags)
        return body, tuple(tag for tag in passage.tags if has_recap and tag not in kinds)

    def _choices(self, links: list[Link], node: str) -> tuple[Choice, ...]:
        """Return the choices of a moment, each with a name of its own there."""
        found: dict[str, Choice] = {}
        for place, one in enumerate(links, 1):
            choice = self._choice(one, node, place)
            while choice.id in found:
                choice = replace(choice, id=f"{choice.id[:55]}-{place}")
            found[choice.id] = choice
        return tuple(found.values())

    def _leads(self, one: Link, passage: Passage) -> bool:
        """Say whether a link is a choice; say in the report why it is none, or where it fails."""
        said, target = "", self._target(one)
        if one.is_external:
            said = say("The link “%(text)s” leads out of the story, to %(target)s; left out.")
            kind = LEFT
        elif not target:
            said, kind = say("The link “%(text)s” leads nowhere; left out."), LEFT
        elif target.startswith("$") and target not in self.passages:
            said = say("Where “%(text)s” leads is worked out as it is played; left out.")
            kind = LEFT
        elif target not in self.passages:
            said = say("“%(text)s” leads to “%(target)s”, which is not in this file.")
            if one.text in ("", target):
                said = say("A link leads to “%(target)s”, which is not in this file.")
            near = self.lowered.get(target.casefold())
            if near:
                said += " " + say("There is “%(near)s”, with other capitals.") % {"near": near}
            kind = WARNING
        if said:
            said = said.replace("%(text)s", (one.text or target)[:80])
            said = said.replace("%(target)s", target[:120])
            self.story.note(one.line, passage.name, kind, said)
        return not said or kind == WARNING

    def _text(self, one: Link) -> str:
        """Return the words of a link."""
        text = one.text if one.text or self.is_ours else one.target.strip()
        text = TAG_IN_LINK.sub("", text)
        return words.plain(scanning.without_variables(text, self.dialect), self.dialect)

    def _key(self, target: str) -> str:
        if target in self.keys:
            return self.keys[target]
        return target if KEY.fullmatch(target) else slugify(target)[:60] or "missing"

    def _choice(self, one: Link, node: str, place: int) -> Choice:
        through = self.passages.get(self._target(one))
        text = self._text(one)
        if through is None or not self._is_choice(through):
            return fitting.short_choice(
                self.story,
                Choice(plain_id(node, place), text, (), "", self._key(self._target(one)), ""),
                one.line,
            )
        self.led_to.add(through.name)
        found = self._scanned(through)
        telling.tell_left(self.story, through, found.left)
        if len(found.links) > 1:
            said = say("A choice leads on once: only its first link was taken.")
            self.story.note(through.line, through.name, WARNING, said)
        on = self._key(self._target(found.links[0])) if found.links else ""
        rest = [tag for tag in through.tags if tag != own.CHOICE]
        rating = rest.pop(0) if rest and (rest[0] in RATINGS or rest[0] == own.UNRATED) else ""
        feedback = own.tidied(MARKED.sub("", found.text), self.dialect)
        choice = Choice(
            own_id(through.name, node), text, tuple(rest), rating if rating in RATINGS else "",
            on, feedback,
        )  # fmt: skip
        return fitting.short_choice(self.story, choice, through.line)

    # -------------------------------------------------------------- the whole
    def _whole(self, nodes: tuple[Node, ...], start: str) -> Encounter:
        about = self.about or {}
        title = words.in_one_line(self.story.title) or self.name or say("A story without a title")
        facts = {"title": title} | {name: about.get(name, "") for name in own.FACTS}
        facts |= {
            name: fitting.cut(self.story, facts[name], most, 0, "")
            for name, most in fitting.OF_THE_WHOLE.items()
        }
        minutes = facts["minutes"]
        code = facts["code"] if KEY.fullmatch(facts["code"]) else slugify(title)[:60]
        return Encounter(
            code=code or "story",
            title=facts["title"],
            focus=facts["focus"],
            setting=facts["setting"],
            minutes=int(minutes) if re.fullmatch(r"[0-9]{1,3}", minutes) else 8,
            content_note=facts["content_note"],
            you_are=facts["you_are"],
            start=start,
            nodes=nodes,
            needs_sign_off=facts["needs_sign_off"].casefold() == own.YES,
        )


# ------------------------------------------------------------------ words
def _without_lists(text: str) -> str:
    """Return the text without the lines on which nothing but links stands."""
    lines = []
    for line in text.split("\n"):
        if scanning.OPEN in line and ONLY_A_LIST.fullmatch(MARKED.sub("", line)):
            continue
        lines.append(line)
    return "\n".join(lines)


def _filled(text: str, shown: list[str]) -> str:
    """Return the text with the words of each link where it stood in a sentence."""
    return MARKED.sub(lambda found: shown[int(found[1])], text)
