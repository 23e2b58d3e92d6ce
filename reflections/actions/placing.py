"""Placing a page on the depth lenses, and taking that back. The student goes first.

No trail is kept of it and nobody is told: it is a word between two people.
"""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections.actions.desk import newest
from reflections.models import Placing, Version
from reflections.queries.own_pages import own_versions

Said = Mapping[str, int | None]

NEWER = _("A newer version came in. Look at that one first.")
NOT_FIRST = _("The lenses open here once the student has placed this version. She goes first.")


@transaction.atomic
def place_own(*, by: Person, entry_id: UUID, number: int, said: Said) -> bool:
    """Place version ``number`` of a page of ``by``'s; return whether it is placed at all now.

    None skips a lens; a lens that is not named stays as it is. Where nothing of hers is left,
    what her mentor placed goes too. NotYours for another's page or a version that is not there.
    """
    mine = own_versions(by).filter(entry=entry_id, number=number)
    version = mine.select_for_update(of=("self",)).first()
    if version is None:
        raise NotYours
    _keep(by, version, said)
    is_placed = _is_placed(version, by)
    if not is_placed:
        Placing.objects.filter(version=version).delete()
    return is_placed


@transaction.atomic
def place_at_desk(*, by: Person, entry_id: UUID, version_id: UUID, said: Said) -> None:
    """Place the version on the desk, beside what its author placed.

    NotYours without the right to answer; NotNow when a newer version came in, or while the
    author has placed nothing there.
    """
    version = newest(by, entry_id, lock=True)
    if version.pk != version_id:
        raise NotNow(NEWER)
    if not _is_placed(version, version.entry.author):
        raise NotNow(NOT_FIRST)
    _keep(by, version, said)


def _is_placed(version: Version, by: Person) -> bool:
    return Placing.objects.filter(version=version, by=by).exists()


def _keep(by: Person, version: Version, said: Said) -> None:
    """Put these steps in the place of those on the lenses that are named."""
    Placing.objects.filter(version=version, by=by, lens__in=list(said)).delete()
    Placing.objects.bulk_create(
        Placing(version=version, by=by, lens=lens, step=step)
        for lens, step in said.items()
        if step is not None
    )
