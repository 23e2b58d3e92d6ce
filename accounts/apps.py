"""Who people are to each other, and what the portal owes them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and cohorts")

    def ready(self) -> None:
        # Only now do models exist, and each of these registers what it holds by being imported.
        from accounts import (  # noqa: PLC0415 - models exist only now
            ending_notices,  # noqa: F401 - registers what it holds
            notice_kinds,  # noqa: F401 - registers what it holds
            policies,  # noqa: F401 - registers what it holds
            verbs,  # noqa: F401 - registers what it holds
        )
        from accounts.ledger import (  # noqa: PLC0415 - models exist only now
            others,  # noqa: F401 - registers what it holds
            own,  # noqa: F401 - registers what it holds
        )
