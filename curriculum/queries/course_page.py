"""A course laid out for those who build it: modules in order, lessons, states, who has them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Cohort, Person
from curriculum.models import Lesson, Module, ModuleVersion, Release
from curriculum.queries.versions import known_cohorts


def lay_out(person: Person, modules: Sequence[Module]) -> None:
    """Give each module its version ``shown``, ``lessons_shown``, ``held`` and ``is_edited``.

    The version shown is the one being edited, or the newest. Four queries, however many modules.
    """
    newest = ModuleVersion.objects.filter(module=OuterRef("module")).order_by(
        F("number").desc(nulls_first=True)
    )
    versions = ModuleVersion.objects.filter(
        module__in=modules, pk=Subquery(newest.values("pk")[:1])
    )
    shown = {v.module_id: v for v in versions.only("module", "number", "title", "label")}
    lessons = _lessons([version.pk for version in shown.values()])
    cohorts = list(known_cohorts(person).order_by("name"))
    cohort = next((one for one in cohorts if one.archived_at is None), None)
    held = _held({one.pk for one in cohorts}, modules)
    for module in modules:
        facts: Any = module
        version = shown.get(module.pk)
        facts.shown = version
        facts.is_edited = version is not None and version.number is None
        facts.lessons_shown = lessons.get(version.pk, []) if version else []
        facts.held = held.get(module.pk, [])
        for lesson in facts.lessons_shown:
            lesson.preview = _preview(module, version, lesson, cohort)


def _preview(
    module: Module, version: ModuleVersion | None, lesson: Lesson, cohort: Cohort | None
) -> str:
    """Return where this lesson is seen as a student sees it; empty without eyes to borrow."""
    if cohort is None or version is None:
        return ""
    url = reverse("admin:lesson_as", args=[module.slug, cohort.slug, lesson.slug])
    return f"{url}?version=edited" if version.number is None else url


def _lessons(versions: list[int]) -> dict[int, list[Any]]:
    rows = Lesson.objects.filter(version__in=versions).order_by("position", "pk")
    found: dict[int, list[Any]] = {}
    for lesson in rows.only("version", "title", "slug", "kind", "minutes"):
        found.setdefault(lesson.version_id, []).append(lesson)
    return found


def _held(known: set[int], modules: Sequence[Module]) -> dict[int, list[str]]:
    """Return sentences on which running cohort has which version; unknown ones stay unnamed."""
    running = Release.objects.filter(version__module__in=modules, cohort__archived_at=None)
    found: dict[int, list[str]] = {}
    for module, number, cohort, name in running.order_by("cohort__name", "opens_at").values_list(
        "version__module", "version__number", "cohort", "cohort__name"
    ):
        words = {"cohort": name if cohort in known else _("Another cohort"), "number": number}
        said = _("%(cohort)s has version %(number)d.") % words
        if said not in found.setdefault(module, []):
            found[module].append(said)
    return found
