"""The rows of docs/visibility.md about what a queue remembers."""

from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from reflections.models import Acknowledgement, Claim, VersionAsk
from tests.house.finding import Find, Things
from tests.world import World


def _ask(state: str) -> Find:
    def find(w: World) -> Model:
        version = w.entries[state].versions.get()
        return VersionAsk.objects.get_or_create(version=version, defaults={"body": "Listen"})[0]

    return find


def _told(w: World) -> Model:
    version, day = w.entries["submitted"].versions.get(), timezone.localdate()
    said = {"version": version, "person": w.ekdal}
    return Acknowledgement.objects.get_or_create(**said, defaults={"answer_by": day})[0]


def _claim(w: World) -> Model:
    version, until = w.entries["covered"].versions.get(), timezone.now() + timedelta(minutes=9)
    facts = {"person": w.noma, "until": until}
    return Claim.objects.get_or_create(version=version, defaults=facts)[0]


QUEUE: Things = {
    "what she asks of her reader": (_ask("submitted"), "read"),
    "what she asks of her reader, covered": (_ask("covered"), "read"),
    "what she asks of a mentor who left": (_ask("former"), "read"),
    "that her mentor said: read, thank you": (_told, "read"),
    "that, to take back": (_told, "take_back"),
    "who is writing the answer, where two may": (_claim, "read"),
}
