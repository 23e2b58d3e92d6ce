"""A course that is open, due, still to come and not published, and what teachers alone read."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.actions import feeds
from config.probe.manifest import canary
from config.probe.people import COHORTS, World, admin_of
from config.probe.writing import a_save
from curriculum.actions import (
    attending,
    building,
    completing,
    editing,
    encounters,
    extending,
    library,
    offering,
    publishing,
    scenarios,
)
from curriculum.models import (
    Attendance,
    Completion,
    Course,
    CourseTeam,
    Encounter,
    EncounterChoice,
    EncounterNode,
    Extension,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
    Release,
    Scenario,
    ShelfPrompt,
)
from curriculum.queries.editing import Place
from reflections.actions import passing

Kind = Lesson.Kind


@dataclass
class Taught:
    """The course, and the releases by (module, cohort)."""

    course: Course
    releases: dict[tuple[str, str], Release] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    shelf: ShelfPrompt | None = None


def day(days: int) -> Any:
    """Return the day that many days from today."""
    return timezone.localdate() + timedelta(days=days)


def load(world: World) -> Taught:
    """Make the course and open it to the cohorts."""
    boss = world["administrator"]
    course = Course(title="Probe course", slug="probe-course")
    building.add_course(course=course, by=boss)
    for key in ("a_lead", "administrator"):
        if not course.team.filter(person=world[key]).exists():
            _team(world, course, key, role=CourseTeam.Role.OWNER)
    taught = Taught(course)
    _module(world, taught, "open", private=False)
    _module(world, taught, "due", private=False)
    for letter in COHORTS:
        _release(world, taught, "open", letter, opens=-14, due=10)
        _release(world, taught, "due", letter, opens=-20, due=-1)
    for letter in ("a", "b"):
        _module(world, taught, f"later-{letter}", private=True)
        _release(world, taught, f"later-{letter}", letter, opens=20, due=30)
        _too_much(world, taught, letter)
    _module(world, taught, "unpublished", private=True, publish=False)
    _team(world, course, "collaborator", module=taught.modules["unpublished"])
    for key in ("a_lead", "collaborator"):
        _open_page(world, taught, key)
    _library(world, taught)
    return taught


def _team(world: World, course: Course, key: str, **fields: Any) -> None:
    place = CourseTeam(course=course, person=world[key], starts_at=world.began, **fields)
    building.join_team(place=place, by=world["administrator"])


def _module(
    world: World, taught: Taught, slug: str, *, private: bool, publish: bool = True
) -> None:
    """Make a module. ``private``: nobody it is not open to yet may read any of it."""
    boss = world["administrator"]
    module = Module(course=taught.course, slug=slug)
    marks: dict[str, str] = {}

    def text(name: str, otherwise: str) -> str:
        if not private:
            return otherwise
        marks[name] = canary()
        return f"{otherwise} {marks[name]}"

    version = building.add_module(module=module, title=text("title", slug.title()), by=boss)
    notes, lesson_notes = canary(), canary()
    building.change_version(
        version=version,
        by=boss,
        subtitle=text("subtitle", "Something"),
        summary=text("summary", "What it is about."),
        content_note=text("content_note", "Illness."),
        references=text("references", "A book."),
        facilitator_notes=f"For those who teach: {notes}",
    )
    building.keep_part(
        part=Objective(version=version, text=text("objective", "Listen."), position=1), by=boss
    )
    for place, kind in enumerate((Kind.READING, Kind.NARRATIVE, Kind.CIRCLE, Kind.REFLECTION), 1):
        if kind == Kind.REFLECTION and slug == "due":
            continue
        lesson = Lesson(
            version=version,
            kind=kind,
            slug=f"{kind}-lesson",
            position=place,
            title=text(f"{kind} title", f"The {kind}"),
            body=f"<p>{text(f'{kind} body', 'Something to read.')}</p>",
            facilitator_notes=f"<p>{lesson_notes}</p>" if kind == Kind.CIRCLE else "",
        )
        building.keep_lesson(lesson=lesson, by=boss)
        if kind == Kind.REFLECTION:
            words = text("prompt", "What happened?")
            part: Any = Prompt(lesson=lesson, name="Prompt", text=words, position=1)
            building.keep_part(part=part, by=boss)
        if kind in (Kind.NARRATIVE, Kind.CIRCLE):
            for number in (1, 2, 3):
                words = text(f"{kind} step {number}", f"Question {number}?")
                part = LessonStep(lesson=lesson, text=words, position=number)
                building.keep_part(part=part, by=boss)
    if publish:
        version = publishing.publish(module=module, by=boss)
    taught.modules[slug] = module
    urls = _pages(module, version)
    state = "open" if not private else "before it opens" if publish else "not published"
    if private:
        world.manifest.add("module text", version, state=state, canaries=marks, urls=urls)
    world.manifest.add(
        "facilitator notes", version, state=state, action="read_notes", urls=urls,
        canaries={"module": notes, "lesson": lesson_notes},
    )  # fmt: skip


def _pages(module: Module, version: ModuleVersion) -> list[str]:
    """Return every page of a module: outline, lessons, what is shown on a wall, the admin."""
    outline = reverse("module", args=[module.slug])
    lessons = [(one, f"{outline}{one.slug}/") for one in version.lessons.all()]
    walls = [
        f"{url}{page}/"
        for one, url in lessons
        if one.kind == Kind.CIRCLE
        for page in ("projector", "attendance")
    ]
    admin = [url for one, _url in lessons for url in admin_of(one)]
    return [outline, *(url for _one, url in lessons), *walls, *admin_of(module), *admin]


def _release(
    world: World, taught: Taught, slug: str, letter: str, *, opens: int, due: int, **fields: Any
) -> Release:
    made = Release(
        version=taught.modules[slug].versions.get(),
        cohort=world.cohorts[letter],
        opens_on=day(opens),
        due_on=day(due),
        **fields,
    )
    offering.release(release=made, by=world["administrator"])
    taught.releases[slug, letter] = made
    return made


def _too_much(world: World, taught: Taught, letter: str) -> None:
    """Ask for one reflection more than the guard allows, and say why."""
    reason = canary()
    made = _release(
        world, taught, f"later-{letter}", letter, opens=21, due=25, block="Extra",
        load_reason=reason,
    )  # fmt: skip
    world.manifest.add(
        "load reason", made, "administrator", cohort=letter, action="change",
        canaries={"load_reason": reason}, urls=admin_of(made),
    )  # fmt: skip


def _open_page(world: World, taught: Taught, key: str) -> None:
    """Type something into the page of a lesson, and leave it unsaved."""
    version = taught.modules["unpublished"].versions.get()
    lesson = version.lessons.get(kind=Kind.READING)
    words = canary()
    typed = json.dumps({"fields": {"body": f"<p>{words}</p>"}, "was": {}})
    editing.keep_words(by=world[key], place=Place(version, lesson), save=a_save("", typed))
    row = Place(version, lesson).rows().get(person=world[key])
    text = saving.newest_text(row.draft)
    assert text is not None  # noqa: S101 - saved a moment ago
    world.manifest.add(
        "editing draft", text, key, state="unsaved", canaries={"body": words},
        urls=[f"{admin_of(lesson)[0]}?words=take", *admin_of(lesson)],
    )  # fmt: skip


def _library(world: World, taught: Taught) -> None:
    """Put a scenario that is not published, and a prompt, into the course's library."""
    marks = {name: canary() for name in ("title", "brief", "summary", "questions")}
    scenario = Scenario(
        course=taught.course, slug="not-there-yet", skill="Listening", setting="Clinic",
        you_are="a student.", aims="Listen.", is_published=False, **marks,
    )  # fmt: skip
    scenarios.add_scenario(scenario=scenario, by=world["administrator"])
    world.manifest.add(
        "scenario", scenario, state="not published", canaries=marks,
        urls=["/scenarios/not-there-yet/", *admin_of(scenario)],
    )  # fmt: skip
    _practice(world, taught)
    taught.shelf = ShelfPrompt(
        course=taught.course, group="For the ward", name="A prompt", text="What did you see?"
    )
    library.add_shelf_prompt(prompt=taught.shelf, by=world["administrator"])


def _practice(world: World, taught: Taught) -> None:
    """Begin a practice alone that nobody may play yet."""
    boss = world["administrator"]
    marks = {name: canary() for name in ("title", "focus")}
    practice = Encounter(
        course=taught.course, slug="not-played-yet", setting="Clinic", you_are="A student.", **marks
    )
    encounters.add_encounter(encounter=practice, by=boss)
    said = {name: canary() for name in ("narration", "says")}
    node = EncounterNode(encounter=practice, key="a1", **said)
    encounters.keep_node(node=node, by=boss)
    words = {name: canary() for name in ("text", "feedback")}
    choice = EncounterChoice(node=node, **words)
    encounters.keep_choices(node=node, kept=[choice], gone=[], by=boss)
    page = admin_of(practice)
    urls = ["/practice/not-played-yet/", *page]
    world.manifest.add("practice", practice, state="being written", canaries=marks, urls=urls)
    for kind, row, known in (("moment", node, said), ("choice", choice, words)):
        world.manifest.add(
            kind, row, state="being written", canaries=known, urls=[*admin_of(node), *page]
        )


def attend(world: World, taught: Taught) -> None:
    """Let things be done in the open module: ticks, a circle, more time, a pass, a calendar."""
    for letter in ("a", "b"):
        release = taught.releases["open", letter]
        author, third = world[f"{letter}_author"], world[f"{letter}_third"]
        lessons = {one.kind: one for one in release.version.lessons.all()}
        pages = _pages(release.version.module, release.version)[:7]
        completing.complete(by=author, release=release, lesson=lessons[Kind.READING])
        attending.note(
            by=world[f"{letter}_facilitator"], release=release, lesson=lessons[Kind.CIRCLE],
            held_on=day(-1), came=[author.pk], absent=[],
        )  # fmt: skip
        extending.extend(release=release, person=author, until=day(14), by=world[f"{letter}_lead"])
        passed = passing.take(by=third, release=release, lesson=lessons[Kind.REFLECTION])
        about: list[tuple[str, Model, str]] = [
            ("completion", Completion.objects.get(person=author, release=release), "author"),
            ("attendance", Attendance.objects.get(person=author, release=release), "author"),
            ("extension", Extension.objects.get(person=author, release=release), "author"),
            ("pass", passed, "third"),
        ]
        for kind, row, name in about:
            world.manifest.add(kind, row, f"{letter}_{name}", cohort=letter, urls=pages)
        secret = feeds.make(by=author)
        held = author.feed_tokens.get(revoked_at=None)
        world.manifest.add(
            "feed token", held, f"{letter}_author", cohort=letter, canaries={"secret": secret},
            urls=[reverse("calendar", args=[secret])],
        )  # fmt: skip
