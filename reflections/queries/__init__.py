"""What a learner's pages read. Everything starts from her own entries, or from the right to read.

One file for each room. The mentor’s side is in ``mentor_queries``.
"""

from reflections.queries.coming import Next, next_reflection, statuses_of_lessons
from reflections.queries.lists import Line, journal, submitted_pages
from reflections.queries.own_pages import named_or, own, title_about, word_range
from reflections.queries.passing import Passing, own_pass, passing, taken_this_year
from reflections.queries.reading import (
    Sheet,
    answering,
    audience_of,
    mentor_to_ask,
    newest_own,
    now_reading,
    own_entry,
    shared_sheet,
    sheet,
)
from reflections.queries.writing_room import (
    Place,
    Room,
    earlier_texts,
    new_room,
    page_for,
    place,
    room,
)

__all__ = [
    "Line",
    "Next",
    "Passing",
    "Place",
    "Room",
    "Sheet",
    "answering",
    "audience_of",
    "earlier_texts",
    "journal",
    "mentor_to_ask",
    "named_or",
    "new_room",
    "newest_own",
    "next_reflection",
    "now_reading",
    "own",
    "own_entry",
    "own_pass",
    "page_for",
    "passing",
    "place",
    "room",
    "shared_sheet",
    "sheet",
    "statuses_of_lessons",
    "submitted_pages",
    "taken_this_year",
    "title_about",
    "word_range",
]
