"""Coming to the desk: who may answer an entry, and opening it.

Every action of a mentor asks first whether this person may answer this version at this moment: the
pairing may have ended while the page was open. Nothing of it exists for anybody else until it is
sent: the audit trail, which administrators read, begins with the sending.
"""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.errors import NotYours
from accounts.models import Person
from accounts.policy import allows
from reflections import mentor_queries
from reflections.models import Reading, Version


def authorise(by: Person, version: Version) -> None:
    if not allows(by, "answer", version):
        raise NotYours


def newest(by: Person, entry_id: uuid.UUID, *, lock: bool = False) -> Version:
    """Return the newest version of the entry that ``by`` may answer; NotYours without one."""
    versions = Version.objects.visible_to(by, "answer").filter(entry_id=entry_id)
    if lock:
        versions = versions.select_for_update(of=("self",))
    version = versions.select_related("entry__author").order_by("-number").first()
    if version is None:
        raise NotYours
    return version


def open_entry(*, by: Person, entry_id: uuid.UUID) -> list[Any]:
    """Open an entry at the desk; return the versions ``by`` may answer, newest first.

    NotYours without any. The author sees in her read log who opened it and when: one line for
    one sitting of ten minutes.
    """
    versions = mentor_queries.versions_to_answer(by, entry_id)
    if not versions:
        raise NotYours
    if not versions[0].is_same_sitting:
        # No savepoint: two rows that stand or fall together, inside whatever runs already.
        opened = {"entry_id": entry_id, "version": versions[0], "door": Reading.Door.DESK}
        try:
            with transaction.atomic(savepoint=False):
                Reading.objects.create(person=by, **opened)
                audit.record("entry.opened", by=by, about=versions[0].entry, door=opened["door"])
        except IntegrityError:
            raise NotYours from None  # taken back at this very moment
    return versions
