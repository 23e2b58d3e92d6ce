"""The clauses of rehearsals: each a reason why somebody may. Which rows they open: policies.py.

Every one of them asks for a seat in the cohort at this very moment: nobody keeps a right for having
been there.
"""

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import GroupMembership, Membership
from accounts.policies import in_cohort
from accounts.policy import Clause, Side, same, there_is
from rehearsals.models import Casting, Place

Role = Membership.Role
RUNNING = (Role.FACILITATOR, Role.LEAD)


def _cohort(path: str) -> str:
    """Return the path to the cohort for a row whose rehearsal is at ``path`` ("" is the row)."""
    return f"{path}cohort_id"


def _id(path: str) -> str:
    return f"{path.removesuffix('__')}_id" if path else "pk"


def is_open(it: Side, path: str) -> Q:
    """Return the condition that the rehearsal at ``path`` of the row is not closed."""
    return it.has(**{f"{path}closed_at": None})


def runs(path: str = "", *, when: str = "", while_open: bool = False) -> Clause:
    """Return the clause "runs this rehearsal, and facilitates or leads in its cohort".

    With ``when`` the row counts only once that moment is set.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        held = in_cohort(who, it(_cohort(path)), at, *RUNNING)
        right = same(who, it, f"{path}facilitator_id") & held
        if when:
            right &= it.is_set(when)
        return right & is_open(it, path) if while_open else right

    return Clause("runs", _("whoever runs the rehearsal"), link)


def _could_run(who: Side, it: Side, at: datetime) -> Q:
    return in_cohort(who, it("cohort_id"), at, *RUNNING)


could_run = Clause("could_run", _("those who facilitate or lead in the cohort"), _could_run)
could_take_over = Clause(
    "could_run",
    _("those who facilitate or lead in the cohort"),
    lambda who, it, at: _could_run(who, it, at) & is_open(it, ""),
)


def present(path: str = "") -> Clause:
    """Return the clause "is in the room"."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        here = Place.objects.filter(person=who(), rehearsal=it(_id(path)))
        return there_is(here) & in_cohort(who, it(_cohort(path)), at)

    return Clause("present", _("those who are in the room"), link)


def beside_in_group(group: str, path: str, *, when: str = "", while_open: bool = False) -> Clause:
    """Return the clause "sits in the group at ``group`` of the row".

    With ``when`` the row counts only once that moment is set.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        here = Place.objects.filter(person=who(), group=it(group))
        right = there_is(here) & in_cohort(who, it(_cohort(path)), at)
        if when:
            right &= it.is_set(when)
        return right & is_open(it, path) if while_open else right

    return Clause("in_group", _("those who sit in the group"), link)


def oneself(person: str, path: str, *, while_open: bool = False) -> Clause:
    """Return the clause "the person the row is about, while she is of the cohort"."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        right = same(who, it, person) & in_cohort(who, it(_cohort(path)), at)
        return right & is_open(it, path) if while_open else right

    return Clause("oneself", _("the person themselves"), link)


def _watches(who: Side, it: Side, at: datetime) -> Q:
    here = Place.objects.filter(person=who(), group=it("group_id"))
    member = in_cohort(who, it("group__rehearsal__cohort_id"), at)
    return same(who, it, "observer_id") & there_is(here) & member


watches = Clause("oneself", _("the person themselves, while in the room"), _watches)


def _may_come(who: Side, it: Side, at: datetime) -> Q:
    seats = GroupMembership.objects.current(at).filter(person=who(), group=it("part_id"))
    everybody = it.has(part_id=None)
    teaching = in_cohort(who, it("cohort_id"), at, Role.FACILITATOR, Role.LEAD, Role.MENTOR)
    of_it = everybody | there_is(seats) | teaching
    return of_it & in_cohort(who, it("cohort_id"), at) & is_open(it, "")


may_come = Clause(
    "may_come", _("members of the cohort, or of the part of it that was asked"), _may_come
)


def _holds(who: Side, it: Side, at: datetime) -> Q:
    """Of a brief: who has this role in the round being played, and is still in the room."""
    here = Casting.objects.filter(
        person=who(),
        role_key=it("role_key"),
        group__rehearsal=it("rehearsal_id"),
        rotation=F("group__rotation"),
    )
    still = Place.objects.filter(person=who(), rehearsal=it("rehearsal_id"))
    member = in_cohort(who, it("rehearsal__cohort_id"), at)
    return there_is(here) & there_is(still) & member & is_open(it, "rehearsal__")


holder = Clause("holder", _("whoever plays the role at this moment"), _holds)


def _after_opening(who: Side, it: Side, at: datetime) -> Q:
    here = Place.objects.filter(person=who(), rehearsal=it("rehearsal_id"))
    member = in_cohort(who, it("rehearsal__cohort_id"), at)
    return it.is_set("rehearsal__debrief_opened_at") & there_is(here) & member


opened = Clause("opened", _("everybody in the room, once the debrief is open"), _after_opening)
