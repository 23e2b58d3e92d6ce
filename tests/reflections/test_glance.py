"""Cohorts at a glance: figures for those in charge, and of what people wrote nothing at all."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Leave, Membership, Mentoring
from reflections.models import Entry, Version
from reflections.queries import glance
from tests import make

WRITTEN = re.compile(r"(?:WORDS|TITLE|REPLY|REMARK|MESSAGE)-\w+")
FILES = ("figures", "days", "weeks")
FILES_OF_ONE = ("modules", "mentors", "weeks")


def rows_of(answer) -> list[list[str]]:
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def led(db):
    """Return a cohort of ten with a lead, a mentor and one release that was due three days ago."""
    cohort = make.cohort(name="Harbour")
    lead, mentor = make.person(name="Prof Lead"), make.person(name="Dr Anna Berg")
    make.membership(person=lead, cohort=cohort, role="lead")
    make.membership(person=mentor, cohort=cohort, role="mentor")
    due_on = timezone.localdate() - timedelta(days=3)
    release = make.taught(cohort=cohort, due_on=due_on, opens_on=due_on - timedelta(days=20))
    students = [student(cohort, mentor) for _n in range(10)]
    return cohort, lead, mentor, release, students


def student(cohort, mentor=None, **seat):
    person = make.person(joined_at=None)
    make.membership(person=person, cohort=cohort, **seat)
    if mentor is not None:
        make.mentoring(mentor=mentor, student=person, cohort=cohort)
    return person


def submit(author, release, mentor, days: int = 4, **fields) -> Version:
    entry = make.entry(author=author, release=release)
    return make.version(
        entry=entry, readers={"mentor": mentor}, submitted_at=make.ago(days=days), **fields
    )


def the_line(person):
    (line,) = glance.glance(person)
    return line


# ------------------------------------------------------------------ who may, and what is not there
def test_only_those_in_charge_see_figures(world, client_for) -> None:
    """An operator keeps the house and is nobody special here."""
    in_charge = {"hana": {"Juniper"}, "omar": {"Rowan"}, "ivo": {"Juniper", "Rowan"}}
    for name, person in world.people.items():
        if not person.is_active:
            continue
        seen = {line.cohort.name for line in glance.glance(person)}
        assert seen == in_charge.get(name, set()), name
        text = client_for(person).get(reverse("cohort_list")).content.decode()
        assert ("Waiting for a reply" in text) == bool(seen), name
        for file in FILES:
            answer = client_for(person).get(reverse("cohorts_table", args=[file]))
            assert answer.status_code == (200 if seen else 404)
            if seen:
                assert {row[0] for row in rows_of(answer)[1:]} == seen


def test_the_cohorts_in_ones_charge_stand_by_name_and_the_others_newest_first(
    world, client_for
) -> None:
    """She leads two of them and is in three; those of the world are behind other walls."""
    lead = make.person()
    for name, days, role in (
        ("Larch", 9, "lead"), ("Elm", 99, "lead"),
        ("Oak", 9, "student"), ("Alder", 9, "mentor"), ("Pine", 1, "student"),
    ):  # fmt: skip
        cohort = make.cohort(name=name, first_day=make.ago(days=days).date())
        make.membership(person=lead, cohort=cohort, role=role)
    text = client_for(lead).get(reverse("cohort_list")).content.decode()
    in_charge, others = text.split('id="others"')
    assert "Juniper" not in text
    places = [in_charge.index(name) for name in ("Elm", "Larch")]
    places += [others.index(name) for name in ("Pine", "Alder", "Oak")]
    assert places[:2] == sorted(places[:2])
    assert places[2:] == sorted(places[2:])


def test_not_a_word_nor_a_title_nor_a_length_nor_a_draft(world, client_for) -> None:
    """Every page and file, before and after a draft grows: the same bytes but for the token."""
    client = client_for(world.hana)
    addresses = [reverse("cohort_list"), reverse("cohort_progress", args=["juniper"])]
    addresses += [reverse("cohorts_table", args=[file]) for file in FILES]
    addresses += [reverse("cohort_table", args=["juniper", file]) for file in FILES_OF_ONE]

    def read(address: str) -> str:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())

    before = {address: read(address) for address in addresses}
    for address, text in before.items():
        assert not WRITTEN.search(text), address
        for name in ("Asha", "Ben", "Chidi", "Lena"):
            assert name not in text, address
    make.entry(author=world.ben, release=world.release, body="WORDS " * 500)
    make.draft(author=world.asha, body="More words")
    assert {address: read(address) for address in addresses} == before


def test_an_unknown_table_and_a_foreign_cohort_are_not_there(world, client_for) -> None:
    client = client_for(world.hana)
    for address in (
        reverse("cohorts_table", args=["words"]),
        reverse("cohort_table", args=["juniper", "words"]),
        reverse("cohort_table", args=["rowan", "modules"]),
        reverse("cohort_progress", args=["rowan"]),
        reverse("cohort_progress", args=["never-was"]),
    ):
        assert client.get(address).status_code == 404


# ------------------------------------------------------------------ counting
def test_due_submitted_late_passed_open_and_more_time(led) -> None:
    _cohort, lead, mentor, release, students = led
    submit(students[0], release, mentor)
    submit(students[1], release, mentor, is_late=True)
    again = submit(students[2], release, mentor, days=6)
    make.version(entry=again.entry, readers={}, number=2, revision=2)
    make.a_pass(person=students[3], release=release)
    make.a_pass(person=students[0], release=release)  # she wrote after all: not a pass used
    make.extension(release=release, person=students[4], granted_by=mentor)
    make.entry(author=students[5], release=release)  # a draft is nothing
    (module,) = the_line(lead).modules
    counts = (module.due, module.submitted, module.late, module.passed, module.open)
    assert counts == (10, 3, 1, 1, 6)
    assert module.more_time == 1


def test_nobody_owes_what_was_due_before_she_came_or_after_she_left(led) -> None:
    cohort, lead, mentor, release, students = led
    student(cohort, mentor, starts_at=make.ago(days=1))
    Membership.objects.filter(person=students[0]).update(ends_at=make.ago(days=1))
    submit(students[0], release, mentor)
    type(students[1]).objects.filter(pk=students[1].pk).update(is_active=False)
    line = the_line(lead)
    assert (line.due, line.submitted, line.students, len(line.waits)) == (8, 0, 9, 0)


def test_what_is_due_later_is_not_counted(led) -> None:
    cohort, lead, mentor, _release, students = led
    later = make.taught(cohort=cohort, due_on=timezone.localdate() + timedelta(days=2))
    submit(students[0], later, mentor)
    make.a_pass(person=students[1], release=later)
    line = the_line(lead)
    assert (line.due, line.submitted, line.passed, len(line.waits)) == (10, 0, 0, 1)


def test_small_groups_are_held_back_and_so_is_every_sum_they_are_part_of(led, client_for) -> None:
    cohort, lead, _mentor, release, students = led
    gone = [one.pk for one in students[:3]]
    Membership.objects.filter(person__in=gone).update(ends_at=make.ago(days=1))
    make.a_pass(person=students[3], release=release)
    line = the_line(lead)
    assert (line.due, line.submitted, line.has_gaps) == (7, 0, True)
    assert (line.late, line.passed, line.open, line.more_time) == (None,) * 4
    (module,) = line.modules
    assert (module.late, module.passed, module.open, module.more_time) == (None,) * 4
    client = client_for(lead)
    for name in ("cohort_list", "cohort_progress"):
        args = [cohort.slug] if name == "cohort_progress" else []
        text = client.get(reverse(name, args=args)).content.decode()
        assert "fewer than eight people" in text
    (_header, row, total) = rows_of(
        client.get(reverse("cohort_table", args=["harbour", "modules"]))
    )
    assert row[2:] == ["7", "0", *["held back"] * 4]
    assert total[2:] == row[2:]


def test_waiting_counts_from_submission_until_the_answer(led) -> None:
    cohort, lead, mentor, release, students = led
    submit(students[0], release, mentor, days=6)
    answered = submit(students[1], release, mentor, days=12)
    make.reply(version=answered, author=mentor)
    half = submit(students[2], release, mentor, days=4)
    make.reply(version=half, author=mentor, sent=False)
    free = Entry.objects.create(author=students[3], draft=make.draft(author=students[3], body="x"))
    make.version(entry=free, cohort=cohort, readers={"mentor": mentor}, submitted_at=make.ago())
    twice = submit(students[4], release, mentor, days=14)
    make.reply(version=twice, author=mentor)
    make.version(
        entry=twice.entry, number=2, revision=2, readers={"mentor": mentor},
        submitted_at=make.ago(days=1),
    )  # fmt: skip
    line = the_line(lead)
    assert sorted(line.waits.days) == [0, 1, 4, 6]
    assert (line.waits.late, line.waits.by_day) == (1, [1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0])
    (with_her,) = line.mentors
    assert (with_her.students, sorted(with_her.waits.days)) == (10, [0, 1, 4, 6])
    assert len(line.unheld) == 0


def test_what_nobody_may_answer_waits_with_nobody(led) -> None:
    cohort, lead, mentor, release, students = led
    submit(students[0], release, mentor, days=6)
    Mentoring.objects.filter(student=students[0]).update(ends_at=make.ago(days=1))
    other = make.person(name="Dr New")
    make.membership(person=other, cohort=cohort, role="mentor")
    make.mentoring(mentor=other, student=students[0], cohort=cohort)
    line = the_line(lead)
    assert (len(line.unheld), line.unheld.late, line.without_mentor) == (1, 1, 0)
    assert [len(one.waits) for one in line.mentors] == [0, 0]


def test_a_mentor_away_without_cover_is_named_and_covered_again(led) -> None:
    cohort, lead, mentor, _release, students = led
    other = make.person(name="Dr Cover")
    make.membership(person=other, cohort=cohort, role="mentor")
    assert the_line(lead).away == []
    leave = make.leave(person=mentor, ends_at=make.ago(days=-4))
    assert [one.name for one in the_line(lead).away] == ["Dr Anna Berg"]
    pairs = list(Mentoring.objects.all())
    for pair in pairs[:-1]:
        make.cover(mentoring=pair, cover=other)
    assert len(the_line(lead).away) == 1
    make.cover(mentoring=pairs[-1], cover=other)
    assert the_line(lead).away == []
    Membership.objects.filter(person=other).update(ends_at=make.ago(days=1))
    assert len(the_line(lead).away) == 1
    Leave.objects.filter(pk=leave.pk).update(ends_at=make.ago(days=1), starts_at=make.ago(days=3))
    assert the_line(lead).away == []
    Mentoring.objects.filter(student=students[0]).update(ends_at=make.ago(days=1))
    assert the_line(lead).without_mentor == 1


def test_weeks_say_what_came_what_was_answered_and_what_was_left(led) -> None:
    _cohort, lead, mentor, release, students = led
    answered = submit(students[0], release, mentor, days=21)
    made = make.reply(version=answered, author=mentor)
    type(made).objects.filter(pk=made.pk).update(sent_at=make.ago(days=7))
    submit(students[1], release, mentor, days=14)
    submit(students[2], release, mentor, days=300)
    weeks = the_line(lead).weeks
    assert len(weeks) == 12
    assert [week.starts_on.weekday() for week in weeks] == [0] * 12
    assert [week.submitted for week in weeks[-4:]] == [1, 1, 0, 0]
    assert [week.answered for week in weeks[-4:]] == [0, 0, 1, 0]
    assert [week.waiting for week in weeks[-4:]] == [2, 3, 2, 2]
    assert {week.waiting for week in weeks[:8]} == {1}


# ------------------------------------------------------------------ the page
def test_the_title_is_the_finding(led, client_for) -> None:
    _cohort, lead, mentor, release, students = led
    client = client_for(lead)

    def title() -> str:
        text = client.get(reverse("cohort_list")).content.decode()
        return re.search(r'<h1 class="title">(.*?)</h1>', text)[1]

    assert title() == "Nobody waits too long"
    Mentoring.objects.filter(student=students[9]).update(ends_at=make.ago(days=1))
    assert title() == "A student in Harbour has no mentor"
    make.leave(person=mentor)
    assert title() == "Nobody covers for Dr Berg"
    submit(students[0], release, mentor, days=8)
    assert title() == "Harbour needs a mentor this week"
    text = client.get(reverse("cohort_list")).content.decode()
    assert "One entry there has waited five days or more." in text
    assert "Dr Anna Berg is away and nobody covers." in text
    found = re.search(r'href="(/admin/accounts/cover/add/\?mentoring=\d+)">Find cover for', text)
    assert client.get(found[1]).status_code == 200
    Leave.objects.all().delete()
    assert title() == "An entry in Harbour waits too long"


def test_each_waiting_entry_has_one_mark_and_tables_hold_the_numbers(led, client_for) -> None:
    _cohort, lead, mentor, release, students = led
    for days, author in zip((0, 0, 5, 40), students, strict=False):
        submit(author, release, mentor, days=days)
    text = client_for(lead).get(reverse("cohort_list")).content.decode()
    assert len(re.findall(r'class="dot"', text)) == 2
    assert len(re.findall(r'class="dot late"', text)) == 2
    rows = rows_of(client_for(lead).get(reverse("cohorts_table", args=["days"])))
    assert rows[1] == ["Harbour", "2", "0", "0", "0", "0", "1", "0", "0", "0", "0", "1"]
    rows = rows_of(client_for(lead).get(reverse("cohorts_table", args=["figures"])))
    assert rows[1] == ["Harbour", "10", "10", "4", "0", "0", "6", "0", "4", "2", "0", "0"]


def test_a_cohort_without_anything_yet_is_shown_kindly(db, client_for) -> None:
    lead, cohort = make.person(), make.cohort(name="New")
    make.membership(person=lead, cohort=cohort, role="lead")
    client = client_for(lead)
    assert "Nobody waits too long" in client.get(reverse("cohort_list")).content.decode()
    text = client.get(reverse("cohort_progress", args=["new"])).content.decode()
    assert "No reflection of this cohort is due yet." in text
    assert "There is no mentor in this cohort yet." in text


@pytest.mark.parametrize("cohorts", [1, 3])
def test_the_pages_cost_the_same_however_many_there_are(
    db, client_for, django_assert_num_queries, cohorts: int
) -> None:
    """Eight cohorts of 120 students ask as often as these: test_glance_at_size.py."""
    lead = make.person()
    for _n in range(cohorts):
        cohort, mentor = make.cohort(), make.person(joined_at=None)
        make.membership(person=lead, cohort=cohort, role="lead")
        make.membership(person=mentor, cohort=cohort, role="mentor")
        make.leave(person=mentor)
        people = [student(cohort, mentor) for _m in range(cohorts)]
        for _r in range(cohorts):
            release = make.taught(cohort=cohort, due_on=timezone.localdate() - timedelta(days=2))
            for one in people:
                submit(one, release, mentor, days=6)
    asks_as_often_as_ever(client_for(lead), cohort.slug, django_assert_num_queries)


def asks_as_often_as_ever(client, slug, django_assert_num_queries) -> None:
    """Count the queries of the pages and files about cohorts; each is asked once before."""
    for number, address in (
        (10, reverse("cohort_list")),
        (10, reverse("cohort_progress", args=[slug])),
        (9, reverse("cohorts_table", args=["figures"])),
        (9, reverse("cohort_table", args=[slug, "modules"])),
    ):
        b"".join(client.get(address))
        with django_assert_num_queries(number):
            b"".join(client.get(address))
