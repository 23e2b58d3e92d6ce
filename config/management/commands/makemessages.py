"""Collect every sentence of the interface, those marked with our own short name for gettext too."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which would pass over ``say(…)``: gettext, beside ``_`` for later."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=say"]
