"""The composition root as an app: it carries commands and deploy checks only."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "portal_config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415 - registers the checks once apps are ready
