"""The notice kinds of accounts."""

from typing import cast

from django.db import models
from django.urls import reverse

from accounts import notices
from accounts.actions import invitations
from accounts.models import Cohort, Cover, Membership, Mentoring, Person
from accounts.policy import allows


def _still_expected(person: Person, about: models.Model) -> bool:
    return person.pk == about.pk and invitations.may_come_in(cast(Person, about))


def _link(person: Person, about: models.Model) -> str:
    # The secret is made at the moment of sending, so that it is in this mail and nowhere else.
    return invitations.mint(person=person, by=None)


notices.register(notices.Kind("invitation", still=_still_expected, link=_link))


def _still_covers(person: Person, about: models.Model) -> bool:
    cover = cast(Cover, about)
    is_hers = cover.mentoring.student_id == person.pk
    return is_hers and not cover.is_over and allows(person, "read", cover)


def _cohort_page(person: Person, about: models.Model) -> str:
    return reverse("cohort", args=[cast(Cover, about).mentoring.cohort.slug])


notices.register(notices.Kind("cover_announced", still=_still_covers, link=_cohort_page))


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


notices.register(notices.Kind("cohort_ended", still=_still_ended, link=_journal))
notices.register(notices.Kind("mentors_thanked", still=_was(Membership.Role.MENTOR), link=_home))
notices.register(notices.Kind("new_mentor", still=_still_paired, link=_home))
