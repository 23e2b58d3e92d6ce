"""What learners write, keep and share."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import saving, words
from accounts.models import (
    Cohort,
    Person,
)
from curriculum.models import (
    Release,
)
from reflections.actions.tagging import fingerprint
from reflections.models import (
    Delivery,
    Entry,
    Grant,
    GrantText,
    Picture,
    PictureText,
    Piece,
    Placing,
    Reader,
    Share,
    ShareReader,
    ShareText,
    Tag,
    Tagged,
    Version,
    VersionPicture,
    VersionText,
)
from tests.make.basics import ago, draft
from tests.make.releases import reflection_of


def entry(
    *,
    author: Person,
    release: Release | None = None,
    body: str = "I sat with her for an hour.",
    title: str = "An hour",
    **fields: Any,
) -> Entry:
    """Make an entry that is a draft."""
    lesson = reflection_of(release) if release else None
    return Entry.objects.create(
        author=author,
        release=release,
        lesson=lesson,
        prompt=lesson.prompts.first() if lesson else None,
        draft=draft(author=author, body=body, title=title),
        **fields,
    )


def delivery(*, entry: Entry, days: int = 30) -> Delivery:
    """Let a letter come back so many days from today; with less than none it has come."""
    return Delivery.objects.create(entry=entry, on=timezone.localdate() + timedelta(days=days))


def version(
    *,
    entry: Entry,
    cohort: Cohort | None = None,
    readers: dict[str, Person] | None = None,
    **fields: Any,
) -> Version:
    """Submit the entry's draft as it stands; ``readers`` maps via (mentor, lead…) to people."""
    text = saving.newest_text(entry.draft)
    number = entry.versions.count() + 1
    base = {
        "number": number,
        "prompt": entry.prompt,
        "cohort": cohort or (entry.release.cohort if entry.release else None),
        "revision": entry.draft.revision,
        "words": words.count(text.body),
    }
    made = Version.objects.create(entry=entry, **(base | fields))
    VersionText.objects.create(version=made, title=text.title, body=text.body, sha256=text.sha256)
    for via, reader in (readers or {}).items():
        Reader.objects.create(version=made, person=reader, via=via, since=made.submitted_at)
    return made


def grant(
    *, asked_by: Person, entry: Entry, decided_by: Person | None = None, **fields: Any
) -> Grant:
    """Ask to open an entry; with ``decided_by`` it is open since ten minutes ago."""
    base: dict[str, Any] = {"asked_for": entry.pk, "ground": "law", "asked_at": ago(minutes=20)}
    if decided_by is not None:
        at = ago(minutes=10)
        base |= {"decided_by": decided_by, "decided_at": at, "opened_at": at, "entry": entry}
        base |= {"ends_at": at + timedelta(minutes=60), "tell_at": at}
    made = Grant.objects.create(asked_by=asked_by, **(base | fields))
    GrantText.objects.create(grant=made, reason="REASON-why")
    return made


def picture(*, entry: Entry, version: Version | None = None, **fields: Any) -> Picture:
    """Hang a picture on a page (no file behind it), and on ``version`` too."""
    base = {"file": f"entry/{uuid.uuid4().hex}.png", "size": 1000}
    made = Picture.objects.create(entry=entry, **(base | fields))
    PictureText.objects.create(picture=made, description="DESCRIPTION-of a drawing")
    if version is not None:
        VersionPicture.objects.create(version=version, picture=made)
    return made


def share(
    *,
    entry: Entry,
    cohort: Cohort,
    readers: list[Person],
    is_named: bool = True,
    ended: bool = False,
    **fields: Any,
) -> Share:
    """Share the entry's draft as it stands with these people; ``ended`` takes its words away."""
    text = saving.newest_text(entry.draft)
    base = {"since": ago(hours=1), "revision": entry.draft.revision, "words": 3}
    fields = base | ({"ended_at": timezone.now()} if ended else {}) | fields
    made = Share.objects.create(entry=entry, cohort=cohort, is_named=is_named, **fields)
    if not ended:
        facts = {"title": text.title, "body": text.body, "sha256": text.sha256}
        ShareText.objects.create(share=made, **facts)
    ShareReader.objects.bulk_create(ShareReader(share=made, person=one) for one in readers)
    return made


def tag(*, author: Person, name: str = "nights", entry: Entry | None = None) -> Tag:
    """Make a tag of somebody's, or find it, and put it on ``entry`` if one is given."""
    said = {"name": name}
    made, _new = Tag.objects.get_or_create(
        author=author, name_sha256=fingerprint(name), defaults=said
    )
    if entry is not None:
        Tagged.objects.get_or_create(tag=made, entry=entry)
    return made


def piece(*, entry: Entry, version: Version | None = None, position: int = 1) -> Piece:
    """Choose a page for its author's portfolio."""
    return Piece.objects.create(
        author=entry.author, entry=entry, version=version, position=position
    )


def placing(*, version: Version, by: Person, lens: str = "knot", step: int = 2) -> Placing:
    """Place a version on one lens, or find where this person placed it."""
    said = {"step": step}
    return Placing.objects.get_or_create(version=version, by=by, lens=lens, defaults=said)[0]
