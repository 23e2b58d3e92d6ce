"""What students share, take back and let go along, in every state it can be in."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import saving
from config.probe.glass import hang, listed_in
from config.probe.manifest import canary
from config.probe.people import World
from config.probe.writing import Desk, a_save
from reflections.actions import changing, sharing, submitting, withdrawing, writing
from reflections.models import Entry, Reading, Share
from reflections.queries.sharing import companies
from reflections.readers import cohort_of, readers_for

FELLOWS = 6


def load(world: World) -> None:
    """Share pages of cohort a and b: with the group, with the cohort, without a name, ended."""
    for letter in ("a", "b"):
        for number in range(FELLOWS):  # so that a page without a name could be many people's
            world.person(f"{letter}_fellow{number}", "student", letter)
            world.join(f"{letter}_fellow{number}", letter, "student")
        _shared(world, letter, "group", "shared with a group")
        _shared(world, letter, "cohort", "shared with a cohort")
        _shared(world, letter, "unnamed", "shared tomorrow, without a name")
        hidden = _shared(world, letter, "unnamed", "shared without a name")
        Share.objects.filter(pk=hidden.pk).update(since=timezone.now())
        ended = _shared(world, letter, "cohort", "shared, and ended", is_listed=False)
        sharing.end(entry=ended.entry, by=world[f"{letter}_author"])
        world.manifest.add("share", ended, f"{letter}_author", state="ended", cohort=letter,
                           urls=[reverse("shared", args=[ended.pk])])  # fmt: skip
        _taken_back(world, letter)
    _another_mentor(world)


def _shared(
    world: World, letter: str, company: str, state: str, *, is_listed: bool = True
) -> Share:
    key = f"{letter}_author"
    author, pk, title, body = world[key], uuid.uuid4(), canary(), canary()
    writing.save(by=author, entry_id=pk, save=a_save(title, body), place=None, prompt_id=None)
    entry = Entry.objects.get(pk=pk)
    hung = hang(world, letter, entry, state, listed=False) if company == "group" else None
    chosen = next(one for one in companies(author, entry) if one.key == company)
    made = sharing.share(
        entry=entry, by=author, revision=1, company=company, seen=chosen.seen, attested=True
    )
    urls = [reverse("shared", args=[made.pk]), "/journal/shared/"]
    if hung is not None:
        listed_in(world, letter, hung, state, urls[0])
    marks = {"title": title, "body": body}
    if not is_listed:  # only her own draft has these words now
        assert entry.draft is not None  # noqa: S101 - saved a moment ago
        row: Any = saving.newest_text(entry.draft)
        page = [reverse("entry_write", args=[pk])]
        world.manifest.add("entry", row, key, state="draft", cohort=letter, canaries=marks,
                           urls=page)  # fmt: skip
        return made
    world.manifest.add("share", made.text, key, state=state, cohort=letter, canaries=marks,
                       urls=urls)  # fmt: skip
    own = [reverse("entry_share", args=[pk]), reverse("entry_write", args=[pk])]
    reader = made.readers.order_by("pk").first()
    assert reader is not None  # noqa: S101 - there are fellow students
    world.manifest.add("share reader", reader, key, state=state, cohort=letter, urls=own)
    if company == "group":
        sharing.record_reading(share=made, by=world[f"{letter}_fellow"])
        opened = Reading.objects.filter(entry=entry).latest("pk")
        world.manifest.add("read log", opened, key, state="share", cohort=letter,
                           urls=["/journal/readings/"])  # fmt: skip
    return made


def _taken_back(world: World, letter: str) -> None:
    """Take a version back that nobody opened: its words are a draft again."""
    author = world[f"{letter}_author"]
    entry = Desk(world, letter).write("author", "taken back")
    assert entry.draft is not None  # noqa: S101 - written a moment ago
    named = [one.key for one in readers_for(author, cohort_of(author, None))]
    submitting.submit(
        entry=entry, by=author, revision=entry.draft.revision, named=named, attested=True
    )
    done = withdrawing.withdraw(entry=entry, by=author)
    world.manifest.add("withdrawal", done, f"{letter}_author", cohort=letter,
                       urls=["/journal/readings/", reverse("entry", args=[entry.pk])])  # fmt: skip


def _another_mentor(world: World) -> None:
    """Let the third student of b have a mentor, ask for another, and say what may go along."""
    world.pair("b_third", "b_other_mentor", "b")
    desk = Desk(world, "b")
    version = desk.done("third", "of somebody who asked for another mentor")
    change = changing.ask(by=world["b_third"], cohort=world.cohorts["b"], along=[version.entry_id])
    world.manifest.add("request for another mentor", change, "b_third", cohort="b",
                       urls=["/journal/mentor/", "/admin/accounts/mentorchange/"])  # fmt: skip
    along = change.handovers.get()
    world.manifest.add("handover", along, "b_third", cohort="b", urls=["/journal/mentor/"])
