"""The admin of people, cohorts and relationships."""

from accounts.admin import cohorts, endings, help_and_log, leaves, matching, persons, school_words

__all__ = ["cohorts", "endings", "help_and_log", "leaves", "matching", "persons", "school_words"]
