"""The starter course, and its modules released to the cohorts of the demo school."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cohort
from config.demo.parts import day, written
from config.demo.people import Everybody
from curriculum import package
from curriculum.actions import encounters, loading
from curriculum.models import Course, CourseTeam, Encounter, ModuleVersion, Release
from curriculum.queries.encounters import document_of


def load_course(told: Callable[[Any], None]) -> Course:
    """Load the whole starter course; ``told`` hears of each module."""
    course = loading.load(package.read(package.STARTER_COURSE), told=told).course
    reviews(course)
    return course


def reviews(course: Course) -> None:
    """Let scenarios have been reviewed last winter, a month apart; that of the first is due."""
    today = timezone.localdate()
    never = course.scenarios.filter(reviewed_on=None, review_due_on=None).order_by("position", "pk")
    for place, scenario in enumerate(never):
        scenario.reviewed_on = today - timedelta(days=max(372 - 28 * place, 7))
        scenario.review_due_on = scenario.reviewed_on + timedelta(days=365)
        scenario.save(update_fields=["reviewed_on", "review_due_on"])


def agree(everybody: Everybody) -> None:
    """Let the wellbeing lead agree to the practices that wait for her word, and publish them."""
    people = written("people")
    wellbeing = everybody.people[people["wellbeing"][0]["email"]]
    for row in Encounter.objects.filter(needs_sign_off=True, signed_off_sha256=""):
        sha256 = document_of(row).sha256
        encounters.sign_off(encounter=row, sha256=sha256, by=wellbeing)
        owner = row.course.team.filter(role=CourseTeam.Role.OWNER).earliest("pk").person
        encounters.publish(encounter=row, by=owner)


def release(everybody: Everybody) -> int:
    """Release each module to its cohorts as planned; return how many releases were made now.

    A module that was released to a cohort in that block once is not released again, and what the
    course does not hold yet is left out.
    """
    newest: dict[str, ModuleVersion] = {}
    rows = ModuleVersion.objects.filter(number__isnull=False).select_related("module")
    for version in rows.order_by("module", "number"):
        newest[version.module.slug] = version
    made = 0
    for slug, plans in written("plan")["releases"].items():
        for plan in plans:
            if plan["module"] in newest:
                made += _release(newest[plan["module"]], everybody.cohorts[slug], plan)
    return made


def _release(version: ModuleVersion, cohort: Cohort, plan: dict[str, Any]) -> bool:
    block = plan.get("block", "")
    had = Release.objects.filter(version__module=version.module, cohort=cohort, block=block)
    if had.exists():
        return False
    Release.objects.create(
        version=version,
        cohort=cohort,
        block=block,
        opens_on=day(plan["opens"], cohort.time_zone),
        due_on=day(plan["due"], cohort.time_zone),
        closes_on=day(plan["closes"], cohort.time_zone) if "closes" in plan else None,
    )
    return True
