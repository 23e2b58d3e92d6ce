"""The teaching part of a new portal's first list: from a module to its release."""

from django.utils.translation import gettext_lazy as _

from accounts.first_run import Step, add
from curriculum.models import Course, ModuleVersion, Release

add(
    Step(
        "course",
        _("Bring in a course, or name one"),
        _("One of ten modules comes along. A course has its modules, and those who build it."),
        Course.objects.all,
        "admin:curriculum_course_changelist",
    ),
    Step(
        "module",
        _("Build a module"),
        _("Lessons in their order, with a reflection and its prompts."),
        ModuleVersion.objects.all,
        "admin:curriculum_module_changelist",
    ),
    Step(
        "publish",
        _("Publish it"),
        _("A published version stays as it is; the next one can be built beside it."),
        lambda: ModuleVersion.objects.filter(number__isnull=False),
        "admin:curriculum_module_changelist",
    ),
    Step(
        "release",
        _("Release it to a cohort"),
        _("With the day it opens and the day it is due, in the cohort’s time zone."),
        Release.objects.all,
        "admin:curriculum_release_changelist",
    ),
)
