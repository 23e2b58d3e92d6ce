"""Who may see, build and release a course.

A release opens a module version to the members of a cohort: to students from its opening on, to
those who teach them as soon as it is planned. Whoever builds a course sees and changes all of it.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Membership, Mentoring
from accounts.policies import (
    administrator,
    beside,
    in_cohort,
    lead_of,
    led_to_its_end,
    operator,
    themselves,
    wellbeing_lead,
)
from accounts.policy import Clause, Policy, Side, register, there_is
from curriculum.models import (
    Attendance,
    ChecklistItem,
    Competency,
    Completion,
    Course,
    CourseTeam,
    DebriefQuestion,
    DialogueRound,
    Editing,
    Encounter,
    EncounterChoice,
    EncounterNode,
    Extension,
    FacilitatorGuide,
    Framework,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
    Release,
    ReleaseChange,
    RoleBrief,
    RoleCue,
    RoleFact,
    SafetyLine,
    Scenario,
    ScenarioEdition,
    ScenarioRole,
    ScenarioStep,
    ShelfPrompt,
    SkipWeek,
    Variation,
)

Role = Membership.Role
TEACHING = (Role.LEAD, Role.MENTOR, Role.FACILITATOR)
REHEARSING = (Role.LEAD, Role.FACILITATOR)
_keepers = (administrator, operator)


def in_team(who: Side, course: Any, at: datetime, *roles: str) -> Q:
    """Return the condition that ``who`` currently builds the whole of ``course``."""
    rows = CourseTeam.objects.current(at).filter(person=who(), course=course, module=None)
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


def granted(path: str, column: str = "module") -> Clause:
    """Return the clause "was given this one module to build, until her grant ends".

    ``column`` of a grant must equal ``path`` of the row.
    """
    return Clause(
        "grant",
        _("those who were given this one module"),
        lambda who, it, at: there_is(
            CourseTeam.objects.current(at).filter(person=who(), **{column: it(path)})
        ),
    )


def plans(module: str, cohort: str) -> Clause:
    """Return the clause "was given this module, and its releases to this one cohort"."""
    return Clause(
        "release_grant",
        _("those who were given this one module with its releases to the cohort"),
        lambda who, it, at: there_is(
            CourseTeam.objects.current(at).filter(
                person=who(), module=it(module), cohort=it(cohort)
            )
        ),
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


_leads_it = Clause(
    "leads",
    _("those who lead a cohort it is planned for"),
    lambda who, it, at: there_is(
        Release.objects.filter(beside(who, at, Role.LEAD), version__module__course=it("pk"))
    ),
)


def _builds_any(who: Side, it: Side, at: datetime) -> Q:
    return there_is(CourseTeam.objects.current(at).filter(person=who()))


def _owns_any(who: Side, it: Side, at: datetime) -> Q:
    rows = CourseTeam.objects.current(at).filter(person=who(), role=CourseTeam.Role.OWNER)
    return there_is(rows)


def _leads_any(who: Side, it: Side, at: datetime) -> Q:
    return there_is(Membership.objects.current(at).filter(person=who(), role=Role.LEAD))


def _open_to_student(who: Side, it: Side, at: datetime) -> Q:
    return it.began("opens_at", at) & in_cohort(who, it("cohort_id"), at, Role.STUDENT)


def _mentors_her(who: Side, it: Side, at: datetime) -> Q:
    cohort = it("release__cohort_id")
    pairs = Mentoring.objects.current(at).filter(mentor=who(), student=it("person_id"))
    return there_is(pairs.filter(cohort=cohort)) & in_cohort(who, cohort, at, Role.MENTOR)


_her_mentor = Clause("mentor_of", _("their mentor in this cohort"), _mentors_her)


_teaches_there = Clause(
    "teaches",
    _("those who lead, mentor or facilitate in the cohort"),
    lambda who, it, at: in_cohort(who, it("release__cohort_id"), at, *TEACHING),
)


_any_team = Clause("team", _("those who build a course"), _builds_any)
_any_owner = Clause("owner", _("the owners of a course"), _owns_any)
_any_lead = Clause("leads", _("those who lead a cohort"), _leads_any)


def _takes_part(who: Side, it: Side, at: datetime) -> Q:
    """In some cohort, in an office or in a course team at this moment; whichever it is."""
    here = there_is(Membership.objects.current(at).filter(person=who()))
    here |= there_is(Appointment.objects.current(at).filter(person=who()))
    here |= there_is(CourseTeam.objects.current(at).filter(person=who()))
    return it.has(is_published=True) & here


takes_part = Clause("takes_part", _("everybody who takes part in the programme"), _takes_part)


def rehearses(path: str) -> Clause:
    """Return the clause "leads or facilitates a cohort that has the course, and is no student".

    Of the scenario at ``path`` of the row, once it is in the library. Whoever is a student
    anywhere may be the next to play it: she reads no brief here, whatever else she is.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        course = it(f"{path}__course_id")
        here = Release.objects.filter(beside(who, at, *REHEARSING), version__module__course=course)
        student = Membership.objects.current(at).filter(person=who(), role=Role.STUDENT)
        is_out = it.has(**{f"{path}__is_published": True})
        return is_out & there_is(here) & ~there_is(student)

    sentence = _("those who lead or facilitate in a cohort it is planned for, and are no student")
    return Clause("rehearses", sentence, link)


def _told_to_student(who: Side, it: Side, at: datetime) -> Q:
    cohort = it("release__cohort_id")
    return it.began("release__opens_at", at) & in_cohort(who, cohort, at, Role.STUDENT)


def signs_off(path: str = "") -> Clause:
    """Return the clause "is the wellbeing lead, and the practice at ``path`` needs her word"."""
    needs = f"{path}needs_sign_off"
    return Clause(
        wellbeing_lead.name,
        _("the wellbeing lead, where it needs her word"),
        lambda who, it, at: it.has(**{needs: True}) & wellbeing_lead.link(who, it, at),
    )


def _in_encounter(path: str) -> dict[str, tuple[Clause, ...]]:
    """Return the rules of what a practice is made of; whoever plays it reads none of these rows."""
    build = (builds(f"{path}course_id"), *_keepers)
    return {"read": (*build, signs_off(path)), "change": build, "add": build, "delete": build}


_plans = plans("version__module_id", "cohort_id")
_led_it = led_to_its_end("cohort_id")
_teaches_it = Clause(
    "teaches",
    _("those who lead, mentor or facilitate in the cohort"),
    lambda who, it, at: in_cohort(who, it("cohort_id"), at, *TEACHING),
)


def _parts(path_version: str, path_module: str) -> dict[str, tuple[Clause, ...]]:
    team = builds(f"{path_module}__course_id")
    grant = granted(f"{path_module}_id")
    return {
        "read": (
            released(path_version, "version"),
            teaches(path_version, "version"),
            team,
            grant,
            *_keepers,
        ),
        "read_notes": (teaches(path_version, "version"), team, grant, *_keepers),
        "change": (team, grant, *_keepers),
        "add": (team, grant, *_keepers),
        "delete": (team, grant, *_keepers),
    }


# What a scenario is made of, by the way to the scenario. Its briefs and its guide are in these.
SCENARIO_PARTS: dict[type[Any], str] = {
    ScenarioRole: "scenario",
    RoleBrief: "role__scenario",
    RoleFact: "role__scenario",
    RoleCue: "role__scenario",
    SafetyLine: "scenario",
    ChecklistItem: "scenario",
    ScenarioStep: "scenario",
    DebriefQuestion: "scenario",
    Variation: "scenario",
    DialogueRound: "scenario",
    FacilitatorGuide: "scenario",
}


def _part_of_scenario(path: str) -> dict[str, tuple[Clause, ...]]:
    team = builds(f"{path}__course_id")
    changed = (team, *_keepers)
    return {
        "read": (rehearses(path), team, *_keepers),
        "change": changed,
        "add": changed,
        "delete": changed,
    }


register(
    Policy(
        Course,
        {
            "read": (
                released("pk", "version__module__course"),
                teaches("pk", "version__module__course"),
                builds("pk"),
                # She knows of the course her module is in; she builds nothing else of it.
                granted("pk", "module__course"),
                *_keepers,
            ),
            # What opens a course in the admin: to build it, not merely to be taught from it.
            "build": (builds("pk"), *_keepers),
            # The coverage map: for those who answer for what is taught.
            "survey": (builds("pk"), _leads_it, *_keepers),
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
                granted("pk"),
                *_keepers,
            ),
            "build": (builds("course_id"), granted("pk"), *_keepers),
            "change": (builds("course_id"), granted("pk"), *_keepers),
            "add": (builds("course_id"), *_keepers),
            "delete": (owns("course_id"), *_keepers),
        },
    ),
    Policy(ModuleVersion, _parts("pk", "module")),
    Policy(Objective, _parts("version_id", "version__module")),
    Policy(Lesson, _parts("version_id", "version__module")),
    Policy(LessonStep, _parts("lesson__version_id", "lesson__version__module")),
    Policy(Prompt, _parts("lesson__version_id", "lesson__version__module")),
    *(
        # Frameworks are the whole school's: every course maps its objectives to the same codes.
        Policy(
            model,
            {
                "read": (_any_team, _any_lead, *_keepers),
                "change": (_any_owner, *_keepers),
                "add": (_any_owner, *_keepers),
                "delete": _keepers,
            },
        )
        for model in (Framework, Competency)
    ),
    Policy(
        Release,
        {
            "read": (
                Clause("released", _("students of the cohort, once it is open"), _open_to_student),
                _teaches_it,
                _plans,
                *_keepers,
            ),
            # Its dates, as part of a plan.
            "copy": (_teaches_it, _plans, _led_it, *_keepers),
            "change": (lead_of("cohort_id"), _plans, *_keepers),
            "add": (lead_of("cohort_id"), _plans, *_keepers),
            "delete": (lead_of("cohort_id"), _plans, *_keepers),
        },
    ),
    Policy(
        SkipWeek,
        {
            "read": (
                _teaches_it,
                _led_it,
                *_keepers,
            ),
            "change": (lead_of("cohort_id"), *_keepers),
            "add": (lead_of("cohort_id"), *_keepers),
            "delete": (lead_of("cohort_id"), *_keepers),
        },
    ),
    # Who has more time is for her and for those who may give it; a fellow student never learns.
    Policy(
        Extension,
        {
            "read": (themselves("person_id"), _her_mentor, lead_of("release__cohort_id")),
            "change": (_her_mentor, lead_of("release__cohort_id")),
        },
    ),
    Policy(
        Scenario,
        {
            "read": (takes_part, builds("course_id"), *_keepers),
            "change": (builds("course_id"), *_keepers),
            "add": (builds("course_id"), *_keepers),
            "delete": (builds("course_id"), *_keepers),
        },
    ),
    *(Policy(model, _part_of_scenario(path)) for model, path in SCENARIO_PARTS.items()),
    # An edition stays as it is: it is added, read, and goes with its scenario.
    Policy(
        ScenarioEdition,
        {
            "read": (rehearses("scenario"), builds("scenario__course_id"), *_keepers),
            "add": (builds("scenario__course_id"), *_keepers),
        },
    ),
    Policy(
        Encounter,
        {
            # To play it, as it was published.
            "read": (takes_part, builds("course_id"), signs_off(), *_keepers),
            # Its pages in the admin.
            "build": (builds("course_id"), signs_off(), *_keepers),
            "sign_off": (signs_off(),),
            "change": (builds("course_id"), *_keepers),
            "add": (builds("course_id"), *_keepers),
            "delete": (builds("course_id"), *_keepers),
        },
    ),
    Policy(EncounterNode, _in_encounter("encounter__")),
    Policy(EncounterChoice, _in_encounter("node__encounter__")),
    Policy(
        ShelfPrompt,
        {
            "read": (
                released("course_id", "version__module__course"),
                teaches("course_id", "version__module__course"),
                granted("course_id", "module__course"),
                builds("course_id"),
                *_keepers,
            ),
            "change": (builds("course_id"), *_keepers),
            "add": (builds("course_id"), *_keepers),
            "delete": (builds("course_id"), *_keepers),
        },
    ),
    # That somebody has a page open is told to those who build beside her; her words are a Draft.
    Policy(
        Editing,
        {
            "read": (
                themselves("person_id"),
                builds("module__course_id"),
                granted("module_id"),
                *_keepers,
            ),
            "change": (themselves("person_id"),),
        },
    ),
    # The one line a cohort is told: for whoever may know of the release, and for those who build.
    Policy(
        ReleaseChange,
        {
            "read": (
                Clause("released", _("students of the cohort, once it is open"), _told_to_student),
                Clause(
                    "teaches",
                    _("those who lead, mentor or facilitate in the cohort"),
                    lambda who, it, at: in_cohort(who, it("release__cohort_id"), at, *TEACHING),
                ),
                builds("to_version__module__course_id"),
                granted("to_version__module_id"),
                *_keepers,
            ),
        },
    ),
    # Who was there is known to herself and to those who teach the cohort; they note it.
    Policy(
        Attendance,
        {
            "read": (themselves("person_id"), _teaches_there),
            "change": (_teaches_there,),
            "add": (_teaches_there,),
            "delete": (_teaches_there,),
        },
    ),
    # A tick is private: not even those who teach learn who has read what.
    Policy(Completion, {"read": (themselves("person_id"),), "change": (themselves("person_id"),)}),
)
