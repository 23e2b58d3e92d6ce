"""What is kept of writers for a time: pages nobody else may read, submitted ones, answers."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.holdings import Holding, Line, left_before, register
from accounts.models import Draft, DraftText, Person
from accounts.periods import Key, Periods
from reflections.actions import emptying
from reflections.models import Answer, AnswerText, Delivery, Entry, Share, Version, VersionText
from reflections.queries import named_or, own
from reflections.queries.answers import own_answers

Things = Collection[UUID]


def _written_long_ago(periods: Periods, at: datetime, author: str = "author") -> Q:
    """Return "last written long ago, or less long ago by somebody who has left"."""
    left = left_before(periods.cutoff(Key.UNSHARED_LEFT, at))
    old = Q(draft__updated_at__lte=periods.cutoff(Key.UNSHARED_WRITTEN, at))
    since = Q(draft__updated_at__lte=periods.cutoff(Key.UNSHARED_LEFT, at))
    return old | (since & Q(**{f"{author}__in": left}))


def _is_read_by_others() -> Q:
    shared = Share.objects.filter(entry=OuterRef("pk"), ended_at=None)
    return Q(Exists(Version.objects.filter(entry=OuterRef("pk")))) | Q(Exists(shared))


def _unshared(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    # A letter is kept for its day, and a while after it.
    day = periods.cutoff(Key.UNSHARED_LEFT, at).date()
    letters = Delivery.objects.filter(entry=OuterRef("pk"), on__gte=day)
    pages = Entry.objects.filter(_written_long_ago(periods, at), ~_is_read_by_others())
    return _pairs(pages.filter(~Exists(letters), gone_at=None))


def _submitted(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    cutoff = periods.cutoff(Key.SUBMITTED_LEFT, at)
    sent = Version.objects.filter(entry=OuterRef("pk"), submitted_at__gt=cutoff)
    pages = Entry.objects.filter(_is_read_by_others(), ~Exists(sent), started_at__lte=cutoff)
    return _pairs(pages.filter(author__in=left_before(cutoff), gone_at=None))


def _not_given(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    return _pairs(Answer.objects.filter(_written_long_ago(periods, at), given_at=None))


def _given(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    cutoff = periods.cutoff(Key.SUBMITTED_LEFT, at)
    return _pairs(Answer.objects.filter(given_at__lte=cutoff, author__in=left_before(cutoff)))


def _pairs(rows: QuerySet) -> Iterable[tuple[UUID, UUID]]:
    return rows.order_by("started_at" if rows.model is Entry else "begun_at").values_list(
        "author", "pk"
    )


def _lock_pages(things: Things) -> None:
    len(Entry.objects.select_for_update().filter(pk__in=things))
    len(Draft.objects.select_for_update().filter(entry__in=things))


def _lock_answers(things: Things) -> None:
    len(Answer.objects.select_for_update().filter(pk__in=things))
    len(Draft.objects.select_for_update().filter(answer__in=things))


def _erase_answers(things: Things) -> None:
    drafts = list(Answer.objects.filter(pk__in=things).values_list("draft", flat=True))
    AnswerText.objects.filter(answer__in=things).delete()
    Answer.objects.filter(pk__in=things).delete()
    Draft.objects.filter(pk__in=drafts).delete()


def _page_lines(person: Person, things: Things) -> list[Line]:
    """Return her pages among these, by their titles, each with its address. Three queries."""
    pages = own(person).filter(pk__in=things)
    found = list(pages.select_related("prompt").order_by("started_at"))
    newest = DraftText.objects.filter(draft__entry__in=found, revision=F("draft__revision"))
    titles = dict(newest.values_list("draft__entry", "title"))
    sent = VersionText.objects.filter(version__entry__in=found).order_by("version__number")
    titles |= dict(sent.values_list("version__entry", "title"))
    return [
        Line(
            str(one.pk),
            named_or(titles.get(one.pk), one.prompt.name if one.prompt else one.begun_from),
            reverse("entry", args=[one.pk]),
        )
        for one in found
    ]


def _answer_lines(person: Person, things: Things) -> list[Line]:
    mine = own_answers(person).filter(pk__in=things)
    modules = mine.order_by("begun_at").values_list("pk", "release__version__title")
    return [Line(str(pk), _("An answer in “%(module)s”") % {"module": title})
            for pk, title in modules]  # fmt: skip


for _due, _is_answer, _rule in (
    (_unshared, False, Key.UNSHARED_WRITTEN),
    (_not_given, True, Key.UNSHARED_WRITTEN),
    (_submitted, False, Key.SUBMITTED_LEFT),
    (_given, True, Key.SUBMITTED_LEFT),
):
    register(
        Holding(
            _rule,
            due=_due,
            take=_erase_answers if _is_answer else emptying.erase_pages,
            lines=_answer_lines if _is_answer else _page_lines,
            lock=_lock_answers if _is_answer else _lock_pages,
            is_told_of=_rule == Key.SUBMITTED_LEFT,
        )
    )
