"""What people read of concerns and of "please contact me". Everything starts from the right to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts import people
from accounts.models import HelpContact, Mentoring, Person
from accounts.policy import allows
from accounts.rows_within import Rows
from reflections.models import Concern, ContactWish, Version
from reflections.parts import beneath


def spoken_of(person: Any, at: datetime) -> QuerySet[Concern]:
    """Return open concerns about her that she may know of: a mark on her roles, without a query."""
    about = {"student": person, "is_told": True, "closed_at": None}
    return Concern.objects.visible_to(person, at=at).filter(**about).order_by()


# ------------------------------------------------------------------ who raised one
def raised_by(person: Person) -> QuerySet[Concern]:
    """Return what ``person`` raised, what is open first."""
    rows = Concern.objects.visible_to(person, "change").select_related("student", "contact")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")


def raised(person: Person, concern_id: UUID) -> Concern | None:
    """Return one concern ``person`` raised, or None."""
    rows = Concern.objects.visible_to(person, "change").select_related("student", "contact")
    return rows.filter(pk=concern_id).first()


def may_reach(person: Person, student: Person) -> bool:
    """Say whether ``person`` may know a student's number: that ends with the right to answer her.

    A concern she raised stays hers to close; whoever answers now rings.
    """
    answers = Version.objects.visible_to(person, "answer").filter(entry__author=student)
    return allows(person, "reach", student) or answers.exists()


# ------------------------------------------------------------------ whom it is about
def about(person: Person) -> QuerySet[Concern]:
    """Return what was raised about ``person``, as far as she may know, the newest first."""
    rows = Concern.objects.visible_to(person).filter(student=person)
    return rows.select_related("raised_by", "contact")


def wishes_of(person: Person) -> QuerySet[ContactWish]:
    """Return when she asked to be contacted, the newest first."""
    rows = ContactWish.objects.visible_to(person, "write").filter(entry__author=person)
    return rows.select_related("reached_by")


# What a help contact is shown with in a few lines, and what it is for.
LINE = (
    "name", "phone", "hours", "is_urgent",
    "for_safety", "for_wellbeing", "for_mistreatment", "for_patients",
)  # fmt: skip


def wish_columns() -> dict[str, Any]:
    """Return what a query of her own versions asks along for ``wish_of`` and ``lines_of``."""
    newest = beneath(ContactWish, entry=OuterRef("entry")).order_by("-asked_at")
    columns = {"asked": "asked_at", "ended": "ended_at", "reached": "reached_by__name"}
    found = {f"wish_{name}": Subquery(newest.values(of)[:1]) for name, of in columns.items()}
    asks = beneath(ContactWish, entry=OuterRef(OuterRef("entry")), ended_at=None)
    lines = people.help_contacts().filter(Exists(asks))
    return found | {"wish_lines": Rows(lines, *LINE)}


def lines_of(version: Any) -> list[HelpContact]:
    """Return whom she may ring meanwhile, where her wish on that page is open."""
    found = (HelpContact(**one) for one in version.wish_lines)
    return [one for one in found if one.is_for_somebody]


def wish_of(version: Any) -> ContactWish | None:
    """Return the newest wish on the page of a version that was read with ``wish_columns``."""
    if version.wish_asked is None:
        return None
    reached = Person(name=version.wish_reached) if version.wish_reached else None
    return ContactWish(asked_at=version.wish_asked, ended_at=version.wish_ended, reached_by=reached)


# ------------------------------------------------------------------ who stands in
@dataclass(frozen=True)
class Late:
    """Somebody who asked to be contacted, whom nobody has looked after yet."""

    wish: ContactWish
    student: Person
    mentors: list[str]

    @property
    def dial(self) -> str:
        return HelpContact(phone=self.student.phone).dial


def standing_in(person: Person) -> list[Late]:
    """Return who waits for ``person`` as the cover or the lead. Two queries, one without any."""
    rows = ContactWish.objects.visible_to(person, "stand_in").select_related("entry__author")
    wishes = list(rows.order_by("asked_at"))
    names = _mentors_of({wish.entry.author_id for wish in wishes}) if wishes else {}
    return [Late(wish, wish.entry.author, names.get(wish.entry.author_id, [])) for wish in wishes]


def _mentors_of(students: Iterable[UUID]) -> dict[UUID, list[str]]:
    pairs = Mentoring.objects.current(timezone.now()).filter(student__in=students)
    found: dict[UUID, list[str]] = {}
    for student, name in pairs.order_by("mentor__name").values_list("student", "mentor__name"):
        found.setdefault(student, []).append(name)
    return found
