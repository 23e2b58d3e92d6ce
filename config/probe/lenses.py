"""Where pages stand: placed by their author, and by her mentor before and after the answer."""

from django.urls import reverse

from config.probe.people import World
from reflections import lenses
from reflections.actions import placing
from reflections.models import Placing, Version


def load(world: World) -> None:
    """Place two pages of an author of each cohort: one that is being answered, one that was."""
    for letter in ("a", "b"):
        author, mentor = world[f"{letter}_author"], world[f"{letter}_mentor"]
        mine = Version.objects.filter(entry__author=author, replies__author=mentor)
        for state, is_sent in (("answered", True), ("being answered", False)):
            version = mine.exclude(replies__sent_at__isnull=is_sent).earliest("pk")
            version = version.entry.versions.latest("number")
            said = dict.fromkeys(lenses.KEYS, 2)
            place = {"entry_id": version.entry_id, "said": said}
            placing.place_own(by=author, number=version.number, **place)
            placing.place_at_desk(by=mentor, version_id=version.pk, **place)
            urls = [reverse(name, args=[version.entry_id]) for name in ("entry", "desk")]
            for owner, by in ((f"{letter}_author", author), (f"{letter}_mentor", mentor)):
                row = Placing.objects.filter(version=version, by=by).earliest("pk")
                world.manifest.add(
                    "lens", row, owner, state=state, cohort=letter,
                    urls=[*urls, reverse("own_lenses")],
                )  # fmt: skip
