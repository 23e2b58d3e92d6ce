"""What the people of the demo school have written, and how they were answered.

Written with the moments of the past, so not through the actions, which know only the present;
the rows are the same, and a test reads them back through the portal's own pages.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from accounts import words
from accounts.models import Draft, DraftText, Person
from config.demo import drawing
from config.demo.parts import id_of, moment, written
from config.demo.people import Everybody
from curriculum.models import Completion, Lesson, PageForm, Prompt, Release
from curriculum.package import key_of
from reflections import anchors, shapes
from reflections.actions import acknowledging, letters
from reflections.models import (
    Acknowledgement,
    Entry,
    Helped,
    Placing,
    Reader,
    Reading,
    Remark,
    RemarkText,
    Reply,
    ReplyText,
    Version,
    VersionAsk,
    VersionText,
)
from reflections.readers import cohort_of, readers_for

# What one does with others has its own time; the rest of a module was done before writing.
TOGETHER = (Lesson.Kind.ART, Lesson.Kind.CIRCLE, Lesson.Kind.ROLEPLAY)


def load(everybody: Everybody) -> int:
    """Write the entries that do not exist yet; return how many.

    An entry that exists is left as its people made it. Left out is what belongs to a module that
    is not released, or to a lesson its author has begun to write on since.
    """
    dates = written("plan")["entries"]
    parts = [part | dates[part["id"]] for part in written("reflections") if part["id"] in dates]
    parts += [{"state": "submitted"} | part for part in written("pages")]
    return sum(_entry(part, everybody.people[part["email"]]) for part in parts)


def _entry(part: dict[str, Any], author: Person) -> bool:
    pk = id_of("entry", part["id"])
    place = _place(part, author)
    if Entry.objects.filter(pk=pk).exists() or place is None:
        return False
    at = moment(part["day"], author.time_zone, part["id"])
    draft = _draft(part, author, at)
    begun_from = part.get("begun_from", "")
    proposed = shapes.proposed_by(place.get("prompt"), place.get("lesson"))
    form = shapes.known(part.get("form", "")) or proposed or PageForm.FREE
    entry = Entry.objects.create(
        pk=pk, author=author, draft=draft, started_at=at, begun_from=begun_from, form=form, **place
    )
    for days in part.get("comes_back_in", ()):
        letters.deliver(entry=entry, by=author, on=localdate() + timedelta(days=days))
    if place:
        _tick(author, place["release"], at)
    version = _version(part, entry, draft, at) if part["state"] != "draft" else None
    if part.get("picture"):
        drawing.hang(entry, version, part["picture"])
    if version is not None and part["state"] == "answered":
        _answer(part, version, at)
    return True


def _place(part: dict[str, Any], author: Person) -> dict[str, Any] | None:
    """Return release, lesson and prompt of the entry; nothing of a free page; None if missing."""
    if "prompt_key" not in part or "begun_from" in part:
        return {}
    release = (
        Release.objects.filter(
            version__module__slug=part["module_slug"],
            block=part.get("block", ""),
            cohort__memberships__person=author,
        )
        .order_by("pk")
        .first()
    )
    if release is None:
        return None
    key = key_of("prompt", part["prompt_key"])
    prompt = Prompt.objects.filter(lesson__version=release.version_id, key=key).first()
    if prompt is None:
        return None
    place = {"release": release, "lesson": prompt.lesson}
    if Entry.objects.filter(author=author, **place).exists():
        return None
    return place | {"prompt": prompt}


def _draft(part: dict[str, Any], author: Person, at: datetime) -> Draft:
    # What a title in the file says in brackets is said to its readers, not by its author.
    title, body = part["title"].partition(" (")[0], part["body"].strip()
    draft = Draft.objects.create(
        pk=id_of("draft", part["id"]),
        author=author,
        revision=1,
        words=shapes.count(body),
        created_at=at - timedelta(minutes=25),
        updated_at=at,
    )
    DraftText.objects.create(
        draft=draft,
        revision=1,
        save_id=id_of("save", part["id"]),
        title=title,
        body=body,
        sha256=words.fingerprint(title, body),
        saved_at=at,
    )
    return draft


def _version(part: dict[str, Any], entry: Entry, draft: Draft, at: datetime) -> Version:
    """Submit the entry as it stands, to whoever was named on the button then."""
    text = draft.texts.get()
    cohort = cohort_of(entry.author, entry.release)
    version = Version.objects.create(
        pk=id_of("version", part["id"]),
        entry=entry,
        number=1,
        prompt=entry.prompt,
        cohort=cohort,
        submitted_at=at,
        revision=draft.revision,
        words=draft.words,
        is_late=_is_late(entry.release, at),
        wants_contact="contact_requested" in part.get("flags", ()),
    )
    VersionText.objects.create(
        version=version, title=text.title, body=text.body, sha256=text.sha256
    )
    for reader in readers_for(entry.author, cohort, at):
        Reader.objects.create(version=version, person=reader.person, via=reader.via, since=at)
    if part.get("asks"):
        VersionAsk.objects.create(version=version, body=part["asks"])
    if part.get("told") is not None:
        _tell(part, version)
    _place_on_lenses(version, entry.author, part.get("lenses", {}))
    return version


def _tell(part: dict[str, Any], version: Version) -> None:
    """Let her mentor have said: read, thank you, I will write back."""
    reader = version.readers.filter(via=Reader.Via.MENTOR).select_related("person").first()
    if reader is None:
        return
    at = moment(part["told"], reader.person.time_zone, part["id"])
    here = {"version": version, "person": reader.person, "at": at}
    Reading.objects.create(entry=version.entry, door=Reading.Door.DESK, shown_from=at, **here)
    by_then = localdate(version.submitted_at) + acknowledging.PROMISED
    Acknowledgement.objects.create(answer_by=by_then, **here)


def _place_on_lenses(version: Version, by: Person, steps: dict[str, int]) -> None:
    for lens, step in steps.items():
        Placing.objects.create(version=version, by=by, lens=lens, step=step)


def _is_late(release: Release | None, at: datetime) -> bool:
    return release is not None and release.due_at is not None and release.due_at < at


def _answer(part: dict[str, Any], version: Version, submitted: datetime) -> None:
    mentor = version.readers.get(via=Reader.Via.MENTOR).person
    sent = submitted + timedelta(days=part["days_to_reply"])
    sent = max(sent, submitted + timedelta(hours=2))
    body = part["reply"].strip()
    reply = Reply.objects.create(
        pk=id_of("reply", part["id"]),
        version=version,
        author=mentor,
        begun_at=sent - timedelta(minutes=20),
        sent_at=sent,
        seen_at=sent + timedelta(hours=3) if part.get("is_seen") else None,
        length=words.count(body),
    )
    ReplyText.objects.create(reply=reply, body=body, sha256=words.fingerprint("", body))
    Reading.objects.create(
        entry=version.entry, person=mentor, door=Reading.Door.DESK, at=sent - timedelta(minutes=24)
    )
    _place_on_lenses(version, mentor, part.get("mentor_lenses", {}))
    for place, remark in enumerate(part.get("remarks", ())):
        _remark(id_of("remark", f"{part['id']}/{place}"), remark, version, mentor, sent)


def _remark(
    pk: uuid.UUID, part: dict[str, Any], version: Version, mentor: Person, sent: datetime
) -> None:
    text = version.text.body
    start = text.index(part["quote"])
    at = anchors.anchor(text, start, start + len(part["quote"]))
    remark = Remark.objects.create(
        pk=pk,
        version=version,
        author=mentor,
        start=at.start,
        end=at.end,
        made_at=sent - timedelta(minutes=15),
        sent_at=sent,
        kind=part.get("kind", ""),
    )
    RemarkText.objects.create(
        remark=remark, body=part["text"], quote=at.quote, prefix=at.prefix, suffix=at.suffix
    )
    if part.get("helped"):
        Helped.objects.create(remark=remark, said_at=sent + timedelta(hours=4))


def _tick(author: Person, release: Release, at: datetime) -> None:
    """Tick what she did of the module before she wrote."""
    lessons = Lesson.objects.filter(version=release.version_id)
    alone = lessons.exclude(kind__in=TOGETHER).exclude(kind=Lesson.Kind.REFLECTION)
    Completion.objects.bulk_create(
        (
            Completion(
                person=author, release=release, lesson_key=key, done_at=at - timedelta(days=1)
            )
            for key in alone.values_list("key", flat=True)
        ),
        ignore_conflicts=True,
    )
