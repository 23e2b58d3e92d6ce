"""What faculty author, in the admin, and release to cohorts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    name = "curriculum"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from accounts import people  # noqa: PLC0415 - models exist only now
        from curriculum import first_run, notices, policies, verbs  # noqa: F401, PLC0415
        from curriculum.models import CourseTeam  # noqa: PLC0415

        people.add_admin_door(
            "course_team", lambda person, at: CourseTeam.objects.current(at).filter(person=person)
        )
        people.add_admin_door(
            "course_owner",
            lambda person, at: CourseTeam.objects.current(at).filter(
                person=person, role=CourseTeam.Role.OWNER
            ),
        )
