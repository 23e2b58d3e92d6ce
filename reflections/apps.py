"""What learners write, and what others say back."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReflectionsConfig(AppConfig):
    name = "reflections"
    verbose_name = _("Journals")

    def ready(self) -> None:
        # Only now do models exist, and some of these register what they hold by being imported.
        from accounts import cohort_rules, erasing, people  # noqa: PLC0415 - models exist only now
        from accounts import holdings as kept  # noqa: PLC0415 - models exist only now
        from accounts.actions import requests  # noqa: PLC0415 - models exist only now
        from curriculum import activities, following  # noqa: PLC0415 - models exist only now
        from reflections import holdings, ledger, notices, policies, queries, verbs  # noqa: F401, PLC0415 - as said above
        from reflections.actions import (  # noqa: PLC0415 - models exist only now
            changing,
            covering,
            emptying,
            ending,
            pruning,
        )
        from reflections.activities import (  # noqa: PLC0415 - models exist only now
            ReflectionActivity,
            StoryCompany,
            keep_page,
        )
        from reflections.models import Version  # noqa: PLC0415 - models exist only now

        activities.register(ReflectionActivity())
        following.register(keep_page)
        people.add_mark("spoken_of", queries.spoken_of)
        activities.register_company(StoryCompany())
        cohort_rules.register_has_submissions(
            lambda cohort: Version.objects.filter(cohort=cohort).exists()
        )
        cohort_rules.register_cover_announced(
            lambda cover, by: covering.let_cover_read(cover=cover, by=by)
        )
        cohort_rules.register_mentor_changed(changing.hand_over)
        cohort_rules.register_unanswered(ending.unanswered)
        cohort_rules.register_cohort_archived(ending.tell_authors)
        kept.register_tidy(emptying.erase_thrown)
        erasing.register_sweep(emptying.sweep)
        kept.register_tidy(pruning.thin_out)
        requests.register(emptying.KIND, lambda thing: emptying.erase_pages([thing]))
