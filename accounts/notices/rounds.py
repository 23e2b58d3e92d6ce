"""What is done before each round of delivery: reminders are made, and whatever apps add."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

logger = logging.getLogger("portal.notices")
_before: list[Callable[[datetime], None]] = []


def before_delivery(make: Callable[[datetime], None]) -> None:
    """Let ``make(now)`` put notices into the outbox before each round. It may run twice at once."""
    _before.append(make)


def prepare() -> None:
    """Let every app put in what is due by now; one that fails does not hold up the mail."""
    now = timezone.now()
    for make in _before:
        try:
            make(now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - the mail that waits goes out all the same
            logger.error("before delivery: %s failed: %s", make.__module__, type(error).__name__)
