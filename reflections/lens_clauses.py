"""The clauses of the depth lenses: two people see a placing, and nobody ever sees another's.

The author sees hers, and what a reader placed once that reader's answer was sent. Whoever may
answer sees what the author placed, and her own; a lead who only reads sees neither.
"""

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import EVERYBODY, NOBODY, Clause, Side, same, there_is
from reflections.clauses import READERS
from reflections.models import Reply

AUTHOR = "version__entry__author_id"
# Answering is the mentor's, or the cover's while it lasts.
ANSWERING = READERS[:2]


def _is_the_authors(it: Side) -> Q:
    """Return the condition that the author of the page placed it herself."""
    if it.known is None:
        return Q(by=F("version__entry__author"))
    return EVERYBODY if it("by_id") == it(AUTHOR) else NOBODY


def _may_answer(who: Side, it: Side, at: datetime) -> Q:
    mentors, covers = (
        there_is(holding(at).filter(person=who(), version=it("version_id")))
        for _name, _sentence, holding in ANSWERING
    )
    return mentors | covers


def _answered(it: Side) -> Q:
    """Return the condition that whoever placed it has sent an answer to this page since.

    As with remarks, what was placed on an earlier version comes with the answer to a later one.
    """
    replies = Reply.objects.filter(
        author=it("by_id"),
        version__entry=it("version__entry_id"),
        version__number__gte=it("version__number"),
        sent_at__isnull=False,
    )
    return there_is(replies)


placed_own = Clause(
    "author",
    _("its author, who placed it"),
    lambda who, it, at: same(who, it, AUTHOR) & _is_the_authors(it),
)
placed_for_her = Clause(
    "answered",
    _("its author, once the answer of whoever placed it was sent"),
    lambda who, it, at: same(who, it, AUTHOR) & _answered(it),
)
placed_at_desk = Clause(
    "writer",
    _("whoever placed it, while they may answer"),
    lambda who, it, at: same(who, it, "by_id") & _may_answer(who, it, at),
)
placed_by_author = Clause(
    "reader",
    _("whoever may answer the page, of what its author placed"),
    lambda who, it, at: _may_answer(who, it, at) & _is_the_authors(it),
)
