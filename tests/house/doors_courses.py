"""The doors of what faculty author."""

import uuid
from typing import Any

from accounts.models import Membership, Person
from accounts.policy import allows
from curriculum.models import Encounter, LessonStep, Release, Scenario
from curriculum.policies import TEACHING
from tests import make
from tests.curriculum import papers
from tests.house.door import Door, Found, Things, a_save, allowed, no_slug
from tests.world import World


def _may_tick(person: Person, lesson: Any) -> bool:
    """A tick belongs to a release; building a course is not yet being in it."""
    return Release.objects.visible_to(person).filter(version=lesson.version).exists()


def _may_answer_question(person: Person, step: Any) -> bool:
    """A question is asked of the students of a cohort, once its module is open to them."""
    seats = Membership.objects.current().filter(person=person, role=Membership.Role.STUDENT)
    return step.release.is_open and seats.filter(cohort=step.release.cohort).exists()


def _may_note(person: Person, lesson: Any) -> bool:
    """Attendance is noted by those who teach the very cohort a circle is held in."""
    here = Release.objects.filter(version=lesson.version)
    seats = Membership.objects.current().filter(person=person, role__in=TEACHING)
    return seats.filter(cohort__in=here.values("cohort")).exists()


def _courses(world: World) -> Found:
    for course in {
        release.version.module.course for release in (world.release, world.other_release)
    }:
        yield {"slug": course.slug}, course


def _modules(world: World) -> Found:
    for release in (world.release, world.other_release, world.future_release):
        yield {"slug": release.version.module.slug}, release.version


def _may_practise(person: Person, practice: Any) -> bool:
    """Only what is published is played here, by those who write it too."""
    return practice.is_published and allows(person, "read", practice)


def _practices(world: World) -> Found:
    course = world.release.version.module.course
    for shown in (True, False):
        slug = f"to-practise-{shown}".lower()
        row = Encounter.objects.filter(slug=slug).first()
        row = row or make.encounter(
            course=course, slug=slug, is_published=shown, needs_sign_off=not shown
        )
        yield {"slug": slug}, row


def _scenarios(world: World) -> Found:
    course = world.release.version.module.course
    for shown in (True, False):
        scenario, _new = Scenario.objects.get_or_create(
            slug=f"in-the-library-{shown}".lower(),
            defaults={
                "course": course, "title": "S", "summary": "S", "skill": "S", "setting": "S",
                "you_are": "you", "brief": "B", "aims": "A", "is_published": shown,
            },
        )  # fmt: skip
        yield {"slug": scenario.slug}, scenario


def _on_paper(sheet: str) -> Things:
    """Yield scenarios with an edition, in the library and not yet; ``sheet`` as an address says."""

    def things(world: World) -> Found:
        for address, scenario in _scenarios(world):
            edition = scenario.editions.first() or papers.publish(scenario, papers.document())
            yield address | ({"sheet": sheet} if sheet else {}), edition

    return things


def _lessons(kind: str) -> Things:
    def things(world: World) -> Found:
        for address, version in _modules(world):
            for lesson in version.lessons.all():
                if kind in ("", lesson.kind):
                    yield address | {"lesson": lesson.slug}, lesson

    return things


def _questions(world: World) -> Found:
    for release in (world.release, world.other_release, world.future_release):
        for step in LessonStep.objects.filter(
            lesson__version=release.version, lesson__kind="narrative"
        ):
            step.release = release
            yield {"release_id": release.pk, "step_key": step.key}, step


def _no_question(world: World) -> dict[str, Any]:
    return {"release_id": world.release.pk, "step_key": uuid.uuid4()}


COURSES = (
    Door("scenario", allowed("read"), _scenarios, no_slug),
    Door("practice", _may_practise, _practices, no_slug),
    Door("scenario_print", allowed("read"), _on_paper(""), no_slug),
    Door(
        "scenario_print_sheet",
        allowed("read"),
        _on_paper("role-calder"),
        lambda w: {"slug": "never-was", "sheet": "role-calder"},
    ),
    Door("coverage", allowed("survey"), _courses, no_slug),
    Door("coverage_table", allowed("survey"), _courses, no_slug),
    Door("module", allowed("read"), _modules, no_slug),
    Door(
        "lesson",
        allowed("read"),
        _lessons(""),
        lambda w: {"slug": w.release.version.module.slug, "lesson": "never-was"},
    ),
    Door(
        "lesson_done",
        _may_tick,
        _lessons("reading"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
        "post",
    ),
    Door(
        "lesson_recording",
        allowed("read"),
        _lessons("transcript"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "lesson_projector",
        allowed("read_notes"),
        _lessons("circle"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "lesson_attendance",
        _may_note,
        _lessons("circle"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "answer",
        _may_answer_question,
        _questions,
        _no_question,
        "post",
        lambda person, thing: {"author": str(person.pk), "body": "Mine.", "do": "give"},
    ),
    Door("answer_draft", _may_answer_question, _questions, _no_question, "put", a_save),
    Door(
        "lesson_image",
        allowed("read"),
        _lessons("art"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
)
