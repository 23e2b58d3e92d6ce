"""Loading a course package: what is new in it becomes a published version."""

import hashlib
import json
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import NotNow, Refused
from accounts.models import Person
from accounts.policy import allows
from curriculum.actions import encounters, library
from curriculum.actions.keeping import Keeper
from curriculum.models import (
    Competency,
    Course,
    CourseTeam,
    Framework,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
)
from curriculum.models.page_form import days_text
from curriculum.package import (
    Fault,
    LessonPart,
    ModulePart,
    Package,
    PackageFaults,
    frameworks,
    key_of,
)
from curriculum.queries import contents

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Loaded:
    """What became of one module: its state, the number of its version, and who else is at it."""

    folder: str
    slug: str
    title: str
    state: str
    number: int
    is_newest: bool
    is_being_edited: bool


@dataclass
class Report:
    """What loading a package did, or would do."""

    course: Course = field(repr=False)
    is_new: bool
    modules: list[Loaded] = field(default_factory=list)
    frameworks: dict[str, int] = field(default_factory=dict)
    library: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """Return how many things are new or changed."""
        modules = sum(module.state != SAME for module in self.modules)
        return self.is_new + modules + self.library + sum(self.frameworks.values())

    def facts(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "course": self.course.slug,
            "is_new": self.is_new,
            "changes": self.changes,
            "modules": [asdict(module) for module in self.modules],
            "competencies_added": self.frameworks,
            "scenarios_and_prompts": self.library,
            "notes": self.notes,
        }

    @property
    def fingerprint(self) -> str:
        """Return what tells this report from another: the same one is applied that was shown."""
        return hashlib.sha256(json.dumps(self.facts()).encode()).hexdigest()


Told = Callable[[Loaded], None]
Steps = Generator[Loaded, None, Report]


def load(
    package: Package, *, by: Person | None = None, told: Told | None = None, dry: bool = False
) -> Report:
    """Write ``package``, all of it or nothing, and say what was done; twice changes nothing.

    A course that exists keeps its own title and texts. A module of which some version came from
    exactly this content, or holds it, is left alone, so that what faculty made of it since stays;
    changed content becomes a further published version and touches no earlier one, nor one that is
    being edited. ``by`` is None for a command. ``told`` hears of each module. With ``dry`` all of
    it is done and taken back. Refused when ``by`` may not; PackageFaults when it cannot be loaded.
    """
    steps = load_in_steps(package, by=by, dry=dry)
    try:
        while True:
            loaded = next(steps)
            if told:
                told(loaded)
    except StopIteration as end:
        return end.value


def load_in_steps(
    package: Package, *, by: Person | None, dry: bool = False, expected: str = ""
) -> Steps:
    """Do what ``load`` does, one module at each step; return the report once all of it is kept.

    NotNow when it would do something else than the report with the fingerprint ``expected`` says.
    Whoever stops asking for the next step stops the whole: nothing of it is kept.
    """
    kept = Keeper()
    done = False
    try:
        with transaction.atomic():
            report = yield from _load(package, by, kept)
            if expected and report.fingerprint != expected:
                raise NotNow(_("Something changed here meanwhile. Look at the report once more."))
            if dry:
                transaction.set_rollback(True)
        done = not dry
    except IntegrityError:
        raise NotNow(_("Somebody changed this at the same moment. Try it once more.")) from None
    finally:
        if not done:
            kept.take_back()
    return report


def _load(package: Package, by: Person | None, kept: Keeper) -> Steps:
    report = _course(package, by)
    course = report.course
    codes = _frameworks(package, report, by)
    last = course.modules.aggregate(last=Max("position"))["last"] or 0
    for position, part in enumerate(package.modules, last + 1):
        loaded = _module(course, part, position, by, codes, kept)
        report.modules.append(loaded)
        yield loaded
    try:
        report.library = library.load(course, package.scenarios, package.shelf, by=by)
        report.library += encounters.load(course, package.encounters, by=by)
    except Refused as refused:
        raise PackageFaults([Fault("scenarios", "slug", str(refused.sentence))]) from None
    changed = sum(module.state != SAME for module in report.modules)
    if changed:
        audit.record("course.loaded", by=by, about=course, modules=changed)
    _note_the_rest(package, report)
    return report


def _course(package: Package, by: Person | None) -> Report:
    """Return the course, made if need be and held against other loads. Refused to others."""
    course, is_new = Course.objects.get_or_create(
        slug=package.slug,
        defaults={
            "title": package.title,
            "summary": package.summary,
            "opening": package.opening,
            "licence": package.licence,
        },
    )
    Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    if by is not None and not allows(by, "add" if is_new else "build", course):
        raise Refused(_("Only those who build this course may load a package into it."))
    if is_new and by is not None:
        CourseTeam.objects.create(course=course, person=by, role=CourseTeam.Role.OWNER)
        audit.record("course.added", by=by, about=course)
    report = Report(course, is_new)
    names = ("title", "summary", "opening", "licence")
    if any(contents.trimmed(getattr(course, name)) != getattr(package, name) for name in names):
        says = _("course.yaml describes the course otherwise. What stands here stays.")
        report.notes.append(says)
    return report


def _note_the_rest(package: Package, report: Report) -> None:
    """Say what the package leaves alone, and which of its files it does not speak of."""
    slugs = [part.slug for part in package.modules]
    others = report.course.modules.exclude(slug__in=slugs).order_by("position", "pk")
    for slug in others.values_list("slug", flat=True):
        says = _("The module %(slug)s is not in the package. It stays as it is.")
        report.notes.append(says % {"slug": slug})
    for name in package.unused:
        report.notes.append(_("%(file)s is named nowhere and is left out.") % {"file": name})


# ------------------------------------------------------------------ frameworks
def _frameworks(package: Package, report: Report, by: Person | None) -> dict[str, Competency]:
    """Add the frameworks and codes that are missing; a label that is here already stays.

    Return the competencies the package speaks of, by "framework code". They are the whole
    school's: PackageFaults when ``by`` may not add what is missing.
    """
    slugs = [part.slug for part in package.frameworks]
    for part in package.frameworks:
        framework, is_new = Framework.objects.get_or_create(
            slug=part.slug, defaults={"title": part.title, "note": part.note}
        )
        there = {row.code: row for row in framework.competencies.all()}
        last = max((row.position for row in there.values()), default=0)
        missing = [one for one in part.competencies if one.code not in there]
        if by is not None and (is_new or missing) and not allows(by, "add", framework):
            says = _("is the whole school’s: somebody who owns a course adds what is new in it.")
            raise PackageFaults([Fault(frameworks.FILE, part.slug, says)])
        Competency.objects.bulk_create(
            Competency(framework=framework, code=one.code, label=one.label, position=last + at)
            for at, one in enumerate(missing, 1)
        )
        if missing:
            report.frameworks[part.slug] = len(missing)
        others = [
            c for c in part.competencies if c.code in there and there[c.code].label != c.label
        ]
        for one in others:
            says = _("%(framework)s %(code)s has another label here. It stays.")
            report.notes.append(says % {"framework": part.slug, "code": one.code})
    rows = Competency.objects.filter(framework__slug__in=slugs).select_related("framework")
    return {f"{row.framework.slug} {row.code}": row for row in rows}


# ------------------------------------------------------------------ modules
def _module(
    course: Course,
    part: ModulePart,
    position: int,
    by: Person | None,
    codes: dict[str, Competency],
    kept: Keeper,
) -> Loaded:
    """Load one module and say what became of it."""
    module, _new = Module.objects.get_or_create(
        slug=part.slug, defaults={"course": course, "position": position}
    )
    if module.course_id != course.pk:
        says = _("another course has a module with this address.")
        raise PackageFaults([Fault(f"{part.folder}/module.yaml", "slug", says)])
    versions = list(module.versions.defer("facilitator_notes", "summary"))
    newest = max((version.number or 0 for version in versions), default=0)
    edited = any(version.number is None for version in versions)
    number, state = _known_as(module, part, versions), SAME
    if number is None:
        state = CHANGED if newest else NEW
        number = newest = newest + 1
        _publish(module, part, number, by, codes, kept)
    return Loaded(part.folder, part.slug, part.title, state, number, number in {newest, 0}, edited)


def _known_as(module: Module, part: ModulePart, versions: list[ModuleVersion]) -> int | None:
    """Return the number of the version that came from this content or holds it; None for none.

    0 stands for the version being edited.
    """
    sha256 = part.sha256
    for version in versions:
        if version.number and version.source_sha256 == sha256:
            return version.number
    # What faculty wrote has no such mark: look at the newest published one, and the one edited.
    numbers = {version.pk: version.number or 0 for version in versions}
    newest = sorted(numbers, key=lambda pk: numbers[pk])
    for version in contents.whole(ModuleVersion.objects.filter(pk__in={*newest[:1], *newest[-1:]})):
        try:
            if contents.module_part(version).sha256 == sha256:
                return version.number or 0
        except FileNotFoundError:
            continue
    return None


def _publish(
    module: Module,
    part: ModulePart,
    number: int,
    by: Person | None,
    codes: dict[str, Competency],
    kept: Keeper,
) -> None:
    """Write the module as its next version, published at once."""
    version = ModuleVersion.objects.create(
        module=module,
        number=number,
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
        facilitator_notes=part.facilitator_notes,
    )
    objectives = _objectives(version, part, codes)
    kept.know(module)
    rows = [_lesson(version, lesson, at, kept) for at, lesson in enumerate(part.lessons, 1)]
    lessons = Lesson.objects.bulk_create(rows)
    pairs = list(zip(lessons, part.lessons, strict=True))
    LessonStep.objects.bulk_create(
        LessonStep(
            lesson=lesson,
            key=key_of("step", step.key or f"{read.key}/{at}"),
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
            package_key=prompt.key,
            position=at,
            name=prompt.name,
            text=prompt.text,
            form=prompt.form,
            deliver_after_days=days_text(prompt.deliver_after_days),
        )
        for lesson, read in pairs
        for at, prompt in enumerate(read.prompts, 1)
    )
    Lesson.objectives.through.objects.bulk_create(
        Lesson.objectives.through(lesson=lesson, objective=objectives[at - 1])
        for lesson, read in pairs
        for at in read.objectives
    )
    audit.record("module.published", by=by, about=version, module=module.pk, number=number)


def _objectives(
    version: ModuleVersion, part: ModulePart, codes: dict[str, Competency]
) -> list[Objective]:
    made = Objective.objects.bulk_create(
        Objective(
            version=version,
            key=key_of("objective", one.key or f"{part.slug}/{at}"),
            position=at,
            text=one.text,
        )
        for at, one in enumerate(part.objectives, 1)
    )
    Objective.competencies.through.objects.bulk_create(
        Objective.competencies.through(objective=row, competency=codes[code])
        for row, one in zip(made, part.objectives, strict=True)
        for code in one.competencies
    )
    return made


def _lesson(version: ModuleVersion, part: LessonPart, position: int, kept: Keeper) -> Lesson:
    """Return the row of a lesson; the reader cleaned its texts, since rows are made in bulk."""
    return Lesson(
        version=version,
        key=key_of("lesson", part.key),
        package_key=part.key,
        position=position,
        slug=part.slug,
        kind=part.kind,
        title=part.title,
        summary=part.summary,
        minutes=part.minutes,
        with_whom=part.with_whom,
        content_note=part.content_note,
        body=part.body,
        facilitator_notes=part.facilitator_notes,
        done_when=part.done_when,
        agreements="\n".join(part.agreements),
        image=kept.picture(part),
        image_description=part.image_description,
        reveal=part.reveal,
        media=kept.recording(part),
        guidance=part.guidance,
        words_min=part.words_min,
        words_max=part.words_max,
        scenario=part.scenario,
    )
