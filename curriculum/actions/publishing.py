"""Versions of a module: one is edited, the others are frozen and stay what they were."""

from typing import Any

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow
from accounts.models import Person
from curriculum.actions import building
from curriculum.completeness import faults
from curriculum.models import Lesson, LessonStep, Module, ModuleVersion, Objective, Prompt


class Incomplete(NotNow):
    """A version cannot be published yet; ``missing`` lists why, a sentence each."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_("This module cannot be published yet."))
        self.missing = missing


def missing(version: ModuleVersion) -> list[str]:
    """Return what stands in the way of publishing, a sentence each. One query."""
    lessons = version.lessons.annotate(
        step_count=Count("steps", distinct=True), prompt_count=Count("prompts", distinct=True)
    )
    found, any_lesson = [], False
    for lesson in lessons:
        any_lesson = True
        found += [
            _("%(lesson)s: %(fault)s") % {"lesson": lesson.title, "fault": fault.sentence}
            for fault in faults(lesson, steps=lesson.step_count, prompts=lesson.prompt_count)
        ]
    return found if any_lesson else [_("There is no lesson in it.")]


@transaction.atomic
def publish(*, module: Module, by: Person) -> ModuleVersion:
    """Freeze the version being edited and give it the next number. Cohorts keep what they have.

    NotNow when nothing is being edited; Incomplete with the list of what is missing.
    """
    # The lock makes two publishers wait for each other: a number is given once.
    locked = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    rows.authorise(by, "build", locked)
    version = locked.versions.filter(number=None).first()
    if version is None:
        raise NotNow(_("There is nothing new to publish."))
    stands_in_the_way = missing(version)
    if stands_in_the_way:
        raise Incomplete(stands_in_the_way)
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    version.number = last + 1
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["number", "published_at", "published_by"])
    audit.record("module.published", by=by, about=version, number=version.number)
    return version


@transaction.atomic
def edit(*, module: Module, by: Person) -> ModuleVersion:
    """Return the version being edited; without one, start a copy of the newest published.

    Lessons, steps, prompts and objectives keep their keys, so that what people did with them is
    recognised in every version (product.md, decision 16). NotNow for a module without versions.
    """
    locked = Module.objects.select_for_update(of=("self",)).get(pk=module.pk)
    rows.authorise(by, "build", locked)
    version = locked.versions.filter(number=None).first()
    if version is not None:
        return version
    newest = locked.versions.order_by("-number").first()
    if newest is None:
        raise NotNow(_("This module has no version to copy."))
    made = copied(newest)
    audit.record("module.begun", by=by, about=made, module=module.pk, copied=newest.pk)
    return made


@transaction.atomic
def discard(*, version: ModuleVersion, by: Person) -> None:
    """Throw away the version being edited; the published ones stay. NotNow for a frozen one."""
    rows.authorise(by, "delete", version)
    if version.is_frozen:
        raise NotNow(_("A published version stays as it is."))
    files = building.files_of(version.lessons.all())
    rows.remove(version, by=by, verb="module.discarded", module=version.module_id)
    building.forget_later(files)


def _values(row: models.Model, *besides: str) -> dict[str, Any]:
    """Return what a copy of ``row`` takes over: every column but its id and those named."""
    left_out = {row._meta.pk.attname, *besides}
    columns = (field.attname for field in row._meta.concrete_fields)
    return {name: getattr(row, name) for name in columns if name not in left_out}


def copied(source: ModuleVersion, *, into: Module | None = None) -> ModuleVersion:
    """Return an unpublished copy of ``source`` with everything in it.

    The next version of its module keeps every key; a copy ``into`` another module gets new ones
    and forgets which package it came from.
    """
    besides: tuple[str, ...] = ("number", "published_at", "published_by_id")
    new: dict[str, Any] = {}
    if into is not None:
        besides += ("key", "module_id", "source_sha256", "package_key")
        new = {"module": into}
    lessons = list(source.lessons.prefetch_related("steps", "prompts", "objectives"))
    objectives = list(source.objectives.prefetch_related("competencies"))
    made = ModuleVersion(**_values(source, *besides), **new)
    made.save()
    copies = _objectives(objectives, made, besides)
    # In bulk: what is copied was cleaned when it was saved.
    new_lessons = Lesson.objects.bulk_create(
        Lesson(**_values(old, "version_id", *besides), version=made) for old in lessons
    )
    pairs = list(zip(lessons, new_lessons, strict=True))
    kinds: tuple[tuple[Any, str], ...] = ((LessonStep, "steps"), (Prompt, "prompts"))
    for model, name in kinds:
        model._default_manager.bulk_create(
            model(**_values(part, "lesson_id", *besides), lesson=lesson)
            for old, lesson in pairs
            for part in getattr(old, name).all()
        )
    Lesson.objectives.through.objects.bulk_create(
        Lesson.objectives.through(lesson=lesson, objective=copies[objective.pk])
        for old, lesson in pairs
        for objective in old.objectives.all()
    )
    return made


def _objectives(
    old: list[Objective], version: ModuleVersion, besides: tuple[str, ...]
) -> dict[int, Objective]:
    """Copy objectives with their competencies; return the copies by the pk of the original."""
    made = Objective.objects.bulk_create(
        Objective(**_values(one, "version_id", *besides), version=version) for one in old
    )
    copies = {one.pk: copy for one, copy in zip(old, made, strict=True)}
    Objective.competencies.through.objects.bulk_create(
        Objective.competencies.through(objective=copies[one.pk], competency=competency)
        for one in old
        for competency in one.competencies.all()
    )
    return copies
