"""Concerns in the probe world: one its student sees, one kept from her; no words in either."""

from django.urls import reverse

from config.probe.people import World
from reflections.actions import concerning, contacting
from reflections.models import Concern, ContactWish, Version


def load(world: World) -> None:
    """Raise two concerns about each author, and let her ask to be contacted."""
    for letter in ("a", "b"):
        owner, mentor = f"{letter}_author", world[f"{letter}_mentor"]
        version = Version.objects.visible_to(mentor, "answer").filter(entry__author=world[owner])[0]
        raised = {"by": mentor, "entry_id": version.entry_id}
        _listed(world, letter, concerning.raise_one(**raised, route="wellbeing"), "told")
        untold = {"is_told": False, "untold_because": "self"}
        _listed(world, letter, concerning.raise_one(**raised, route="safety", **untold), "kept")
        wish = contacting.ask(entry=version.entry, by=world[owner])
        _asked(world, letter, wish)


def _listed(world: World, letter: str, concern: Concern, state: str) -> None:
    urls = [reverse(name, args=[concern.pk]) for name in ("concern", "concern_told")]
    urls += [reverse(name) for name in ("concerns", "known", "wellbeing")]
    world.manifest.add(
        "concern", concern, f"{letter}_author", state=state, cohort=letter, urls=urls
    )


def _asked(world: World, letter: str, wish: ContactWish) -> None:
    urls = [reverse("entry", args=[wish.entry_id]), reverse("standing_in")]
    world.manifest.add("contact wish", wish, f"{letter}_author", cohort=letter, urls=urls)
