"""Practices alone as interactive stories: Twee 3 both ways; Twine 2 HTML and JSON only in.

Pure: knows no database. ``read`` makes an encounter of a story that anybody wrote, with a report by
line of what was taken, what was left out and why; nothing in it is ever run. ``write`` makes Twee
of an encounter, so that reading it again gives the same one. See docs/twee.md.
"""

from curriculum.twee.reading import MOST_BYTES, Reading, facts_of, read
from curriculum.twee.story import Note
from curriculum.twee.writing import write

__all__ = ["MOST_BYTES", "Note", "Reading", "facts_of", "read", "write"]
