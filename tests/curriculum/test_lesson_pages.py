"""Lessons of all nine kinds, as students and as those who teach read them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts import uploads
from curriculum.done import done_when
from curriculum.models import Lesson
from curriculum.templatetags.lessons import body_html, emphasis
from tests import make

pytestmark = pytest.mark.django_db
CANARY = "CANARY-FOR-FACILITATORS"
KINDS = Lesson.Kind.values
# Session, person, roles, place, the lessons, her pages, the steps or prompts of this one.
STUDENT = 7
# Beside them: who will read a reflection, the answers to a story, the days of a circle.
BESIDES = {"reflection": 1, "narrative": 1, "circle": 1}


def page_of(lesson, query=""):
    return reverse("lesson", args=[lesson.version.module.slug, lesson.slug]) + query


def image_of(lesson, query=""):
    return reverse("lesson_image", args=[lesson.version.module.slug, lesson.slug]) + query


def of_kind(world, kind, **fields):
    """Make a lesson of this kind in Asha's module, with steps or prompts."""
    lesson = make.lesson(version=world.release.version, kind=kind, **fields)
    if kind == "reflection":
        make.prompt(lesson=lesson, text="What did *you* do?")
    else:
        make.step(lesson=lesson, text="**First.** Look again.", minutes=5)
    return lesson


def read(client_for, person, url):
    answer = client_for(person).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def picture():
    """Return the name of a kept picture."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(file, "PNG")
    return uploads.store(SimpleUploadedFile("a.png", file.getvalue()), "lesson")


# ------------------------------------------------------------------ every kind
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_readable_in_full(world, client_for, kind):
    lesson = of_kind(
        world,
        kind,
        title="A title",
        summary="Ines, 34, baker.",
        content_note="Worry about cancer.",
        body="<p>The whole text.</p>",
        minutes=12,
    )
    page = read(client_for, world.asha, page_of(lesson))
    assert "A title" in page
    assert "Ines, 34, baker." in page
    assert "Worry about cancer." in page
    assert "<p>The whole text.</p>" in page
    expected = "What did <em>you</em> do?" if kind == "reflection" else "<strong>First.</strong>"
    assert expected in page
    assert "For facilitators" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_students_html_never_holds_a_facilitator_note(world, client_for, kind):
    lesson = of_kind(world, kind, facilitator_notes=f"<p>{CANARY}</p>")
    version = world.release.version
    version.facilitator_notes = f"<p>{CANARY}</p>"
    version.save()
    assert CANARY not in read(client_for, world.asha, page_of(lesson))
    for person in (world.hana, world.ekdal, world.farid, world.cleo):
        assert CANARY in read(client_for, person, page_of(lesson))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_lesson_costs_the_same_for_one_row_and_for_three(
    world, client_for, django_assert_num_queries, kind, rows
):
    lesson = of_kind(world, kind)
    for _ in range(rows - 1):
        make.lesson(version=world.release.version)
        if kind == "reflection":
            make.prompt(lesson=lesson)
        else:
            make.step(lesson=lesson)
    client = client_for(world.asha)
    with django_assert_num_queries(STUDENT + BESIDES.get(kind, 0)):
        client.get(page_of(lesson))


@pytest.mark.parametrize("kind", KINDS)
def test_a_teacher_pays_neither_for_the_notes_nor_for_pages_of_her_own(
    world, client_for, django_assert_num_queries, kind
):
    lesson = of_kind(world, kind, facilitator_notes="<p>Ask twice.</p>")
    client = client_for(world.hana)
    with django_assert_num_queries(STUDENT - 1):
        client.get(page_of(lesson))


# ------------------------------------------------------------------ what is particular to each
def test_a_story_is_set_as_a_story_and_its_questions_are_numbered(world, client_for):
    lesson = of_kind(world, "narrative", body="<p>One.</p><p>Two.</p>")
    page = read(client_for, world.hana, page_of(lesson))
    assert 'class="reading story prose" lang=""><p>One.</p><p>Two.</p></div>' in page
    assert '<ol class="questions">' in page
    assert "by nobody who teaches" in page


def test_a_content_note_stands_before_a_story_and_the_reader_opens_it(world, client_for):
    lesson = of_kind(world, "narrative", body="<p>One.</p>", content_note="Worry about cancer.")
    page = read(client_for, world.asha, page_of(lesson))
    assert page.index("Worry about cancer.") < page.index("Open the story") < page.index("One.")
    assert '<details class="more story-kept">' in page
    make.completion(person=world.asha, release=world.release, lesson=lesson)
    assert '<details class="more story-kept" open>' in read(client_for, world.asha, page_of(lesson))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_when_it_is_done(world, client_for, kind):
    lesson = of_kind(world, kind)
    said = str(done_when(lesson))
    assert said
    page = read(client_for, world.asha, page_of(lesson))
    assert f"Done when: {said}" in " ".join(page.split())
    lesson.done_when = "You have slept on it."
    lesson.save()
    assert "You have slept on it." in read(client_for, world.asha, page_of(lesson))


def test_a_transcript_sets_each_turn_beside_its_name():
    lesson = Lesson(
        kind="transcript",
        body="<p><strong>Doctor:</strong> What <em>brings</em> you?</p>\n<p><em>(silence)</em></p>",
    )
    assert body_html(lesson) == (
        '<p class="turn-said"><b>Doctor<span class="visually-hidden">:</span></b> '
        "<span>What <em>brings</em> you?</span></p>\n<p><em>(silence)</em></p>"
    )
    lesson.kind = "reading"
    assert "turn-said" not in body_html(lesson)


def test_a_circle_shows_what_is_read_aloud_the_agreements_and_the_rounds(world, client_for):
    course = world.release.version.module.course
    course.opening = "We keep what is said here."
    course.save()
    lesson = of_kind(world, "circle", agreements="Let people finish.\nShare the time.")
    page = read(client_for, world.asha, page_of(lesson))
    for words in ("We keep what is said here.", "Let people finish.", "Share the time."):
        assert words in page
    assert "5 minutes" in page


def test_an_exercise_without_a_release_has_steps_but_no_ticks(world, client_for):
    lesson = of_kind(world, "exercise")
    assert 'type="checkbox"' in read(client_for, world.asha, page_of(lesson))
    page = read(client_for, world.cleo, page_of(lesson))
    assert "Look again." in page
    assert 'type="checkbox"' not in page


def test_art_shows_the_picture_its_words_and_what_it_is_at_the_very_last(
    world, client_for, picture
):
    lesson = of_kind(
        world,
        "art",
        image=picture,
        image_description="A pale man slumps back.\n\nSomebody holds him.",
        reveal="Francisco Goya, 1820.",
    )
    page = read(client_for, world.asha, page_of(lesson))
    assert f'src="{image_of(lesson)}"' in page
    assert "Somebody holds him." in page
    assert page.index("Look again.") < page.index("Francisco Goya")
    assert "Francisco" not in page[: page.index("<details", page.index("Look again."))]


def test_a_reflection_has_one_way_in_and_says_who_will_read(world, client_for):
    lesson = make.reflection_of(world.release)
    make.prompt(lesson=lesson, name="A hand", text="A hand.")
    make.prompt(lesson=lesson, name="A voice", text="A voice, and whose it was.")
    page = read(client_for, world.ben, page_of(lesson))
    assert "Choose one of three" in page
    assert page.count("A hand") == 1  # a prompt no longer than its name stands there once
    assert page.count("A voice") == 2
    main = page.partition("<main")[2].partition("</main>")[0]
    assert main.count("btn-primary") == 1
    assert "Begin writing" in page
    assert f"release={world.release.pk}&amp;lesson={lesson.pk}" in page
    assert "Dr Fox" in page
    assert "Dr Ekdal" not in page
    assert "I have done this" not in page


def test_a_begun_reflection_is_gone_on_with_and_a_submitted_one_read(world, client_for):
    lesson = make.reflection_of(world.release)
    page = read(client_for, world.asha, page_of(lesson))
    assert "Go on writing" in page
    assert f"/journal/{world.entries['draft'].pk}/" in page
    make.version(entry=world.entries["draft"])
    assert "Read your page" in read(client_for, world.asha, page_of(lesson))


def test_after_the_date_a_reflection_is_late_and_after_closing_there_is_no_way_in(
    world, client_for
):
    lesson = make.reflection_of(world.release)
    release = world.release
    release.due_on = make.ago(days=3).date()
    release.save()
    assert "it will say that it is late" in read(client_for, world.ben, page_of(lesson))
    release.closes_on = make.ago(days=2).date()
    release.save()
    page = read(client_for, world.ben, page_of(lesson))
    assert "Closed for writing" in page
    assert "Begin writing" not in page
    assert "When you submit it" not in page


def test_those_who_teach_read_the_prompts_but_are_not_asked_to_write(world, client_for):
    page = read(client_for, world.farid, page_of(make.reflection_of(world.release)))
    assert "What happened?" in page
    assert "Begin writing" not in page
    assert "Here the students of Juniper begin to write" in page


def test_a_student_without_a_mentor_is_told_that_nobody_reads_yet(world, client_for):
    newcomer = make.person()
    make.membership(person=newcomer, cohort=world.juniper)
    page = read(client_for, newcomer, page_of(make.reflection_of(world.release)))
    assert "You have no mentor yet" in page


@pytest.mark.parametrize("kind", ["roleplay", "practice"])
def test_a_rehearsal_leads_to_its_scenario_once_it_is_in_the_library(
    world, client_for, django_assert_num_queries, kind
):
    lesson = of_kind(world, kind, scenario="the-yard-sign")
    scenario = make.scenario(
        course=world.release.version.module.course,
        slug="the-yard-sign",
        kind="encounter" if kind == "practice" else "roleplay",
        title="The yard sign",
        setting="On-call room",
        minutes_play=9,
        is_published=False,
    )
    # A practice is printed in its lesson, so the library has no more of it than that.
    way = "See it in the library" if kind == "practice" else "Read the whole scenario"
    url = reverse("scenario", args=["the-yard-sign"])
    assert url not in read(client_for, world.asha, page_of(lesson))
    assert url in read(client_for, world.cleo, page_of(lesson))
    scenario.is_published = True
    scenario.save()
    client = client_for(world.asha)
    # The scenario, and whether a room is open.
    with django_assert_num_queries(STUDENT + (1 if kind == "practice" else 2)):
        page = client.get(page_of(lesson)).content.decode()
    for words in (url, way, "The yard sign", "On-call room", scenario.summary):
        assert words in page


# ------------------------------------------------------------------ the way through
def test_the_outline_marks_this_page_and_leads_to_the_neighbours(world, client_for):
    version = world.release.version
    first, reflection = version.lessons.all()
    last = make.lesson(version=version, title="The last one", with_whom="group")
    page = read(client_for, world.asha, page_of(reflection))
    assert page.count('aria-current="page"') == 1
    assert f'<a href="{page_of(first)}" rel="prev">' in page
    assert f'<a href="{page_of(last)}" rel="next">' in page
    assert "After, in your group" in page
    assert "lesson 2 of 3" in page.lower()


def test_every_link_of_a_named_release_stays_in_it(world, client_for):
    older = make.release(
        version=world.release.version,
        cohort=world.juniper,
        block="Autumn",
        opens_on=make.ago(days=60).date(),
        due_on=make.ago(days=40).date(),
    )
    first, reflection = world.release.version.lessons.all()
    query = f"?release={older.pk}"
    page = read(client_for, world.asha, page_of(first, query))
    assert f'<input type="hidden" name="release" value="{older.pk}">' in page
    assert f'href="{page_of(reflection, query)}"' in page
    assert f'href="{page_of(reflection)}"' not in page


# ------------------------------------------------------------------ who may not
def test_unknown_foreign_and_unopened_lessons_are_the_same_404(world, client_for):
    version = world.release.version
    later = make.reflection_of(world.future_release)
    foreign = world.other_release.version.lessons.first()
    draft = make.module_version(module=version.module, number=None)
    unpublished = make.lesson(version=draft)
    urls = [
        reverse("lesson", args=[version.module.slug, "never-was"]),
        reverse("lesson", args=["never-was", "never-was"]),
        page_of(later),
        page_of(foreign),
        page_of(unpublished),
        reverse("lesson", args=[version.module.slug, foreign.slug]),
    ]
    for person in (world.asha, world.ben):
        answers = [client_for(person).get(url) for url in urls]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("who", ["chidi", "lena", "okoye", "omar"])
def test_other_cohorts_and_those_who_left_meet_404(world, client_for, who):
    lesson = world.release.version.lessons.first()
    assert client_for(getattr(world, who)).get(page_of(lesson)).status_code == 404


def test_a_stranger_is_sent_to_the_door(world, client_for):
    lesson = world.release.version.lessons.first()
    for url in ("/modules/", page_of(lesson), image_of(lesson)):
        assert client_for(None).get(url).url.startswith("/accounts/login/")


# ------------------------------------------------------------------ the picture
def test_the_picture_is_sent_to_readers_of_the_lesson_alone(world, client_for, picture):
    lesson = of_kind(world, "art", image=picture, image_description="A room.")
    for person in (world.asha, world.hana, world.cleo):
        answer = client_for(person).get(image_of(lesson))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/png"
        Image.open(io.BytesIO(b"".join(answer.streaming_content))).verify()
    for person in (world.chidi, world.lena):
        assert client_for(person).get(image_of(lesson)).status_code == 404


@pytest.mark.parametrize("name", ["", "lesson/missing.png", "../portal.sqlite3"])
def test_a_missing_picture_is_404(world, client_for, name):
    lesson = of_kind(world, "art", image=name)
    assert client_for(world.asha).get(image_of(lesson)).status_code == 404


# ------------------------------------------------------------------ words on the page
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Mark** each", "<strong>Mark</strong> each"),
        ("did she *not* say?", "did she <em>not</em> say?"),
        ("<b>*x*</b> & co", "&lt;b&gt;<em>x</em>&lt;/b&gt; &amp; co"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake*case*here", "snake*case*here"),
        ("** no **", "** no **"),
        ("*<script>alert(1)</script>*", "<em>&lt;script&gt;alert(1)&lt;/script&gt;</em>"),
        (None, ""),
    ],
)
def test_light_emphasis_is_set_and_everything_else_escaped(text, shown):
    assert emphasis(text) == shown


def test_plain_fields_are_escaped_and_the_body_is_cleaned(world, client_for):
    lesson = of_kind(
        world,
        "exercise",
        summary="<i>s</i>",
        done_when="<i>d</i>",
        body="<p>ok</p><script>alert(1)</script><p onclick='x()'>no</p>",
    )
    page = read(client_for, world.asha, page_of(lesson))
    assert "<i>" not in page
    assert "alert(1)" not in page
    assert "onclick" not in page
