"""What a prompt proposes: read, written, loaded, copied, compared, edited."""

import pytest
from django.core.exceptions import ValidationError

from curriculum import comparing, package
from curriculum.actions import library, publishing
from curriculum.actions.loading import load
from curriculum.models import Prompt
from curriculum.models.page_form import check_days, days_in, days_text
from curriculum.package import writer
from curriculum.queries import with_parts
from curriculum.queries.contents import package_of
from tests import make
from tests.curriculum.building import lesson_post, rows, url
from tests.curriculum.packages import starter, whole, written

pytestmark = pytest.mark.django_db

FILE = "01-two-languages/02-reflection.md"
PLAIN = b"{key: m1-a, name: A moment, text: A moment of care.}"
PROPOSES = PLAIN.replace(b"}", b", form: letter, deliver_after_days: [180, 30]}")


def with_prompt(prompt):
    return whole(**{FILE: whole()[FILE].replace(PLAIN, prompt)})


def test_numbers_of_days_as_they_are_kept():
    assert days_in("180, 30,30") == [30, 180]
    assert days_in("") == []
    assert days_text([180, 30, 30]) == "30, 180"
    check_days("30 ,180")
    for wrong in ("x", "30;180", "0", "3651", "1,2,3,4,5", ",", "-1", "30,"):
        with pytest.raises(ValidationError):
            check_days(wrong)


def test_a_package_says_what_a_prompt_proposes(tmp_path):
    plain = package.read(written(tmp_path / "plain"))
    said = package.read(written(tmp_path / "said", with_prompt(PROPOSES)))
    assert said.modules[0].sha256 != plain.modules[0].sha256
    course = load(said).course
    prompt = Prompt.objects.get(package_key="m1-a")
    assert (prompt.form, prompt.deliver_after_days, prompt.days) == (
        "letter", "30, 180", [30, 180],
    )  # fmt: skip
    writer.write_folder(package_of(course), tmp_path / "out")
    text = next((tmp_path / "out").glob(f"*/{FILE.split('/')[1]}")).read_text()
    assert "form: letter" in text
    back = package.read(tmp_path / "out")
    assert back.modules[0].lessons[1].prompts == said.modules[0].lessons[1].prompts
    for wrong, where in (
        (b"form: sonnet", "prompts[1].form"),
        (b"deliver_after_days: [0]", "deliver_after_days"),
        (b"deliver_after_days: 30", "deliver_after_days"),
    ):
        files = with_prompt(PLAIN.replace(b"}", b", " + wrong + b"}"))
        with pytest.raises(package.PackageFaults) as caught:
            package.read(written(tmp_path / wrong.decode().replace(":", ""), files))
        assert any(where in str(fault) for fault in caught.value.faults)


def test_the_starter_course_proposes_its_forms():
    read = starter()
    prompts = {
        prompt.key: (prompt.form, prompt.deliver_after_days)
        for module in read.modules
        for lesson in module.lessons
        for prompt in lesson.prompts
        if prompt.form
    }
    assert prompts == {
        "m2-parallel-page-revised": ("parallel", ()),
        "m2-fifty-five": ("fifty_five", ()),
        "m2-letter-not-sent": ("letter", ()),
        "m8-bad-thursday": ("letter", (182,)),
        "m10-compassion-statement": ("letter", (30, 180)),
    }
    assert [one.form for one in read.shelf if one.form] == ["letter"]


def test_it_goes_along_into_the_next_version_and_off_the_shelf(world):
    module = world.release.version.module
    lesson = make.reflection_of(world.release)
    make.prompt(lesson=lesson, form="letter", deliver_after_days="30")
    edited = publishing.edit(module=module, by=world.hana)
    copied = Prompt.objects.get(lesson__version=edited, form="letter")
    assert copied.deliver_after_days == "30"
    kept = make.shelf_prompt(course=module.course, form="parallel")
    taken = library.take_from_shelf(prompt=kept, lesson=copied.lesson, by=world.hana)
    assert taken.form == "parallel"
    Prompt.objects.filter(pk=copied.pk).update(form="parallel", deliver_after_days="")
    pair = with_parts(module, [world.release.version_id, edited.pk])
    said = comparing.comparison(*(pair[pk] for pk in (world.release.version_id, edited.pk)))
    changed = next(part for part in said.lessons[0].parts if part.title == copied.name)
    told = [(one.label, one.one[0].text if one.one else "") for one in changed.fields]
    assert told == [("form", "Letter"), ("come back after days", "30")]


def test_faculty_set_it_on_the_page_of_a_lesson(world, client_for):
    edited = publishing.edit(module=world.release.version.module, by=world.hana)
    lesson = edited.lessons.get(kind="reflection")
    prompt = lesson.prompts.get()
    client = client_for(world.hana)

    def post(**said):
        kept = {"lesson": lesson.pk, "name": "P", "text": "Why?", "position": 1} | said
        posted = lesson_post(lesson) | rows("prompts", [(prompt.pk, kept)], [])
        return client.post(url("lesson_change", lesson.pk), posted)

    assert "commas between them" in post(form="letter", deliver_after_days="soon").text
    assert post(form="letter", deliver_after_days="30, 180").status_code == 302
    prompt.refresh_from_db()
    assert (prompt.form, prompt.days) == ("letter", [30, 180])
