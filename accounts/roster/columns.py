"""Which column is what: known by name in several spellings, else chosen on screen."""

import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The fields in the order the page asks for them.
FIELDS: dict[str, str | Promise] = {
    "email": _("E-mail"),
    "name": _("Name"),
    "given": _("First name"),
    "family": _("Last name"),
    "cohort": _("Cohort"),
    "role": _("Role"),
    "mentor": _("Mentor’s e-mail"),
    "status": _("Status (who leaves)"),
}
# Without case, blanks and signs: "E-Mail Address" is "emailaddress". In every language the portal
# speaks, whoever reads the page: lists come from other offices.
KNOWN: dict[str, tuple[str, ...]] = {
    "email": (
        "email", "mail", "emailaddress", "mailaddress", "schoolemail", "studentemail", "useremail",
        "primaryemail", "universityemail", "correo", "correoelectrónico", "correoelectronico",
    ),
    "name": ("name", "fullname", "displayname", "studentname", "preferredname", "personname",
             "nombrecompleto", "nombreyapellidos"),
    "given": ("givenname", "firstname", "forename", "given", "first", "givennames", "forenames",
              "nombre", "nombres", "nombredepila"),
    "family": ("familyname", "lastname", "surname", "family", "last", "apellido", "apellidos"),
    "cohort": ("cohort", "cohortname", "class", "classname", "yeargroup", "intake", "cohorte",
               "promoción"),
    "role": ("role", "roles", "position", "usertype", "rol", "papel"),
    "mentor": (
        "mentor", "mentoremail", "mentorsemail", "mentormail", "mentoremailaddress", "tutoremail",
        "advisoremail", "adviseremail", "correodelmentor", "correodelamentora",
        "mentora",
    ),
    "status": ("status", "leave", "leaves", "leaver", "left", "leaving", "estado", "baja"),
}  # fmt: skip
# A first name where a last name stands beside it, else the whole name.
ALONE = "nombre"
SECRET = {"password", "passwd", "pwd", "passwort", "passphrase"}
# Together they are the header of a OneRoster users.csv.
ONEROSTER = {"sourcedid", "enableduser", "orgsourcedids"}
Columns = dict[str, int]


def plain(title: str) -> str:
    """Return a column's title without case, accents' spellings, blanks and signs."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def guess(header: Sequence[str]) -> Columns:
    """Return the column of each field whose title is known; of two, the better known title."""
    titles = [plain(title) for title in header]
    found: Columns = {}
    for field, names in KNOWN.items():
        known = [name for name in names if name in titles]
        if known:
            found[field] = titles.index(known[0])
    if ALONE in titles and not {"name", "family"} & set(found):
        found["name"] = found.pop("given")
    return found


def is_secret(title: str) -> bool:
    """Say whether a column holds passwords: it is never read, nor shown."""
    return plain(title) in SECRET


def is_oneroster(header: Sequence[str]) -> bool:
    """Say whether this is the users file of a OneRoster export."""
    return {plain(title) for title in header} >= ONEROSTER


def missing(columns: Mapping[str, int]) -> list[str]:
    """Return the fields that must be pointed out: an address, and a name unless people leave."""
    needed = [] if "email" in columns else ["email"]
    named = {"name", "status"} & set(columns) or {"given", "family"} <= set(columns)
    return needed if named else [*needed, "name"]


def chosen(header: Sequence[str], said: Mapping[str, object]) -> Columns:
    """Return what was chosen, as far as it names real columns that hold no passwords."""
    return {
        field: number
        for field, number in said.items()
        if field in FIELDS
        and isinstance(number, int)
        and 0 <= number < len(header)
        and not is_secret(header[number])
    }


def unread(header: Sequence[str], columns: Mapping[str, int]) -> list[str]:
    """Return the titles of the columns that are left alone."""
    used = set(columns.values())
    return [title.strip() for number, title in enumerate(header) if number not in used]
