"""The report: what was chosen, as nine items on a page, and each of them as a file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import people as known_people
from curriculum.rehearsed import held
from reflections.evidence import course, facts, items, people, rehearsed
from reflections.evidence.choosing import Choice
from reflections.evidence.facts import Found
from reflections.evidence.items import Item
from reflections.evidence.turnaround import Turnaround, by_month

PULSE = gettext_lazy(
    "What students think of the programme. The portal does not ask them, so there is nothing to "
    "count."
)


@dataclass(frozen=True)
class Report:
    """The whole of what a page shows."""

    choice: Choice
    items: list[Item]
    sites: list[str]
    not_final: int
    turnaround: list[Turnaround]
    loads: list[people.Load]


def report(choice: Choice) -> Report:
    """Return the nine items, and what is drawn for those who lead. Sixteen queries at most."""
    found = _found(choice)
    site, blocks = choice.site, items.at_site(found.blocks, choice.site)
    releases = course.released(choice.cohorts)
    staff = people.staff_of(choice.person, choice.cohorts)
    return Report(
        choice,
        [
            course.matrix(course.taught(releases, choice.period)),
            items.feedback(items.at_site(found.answered, site)),
            items.timing(items.at_site(found.in_time, site)),
            items.participation(blocks),
            _role_play(choice),
            people.mentors(staff),
            _concerns(choice),
            Item(8, "", _("Student voice"), PULSE),
            course.history(course.published(releases, choice.period)),
        ],
        items.sites_of(found.blocks),
        found.not_final,
        by_month(blocks),
        people.loads(staff),
    )


def _found(choice: Choice) -> Found:
    return facts.found(choice.person, choice.cohorts, choice.period)


def _role_play(choice: Choice) -> Item:
    """Return item 5. Two queries."""
    found = rehearsed.blocks(choice.cohorts, held(choice.cohorts))
    return rehearsed.item(rehearsed.in_period(found, choice.period))


def _concerns(choice: Choice) -> Item:
    """Return item 7, which is counted for the whole school, to those who see the whole school."""
    if known_people.roles_of(choice.person).is_administrator:
        return people.concerns(choice.period)
    return people.kept_apart()


# ------------------------------------------------------------------ the same as files
Rows = Iterable[Sequence[object]]
HELD_BACK = gettext_lazy("held back")


@dataclass(frozen=True)
class Table:
    """A file: a header, its rows one by one, and below them what they mean."""

    header: Sequence[object]
    rows: Rows
    definition: object
    notes: Sequence[str] = ()

    def lines(self, choice: Choice) -> Iterator[Sequence[object]]:
        """Yield the rows, then the definition and what was chosen."""
        yield from self.rows
        yield []
        yield [_("What this counts"), self.definition]
        yield [_("Months"), str(choice.period.begins), str(choice.period.ends)]
        yield [_("Cohorts"), *(cohort.name for cohort in choice.cohorts)]
        if choice.site:
            yield [_("Site"), choice.site]
        for note in self.notes:
            yield [_("Note"), note]


def table(choice: Choice, key: str) -> Table | None:
    """Return one item as a file; None for one there is not."""
    make = TABLES.get(key)
    return make(choice) if make else None


def _item(item: Item) -> Table:
    rows = ([HELD_BACK if cell is None else cell for cell in row.cells] for row in item.rows)
    return Table(item.header, rows, item.definition, item.notes)


def _of_blocks(make: Callable[..., Item], kind: str) -> Callable[[Choice], Table]:
    def made(choice: Choice) -> Table:
        return _item(make(items.at_site(getattr(_found(choice), kind), choice.site)))

    return made


def _matrix(choice: Choice) -> Table:
    found = course.taught(course.released(choice.cohorts), choice.period)
    n = sum(len(one.version.objectives.all()) for one in found)
    notes = [_("n = %(n)s") % {"n": n}]
    return Table(course.matrix_header(), course.matrix_rows(found), course.MATRIX_SAYS, notes)


def _history(choice: Choice) -> Table:
    versions = course.published(course.released(choice.cohorts), choice.period)
    notes = [_("n = %(n)s") % {"n": len(versions)}]
    rows = course.history_rows(versions)
    return Table(course.history_header(), rows, course.HISTORY_SAYS, notes)


def _turnaround(choice: Choice) -> Table:
    found = by_month(items.at_site(_found(choice).blocks, choice.site))
    header = [_("Month"), _("n"), _("Median days"), _("90th centile")]
    rows = ([str(one.month), one.n, *one.days] for one in found)
    return Table(header, rows, items.FEEDBACK_SAYS % {"words": facts.SUBSTANTIVE})


def _loads(choice: Choice) -> Table:
    staff = people.staff_of(choice.person, choice.cohorts)
    rows = ([load.name, cohort, n] for load in people.loads(staff) for cohort, n in load.by_cohort)
    return Table([_("Mentor"), _("Cohort"), _("Students")], rows, people.LOAD_SAYS)


TABLES: dict[str, Callable[[Choice], Table]] = {
    "matrix": _matrix,
    "feedback": _of_blocks(items.feedback, "answered"),
    "timing": _of_blocks(items.timing, "in_time"),
    "participation": _of_blocks(items.participation, "blocks"),
    "mentors": lambda choice: _item(people.mentors(people.staff_of(choice.person, choice.cohorts))),
    "roleplay": lambda choice: _item(_role_play(choice)),
    "concerns": lambda choice: _item(_concerns(choice)),
    "history": _history,
    "turnaround": _turnaround,
    "load": _loads,
}
