"""Letters to oneself in the probe world: one that waits for its day, one that its author closed."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from config.probe.manifest import canary
from config.probe.people import World
from config.probe.writing import a_save
from curriculum.models import PageForm
from reflections.actions import letters, writing
from reflections.models import Entry


def load(world: World) -> None:
    """Write a letter of each author's that comes back in a month; one of the two is closed."""
    for letter in ("a", "b"):
        owner = f"{letter}_author"
        person, pk = world[owner], uuid.uuid4()
        title, words = canary(), canary()
        save = a_save(title, words)
        writing.save(by=person, entry_id=pk, save=save, form=PageForm.LETTER)
        entry = Entry.objects.get(pk=pk)
        day = timezone.localdate() + timedelta(days=30)
        delivery = letters.deliver(entry=entry, by=person, on=day)
        is_closed = letter == "b"
        if is_closed:
            letters.close(entry=entry, by=person)
        pages = ("entry_letter", "entry_write", "entry_versions")
        urls = [reverse(name, args=[pk]) for name in pages]
        world.manifest.add(
            "entry", entry, owner, state="letter, closed" if is_closed else "letter",
            cohort=letter, canaries={"title": title, "body": words}, urls=urls,
        )  # fmt: skip
        world.manifest.add("delivery", delivery, owner, cohort=letter, urls=urls[:1])
