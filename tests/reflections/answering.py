"""What a mentor does at her desk, by the actions themselves."""

import uuid

from django.utils import timezone

from accounts import saving
from accounts.models import Mentoring
from reflections.actions import replying


def save_of(body, base=0, save_id=None):
    return saving.Save(save_id or uuid.uuid4(), base, "", body)


def keep(world, body, base=0, entry="submitted"):
    return replying.save_reply(
        by=world.ekdal, entry_id=world.entries[entry].pk, save=save_of(body, base)
    )


def send(world, revision, version=None, entry="submitted", by=None):
    entry = world.entries[entry]
    version = version or entry.versions.order_by("-number").first()
    return replying.send_reply(
        by=by or world.ekdal, entry_id=entry.pk, version_id=version.pk, revision=revision
    )


def end_pairing(world):
    Mentoring.objects.filter(mentor=world.ekdal, student=world.asha).update(ends_at=timezone.now())
