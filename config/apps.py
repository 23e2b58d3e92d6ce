"""The composition root as an app: it carries commands and deploy checks only."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "portal_config"

    def ready(self) -> None:
        # They register themselves, once apps are ready.
        from config import checks, server_log  # noqa: F401, PLC0415
