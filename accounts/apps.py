"""Who people are to each other, and what the portal owes them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and cohorts")

    def ready(self) -> None:
        from accounts import notice_kinds, policies, verbs  # noqa: F401, PLC0415 - models exist now
