"""What the course pages read. One file for each question a page asks."""

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
    module_parts,
    notes_of_lesson,
    notes_of_module,
    readers_to_be,
)
from curriculum.queries.releases import (
    Place,
    current_release,
    current_releases,
    place,
)
from curriculum.queries.shelves import (
    Line,
    Shelf,
    shelves,
)

__all__ = [
    "Line",
    "Outline",
    "Place",
    "Row",
    "Shelf",
    "current_release",
    "current_releases",
    "how_long",
    "lesson_in",
    "module_parts",
    "notes_of_lesson",
    "notes_of_module",
    "outline",
    "outline_at",
    "outline_without_release",
    "place",
    "readers_to_be",
    "shelves",
]
