"""Submitting: a version is frozen with exactly the readers named on the button."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, findings, notices, saving, words
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import DraftText, Person
from curriculum.models import Release
from curriculum.queries import own_release
from reflections import shapes
from reflections.actions import carrying, contacting, passing, picturing
from reflections.models import Entry, Reader, Version, VersionAsk, VersionText
from reflections.queries import own
from reflections.queries.pictures import on_the_page
from reflections.readers import NamedReader, cohort_of, holding, mentors_for, readers_for

LONGEST_ASK = 200
EMPTY = _("There are no words on this page yet. Fifty-five words is plenty.")
CLOSED = _("This reflection is closed, so nothing more can be submitted. Your draft stays yours.")
OTHERS = _("Who would read this has changed since you opened the page. Look again at the names.")
ATTEST = _("Say first that someone who knew this patient would not recognise them here.")
NEWER = _("There are newer words of yours on this page. Look at them once more, then submit.")


@dataclass(frozen=True)
class Said:
    """What the writer says on the submit page."""

    named: set[str]
    wants_contact: bool
    attested: bool
    reasons: Mapping[str, str]
    ask: str = ""


def submit(
    *,
    entry: Entry,
    by: Person,
    revision: int,
    named: Iterable[str],
    wants_contact: bool = False,
    attested: bool = False,
    reasons: Mapping[str, str] | None = None,
    ask: str = "",
) -> Version:
    """Freeze ``revision`` of the draft as a new version for exactly the ``named`` readers.

    ``named`` are the keys of the readers the page showed; ``reasons`` says why what looks like an
    identifier may stay, by the key of the finding; ``ask`` is what she would like from her reader,
    in a sentence. The same revision makes one version, however often it is sent. NotYours for
    another's page; NotNow when the readers, the words or the release are no longer what the page
    showed; Refused for an empty text, for something that could point to a patient without a reason,
    and without ``attested``.
    """
    said = Said(set(named), wants_contact, attested, reasons or {}, one_line(ask))
    try:
        with transaction.atomic():
            return _submit(entry, by, revision, said)
    except IntegrityError:
        version = Version.objects.filter(entry=entry, entry__author=by, revision=revision).first()
        if version is None:
            raise
        return version


def _submit(entry: Entry, by: Person, revision: int, said: Said) -> Version:
    pages = own(by).annotate(has_pictures=on_the_page())
    mine = pages.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if mine is None or mine.draft is None:
        raise NotYours
    done = mine.versions.filter(revision=revision).first()
    if done is not None:
        return done
    text = saving.newest_text(mine.draft)
    if text is None or shapes.is_blank(mine.form, text.body):
        raise Refused(EMPTY, field="body")
    if fault := shapes.fault(mine.form, text.body):
        raise Refused(fault, field="body")
    if text.revision != revision:
        raise NotNow(NEWER)
    release = own_release(by, mine.release_id) if mine.release_id else None
    is_late = _in_time(release)
    cohort = cohort_of(by, release)
    readers = readers_for(by, cohort)
    if {reader.key for reader in readers} != said.named:
        raise NotNow(OTHERS)
    version = _freeze(
        mine,
        text,
        cohort=cohort,
        is_late=is_late,
        wants_contact=said.wants_contact,
        kept_for=kept_for(text, said.ask, attested=said.attested, reasons=said.reasons) or None,
        attested_at=timezone.now(),
    )
    if said.ask:
        VersionAsk.objects.create(version=version, body=said.ask)
    since = version.submitted_at
    Reader.objects.bulk_create(
        Reader(version=version, person=reader.person, via=reader.via, since=since)
        for reader in readers
    )
    carrying.carry_over(version=version, by=by)
    if mine.has_pictures:
        picturing.freeze(entry=mine, version=version)
    # The trail is read by administrators. Whether it was late, who reads it and whether she asked
    # to be contacted is for those named (docs/privacy.md).
    passing.given_back_by_writing(version=version, release=release)
    if said.wants_contact:
        contacting.asked_on(version)
    audit.record("entry.submitted", by=by, about=mine, version=version.pk, number=version.number)
    _tell(version, readers)
    return version


def one_line(ask: str) -> str:
    """Return the sentence for her reader on one line; Refused (field ``ask``) if it is no such."""
    line = " ".join(words.normalise(ask).split())
    try:
        words.check(line, longest=LONGEST_ASK)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="ask") from error
    return line


def all_said(body: str, ask: str) -> str:
    """Return all that is sent as one text, to be looked through at once."""
    return f"{body}\n\n{ask}" if ask else body


def kept_for(
    text: DraftText, ask: str = "", *, attested: bool, reasons: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return why hard finds stay, by class; Refused while one has no reason or nothing is attested.

    The check runs on the very words that are submitted, whatever the page has shown.
    """
    kept = findings.settled(title=text.title, body=all_said(text.body, ask), reasons=reasons)
    if not attested:
        raise Refused(ATTEST, field="attest")
    return kept


def _in_time(release: Release | None) -> bool:
    """Return whether it is late for her by now; NotNow when the release is closed to her."""
    if release is None:
        return False
    if release.is_closed:
        raise NotNow(CLOSED)
    return release.is_late


def _freeze(entry: Entry, text: DraftText, **facts: Any) -> Version:
    assert entry.draft is not None  # noqa: S101 - the caller looked
    newest = entry.versions.order_by("-number").first()
    version = Version.objects.create(
        entry=entry,
        number=newest.number + 1 if newest else 1,
        prompt=entry.prompt,
        revision=text.revision,
        words=entry.draft.words,
        **facts,
    )
    VersionText.objects.create(
        version=version, title=text.title, body=text.body, sha256=text.sha256
    )
    return version


def _tell(version: Version, readers: Iterable[NamedReader]) -> None:
    """Tell the readers. A wish to be contacted goes to those who answer, not to the lead."""
    for reader in readers:
        rings = version.wants_contact and reader.via != Reader.Via.LEAD
        kind = "asked_to_contact" if rings else "something_to_read"
        notices.tell(kind, to=reader.person, about=version)


def let_read(*, entry: Entry, by: Person, mentor: Any) -> Reader:
    """Let the current mentor (named by id) read the newest, unanswered version. Said yes once.

    NotYours for another's page; NotNow when she is not the mentor any more, or it was answered.
    """
    with transaction.atomic():
        mine = own(by).select_for_update().filter(pk=entry.pk).first()
        version = mine.versions.order_by("-number").first() if mine else None
        if version is None:
            raise NotYours
        if version.replies.filter(sent_at__isnull=False).exists():
            raise NotNow(_("This was answered meanwhile."))
        current = mentors_for(by, version.cohort)
        reader = next((r for r in current if str(r.person.pk) == str(mentor)), None)
        if reader is None:
            raise NotNow(_("Your mentor has changed meanwhile. Nobody was let in."))
        row, is_new = Reader.objects.get_or_create(
            version=version, person=reader.person, via=Reader.Via.MENTOR
        )
        if not is_new:
            held = holding([version.pk]).get(version.pk, [])
            if any(one.person.pk == reader.person.pk for one in held):
                return row
            Reader.objects.filter(pk=row.pk).update(since=timezone.now(), until=None)
        audit.record(
            "entry.reader_added", by=by, about=entry, version=version.pk, person=reader.person.pk
        )
        kind = "asked_to_contact" if contacting.asks(version) else "something_to_read"
        notices.tell(kind, to=reader.person, about=version)
        return row
