"""What waits and what does not any more, noted on the reader rows so that a queue stays quick.

The note only narrows: what is noted as settled is not looked at, and of the rest the conditions
decide (``reflections.conditions``). Both functions come first in the transaction of what they are
about. They lock the rows, so of two people who write to each other at the same moment the later
one has the last word here too.
"""

import uuid

from django.db.models import Exists, Q
from django.utils import timezone

from accounts.models import Person
from reflections.models import ContactWish, Reader, Version


def settle(version: Version, *, by: Person) -> None:
    """Note that nothing of this version, or of an earlier one, waits: ``by`` answers it now.

    Whom the author asked to read it as well is waited for all the same, and so is whoever she asked
    to contact her.
    """
    rows = Reader.objects.filter(
        version__entry=version.entry_id, version__number__lte=version.number
    )
    asked = Q(via=Reader.Via.ASKED) & ~Q(person=by)
    wishes = ContactWish.objects.filter(entry=version.entry_id, ended_at=None)
    rows.exclude(asked).exclude(Exists(wishes)).update(settled_at=timezone.now())


def wait_again(entry_id: uuid.UUID) -> None:
    """Note that this page may wait: its author writes back, or a reply is taken back."""
    Reader.objects.filter(version__entry=entry_id).update(settled_at=None)
