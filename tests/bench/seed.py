"""A school in the middle of its year: entries by the hundred, or by the ten thousand.

At either size Asha's mentor has fifty entries waiting. What grows is everything else: Asha's own
journal, what her mentor has answered, and what everybody else wrote.
"""

import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts import words
from accounts.models import Cohort, Draft, DraftText, Membership, Mentoring, Person
from curriculum.models import Lesson, ModuleVersion, Release
from reflections.models import (
    Entry,
    Reader,
    Reading,
    Remark,
    RemarkText,
    Reply,
    ReplyText,
    Version,
    VersionText,
)
from tests import make
from tests.bench import library, programme, rehearsing, searcher

WORDS = 500
QUEUE = 50
TIMES = 100
OWN, OTHERS = 10, 90
SYLLABLES = ("ka", "ren", "mo", "li", "sa", "tu", "per", "in", "dol", "ve", "ri", "qui", "ost")
KINDS = (
    "reading",
    "narrative",
    "transcript",
    "art",
    "exercise",
    "circle",
    "reading",
    "reflection",
)

_dice = random.Random(20261122)  # noqa: S311 - the same school every time, not a secret


def prose(number: int = WORDS) -> str:
    """Return that many invented words, in paragraphs of about eighty."""
    said = ["".join(_dice.choices(SYLLABLES, k=_dice.randint(1, 3))) for _ in range(number)]
    paragraphs = [" ".join(said[at : at + 80]) + "." for at in range(0, number, 80)]
    return "\n\n".join(paragraphs)


@dataclass
class School:
    """What the pages of the benchmark need to know."""

    cohort: Cohort
    asha: Person
    ekdal: Person
    hana: Person
    mira: Person  # writes for herself, and searches
    ivo: Person  # administers, and looks at the evidence
    pairs: list[tuple[Person, Person]]
    releases: list[Release]
    edited: ModuleVersion
    text: str
    written: Entry | None = None  # a draft of Asha's
    answered: Entry | None = None  # an answered page of Asha's
    waiting: Entry | None = None  # a page on her mentor's desk


@dataclass
class Page:
    """One entry to be made."""

    author: Person
    mentor: Person
    state: str  # draft, waiting or answered
    at: datetime
    release: Release | None = None


# ------------------------------------------------------------------ people and course
def school() -> School:
    """Make the school without a single entry."""
    make.school()
    make.help_contact(is_urgent=True)
    make.help_contact()
    cohort, other = make.cohort(name="Juniper"), make.cohort(name="Rowan")
    people = {
        name: Person(name=name, email=f"{name.split()[-1].lower()}@bench.example", password="!")
        for name in (
            *("Asha", "Dr Ekdal", "Prof Hana", "Mira", "Ivo"),
            *(f"Mentor M{n}" for n in range(5)),
        )
    }
    students = [Person(name=f"S{n}", email=f"s{n}@bench.example", password="!") for n in range(59)]
    Person.objects.bulk_create([*people.values(), *students])
    asha, ekdal, hana, mira, ivo, *mentors = people.values()
    make.appointment(person=ivo)
    _seats(cohort, "student", [asha, mira, *students])
    _seats(cohort, "mentor", [ekdal, *mentors])
    _seats(cohort, "lead", [hana])
    _seats(other, "lead", [hana])
    # Twenty-five students for Dr Ekdal, the rest among the others.
    pairs = [(student, ekdal) for student in [asha, *students[:24]]]
    pairs += [(student, mentors[n % 5]) for n, student in enumerate(students[24:])]
    Mentoring.objects.bulk_create(
        Mentoring(student=student, mentor=mentor, cohort=cohort, starts_at=make.ago(days=80))
        for student, mentor in pairs
    )
    course = make.course(title="Compassion", owner=hana)
    releases = [_module(course, cohort, number) for number in range(1, 4)]
    edited = make.module_version(module=releases[0].version.module, number=None, title="Next year")
    _lessons(edited)
    return School(cohort, asha, ekdal, hana, mira, ivo, pairs, releases, edited, prose())


def _seats(cohort: Cohort, role: str, people: Iterable[Person]) -> None:
    since = make.ago(days=90)
    Membership.objects.bulk_create(
        Membership(person=person, cohort=cohort, role=role, starts_at=since) for person in people
    )
    if role == "mentor":
        for person in people:
            make.agreement(person=person)


def _module(course: Any, cohort: Cohort, number: int) -> Release:
    module = make.module(course=course, slug=f"bench-{number}")
    version = make.module_version(module=module, title=f"Module {number}", label=str(number))
    _lessons(version)
    return make.release(
        version=version, cohort=cohort, opens_on=make.ago(days=40 - 10 * number).date()
    )


def _lessons(version: ModuleVersion) -> None:
    for number, kind in enumerate(KINDS):
        paragraphs = "".join(f"<p>{part}</p>" for part in prose(800).split("\n\n"))
        made = make.lesson(
            version=version, kind=kind, title=f"{kind} {number}", body=paragraphs, minutes=15
        )
        if kind == "reflection":
            for _ in range(3):
                make.prompt(lesson=made, text=prose(40))
        elif kind in {"exercise", "narrative"}:
            for _ in range(4):
                make.step(lesson=made, text=prose(20))


# ------------------------------------------------------------------ entries
def begin(built: School) -> None:
    """Write what the small school holds: a hundred entries, fifty of them in one queue."""
    mine = [(s, m) for s, m in built.pairs if m == built.ekdal and s != built.asha]
    asha = (built.asha, built.ekdal)
    third, first = built.releases[2], built.releases[0]
    own = [Page(*asha, "draft", make.ago(hours=3), third)]
    own += [Page(*asha, "waiting", make.ago(days=2), built.releases[1])]
    own += [Page(*asha, "waiting", make.ago(days=4))]
    own += [Page(*asha, "answered", make.ago(days=9), first)]
    own += [Page(*asha, "answered", make.ago(days=10 + n)) for n in range(OWN - len(own))]
    queue = [Page(*pair, "waiting", make.ago(days=1, hours=n), third) for n, pair in
             enumerate(mine)]  # fmt: skip
    queue += [Page(*pair, "waiting", make.ago(days=3, hours=n)) for n, pair in enumerate(mine)]
    others = queue + list(_some_of(built, OTHERS - len(queue)))
    entries = write(built, own + others)
    searcher.write(built.mira, searcher.FEW)
    programme.write(built.releases[0].version.module.course, *programme.SMALL)
    library.write(built.releases[0].version.module.course, library.FEW)
    rehearsing.open_rooms(built, rehearsing.FEW)
    built.written, built.waiting, built.answered = entries[0], entries[1], entries[3]


def grow(built: School) -> None:
    """Write the rest of a hundred times as many entries. Nobody's queue grows."""
    asha = (built.asha, built.ekdal)
    states = ["draft", *["answered"] * 9]
    for start in range(0, OWN * (TIMES - 1), 500):
        end = min(start + 500, OWN * (TIMES - 1))
        own = range(start, end)
        write(built, [Page(*asha, states[n % 10], make.ago(days=20, hours=n)) for n in own])
    searcher.write(built.mira, searcher.MANY - searcher.FEW)
    programme.write(built.releases[0].version.module.course, *programme.BIG)
    library.write(built.releases[0].version.module.course, library.MANY - library.FEW)
    rehearsing.open_rooms(built, rehearsing.MANY - rehearsing.FEW)
    left = OTHERS * (TIMES - 1)
    while left > 0:
        write(built, list(_some_of(built, min(left, 500))))
        left -= 500


def _some_of(built: School, number: int) -> Iterator[Page]:
    """Draw answered pages and a few drafts of everybody but Asha."""
    for _ in range(number):
        student, mentor = _dice.choice(built.pairs[1:])
        state = "draft" if _dice.random() < 0.1 else "answered"
        yield Page(student, mentor, state, make.ago(days=15, hours=_dice.randint(0, 2000)))


def write(built: School, pages: list[Page]) -> list[Entry]:
    """Make these entries with everything that belongs to their states, in a few bulk inserts."""
    entries, drafts, texts = [], [], []
    for page in pages:
        pk, place = uuid.uuid4(), _place(page.release)
        draft = Draft(
            pk=pk, author=page.author, revision=2, words=WORDS,
            created_at=page.at, updated_at=page.at,
        )  # fmt: skip
        drafts.append(draft)
        entries.append(Entry(pk=pk, author=page.author, draft=draft, started_at=page.at, **place))
        texts += [_draft_text(draft, number, built.text) for number in (1, 2)]
    Draft.objects.bulk_create(drafts)
    DraftText.objects.bulk_create(texts)
    Entry.objects.bulk_create(entries)
    sent = [(e, p) for e, p in zip(entries, pages, strict=True) if p.state != "draft"]
    versions = _versions(built, sent)
    answered = [(v, p) for v, (_e, p) in zip(versions, sent, strict=True) if p.state == "answered"]
    _answers(built, answered)
    return entries


def _place(release: Release | None) -> dict[str, Any]:
    if release is None:
        return {}
    lesson = release.version.lessons.get(kind=Lesson.Kind.REFLECTION)
    return {"release": release, "lesson": lesson, "prompt": lesson.prompts.first()}


def _draft_text(draft: Draft, revision: int, text: str) -> DraftText:
    return DraftText(
        draft=draft,
        revision=revision,
        save_id=uuid.uuid4(),
        title="A page",
        body=text,
        sha256=words.fingerprint("A page", text),
        saved_at=draft.updated_at,
    )


def _versions(built: School, sent: list[tuple[Entry, Page]]) -> list[Version]:
    text, digest = built.text, words.fingerprint("A page", built.text)
    versions = [
        Version(
            entry=entry, number=1, prompt=entry.prompt, cohort=built.cohort,
            submitted_at=page.at, revision=2, words=WORDS,
        )
        for entry, page in sent
    ]  # fmt: skip
    Version.objects.bulk_create(versions)
    VersionText.objects.bulk_create(
        VersionText(version=version, title="A page", body=text, sha256=digest)
        for version in versions
    )
    Reader.objects.bulk_create(
        # As the act of answering notes it (reflections/actions/settling.py).
        Reader(
            version=version,
            person=page.mentor,
            via="mentor",
            since=page.at,
            settled_at=page.at if page.state == "answered" else None,
        )
        for version, (_entry, page) in zip(versions, sent, strict=True)
    )
    return versions


def _answers(built: School, answered: list[tuple[Version, Page]]) -> None:
    later = timedelta(days=1)
    replies = [
        Reply(version=version, author=page.mentor, begun_at=page.at, sent_at=page.at + later,
              seen_at=page.at + 2 * later, length=100)
        for version, page in answered
    ]  # fmt: skip
    Reply.objects.bulk_create(replies)
    said = built.text[:600]
    ReplyText.objects.bulk_create(
        ReplyText(reply=reply, body=said, sha256=words.fingerprint("", said)) for reply in replies
    )
    remarks = [
        Remark(version=version, author=page.mentor, start=start, end=start + 20,
               made_at=page.at, sent_at=page.at + later)
        for version, page in answered
        for start in (0, 300)
    ]  # fmt: skip
    Remark.objects.bulk_create(remarks)
    RemarkText.objects.bulk_create(
        RemarkText(
            remark=remark, body="I stopped here.", quote=built.text[remark.start : remark.end]
        )
        for remark in remarks
    )
    Reading.objects.bulk_create(
        Reading(entry_id=version.entry_id, person=page.mentor, door="desk", at=page.at + later)
        for version, page in answered
    )
