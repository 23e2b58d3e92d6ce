"""What learners write, and what others say back."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReflectionsConfig(AppConfig):
    name = "reflections"
    verbose_name = _("Journals")

    def ready(self) -> None:
        from accounts import cohort_rules  # noqa: PLC0415 - models exist only now
        from curriculum import activities  # noqa: PLC0415 - models exist only now
        from reflections import notices, policies, verbs  # noqa: F401, PLC0415
        from reflections.actions import covering, ending  # noqa: PLC0415
        from reflections.activities import ReflectionActivity, StoryCompany  # noqa: PLC0415
        from reflections.models import Version  # noqa: PLC0415

        activities.register(ReflectionActivity())
        activities.register_company(StoryCompany())
        cohort_rules.register_has_submissions(
            lambda cohort: Version.objects.filter(cohort=cohort).exists()
        )
        cohort_rules.register_cover_announced(
            lambda cover, by: covering.let_cover_read(cover=cover, by=by)
        )
        cohort_rules.register_unanswered(ending.unanswered)
        cohort_rules.register_cohort_archived(ending.tell_authors)
