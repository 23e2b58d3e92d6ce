"""Loading a course package: what is new in it becomes a published version."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from accounts import audit, uploads
from accounts.errors import Refused
from accounts.models import Person
from accounts.policy import allows
from curriculum import richtext
from curriculum.models import (
    Course,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
)
from curriculum.package import (
    Fault,
    LessonPart,
    ModulePart,
    Package,
    PackageFaults,
    key_of,
)

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def html_of(markdown: str) -> str:
    """Return Markdown as clean HTML; HTML written inside it stays text."""
    return richtext.clean(_markdown.render(markdown).strip()) if markdown else ""


@transaction.atomic
def load(package: Package, *, by: Person | None = None, told: Any = None) -> Course:
    """Write ``package`` and return its course; loading it twice changes nothing.

    A course that exists keeps its own title and texts. A module of which some version came from
    exactly this content is left alone, so that what faculty made of it since stays; changed
    content becomes a further published version and touches no earlier one. ``by`` is None for a
    command. ``told(module, is_new)`` is called for each module. Refused when ``by`` may not;
    PackageFaults when another course has a module's address.
    """
    course, is_new = Course.objects.get_or_create(
        slug=package.slug,
        defaults={
            "title": package.title,
            "summary": package.summary,
            "opening": package.opening,
            "licence": package.licence,
        },
    )
    if by is not None and not allows(by, "add" if is_new else "build", course):
        raise Refused(_("Only those who build this course may load a package into it."))
    changed = 0
    for position, part in enumerate(package.modules, 1):
        module = _module(course, part, position)
        is_changed = not module.versions.filter(source_sha256=part.sha256).exists()
        if is_changed:
            _publish(module, part, by)
            changed += 1
        if told:
            told(part, is_changed)
    if changed:
        audit.record("course.loaded", by=by, about=course, modules=changed)
    return course


def _module(course: Course, part: ModulePart, position: int) -> Module:
    module, _new = Module.objects.get_or_create(
        slug=part.slug, defaults={"course": course, "position": position}
    )
    if module.course_id != course.pk:
        says = _("another course has a module with this address.")
        raise PackageFaults([Fault(f"{part.folder}/module.yaml", "slug", says)])
    return module


def _publish(module: Module, part: ModulePart, by: Person | None) -> None:
    """Write the module as its next version, published at once."""
    newest = module.versions.aggregate(newest=Max("number"))["newest"] or 0
    version = ModuleVersion.objects.create(
        module=module,
        number=newest + 1,
        published_at=timezone.now(),
        published_by=by,
        source_sha256=part.sha256,
        title=part.title,
        subtitle=part.subtitle,
        label=part.label,
        track=part.track,
        when=part.when,
        hours=part.hours,
        themes=part.themes,
        summary=part.summary,
        content_note=part.content_note,
        references="\n".join(part.references),
        facilitator_notes=html_of(part.facilitator_notes),
    )
    Objective.objects.bulk_create(
        Objective(
            version=version, key=key_of("objective", f"{part.slug}/{at}"), position=at, text=text
        )
        for at, text in enumerate(part.objectives, 1)
    )
    rows = [_lesson(version, lesson, at) for at, lesson in enumerate(part.lessons, 1)]
    lessons = Lesson.objects.bulk_create(rows)
    pairs = list(zip(lessons, part.lessons, strict=True))
    LessonStep.objects.bulk_create(
        LessonStep(
            lesson=lesson,
            key=key_of("step", f"{read.key}/{at}"),
            position=at,
            text=step.text,
            minutes=step.minutes,
        )
        for lesson, read in pairs
        for at, step in enumerate(read.steps, 1)
    )
    Prompt.objects.bulk_create(
        Prompt(
            lesson=lesson,
            key=key_of("prompt", prompt.key),
            position=at,
            name=prompt.name,
            text=prompt.text,
        )
        for lesson, read in pairs
        for at, prompt in enumerate(read.prompts, 1)
    )
    audit.record("module.published", by=by, about=module, number=version.number)


def _lesson(version: ModuleVersion, part: LessonPart, position: int) -> Lesson:
    """Return the row of a lesson; its texts are cleaned here, since rows are made in bulk."""
    return Lesson(
        version=version,
        key=key_of("lesson", part.key),
        position=position,
        slug=part.slug,
        kind=part.kind,
        title=part.title,
        summary=part.summary,
        minutes=part.minutes,
        with_whom=part.with_whom,
        content_note=part.content_note,
        body=html_of(part.body),
        facilitator_notes=html_of(part.facilitator_notes),
        done_when=part.done_when,
        agreements="\n".join(part.agreements),
        image=_stored(part),
        image_description=part.image_description,
        reveal=part.reveal,
        guidance=part.guidance,
        words_min=part.words_min,
        words_max=part.words_max,
        scenario=part.scenario,
    )


def _stored(part: LessonPart) -> str:
    """Keep the picture of a lesson, rebuilt, and return its name; empty without one."""
    if not part.image:
        return ""
    return uploads.store(SimpleUploadedFile(part.slug, part.image), "lesson")
