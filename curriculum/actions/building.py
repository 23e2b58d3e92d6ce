"""Building a course: its team, its modules, and what is in the version being edited."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import audit, uploads
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from accounts.policy import allows
from curriculum import recordings
from curriculum.actions import recording
from curriculum.models import (
    Course,
    CourseTeam,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
)

NOT_THEIR_COHORT = _("Only who may plan this cohort’s releases can share that.")
FOR_EVER = datetime.max.replace(tzinfo=UTC)
FROZEN = _("This version is published and stays as it is. Edit the module to make a new one.")


# ------------------------------------------------------------------ course and team
@transaction.atomic
def add_course(*, course: Course, by: Person) -> None:
    """Keep a new course; whoever makes it is its first owner."""
    rows.add(course, by=by, verb="course.added")
    place = CourseTeam.objects.create(course=course, person=by, role=CourseTeam.Role.OWNER)
    audit.record("course_team.begun", by=by, about=place, role=place.role)


def change_course(*, course: Course, by: Person, **fields: Any) -> None:
    """Change what a course says of itself. For its owners."""
    rows.change(course, by=by, verb="course.changed", fields=fields)


@transaction.atomic
def join_team(*, place: CourseTeam, by: Person) -> None:
    """Take somebody into the course team. For the course's owners."""
    if not place.person.is_active:
        raise Refused(_("This person may not sign in."), field="person")
    if place.cohort is not None and not allows(by, "change", place.cohort):
        raise Refused(NOT_THEIR_COHORT, field="cohort")
    facts: dict[str, Any] = {
        "role": place.role,
        "module": place.module_id,
        "cohort": place.cohort_id,
    }
    rows.add(place, by=by, verb="course_team.begun", **facts)


@transaction.atomic
def change_place(
    *,
    place: CourseTeam,
    by: Person,
    role: str,
    starts_at: datetime,
    ends_at: datetime | None,
) -> None:
    """Change somebody's part in the team, or end it. NotNow for the last owner.

    A grant with releases to a cohort lasts longer only by somebody who may change that cohort.
    """
    if place.cohort is not None and not allows(by, "change", place.cohort):
        stored = CourseTeam.objects.get(pk=place.pk)
        # A form knows no fractions of a second.
        if starts_at < stored.starts_at.replace(microsecond=0):
            raise Refused(NOT_THEIR_COHORT, field="starts_at")
        if (ends_at or FOR_EVER) > (stored.ends_at or FOR_EVER):
            raise Refused(NOT_THEIR_COHORT, field="ends_at")
    over = ends_at is not None and ends_at <= timezone.now()
    owner = CourseTeam.Role.OWNER
    owners = CourseTeam.objects.current().filter(course=place.course_id, role=owner)
    if (over or role != owner) and set(owners.values_list("pk", flat=True)) == {place.pk}:
        raise NotNow(_("Name another owner first."), field="ends_at" if over else "role")
    verb = "course_team.ended" if over else "course_team.changed"
    fields = {"role": role, "starts_at": starts_at, "ends_at": ends_at}
    rows.change(place, by=by, verb=verb, fields=fields)


# ------------------------------------------------------------------ modules
@transaction.atomic
def add_module(*, module: Module, title: str, by: Person) -> ModuleVersion:
    """Keep a new module at the end of its course, with an empty version to edit."""
    append_module(module=module, by=by)
    version = ModuleVersion(module=module, title=title)
    rows.keep(version)
    return version


def append_module(*, module: Module, by: Person) -> None:
    """Keep a new module, still without any version, at the end of its course."""
    rows.authorise(by, "build", module.course)
    last = module.course.modules.aggregate(last=Max("position"))["last"] or 0
    module.position = last + 1
    rows.add(module, by=by, verb="module.added", course=module.course_id)


@transaction.atomic
def readdress_module(*, module: Module, slug: str, by: Person) -> None:
    """Change a module's address, as long as nobody can know it: before its first publication."""
    stored = Module.objects.get(pk=module.pk)
    if stored.slug == slug:
        return
    if stored.versions.exclude(number=None).exists():
        raise NotNow(_("The address stays once a module was published."), field="slug")
    rows.change(module, by=by, verb="module.changed", fields={"slug": slug})


@transaction.atomic
def order_modules(*, course: Course, places: dict[int, int], by: Person) -> None:
    """Put the modules of a course (pk to position) into this order. Foreign ones are refused."""
    modules = {m.pk: m for m in course.modules.select_for_update(of=("self",))}
    if not set(places) <= set(modules):
        raise Refused(rows.NOT_YOURS)
    rows.authorise(by, "build", course)
    moved = [modules[pk] for pk, place in places.items() if modules[pk].position != place]
    for module in moved:
        module.position = places[module.pk]
    if moved:
        Module.objects.bulk_update(moved, ["position"])
        audit.record("course.changed", by=by, about=course, fields="order")


@transaction.atomic
def remove_module(*, module: Module, by: Person) -> None:
    """Take away a module that was never published, and what was written for it."""
    rows.authorise(by, "delete", module)
    if module.versions.exclude(number=None).exists():
        raise NotNow(_("This module was published and stays."))
    audit.record("module.removed", by=by, about=module, course=module.course_id)
    files = files_of(Lesson.objects.filter(version__module=module))
    module.versions.all().delete()
    module.delete()
    forget_later(files)


# ------------------------------------------------------------------ inside the edited version
Part = Objective | Lesson | LessonStep | Prompt


def version_of(part: Part) -> ModuleVersion:
    """Return the version that an objective, lesson, step or prompt belongs to."""
    if isinstance(part, LessonStep | Prompt):
        return part.lesson.version
    return part.version


def open_for(version: ModuleVersion, by: Person) -> None:
    """Refused for a version ``by`` does not build, NotNow for a frozen one; holds its row."""
    rows.authorise(by, "change", version)
    held = ModuleVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk)
    # Asked of the database: the row in hand may be older than its publication.
    if list(held.values_list("number", flat=True)) != [None]:
        raise NotNow(FROZEN)


@transaction.atomic
def change_version(*, version: ModuleVersion, by: Person, **fields: Any) -> None:
    """Change what the version being edited says of itself."""
    open_for(version, by)
    facts = recording.place_of(version)
    rows.change(version, by=by, verb="module.changed", fields=fields, **facts)


@transaction.atomic
def keep_lesson(
    *,
    lesson: Lesson,
    by: Person,
    picture: UploadedFile | None = None,
    sound: UploadedFile | bool | None = None,
) -> None:
    """Keep a new or changed lesson of the version being edited; its HTML is cleaned on the way.

    A new lesson without an address gets one from its title. ``picture`` replaces its picture,
    ``sound`` its recording (a sound or a film); False takes the recording away.
    """
    open_for(lesson.version, by)
    _keep_lesson(lesson, by, picture, sound)


def _keep_lesson(
    lesson: Lesson,
    by: Person,
    picture: UploadedFile | None = None,
    sound: UploadedFile | bool | None = None,
) -> None:
    stored = recording.stored(lesson)
    if not lesson.slug:
        lesson.slug = _free_slug(lesson)
    before = {lesson.image, lesson.media}
    if picture is not None:
        lesson.image = uploads.store(picture, "lesson")
    if isinstance(sound, UploadedFile):
        lesson.media = recordings.store(sound)
    elif sound is False:
        lesson.media = ""
    rows.keep(lesson)
    recording.record_lesson(lesson, stored, by=by)
    forget_later(before - {lesson.image, lesson.media})


def files_of(lessons: QuerySet[Lesson]) -> set[str]:
    """Return the names of all pictures and recordings of these lessons."""
    return {name for pair in lessons.values_list("image", "media") for name in pair}


def forget_later(files: Collection[str]) -> None:
    """Remove the pictures and recordings that no lesson names any more, once this is committed."""
    for name in filter(None, files):
        transaction.on_commit(partial(_forget, name))


def _forget(name: str) -> None:
    """Remove a file no version shows any more; published versions keep theirs."""
    if not Lesson.objects.filter(Q(image=name) | Q(media=name)).exists():
        uploads.remove(name)
        recordings.remove(name)


def _free_slug(lesson: Lesson) -> str:
    """Return an address from the title that no other lesson of the version has."""
    base = slugify(lesson.title)[:70] or "lesson"
    taken = set(lesson.version.lessons.exclude(pk=lesson.pk).values_list("slug", flat=True))
    tries = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)


@transaction.atomic
def keep_part(*, part: Part, by: Person) -> None:
    """Keep an objective, a lesson, a step or a prompt of the version being edited."""
    keep_parts(version=version_of(part), kept=[part], gone=[], by=by)


@transaction.atomic
def remove_part(*, part: Part, by: Person) -> None:
    """Take something out of the version being edited; published versions keep theirs."""
    keep_parts(version=version_of(part), kept=[], gone=[part], by=by)


@transaction.atomic
def keep_parts(
    *, version: ModuleVersion, kept: Sequence[Part], gone: Sequence[Part], by: Person
) -> None:
    """Keep some parts of a version and take out others, all or none. Refused for foreign parts."""
    open_for(version, by)
    if any(version_of(part).pk != version.pk for part in (*kept, *gone)):
        raise Refused(rows.NOT_YOURS)
    parts = recording.Parts()
    for part in gone:
        if isinstance(part, Lesson):
            _remove_lesson(part, by)
        else:
            part.delete()
            parts.note(part, "removed", [])
    for part in kept:
        if isinstance(part, Lesson):
            _keep_lesson(part, by)
        else:
            stored = recording.stored(part)
            rows.keep(part)
            names = recording.changed(part, stored)
            if not stored or names:
                parts.note(part, "changed" if stored else "added", names)
    parts.record(by=by)


def _remove_lesson(lesson: Lesson, by: Person) -> None:
    files = {lesson.image, lesson.media}
    facts = recording.place_of(lesson)
    rows.remove(lesson, by=by, verb="lesson.removed", **facts)
    forget_later(files)
