"""The notice kinds of curriculum. A release is not told of; a date changed for one person is."""

from typing import cast

from django.db import models
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts.models import Person
from accounts.notices import Kind, register
from accounts.policy import allows
from curriculum.models import Release


def _still_hers(person: Person, about: models.Model) -> bool:
    return allows(person, "read", about)


def _module_page(person: Person, about: models.Model) -> str:
    release = cast(Release, about)
    url = reverse("module", args=[release.version.module.slug])
    return f"{url}?release={release.pk}"


register(
    Kind(
        name="due_date_changed",
        group="dates",
        still=_still_hers,
        link=_module_page,
        many=ngettext_lazy(
            "%(count)s due date of yours has changed.",
            "%(count)s due dates of yours have changed.",
            "count",
        ),
    )
)
