"""The starter course, and its modules released to the cohorts of the demo school."""

from collections.abc import Callable
from typing import Any

from accounts.models import Cohort
from config.demo.parts import day, written
from config.demo.people import Everybody
from curriculum import package
from curriculum.actions import loading
from curriculum.models import Course, ModuleVersion, Release


def load_course(told: Callable[[Any], None]) -> Course:
    """Load the whole starter course; ``told`` hears of each module."""
    return loading.load(package.read(package.STARTER / "compassion"), told=told).course


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
