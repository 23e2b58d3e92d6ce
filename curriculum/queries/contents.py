"""A stored course as the package that would be read from its files."""

from collections.abc import Iterable
from functools import partial
from typing import Any, BinaryIO

from accounts import uploads
from curriculum import recordings
from curriculum.models import Course, Framework, Lesson, ModuleVersion, Objective, Prompt
from curriculum.package.beside import Beside, beside
from curriculum.package.fields import in_one_line, trimmed
from curriculum.package.markdown import tidy
from curriculum.package.parts import (
    CompetencyPart,
    FrameworkPart,
    LessonPart,
    ModulePart,
    ObjectivePart,
    Package,
    PromptPart,
    StepPart,
    key_of,
)
from curriculum.package.shelf import shelf_part_of
from curriculum.queries import encounters
from curriculum.queries.scenarios import parts_of_course


def newest_of_each(course: Course, *, edited: bool) -> Any:
    """Return the newest published version of each module, in the order of the modules.

    With ``edited`` the version being edited stands in for it, where there is one.
    """
    rows = ModuleVersion.objects.filter(module__course=course)
    newest: dict[int, tuple[float, int]] = {}
    for pk, module, number in rows.values_list("pk", "module_id", "number"):
        if number is not None or edited:
            place = (float("inf") if number is None else float(number), pk)
            newest[module] = max(newest.get(module, place), place)
    found = rows.filter(pk__in=[pk for _place, pk in newest.values()])
    return found.order_by("module__position", "module_id")


def whole(versions: Any) -> Any:
    """Return versions with everything a package holds of them."""
    return versions.select_related("module").prefetch_related(
        "objectives__competencies__framework", "lessons__steps", "lessons__prompts",
        "lessons__objectives",
    )  # fmt: skip


def package_of(course: Course, *, edited: bool = False) -> Package:
    """Return the modules of a course and the frameworks they speak of, as a package."""
    versions = whole(newest_of_each(course, edited=edited))
    modules = tuple(
        module_part(version, f"{place:02}-{version.module.slug}")
        for place, version in enumerate(versions, 1)
    )
    used = {
        code.partition(" ")[0] for m in modules for o in m.objectives for code in o.competencies
    }
    known = Framework.objects.filter(slug__in=used).prefetch_related("competencies")
    return Package(
        slug=course.slug,
        title=in_one_line(course.title),
        summary=trimmed(course.summary),
        opening=trimmed(course.opening),
        licence=in_one_line(course.licence),
        modules=modules,
        frameworks=tuple(framework_part(framework) for framework in known.order_by("slug")),
        scenarios=parts_of_course(course, edited=edited),
        shelf=tuple(shelf_part_of(row) for row in course.shelf_prompts.all()),
        encounters=encounters.parts_of_course(course, edited=edited),
    )


def framework_part(framework: Framework) -> FrameworkPart:
    """Return a framework as it would be read."""
    return FrameworkPart(
        slug=framework.slug,
        title=in_one_line(framework.title),
        note=trimmed(framework.note),
        competencies=tuple(
            CompetencyPart(row.code, in_one_line(row.label)) for row in framework.competencies.all()
        ),
    )


def module_part(version: ModuleVersion, folder: str = "") -> ModulePart:
    """Return one version as it would be read. No query for one that is ``whole``."""
    slug = version.module.slug
    objectives = list(version.objectives.all())
    numbers = {objective.pk: number for number, objective in enumerate(objectives, 1)}
    return ModulePart(
        folder=folder,
        slug=slug,
        title=in_one_line(version.title),
        subtitle=in_one_line(version.subtitle),
        label=in_one_line(version.label),
        track=in_one_line(version.track),
        when=in_one_line(version.when),
        hours=in_one_line(version.hours),
        themes=in_one_line(version.themes),
        content_note=in_one_line(version.content_note),
        summary=trimmed(version.summary),
        objectives=tuple(_objective(row, slug, number) for number, row in enumerate(objectives, 1)),
        facilitator_notes=tidy(version.facilitator_notes),
        references=_lines(version.reference_lines),
        lessons=tuple(_lesson(lesson, numbers) for lesson in version.lessons.all()),
    )


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for line in map(in_one_line, lines) if line)


def _objective(row: Objective, slug: str, number: int) -> ObjectivePart:
    codes = (f"{one.framework.slug} {one.code}" for one in row.competencies.all())
    is_by_place = row.key == key_of("objective", f"{slug}/{number}")
    return ObjectivePart(
        text=in_one_line(row.text),
        competencies=tuple(sorted(codes)),
        key="" if is_by_place else str(row.key),
    )


def _named(kind: str, row: Lesson | Prompt) -> str:
    """Return what a package calls the row: the name it came with, or its id."""
    came_with = row.package_key
    return came_with if came_with and key_of(kind, came_with) == row.key else str(row.key)


def _lesson(row: Lesson, numbers: dict[int, int]) -> LessonPart:
    key = _named("lesson", row)
    served = (numbers[one.pk] for one in row.objectives.all() if one.pk in numbers)
    return LessonPart(
        key=key,
        slug=row.slug,
        kind=row.kind,
        title=in_one_line(row.title),
        minutes=row.minutes,
        with_whom=row.with_whom,
        summary=in_one_line(row.summary),
        content_note=in_one_line(row.content_note),
        body=tidy(row.body),
        facilitator_notes=tidy(row.facilitator_notes),
        done_when=in_one_line(row.done_when),
        agreements=_lines(row.agreement_lines),
        steps=tuple(
            StepPart(
                text=trimmed(step.text),
                minutes=step.minutes,
                key="" if step.key == key_of("step", f"{key}/{at}") else str(step.key),
            )
            for at, step in enumerate(row.steps.all(), 1)
        ),
        image_description=trimmed(row.image_description),
        reveal=trimmed(row.reveal),
        guidance=in_one_line(row.guidance),
        words_min=row.words_min,
        words_max=row.words_max,
        prompts=tuple(
            PromptPart(
                _named("prompt", one),
                in_one_line(one.name),
                trimmed(one.text),
                one.form,
                tuple(one.days),
            )
            for one in row.prompts.all()
        ),
        scenario=row.scenario,
        objectives=tuple(sorted(served)),
        image=_kept(row.image, uploads.open_stored),
        media=_kept(row.media, recordings.open_stored),
        file=row.title,
    )


def _kept(name: str, opened: Any) -> Beside | None:
    if not name:
        return None
    return beside(partial(_read, opened, name), name.rpartition(".")[2])


def _read(opened: Any, name: str) -> bytes:
    file: BinaryIO = opened(name)
    with file:
        return file.read()
