"""The list of modules, one module, and where somebody stands in it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import people
from accounts.models import Conflict
from curriculum import queries
from curriculum.models import Completion, Lesson, Objective
from reflections.readers import readers_for
from tests import make

pytestmark = pytest.mark.django_db
CANARY = "CANARY-FOR-FACILITATORS"
# Session, person and roles each time; then what the page itself asks.
LIST = 7
MODULE = 7


def on(days):
    return timezone.localdate() + timedelta(days=days)


def taught(cohort, *, course=None, lessons=1, title="", **release):
    """Release a module with this many readings and one reflection."""
    module = make.module(course=course or make.course())
    version = make.module_version(module=module, title=title)
    for _ in range(lessons):
        make.lesson(version=version)
    make.prompt(lesson=make.lesson(version=version, kind="reflection"))
    return make.release(version=version, cohort=cohort, **release)


def page_of(release, *, named=""):
    url = reverse("module", args=[release.version.module.slug])
    return f"{url}?release={named}" if named else url


@pytest.fixture
def juniper(db):
    make.school()
    return make.cohort(name="Juniper")


@pytest.fixture
def asha(juniper):
    person = make.person(name="Asha", time_zone="Asia/Tokyo")
    make.membership(person=person, cohort=juniper)
    return person


@pytest.fixture
def hana(juniper):
    person = make.person(name="Prof Hana")
    make.membership(person=person, cohort=juniper, role="lead")
    return person


# ------------------------------------------------------------------ which releases
def test_students_have_open_releases_newest_first_and_teachers_the_planned_too(juniper, asha, hana):
    old = taught(juniper, opens_on=on(-30), due_on=on(-20))
    new = taught(juniper, opens_on=on(-3), due_on=on(9))
    planned = taught(juniper, opens_on=on(5), due_on=on(20))
    taught(make.cohort(name="Rowan"))
    assert list(queries.current_releases(asha)) == [new, old]
    assert list(queries.current_releases(hana)) == [planned, new, old]


def test_the_current_release_is_the_one_due_next(juniper, asha):
    taught(juniper, opens_on=on(-40), due_on=on(-20))
    soon = taught(juniper, opens_on=on(-14), due_on=on(3))
    taught(juniper, opens_on=on(-7), due_on=on(10))
    taught(juniper, opens_on=on(-1), due_on=None)
    taught(juniper, opens_on=on(1), due_on=on(2))
    assert queries.current_release(asha) == soon


def test_without_a_date_ahead_the_current_release_is_the_newest(juniper, asha):
    taught(juniper, opens_on=on(-40), due_on=on(-20))
    newest = taught(juniper, opens_on=on(-7), due_on=on(-1))
    assert queries.current_release(asha) == newest
    assert queries.current_release(make.person()) is None


def test_whoever_left_the_cohort_has_no_release(juniper):
    taught(juniper)
    lena = make.person()
    make.membership(person=lena, cohort=juniper, ends_at=make.ago(days=1))
    assert not queries.current_releases(lena).exists()


# ------------------------------------------------------------------ the outline
def test_the_outline_says_what_is_done_what_is_now_and_what_is_ahead(juniper, asha):
    release = taught(juniper, lessons=2)
    first, second, reflection = release.version.lessons.all()
    rows = queries.outline(asha, release).rows
    assert [(row.lesson, row.state) for row in rows] == [
        (first, "now"),
        (second, "ahead"),
        (reflection, "ahead"),
    ]
    Completion.objects.create(person=asha, release=release, lesson_key=first.key)
    found = queries.outline(asha, release)
    assert [row.state for row in found.rows] == ["done", "now", "ahead"]
    assert found.done == 1
    assert found.next_row.lesson == second


def test_a_begun_reflection_is_now_and_leads_on(juniper, asha):
    release = taught(juniper, lessons=2)
    entry = make.entry(author=asha, release=release)
    row = queries.outline(asha, release).next_row
    assert row.lesson.kind == "reflection"
    assert str(entry.pk) in row.go_on


def test_a_submitted_reflection_is_done(juniper, asha):
    release = taught(juniper)
    make.version(entry=make.entry(author=asha, release=release))
    assert [row.state for row in queries.outline(asha, release).rows] == ["now", "done"]


def test_another_persons_ticks_and_another_releases_ticks_say_nothing(juniper, asha, hana):
    release = taught(juniper)
    again = make.release(version=release.version, cohort=juniper, block="Again")
    reading = release.version.lessons.first()
    Completion.objects.create(person=hana, release=release, lesson_key=reading.key)
    Completion.objects.create(person=asha, release=again, lesson_key=reading.key)
    assert queries.outline(asha, release).done == 0


def test_an_outline_costs_the_same_for_one_lesson_and_for_nine(
    juniper, asha, django_assert_num_queries
):
    assert people.roles_of(asha).is_student  # every page has asked this before
    for lessons in (1, 9):
        release = taught(juniper, lessons=lessons)
        make.entry(author=asha, release=release)
        release = queries.current_releases(asha).get(pk=release.pk)
        with django_assert_num_queries(2):
            assert len(queries.outline(asha, release).rows) == lessons + 1


def test_how_long_a_lesson_takes_is_said_as_the_outline_says_it():
    lesson = Lesson(kind="reading", minutes=1)
    assert queries.how_long(lesson) == "1 minute"
    lesson = Lesson(kind="art", minutes=20, with_whom="group")
    assert queries.how_long(lesson) == "20 minutes, in your group"
    lesson = Lesson(kind="reflection", minutes=20)
    assert queries.how_long(lesson) == "About 20 minutes"


# ------------------------------------------------------------------ who will read
@pytest.mark.parametrize("lead_reads", [False, True])
def test_a_lesson_page_names_the_same_readers_as_the_submit_button(world, lead_reads):
    world.juniper.lead_reads = lead_reads
    world.juniper.save()
    for person in (world.asha, world.ben, world.sam, world.lena):
        named = {
            (reader.person.pk, str(reader.via)) for reader in readers_for(person, world.juniper)
        }
        shown = queries.readers_to_be(person, world.release)
        assert {(one.pk, one.reads_as) for one in shown} == named
    assert world.ekdal in queries.readers_to_be(world.asha, world.release)


def test_somebody_who_must_not_be_matched_is_not_named(world):
    for one, other in ((world.asha, world.ekdal), (world.noma, world.asha)):
        Conflict.objects.create(one=one, other=other)
    assert not queries.readers_to_be(world.asha, world.release).exists()
    assert readers_for(world.asha, world.juniper) == []


# ------------------------------------------------------------------ the list
def test_the_list_shows_what_is_open_with_minutes_state_and_date(juniper, asha, client_for):
    release = taught(juniper, lessons=2, title="Two Languages", due_on=on(4))
    lesson = release.version.lessons.first()
    Completion.objects.create(person=asha, release=release, lesson_key=lesson.key)
    taught(juniper, title="Not open yet", opens_on=on(3), due_on=None)
    taught(make.cohort(name="Rowan"), title="Of another cohort")
    page = client_for(asha).get("/modules/").content.decode()
    assert "Juniper" in page
    assert "Two Languages" in page
    assert "3 lessons, 30 minutes." in page
    assert "1 of 3 done." in page
    # 23:59 in London is the next morning in Tokyo, where she is.
    assert "T08:59+09:00" in page or "T07:59+09:00" in page
    assert "Not open yet" not in page
    assert "Of another cohort" not in page


def test_a_submitted_reflection_counts_in_the_list(juniper, asha, client_for):
    release = taught(juniper)
    Completion.objects.create(
        person=asha, release=release, lesson_key=release.version.lessons.first().key
    )
    make.version(entry=make.entry(author=asha, release=release))
    page = client_for(asha).get("/modules/").content.decode()
    assert "Done" in page
    assert "of 2 done" not in page


def test_those_who_teach_see_planned_modules_with_their_opening(juniper, hana, client_for):
    taught(juniper, title="Not open yet", opens_on=on(3), due_on=None)
    page = client_for(hana).get("/modules/").content.decode()
    assert "Not open yet" in page
    assert "Opens" in page


def test_those_who_build_a_course_find_its_unreleased_modules(world, client_for):
    edited = make.module_version(
        module=make.module(course=world.release.version.module.course),
        number=None,
        title="Under the pen",
    )
    make.lesson(version=edited)
    page = client_for(world.cleo).get("/modules/").content.decode()
    assert "Under the pen" in page
    assert "Being edited." in page
    module = client_for(world.cleo).get(reverse("module", args=[edited.module.slug]))
    assert "Being edited; no student sees this yet." in module.content.decode()
    assert "Under the pen" not in client_for(world.ekdal).get("/modules/").content.decode()
    assert client_for(world.ekdal).get(module.request["PATH_INFO"]).status_code == 404


def test_the_empty_list_is_kind(client_for):
    make.school()
    page = client_for(make.person()).get("/modules/").content.decode()
    assert "Nothing is open to you now." in page


@pytest.mark.parametrize("modules", [1, 3])
def test_the_list_costs_the_same_however_long(
    juniper, asha, client_for, django_assert_num_queries, modules
):
    for _ in range(modules):
        make.entry(author=asha, release=taught(juniper))
    client = client_for(asha)
    with django_assert_num_queries(LIST):
        client.get("/modules/")


# ------------------------------------------------------------------ one module
def test_a_module_shows_what_it_is_for(juniper, asha, client_for):
    release = taught(juniper, title="Two Languages", due_on=on(4))
    version = release.version
    version.summary = "The other one, which you *already* speak."
    version.content_note = "Worry about cancer."
    version.references = "Charon R. *JAMA* 2001.\nAnother."
    version.save()
    Objective.objects.create(version=version, text="**Explain** how attention helps.")
    page = client_for(asha).get(page_of(release)).content.decode()
    for words in (
        "Two Languages",
        "which you <em>already</em> speak",
        "Worry about cancer.",
        "<strong>Explain</strong> how attention helps.",
        "<em>JAMA</em> 2001.",
        "Begin: ",
        "The reflection is due",
    ):
        assert words in page


def test_a_student_never_gets_a_byte_of_facilitator_notes(juniper, asha, hana, client_for):
    release = taught(juniper)
    version = release.version
    version.facilitator_notes = f"<p>{CANARY}</p>"
    version.save()
    lesson = version.lessons.first()
    lesson.facilitator_notes = f"<p>{CANARY}</p>"
    lesson.save()
    for url in ("/modules/", page_of(release)):
        assert CANARY not in client_for(asha).get(url).content.decode()
    page = client_for(hana).get(page_of(release)).content.decode()
    assert CANARY in page
    assert "Students never see this." in page


@pytest.mark.parametrize("role", ["lead", "mentor", "facilitator"])
def test_whoever_teaches_reads_the_notes(juniper, client_for, role):
    release = taught(juniper)
    release.version.facilitator_notes = f"<p>{CANARY}</p>"
    release.version.save()
    person = make.person()
    make.membership(person=person, cohort=juniper, role=role)
    assert CANARY in client_for(person).get(page_of(release)).content.decode()


def test_a_student_who_mentors_elsewhere_gets_no_notes_of_her_own_module(juniper, asha, client_for):
    release = taught(juniper)
    release.version.facilitator_notes = f"<p>{CANARY}</p>"
    release.version.save()
    make.membership(person=asha, cohort=make.cohort(name="Rowan"), role="mentor")
    assert CANARY not in client_for(asha).get(page_of(release)).content.decode()


def test_unknown_closed_and_foreign_modules_are_the_same_404(juniper, asha, client_for):
    later = taught(juniper, opens_on=on(3), due_on=None)
    foreign = taught(make.cohort(name="Rowan"))
    unreleased = make.module_version(module=make.module(course=make.course()))
    client = client_for(asha)
    urls = [
        "/modules/never-was/",
        page_of(later),
        page_of(foreign),
        reverse("module", args=[unreleased.module.slug]),
    ]
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_of_several_releases_the_one_named_is_shown_else_the_current(juniper, asha, client_for):
    first = taught(juniper, block="Medicine", opens_on=on(-60), due_on=on(-30))
    second = make.release(
        version=first.version, cohort=juniper, block="Surgery", due_on=on(5), due_time=time(12)
    )
    client = client_for(asha)
    page = client.get(page_of(first)).content.decode()
    assert "<small>Surgery</small>" in page
    assert f"?release={first.pk}" in page
    lesson = first.version.lessons.first()
    page = client.get(page_of(first, named=first.pk)).content.decode()
    assert "<small>Medicine</small>" in page
    assert f"/{lesson.slug}/?release={first.pk}" in page
    assert f"/{lesson.slug}/?release={second.pk}" not in page


@pytest.mark.parametrize("named", ["0", "-1", "x", "99999999999999999999", "1%00"])
def test_a_release_that_is_not_hers_is_404(juniper, asha, client_for, named):
    release = taught(juniper)
    assert client_for(asha).get(page_of(release, named=named)).status_code == 404


def test_a_foreign_release_of_her_own_module_is_404(juniper, asha, client_for):
    release = taught(juniper)
    foreign = make.release(version=release.version, cohort=make.cohort(name="Rowan"))
    assert client_for(asha).get(page_of(release, named=foreign.pk)).status_code == 404


def test_a_student_sees_the_version_that_was_released_to_her(juniper, asha, client_for):
    release = taught(juniper, title="As released")
    make.module_version(module=release.version.module, number=2, title="Rewritten")
    page = client_for(asha).get(page_of(release)).content.decode()
    assert "As released" in page
    assert "Rewritten" not in page


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_module_costs_the_same_however_many_lessons(
    juniper, asha, client_for, django_assert_num_queries, lessons
):
    release = taught(juniper, lessons=lessons)
    for _ in range(lessons):
        Objective.objects.create(version=release.version, text="Explain")
    make.entry(author=asha, release=release)
    client = client_for(asha)
    with django_assert_num_queries(MODULE):
        client.get(page_of(release))


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_module_costs_a_teacher_neither_notes_nor_pages_of_her_own(
    juniper, hana, client_for, django_assert_num_queries, lessons
):
    release = taught(juniper, lessons=lessons)
    client = client_for(hana)
    with django_assert_num_queries(MODULE - 1):
        client.get(page_of(release))
