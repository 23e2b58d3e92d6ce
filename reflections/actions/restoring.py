"""Bringing a text back: a new state of the draft with the words of an older one."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow
from accounts.models import Person
from accounts.saving import Overtaken, Save
from reflections.actions import writing
from reflections.models import Entry
from reflections.queries import Held

NEWER = _(
    "There are newer words on this page than when you looked. Nothing was changed; look again."
)


def restore(*, entry: Entry, by: Person, base: int, held: Held, save_id: UUID) -> bool:
    """Make the page of ``by`` hold the words of ``held`` again; False where it does already.

    ``base`` is the revision the person looked at. NotNow when the page went on meanwhile,
    NotYours for another's page. Nothing is lost: what stood there is a state before this one.
    """
    if writing.is_kept(by=by, entry_id=entry.pk, title=held.title, body=held.body):
        return False
    save = Save(save_id, base, held.title, held.body)
    kept = writing.save(by=by, entry_id=entry.pk, save=save)
    if isinstance(kept, Overtaken):
        raise NotNow(NEWER)
    return True
