"""The live room: people rehearse together, each with a brief of their own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RehearsalsConfig(AppConfig):
    name = "rehearsals"
    verbose_name = _("Rehearsals")

    def ready(self) -> None:
        from accounts import taken_along  # noqa: PLC0415 - models exist only now
        from curriculum import activities, rehearsed  # noqa: PLC0415 - models exist only now
        from rehearsals import holdings, ledger, policies, verbs  # noqa: F401, PLC0415 - models exist only now
        from rehearsals.activities import RoleplayActivity  # noqa: PLC0415 - models exist only now
        from rehearsals.queries import counting, taken  # noqa: PLC0415 - models exist only now

        activities.register(RoleplayActivity())
        rehearsed.register(counting.held)
        taken_along.register("rehearsals", taken.rehearsals)
