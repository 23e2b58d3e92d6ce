"""Who people are to each other, and what the portal owes them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and cohorts")

    def ready(self) -> None:
        # Only now do models exist, and each of these registers what it holds by being imported.
        from accounts import ending_notices, notice_kinds, policies, verbs  # noqa: F401, PLC0415
        from accounts.ledger import others, own  # noqa: F401, PLC0415
