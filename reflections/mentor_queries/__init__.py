"""What a mentor's pages read: who waits, whom she mentors, and everything on the desk.

Every function takes the person first and starts from what is visible to her. Nothing here looks
at a draft that is not her own: a mentor never learns that a student is writing (decision 1).
"""

from reflections.mentor_queries.desk_page import (
    Desk,
    Said,
    desk,
    page_with_margin,
    replies_to,
    versions_to_answer,
)
from reflections.mentor_queries.earlier import Before, before
from reflections.mentor_queries.lines import LATE_AFTER_DAYS, Queue, Waiting
from reflections.mentor_queries.mentored import Student, students
from reflections.mentor_queries.nudging import nudges_for
from reflections.mentor_queries.phrasebook import phrase_of, phrases
from reflections.mentor_queries.waiting import queue

__all__ = [
    "LATE_AFTER_DAYS",
    "Before",
    "Desk",
    "Queue",
    "Said",
    "Student",
    "Waiting",
    "before",
    "desk",
    "nudges_for",
    "page_with_margin",
    "phrase_of",
    "phrases",
    "queue",
    "replies_to",
    "students",
    "versions_to_answer",
]
