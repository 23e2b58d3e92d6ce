"""What ends in the probe world: announced, thrown away, asked to be deleted, closed, held."""

import uuid

from django.urls import reverse

from accounts.actions import closing, holding
from accounts.models import Forewarning, LegalHold
from accounts.periods import WARNING, Key
from config.probe.manifest import canary
from config.probe.people import World, admin_of
from config.probe.writing import a_save
from reflections.actions import emptying, writing
from reflections.models import Entry, VersionPicture

KEPT = "/accounts/kept/"


def load(world: World) -> None:
    """Let everything that can end be on its way."""
    _thrown(world, "a_author")
    _warned(world, "a_author")
    _held(world, "b_third")
    page = Entry.objects.filter(author=world["a_author"], versions__replies__sent_at__isnull=False)
    asked = emptying.ask(by=world["a_author"], entry_id=page.earliest("started_at").pk)
    world.manifest.add(
        "deletion request", asked, "a_author", cohort="a", urls=[KEPT, *admin_of(asked)[:1]]
    )
    hung = VersionPicture.objects.filter(version__entry__author=world["a_author"]).earliest("pk")
    world.manifest.add("picture on a version", hung, "a_author", cohort="a")
    made = closing.ask(by=world["b_facilitator"])
    world.manifest.add("closing", made, "b_facilitator", cohort="b", urls=[KEPT])


def _thrown(world: World, key: str) -> None:
    pk, title, body = uuid.uuid4(), canary(), canary()
    writing.save(by=world[key], entry_id=pk, save=a_save(title, body))
    emptying.throw_away(by=world[key], entry_id=pk)
    entry = Entry.objects.get(pk=pk)
    assert entry.draft is not None  # noqa: S101 - its words are still there
    world.manifest.add(
        "entry", entry.draft, key, state="thrown away", cohort="a",
        canaries={"title": title, "body": body},
        urls=[reverse("thrown"), reverse("entry", args=[pk]), reverse("entry_write", args=[pk])],
    )  # fmt: skip


def _warned(world: World, key: str) -> None:
    """Announce that a page of hers goes; its title is on the page that says so."""
    page = Entry.objects.filter(author=world[key], versions=None, gone_at=None).latest("started_at")
    made = Forewarning(person=world[key], rule=Key.UNSHARED_WRITTEN, things=[str(page.pk)])
    made.goes_at = made.made_at + WARNING
    made.save()  # two years have to pass before the portal itself does it
    world.manifest.add("warning", made, key, cohort="a", urls=[KEPT])


def _held(world: World, key: str) -> None:
    mark = canary()
    hold = LegalHold(person=world[key], reference=mark)
    holding.place(hold=hold, by=world["administrator"])
    world.manifest.add(
        "legal hold", hold, key, cohort="b", canaries={"reference": mark},
        urls=[KEPT, *admin_of(hold)[:1]],
    )  # fmt: skip
