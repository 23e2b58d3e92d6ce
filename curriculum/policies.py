"""Who may see, build and release a course.

A release opens a module version to the members of a cohort: to students from its opening on, to
those who teach them as soon as it is planned. Whoever builds a course sees and changes all of it.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.policies import administrator, beside, in_cohort, lead_of, operator, themselves
from accounts.policy import Clause, Policy, Side, register, there_is
from curriculum.models import (
    Completion,
    Course,
    CourseTeam,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
    Release,
)

Role = Membership.Role
TEACHING = (Role.LEAD, Role.MENTOR, Role.FACILITATOR)
_keepers = (administrator, operator)


def in_team(who: Side, course: Any, at: datetime, *roles: str) -> Q:
    """Return the condition that ``who`` currently builds ``course``."""
    rows = CourseTeam.objects.current(at).filter(person=who(), course=course)
    return there_is(rows.filter(role__in=roles) if roles else rows)


def builds(path: str) -> Clause:
    """Return the clause "builds the course at ``path`` of the row"."""
    return Clause("team", _("the course team"), lambda who, it, at: in_team(who, it(path), at))


def owns(path: str) -> Clause:
    """Return the clause "owns the course at ``path`` of the row"."""
    return Clause(
        "owner",
        _("the course’s owners"),
        lambda who, it, at: in_team(who, it(path), at, CourseTeam.Role.OWNER),
    )


def released(path: str, column: str) -> Clause:
    """Return the clause "released to a cohort of this student, and open".

    ``column`` of a release must equal ``path`` of the row.
    """
    return Clause(
        "released",
        _("students of a cohort it is open to"),
        lambda who, it, at: there_is(
            Release.objects.filter(
                beside(who, at, Role.STUDENT), **{column: it(path)}, opens_at__lte=at
            )
        ),
    )


def teaches(path: str, column: str) -> Clause:
    """Return the clause "released, or to be released, to a cohort this person teaches"."""
    return Clause(
        "teaches",
        _("those who lead, mentor or facilitate in a cohort it is planned for"),
        lambda who, it, at: there_is(
            Release.objects.filter(beside(who, at, *TEACHING), **{column: it(path)})
        ),
    )


def _open_to_student(who: Side, it: Side, at: datetime) -> Q:
    return it.began("opens_at", at) & in_cohort(who, it("cohort_id"), at, Role.STUDENT)


def _parts(path_version: str, path_course: str) -> dict[str, tuple[Clause, ...]]:
    team = builds(path_course)
    return {
        "read": (
            released(path_version, "version"),
            teaches(path_version, "version"),
            team,
            *_keepers,
        ),
        "read_notes": (teaches(path_version, "version"), team, *_keepers),
        "change": (team, *_keepers),
        "add": (team, *_keepers),
        "delete": (team, *_keepers),
    }


register(
    Policy(
        Course,
        {
            "read": (
                released("pk", "version__module__course"),
                teaches("pk", "version__module__course"),
                builds("pk"),
                *_keepers,
            ),
            # What opens a course in the admin: to build it, not merely to be taught from it.
            "build": (builds("pk"), *_keepers),
            "change": (owns("pk"), *_keepers),
            "add": _keepers,
            "delete": _keepers,
        },
    ),
    Policy(
        CourseTeam,
        {
            "read": (themselves("person_id"), builds("course_id"), *_keepers),
            "change": (owns("course_id"), *_keepers),
            "add": (owns("course_id"), *_keepers),
            "delete": (owns("course_id"), *_keepers),
        },
    ),
    Policy(
        Module,
        {
            "read": (
                released("pk", "version__module"),
                teaches("pk", "version__module"),
                builds("course_id"),
                *_keepers,
            ),
            "build": (builds("course_id"), *_keepers),
            "change": (builds("course_id"), *_keepers),
            "add": (builds("course_id"), *_keepers),
            "delete": (owns("course_id"), *_keepers),
        },
    ),
    Policy(ModuleVersion, _parts("pk", "module__course_id")),
    Policy(Objective, _parts("version_id", "version__module__course_id")),
    Policy(Lesson, _parts("version_id", "version__module__course_id")),
    Policy(LessonStep, _parts("lesson__version_id", "lesson__version__module__course_id")),
    Policy(Prompt, _parts("lesson__version_id", "lesson__version__module__course_id")),
    Policy(
        Release,
        {
            "read": (
                Clause("released", _("students of the cohort, once it is open"), _open_to_student),
                Clause(
                    "teaches",
                    _("those who lead, mentor or facilitate in the cohort"),
                    lambda who, it, at: in_cohort(who, it("cohort_id"), at, *TEACHING),
                ),
                *_keepers,
            ),
            "change": (lead_of("cohort_id"), *_keepers),
            "add": (lead_of("cohort_id"), *_keepers),
            "delete": (lead_of("cohort_id"), *_keepers),
        },
    ),
    # A tick is private: not even those who teach learn who has read what.
    Policy(Completion, {"read": (themselves("person_id"),), "change": (themselves("person_id"),)}),
)
