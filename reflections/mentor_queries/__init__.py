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
from reflections.mentor_queries.mentored import Student, students
from reflections.mentor_queries.waiting import LATE_AFTER_DAYS, Queue, Waiting, queue

__all__ = [
    "LATE_AFTER_DAYS",
    "Desk",
    "Queue",
    "Said",
    "Student",
    "Waiting",
    "desk",
    "page_with_margin",
    "queue",
    "replies_to",
    "students",
    "versions_to_answer",
]
