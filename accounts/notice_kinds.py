"""The notice kinds of accounts."""

from typing import cast

from django.db import models
from django.urls import reverse

from accounts import notices
from accounts.actions import invitations
from accounts.models import Cover, Person
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
