"""Cells to people: one clean line each, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roster.table import Cells, Table

LONGEST_NAME = 120
LONGEST_EMAIL = 254
STUDENT, MENTOR, LEAD, FACILITATOR = "student", "mentor", "lead", "facilitator"
# In every language the portal speaks: whoever uploads a list did not always write it.
ROLES = {
    STUDENT: ("student", "students", "learner", "learners",
              "estudiante", "estudiantes", "alumno", "alumna", "alumnos", "alumnas"),
    MENTOR: ("mentor", "mentors", "tutor", "tutors", "preceptor",
             "mentora", "mentores", "mentoras", "tutora", "tutores", "tutoras"),
    LEAD: ("lead", "leads", "leader", "director", "course director", "cohort lead",
           "responsable", "responsables", "directora", "coordinador", "coordinadora"),
    FACILITATOR: ("facilitator", "facilitators", "teacher", "faculty", "instructor",
                  "facilitador", "facilitadora", "docente", "docentes", "profesor", "profesora"),
}  # fmt: skip
_ROLE_OF = {spelling: role for role, spellings in ROLES.items() for spelling in spellings}
LEAVING = {"leave", "leaves", "leaver", "leaving", "left", "withdrawn", "gone", "inactive",
           "tobedeleted", "to be deleted", "yes", "y", "x", "true", "1",
           "baja", "sale", "se va", "sí", "si"}  # fmt: skip
STAYING = {"", "active", "stay", "stays", "current", "enrolled", "no", "n", "false", "0",
           "alta", "activo", "activa", "se queda", "sigue"}  # fmt: skip
# What a spreadsheet would run; the wide forms too.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠−]")
# Signs without a shape. The joiners of Persian or Hindi names are shapes of their own, and stay.
UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
JOINERS = re.compile("[\u200c\u200d]")


@dataclass(frozen=True)
class Row:
    """One person as a line says it. ``problem`` is the first thing wrong with the line."""

    line: int
    email: str = ""
    name: str = ""
    cohort: str = ""
    role: str = ""
    mentor: str = ""
    leaves: bool = False
    problem: str | Promise = ""

    @property
    def said(self) -> tuple[object, ...]:
        """Return what the line says, without where it stands."""
        return (self.email, self.name, self.cohort, self.role, self.mentor, self.leaves)


class Wrong(Exception):
    """A cell cannot be used; the sentence says why."""


def clean(cell: str) -> str:
    """Return a cell as people see it: composed letters, no invisible signs, single blanks."""
    seen = UNSEEN.sub("", unicodedata.normalize("NFC", cell))
    return " ".join(seen.split())


def rows(table: Table, columns: Mapping[str, int]) -> list[Row]:
    """Return every line of a table as a person; ``columns`` says which column is what."""
    return [_row(cells, columns, len(table.header)) for cells in table.rows]


def _row(cells: Cells, columns: Mapping[str, int], width: int) -> Row:
    said = {
        field: cells.cells[number] if number < len(cells.cells) else ""
        for field, number in columns.items()
    }
    email = folded_email(said.get("email", ""))
    shown = Row(cells.line, email=email[:LONGEST_EMAIL], name=_shown_name(said))
    try:
        if any(cell.strip() for cell in cells.cells[width:]):
            raise Wrong(
                _("There are more cells than columns. Does a name hold a comma without quotes?")
            )
        return Row(
            cells.line,
            email=address(said.get("email", "")),
            name=_name(said),
            cohort=clean(said.get("cohort", "")),
            role=_role(said.get("role", "")),
            mentor=address(said["mentor"]) if _bare(said.get("mentor", "")) else "",
            leaves=_leaves(said.get("status", "")),
        )
    except Wrong as wrong:
        return Row(cells.line, email=shown.email, name=shown.name, problem=wrong.args[0])


def _bare(cell: str) -> str:
    """Return an address without blanks around it and invisible signs in it, else as it is typed.

    Not composed as names are: that alone would make a "K" (Kelvin) a K, and somebody else’s.
    """
    return JOINERS.sub("", UNSEEN.sub("", cell)).strip()


def folded_email(cell: str) -> str:
    """Return an address as two spellings of it are compared."""
    return _bare(cell).lower()


def address(cell: str) -> str:
    """Return the e-mail address in a cell, as it is compared; Wrong for anything else."""
    no_formula(cell)
    bare = _bare(cell)
    if not bare:
        raise Wrong(_("There is no e-mail address."))
    if not bare.isascii():
        raise Wrong(_("The address “%(email)s” holds a letter no address has.") % {"email": bare})
    if len(bare) > LONGEST_EMAIL:
        raise Wrong(_("This e-mail address is too long."))
    try:
        validate_email(bare)
    except ValidationError:
        raise Wrong(_("“%(email)s” is not an e-mail address.") % {"email": bare[:80]}) from None
    return bare.lower()


def no_formula(cell: str) -> None:
    """Wrong for a cell that a spreadsheet would run."""
    first = UNSEEN.sub("", cell).lstrip(" \u00a0")
    if FORMULA.match(first):
        sign = first[0] if first[0].strip() else _("a tab")
        raise Wrong(
            _("A cell begins with “%(sign)s”, as a formula does. Type the plain text.")
            % {"sign": sign}
        )


def _joined(said: Mapping[str, str]) -> str:
    whole = clean(said.get("name", ""))
    return whole or clean(f"{said.get('given', '')} {said.get('family', '')}")


def _shown_name(said: Mapping[str, str]) -> str:
    return _joined(said)[:LONGEST_NAME]


def _name(said: Mapping[str, str]) -> str:
    for field in ("name", "given", "family"):
        no_formula(said.get(field, ""))
    name = _joined(said)
    if len(name) > LONGEST_NAME:
        raise Wrong(_("This name is longer than %(most)d characters.") % {"most": LONGEST_NAME})
    if name and not any(sign.isalpha() for sign in name):
        raise Wrong(_("“%(name)s” is not a name.") % {"name": name})
    if "@" in name:
        raise Wrong(_("There is an address where the name should be. Are the columns right?"))
    return name


def _role(cell: str) -> str:
    said = clean(cell).casefold()
    if said and said not in _ROLE_OF:
        raise Wrong(
            _("“%(role)s” is no role here. Say student, mentor, lead or facilitator.")
            % {"role": clean(cell)[:40]}
        )
    return _ROLE_OF.get(said, "")


def _leaves(cell: str) -> bool:
    said = clean(cell).casefold()
    if said not in LEAVING | STAYING:
        raise Wrong(
            _("“%(status)s” says neither that somebody stays nor that they leave. Say “leave”, or "
              "nothing.")
            % {"status": clean(cell)[:40]}
        )  # fmt: skip
    return said in LEAVING
