"""Items 1 and 9: what is taught where, and how modules changed. The faculty's own work, no more."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from django.db.models import Count, F, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import AuditEvent, Cohort, Person
from curriculum.models import Competency, Lesson, ModuleVersion, Objective, Release
from reflections.evidence.items import Item, Row
from reflections.evidence.periods import Period

MATRIX_SAYS = gettext_lazy(
    "The module versions that opened to these cohorts in these months: which session serves which "
    "objective, and which competencies the objective serves. Year is the cohort’s programme year, "
    "phase the module’s track. n is the number of objectives."
)
HISTORY_SAYS = gettext_lazy(
    "The versions of these cohorts’ modules that were published in these months: who changed "
    "something in it while it was edited, with the number of changes, and who published it and "
    "so approved it. n is the number of versions. The files hold each change while the trail is "
    "kept."
)
# What happened to a version while it was being edited.
CHANGES = Q(verb__startswith="lesson.") | Q(verb__startswith="module.")


@dataclass(frozen=True)
class Taught:
    """One module version as it was given to a programme year."""

    year: str
    version: ModuleVersion


def released(cohorts: Sequence[Cohort]) -> list[Release]:
    """Return what was ever released to these cohorts, which came by their right. One query."""
    rows = Release.objects.filter(cohort__in=cohorts)
    return list(
        rows.select_related("version__module", "cohort")
        .defer("version__facilitator_notes", "version__summary", "version__references")
        .order_by("cohort__programme_year", "version__module__position", "opens_at", "pk")
    )


# ------------------------------------------------------------------ item 1
def taught(releases: Sequence[Release], period: Period) -> list[Taught]:
    """Return what opened in the period, once for each programme year, whole. Three queries."""
    found: dict[tuple[str, int], Taught] = {}
    for row in releases:
        if period.holds(row.opens_on):
            year = row.cohort.programme_year
            found.setdefault((year, row.version_id), Taught(year, row.version))
    lessons = Lesson.objects.only("title", "position").order_by("position", "pk")
    competencies = Competency.objects.select_related("framework")
    objectives = Objective.objects.prefetch_related(
        Prefetch("lessons", lessons), Prefetch("competencies", competencies)
    )
    versions = [one.version for one in found.values()]
    prefetch_related_objects(versions, Prefetch("objectives", objectives))
    return list(found.values())


def _plain(objective: Objective) -> str:
    return objective.text.replace("**", "")


def _served(objective: Objective) -> str:
    """Return the codes an objective serves, framework by framework."""
    codes: dict[str, list[str]] = {}
    for row in objective.competencies.all():
        codes.setdefault(row.framework.title, []).append(row.code)
    return "; ".join(f"{title}: {', '.join(mine)}" for title, mine in codes.items())


def matrix(found: Sequence[Taught]) -> Item:
    """Return the matrix, a row for each objective."""
    rows = [
        Row(
            [
                one.year,
                one.version.track,
                one.version.title,
                _plain(objective),
                "; ".join(lesson.title for lesson in objective.lessons.all()) or _("no session"),
                _served(objective) or _("none"),
            ]
        )
        for one in found
        for objective in one.version.objectives.all()
    ]
    return Item(
        1,
        "matrix",
        _("Objectives, sessions and competencies"),
        MATRIX_SAYS,
        [
            _("Year"),
            _("Phase"),
            _("Module"),
            _("Objective"),
            _("Sessions"),
            _("Competencies"),
        ],
        rows,
        [_("n = %(n)s") % {"n": len(rows)}] if rows else [],
        names=6,
    )


def matrix_header() -> list[str]:
    return [
        _("Year"),
        _("Phase"),
        _("Module"),
        _("Version"),
        _("Objective"),
        _("Session"),
        _("Framework"),
        _("Code"),
        _("Competency"),
    ]


def matrix_rows(found: Sequence[Taught]) -> Iterator[list[object]]:
    """Yield a row for each objective, session and competency; gaps are empty."""
    for one in found:
        version = one.version
        for objective in version.objectives.all():
            sessions: list[Any] = [*objective.lessons.all()] or [None]
            served: list[Any] = [*objective.competencies.all()] or [None]
            for lesson, row in product(sessions, served):
                yield [
                    one.year,
                    version.track,
                    version.title,
                    version.number,
                    _plain(objective),
                    lesson.title if lesson else "",
                    row.framework.title if row else "",
                    row.code if row else "",
                    row.label if row else "",
                ]


# ------------------------------------------------------------------ item 9
def published(releases: Sequence[Release], period: Period) -> list[ModuleVersion]:
    """Return the versions of these releases' modules published in the period. One query."""
    rows = ModuleVersion.objects.filter(
        module__in={row.version.module_id for row in releases}, published_at__isnull=False
    ).select_related("published_by")
    shown = ("number", "title", "module", "published_at", "published_by__name")
    return [
        row
        for row in rows.only(*shown).order_by("published_at", "pk")
        if period.holds(timezone.localdate(row.published_at))
    ]


def _changes(versions: Sequence[ModuleVersion]) -> Any:
    return AuditEvent.objects.filter(CHANGES, facts__version__in=[one.pk for one in versions])


def _names(people: set[str]) -> dict[str, str]:
    """Return what these people are called; the portal itself has no id. One query."""
    rows = Person.objects.filter(pk__in=people - {""}).values_list("pk", "name")
    return {str(pk): name for pk, name in rows} | {"": _("The portal")}


def history(versions: Sequence[ModuleVersion]) -> Item:
    """Return the history, a row for each version. Two queries."""
    said = (
        _changes(versions)
        .order_by()
        .annotate(of=F("facts__version"))
        .values_list("of", "by")
        .annotate(n=Count("pk"))
    )
    changes: dict[int, list[tuple[str, int]]] = {}
    for of, by, n in said:
        changes.setdefault(int(of), []).append((by, n))
    names = _names({by for told in changes.values() for by, _n in told})
    rows = [
        Row(
            [
                one.title,
                one.number,
                ", ".join(
                    sorted(f"{names.get(by, '')} ({n})" for by, n in changes.get(one.pk, ()))
                ),
                sum(n for _by, n in changes.get(one.pk, ())),
                timezone.localdate(one.published_at),
                _publisher(one),
            ]
        )
        for one in versions
    ]
    return Item(
        9,
        "history",
        _("How modules changed"),
        HISTORY_SAYS,
        [
            _("Module"),
            _("Version"),
            _("Changed by"),
            _("Changes"),
            _("Published on"),
            _("Approved by"),
        ],
        rows,
        [_("n = %(n)s") % {"n": len(rows)}] if rows else [],
        names=3,
    )


def _publisher(version: ModuleVersion) -> str:
    return version.published_by.name if version.published_by else _("The portal")


def history_header() -> list[str]:
    return [_("When"), _("Module"), _("Version"), _("What"), _("What happened"), _("Approved by")]


def history_rows(versions: Sequence[ModuleVersion]) -> Iterator[list[object]]:
    """Yield each change and each publication in the order of time. Streamed; three queries."""
    for _at, cells in heapq.merge(_publications(versions), _edits(versions), key=lambda e: e[0]):
        yield cells


Line = tuple[datetime, list[object]]


def _publications(versions: Sequence[ModuleVersion]) -> Iterator[Line]:
    for one in versions:
        by = _publisher(one)
        said = str(audit.sentence("module.published")) % {"by": by}
        yield _line(one.published_at, one, "", said)


def _edits(versions: Sequence[ModuleVersion]) -> Iterator[Line]:
    by_pk = {one.pk: one for one in versions}
    changes = _changes(versions)
    names = _names(set(changes.order_by().values_list("by", flat=True).distinct()))
    lessons = Lesson.objects.filter(version__in=by_pk).values_list("pk", "title")
    titles = {str(pk): title for pk, title in lessons}
    lesson = Lesson._meta.label_lower
    told = changes.order_by("at", "pk").values_list(
        "at", "verb", "by", "about_kind", "about", "facts__version"
    )
    for at, verb, by, kind, about, version in told.iterator(chunk_size=2000):
        what = titles.get(about, _("(not there any more)")) if kind == lesson else ""
        said = str(audit.sentence(verb)) % {"by": names.get(by, "")}
        yield _line(at, by_pk[int(version)], what, said)


def _line(at: Any, version: ModuleVersion, what: str, said: str) -> Line:
    when = timezone.localtime(at)
    return at, [when, version.title, version.number, what, said, _publisher(version)]
