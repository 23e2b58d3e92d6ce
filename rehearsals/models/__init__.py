"""What keeps a rehearsal: the room, its groups, who is in it, what each may read and wrote."""

from rehearsals.models.dialogue import Acceptance, Assent, Dialogue, MapLine
from rehearsals.models.group import Casting, Group, Place
from rehearsals.models.rehearsal import Brief, Rehearsal
from rehearsals.models.sheet import Keepsake, KeepsakeText, Sheet, SheetText

__all__ = [
    "Acceptance",
    "Assent",
    "Brief",
    "Casting",
    "Dialogue",
    "Group",
    "Keepsake",
    "KeepsakeText",
    "MapLine",
    "Place",
    "Rehearsal",
    "Sheet",
    "SheetText",
]
