"""The notices about endings: what will go, an account being closed, a request that was settled."""

from typing import cast

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.actions import closing, erasing, requests, retaining
from accounts.models import Closing, DeletionRequest, Forewarning, Person


def _kept(person: Person, about: models.Model) -> str:
    return reverse("kept")


def _still_going(person: Person, about: models.Model) -> bool:
    warned = cast(Forewarning, about)
    is_hers = warned.person_id == person.pk and warned.goes_at > timezone.now()
    return is_hers and not erasing.is_held(person)


def _still_closing(person: Person, about: models.Model) -> bool:
    one = cast(Closing, about)
    return one.person_id == person.pk and one.kept_at is None and one.done_at is None


def _asked(person: Person, about: models.Model) -> bool:
    return cast(DeletionRequest, about).person_id == person.pk


def _sign_in(person: Person, about: models.Model) -> str:
    return reverse("account_login")


notices.register(notices.Kind(name=retaining.TOLD, group="account", still=_still_going, link=_kept))
notices.register(
    notices.Kind(name=closing.TOLD, group="account", still=_still_closing, link=_sign_in)
)
notices.register(notices.Kind(name=requests.TOLD, group="account", still=_asked, link=_kept))
