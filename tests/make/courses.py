"""Courses: what faculty author."""

from dataclasses import replace
from typing import Any

from accounts.models import (
    Person,
)
from curriculum.actions.encounters import replace_nodes
from curriculum.encounter_document import SHUTS_DOOR, STRONG, Choice, Node, to_json
from curriculum.encounter_document import Encounter as PracticeDocument
from curriculum.models import (
    Competency,
    Course,
    CourseTeam,
    Editing,
    Encounter,
    Framework,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Prompt,
    Scenario,
    ShelfPrompt,
)
from curriculum.models.encounter import PLAYED
from tests.make.basics import ago, count, draft


def course(*, title: str = "", owner: Person | None = None, **fields: Any) -> Course:
    number = count()
    base = {"title": title or f"Course {number}", "slug": f"course-{number}"}
    made = Course.objects.create(**(base | fields))
    if owner is not None:
        course_team(course=made, person=owner, role="owner")
    return made


def course_team(
    *, course: Course, person: Person, role: str = "editor", **fields: Any
) -> CourseTeam:
    fields = {"starts_at": ago(days=90)} | fields
    return CourseTeam.objects.create(course=course, person=person, role=role, **fields)


def framework(*, slug: str = "", codes: str = "A1 A2", **fields: Any) -> Framework:
    """Make a framework with a competency for each word of ``codes``."""
    slug = slug or f"framework-{count()}"
    made = Framework.objects.create(slug=slug, **({"title": f"Framework {slug}"} | fields))
    for place, code in enumerate(codes.split(), 1):
        Competency.objects.create(framework=made, code=code, label=f"Label {code}", position=place)
    return made


def module(*, course: Course, slug: str = "", **fields: Any) -> Module:
    number = count()
    base = {"slug": slug or f"module-{number}", "position": number}
    return Module.objects.create(course=course, **(base | fields))


def module_version(
    *, module: Module, number: int | None = 1, title: str = "", **fields: Any
) -> ModuleVersion:
    base: dict[str, Any] = {"title": title or f"Module {module.slug}", "number": number}
    if number is not None:
        base["published_at"] = ago(days=60)
    return ModuleVersion.objects.create(module=module, **(base | fields))


def lesson(
    *, version: ModuleVersion, kind: str = "reading", title: str = "", **fields: Any
) -> Lesson:
    number = count()
    base = {
        "slug": f"lesson-{number}",
        "title": title or f"Lesson {number}",
        "position": number,
        "body": "<p>Something to read.</p>",
    }
    return Lesson.objects.create(version=version, kind=kind, **(base | fields))


def step(*, lesson: Lesson, text: str = "", **fields: Any) -> LessonStep:
    number = count()
    base = {"text": text or f"Step {number}", "position": number}
    return LessonStep.objects.create(lesson=lesson, **(base | fields))


def prompt(*, lesson: Lesson, text: str = "", **fields: Any) -> Prompt:
    number = count()
    base = {"name": f"Prompt {number}", "text": text or "What happened?", "position": number}
    return Prompt.objects.create(lesson=lesson, **(base | fields))


def shelf_prompt(*, course: Course, text: str = "", **fields: Any) -> ShelfPrompt:
    number = count()
    base = {
        "group": "For the ward",
        "name": f"On the shelf {number}",
        "text": text or f"Something on the shelf {number}.",
        "position": number,
    }
    return ShelfPrompt.objects.create(course=course, **(base | fields))


def scenario(*, course: Course, title: str = "", **fields: Any) -> Scenario:
    number = count()
    base = {
        "slug": f"scenario-{number}",
        "position": number,
        "title": title or f"Scenario {number}",
        "summary": "Opening, silence",
        "skill": "Listening",
        "setting": "Family clinic",
        "you_are": "a student.",
        "brief": "Mr Calder, 47. Booked for “tired”.",
        "aims": "Listen.",
        "is_published": True,
    }
    return Scenario.objects.create(course=course, **(base | fields))


def encounter(*, course: Course, **fields: Any) -> Encounter:
    """Make a practice of one moment and two endings, as it is played and as it is written."""
    number = count()
    choices = (
        Choice("a1a", "Sit down.", ("silence", "presence"), STRONG, "near", "You stayed."),
        Choice("a1b", "Walk on.", ("deflect",), SHUTS_DOOR, "away", "You were gone."),
    )
    played = PracticeDocument(
        code=f"practice-{number}", title=f"Practice {number}", focus="Staying", setting="A bench",
        minutes=5, content_note="Worry", you_are="A student.", start="a1",
        nodes=(
            Node("a1", "A bench.", "Ms Okoro-Pell", "Since two.", choices),
            Node("near", says="You sat.", ending="Near", recap=("silence",), reflect="Who sat?"),
            Node("away", says="You left.", ending="Away", recap=("repair",), reflect="What now?"),
        ),
    )  # fmt: skip
    said = {name: fields.pop(name) for name in (*PLAYED, "nodes") if name in fields}
    code = fields.setdefault("slug", played.code)
    played = replace(played, code=code, needs_sign_off=fields.get("needs_sign_off", False), **said)
    base = {name: getattr(played, name) for name in PLAYED}
    base |= {"position": number, "is_published": True, "document": to_json(played)}
    row = Encounter.objects.create(course=course, **(base | fields))
    replace_nodes(row, played.nodes)
    return row


def editing(
    *, person: Person, module: Module, lesson: Lesson | None = None, body: str = "", **fields: Any
) -> Editing:
    """Let somebody have the page of a module (or of one of its lessons) open."""
    return Editing.objects.create(
        draft=draft(author=person, body=body),
        person=person,
        module=module,
        lesson_key=lesson.key if lesson else None,
        **fields,
    )
