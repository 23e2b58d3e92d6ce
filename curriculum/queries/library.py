"""The scenario library: its index with what it can be narrowed by, and one scenario's page.

Both say what was published last: what is being edited meanwhile is on no list and found by no word.
A scenario without an edition is what its rows say; those who build its course see it so before.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, ExpressionWrapper, Q, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Person
from accounts.prepared import filled, prepared
from curriculum.models import Lesson, Scenario, ScenarioEdition
from curriculum.queries import facets as narrowing
from curriculum.queries.facets import FACETS, FACTS, Facet, Narrowing, Taken
from curriculum.queries.scenarios import played
from curriculum.scenario_document import Document, from_json, public

__all__ = ["FACETS", "Library", "Shown", "library", "modules_with", "scenario"]

ON_A_PAGE = 25
ACCENTS = re.compile(r"[\u0300-\u036f]+")
# Where a search looks: what everybody may read, and nothing that one player alone may know.
SEARCHED = (
    "title", "summary", "skill", "setting", "for_whom", "content_note", "you_are", "brief", "aims",
)  # fmt: skip
LISTED = ("title", "summary", *FACTS)


@dataclass(frozen=True)
class Library:
    """What the index shows. ``total``: all there are; ``found``: those that fit."""

    page: Page[int]
    rows: list[Scenario]
    facets: list[Facet]
    taken: list[Taken]
    asked: Narrowing
    total: int
    found: int
    shortest: int
    longest: int

    @property
    def find(self) -> str:
        return self.asked.find

    @property
    def is_narrowed(self) -> bool:
        return self.asked.is_narrow

    @property
    def query(self) -> str:
        """Return what is asked, to follow a page's number in an address."""
        said = self.asked.query()
        return f"&{said}" if said else ""


def library(
    person: Person, find: str, chosen: Mapping[str, Iterable[str]], number: str = "1"
) -> Library:
    """Return the scenarios this person may read, narrowed as asked. Two queries, however many.

    The first brings of every scenario what it can be narrowed by (and whether it holds the words
    looked for), the second the rows of one page.
    """
    asked = Narrowing.of(find, chosen)
    # No text holds a NUL, and a database takes none.
    words = folded(find.replace("\0", "")).split()
    at = timezone.now()
    every = list(_listed(person, at, words)) if words else _all_listed(person, at)
    after = 2 + len(FACTS)
    facts = [_facts(row[1]) if row[1] is not None else row[2:after] for row in every]

    holding: Sequence[int] = range(len(every))
    if words:
        holding = [
            at
            for at, row in enumerate(every)
            if (row[after] if row[1] is not None else _all_in(words, row[after + 1 :]))
        ]
    fitting, groups = narrowing.sift(facts, holding, asked)
    page = Paginator([every[place][0] for place in fitting], ON_A_PAGE).get_page(number)
    first = FACTS.index(narrowing.MINUTES[0])
    minutes = [sum(row[first : first + len(narrowing.MINUTES)]) for row in facts] or [0]
    return Library(
        page=page,
        rows=[row.shown for row in _rows_of(person, at, list(page.object_list))],
        facets=groups,
        taken=narrowing.taken(asked, groups),
        asked=asked,
        total=len(every),
        found=len(fitting),
        shortest=min(minutes),
        longest=max(minutes),
    )


def _listed(person: Person, at: datetime, words: list[str]) -> QuerySet[Scenario, Any]:
    texts = {"holds": _holds(words), **_unpublished()} if words else {}
    rows = _of(person, at).annotate(said=Cast("listed", TextField()), **texts)
    return rows.values_list("pk", "said", *FACTS, *texts)


@prepared
def _all_listed(person: Person, at: datetime) -> QuerySet[Scenario, Any]:
    return _listed(person, at, [])


def _rows_of(person: Person, at: datetime, scenarios: Sequence[int]) -> list[Scenario]:
    return _rows(person, at, *filled(scenarios)) if scenarios else []


@prepared
def _rows(person: Person, at: datetime, *scenarios: int) -> QuerySet[Scenario]:
    return _of(person, at).filter(pk__in=scenarios)


def _of(person: Person, at: datetime) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(person, at=at).order_by("position", "pk")


_named = itemgetter(*FACTS)


@lru_cache(maxsize=4096)
def _facts(listed: str) -> tuple[Any, ...]:
    """Return what was published of a scenario, read once for all who may see the same words."""
    return _named(json.loads(listed))


def _holds(words: list[str]) -> ExpressionWrapper:
    """Return whether each of the words stands in what was published: the database looks."""
    held = Q(*(Q(searched__contains=word) for word in words))
    return ExpressionWrapper(held, output_field=BooleanField())


def _unpublished() -> dict[str, Case]:
    """Return the texts of a scenario without an edition; of others they need not be sent."""
    return {
        f"own_{name}": Case(When(listed__isnull=True, then=name), default=None) for name in SEARCHED
    }


def _all_in(words: list[str], texts: Iterable[str]) -> bool:
    text = folded("\n".join(texts))
    return all(word in text for word in words)


def listing(document: Document) -> dict[str, Any]:
    """Return what a scenario's row keeps of its newest edition, for the list and for a search."""
    said = {**vars(document), "brief": document.door, "aims": "\n".join(document.aims)}
    return {
        "listed": {name: said[name] for name in LISTED},
        "searched": folded("\n".join(said[name] for name in SEARCHED)),
    }


def folded(text: str) -> str:
    """Return text as a search compares it: small letters without their accents."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


@dataclass(frozen=True)
class Shown:
    """One scenario as everybody may read it: the newest edition, without what spoils it."""

    row: Scenario
    document: Document
    may_print: bool

    @property
    def kind(self) -> str:
        return str(Scenario.Kind(self.document.kind).label)

    @property
    def level(self) -> str:
        return str(Scenario.Level(self.document.level).label)

    @property
    def intensity(self) -> str:
        return str(Scenario.Intensity(self.document.intensity).label)

    @property
    def topic(self) -> str:
        """Return how a dialogue's topic is marked, if it is."""
        colour = self.document.topic_colour
        return str(Scenario.Colour(colour).label) if colour else ""

    @property
    def is_alone(self) -> bool:
        return self.document.kind == Scenario.Kind.ENCOUNTER


def scenario(person: Person, slug: str) -> Shown | None:
    """Return one scenario this person may read. Two queries, more where it has no edition yet."""
    rows = Scenario.objects.visible_to(person).with_right("change", person)
    row = rows.filter(slug=slug).first()
    if row is None:
        return None
    # What everybody reads is part of an edition that few may read: only that part leaves here.
    editions = ScenarioEdition.objects.with_right("read", person).filter(scenario=row)
    edition: Any = editions.order_by("-number").first()
    document = from_json(edition.document) if edition else played(row)
    return Shown(row, public(document), may_print=bool(edition and edition.may_read))


def modules_with(person: Person, slug: str) -> list[dict[str, Any]]:
    """Return address and title of each module in which this person meets it. One query."""
    lessons = Lesson.objects.visible_to(person).filter(scenario=slug)
    rows = lessons.values_list("version__module__slug", "version__title", "version__label")
    newest = {
        module: {"slug": module, "title": title, "label": label}
        for module, title, label in rows.order_by("version__module__position", "version__number")
    }
    return list(newest.values())
