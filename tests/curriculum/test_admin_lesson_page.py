"""A lesson's page in the admin: what is missing, pictures, prompts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from curriculum.actions import publishing
from tests.accounts.test_uploads import EPS, bomb, gif_with_script, photograph
from tests.curriculum.building import lesson_post, rows, said_beside, url

pytestmark = pytest.mark.django_db


BESIDE = {
    "reading": ("reading", {"body": ""}, "body"),
    "narrative": ("narrative", {"body": "<p></p>"}, "body"),
    "transcript": ("transcript", {"body": ""}, "body"),
    "exercise": ("exercise", {"body": ""}, "body"),
    "circle": ("circle", {"body": ""}, "body"),
    "roleplay": ("roleplay", {"body": ""}, "body"),
    "art": ("art", {"image_description": ""}, "picture", "image_description"),
    "art described": ("art", {"image_description": "A field."}, "picture"),
    "scenario": ("roleplay", {"body": "", "scenario": "nowhere"}, "scenario", "body"),
    "scenario beside a text": ("roleplay", {"scenario": "nowhere"}, "scenario"),
    "nested": ("reading", {"body": "<ul><li>" * 60 + "TYPED"}, "body"),
    "minutes": ("reading", {"minutes": "99999999999"}, "minutes"),
    "many words": ("reflection", {"words_min": "20001", "words_max": "32768"}, "words_min",
                   "words_max"),
    "words": ("reflection", {"words_min": "300", "words_max": "100"}, "words_max"),
    "address": ("reading", {"slug": "bad address"}, "slug"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    world, client_for, edited, name
):
    kind, change, *fields = BESIDE[name]
    lesson = edited.lessons.get(kind="reflection" if kind == "reflection" else "reading")
    posted = lesson_post(lesson, kind=kind, title="TITLE typed", **change)
    page = client_for(world.hana).post(url("lesson_change", lesson.pk), posted)
    assert page.status_code == 200
    assert all(said_beside(page, field) for field in fields)
    assert sorted(page.context["adminform"].form.errors) == sorted(fields)
    assert 'value="TITLE typed"' in page.content.decode()
    lesson.refresh_from_db()
    assert lesson.title != "TITLE typed"


@pytest.mark.parametrize(
    ("field", "most"), [("minutes", 1440), ("words_min", 20000), ("words_max", 20000)]
)
def test_a_number_is_taken_up_to_its_limit(world, client_for, edited, field, most):
    lesson = edited.lessons.get(kind="reflection")
    client, page_url = client_for(world.hana), url("lesson_change", lesson.pk)
    page = client.post(page_url, lesson_post(lesson, **{field: most + 1}))
    assert said_beside(page, field) == f"Write a number of at most {most}."
    assert client.post(page_url, lesson_post(lesson, **{field: most})).status_code == 302
    lesson.refresh_from_db()
    assert getattr(lesson, field) == most


def test_the_minutes_and_the_place_of_a_step_have_a_limit(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    step = {"lesson": lesson.pk, "text": "Look.", "minutes": 1441, "position": 10000}
    posted = lesson_post(lesson) | rows("steps", [], [step])
    page = client_for(world.hana).post(url("lesson_change", lesson.pk), posted)
    (steps, _prompts) = page.context["inline_admin_formsets"]
    assert set(steps.formset.forms[0].errors) == {"minutes", "position"}
    assert not lesson.steps.exists()


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
    assert "not kept yet: choose it again" in page.content.decode()
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


def test_the_help_of_the_one_line_fits_every_kind(world, client_for, edited):
    page = client_for(world.hana).get(url("lesson_change", edited.lessons.first().pk))
    assert "what it is about, or who speaks" in page.content.decode()


def test_a_lesson_is_not_added_or_moved_elsewhere_from_its_page(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    client = client_for(world.hana)
    assert client.get(url("lesson_add")).status_code == 403
    foreign = world.other_release.version
    client.post(url("lesson_change", lesson.pk), lesson_post(lesson, version=foreign.pk))
    lesson.refresh_from_db()
    assert lesson.version == edited
