"""What the form of a page asks of its words. Pure: no database.

Saving never asks anything. Only what is submitted must have the 55 words it promises.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import words
from curriculum.models import Lesson, PageForm, Prompt, ShelfPrompt

FIFTY_FIVE = 55
# Words somebody writes by hand in a minute, thinking included.
WORDS_A_MINUTE = 15
FEWEST_MINUTES = 5
UNASKED_MINUTES = 15

PARALLEL_PARTS = (
    gettext_lazy("The patient’s side"),
    gettext_lazy("My side"),
    gettext_lazy("What the chart could not hold"),
)


def known(form: str) -> str:
    """Return ``form`` where there is such a form, else nothing."""
    return form if form in PageForm.values else ""


def parallel_sheet() -> str:
    """Return the three headings of a parallel page, each with room beneath it."""
    return "\n\n".join(f"{part}\n" for part in PARALLEL_PARTS)


def begun(form: str) -> str:
    """Return what stands on an empty page of this form."""
    return parallel_sheet() if form == PageForm.PARALLEL else ""


def with_parts(body: str) -> str:
    """Return a text with those headings beneath it that it does not have yet."""
    there = {line.strip() for line in body.splitlines()}
    missing = [str(part) for part in PARALLEL_PARTS if str(part) not in there]
    start = [body.rstrip()] if body.strip() else []
    return "\n\n".join([*start, *(f"{part}\n" for part in missing)]) if missing else body


def is_blank(form: str, body: str) -> bool:
    """Say whether nothing was written: no word besides the headings that stood there."""
    if form != PageForm.PARALLEL:
        return not body.strip()
    there = headings()
    return all(line.strip() in there for line in body.splitlines() if line.strip())


def headings() -> frozenset[str]:
    """Return the headings of a parallel page: lines that are no words of whoever writes."""
    return frozenset(str(part) for part in PARALLEL_PARTS)


def count(body: str) -> int:
    """Return how many words somebody wrote on a page of hers; the page’s script counts the same."""
    return words.count(body, apart=headings())


def left(body: str) -> int:
    """Return how many words are left of fifty-five; less than none where there are more."""
    return FIFTY_FIVE - words.count(body)


def left_said(body: str) -> str:
    """Say how many words are left, as the counter does; its script says the same."""
    more = left(body)
    if not more:
        return _("exactly 55")
    said = _("%(more)s left") if more > 0 else _("%(more)s too many")
    return said % {"more": abs(more)}


def fault(form: str, body: str) -> str:
    """Say, kindly, what keeps a page of this form from being submitted; nothing when it is right.

    It is said for its number alone; what is written is nobody's business here.
    """
    if form != PageForm.FIFTY_FIVE or not (more := left(body)):
        return ""
    if more > 0:
        said = ngettext("One more word makes it 55.", "%(more)s more words make it 55.", more)
    else:
        more = -more
        said = ngettext("One word less makes it 55.", "%(more)s words less make it 55.", more)
    choice = _("It is saved as it is; you can also make it a free page.")
    return f"{said % {'more': more}} {choice}"


def minutes(*, form: str, planned: int | None, low: int | None, high: int | None) -> int:
    """Return how many minutes a page may take: as planned, else from its words.

    Where nobody said how long it should be, as long as fifty-five words take.
    """
    if planned:
        return planned
    asked = (low + high) / 2 if low and high else high or low
    if form == PageForm.FIFTY_FIVE or not asked:
        return UNASKED_MINUTES
    return max(FEWEST_MINUTES, 5 * round(asked / WORDS_A_MINUTE / 5))


def proposed_by(prompt: Prompt | ShelfPrompt | None, lesson: Lesson | None) -> str:
    """Return the form a prompt proposes: its own, or 55 words where exactly these are asked for."""
    if prompt is not None and prompt.form:
        return prompt.form
    asks = lesson or (prompt if isinstance(prompt, ShelfPrompt) else None)
    is_exact = asks is not None and asks.words_min == asks.words_max == FIFTY_FIVE
    return PageForm.FIFTY_FIVE if is_exact else ""
