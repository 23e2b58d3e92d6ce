"""The rows of docs/visibility.md: for each thing, the row of the database it stands for.

The table is read by people and by ``test_visibility_doc.py``; what it says in words is asked of
the running rules for the whole cast of ``tests/world.py``.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import (
    Appointment,
    AuditEvent,
    Conflict,
    Cover,
    Evaluating,
    FeedToken,
    GroupMembership,
    HelpContact,
    Invitation,
    Membership,
    MentorChange,
    Mentoring,
    Notice,
    NoticeChoice,
    RosterUpload,
    School,
)
from curriculum.models import Completion, CourseTeam, Editing
from reflections.actions import searching
from reflections.models import (
    Handover,
    Message,
    PageClosing,
    Pencil,
    Piece,
    PortfolioText,
    Reader,
    Reading,
    Remark,
    Reply,
    ReplyEdition,
    SearchPage,
    SearchWord,
    Share,
    Withdrawal,
)
from tests import make
from tests.house.matrix_concern import CONCERN
from tests.house.matrix_dialogues import DIALOGUES
from tests.house.matrix_endings import ENDINGS
from tests.house.matrix_glass import GLASS
from tests.house.matrix_lenses import LENSES
from tests.house.matrix_queue import QUEUE
from tests.house.matrix_rehearsals import REHEARSALS
from tests.house.matrix_remarks import REMARKS
from tests.house.matrix_scenarios import SCENARIOS
from tests.world import World

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "visibility.md"

# The columns of the table, and who in the cast stands in each.
ROLES: dict[str, str] = {
    "nobody": "",
    "author": "asha",
    "student": "ben",
    "far student": "chidi",
    "mentor": "ekdal",
    "other mentor": "fox",
    "far mentor": "okoye",
    "former mentor": "gita",
    "cover": "noma",
    "lead": "hana",
    "far lead": "omar",
    "facilitator": "farid",
    "administrator": "ivo",
    "wellbeing lead": "tuva",
    "course team": "cleo",
    "one module": "maya",
    "operator": "root",
    "suspended": "sam",
    "left": "lena",
}


def _entry(state: str) -> Callable[[World], Model]:
    return lambda w: w.entries[state]


def _version(state: str) -> Callable[[World], Model]:
    return lambda w: w.entries[state].versions.get()


def _text(state: str) -> Callable[[World], Model]:
    return lambda w: w.entries[state].versions.get().text


def _practice(w: World, **fields: bool) -> Any:
    return make.encounter(course=w.release.version.module.course, **fields)


def _skip_week(w: World) -> Model:
    return w.juniper.skip_weeks.first() or make.skip_week(cohort=w.juniper)


def _editing(w: World) -> Model:
    opened = Editing.objects.filter(person=w.hana).first()
    module = w.release.version.module
    return opened or make.editing(person=w.hana, module=module, body="WORDS-unsaved")


def _extension(w: World) -> Model:
    known = w.release.extensions.first()
    return known or make.extension(release=w.release, person=w.asha, granted_by=w.ekdal)


def _answer(*, given: bool = True, past_due: bool = False) -> Callable[[World], Model]:
    """Find the author's answer to a story; her fellow student has given his."""

    def find(w: World) -> Model:
        day = make.ago(days=1 if past_due else -5).date()
        type(w.release).objects.filter(pk=w.release.pk).update(due_on=day)
        w.release.refresh_from_db()
        w.release.save()
        step = make.story(release=w.release).steps.first()
        make.answer(author=w.ben, release=w.release, step=step)
        return make.answer(author=w.asha, release=w.release, step=step, given=given)

    return find


def _attendance(w: World) -> Model:
    circle = make.lesson(version=w.release.version, kind="circle")
    return make.attendance(person=w.asha, release=w.release, lesson=circle, by=w.farid)


def _share(**fields: object) -> Callable[[World], Share]:
    """Find what the author shared with a fellow student and with two who are gone since."""

    def find(w: World) -> Share:
        entry = make.entry(author=w.asha, body="WORDS-shared", title="TITLE-shared")
        named = [w.ben, w.sam, w.lena]
        return make.share(entry=entry, cohort=w.juniper, readers=named, **fields)

    return find


def _share_with_group(w: World) -> Model:
    group = make.group(cohort=w.juniper)
    for person in (w.asha, w.ben, w.sam, w.lena):
        GroupMembership.objects.create(group=group, person=person, starts_at=make.ago(days=9))
    return _share(group=group)(w)


def _evaluating(w: World) -> Evaluating:
    held = Evaluating.objects.filter(evaluator=w.gita, student=w.asha).first()
    return held or make.evaluating(evaluator=w.gita, student=w.asha, cohort=w.juniper)


def _evaluated(w: World) -> Model:
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    return w.entries["submitted"]


def _unsent(model: type[Model], w: World) -> Any:
    return model.objects.get(version__entry=w.entries["being_answered"])


def _sent(model: type[Model], w: World) -> Any:
    return model.objects.get(version__entry=w.entries["answered"])


def _pencil(w: World, *, left: bool = False) -> Pencil:
    version = w.entries["former" if left else "submitted"].versions.get()
    writer = w.gita if left else w.ekdal
    known = version.pencils.first()
    return known or make.pencil(version=version, author=writer, body="REMARK-making")


def _left_reply(w: World) -> Reply:
    """Find what her mentor of last year did not send before the pairing ended."""
    version = w.entries["former"].versions.get()
    known = version.replies.first()
    return known or make.reply(version=version, author=w.gita, body="REPLY-left", sent=False)


def _left_remark(w: World) -> Model:
    version = w.entries["former"].versions.get()
    known = version.remarks.first()
    return (known or make.remark(version=version, author=w.gita, sent=False)).text


def _edition(w: World) -> ReplyEdition:
    reply = _sent(Reply, w)
    return reply.editions.first() or make.edition(reply=reply, body="REPLY-changed")


def _page_closing(w: World) -> PageClosing:
    version = w.entries["answered"].versions.get()
    return version.closings.first() or make.closing(version=version)


def _asked_for(w: World) -> Model:
    version = w.entries["former"].versions.get()
    Reader.objects.get_or_create(version=version, person=w.fox, via=Reader.Via.ASKED)
    return version.text


def _said_apart(w: World, other: Any) -> Conflict:
    """Let the author have said that she must not be matched with somebody."""
    return Conflict.objects.get_or_create(one=w.asha, other=other, is_own=True)[0]


def _mentor_change(w: World) -> MentorChange:
    pair = Mentoring.objects.get(student=w.asha, mentor=w.ekdal)
    known = MentorChange.objects.filter(mentoring=pair).first()
    return known or MentorChange.objects.create(student=w.asha, cohort=w.juniper, mentoring=pair)


def _piece(w: World) -> Model:
    chosen = Piece.objects.filter(author=w.asha).first()
    return chosen or make.piece(entry=w.entries["submitted"])


def _indexed(w: World) -> World:
    searching.bring_up_to_date(by=w.asha)
    return w


# Each thing of the table: how to find it in the world, and which action the letter stands for.
THINGS: dict[str, tuple[Callable[[World], Model], str]] = {
    # Pictures, break-glass, the school's own words
    **GLASS,
    **CONCERN,
    # Endings
    **ENDINGS,
    # What learners write
    "a draft, as a page of the journal": (_entry("draft"), "read"),
    "a draft’s own row": (lambda w: w.entries["draft"].draft, "read"),
    "a draft’s words": (lambda w: w.entries["draft"].draft.texts.get(), "read"),
    "the draft behind a submitted entry": (lambda w: w.entries["submitted"].draft, "read"),
    "a submitted entry": (_entry("submitted"), "read"),
    "its version": (_version("submitted"), "read"),
    "its words": (_text("submitted"), "read"),
    "a submitted entry, while a cover was announced": (_entry("covered"), "read"),
    "its words, covered": (_text("covered"), "read"),
    "an entry that named the lead, where the cohort allows it no more": (
        _entry("lead_named"),
        "read",
    ),
    "an entry that named a mentor who left": (_entry("former"), "read"),
    "its words, mentor left": (_text("former"), "read"),
    "an entry without any reader yet": (_entry("nobody"), "read"),
    "the right to answer a submitted version": (_version("submitted"), "answer"),
    "the right to answer, covered": (_version("covered"), "answer"),
    "a reader’s name on a version": (
        lambda w: Reader.objects.get(version__entry=w.entries["submitted"]),
        "read",
    ),
    "the log of who opened it": (
        lambda w: Reading.objects.create(entry=w.entries["submitted"], person=w.ekdal, door="desk"),
        "read",
    ),
    # What students answer about a story
    "an answer about a story, not given yet": (_answer(given=False, past_due=True), "read"),
    "a given answer, before the due date": (_answer(), "read"),
    "a given answer, after the due date": (_answer(past_due=True), "read"),
    "a given answer’s words": (lambda w: _answer(past_due=True)(w).text, "read"),
    "an answer, to write, give or take back": (_answer(), "write"),
    # What she shares, takes back, lets go along
    "a page shared with the cohort": (_share(), "read"),
    "its words, as they were shared": (lambda w: _share()(w).text, "read"),
    "a page shared without a name": (_share(is_named=False), "read"),
    "its words, without a name": (lambda w: _share(is_named=False)(w).text, "read"),
    "a page shared without a name, until the next morning": (
        lambda w: _share(is_named=False, since=make.ago(hours=-9))(w),
        "read",
    ),
    "a page shared with the mentor group": (_share_with_group, "read"),
    "a page that was shared and is not any more": (_share(ended=True), "read"),
    "sharing, to end": (_share(), "write"),
    "who was named when it was shared": (lambda w: _share()(w).readers.first(), "read"),
    "that a version was taken back": (
        lambda w: Withdrawal.objects.create(
            entry=w.entries["submitted"], number=2, submitted_at=make.ago(days=1)
        ),
        "read",
    ),
    "what may go along to a next mentor": (
        lambda w: Handover.objects.get_or_create(
            change=_mentor_change(w), entry=w.entries["submitted"]
        )[0],
        "read",
    ),
    # What readers say back
    "a remark in the making": (_pencil, "read"),
    "a remark in the making, its words": (lambda w: _pencil(w).draft.texts.get(), "read"),
    "a remark in the making, to copy once the page is closed to its writer": (
        lambda w: _pencil(w, left=True),
        "copy",
    ),
    "a reply not sent, to copy then": (_left_reply, "copy"),
    "a remark not sent, to copy then": (_left_remark, "copy"),
    "that a sent reply was changed": (_edition, "read"),
    "the words it was changed to": (lambda w: _edition(w).text, "read"),
    "that the author closed the page": (_page_closing, "read"),
    "a closed page, to open again": (_page_closing, "write"),
    "a page another reader was asked for": (_asked_for, "read"),
    "a remark not sent yet": (lambda w: _unsent(Remark, w), "read"),
    "a remark not sent yet, its words": (lambda w: _unsent(Remark, w).text, "read"),
    "a sent remark": (lambda w: _sent(Remark, w), "read"),
    "a sent remark’s words": (lambda w: _sent(Remark, w).text, "read"),
    "a reply not sent yet": (lambda w: _unsent(Reply, w), "read"),
    "a reply not sent yet, its words": (
        lambda w: _unsent(Reply, w).draft.texts.get(),
        "read",
    ),
    "a sent reply": (lambda w: _sent(Reply, w), "read"),
    "a sent reply’s words": (lambda w: _sent(Reply, w).text, "read"),
    "a message under an entry": (lambda w: Message.objects.get(), "read"),
    "a message’s words": (lambda w: Message.objects.get().text, "read"),
    # The queue
    **QUEUE,
    # Depth lenses
    **LENSES,
    **REMARKS,
    **SCENARIOS,
    **REHEARSALS,
    **DIALOGUES,
    # Courses
    "a course": (lambda w: w.release.version.module.course, "read"),
    "a course, to build": (lambda w: w.release.version.module.course, "build"),
    "a course’s coverage map": (lambda w: w.release.version.module.course, "survey"),
    "a course, to own": (lambda w: w.release.version.module.course, "change"),
    "a place in a course team": (lambda w: CourseTeam.objects.get(person=w.cleo), "read"),
    "a module that is open": (lambda w: w.release.version.module, "read"),
    "a module that opens later": (lambda w: w.future_release.version.module, "read"),
    "a module, to build": (lambda w: w.release.version.module, "build"),
    "a module’s text": (lambda w: w.release.version, "read"),
    "a module’s text, before it opens": (lambda w: w.future_release.version, "read"),
    "a module’s facilitator notes": (lambda w: w.release.version, "read_notes"),
    "a lesson": (lambda w: w.release.version.lessons.first(), "read"),
    "a lesson, before it opens": (lambda w: w.future_release.version.lessons.first(), "read"),
    "a lesson’s facilitator notes": (lambda w: w.release.version.lessons.first(), "read_notes"),
    "a lesson, to change": (lambda w: w.release.version.lessons.first(), "change"),
    "a prompt": (lambda w: make.reflection_of(w.release).prompts.first(), "read"),
    "a competency framework": (lambda w: make.framework(), "read"),
    "a competency framework, to change": (lambda w: make.framework(), "change"),
    "a competency": (lambda w: make.framework().competencies.first(), "read"),
    "a prompt on the shelf": (
        lambda w: make.shelf_prompt(course=w.release.version.module.course),
        "read",
    ),
    "a prompt on the shelf, to change": (
        lambda w: make.shelf_prompt(course=w.release.version.module.course),
        "change",
    ),
    "a scenario of the library": (
        lambda w: make.scenario(course=w.release.version.module.course),
        "read",
    ),
    "a scenario before it is there": (
        lambda w: make.scenario(course=w.release.version.module.course, is_published=False),
        "read",
    ),
    "a scenario, to change": (
        lambda w: make.scenario(course=w.release.version.module.course),
        "change",
    ),
    "a practice alone": (lambda w: _practice(w), "read"),
    "a practice alone, being written": (lambda w: _practice(w, is_published=False), "read"),
    "a practice that needs the wellbeing lead, being written": (
        lambda w: _practice(w, is_published=False, needs_sign_off=True),
        "read",
    ),
    "its pages in the admin": (lambda w: _practice(w, needs_sign_off=True), "build"),
    "the pages in the admin of one that does not": (lambda w: _practice(w), "build"),
    "a practice alone, to agree to": (lambda w: _practice(w, needs_sign_off=True), "sign_off"),
    "a practice alone that needs nobody, to agree to": (lambda w: _practice(w), "sign_off"),
    "a practice alone, to change": (lambda w: _practice(w, needs_sign_off=True), "change"),
    "a moment of a practice": (lambda w: _practice(w).nodes.first(), "read"),
    "a moment of one that needs the wellbeing lead": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first(),
        "read",
    ),
    "a moment of it, to change": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first(),
        "change",
    ),
    "a choice in a practice": (lambda w: _practice(w).nodes.first().choices.first(), "read"),
    "a choice in one that needs the wellbeing lead": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first().choices.first(),
        "read",
    ),
    "a choice in it, to change": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first().choices.first(),
        "change",
    ),
    "a release": (lambda w: w.release, "read"),
    "a release, before it opens": (lambda w: w.future_release, "read"),
    "a release, to change": (lambda w: w.release, "change"),
    "a module’s change, as a cohort is told": (
        lambda w: make.release_change(release=w.release, by=w.hana),
        "read",
    ),
    "a week to skip": (_skip_week, "read"),
    "a week to skip, to change": (_skip_week, "change"),
    "a later due date given to the author": (_extension, "read"),
    "the right to give or take it": (_extension, "change"),
    "the day a letter of the author’s comes back": (
        lambda w: make.delivery(entry=make.entry(author=w.asha, form="letter")),
        "read",
    ),
    "a pass of the author’s": (
        lambda w: w.asha.passes.first() or make.a_pass(person=w.asha, release=w.release),
        "read",
    ),
    "a tag of the author’s": (lambda w: make.tag(author=w.asha), "read"),
    "which pages are under it": (
        lambda w: (
            make.tag(author=w.asha, entry=w.entries["submitted"])
            .tagged.filter(entry=w.entries["submitted"])
            .get()
        ),
        "read",
    ),
    "a tag, to change": (lambda w: make.tag(author=w.asha), "write"),
    "a phrase the mentor keeps to use again": (lambda w: make.phrase(author=w.ekdal), "read"),
    "that phrase, to change": (lambda w: make.phrase(author=w.ekdal), "write"),
    "what the author says before her portfolio": (
        lambda w: PortfolioText.objects.get_or_create(author=w.asha)[0],
        "read",
    ),
    "a piece of her portfolio": (_piece, "read"),
    "a piece, to move or take out": (_piece, "write"),
    "the index of her words, a page of it": (
        lambda w: SearchPage.objects.get(entry=_indexed(w).entries["submitted"]),
        "read",
    ),
    "the index of her words, a word of it": (
        lambda w: SearchWord.objects.filter(author=_indexed(w).asha).earliest("pk"),
        "read",
    ),
    "a page somebody has open": (_editing, "read"),
    "the unsaved words on it": (lambda w: _editing(w).draft.texts.get(), "read"),
    "having been in a circle": (_attendance, "read"),
    "having been in a circle, to note": (_attendance, "change"),
    "a tick on a lesson": (
        lambda w: Completion.objects.create(
            person=w.asha, release=w.release, lesson_key=uuid.uuid4()
        ),
        "read",
    ),
    "a tick on a lesson, to change": (
        lambda w: Completion.objects.create(
            person=w.asha, release=w.release, lesson_key=uuid.uuid4()
        ),
        "change",
    ),
    # People
    "the author’s name and picture": (lambda w: w.asha, "read"),
    "how to reach the author": (lambda w: w.asha, "reach"),
    "a person’s details, to change": (lambda w: w.asha, "change"),
    "the cohort": (lambda w: w.juniper, "read"),
    "the cohort’s roster": (lambda w: w.juniper, "roster"),
    "the cohort’s release plan": (lambda w: w.juniper, "plan"),
    "the cohort, to change": (lambda w: w.juniper, "change"),
    "the cohort’s progress, in figures": (lambda w: w.juniper, "progress"),
    "a membership": (lambda w: Membership.objects.get(person=w.asha), "read"),
    "a membership, to change": (lambda w: Membership.objects.get(person=w.asha), "change"),
    "a group of the cohort": (lambda w: make.group(cohort=w.juniper), "read"),
    "a place in a group": (
        lambda w: GroupMembership.objects.create(
            group=make.group(cohort=w.juniper), person=w.asha, starts_at=make.ago(days=9)
        ),
        "read",
    ),
    "who mentors whom": (lambda w: Mentoring.objects.get(student=w.asha, mentor=w.ekdal), "read"),
    "a pairing, to change": (
        lambda w: Mentoring.objects.get(student=w.asha, mentor=w.ekdal),
        "change",
    ),
    "a request for another mentor": (_mentor_change, "read"),
    "a request for another mentor, to add to": (_mentor_change, "write"),
    "the leave of the author’s mentor": (lambda w: make.leave(person=w.ekdal), "read"),
    "that leave, to change": (lambda w: make.leave(person=w.ekdal), "change"),
    "who covers": (lambda w: Cover.objects.get(cover=w.noma), "read"),
    "two who must not be matched": (
        lambda w: Conflict.objects.create(one=w.asha, other=w.fox),
        "read",
    ),
    "whom the author said she must not be matched with": (
        lambda w: _said_apart(w, w.fox),
        "read",
    ),
    "what the author said so, to lift": (
        lambda w: _said_apart(w, w.fox),
        "delete",
    ),
    "what the author said so, to take back": (
        lambda w: _said_apart(w, w.fox),
        "take_back",
    ),
    "what was said so of the administrator": (
        lambda w: _said_apart(w, w.ivo),
        "read",
    ),
    "who evaluates the author": (_evaluating, "read"),
    "who evaluates the author, to change": (_evaluating, "change"),
    "that the lead evaluates the author, to change": (
        lambda w: make.evaluating(evaluator=w.hana, student=w.asha, cohort=w.juniper),
        "change",
    ),
    "a submitted entry whose mentor evaluates the author": (_evaluated, "read"),
    "an office in the school": (lambda w: Appointment.objects.get(person=w.ivo), "read"),
    "an invitation": (
        lambda w: Invitation.objects.create(
            person=w.asha, email=w.asha.email, token_hash="0" * 64, expires_at=make.ago(days=-9)
        ),
        "read",
    ),
    "the school": (lambda w: School.objects.get(), "read"),
    "the school, to change": (lambda w: School.objects.get(), "change"),
    "a help contact": (lambda w: HelpContact.objects.get(), "read"),
    "a help contact, to change": (lambda w: HelpContact.objects.get(), "change"),
    "the audit trail": (lambda w: AuditEvent.objects.create(verb="school.opened"), "read"),
    "the secret of the author’s calendar": (
        lambda w: FeedToken.objects.create(person=w.asha, token_hash="0" * 64),
        "read",
    ),
    "a list of people the lead uploaded": (
        lambda w: RosterUpload.objects.create(uploader=w.hana, cohort=w.juniper, data=b"x"),
        "read",
    ),
    "a notice in the outbox": (
        lambda w: Notice.objects.create(to=w.asha, kind="reply", once="matrix"),
        "read",
    ),
    "what mail the author wants": (
        lambda w: NoticeChoice.objects.get_or_create(person=w.asha, group="replies", how="off")[0],
        "read",
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a thing and the roles that may."""

    thing: str
    may: frozenset[str]


def rows() -> Iterator[Row]:
    """Yield the lines of every table in docs/visibility.md."""
    columns: list[str] = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "Thing":
            columns = cells[1:]
        elif not re.fullmatch(r":?-+:?", cells[0]):
            may = {role for role, cell in zip(columns, cells[1:], strict=True) if cell == "✓"}
            yield Row(cells[0], frozenset(may))


def person_in(world: World, role: str) -> object:
    """Return who stands for a column; ``nobody`` is somebody who is not signed in."""
    return getattr(world, ROLES[role]) if ROLES[role] else AnonymousUser()


# These take rights from somebody in the whole world they are made in, not only from one thing.
BARS = {"a submitted entry whose mentor evaluates the author"}


def furnish(w: World) -> None:
    """Put every thing of the table into one world, but for those that would empty it."""
    for name, (find, _action) in THINGS.items():
        if name not in BARS:
            find(w)
