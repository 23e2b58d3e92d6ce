"""A module's page in the admin: its version, publishing, what is frozen."""

import re

import pytest

from accounts.models import AuditEvent
from curriculum.actions import publishing
from curriculum.models import Lesson, ModuleVersion, Objective, Release
from tests import make
from tests.curriculum.building import rows, url, version_post

pytestmark = pytest.mark.django_db


def test_a_modules_page_is_its_newest_versions(world, client_for, edited):
    client = client_for(world.hana)
    page = client.get(url("module_change", edited.module_id), follow=True)
    assert page.redirect_chain[-1][0] == url("moduleversion_change", edited.pk)
    text = page.content.decode()
    assert "Being edited" in text
    assert "Juniper" in text  # who has which version
    for lesson in edited.lessons.all():
        assert url("lesson_change", lesson.pk) in text


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


def test_an_objective_is_one_line_however_it_was_wrapped(world, client_for, edited):
    objective = edited.objectives.create(text="**Hear** the person.", position=1)
    client, page = client_for(world.hana), url("moduleversion_change", edited.pk)
    shown = client.get(page).content.decode()
    assert "two make them **bold**" in shown
    assert 'aria-label="Delete Hear the person."' in shown
    assert re.search(r"<textarea[^>]*>\s*\*\*Hear\*\* the person.</textarea>", shown)
    kept = [(objective.pk, {"version": edited.pk, "text": "Hear\r\nher.", "position": 1})]
    client.post(page, version_post(edited) | rows("objectives", kept))
    assert edited.objectives.get().text == "Hear her."


def test_a_browsers_line_ends_are_no_change(world, client_for, edited):
    ModuleVersion.objects.filter(pk=edited.pk).update(references="One\nTwo")
    posted = version_post(edited, references="One\r\nTwo", title="Another")
    client_for(world.hana).post(url("moduleversion_change", edited.pk), posted)
    edited.refresh_from_db()
    assert (edited.title, edited.references) == ("Another", "One\nTwo")
    said = AuditEvent.objects.filter(verb="module.changed").latest("pk").facts["fields"]
    assert "references" not in said.split("+")


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
        assert 'class="help"' not in shown.content.decode()
        assert '<div class="readonly">-</div>' not in shown.content.decode()
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
    # A star is emphasis, in an objective as in the steps of a lesson.
    make.step(lesson=reading, text="**Look** at *her*")
    Objective.objects.create(version=frozen, text="**Name** it & stay")
    assert (
        "<strong>Look</strong> at <em>her</em>"
        in client.get(url("lesson_change", reading.pk)).content.decode()
    )
    for page in (url("moduleversion_change", frozen.pk), url("moduleversion_mapping", frozen.pk)):
        said = client.get(page).content.decode()
        assert "<strong>Name</strong> it &amp; stay" in said
        assert "**" not in said
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
