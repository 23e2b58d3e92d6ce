"""The composition root as an app: it carries commands and deploy checks only."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "portal_config"

    def ready(self) -> None:
        # Two of them register themselves, once apps are ready.
        from config import catalogues, checks, databases, server_log  # noqa: F401, PLC0415

        databases.remember_statements()
        catalogues.leave_out_empty_ones()
