"""The demo school: whole, current, never overwriting what people have done since."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import (
    Appointment,
    Cohort,
    Cover,
    GroupMembership,
    HelpContact,
    Membership,
    Mentoring,
    Person,
    School,
)
from accounts.policy import allows
from accounts.routes import Route
from config.demo.parts import written
from config.management.commands import demo
from curriculum.models import (
    Attendance,
    Completion,
    CourseTeam,
    Extension,
    Lesson,
    Module,
    Release,
    Scenario,
    ShelfPrompt,
    SkipWeek,
)
from reflections import marks
from reflections.models import (
    Answer,
    Concern,
    ContactWish,
    Entry,
    PageClosing,
    Pass,
    Reader,
    Remark,
    Reply,
    ReplyEdition,
    Version,
    VersionText,
)
from tests.config.demo_school import first_run, run, who

pytestmark = pytest.mark.long  # as in test_demo_command.py


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the school once for this file, in a transaction around the tests' own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield first_run()
        transaction.set_rollback(True)


@pytest.fixture
def said(loaded, db):
    """Return what the command printed when it first loaded the school."""
    return loaded


def test_the_school_and_everybody_in_it_are_there(said):
    assert School.objects.get().name == "Alderbrook School of Medicine"
    assert set(Cohort.objects.values_list("name", flat=True)) == {
        "M1 Juniper", "M1 Rowan", "M3 Harbour", "M3 Meadow", "M4 Threshold",
        "M2 Linden",
    }  # fmt: skip
    assert Module.objects.count() >= 3
    niall = who("niall")
    assert Membership.objects.current().filter(person=niall, role="lead").count() == 5
    assert CourseTeam.objects.get().person == niall
    offices = set(Appointment.objects.values_list("person__email", "office"))
    assert offices == {
        ("ilse@alderbrook.example", "administrator"),
        ("tunde@alderbrook.example", "wellbeing"),
        ("maren@alderbrook.example", "approver"),
    }
    assert list(Person.objects.filter(is_superuser=True)) == [who("root")]
    students = Membership.objects.filter(role="student")
    assert Mentoring.objects.count() == students.count()


def test_everybody_signs_in_with_the_printed_word_and_a_confirmed_address(said, client):
    for part in Person.objects.all():
        assert part.email in said
        assert part.check_password(demo.PASSWORD)
    assert demo.PASSWORD in said
    assert len(set(Person.objects.values_list("password", flat=True))) == Person.objects.count()
    addresses = EmailAddress.objects.filter(verified=True, primary=True)
    assert addresses.filter(email=F("user__email")).count() == Person.objects.count()
    answer = client.post(
        "/accounts/login/",
        {"login": "noor@alderbrook.example", "password": demo.PASSWORD},
    )
    assert answer.status_code == 302
    assert client.get("/modules/").status_code == 200


def test_each_cohort_has_something_due_this_week(said):
    now = timezone.now()
    for cohort in Cohort.objects.filter(archived_at=None):
        due = Release.objects.filter(
            cohort=cohort,
            opens_at__lte=now,
            due_at__gt=now,
            due_at__lte=now + timedelta(days=8),
        )
        assert due.exists(), cohort


def test_modules_go_to_the_cohorts_they_are_for(said):
    fitting = {
        "M1": {"1", "2", "3", "4", "9"},
        "M2": {"1", "2", "3", "4", "9"},
        "M3": {"5", "6", "7", "8"},
        "M4": {"10"},
    }
    for release in Release.objects.select_related("version", "cohort"):
        assert release.version.label in fitting[release.cohort.programme_year]
    for cohort in Cohort.objects.filter(programme_year="M1"):
        labels = set(cohort.releases.values_list("version__label", flat=True))
        assert labels >= {"1", "2", "3"}


def test_what_is_long_past_is_closed_so_that_nobody_is_haunted_by_it(said):
    long_ago = timezone.now() - timedelta(days=14)
    past = Release.objects.filter(due_at__lt=long_ago)
    assert past.exists()
    assert all(release.is_closed for release in past)
    assert not Release.objects.filter(due_at__gt=timezone.now(), closes_at__isnull=False).exists()


def test_the_entries_stand_as_their_authors_left_them(said):
    kept = {part["id"]: part for part in written("reflections")}
    for name in ("R1", "R2"):
        version = Version.objects.get(text__title=kept[name]["title"])
        assert version.entry.author.email == kept[name]["email"]
        assert version.text.body == kept[name]["body"].strip()


def test_answered_entries_are_answered_in_the_days_they_took(said):
    for part in written("reflections"):
        if part["state"] != "answered" or part["id"] not in written("plan")["entries"]:
            continue
        reply = Reply.objects.get(version__text__title=part["title"])
        took = reply.sent_at - reply.version.submitted_at
        assert took.days == part["days_to_reply"] or took < timedelta(days=1)
        assert reply.text.body == part["reply"].strip()
        assert reply.author.email == part["mentor_email"]
        for remark in part["remarks"]:
            made = Remark.objects.get(version=reply.version, text__body=remark["text"])
            body = reply.version.text.body
            assert body[made.start : made.end] == made.text.quote == remark["quote"]
        assert marks.paragraphs(reply.version.text.body, reply.version.remarks.all())
    assert Reply.objects.filter(sent_at__gt=timezone.now()).count() == 0


def test_an_answer_and_its_remarks_are_together_all_that_was_written(said):
    """Every sentence of it, as it stands; only what it quotes is left to the page itself."""
    for part in written("reflections"):
        if part["state"] != "answered":
            continue
        reply = Reply.objects.get(version__text__title=part["title"])
        remarks = Remark.objects.filter(version=reply.version)
        given = plainly(" ".join([reply.text.body, *(one.text.body for one in remarks)]))
        quoted = plainly(reply.version.text.body).casefold()
        sentences = re.split(r"(?<=[.?!])[\"*]*\s+", plainly(part["comment"].strip()))
        assert len(sentences) > 5
        for sentence in sentences:
            assert sentence in given or sentence.strip('".').casefold() in quoted, part["id"]
        assert not reply.editions.exists()
        assert not reply.version.closings.exists()


def plainly(text: str) -> str:
    """Return the text with the quotation marks and dashes of a typewriter."""
    return text.translate(str.maketrans("’‘“”–", "''\"\"-"))


def test_each_page_stands_under_its_prompt_and_is_seen_by_whom_it_says(said):
    seen = {"mentor": 0, "private": 0, "group_named": 0, "portfolio": 0}
    for part in written("reflections"):
        entry = Entry.objects.get(draft__texts__title=part["title"].partition(" (")[0])
        assert entry.prompt.package_key == part["prompt_key"]
        assert entry.lesson.version.module.slug == part["module_slug"]
        assert entry.author.email == part["email"]
        shares = [share.is_named for share in entry.shares.all()]
        assert shares == [True] * (part["visibility"] == "group_named"), part["id"]
        if part["author"] != "Noor":
            assert entry.pieces.exists() == (part["visibility"] == "portfolio"), part["id"]
        seen[part["visibility"]] += 1
    assert all(seen.values())
    offered = Concern.objects.get(student=who("anneke"), route="mistreatment")
    assert (offered.raised_by, offered.outcome) == (who("priyanka"), "options")


def test_r7_is_a_draft_r4_waits_and_who_wrote_r8_was_rung_at_once(said):
    draft = Entry.objects.get(author=who("oluwaseun"), gone_at=None)
    assert draft.versions.count() == 0
    assert draft.draft.texts.get().title == "The lighthouse keeper"
    waiting = Version.objects.get(entry__author=who("jonas"))
    assert not waiting.replies.exists()
    assert allows(who("lucinda"), "answer", waiting)
    dear_me = Version.objects.get(entry__author=who("sunniva"), entry__gone_at=None)
    wish = dear_me.entry.contact_wishes.get()
    assert dear_me.wants_contact
    assert wish.reached_by == who("priyanka")
    assert wish.asked_at < wish.ended_at < wish.late_from
    raised = Concern.objects.filter(student=who("sunniva"))
    assert {(one.route, one.raised_by) for one in raised} == {
        ("safety", who("priyanka")),
        ("wellbeing", who("priyanka")),
    }
    assert HelpContact.objects.on_route("safety").fresh().exists()


def test_somebody_waits_for_every_mentor_one_to_six_days(said):
    for key in ("amara", "henrik", "lucinda", "priyanka"):
        waiting = Version.objects.visible_to(who(key), "answer").exclude(
            replies__sent_at__isnull=False
        )
        assert waiting.exists(), key
        for version in waiting:
            days = (timezone.now() - version.submitted_at).days
            assert 0 <= days <= 6
            assert version.words >= 20


def test_answers_are_covered_claimed_reworded_and_enough_and_somebody_waits(said):
    """Each of it once, though the demo is loaded twice."""
    run()
    amara, lupe = who("amara"), who("lupe")
    covered = Version.objects.get(entry__author=lupe, entry__gone_at=None)
    assert allows(amara, "answer", covered)
    assert covered.claim.person == amara
    assert covered.claim.is_live()
    cover = Cover.objects.current().get(mentoring__student=lupe)
    assert (cover.cover, cover.mentoring.mentor) == (amara, who("henrik"))
    wish = ContactWish.objects.get(ended_at=None)
    assert wish.entry.author == who("dev")
    assert wish.asked_at < timezone.now() < wish.late_from
    edition = ReplyEdition.objects.get()
    reply = edition.reply
    assert reply.version.entry.author == who("philippa")
    assert reply.sent_at < edition.edited_at < reply.seen_at < timezone.now()
    assert "asked too quickly" in edition.text.body
    assert "asked too quickly" not in reply.text.body
    closing = PageClosing.objects.get()
    assert closing.version.entry.author == who("amy")
    assert closing.opened_at is None
    assert closing.closed_at < timezone.now()


def test_only_those_named_on_the_button_read(said):
    for version in Version.objects.filter(entry__gone_at=None):
        readers = Reader.objects.filter(version=version)
        covered = version.text.title == "The form in the drawer"
        expected = ["cover", "mentor"] if covered else ["mentor"]
        assert sorted(reader.via for reader in readers) == expected
        for key in ("niall", "ilse", "root"):
            assert not allows(who(key), "read", version)


def test_help_holds_the_lines_of_the_world_outside_and_one_contact_is_stale(said):
    contacts = HelpContact.objects.all()
    assert {"988", "116 123", "1-888-409-0141"} <= {one.phone for one in contacts}
    yesterday = timezone.localdate() - timedelta(days=1)
    stale = [one for one in contacts if one.is_stale]
    assert [one.name for one in stale] == ["Dean’s conduct line"]
    assert {one.last_checked_on for one in contacts if one not in stale} == {yesterday}
    assert contacts[0].is_urgent
    assert all(HelpContact.objects.on_route(route).fresh().exists() for route in Route)


def test_noor_has_read_on_her_own_and_still_looks_forward_to_the_group(said):
    release = Release.objects.get(cohort__slug="m1-juniper", version__label="1")
    ticked = Completion.objects.filter(person=who("noor"), release=release)
    kinds = Lesson.objects.filter(version=release.version_id).filter(
        key__in=ticked.values("lesson_key")
    )
    assert set(kinds.values_list("kind", flat=True)) == {"reading", "narrative", "exercise"}


def test_what_they_share_is_there_too(said):
    noor, amy, philippa = who("noor"), who("amy"), who("philippa")
    assert {
        str(place.group) for place in GroupMembership.objects.filter(person__in=[noor, amy])
    } == {"Lantern", "Stairwell"}
    for student in Membership.objects.current().filter(role="student").select_related("person"):
        mine = GroupMembership.objects.filter(
            person=student.person, group__cohort=student.cohort, group__kind="mentor_group"
        )
        assert mine.count() == 1, student.person.email
    assert Attendance.objects.filter(person=amy).count() == 1
    assert not Attendance.objects.filter(person=philippa).exists()
    # The others' answers are read by those who gave their own, after the day it was due.
    given = Answer.objects.filter(author__email__startswith="kieran").get()
    assert given.group.name == "Stairwell"
    assert allows(amy, "read", given)
    assert not allows(philippa, "read", given)
    assert not allows(noor, "read", given)
    unsaid = Answer.objects.get(author=who("beatriz"))
    assert unsaid.given_at is None
    assert not allows(noor, "read", unsaid)


def test_the_plan_bends_as_it_does_in_a_real_year(said):
    later = Extension.objects.get(person=who("wren"))
    assert later.granted_by == who("amara")
    assert later.due_at > later.release.due_at
    assert Pass.objects.filter(person=who("lennart")).count() == 1
    assert all(cohort.skip_weeks.exists() for cohort in Cohort.objects.filter(archived_at=None))
    for week in SkipWeek.objects.select_related("cohort"):
        days = week.cohort.releases.values_list("due_on", flat=True)
        assert [day for day in days if day and week.starts_on <= day <= week.ends_on] == []
    counts = {model: model.objects.count() for model in (Extension, Pass, SkipWeek, Answer)}
    run()
    assert counts == {model: model.objects.count() for model in counts}


def test_the_library_and_the_shelf_are_there(said):
    assert Scenario.objects.visible_to(who("noor")).count() == 16
    on_shelf = ShelfPrompt.objects.visible_to(who("noor"))
    assert on_shelf.count() == 24
    begun = Entry.objects.get(author=who("noor"), begun_from__gt="")
    assert begun.begun_from in on_shelf.values_list("text", flat=True)


def test_last_year_is_over_and_is_there_as_figures_only(said, client):
    """Twelve students through five pieces: enough for the evidence, and not a word to read."""
    linden = Cohort.objects.get(slug="m2-linden")
    assert linden.archived_at < timezone.now()
    pages = Version.objects.filter(cohort=linden)
    assert pages.count() > 50
    assert not pages.exclude(entry__gone_at=linden.archived_at).exists()
    assert not VersionText.objects.filter(version__in=pages).exists()
    client.force_login(who("ilse"))
    report = client.get("/evidence/").context["report"]
    rows = [row.cells for row in report.items[1].rows if row.cells[0] == "M2 Linden"]
    # Not what nearly everybody wrote: it would tell of the few who did not.
    assert [0 < cells[2] < pages.count() for cells in rows] == [True]
    assert report.turnaround
    client.force_login(who("niall"))
    assert client.get("/evidence/").status_code == 200
