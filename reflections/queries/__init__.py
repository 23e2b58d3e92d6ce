"""What a learner's pages read. Everything starts from her own entries, or from the right to read.

One file for each room. The mentor’s side is in ``mentor_queries``.
"""

from reflections.queries.audiences import answering, audience_of, now_reading
from reflections.queries.coming import Next, next_reflection, statuses_of_lessons
from reflections.queries.concerns import (
    Late,
    lines_of,
    may_reach,
    raised,
    raised_by,
    spoken_of,
    standing_in,
    wish_of,
    wishes_of,
)
from reflections.queries.concerns import about as concerns_about
from reflections.queries.granting import (
    grant_page,
    grants_to_decide,
    may_decide,
    openings_of,
    own_grants,
)
from reflections.queries.lenses import lens_rows, own_line
from reflections.queries.letters import Letter, letter, own_letters
from reflections.queries.lists import Line, journal, submitted_pages
from reflections.queries.naming import naming
from reflections.queries.own_pages import (
    heading,
    named_or,
    newest_own,
    own,
    own_entry,
    own_passes,
    title_about,
    word_range,
)
from reflections.queries.passing import Passing, own_pass, passing, taken_this_year
from reflections.queries.pictures import (
    own_pictures,
    picture_file,
    pictures_on,
    with_pictures,
)
from reflections.queries.portfolio import Chosen, Portfolio, piece_of, portfolio
from reflections.queries.reading import (
    Sheet,
    mentor_to_ask,
    reach,
    readings_of,
    shared_sheet,
    sheet,
)
from reflections.queries.search import Hit, found
from reflections.queries.tags import tag_of, tagged_pages, tags, tags_on
from reflections.queries.versions import Held, earlier_texts, held, history, own_page
from reflections.queries.writing_room import (
    Place,
    Room,
    new_room,
    page_for,
    place,
    room,
)

__all__ = [
    "Chosen",
    "Held",
    "Hit",
    "Late",
    "Letter",
    "Line",
    "Next",
    "Passing",
    "Place",
    "Portfolio",
    "Room",
    "Sheet",
    "answering",
    "audience_of",
    "concerns_about",
    "earlier_texts",
    "found",
    "grant_page",
    "grants_to_decide",
    "heading",
    "held",
    "history",
    "journal",
    "lens_rows",
    "letter",
    "lines_of",
    "may_decide",
    "may_reach",
    "mentor_to_ask",
    "named_or",
    "naming",
    "new_room",
    "newest_own",
    "next_reflection",
    "now_reading",
    "openings_of",
    "own",
    "own_entry",
    "own_grants",
    "own_letters",
    "own_line",
    "own_page",
    "own_pass",
    "own_passes",
    "own_pictures",
    "page_for",
    "passing",
    "picture_file",
    "pictures_on",
    "piece_of",
    "place",
    "portfolio",
    "raised",
    "raised_by",
    "reach",
    "readings_of",
    "room",
    "shared_sheet",
    "sheet",
    "spoken_of",
    "standing_in",
    "statuses_of_lessons",
    "submitted_pages",
    "tag_of",
    "tagged_pages",
    "tags",
    "tags_on",
    "taken_this_year",
    "title_about",
    "wish_of",
    "wishes_of",
    "with_pictures",
    "word_range",
]
