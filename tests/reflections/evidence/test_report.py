"""What the evidence counts: of whom, from when until when; a file says what its page does."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import Agreement, Membership
from reflections.evidence.blocks import Detail
from reflections.models import Concern
from tests import make
from tests.reflections.evidence import school
from tests.reflections.evidence.school import LONG, SHORT

FILES = (
    "matrix", "feedback", "timing", "participation", "mentors", "concerns", "history",
    "turnaround", "load",
)  # fmt: skip


def file_of(client, item: str, **asked) -> list[list[str]]:
    """Return the rows of a file, without its header and what stands below it."""
    answer = client.get(reverse("evidence_table", args=[item]), asked)
    assert answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    return rows[: rows.index([])]


def rows_of(client, number: int, **asked) -> list[list[object]]:
    """Return the rows of one item of the page."""
    report = client.get(reverse("evidence"), asked).context["report"]
    return [list(row.cells) for row in report.items[number - 1].rows]


@pytest.fixture
def led(db):
    return school.led()


@pytest.fixture
def counted(monkeypatch):
    """Let every figure be shown, however few it tells of: here is looked at what is counted."""
    for place in ("blocks", "items"):
        monkeypatch.setattr(f"reflections.evidence.{place}.detail", lambda _t: Detail.EVERYTHING)
    monkeypatch.setattr("reflections.evidence.blocks.is_few", lambda *_counts: False)
    return monkeypatch


def test_who_takes_part_is_who_was_there_on_the_date(led, client_for, counted) -> None:
    """Submitted or passed within four weeks of it; whoever left later is counted as she was."""
    dues = led.release.due_at
    first, second, third, fourth, fifth, *_rest = led.students
    led.write(first, dues + timedelta(days=27))
    led.write(second, dues + timedelta(days=29))
    make.a_pass(person=third, release=led.release, taken_at=dues)
    make.a_pass(person=first, release=led.release, taken_at=dues)  # and wrote after all
    make.a_pass(person=fourth, release=led.release, taken_at=dues + timedelta(days=29))
    late = make.person(name="Came later")
    make.membership(person=late, cohort=led.cohort, starts_at=dues + timedelta(days=1))
    led.write(late, dues + timedelta(days=2))
    make.a_pass(person=late, release=led.release, taken_at=dues)
    gone = make.person(name="Left before")
    make.membership(
        person=gone, cohort=led.cohort, starts_at=make.ago(days=200), ends_at=make.ago(days=90)
    )
    led.write(gone, make.ago(days=100))
    make.a_pass(person=gone, release=led.release, taken_at=dues)
    facilitator = make.person(name="Not a student")
    make.membership(
        person=facilitator, cohort=led.cohort, role="facilitator", starts_at=make.ago(days=200)
    )
    led.write(facilitator, dues)
    # A revision is no second piece; a free page is none at all.
    version = led.write(fifth, dues)
    make.version(entry=version.entry, number=2, revision=5, submitted_at=dues)
    make.version(entry=make.entry(author=fifth, body="WORDS-free"), cohort=led.cohort)
    client = client_for(led.lead)
    title, on = led.release.version.title, str(led.release.due_on)
    expected = [
        ["Juniper", title, on, "Meadow, Quay, together", "8", "8", "0", "0", "8"],
        ["Juniper", title, on, "Harbour", "12", "12", "2", "1", "9"],
        ["Juniper", "all modules", "", "", "", "20", "2", "1", "17"],
    ]
    assert file_of(client, "participation") == expected
    # Neither leaving now nor being suspended changes what was.
    Membership.objects.filter(person=first).update(ends_at=timezone.now())
    type(first).objects.filter(pk=second.pk).update(is_active=False)
    assert file_of(client, "participation") == expected
    shown = rows_of(client, 4)
    assert [[str(cell) for cell in row] for row in shown] == expected
    # Two complete, or nine outstanding beside one who passed, are in truth not told.
    counted.undo()
    everywhere = "Harbour, Meadow, Quay, together"
    assert file_of(client, "participation") == [
        ["Juniper", title, on, everywhere, "20", "20", *["held back"] * 3]
    ]
    assert (
        "Of 1 piece of work fewer than 8 people" in client.get(reverse("evidence")).content.decode()
    )
    assert file_of(client, "feedback")[0][2:] == ["held back"] * 5


def test_feedback_is_substantive_by_words_or_a_remark_within_four_weeks(
    led, client_for, counted
) -> None:
    """Of twelve at Harbour; how soon is counted of all that was submitted."""
    dues = led.release.due_at
    versions = [led.write(student, dues - timedelta(days=1)) for student in led.students[:12]]
    led.answer(versions[0], LONG, 0)
    led.answer(versions[1], LONG, 6)
    led.answer(versions[2], SHORT.removeprefix("word "), 2)
    led.answer(versions[3], "Thank you.", 2)
    make.remark(version=versions[3], author=led.mentor).__class__.objects.update(
        sent_at=dues + timedelta(days=2)
    )
    led.answer(versions[4], LONG, 3)
    led.answer(versions[5], LONG, 4)
    led.answer(versions[6], LONG, 30)  # too late to count
    led.answer(versions[7], LONG, 5)
    make.reply(version=versions[8], author=led.mentor, body=LONG, sent=False)
    make.remark(version=versions[9], author=led.mentor, sent=False)
    client = client_for(led.lead)
    rows = [
        ["Juniper", "Harbour", "12", "6", "50 %", "5", "not within 28 days"],
        ["Juniper", "Meadow, Quay, together", "0", "0", "", "", ""],
        ["Juniper", "all sites", "12", "6", "50 %", "5", "not within 28 days"],
    ]
    assert file_of(client, "feedback") == rows
    assert [[str(cell) for cell in row] for row in rows_of(client, 2)] == rows
    # Month by month, the last column what was not answered.
    (month,) = file_of(client, "turnaround")
    assert month[0] == f"{led.release.due_on:%Y-%m}"
    assert month[1:] == ["12", "5", "not within 28 days"]
    page = client.get(reverse("evidence")).context
    assert [line.days for line, _row in page["months"]] == [[5, "not within 28 days"]]
    # Seven writers are too few to say how they were answered: in no row, sum or mark.
    few = make.taught(cohort=led.cohort, opens_on=school.due(70), due_on=school.due(50))
    for student in led.students[:7]:
        led.answer(led.write(student, few.due_at, few), LONG, 1)
    assert file_of(client, "feedback") == rows
    assert [line[1] for line in file_of(client, "turnaround")] == ["12"]
    assert [row[6] for row in file_of(client, "participation") if row[4] == "12"] == ["12", "7"]
    page = client.get(reverse("evidence")).content.decode()
    assert "1 piece of work is in no row and no sum: fewer than 8 people were there" in page
    type(led.release).objects.filter(pk=led.release.pk).update(due_on=None, due_at=None)
    assert file_of(client, "feedback")[0] == ["Juniper", "Harbour", *["held back"] * 5]


def test_in_time_is_before_the_next_piece_was_due(led, client_for, counted) -> None:
    dues = led.release.due_at
    versions = [led.write(student, dues) for student in led.students[:12]]
    led.answer(versions[0], "Short.", 9)
    led.answer(versions[1], LONG, 11)
    client = client_for(led.lead)
    none = [["Juniper", site, "0", "0", ""] for site in ("Harbour", "Meadow, Quay, together")]
    assert file_of(client, "timing") == [*none, ["Juniper", "all sites", "0", "0", ""]]
    make.taught(
        cohort=led.cohort, opens_on=school.due(60), due_on=led.release.due_on + timedelta(days=10)
    )
    make.taught(cohort=led.cohort, opens_on=school.due(9), due_on=school.due(-9))
    assert file_of(client, "timing")[0] == ["Juniper", "Harbour", "12", "1", "8 %"]
    # One in time of twelve is in truth not told; nor is it of what was due before or after.
    counted.undo()
    assert file_of(client, "timing")[0] == ["Juniper", "Harbour", "12", "0–7", "0–58 %"]


def test_answers_are_told_of_pieces_together_until_few_are_on_neither_side(led, client_for) -> None:
    """Counted in the month of the last; what waits for the next is told between two numbers."""
    client = client_for(led.lead)
    later = [
        make.taught(cohort=led.cohort, opens_on=school.due(days + 9), due_on=school.due(days))
        for days in (58, 56, 54)
    ]
    # Of twelve at Harbour nine have a substantive reply to the first, three have none.
    for n, piece in enumerate([led.release, *later]):
        for at, student in enumerate(led.students[:12]):
            version = led.write(student, piece.due_at, piece)
            if at >= 3 or n == 3:
                led.answer(version, LONG, 2)
    wanted = {"site": "Harbour"}
    assert file_of(client, "feedback", **wanted)[0][2:5] == ["48", "39", "81 %"]
    page = client.get(reverse("evidence"), wanted).content.decode()
    assert "Fewer than 8 answers are never counted alone" in page
    more = make.taught(cohort=led.cohort, opens_on=school.due(49), due_on=school.due(40))
    for at, student in enumerate(led.students[:12]):
        version = led.write(student, more.due_at, more)
        if at >= 3:
            led.answer(version, LONG, 2)
    assert file_of(client, "feedback", **wanted)[0][2:5] == ["60", "44–51", "73–85 %"]
    alone = {"from": f"{more.due_on:%Y-%m}", "to": f"{more.due_on:%Y-%m}"} | wanted
    if more.due_on.month != later[-1].due_on.month:
        assert file_of(client, "feedback", **alone)[0][2:5] == ["12", "5–12", "42–100 %"]


def test_a_piece_is_shown_when_it_is_four_weeks_old_and_in_its_months(led, client_for) -> None:
    """So that two looks a day apart, or dates a day apart, differ by whole pieces or not at all."""
    young = make.taught(cohort=led.cohort, opens_on=school.due(40), due_on=school.due(26))
    client = client_for(led.lead)
    assert len(file_of(client, "participation")) == 3
    assert client.get(reverse("evidence")).context["report"].not_final == 1
    before = led.release.due_on.replace(day=1) - timedelta(days=1)
    asked = {"from": f"{before:%Y-%m}", "to": f"{before:%Y-%m}"}
    assert file_of(client, "participation", **asked) == []
    # The other way round is the same months.
    month, now = f"{led.release.due_on:%Y-%m}", f"{timezone.localdate():%Y-%m}"
    assert len(file_of(client, "participation", **{"from": now, "to": month})) == 3
    # A piece that asks for two reflections asks each of the twenty for both.
    type(young).objects.filter(pk=young.pk).update(due_on=school.due(30))
    young.refresh_from_db()
    young.save()
    second = make.lesson(version=young.version, kind="reflection", title="Second")
    make.prompt(lesson=second)
    found = [row[5] for row in file_of(client, "participation") if row[4] == "12"]
    assert found == ["12", "24"]


def test_cohorts_and_sites_are_chosen_among_ones_own(led, client_for) -> None:
    """Another's cohort, one that never was and a month that never was are the same nothing."""
    other = school.led(name="Rowan", sites={"Harbour": 9, "": 0})
    alone = school.led(name="Willow", sites={"Quay": 7})
    administrator = make.person(name="Ivo")
    make.appointment(person=administrator)
    lead, ivo = client_for(led.lead), client_for(administrator)
    assert {row[0] for row in file_of(ivo, "feedback")} == {
        "Juniper", "Rowan", "Willow", "All cohorts",
    }  # fmt: skip
    assert file_of(ivo, "participation", cohort="rowan") == file_of(
        client_for(other.lead), "participation"
    )
    # A cohort of seven is held back, and in no sum.
    rows = {(row[0], row[3]): row[4:] for row in file_of(ivo, "participation")}
    assert rows["Willow", ""] == ["held back"] * 5
    assert rows["All cohorts", ""] == ["", "29", "0", "0", "29"]
    assert rows["All cohorts", "Harbour"] == ["", "21", "0", "0", "21"]
    at_quay = file_of(ivo, "participation", site="Quay")
    assert [row[3] for row in at_quay] == ["Meadow, Quay, together"]
    wrong = (
        {"cohort": other.cohort.slug}, {"cohort": "never-was"}, {"from": "2026-13"}, {"to": "x"},
        {"cohort": [led.cohort.slug, alone.cohort.slug]},
    )  # fmt: skip
    for asked in wrong:
        for url in (reverse("evidence"), reverse("evidence_table", args=["feedback"])):
            assert lead.get(url, asked).status_code == 404, asked
    assert lead.get(reverse("evidence_table", args=["never-was"])).status_code == 404
    assert "Rowan" not in lead.get(reverse("evidence")).content.decode()
    query = ivo.get(reverse("evidence"), {"cohort": "rowan"}).context["choice"].query
    assert urlencode({"cohort": "rowan"}) in query


def test_concerns_are_counted_for_the_whole_school_by_years_that_are_over(led, client_for) -> None:
    """By the administrators alone; a route among fewer than eight students is held back."""
    administrator = make.person(name="Ivo")
    make.appointment(person=administrator)
    today = timezone.localdate()
    over = today.year - (1 if today >= date(today.year, 7, 29) else 2)
    opened = timezone.make_aware(timezone.datetime(over, 10, 1, 12))
    led.cohort.first_day = date(over, 9, 1)
    led.cohort.save()

    def raised(route: str, people: list, hours: int | None) -> None:
        for student in people:
            Concern.objects.create(
                route=route,
                student=student,
                raised_by=led.mentor,
                opened_at=opened,
                first_contact_at=(hours is not None and opened + timedelta(hours=hours)) or None,
                closed_at=opened + timedelta(days=3),
                outcome="safe",
            )

    raised("wellbeing", led.students[:5], 2)
    raised("wellbeing", led.students[5:9], 30)
    raised("wellbeing", led.students[9:10], None)
    raised("safety", led.students[:7], 1)
    year = f"{over}/{(over + 1) % 100:02}"
    asked = {"from": f"{over}-09", "to": f"{today:%Y-%m}"}
    ivo = client_for(administrator)
    assert file_of(ivo, "concerns", **asked) == [
        [year, "A · Urgent safety", *["held back"] * 4],
        [year, "B · Wellbeing", "10", "10", "2", "30"],
        [year, "C · Mistreatment", "0", "0", "", ""],
        [year, "D · Patient safety or professionalism", "0", "0", "", ""],
        [year, "all routes", "", "held back", "", ""],
    ]
    # The running year is not told of: looks a day apart would tell of a single one.
    running = {"from": f"{today:%Y-%m}", "to": f"{today:%Y-%m}"}
    assert file_of(ivo, "concerns", **running) == []
    assert file_of(client_for(led.lead), "concerns", **asked) == []
    assert (
        "Counted for the whole school"
        in client_for(led.lead).get(reverse("evidence"), asked).content.decode()
    )


def test_mentors_agreements_and_load(led, client_for, monkeypatch) -> None:
    now = timezone.now()
    Agreement.objects.all().delete()
    for n in range(8):
        mentor = make.person(name=f"Dr {n}")
        make.membership(person=mentor, cohort=led.cohort, role="mentor")
        Agreement.objects.filter(person=mentor).delete()
        Agreement.objects.create(
            person=mentor,
            signed_at=now - timedelta(days=400 if n == 7 else 9),
            until=now + timedelta(days=-40 if n == 7 else 90),
        )
        if n == 0:
            make.leave(person=mentor)
    client = client_for(led.lead)
    counted = [["Juniper", "9", "7", "0", "20", "0", "1", "1"]]
    with monkeypatch.context() as every:
        every.setattr("reflections.evidence.people.is_few", lambda _n: False)
        assert file_of(client, "mentors") == counted
    # Seven signed and two did not; one is away: too few to be told.
    few = "held back"
    assert file_of(client, "mentors") == [["Juniper", "9", few, "0", "20", "0", few, few]]
    assert file_of(client, "load")[0] == ["Dr Juniper", "Juniper", "20"]
    held = Agreement.objects.filter(until__lt=now).update(until=now + timedelta(days=9))
    for mentor in Membership.objects.filter(role="mentor").exclude(
        person__agreements__until__gt=now
    ):
        Agreement.objects.create(person=mentor.person, signed_at=now, until=now + timedelta(days=9))
    assert (held, file_of(client, "mentors")[0][2]) == (1, "9")


def test_the_matrix_and_the_history_are_those_of_ones_own_modules(led, client_for) -> None:
    """Who changed what is in the file change by change, and on the page by person."""
    other = school.led(name="Rowan", sites={})
    version = led.release.version
    type(version).objects.filter(pk=version.pk).update(track="Roots", published_by=led.lead)
    competency = make.framework(slug="canmeds", codes="C1").competencies.get()
    objective = version.objectives.create(text="**Name** it.")
    objective.competencies.add(competency)
    lesson = make.reflection_of(led.release)
    lesson.objectives.add(objective)
    editor = make.person(name="=SUM(A1)", email="sum@example.org")
    for _time in range(2):
        audit.record(
            "lesson.changed", by=editor, about=lesson, version=version.pk,
            module=version.module_id,
        )  # fmt: skip
    audit.record("release.changed", by=editor, about=led.release, version=version.pk)
    client = client_for(led.lead)
    framework, label = competency.framework.title, competency.label
    (row,) = file_of(client, "matrix")
    assert row[:6] == ["M1", "Roots", version.title, "1", "Name it.", "Reflection"]
    assert row[6:] == [framework, "C1", label]
    (row,) = rows_of(client, 1)
    assert row == ["M1", "Roots", version.title, "Name it.", "Reflection", f"{framework}: C1"]
    (row,) = rows_of(client, 9)
    assert row[2:4] == ["=SUM(A1) (2)", 2]
    assert row[5] == led.lead.name
    told = file_of(client, "history")
    assert [line[3] for line in told] == ["", "Reflection", "Reflection"]
    assert told[1][4] == "'=SUM(A1) changed this."
    assert {line[1] for line in told} == {version.title} != {other.release.version.title}


def test_the_page_costs_fewer_than_twenty_queries_however_many(led, client_for) -> None:
    """And the same number with three cohorts as with one; a file costs fewer still."""
    administrator = make.person(name="Ivo")
    make.appointment(person=administrator)
    client = client_for(administrator)

    def cost(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(url)
            if answer.streaming:
                list(answer.streaming_content)
        return len(asked)

    urls = [reverse("evidence"), *(reverse("evidence_table", args=[item]) for item in FILES)]
    cost(urls[0])
    one = [cost(url) for url in urls]
    for name in ("Rowan", "Willow"):
        more = school.led(name=name)
        for student in more.students:
            more.write(student, more.release.due_at)
    assert [cost(url) for url in urls] == one
    assert one[0] < 20
    assert max(one[1:]) <= 10
