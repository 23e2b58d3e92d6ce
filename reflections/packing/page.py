"""One page of a journal as HTML and as Markdown, with everything that belongs to it."""

import re
import unicodedata
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from curriculum.models import PageForm
from reflections import marks
from reflections.models import Reader, Reading, Remark
from reflections.packing import markdown
from reflections.queries.export import PageOut, ReaderOut, RemarkOut, VersionOut

LONGEST_SLUG = 40


def file_name(number: int, page: PageOut) -> str:
    """Return what a page's files are called, without suffix: plain letters, on every system.

    It begins with a number, so no title makes a name that a system keeps for itself.
    """
    plain = unicodedata.normalize("NFKD", page.title)
    slug = re.sub(r"[^a-z0-9-]", "", slugify(plain))[:LONGEST_SLUG].strip("-")
    return f"{number:04d}-{localtime(page.begun_at):%Y-%m-%d}-{slug or 'page'}"


def html(page: PageOut) -> str:
    """Return the page as an HTML document beside ``style.css``."""
    facts = {
        "page": page,
        "form": _form(page),
        "prompt": page.prompt_text or page.prompt,
        "versions": [
            {
                "said": version,
                "paragraphs": marks.paragraphs(version.body, version.remarks),
                "remarks": [
                    (number, one, _about(one)) for number, one in marks.numbered(version.remarks)
                ],
                "readers": [(one, _via(one)) for one in version.readers],
            }
            for version in page.versions
        ],
        "readings": [(one, _door(one)) for one in page.readings],
        "newest": page.draft if _goes_on(page) else None,
    }
    return render_to_string("reflections/packing/page.html", facts)


def _goes_on(page: PageOut) -> bool:
    """Say whether the newest words are not those of the newest version."""
    newest = page.versions[-1] if page.versions else None
    return page.draft is not None and (newest is None or newest.body != page.draft.body)


def _form(page: PageOut) -> str:
    return "" if page.form == PageForm.FREE else str(PageForm(page.form).label)


def _via(reader: ReaderOut) -> str:
    return str(Reader.Via(reader.via).label)


def _door(reading: Any) -> str:
    return str(Reading.Door(reading.door).label)


# ------------------------------------------------------------------ Markdown
def as_markdown(page: PageOut) -> str:
    """Return the page as Markdown that shows exactly what was written."""
    facts = [
        (_("Begun"), _when(page.begun_at)),
        (_("Form"), _form(page)),
        (_("Module"), page.module),
        (_("Tags"), ", ".join(page.tags)),
        (_("A letter that comes back on"), page.closed_until),
    ]
    parts: list[str] = []
    prompt = page.prompt_text or page.prompt
    if prompt:
        parts.append(markdown.quoted(prompt))
    if _goes_on(page) and page.draft is not None:
        heading = _("The newest words, a draft") if page.versions else _("A draft")
        said = _with_title(page.draft.title, page.draft.body)
        parts += markdown.sections([(f"{heading}, {_when(page.draft.saved_at)}", said)])
    for version in reversed(page.versions):
        parts += _version(version)
    parts += _around(page)
    return markdown.document(page.title, facts, parts)


def _when(at: Any) -> str:
    return markdown.when(localtime(at))


def _with_title(title: str, body: str) -> str:
    named = f"**{markdown.line(title)}**\n\n" if title.strip() else ""
    return named + markdown.text(body)


def _version(version: VersionOut) -> list[str]:
    number = _("Version %(number)s") % {"number": version.number}
    said = _with_title(version.title, version.body)
    parts = list(markdown.sections([(f"{number}, {_when(version.submitted_at)}", said)]))
    if version.asks:
        heading = _("What you asked of your reader")
        parts += markdown.sections([(heading, markdown.text(version.asks))], 3)
    if version.remarks:
        listed = [_remark(number, one) for number, one in marks.numbered(version.remarks)]
        parts += markdown.sections([(_("Remarks"), "\n\n".join(listed))], 3)
    for reply in version.replies:
        heading = _("Reply by %(name)s") % {"name": reply.by}
        parts += markdown.sections(
            [(f"{heading}, {_when(reply.at)}", markdown.text(reply.body))], 3
        )
    for message in version.messages:
        heading = f"{message.by}, {_when(message.at)}"
        parts += markdown.sections([(heading, markdown.text(message.body))], 3)
    if version.readers:
        named = "\n".join(
            f"- {markdown.line(one.name)} ({markdown.line(_via(one))}), {_when(one.since)}"
            + (f" – {_when(one.until)}" if one.until else "")
            for one in version.readers
        )
        parts += markdown.sections([(_("Who could read it"), named)], 3)
    return parts


def _remark(number: int, remark: RemarkOut) -> str:
    who = f"{markdown.line(remark.by)}, {_when(remark.at)}{_about(remark)}"
    return f"[{number}] {who}\n\n{markdown.quoted(remark.quote)}\n\n{markdown.text(remark.body)}"


def _about(remark: RemarkOut) -> str:
    """Return what a remark is, from where it came and whether it helped, in a few words."""
    said = [str(Remark.Kind(remark.kind).label)] if remark.kind else []
    if remark.from_version:
        said.append(_("from version %(number)s") % {"number": remark.from_version})
    if remark.helped_at:
        said.append(_("This helped"))
    return f" ({', '.join(said)})" if said else ""


def _around(page: PageOut) -> list[str]:
    rows: list[tuple[str, str]] = []
    if page.pictures:
        shown = [f"![{markdown.line(one.shows)}](../{one.file})" for one in page.pictures]
        rows.append((_("Pictures"), "\n\n".join(shown)))
    for share in page.shares:
        until = f" – {_when(share.ended_at)}" if share.ended_at else ""
        said = f"{markdown.line(share.company)}, {_when(share.since)}{until}"
        if share.readers:
            said += "\n\n" + markdown.line(", ".join(share.readers))
        if share.body:
            said += "\n\n" + _with_title(share.title, share.body)
        rows.append((_("Shared"), said))
    if page.withdrawals:
        taken = [
            _("Version %(number)s, submitted %(then)s, taken back %(day)s")
            % {
                "number": one.number,
                "then": _when(one.submitted_at),
                "day": _when(one.withdrawn_at),
            }
            for one in page.withdrawals
        ]
        rows.append((_("Taken back"), "\n".join(f"- {one}" for one in taken)))
    if page.readings:
        log = [
            f"- {_when(one.at)} {markdown.line(one.by)}, {markdown.line(_door(one))}"
            for one in page.readings
        ]
        rows.append((_("Who has read it"), "\n".join(log)))
    return list(markdown.sections(rows))
