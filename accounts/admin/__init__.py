"""The admin of people, cohorts and relationships."""

from accounts.admin import cohorts, help_and_log, leaves, matching, persons

__all__ = ["cohorts", "help_and_log", "leaves", "matching", "persons"]
