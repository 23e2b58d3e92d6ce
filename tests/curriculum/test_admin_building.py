"""Building a module in the admin: pages, what they keep, what they refuse, what they cost."""

import re
from datetime import UTC

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from curriculum.actions import publishing
from curriculum.models import Completion, Course, Lesson, Module, ModuleVersion, Release
from tests import make
from tests.accounts.test_uploads import EPS, bomb, gif_with_script, photograph

pytestmark = pytest.mark.django_db
NOTES = "<p>NOTES-nobody-tells-them</p>"
COURSE_PAGE = 13


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def edited(world) -> ModuleVersion:
    """Return the version being edited of Hana's course."""
    frozen = world.release.version
    Lesson.objects.filter(version=frozen).update(facilitator_notes=NOTES)
    ModuleVersion.objects.filter(pk=frozen.pk).update(facilitator_notes=NOTES)
    return publishing.edit(module=frozen.module, by=world.hana)


def url(name, *args):
    return reverse(f"admin:curriculum_{name}", args=args)


def rows(prefix, kept=(), new=(), *, pk="id"):
    """Return the POST of an inline: ``kept`` are (pk, fields), ``new`` are fields."""
    posted = {
        f"{prefix}-TOTAL_FORMS": len(kept) + len(new),
        f"{prefix}-INITIAL_FORMS": len(kept),
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for index, (key, fields) in enumerate([*kept, *((None, fields) for fields in new)]):
        if key is not None:
            posted[f"{prefix}-{index}-{pk}"] = key
        posted |= {f"{prefix}-{index}-{name}": value for name, value in fields.items()}
    return posted


def lesson_post(lesson, **change):
    fields = {
        "title": lesson.title, "slug": lesson.slug, "kind": lesson.kind, "summary": "",
        "minutes": lesson.minutes, "with_whom": "alone", "content_note": "", "body": lesson.body,
        "done_when": "", "image_description": lesson.image_description, "reveal": "",
        "agreements": "", "scenario": "", "guidance": "", "words_min": "", "words_max": "",
        "facilitator_notes": "",
    }  # fmt: skip
    kept = [
        (p.pk, {"lesson": lesson.pk, "name": p.name, "text": p.text, "position": p.position})
        for p in lesson.prompts.all()
    ]
    return fields | rows("steps") | rows("prompts", kept) | change


def said_beside(response, field):
    """Return what the page says is wrong with a field."""
    errors = response.context["adminform"].form.errors
    return " ".join(str(message) for message in errors.get(field, []))


# ------------------------------------------------------------------ the course
def test_a_course_page_lists_modules_and_lessons_in_order_with_links(world, client_for, edited):
    make.release(version=world.release.version, cohort=world.rowan)
    course = edited.module.course
    page = client_for(world.hana).get(url("course_change", course.pk)).content.decode()
    first, second = course.modules.order_by("position")
    later = second.versions.get()
    marks = [
        url("moduleversion_change", edited.pk),
        url("module_preview", first.pk),
        url("module_compare", first.pk),
        url("module_publish", first.pk),
        "version 1, a new one is being edited",
        "Juniper has version 1.",
        "Another cohort has version 1.",
        *(url("lesson_change", lesson.pk) for lesson in edited.lessons.all()),
        url("moduleversion_change", later.pk),
        url("lesson_change", later.lessons.get().pk),
    ]
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "Rowan" not in page
    assert f"/as/juniper/{edited.lessons.first().slug}/?version=edited" in page


def test_a_course_page_costs_the_same_whatever_its_size(
    world, client_for, django_assert_num_queries
):
    course, client = world.release.version.module.course, client_for(world.hana)
    page = url("course_change", course.pk)
    client.get(page)
    for size in (1, 3):
        for _ in range(size):
            version = make.module_version(module=make.module(course=course))
            for number in range(size):
                make.lesson(version=version, title=f"Lesson {number}")
            make.release(version=version, cohort=world.juniper)
        with django_assert_num_queries(COURSE_PAGE):
            assert client.get(page).status_code == 200


def test_modules_are_ordered_by_their_numbers_without_any_script(world, client_for):
    course = world.release.version.module.course
    first, second = course.modules.order_by("position")
    kept = [(first.pk, {"course": course.pk, "position": 2})]
    kept.append((second.pk, {"course": course.pk, "position": 1}))
    posted = {"title": course.title, "summary": "", "opening": "", "licence": ""}
    response = client_for(world.hana).post(
        url("course_change", course.pk), posted | rows("modules", kept)
    )
    assert response.status_code == 302
    assert list(course.modules.order_by("position")) == [second, first]
    assert AuditEvent.objects.filter(verb="course.changed").count() == 1


def test_a_module_of_another_course_cannot_be_ordered_into_this_one(world, client_for):
    course, foreign = world.release.version.module.course, world.other_release.version.module
    place = foreign.position
    posted = {"title": course.title, "summary": "", "opening": "", "licence": ""}
    kept = [(foreign.pk, {"course": course.pk, "position": 1})]
    page = client_for(world.hana).post(
        url("course_change", course.pk), posted | rows("modules", kept)
    )
    foreign.refresh_from_db()
    assert (foreign.position, foreign.course_id) == (
        place,
        world.other_release.version.module.course_id,
    )
    assert foreign.slug not in page.content.decode()


def test_a_module_is_added_with_an_empty_version_to_edit(world, client_for):
    course = world.release.version.module.course
    posted = {"course": course.pk, "title": "The quiet room", "slug": "the-quiet-room"}
    response = client_for(world.cleo).post(url("module_add"), posted, follow=True)
    module = Module.objects.get(slug="the-quiet-room")
    version = module.versions.get()
    assert response.redirect_chain[-1][0] == url("moduleversion_change", version.pk)
    assert (version.title, version.number) == ("The quiet room", None)
    assert module.position == max(course.modules.values_list("position", flat=True))


def test_a_module_is_not_added_to_a_course_of_others(world, client_for):
    other = world.other_release.version.module.course
    posted = {"course": other.pk, "title": "Mine", "slug": "mine"}
    page = client_for(world.hana).post(url("module_add"), posted)
    assert page.status_code == 200
    assert other.title not in page.content.decode()
    assert not Module.objects.filter(slug="mine").exists()


def test_an_address_that_is_taken_is_said_beside_the_field(world, client_for):
    """Also when it is a module she may not see: addresses are unique in the whole portal."""
    taken = world.other_release.version.module
    course = world.release.version.module.course
    posted = {"course": course.pk, "title": "Typed", "slug": taken.slug}
    page = client_for(world.hana).post(url("module_add"), posted)
    assert "already exists" in said_beside(page, "slug")
    assert 'value="Typed"' in page.content.decode()


# ------------------------------------------------------------------ the module
def test_a_modules_page_is_its_newest_versions(world, client_for, edited):
    client = client_for(world.hana)
    page = client.get(url("module_change", edited.module_id), follow=True)
    assert page.redirect_chain[-1][0] == url("moduleversion_change", edited.pk)
    text = page.content.decode()
    assert "Being edited" in text
    assert "Juniper" in text  # who has which version
    for lesson in edited.lessons.all():
        assert url("lesson_change", lesson.pk) in text


def version_post(version, **change):
    kept = [
        (x.pk, {"version": version.pk, "title": x.title, "kind": x.kind, "minutes": x.minutes,
                "position": x.position})
        for x in version.lessons.all()
    ]  # fmt: skip
    fields = {
        "title": version.title, "subtitle": "", "slug": version.module.slug, "label": "1",
        "track": "", "when": "", "hours": "", "themes": "", "summary": "", "content_note": "",
        "references": "", "facilitator_notes": "",
    }  # fmt: skip
    return fields | rows("objectives") | rows("lessons", kept) | change


def test_a_version_keeps_its_lines_objectives_and_new_lessons(world, client_for, edited):
    lessons = list(edited.lessons.all())
    kept = [
        (x.pk, {"version": edited.pk, "title": x.title, "kind": x.kind, "minutes": 7,
                "position": place})
        for place, x in enumerate(reversed(lessons), 1)
    ]  # fmt: skip
    new = [{"version": edited.pk, "title": "Slow looking", "kind": "art", "minutes": 20,
            "position": 3}]  # fmt: skip
    posted = version_post(edited, title="Two languages", facilitator_notes="<p>x<script>y</script>")
    posted |= rows("lessons", kept, new)
    posted |= rows("objectives", [], [{"version": edited.pk, "text": "Explain it", "position": 1}])
    response = client_for(world.cleo).post(url("moduleversion_change", edited.pk), posted)
    assert response.status_code == 302
    edited.refresh_from_db()
    assert edited.title == "Two languages"
    assert edited.facilitator_notes == "<p>x</p>"
    assert [x.title for x in edited.lessons.all()] == [
        lessons[1].title, lessons[0].title, "Slow looking",
    ]  # fmt: skip
    assert edited.lessons.get(title="Slow looking").slug == "slow-looking"
    assert edited.objectives.get().text == "Explain it"
    assert not Release.objects.filter(version=edited).exists()
    said = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"module.changed", "lesson.added", "lesson.changed"} <= said


def test_a_lesson_is_taken_out_of_the_edited_version_only(world, client_for, edited):
    lesson = edited.lessons.first()
    posted = version_post(edited) | {"lessons-0-DELETE": "on"}
    client_for(world.hana).post(url("moduleversion_change", edited.pk), posted)
    assert edited.lessons.count() == 1
    assert world.release.version.lessons.filter(key=lesson.key).exists()


def test_a_frozen_version_is_shown_and_takes_nothing(world, client_for):
    frozen = world.release.version
    lesson = frozen.lessons.first()
    client = client_for(world.hana)
    for page in (url("moduleversion_change", frozen.pk), url("lesson_change", lesson.pk)):
        shown = client.get(page)
        assert shown.status_code == 200
        assert 'name="_save"' not in shown.content.decode()
        assert client.post(page, {"title": "x"}).status_code == 403
        assert client.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert Lesson.objects.filter(pk=lesson.pk, title=lesson.title).exists()


def test_a_frozen_page_shows_how_its_texts_read_and_only_what_its_kind_has(world, client_for):
    """Not their tags; and a reading has no empty picture, agreements or prompts."""
    frozen, words = world.release.version, "<p>One <strong>bold</strong> word.</p>"
    ModuleVersion.objects.filter(pk=frozen.pk).update(facilitator_notes=words)
    reading = frozen.lessons.filter(kind="reading").first()
    Lesson.objects.filter(pk=reading.pk).update(body=words, facilitator_notes=words)
    client = client_for(world.hana)
    page = client.get(url("moduleversion_change", frozen.pk)).content.decode()
    assert words in page
    assert "&lt;p&gt;" not in page
    page = client.get(url("lesson_change", reading.pk)).content.decode()
    assert page.count(words) == 2
    assert "&lt;p&gt;" not in page
    assert 'id="steps-group"' in page
    for other in ("Agreements", "New picture", 'id="prompts-group"', 'class="module aligned for-'):
        assert other not in page
    edited = publishing.edit(module=frozen.module, by=world.hana).lessons.get(key=reading.key)
    assert 'id="prompts-group"' in client.get(url("lesson_change", edited.pk)).content.decode()


def test_editing_a_frozen_version_makes_a_copy_on_demand(world, client_for):
    module = world.release.version.module
    client = client_for(world.hana)
    assert client.get(url("module_edit", module.pk)).status_code == 405
    assert module.versions.count() == 1
    response = client.post(url("module_edit", module.pk))
    assert response.url == url("moduleversion_change", module.versions.get(number=None).pk)


def test_publishing_asks_first_and_says_who_keeps_what(world, client_for, edited):
    make.release(version=world.release.version, cohort=world.rowan)
    client = client_for(world.hana)
    page = client.get(url("module_publish", edited.module_id)).content.decode()
    assert "has version 1" in page
    assert "Rowan" not in page  # a cohort she may not know of is not named
    assert "another cohort, version 1" in page
    assert edited.module.versions.filter(number=None).exists()
    client.post(url("module_publish", edited.module_id))
    edited.refresh_from_db()
    assert edited.number == 2


def test_publishing_lists_what_is_missing(world, client_for, edited):
    make.lesson(version=edited, kind="reading", title="Unwritten", body="")
    response = client_for(world.hana).post(url("module_publish", edited.module_id))
    assert response.status_code == 422
    assert "Unwritten: A reading needs its text." in response.content.decode()
    edited.refresh_from_db()
    assert edited.number is None


@pytest.mark.parametrize("name", ["module_publish", "module_edit", "module_preview"])
def test_a_foreign_module_has_no_such_pages(world, client_for, name):
    client = client_for(world.hana)
    for pk in (world.other_release.version.module_id, 987_654):
        assert client.get(url(name, pk)).status_code in {404, 405}
        assert client.post(url(name, pk)).status_code == 404
    assert world.other_release.version.module.versions.count() == 1


# ------------------------------------------------------------------ the lesson
BESIDE = {
    "reading": ("reading", {"body": ""}, "body"),
    "narrative": ("narrative", {"body": "<p></p>"}, "body"),
    "transcript": ("transcript", {"body": ""}, "body"),
    "exercise": ("exercise", {"body": ""}, "body"),
    "circle": ("circle", {"body": ""}, "body"),
    "roleplay": ("roleplay", {"body": ""}, "body"),
    "art": ("art", {}, "picture"),
    "nested": ("reading", {"body": "<ul><li>" * 60 + "TYPED"}, "body"),
    "words": ("reflection", {"words_min": "300", "words_max": "100"}, None),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    world, client_for, edited, name
):
    kind, change, field = BESIDE[name]
    lesson = edited.lessons.get(kind="reflection" if kind == "reflection" else "reading")
    posted = lesson_post(lesson, kind=kind, title="TITLE typed", **change)
    page = client_for(world.hana).post(url("lesson_change", lesson.pk), posted)
    assert page.status_code == 200
    if field:
        assert said_beside(page, field)
    else:
        assert "smaller" in said_beside(page, "__all__")
    assert 'value="TITLE typed"' in page.content.decode()
    lesson.refresh_from_db()
    assert lesson.title != "TITLE typed"


def test_a_reflection_has_one_to_four_prompts(world, client_for, edited):
    lesson = edited.lessons.get(kind="reflection")
    prompt = lesson.prompts.get()
    page_url = url("lesson_change", lesson.pk)
    client = client_for(world.hana)
    gone = lesson_post(lesson) | {"prompts-0-DELETE": "on"}
    assert "one to four prompts" in client.post(page_url, gone).content.decode()
    new = [
        {"lesson": lesson.pk, "name": f"P{n}", "text": "Why?", "position": n} for n in range(2, 6)
    ]
    kept = [(prompt.pk, {"lesson": lesson.pk, "name": "P1", "text": "Why?", "position": 1})]
    five = lesson_post(lesson) | rows("prompts", kept, new)
    assert client.post(page_url, five).status_code == 200
    assert lesson.prompts.count() == 1
    four = lesson_post(lesson) | rows("prompts", kept, new[:3])
    assert client.post(page_url, four).status_code == 302
    assert list(lesson.prompts.values_list("name", flat=True)) == ["P1", "P2", "P3", "P4"]


def art_post(lesson, data, **change):
    file = SimpleUploadedFile("a.png", data, content_type="image/png")
    return lesson_post(lesson, kind="art", picture=file, **change)


def test_a_picture_is_kept_with_its_description_and_nothing_else(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    client = client_for(world.hana)
    page = client.post(url("lesson_change", lesson.pk), art_post(lesson, photograph()))
    assert "those who cannot see it" in said_beside(page, "image_description")
    lesson.refresh_from_db()
    assert not lesson.image
    posted = art_post(lesson, photograph(), image_description="A field at dusk.")
    assert client.post(url("lesson_change", lesson.pk), posted).status_code == 302
    lesson.refresh_from_db()
    shown = client.get(url("lesson_picture", lesson.pk))
    assert shown["Content-Type"] == "image/jpeg"
    assert b"CANARY" not in b"".join(shown.streaming_content)
    assert client_for(world.omar).get(url("lesson_picture", lesson.pk)).status_code == 404
    assert client_for(world.asha).get(url("lesson_picture", lesson.pk)).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [(EPS, "JPEG, PNG or WebP"), (bomb(), "40 megapixels"), (gif_with_script(), "JPEG, PNG or")],
    ids=["eps", "bomb", "gif"],
)
def test_a_bad_picture_gets_a_sentence_beside_the_field(world, client_for, edited, data, said):
    lesson = edited.lessons.get(kind="reading")
    posted = art_post(lesson, data, image_description="A field.", title="TYPED")
    page = client_for(world.hana).post(url("lesson_change", lesson.pk), posted)
    assert said in said_beside(page, "picture")
    assert 'value="TYPED"' in page.content.decode()


def test_a_replaced_picture_stays_for_the_version_that_shows_it(
    world, client_for, edited, django_capture_on_commit_callbacks, tmp_path
):
    lesson = edited.lessons.get(kind="reading")
    client, page = client_for(world.hana), url("lesson_change", lesson.pk)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, art_post(lesson, photograph(), image_description="One."))
        lesson.refresh_from_db()
        first = lesson.image
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page, art_post(lesson, photograph(), image_description="Two."))
    assert not (tmp_path / first).exists()  # nothing shows it any more
    lesson.refresh_from_db()
    second = lesson.image
    publishing.publish(module=edited.module, by=world.hana)
    copy = publishing.edit(module=edited.module, by=world.hana).lessons.get(key=lesson.key)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            url("lesson_change", copy.pk), art_post(copy, photograph(), image_description="Three.")
        )
    assert (tmp_path / second).exists()


def test_a_lesson_is_not_added_or_moved_elsewhere_from_its_page(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    client = client_for(world.hana)
    assert client.get(url("lesson_add")).status_code == 403
    foreign = world.other_release.version
    client.post(url("lesson_change", lesson.pk), lesson_post(lesson, version=foreign.pk))
    lesson.refresh_from_db()
    assert lesson.version == edited


# ------------------------------------------------------------------ releases
def release_post(**change):
    return {
        "block": "Surgery", "opens_on": "2027-03-01", "opens_time": "06:00", "due_on": "",
        "due_time": "23:59", "closes_on": "", "closes_time": "23:59",
    } | change  # fmt: skip


def test_a_release_offers_her_published_versions_and_cohorts(world, client_for, edited):
    page = client_for(world.hana).get(url("release_add"))
    form = page.context["adminform"].form
    assert set(form.fields["cohort"].queryset) == {world.juniper}
    assert set(form.fields["version"].queryset) == {
        world.release.version,
        world.future_release.version,
    }
    assert "Europe/London" in page.content.decode()


def test_a_release_is_made_and_a_past_due_date_only_warned_of(world, client_for):
    posted = release_post(
        version=world.release.version_id, cohort=world.juniper.pk,
        opens_on="2026-01-05", due_on="2026-02-01",
    )  # fmt: skip
    page = client_for(world.hana).post(url("release_add"), posted, follow=True)
    assert "The due date has passed already" in page.content.decode()
    assert Release.objects.filter(block="Surgery", cohort=world.juniper).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"due_on": "2027-02-01"}, "due_on"), ({"closes_on": "2027-02-01"}, "closes_on")],
)
def test_dates_out_of_order_keep_what_was_typed(world, client_for, change, field):
    posted = release_post(version=world.release.version_id, cohort=world.juniper.pk, **change)
    page = client_for(world.hana).post(url("release_add"), posted)
    assert said_beside(page, field)
    assert "Surgery" in page.content.decode()
    assert not Release.objects.filter(block="Surgery").exists()


def test_a_release_into_a_foreign_cohort_or_of_a_foreign_version_is_no_choice(world, client_for):
    for change in (
        {"version": world.release.version_id, "cohort": world.rowan.pk},
        {"version": world.other_release.version_id, "cohort": world.juniper.pk},
    ):
        page = client_for(world.hana).post(url("release_add"), release_post(**change))
        assert "Select a valid choice" in page.content.decode()
        assert "Rowan" not in page.content.decode()
    assert not Release.objects.filter(block="Surgery").exists()


def test_what_is_open_cannot_be_deleted_or_moved(world, client_for):
    client = client_for(world.hana)
    client.post(url("release_delete", world.release.pk), {"post": "yes"})
    later = release_post(block="", opens_on="2027-03-01")
    page = client.post(url("release_change", world.release.pk), later)
    assert "cannot be moved" in said_beside(page, "opens_on")
    stored = Release.objects.get(pk=world.release.pk)
    assert stored.opens_at <= timezone.now()


# ------------------------------------------------------------------ as a student
def test_the_preview_is_the_students_page_without_notes(world, client_for, edited):
    client = client_for(world.hana)
    slug = edited.module.slug
    before = Completion.objects.count(), AuditEvent.objects.count()
    lesson = edited.lessons.get(kind="reading")
    for page in (
        reverse("admin:module_as", args=[slug, "juniper"]),
        reverse("admin:lesson_as", args=[slug, "juniper", lesson.slug]),
    ):
        for query in ("", "?version=edited"):
            text = client.get(page + query).content.decode()
            assert "As a student of Juniper" in text
            assert "NOTES-nobody" not in text
            assert "You have done all of it" not in text
    assert "Something to read." in text
    assert (Completion.objects.count(), AuditEvent.objects.count()) == before


def test_the_preview_marks_what_is_not_open(world, client_for, edited):
    client = client_for(world.hana)
    added = make.lesson(version=edited, title="Brand new")
    page = reverse("admin:module_as", args=[edited.module.slug, "juniper"])
    assert "Not released to them yet" not in client.get(page).content.decode()
    text = client.get(page + "?version=edited").content.decode()
    assert added.title in text
    assert text.count("Not released to them yet") == 1
    planned = world.future_release.version.module
    text = client.get(reverse("admin:module_as", args=[planned.slug, "juniper"])).content.decode()
    assert "Not open to them yet" in text
    assert "Not released to them yet" in text


def test_the_preview_is_only_for_builders_and_their_cohorts(world, client_for):
    slug = world.release.version.module.slug
    here = reverse("admin:module_as", args=[slug, "juniper"])
    assert client_for(world.omar).get(here).status_code == 404
    assert client_for(world.asha).get(here).status_code == 404
    foreign = reverse("admin:module_as", args=[slug, "rowan"])
    assert client_for(world.hana).get(foreign).status_code == 404
    assert client_for(world.cleo).get(here).status_code == 404
    assert client_for(world.ivo).get(foreign).status_code == 200
    assert client_for(world.hana).post(here).status_code == 405


# ------------------------------------------------------------------ what it costs
def lists(world):
    def add_module():
        course = world.release.version.module.course
        version = make.module_version(module=make.module(course=course))
        make.lesson(version=version)
        make.release(version=version, cohort=world.juniper)
        person = make.person()
        make.membership(person=person, cohort=world.juniper)
        make.mentoring(mentor=world.ekdal, student=person, cohort=world.juniper)

    return add_module


COSTS = {
    "curriculum_course": 5,
    "curriculum_module": 6,
    "curriculum_lesson": 5,
    "curriculum_release": 6,
    "accounts_cohort": 5,
    "accounts_membership": 6,
    "accounts_mentoring": 6,
}


@pytest.mark.parametrize("name", COSTS)
def test_lists_cost_the_same_for_few_and_many(world, client_for, django_assert_num_queries, name):
    client = client_for(world.hana)
    add = lists(world)
    page = reverse(f"admin:{name}_changelist")
    client.get(page)
    for _ in range(2):
        with django_assert_num_queries(COSTS[name]):
            assert client.get(page).status_code == 200
        add()
        add()


def forms(world, edited):
    lesson = edited.lessons.get(kind="reflection")
    return {
        "course": url("course_change", edited.module.course_id),
        "version": url("moduleversion_change", edited.pk),
        "lesson": url("lesson_change", lesson.pk),
        "release": url("release_change", world.release.pk),
        "release_add": url("release_add"),
        "cohort": reverse("admin:accounts_cohort_change", args=[world.juniper.pk]),
        "membership_add": reverse("admin:accounts_membership_add"),
        "publish": url("module_publish", edited.module_id),
    }


FORMS = ["course", "version", "lesson", "release", "release_add", "cohort", "membership_add",
         "publish"]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_forms_stay_under_their_limit_and_do_not_grow(
    world, client_for, edited, name, django_assert_max_num_queries
):
    client = client_for(world.hana)
    page = forms(world, edited)[name]
    client.get(page)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(25) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
        lists(world)()
        for lesson in edited.lessons.all():
            make.step(lesson=lesson)
        make.prompt(lesson=edited.lessons.get(kind="reflection"))
        make.lesson(version=edited)
    assert counts[0] == counts[1]


# ------------------------------------------------------------------ the policy of the page
def test_the_only_inline_script_is_the_import_map_and_it_has_the_nonce(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    page = client_for(world.hana).get(url("lesson_change", lesson.pk))
    text = page.content.decode()
    inline = [tag for tag in re.findall(r"<script([^>]*)>", text) if "src=" not in tag]
    (importmap,) = [tag for tag in inline if "importmap" in tag]
    others = [tag for tag in inline if tag != importmap]
    assert all('type="application/json"' in tag for tag in others)
    nonce = re.search(r'nonce="([^"]+)"', importmap)[1]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert " style=" not in text
    assert "<style" not in text


def test_a_course_begins_with_its_maker_as_owner(world, client_for):
    posted = {"title": "New", "slug": "new", "summary": "", "opening": "", "licence": ""}
    assert client_for(world.hana).post(url("course_add"), posted).status_code == 403
    client_for(world.ivo).post(url("course_add"), posted)
    course = Course.objects.get(slug="new")
    assert course.team.get().person == world.ivo


def test_a_module_without_a_course_leads_to_the_courses(db, client_for):
    ilse = make.person(name="Ilse")
    make.appointment(person=ilse)
    response = client_for(ilse).get(url("module_add"), follow=True)
    assert response.redirect_chain == [(url("course_changelist"), 302)]
    assert "Name the course first." in response.content.decode()
    make.course()
    assert client_for(ilse).get(url("module_add")).status_code == 200


def test_a_published_version_leads_on_to_its_release(world, client_for):
    version = world.release.version
    page_url = url("moduleversion_change", version.pk)
    onwards = f"{url('release_add')}?version={version.pk}"
    assert f'href="{onwards}"' in client_for(world.hana).get(page_url).content.decode()
    # Cleo builds the course, but leads no cohort to release it to.
    assert f'href="{onwards}"' not in client_for(world.cleo).get(page_url).content.decode()
    form = client_for(world.hana).get(onwards).context["adminform"].form
    assert str(form["version"].value()) == str(version.pk)


def test_a_lesson_leads_back_to_its_module(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    client, back = client_for(world.hana), url("moduleversion_change", edited.pk)
    page_url = url("lesson_change", lesson.pk)
    assert client.post(page_url, lesson_post(lesson)).url == back
    assert client.post(url("lesson_delete", lesson.pk), {"post": "yes"}).url == back
    assert not Lesson.objects.filter(pk=lesson.pk).exists()


@pytest.mark.parametrize(
    ("time", "said"),
    [("01:30", "01:30 is not there, so it is 02:30."), ("02:30", None)],
    ids=["skipped", "there"],
)
def test_a_time_that_the_clocks_skip_is_said(world, client_for, time, said):
    posted = release_post(opens_on="2027-03-28", opens_time=time) | {
        "version": world.release.version_id,
        "cohort": world.juniper.pk,
    }
    response = client_for(world.hana).post(url("release_add"), posted, follow=True)
    release = Release.objects.get(block="Surgery")
    # London leaves winter time that night: half past one is half past two, and 01:30 in UTC.
    assert release.opens_at.astimezone(UTC).strftime("%H:%M") == "01:30"
    page = response.content.decode()
    assert ("The clocks go forward" in page) is bool(said)
    assert said is None or said in page
