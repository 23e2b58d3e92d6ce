"""A phrase to keep: hers alone, and in no trail."""

from django.db import transaction
from django.utils import timezone

from accounts import words
from accounts.actions.rows import authorise
from accounts.models import Person
from rehearsals.models import Keepsake, KeepsakeText, Rehearsal

LONGEST = 500


@transaction.atomic
def keep_phrase(*, by: Person, rehearsal: Rehearsal, body: str) -> Keepsake | None:
    """Keep a phrase from this rehearsal, in place of the one before; an empty one takes it away.

    ValidationError when it cannot be kept, Refused for whoever is not in the room.
    """
    phrase = words.normalise(body).strip()
    words.check(phrase, longest=LONGEST)
    authorise(by, "attend", rehearsal)
    own = Keepsake.objects.visible_to(by, "change").filter(rehearsal=rehearsal)
    kept: Keepsake | None = own.select_for_update().first()
    if not phrase:
        if kept is not None:
            KeepsakeText.objects.filter(keepsake=kept).delete()
            kept.delete()
        return None
    if kept is None:
        kept, _new = Keepsake.objects.get_or_create(rehearsal=rehearsal, person=by)
    kept.kept_at = timezone.now()
    kept.save(update_fields=["kept_at"])
    KeepsakeText.objects.update_or_create(keepsake=kept, defaults={"body": phrase})
    return kept
