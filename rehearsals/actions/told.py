"""Telling phones that something changed: numbers that go up, and say neither what nor who."""

from django.db.models import F

from rehearsals.models import Group, Rehearsal


def changed(*groups: Group) -> None:
    """Let everybody in these groups look again."""
    rows = Group.objects.filter(pk__in=[group.pk for group in groups])
    rows.update(sequence=F("sequence") + 1)


def changed_all(rehearsal: Rehearsal) -> None:
    """Let everybody in the room look again."""
    Rehearsal.objects.filter(pk=rehearsal.pk).update(sequence=F("sequence") + 1)


def stirred(rehearsal: Rehearsal) -> None:
    """Let whoever runs the rehearsal look again: somebody came, or went, or said something."""
    Rehearsal.objects.filter(pk=rehearsal.pk).update(arrivals=F("arrivals") + 1)
