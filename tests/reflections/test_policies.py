"""A reader reads while every condition of her clause holds; take any one away and she does not.

Each case starts from a reader who may, breaks exactly one thing, and asks again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.models import Cohort, Conflict, Cover, Membership, Mentoring, Person
from accounts.policy import allows, audience, policy_of
from reflections.models import (
    Acknowledgement,
    Claim,
    ContactWish,
    Entry,
    Helped,
    Reader,
    Remark,
    Reply,
    Version,
    VersionAsk,
)
from tests import make

LONG_AGO, LATER = make.ago(days=1), make.ago(days=-1)


@dataclass
class Case:
    """A student, somebody who reads her, and everything that lets them."""

    student: Person
    reader: Person
    cohort: Cohort
    version: Version
    mentoring: Mentoring
    cover: Cover | None = None

    @property
    def reads(self) -> bool:
        """Say whether the reader may read, asked of every row that carries or frames words."""
        rows = [self.version.entry, self.version, self.version.text]
        rows += [self.version.messages.get(), self.version.messages.get().text]
        answers = {allows(self.reader, "read", row) for row in rows}
        listed = {
            type(row).objects.visible_to(self.reader).filter(pk=row.pk).exists() for row in rows
        }
        named = {self.reader in audience(row) for row in rows}
        assert answers == listed == named
        assert len(answers) == 1
        return answers.pop()

    @property
    def answers(self) -> bool:
        """Say whether the reader may answer."""
        return allows(self.reader, "answer", self.version)


@pytest.fixture
def case(db: None) -> Callable[[str], Case]:
    """Return a maker of a reader who may, through ``mentor``, ``cover`` or ``lead``."""

    def build(via: str) -> Case:
        cohort = make.cohort(lead_reads=via == "lead")
        student, mentor, reader = make.person(), make.person(), make.person()
        make.membership(person=student, cohort=cohort)
        make.membership(person=mentor, cohort=cohort, role="mentor")
        role = "lead" if via == "lead" else "mentor"
        make.membership(person=reader, cohort=cohort, role=role)
        pair = make.mentoring(
            mentor=reader if via == "mentor" else mentor, student=student, cohort=cohort
        )
        cover = make.cover(mentoring=pair, cover=reader) if via == "cover" else None
        version = make.version(
            entry=make.entry(author=student),
            cohort=cohort,
            readers={via: reader},
            submitted_at=make.ago(days=5),
        )
        make.message(version=version, author=student)
        return Case(student, reader, cohort, version, pair, cover)

    return build


def _end(row: object, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def _seat(case: Case) -> Membership:
    return Membership.objects.get(person=case.reader, cohort=case.cohort)


def _named(case: Case) -> Reader:
    return Reader.objects.get(person=case.reader)


BREAKS: dict[str, Callable[[Case], None]] = {
    "the reader row ended": lambda c: _end(_named(c), until=LONG_AGO),
    "the reader row has not begun": lambda c: _end(_named(c), since=LATER),
    "the reader row names somebody else": lambda c: _end(_named(c), person=make.person()),
    "the reader row is of another version": lambda c: _end(
        _named(c), version=make.version(entry=make.entry(author=c.student), cohort=c.cohort)
    ),
    "the seat in the cohort ended": lambda c: _end(_seat(c), ends_at=LONG_AGO),
    "the seat has not begun": lambda c: _end(_seat(c), starts_at=LATER),
    "the seat is in another cohort": lambda c: _end(_seat(c), cohort=make.cohort()),
    "the seat is another role": lambda c: _end(_seat(c), role="facilitator"),
    "the reader is suspended": lambda c: _suspend(c),
    "the reader declared a conflict": lambda c: Conflict.objects.create(
        one=c.reader, other=c.student
    ),
    "the reader evaluates the student": lambda c: make.evaluating(
        evaluator=c.reader, student=c.student, cohort=make.cohort()
    ),
    "the student declared a conflict": lambda c: Conflict.objects.create(
        one=c.student, other=c.reader
    ),
}
PAIRING_BREAKS: dict[str, Callable[[Case], None]] = {
    "the pairing ended": lambda c: _end(c.mentoring, ends_at=LONG_AGO),
    "the pairing has not begun": lambda c: _end(c.mentoring, starts_at=LATER),
    "the pairing is with another student": lambda c: _end(c.mentoring, student=make.person()),
    "the pairing is in another cohort": lambda c: _end(c.mentoring, cohort=make.cohort()),
}
MENTOR_BREAKS = PAIRING_BREAKS | {
    "the pairing has another mentor": lambda c: _end(c.mentoring, mentor=make.person()),
}
COVER_BREAKS = PAIRING_BREAKS | {
    "the cover ended": lambda c: _end(c.cover, ends_at=LONG_AGO),
    "the cover has not begun": lambda c: _end(c.cover, starts_at=LATER),
    "the cover was not announced": lambda c: _end(c.cover, announced_at=LATER),
    "somebody else covers": lambda c: _end(c.cover, cover=make.person()),
}
LEAD_BREAKS: dict[str, Callable[[Case], None]] = {
    "the cohort allows it no more": lambda c: _end(c.cohort, lead_reads=False),
}


def _suspend(case: Case) -> None:
    _end(case.reader, is_active=False)
    case.reader.is_active = False


CASES = [
    (via, name, breaks[name])
    for via, breaks in (
        ("mentor", BREAKS | MENTOR_BREAKS),
        ("cover", BREAKS | COVER_BREAKS),
        ("lead", BREAKS | LEAD_BREAKS),
    )
    for name in breaks
]


@pytest.mark.parametrize("via", ["mentor", "cover", "lead"])
def test_named_reader_reads_while_everything_holds(case, via: str) -> None:
    one = case(via)
    assert one.reads
    assert one.answers == (via != "lead")


@pytest.mark.parametrize(
    ("via", "breaks"), [(v, b) for v, _, b in CASES], ids=[f"{v}: {n}" for v, n, _ in CASES]
)
def test_named_reader_stops_reading_when_one_thing_ends(case, via, breaks) -> None:
    one = case(via)
    breaks(one)
    assert not one.reads
    assert not one.answers


@pytest.mark.parametrize("via", ["mentor", "cover", "lead"])
def test_reader_row_that_ends_later_still_reads(case, via: str) -> None:
    one = case(via)
    _end(_named(one), until=LATER)
    assert one.reads


def test_reader_by_one_name_does_not_read_by_another(case) -> None:
    """A mentor row does not count as a lead's, nor a lead's as a mentor's."""
    one = case("mentor")
    _end(_named(one), via="lead")
    assert not one.reads
    one = case("lead")
    _end(_named(one), via="mentor")
    assert not one.reads
    one = case("cover")
    _end(_named(one), via="mentor")
    assert not one.reads


@pytest.mark.parametrize("via", ["mentor", "cover"])
def test_own_unsent_words_are_out_of_reach_once_the_relationship_ends(case, via: str) -> None:
    one = case(via)
    remark = make.remark(version=one.version, author=one.reader, sent=False)
    reply = make.reply(version=one.version, author=one.reader, sent=False)
    kept = [remark, remark.text, reply]
    assert [allows(one.reader, "write", row) for row in kept] == [True] * 3
    assert [allows(one.reader, "read", row) for row in kept] == [True] * 3
    assert [allows(one.student, "read", row) for row in kept] == [False] * 3
    assert not {one.student} & {p for row in kept for p in audience(row)}
    _end(_seat(one), ends_at=LONG_AGO)
    for action in ("read", "write"):
        assert [allows(one.reader, action, row) for row in kept] == [False] * 3
        assert not {one.reader} & {p for row in kept for p in audience(row, action)}


def test_words_under_her_hand_are_hers_to_copy_when_the_page_is_no_longer_hers(case) -> None:
    one = case("mentor")
    reply = make.reply(version=one.version, author=one.reader)
    _end(_seat(one), ends_at=LONG_AGO)
    assert not allows(one.reader, "copy", reply)
    reply.draft = make.draft(author=one.reader, body="What I would rather have said.")
    reply.save()
    assert allows(one.reader, "copy", reply)
    assert set(audience(reply, "copy")) == {one.reader}
    # What she only began is hers, too, with no word in it yet.
    Reply.objects.filter(pk=reply.pk).update(sent_at=None, length=None, draft=None)
    assert allows(one.reader, "copy", reply)


@pytest.mark.parametrize("via", ["mentor", "cover", "lead"])
def test_what_another_reader_sent_is_read_and_unsent_is_not(case, via: str) -> None:
    one = case(via)
    other = make.person()
    sent = [
        make.remark(version=one.version, author=other),
        make.reply(version=one.version, author=other),
    ]
    sent += [row.text for row in sent]
    unsent = [
        make.remark(version=one.version, author=make.person(), sent=False),
        make.reply(version=one.version, author=make.person(), sent=False),
    ]
    assert [allows(one.reader, "read", row) for row in sent] == [True] * 4
    assert [allows(one.student, "read", row) for row in sent] == [True] * 4
    assert all({one.reader, one.student} <= set(audience(row)) for row in sent)
    assert [allows(one.reader, "read", row) for row in unsent] == [False] * 2
    assert [allows(one.student, "read", row) for row in unsent] == [False] * 2
    assert not {one.reader, one.student} & {p for row in unsent for p in audience(row)}


def _what_hangs_on(version: Version, remark: Remark, reply: Reply) -> list[object]:
    """Make a row of everything else that is read with a version and what was said about it."""
    edition, reader = make.edition(reply=reply), remark.author
    return [
        edition,
        edition.text,
        make.pencil(version=version, author=reader),
        make.closing(version=version),
        Claim.objects.create(version=version, person=reader, until=LATER),
        Helped.objects.create(remark=remark),
        ContactWish.objects.create(entry=version.entry, late_from=LATER),
        Acknowledgement.objects.create(version=version, person=reader, answer_by=LATER.date()),
        VersionAsk.objects.create(version=version, body="What did you hear?"),
    ]


@pytest.mark.parametrize("barred", ["one", "other", "evaluates"])
def test_conflict_bars_what_was_said_back_too(case, barred: str) -> None:
    one = case("mentor")
    rows = [
        make.remark(version=one.version, author=one.reader),
        make.reply(version=one.version, author=one.reader),
    ]
    rows += [row.text for row in rows] + _what_hangs_on(one.version, rows[0], rows[1])
    assert all(allows(one.reader, "read", row) for row in rows)
    pair = {"one": one.reader, "other": one.student}
    if barred == "other":
        pair = {"one": one.student, "other": one.reader}
    if barred == "evaluates":
        make.evaluating(evaluator=one.reader, student=one.student, cohort=one.cohort)
    else:
        Conflict.objects.create(**pair)
    assert not any(allows(one.reader, "read", row) for row in rows)
    assert not any(allows(one.reader, "write", row) for row in rows[:3] if "write" in _acts(row))


def _acts(row: object) -> set[str]:
    return set(policy_of(type(row)).may)


def test_conflict_that_begins_later_bars_nothing_yet(case) -> None:
    one = case("mentor")
    Conflict.objects.create(one=one.reader, other=one.student, declared_at=LATER)
    assert one.reads


def test_evaluating_bars_while_it_lasts_and_one_way_only(case) -> None:
    one = case("mentor")
    make.evaluating(evaluator=one.reader, student=make.person(), cohort=one.cohort)
    assert one.reads  # it is another student whom she evaluates
    spell = {"evaluator": one.reader, "student": one.student, "cohort": one.cohort}
    make.evaluating(**spell, starts_at=LATER)
    make.evaluating(**spell, starts_at=make.ago(days=9), ends_at=LONG_AGO)
    make.evaluating(**spell | {"evaluator": one.student, "student": one.reader})
    assert one.reads


def test_author_keeps_her_own_words_without_any_membership(case) -> None:
    one = case("mentor")
    Membership.objects.filter(person=one.student).update(ends_at=LONG_AGO)
    for row in (one.version.entry, one.version, one.version.text, one.version.entry.draft):
        assert allows(one.student, "read", row)
    assert allows(one.student, "write", one.version.entry)


def test_no_rule_of_reflections_knows_an_office_or_a_flag() -> None:
    """Operators, administrators and leads are nobody special: no clause is even named after one."""
    allowed = {"author", "writer", "unsent", "mentor", "cover", "lead", "oneself", "granted"}
    for model in (Entry, Version, Reply, Remark, Reader):
        for clauses in policy_of(model).may.values():
            assert {clause.name for clause in clauses} <= allowed
