"""What is written in the probe world: every state an entry can be in, and what is said back."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.actions import mentoring
from accounts.models import Cover, DraftText
from accounts.saving import Save
from config.probe.manifest import canary
from config.probe.people import World
from reflections.actions import (
    acknowledging,
    changing_reply,
    claiming,
    closing,
    desk,
    helping,
    pencilling,
    reading_answers,
    remarks,
    replying,
    submitting,
    writing,
)
from reflections.models import Claim, Entry, Message, Reading, Version
from reflections.queries import Place
from reflections.readers import cohort_of, readers_for


def a_save(title: str, body: str, base: int = 0) -> Save:
    """Return what a page asks to be kept."""
    return Save(uuid.uuid4(), base, title, body)


class Desk:
    """Writes, submits and answers in one cohort, and lists what came of it."""

    def __init__(self, world: World, letter: str) -> None:
        self.world, self.letter = world, letter

    def key(self, name: str) -> str:
        """Return the key of somebody in this cohort; those of no part in it keep their own."""
        return name if name in ("suspended", "left") else f"{self.letter}_{name}"

    def _add(self, kind: str, row: Any, owner: str, **said: Any) -> None:
        self.world.manifest.add(kind, row, self.key(owner), cohort=self.letter, **said)

    # -------------------------------------------------------------- the author
    def write(
        self, owner: str, state: str, place: Place | None = None, prompt: int | None = None
    ) -> Entry:
        """Begin a page, with an earlier state of its words; ``state`` is listed if it stays so."""
        person, pk = self.world[self.key(owner)], uuid.uuid4()
        before, begun = canary(), canary()
        writing.save(
            by=person, entry_id=pk, save=a_save(begun, before), place=place, prompt_id=prompt
        )
        entry = Entry.objects.get(pk=pk)
        self._texts(entry, owner, {"title": begun, "body": before}, "earlier")
        self.retype(entry, owner, state)
        return entry

    def retype(self, entry: Entry, owner: str, state: str) -> None:
        """Type the words the page has from now on."""
        entry.refresh_from_db()
        marks = {name: canary() for name in ("title", "body", "before", "quoted", "after")}
        body = "{body} was the first thing she said.\n{before} {quoted} {after} And that was all."
        assert entry.draft is not None  # noqa: S101 - begun with its first words
        save = a_save(marks["title"], body.format(**marks), entry.draft.revision)
        writing.save(by=self.world[self.key(owner)], entry_id=entry.pk, save=save)
        entry.refresh_from_db()
        self._texts(entry, owner, marks, state)

    def _texts(self, entry: Entry, owner: str, marks: dict[str, str], state: str) -> None:
        """List the newest words of a page: its author's alone until a version holds them."""
        entry.refresh_from_db()
        assert entry.draft is not None  # noqa: S101 - saved a moment ago
        text = saving.newest_text(entry.draft)
        if state in ("draft", "being revised", "taken back"):
            self._add("entry", entry.draft, owner, state=state, canaries=marks, urls=_urls(entry))
        elif state == "earlier":
            self._add("revision", text, owner, state=state, canaries=marks, urls=_urls(entry))

    def submit(self, entry: Entry, owner: str, state: str, **wishes: bool) -> Version:
        """Submit the page to whom the button names; its words are then read by those."""
        person = self.world[self.key(owner)]
        entry.refresh_from_db()
        assert entry.draft is not None  # noqa: S101 - written a moment ago
        named = [one.key for one in readers_for(person, cohort_of(person, entry.release))]
        asked = canary()
        version = submitting.submit(
            entry=entry,
            by=person,
            revision=entry.draft.revision,
            named=named,
            attested=True,
            ask=f"{asked} is what I would like.",
            **wishes,
        )
        self._add("ask", version.ask, owner, state=state, canaries={"body": asked},
                  urls=_urls(entry))  # fmt: skip
        text = DraftText.objects.get(draft=entry.draft, revision=version.revision)
        lines = text.body.replace("\n", " ").split()
        marks = dict(zip(("body", "before", "quoted", "after"), _canaries(lines), strict=True))
        self._add(
            "version", version.text, owner, state=state, canaries={"title": text.title} | marks,
            urls=_urls(entry),
        )  # fmt: skip
        self._add("entry", entry, owner, state=state, urls=_urls(entry))
        for reader in version.readers.all():
            self._add("reader", reader, owner, state=reader.via, urls=_urls(entry))
        return version

    def done(self, owner: str, state: str, **wishes: bool) -> Version:
        """Write a page and submit it."""
        return self.submit(self.write(owner, state), owner, state, **wishes)

    def at_first(self, entry: Entry) -> None:
        """Say where the first version of a page is found, now that there is another."""
        for thing in self.world.manifest.things:
            if thing.urls == _urls(entry):
                thing.urls = [*thing.urls, f"/journal/{entry.pk}/?version=1"]

    # -------------------------------------------------------------- her mentor
    def answer(
        self, version: Version, mentor: str, owner: str, *, send: bool = True, state: str = "sent"
    ) -> None:
        """Open the page at the desk, put a remark beside it and a reply under it."""
        by, entry = self.world[self.key(mentor)], version.entry
        desk.open_entry(by=by, entry_id=entry.pk)
        self._add("read log", Reading.objects.filter(entry=entry).latest("pk"), owner,
                  urls=_urls(entry))  # fmt: skip
        quote = _canaries(version.text.body.split())[2]
        start = version.text.body.index(quote)
        said, replied = canary(), canary()
        remark = remarks.make_remark(
            by=by, version=version, start=start, end=start + len(quote), quote=quote, body=said
        )
        replying.save_reply(by=by, entry_id=entry.pk, save=a_save("", replied))
        reply: Any = version.replies.get(author=by)
        row = reply.draft
        if send:
            reply = replying.send_reply(
                by=by, entry_id=entry.pk, version_id=version.pk, revision=reply.draft.revision
            )
            row = reply.text
            helping.say_helped(by=entry.author, entry_id=entry.pk, remark_id=remark.pk, helped=True)
            self._add("remark helped", remark.helped, owner, urls=_urls(entry))
        for kind, about, mark in (("remark", remark.text, said), ("reply", row, replied)):
            self._add(kind, about, mentor, state=state, canaries={"body": mark},
                      urls=_urls(entry))  # fmt: skip

    def change(self, version: Version, mentor: str) -> None:
        """Send other words for a reply that was sent."""
        about = {"by": self.world[self.key(mentor)], "entry_id": version.entry_id}
        words = canary()
        kept: Any = changing_reply.save_change(**about, save=a_save("", words))
        made = changing_reply.send_change(**about, revision=kept.revision)
        self._add("edition", made.text, mentor, canaries={"body": words},
                  urls=_urls(version.entry))  # fmt: skip

    def pencil(self, version: Version, mentor: str) -> None:
        """Begin a remark that is not kept yet."""
        by, words = self.world[self.key(mentor)], canary()
        pencilling.save_pencil(by=by, entry_id=version.entry_id, save=a_save("", words))
        pencil = version.pencils.get(author=by)
        for row, marks in ((pencil, {}), (pencil.draft, {"body": words})):
            self._add("pencil", row, mentor, canaries=marks, urls=_urls(version.entry))

    def look(self, version: Version, mentor: str, owner: str) -> None:
        """Say "read, thank you", and take a page that two may answer."""
        by = self.world[self.key(mentor)]
        told = acknowledging.acknowledge(by=by, entry_id=version.entry_id)
        self._add("acknowledgement", told, owner, urls=_urls(version.entry))
        claim, _made = Claim.objects.get_or_create(
            version=version, defaults={"person": by, "until": timezone.now() + claiming.LEASE}
        )
        self._add("claim", claim, mentor, urls=_urls(version.entry))

    def close(self, version: Version, owner: str) -> None:
        """Say that no more answers are expected."""
        made = closing.close(by=version.entry.author, entry=version.entry)
        self._add("page closing", made, owner, urls=_urls(version.entry))

    def thread(self, version: Version, mentor: str, owner: str) -> None:
        """Write to each other under an answered page."""
        for name in (owner, mentor):
            by, words = self.world[self.key(name)], canary()
            if name == owner:
                reading_answers.write_back(version=version, by=by, body=words, send_id=uuid.uuid4())
            else:
                replying.write_message(
                    by=by, entry_id=version.entry_id, send_id=uuid.uuid4(), body=words
                )
            row = Message.objects.get(text__body=words).text
            self._add("message", row, name, canaries={"body": words}, urls=_urls(version.entry))


def _canaries(words: list[str]) -> list[str]:
    return [word for word in words if word.startswith("CANARY-")]


def _urls(entry: Entry) -> list[str]:
    names = ("entry", "entry_write", "entry_draft", "desk", "reply_draft")
    return [
        *(reverse(name, args=[entry.pk]) for name in names),
        "/journal/", "/mentoring/", "/mentoring/students/", "/",
    ]  # fmt: skip


def load(world: World, letter: str, taught: Any) -> None:
    """Write, submit and answer in a cohort; in c it ends with something unanswered."""
    desk = Desk(world, letter)
    author, boss = world[f"{letter}_author"], world["administrator"]
    desk.done("author", "named a mentor who left")
    let = desk.done("author", "let the new mentor read")
    mentoring.end(mentoring=world.pairs[f"{letter}_author"], by=boss)
    world.pair(f"{letter}_author", f"{letter}_mentor", letter)
    submitting.let_read(entry=let.entry, by=author, mentor=world[f"{letter}_mentor"].pk)
    release = taught.releases["open", letter]
    place = Place(release, release.version.lessons.get(kind="reflection"))
    desk.submit(desk.write("author", "submitted", place), "author", "submitted")
    desk.done("author", "asked for contact", wants_contact=True)
    answered = desk.done("author", "answered")
    desk.answer(answered, "mentor", "author")
    desk.thread(answered, "mentor", "author")
    desk.change(answered, "mentor")
    if letter == "c":
        return
    desk.write("author", "draft")
    revised = desk.done("author", "submitted, being revised")
    desk.retype(revised.entry, "author", "being revised")
    again = desk.done("author", "submitted, newer version")
    desk.answer(again, "mentor", "author", state="sent, on an earlier version")
    desk.retype(again.entry, "author", "resubmitted")
    desk.submit(again.entry, "author", "second version")
    desk.at_first(again.entry)
    waits = desk.done("author", "being answered")
    desk.answer(waits, "mentor", "author", send=False, state="draft")
    desk.pencil(waits, "mentor")
    desk.look(waits, "mentor", "author")
    enough = desk.done("author", "closed")
    desk.answer(enough, "mentor", "author")
    desk.close(enough, "author")
    covered(world, desk)
    desk.done("third", "nobody’s")
    if letter == "a":
        for owner in ("suspended", "left"):
            desk.write(owner, "draft")
            desk.answer(desk.done(owner, f"of somebody {owner}"), "mentor", owner)


def covered(world: World, desk: Desk) -> None:
    """Let somebody read for her mentor, before and after the page is sent."""
    desk.done("fellow", "waited when cover was announced")
    cover = Cover(
        mentoring=world.pairs[desk.key("fellow")], cover=world[desk.key("cover")],
        starts_at=world.began,
    )  # fmt: skip
    mentoring.announce_cover(cover=cover, by=world["administrator"])
    page = reverse("cohort", args=[world.cohorts[desk.letter].slug])
    world.manifest.add("cover", cover, desk.key("fellow"), cohort=desk.letter, urls=[page])
    desk.answer(desk.done("fellow", "with cover"), "cover", "fellow")
