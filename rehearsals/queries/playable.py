"""What somebody may open a room for: editions she may read, and those she has read in a room.

Whoever is a student anywhere reads no edition in the library: she may be the next to play it. Where
she sat in a room of this scenario when its debrief opened, nothing is left to be spoilt for her,
and she may run it for others where she facilitates (near-peer). It opens her own run sheet to her,
and no print pack.
"""

from django.db.models import Q

from accounts.models import Person
from accounts.policy import PolicyQuerySet
from curriculum.models import ScenarioEdition
from rehearsals.models import Place


def editions(person: Person) -> PolicyQuerySet:
    """Return the editions this person may open a room for, or go on with in another's place."""
    there = Place.objects.visible_to(person).filter(
        person=person,
        rehearsal__debrief_opened_at__isnull=False,
        rehearsal__closed_at__isnull=False,
    )
    read = ScenarioEdition.objects.visible_to(person)
    known = Q(scenario__in=there.values("rehearsal__scenario"), scenario__is_published=True)
    return ScenarioEdition.objects.filter(Q(pk__in=read.values("pk")) | known)
