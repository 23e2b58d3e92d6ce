"""One walk through the text of a passage: words and links apart from everything that would run.

Nothing here runs anything. Each mark is looked for once: what is never closed is remembered, so
that the time is proportional to the text, whatever stands in it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from curriculum.twee import marks, words
from curriculum.twee.links import Link, link

# Around the number of a link, where it stood among the words. Both are no characters of any text.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
GAP = "…"


@dataclass(frozen=True)
class Left:
    """Something that was left out: of what sort, its name, and the line of the file."""

    sort: str
    what: str
    line: int


@dataclass
class Scanned:
    """The words, with a mark where each link stood; the links; what was left out."""

    text: str = ""
    links: list[Link] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def scan(text: str, dialect: str, first_line: int) -> Scanned:
    """Return what a passage's text holds. ``first_line``: that of the file, 0 if it has none."""
    return _Walk(text.replace(OPEN, "").replace(CLOSE, ""), dialect, first_line).go()


class _Walk:
    def __init__(self, text: str, dialect: str, first_line: int) -> None:
        self.text, self.dialect, self.found = text, dialect, Scanned()
        self.breaks = [at for at, one in enumerate(text) if one == "\n"]
        self.first_line = first_line
        self.at = 0
        self.out: list[str] = []
        # Up to where there is no closing mark of a kind.
        self.barren: dict[str, int] = {}
        # Whether each open bracket is one of a hook, which goes.
        self.hooks: list[bool] = []
        self.is_broken = False
        # The words of a link made by a macro, while what it does is read; and its open hooks.
        self.waiting: tuple[str, int] | None = None

    def go(self) -> Scanned:
        search = marks.RE[self.dialect].search
        while (mark := search(self.text, self.at)) is not None:
            self.out.append(self.text[self.at : mark.start()])
            self.at = mark.start()
            getattr(self, f"_{mark.lastgroup}")(mark)
        self.out.append(self.text[self.at :])
        self.found.text = "".join(self.out)
        if self.dialect in (words.HARLOWE, words.SUGARCUBE):
            # A stroke at the end of a line joins the next one to it.
            self.found.text = f"{self.found.text}\n".replace("\\\n", "").rstrip("\n")
        return self.found

    # -------------------------------------------------------------- helpers
    def _line(self, at: int) -> int:
        return self.first_line and self.first_line + bisect_right(self.breaks, at - 1)

    def _end_of_line(self) -> int:
        place = bisect_right(self.breaks, self.at - 1)
        return self.breaks[place] if place < len(self.breaks) else len(self.text)

    def _close(self, mark: str, start: int, end: int | None = None) -> int:
        """Return where ``mark`` comes next, before ``end``; -1 when it does not."""
        end = len(self.text) if end is None else end
        if end <= self.barren.get(mark, -1):
            return -1
        at = self.text.find(mark, start, end)
        if at < 0:
            self.barren[mark] = end
        return at

    def _leave(self, sort: str, what: str, to: int) -> None:
        self.found.left.append(Left(sort, what, self._line(self.at)))
        self.at = to

    def _literal(self, to: int) -> None:
        self.out.append(self.text[self.at : to])
        self.at = to

    def _add(self, one: Link) -> None:
        self.out.append(f"{OPEN}{len(self.found.links)}{CLOSE}")
        self.found.links.append(one)
        if one.setter:
            self._leave(marks.SETTER, one.setter, self.at)

    # -------------------------------------------------------------- marks
    def _link(self, mark: re.Match[str]) -> None:
        end = self._close("]]", self.at + 2, self._end_of_line())
        if end < 0:
            self._bracket(mark)
            return
        # The innermost begins it: "[[[Go->Hall]]]" is a hook around a link.
        start = self.text.rfind("[[", self.at, end)
        for at in range(self.at, start):
            self._one_bracket(self.text[at], is_hook=self.dialect == words.HARLOWE)
        self.at = start
        one = link(self.text[start + 2 : end], self.dialect, self._line(start))
        self._add(one)
        self.at = end + 2

    def _picture(self, mark: re.Match[str]) -> None:
        end = self._close("]]", mark.end(), self._end_of_line())
        if end < 0:
            self._literal(mark.end())
            return
        inside, line = self.text[mark.end() : end], self._line(self.at)
        source, _bracket, target = inside.partition("][")
        self._leave(marks.PICTURE, source.strip(), end + 2)
        if target:
            self._add(Link(target.strip(), target.strip(), line))

    def _until(self, mark: re.Match[str], closing: str, sort: str, what: str) -> None:
        end = self._close(closing, mark.end())
        if end < 0:
            self._literal(mark.end())
        else:
            self._leave(sort, what, end + len(closing))

    def _comment(self, mark: re.Match[str]) -> None:
        closing = {"<!--": "-->", "/%": "%/", "/*": "*/"}[mark[0]]
        self._until(mark, closing, marks.COMMENT, mark[0])

    _html_comment = _comment

    def _code(self, mark: re.Match[str]) -> None:
        self._until(mark, "%>", marks.CODE, "<% %>")

    def _insert(self, mark: re.Match[str]) -> None:
        end = self._close("}", self.at, self._end_of_line())
        if end < 0:
            self._literal(mark.end())
            return
        inside, line = self.text[self.at + 1 : end], self._line(self.at)
        linked = marks.CHAPBOOK_LINK.fullmatch(inside.strip())
        if linked is not None:
            target, said = linked[1] or linked[2] or "", linked[3] or linked[4] or ""
            self._leave(marks.INSERT, "{link}", end + 1)
            self._add(Link(said or target, target, line))
            return
        sort = marks.JUMP if re.match(r"(?:embed|reveal|back|restart)\b", inside) else marks.INSERT
        gap = GAP if re.fullmatch(r"[\w.]+", inside) else ""
        self._leave(sort, "{" + inside.partition(":")[0].strip()[:40] + "}", end + 1)
        self.out.append(gap)

    def _sugar(self, mark: re.Match[str]) -> None:
        named = marks.SUGAR_NAME.match(self.text, self.at)
        end = self._close(">>", mark.end()) if named else -1
        if end < 0 or named is None:
            self._literal(mark.end())
            return
        name = named[1]
        if name.lstrip("/") in ("link", "button") and self._sugar_link():
            return
        if name == "goto" and self._led(marks.SUGAR_GOTO, "<<goto>>"):
            return
        if name in marks.SUGAR_CODE:
            closing = self._close(f"<</{name}>>", end)
            end = closing + len(name) + 3 if closing >= 0 else end
        if name in ("print", "=", "-"):
            self.out.append(GAP)
        elif name in marks.OTHERWISE:
            self.out.append("\n")
        sort = marks.JUMP if name in marks.JUMPS else marks.MACRO
        if name.startswith("/"):
            self.at = end + 2
        else:
            self._leave(sort, f"<<{name}>>", end + 2)

    def _sugar_link(self) -> bool:
        """Take a link that a macro makes of two plain texts; say whether it was one."""
        line = self._line(self.at)
        marked = marks.SUGAR_LINK_MARKED.match(self.text, self.at)
        if marked is not None:
            one = link(marked[1], self.dialect, line)
        else:
            marked = marks.SUGAR_LINK.match(self.text, self.at)
            if marked is None:
                opened = marks.SUGAR_LINK_OPEN.match(self.text, self.at)
                self.waiting = (opened[1] or opened[2] or "", 0) if opened else None
                return False
            one = Link(marked[1] or marked[2] or "", marked[3] or marked[4] or "", line)
        self._leave(marks.MACRO, "<<link>>", marked.end())
        self._add(one)
        return True

    def _led(self, jump: re.Pattern[str], what: str) -> bool:
        """Take "go to" inside a link that a macro makes as that link; say whether it was one."""
        found = jump.match(self.text, self.at) if self.waiting else None
        if found is None or self.waiting is None:
            return False
        one = Link(self.waiting[0], found[1] or found[2] or "", self._line(self.at))
        self.waiting = None
        self._leave(marks.MACRO, what, found.end())
        self._add(one)
        return True

    def _html(self, mark: re.Match[str]) -> None:
        code = marks.HTML_CODE.match(mark[0])
        end = mark.end()
        if code is not None:
            for closing in (f"</{code[1]}>", f"</{code[1].lower()}>"):
                found = self._close(closing, end)
                if found >= 0:
                    end = found + len(closing)
                    break
        elif marks.HTML_LINES.match(mark[0]):
            self.out.append("\n")
        tag = re.match(r"</?[\w-]+", mark[0])
        what = f"{tag[0] if tag else '<'}>"
        if what.startswith("</"):
            self.at = end
        else:
            self._leave(marks.CODE if code else marks.HTML, what, end)

    def _variable(self, mark: re.Match[str]) -> None:
        self.out.append(GAP)
        self._leave(marks.VARIABLE, mark[0], mark.end())

    def _verbatim(self, mark: re.Match[str]) -> None:
        """Take what stands between backticks as it is."""
        end = self._close(mark[0], mark.end(), self._end_of_line())
        self.at = mark.end()
        if end >= 0:
            self._literal(end)
            self.at = end + len(mark[0])

    _plain_variable = _variable

    def _named(self, mark: re.Match[str]) -> None:
        self._leave(marks.MACRO, mark[0].strip("|<>)"), mark.end())

    def _brace(self, mark: re.Match[str]) -> None:
        self.at = mark.end()

    def _bracket(self, mark: re.Match[str]) -> None:
        for one in mark[0]:
            self._one_bracket(one, is_hook=self.dialect == words.HARLOWE)
        self.at = mark.end()

    def _one_bracket(self, one: str, *, is_hook: bool) -> None:
        if one == "[":
            self.hooks.append(is_hook)
            goes = is_hook
        elif one == "]" and self.hooks:
            goes = self.hooks.pop()
            if self.waiting and len(self.hooks) <= self.waiting[1]:
                self.waiting = None
        else:
            goes = False
        if not goes:
            self.out.append(one)

    # -------------------------------------------------------------- Harlowe
    def _macro(self, mark: re.Match[str]) -> None:
        named = marks.MACRO_NAME.match(self.text, self.at)
        name = named[1] if named else ""
        if self.dialect != words.HARLOWE and name.lower() not in marks.HARLOWE_MACROS:
            self._literal(mark.end())
            return
        linked = marks.HARLOWE_LINK.match(self.text, self.at)
        if linked is not None:
            said = linked[1] or linked[2] or ""
            line = self._line(self.at)
            self._leave(marks.MACRO, f"({name}:)", linked.end())
            self._add(Link(said, linked[3] or linked[4] or said, line))
            return
        if self._led(marks.HARLOWE_GOTO, f"({name}:)"):
            return
        opened = marks.HARLOWE_LINK_OPEN.match(self.text, self.at)
        if opened is not None:
            self.waiting = (opened[1] or opened[2] or "", len(self.hooks))
        end = self._end_of_macro()
        if name in ("print", "either", "nth", "cond", "num", "str"):
            self.out.append(GAP)
        sort = marks.JUMP if name.lower() in marks.JUMPS else marks.MACRO
        self._leave(sort, f"({name}:)", end)
        if name.lower() in marks.OTHERWISE:
            self.out.append("\n")
        hook = marks.MARK_BEFORE_HOOK.match(self.text, self.at)
        if hook is not None:
            self.at = hook.end()
            self._one_bracket("[", is_hook=True)
            self.at += 1

    def _end_of_macro(self) -> int:
        """Return where a macro ends. One that never does ends with its line; so do later ones."""
        limit = self._end_of_line() if self.is_broken else len(self.text)
        depth, at = 0, self.at
        while (mark := marks.IN_MACRO.search(self.text, at, limit)) is not None:
            at = mark.end()
            if mark[0] == "(":
                depth += 1
            elif mark[0] == ")":
                depth -= 1
                if not depth:
                    return at
            else:
                closing = self._close(mark[0], at, limit)
                at = closing + 1 if closing >= 0 else at
        self.is_broken = True
        return self._end_of_line()


def without_variables(text: str, dialect: str) -> str:
    """Return the words of a link with a gap for each variable."""
    for mark, of in (marks.MARKS["variable"], marks.MARKS["plain_variable"]):
        text = re.sub(mark, GAP, text) if dialect in of else text
    return text
