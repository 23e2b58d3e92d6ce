"""What the course pages read. One file for each question a page asks."""

from curriculum.queries.changes import LeftBehind, News, gone_from, news, was_here
from curriculum.queries.course_page import lay_out
from curriculum.queries.dues import OWN_DUE, extend, own_release, with_extension
from curriculum.queries.outlines import (
    Outline,
    Row,
    how_long,
    outline,
    outline_at,
    outline_without_release,
)
from curriculum.queries.pages import (
    lesson_in,
    lesson_of,
    module_as_read,
    module_parts,
    readers_to_be,
)
from curriculum.queries.progress import Required, required_reflections
from curriculum.queries.releases import (
    Place,
    current_release,
    current_releases,
    place,
)
from curriculum.queries.sessions import Sheet, attendance_sheet, days_attended
from curriculum.queries.shelves import (
    Line,
    Shelf,
    shelves,
)
from curriculum.queries.teaching import Teaching, scenario_of, teaching_of
from curriculum.queries.versions import (
    Holder,
    cohorts_to_plan,
    holders,
    known_cohorts,
    versions_of,
    with_parts,
)

__all__ = [
    "OWN_DUE",
    "Holder",
    "LeftBehind",
    "Line",
    "News",
    "Outline",
    "Place",
    "Required",
    "Row",
    "Sheet",
    "Shelf",
    "Teaching",
    "attendance_sheet",
    "cohorts_to_plan",
    "current_release",
    "current_releases",
    "days_attended",
    "extend",
    "gone_from",
    "holders",
    "how_long",
    "known_cohorts",
    "lay_out",
    "lesson_in",
    "lesson_of",
    "module_as_read",
    "module_parts",
    "news",
    "outline",
    "outline_at",
    "outline_without_release",
    "own_release",
    "place",
    "readers_to_be",
    "required_reflections",
    "scenario_of",
    "shelves",
    "teaching_of",
    "versions_of",
    "was_here",
    "with_extension",
    "with_parts",
]
