"""Markdown as clean HTML, and clean HTML as Markdown again: nothing is lost on the way.

Both speak of HTML in one form (``tidy``): no blank text between blocks, one space where there were
several, no paragraph inside a list item or cell that holds nothing else. That form looks the same
to a reader and to the editor, and ``html_of(markdown_of(html)) == html`` holds for it or
``markdown_of`` says that it cannot.
"""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TypeGuard

from markdown_it import MarkdownIt

from curriculum import richtext

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

BLOCKS = {"p", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "table", "thead", "tbody",
          "tr", "th", "td"}  # fmt: skip
HOLD_BLOCKS = {"", "li", "blockquote", "th", "td"}
HOLD_NO_TEXT = {"ul", "ol", "table", "thead", "tbody", "tr"}
VOID = {"br", "hr"}
_BLANK = re.compile(r"[ \t\n\r\f]+")


def html_of(markdown: str) -> str:
    """Return Markdown as clean, tidy HTML; HTML written inside it stays text.

    Refused when it is too long or nested too deeply.
    """
    return tidy(richtext.clean(_markdown.render(markdown).strip())) if markdown else ""


def markdown_of(html: str) -> str | None:
    """Return Markdown that ``html_of`` makes this very HTML of; None where there is none.

    Underlining, raised and lowered letters and joined cells have no Markdown.
    """
    if not html:
        return ""
    tree = _tree(html)
    for emphasis in "*_":
        try:
            text = "\n\n".join(_blocks(tree, emphasis))
        except _Unsaid:
            return None
        if html_of(text) == html:
            return text
    return None


# ------------------------------------------------------------------ one form of the same HTML
@dataclass
class _Node:
    """An element; its children are elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["_Node | str"] = field(default_factory=list)


class _Parser(HTMLParser):
    """Reads HTML that ``richtext.clean`` wrote, in which every element is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(html: str) -> _Node:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root


def tidy(html: str) -> str:
    """Return clean HTML in the one form of it. Tidying twice changes nothing."""
    root = _tree(html)
    _tidy(root)
    return "".join(_written(child) for child in root.children)


def _is_block(child: "_Node | str") -> TypeGuard["_Node"]:
    """Say whether this is a block, or an odd mark around one."""
    return isinstance(child, _Node) and (
        child.tag in BLOCKS or any(_is_block(part) for part in child.children)
    )


def _tidy(node: _Node) -> None:
    for child in node.children:
        if isinstance(child, _Node):
            _tidy(child)
    if node.tag in HOLD_NO_TEXT:
        node.children = [child for child in node.children if isinstance(child, _Node)]
    elif node.tag in BLOCKS or not node.tag:
        _tidy_content(node)
    if node.tag == "table":
        _name_the_head(node)
    if node.tag in {"th", "td"}:
        for name in ("colspan", "rowspan"):
            if node.attributes.get(name) == "1":
                del node.attributes[name]
    if node.tag == "ol" and node.attributes.get("start") == "1":
        del node.attributes["start"]


def _tidy_content(node: _Node) -> None:
    """Put loose text of a block that holds blocks into paragraphs, and drop empty paragraphs."""
    if node.tag not in HOLD_BLOCKS:
        node.children = _line(node.children)
        return
    made: list[_Node] = []
    loose: list[_Node | str] = []
    for child in [*node.children, None]:
        if child is not None and not _is_block(child):
            loose.append(child)
            continue
        line = _line(loose)
        loose = []
        if line:
            made.append(_Node("p", {}, line))
        if child is not None and not (child.tag == "p" and not child.children):
            made.append(child)
    if node.tag in {"li", "th", "td"} and _is_short(made):
        node.children = [*made[0].children, *made[1:]]
    else:
        node.children = [*made]


def _is_short(children: list[_Node]) -> bool:
    """Say whether an item is one paragraph, with nothing but lists after it."""
    tags = [child.tag for child in children]
    return bool(tags) and tags[0] == "p" and set(tags[1:]) <= {"ul", "ol"}


def _name_the_head(table: _Node) -> None:
    """Make the first row of a table its head where it is one: the editor does not say so."""
    bodies = [part for part in table.children if isinstance(part, _Node)]
    if [part.tag for part in bodies] != ["tbody"] or not bodies[0].children:
        return
    row = bodies[0].children[0]
    if isinstance(row, _Node) and {c.tag for c in row.children if isinstance(c, _Node)} == {"th"}:
        del bodies[0].children[0]
        table.children = [_Node("thead", {}, [row]), *(b for b in bodies if b.children)]


def _line(children: list["_Node | str"]) -> list["_Node | str"]:
    """Return inline content with single blanks, none at its ends or beside a line break.

    A blank at the edge of a mark is moved outside of it, and a mark around nothing goes.
    """
    texts: list[_Node | str] = []
    for child in children:
        texts += _outside(child) if isinstance(child, _Node) else [_BLANK.sub(" ", child)]
    joined: list[_Node | str] = []
    for child in texts:
        before = joined[-1] if joined else _Node("br")
        if isinstance(child, str):
            if isinstance(before, str):
                joined[-1] = _BLANK.sub(" ", before + child)
            else:
                child = child.lstrip(" ") if before.tag == "br" else child
                joined += [child] if child else []
        else:
            if child.tag == "br" and isinstance(before, str):
                joined[-1] = before.rstrip(" ")
                joined = joined if joined[-1] else joined[:-1]
            joined.append(child)
    while joined and (joined[-1] == " " or getattr(joined[-1], "tag", "") == "br"):
        joined.pop()
    if joined and isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip(" ")
    return joined


def _outside(mark: _Node) -> list["_Node | str"]:
    """Return a mark (or line break) with the blanks at its edges beside it."""
    if mark.tag == "br" or _is_block(mark):
        return [mark]
    text = _text(mark)
    before = " " if text[:1] in {" ", "\n", "\t", "\r", "\f"} else ""
    after = " " if text[-1:] in {" ", "\n", "\t", "\r", "\f"} else ""
    mark.children = _line(mark.children)
    if not mark.children:
        return [before] if before else []
    return [part for part in (before, mark, after) if part]


def _text(child: "_Node | str") -> str:
    return child if isinstance(child, str) else "".join(_text(part) for part in child.children)


def _written(child: "_Node | str") -> str:
    """Return HTML as ``richtext.clean`` writes it."""
    if isinstance(child, str):
        return escape(child, quote=False).replace("\xa0", "&nbsp;")
    attributes = "".join(
        f' {name}="{_attribute(value)}"' for name, value in sorted(child.attributes.items())
    )
    if child.tag in VOID:
        return f"<{child.tag}>"
    inside = "".join(_written(part) for part in child.children)
    return f"<{child.tag}{attributes}>{inside}</{child.tag}>"


def _attribute(value: str) -> str:
    return escape(value, quote=False).replace("\xa0", "&nbsp;").replace('"', "&quot;")


# ------------------------------------------------------------------ back to Markdown
class _Unsaid(Exception):
    """Markdown has no word for this."""


_SPECIAL = re.compile(r"[\\`*\[\]<]|~(?=~)|(?<=~)~|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What would begin something else at the start of a line.
_START = re.compile(r"^(?=#{1,6}(?: |$)|[-+](?: |$)|>|=+ *$|-[- ]*$)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")
_MARKS = {"strong": "**", "s": "~~"}


def _blocks(node: _Node, emphasis: str) -> list[str]:
    """Return the blocks inside an element, each as Markdown."""
    made: list[str] = []
    before, is_second = "", False
    for child in node.children:
        if isinstance(child, str):
            raise _Unsaid
        # Two lists in a row are two only when their marks differ.
        is_second = child.tag == before and not is_second
        before = child.tag
        made.append(_block(child, emphasis, is_second=is_second))
    return made


def _block(node: _Node, emphasis: str, *, is_second: bool) -> str:
    if node.tag == "p":
        return _paragraph(node.children, emphasis)
    if node.tag == "hr":
        return "---"
    if node.tag in {"h2", "h3", "h4"}:
        line = _inline(node.children, emphasis)
        if "\n" in line:
            raise _Unsaid
        return f"{'#' * int(node.tag[1])} {line}"
    if node.tag == "blockquote":
        return _led("\n\n".join(_blocks(node, emphasis)), "> ", "> ")
    if node.tag in {"ul", "ol"}:
        return _list(node, emphasis, is_second=is_second)
    if node.tag == "table":
        return _table(node, emphasis)
    raise _Unsaid


def _led(text: str, first: str, rest: str) -> str:
    lines = [(rest + line).rstrip(" ") if line else rest.rstrip(" ") for line in text.split("\n")]
    return first + lines[0][len(rest) :] + "".join("\n" + line for line in lines[1:])


def _list(node: _Node, emphasis: str, *, is_second: bool) -> str:
    items = [child for child in node.children if isinstance(child, _Node)]
    is_tight = not any(_holds_blocks(item) for item in items)
    start = int(node.attributes.get("start", "1"))
    made = []
    for number, item in enumerate(items, start):
        mark = "*-"[not is_second] if node.tag == "ul" else f"{number}{'.)'[is_second]}"
        inside = _item(item, emphasis, "\n" if is_tight else "\n\n")
        made.append(_led(inside, f"{mark} ", " " * (len(mark) + 1)) if inside else mark)
    return ("\n" if is_tight else "\n\n").join(made)


def _holds_blocks(item: _Node) -> bool:
    return any(_is_block(child) and child.tag not in {"ul", "ol"} for child in item.children)


def _item(item: _Node, emphasis: str, between: str) -> str:
    """Return what a list item holds: a line and lists after it, or blocks."""
    line = [child for child in item.children if not _is_block(child)]
    rest = _Node("li", {}, [child for child in item.children if _is_block(child)])
    parts = [_paragraph(line, emphasis)] if line else []
    return between.join(parts + _blocks(rest, emphasis))


def _table(node: _Node, emphasis: str) -> str:
    parts = [part for part in node.children if isinstance(part, _Node)]
    rows = [row for part in parts for row in part.children if isinstance(row, _Node)]
    widths = {len(row.children) for row in rows}
    if not parts or parts[0].tag != "thead" or len(parts[0].children) != 1 or len(widths) != 1:
        raise _Unsaid
    lines = [_row(row, emphasis) for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * widths.pop(), *lines[1:]])


def _row(row: _Node, emphasis: str) -> str:
    cells = []
    for cell in row.children:
        if isinstance(cell, str) or cell.attributes or any(_is_block(c) for c in cell.children):
            raise _Unsaid
        text = _inline(cell.children, emphasis)
        if "\n" in text:
            raise _Unsaid
        cells.append(text.replace("|", "\\|"))
    return "".join(["|", *(f" {cell} |" for cell in cells)])


def _paragraph(children: list["_Node | str"], emphasis: str) -> str:
    lines = _inline(children, emphasis).split("\n")
    return "\n".join(_NUMBERED.sub(r"\1\\\2", _START.sub(r"\\", line, count=1)) for line in lines)


def _inline(children: list["_Node | str"], emphasis: str) -> str:
    made = ""
    for child in children:
        if isinstance(child, str):
            made += _SPECIAL.sub(r"\\\g<0>", child)
            continue
        if child.tag == "a" and made.endswith("!"):
            made = made[:-1] + "\\!"
        made += _mark(child, emphasis)
    return made


def _mark(node: _Node, emphasis: str) -> str:
    if node.tag == "br":
        return "\\\n"
    inside = _inline(node.children, emphasis)
    if node.tag == "a":
        return f"[{inside}]({_address(node)})"
    mark = emphasis if node.tag == "em" else _MARKS.get(node.tag)
    if mark is None:
        raise _Unsaid
    return f"{mark}{inside}{mark}"


def _address(link: _Node) -> str:
    href, title = link.attributes.get("href", ""), link.attributes.get("title")
    if re.search(r"[\s()<>\\]", href) or not href:
        href = f"<{href}>"
    if title is None:
        return href
    escaped = re.sub(r'["\\&]', r"\\\g<0>", title)
    return f'{href} "{escaped}"'
