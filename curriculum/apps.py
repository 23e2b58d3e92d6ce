"""What faculty author, in the admin, and release to cohorts."""

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    name = "curriculum"
    verbose_name = _("Courses")

    def ready(self) -> None:
        # Only now do models exist, and some of these register what they hold by being imported.
        from accounts import cohort_rules, holdings, people  # noqa: PLC0415 - models exist only now
        from curriculum import first_run, ledger, notices, policies, verbs  # noqa: F401, PLC0415 - as said above
        from curriculum.activities import register  # noqa: PLC0415 - models exist only now
        from curriculum.models import CourseTeam, Release  # noqa: PLC0415 - models exist only now
        from curriculum.practising import PracticeActivity  # noqa: PLC0415 - models exist only now
        from curriculum.queries import moves  # noqa: PLC0415 - models exist only now

        register(PracticeActivity())
        holdings.register_role(lambda: CourseTeam.objects.all())
        cohort_rules.register_first_day_moved(moves.offer_to_move)
        people.add_admin_door(
            "course_team",
            lambda person, at: CourseTeam.objects.current(at).filter(person=person, module=None),
        )
        people.add_admin_door(
            "course_owner",
            lambda person, at: CourseTeam.objects.current(at).filter(
                person=person, role=CourseTeam.Role.OWNER
            ),
        )
        people.add_admin_door(
            "course_grant",
            lambda person, at: CourseTeam.objects.current(at).filter(
                person=person, module__isnull=False
            ),
        )
        people.add_admin_door(
            "release_grant",
            lambda person, at: CourseTeam.objects.current(at).filter(
                person=person, cohort__isnull=False
            ),
        )
        cohort_rules.register_open_releases(
            lambda cohort: (
                Release.objects.filter(cohort=cohort).exclude(closes_at__lte=timezone.now()).count()
            )
        )
