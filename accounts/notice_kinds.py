"""The notice kinds of accounts."""

from typing import cast

from django.db import models
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts import notices, pairing_queries
from accounts.actions import invitations
from accounts.models import Cohort, Cover, Membership, MentorChange, Mentoring, Person
from accounts.policy import allows


def _still_expected(person: Person, about: models.Model) -> bool:
    return person.pk == about.pk and invitations.may_come_in(cast(Person, about))


def _link(person: Person, about: models.Model) -> str:
    # The secret is made at the moment of sending, so that it is in this mail and nowhere else.
    return invitations.mint(person=person, by=None)


notices.register(
    notices.Kind(
        name="invitation",
        group="invitation",
        still=_still_expected,
        link=_link,
        at_night=True,
        renews=True,
    )
)


def _still_covers(person: Person, about: models.Model) -> bool:
    cover = cast(Cover, about)
    is_hers = cover.mentoring.student_id == person.pk
    return is_hers and not cover.is_over and allows(person, "read", cover)


def _cohort_page(person: Person, about: models.Model) -> str:
    return reverse("cohort", args=[cast(Cover, about).mentoring.cohort.slug])


notices.register(
    notices.Kind(name="cover_announced", group="readers", still=_still_covers, link=_cohort_page)
)


def _home(person: Person, about: models.Model) -> str:
    return reverse("home")


def _journal(person: Person, about: models.Model) -> str:
    return reverse("journal")


def _was(role: str) -> notices.Still:
    """Return "she was this in the cohort", which stays true after its end."""

    def still(person: Person, about: models.Model) -> bool:
        return Membership.objects.filter(person=person, cohort=about.pk, role=role).exists()

    return still


def _still_ended(person: Person, about: models.Model) -> bool:
    """A cohort that was brought back has not ended."""
    was_student = _was(Membership.Role.STUDENT)
    return cast(Cohort, about).archived_at is not None and was_student(person, about)


def _still_paired(person: Person, about: models.Model) -> bool:
    pair = cast(Mentoring, about)
    return pair.student_id == person.pk and not pair.is_over


notices.register(
    notices.Kind(
        name="cohort_ended",
        group="endings",
        still=_still_ended,
        link=_journal,
        many=ngettext_lazy(
            "%(count)s cohort has come to its end.",
            "%(count)s cohorts have come to their end.",
            "count",
        ),
    )
)
notices.register(
    notices.Kind(
        name="mentors_thanked",
        group="endings",
        still=_was(Membership.Role.MENTOR),
        link=_home,
        many=ngettext_lazy(
            "%(count)s cohort says thank you.", "%(count)s cohorts say thank you.", "count"
        ),
    )
)
notices.register(notices.Kind(name="new_mentor", group="readers", still=_still_paired, link=_home))


def _was_paired(person: Person, about: models.Model) -> bool:
    pair = cast(Mentoring, about)
    return pair.mentor_id == person.pk and pair.is_over


def _still_wanted(person: Person, about: models.Model) -> bool:
    change = cast(MentorChange, about)
    return change.met_at is None and allows(person, "read", change)


def _students(person: Person, about: models.Model) -> str:
    return reverse("my_students")


def _requests(person: Person, about: models.Model) -> str:
    return reverse("admin:accounts_mentorchange_changelist")


notices.register(
    notices.Kind(
        name="mentor_ended",
        group="pairings",
        still=_was_paired,
        link=_students,
        many=ngettext_lazy(
            "%(count)s pairing has ended.", "%(count)s pairings have ended.", "count"
        ),
    )
)
notices.register(
    notices.Kind(
        name="mentor_wanted",
        group="pairings",
        still=_still_wanted,
        link=_requests,
        many=ngettext_lazy(
            "%(count)s student asks for another mentor.",
            "%(count)s students ask for another mentor.",
            "count",
        ),
    )
)


def _still_mentors(person: Person, about: models.Model) -> bool:
    pair = cast(Mentoring, about)
    return pair.mentor_id == person.pk and not pair.is_over


def _still_clashes(person: Person, about: models.Model) -> bool:
    cohort = cast(Cohort, about)
    return allows(person, "change", cohort) and pairing_queries.has_clash(cohort, person)


def _pairing(person: Person, about: models.Model) -> str:
    return reverse("pairing", args=[cast(Cohort, about).slug])


notices.register(
    notices.Kind(
        name="new_student",
        group="pairings",
        still=_still_mentors,
        link=_students,
        many=ngettext_lazy(
            "%(count)s student is yours to mentor now.",
            "%(count)s students are yours to mentor now.",
            "count",
        ),
    )
)
notices.register(
    notices.Kind(
        name="pairing_clash",
        group="pairings",
        still=_still_clashes,
        link=_pairing,
        many=ngettext_lazy(
            "%(count)s cohort has a pairing that cannot go on.",
            "%(count)s cohorts have a pairing that cannot go on.",
            "count",
        ),
    )
)
