"""Export a course and import it again: it is the same course."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import AuditEvent
from curriculum import package
from curriculum.actions import building, publishing
from curriculum.actions.loading import load
from curriculum.models import (
    Course,
    Encounter,
    Framework,
    Lesson,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
    Release,
    Scenario,
    ShelfPrompt,
)
from curriculum.package import writer
from curriculum.queries.contents import package_of
from tests import make
from tests.curriculum.packages import counts, picture, starter, whole, written, zipped

pytestmark = pytest.mark.django_db


def run(name, *args):
    """Run a command; return its words and how it ended."""
    out = StringIO()
    try:
        call_command(name, *map(str, args), stdout=out, stderr=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def tree(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def everything():
    return counts(), AuditEvent.objects.count(), list(Lesson.objects.values_list("image"))


EMPTIED = (
    Release, Lesson, Objective, ModuleVersion, Module, Scenario, Encounter, ShelfPrompt, Course,
    Framework,
)  # fmt: skip


class Undone(Exception):
    """Ends a block in which the database was another one."""


def elsewhere(act):
    """Run ``act`` in a database without any course, as on another installation."""

    def without_courses():
        with transaction.atomic():
            for model in EMPTIED:
                model.objects.all().delete()
            act()
            raise Undone

    with pytest.raises(Undone):
        without_courses()


# ------------------------------------------------------------------ there and back
def test_the_starter_course_goes_out_and_comes_in_the_same(tmp_path):
    course = load(starter()).course
    said, _code = run("export_course", "compassion", tmp_path / "one")
    assert said.startswith("10 modules, ")
    before = everything()
    said, code = run("import_course", tmp_path / "one")
    assert (code, everything()) == (0, before)
    assert said.endswith("Nothing to do: all of it is here.\n")
    assert package_of(course).modules[0].objectives[0].competencies

    def again():
        assert not Course.objects.exists()
        assert run("import_course", tmp_path / "one")[1] == 0
        run("export_course", "compassion", tmp_path / "two")

    elsewhere(again)
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


@pytest.fixture
def owner():
    return make.person()


@pytest.fixture
def written_here(owner):
    """Return a course written in the portal, with all that a package must carry."""
    course = make.course(title="Caf\xe9  of\xa0care", owner=owner)
    module = make.module(course=course, slug="Odd_Slug")
    version = make.module_version(
        module=module, number=None, title="No", when="12:30", label="1.10",
        summary="First.\r\n\r\n# Second", references="One.\n\n Two: a, b.",
        facilitator_notes="<p>CO<sub>2</sub> <u>x</u></p>",
    )  # fmt: skip
    framework = make.framework(slug="own", codes="2(b) 10.4")
    objectives = [
        Objective.objects.create(version=version, text=text, position=place)
        for place, text in enumerate(("**Say** it", "yes"), 3)
    ]
    objectives[1].competencies.set(framework.competencies.all())
    body = (
        "<h2>Look</h2><p>a <strong>b </strong>c&nbsp;</p>"
        "<ul><li><p>x</p></li></ul><p>---</p><p></p>"
    )
    lesson = make.lesson(
        version=version, kind="exercise", title="- [x]: 'y' # z", body=body, minutes=0,
        agreements="Let people finish.\nPass.", reveal="*Nobody* knows.\n\nYet.", words_max=0,
    )  # fmt: skip
    make.step(lesson=lesson, text="Two\nlines", minutes=None)
    lesson.objectives.set(objectives)
    art = make.lesson(version=version, kind="art", image_description="A room.", position=2)
    building.keep_lesson(lesson=art, by=owner, picture=make.picture_file())
    talk = make.lesson(version=version, kind="reflection", position=3)
    if not talk.prompts.exists():
        Prompt.objects.create(lesson=talk, name="A", text="What?\nWhy?")
    return course


def test_what_was_written_here_goes_out_and_comes_in_the_same(written_here, owner, tmp_path):
    module = written_here.modules.get()
    with pytest.raises(CommandError, match="No module of this course is published"):
        call_command("export_course", written_here.slug, tmp_path / "none")
    run("export_course", written_here.slug, tmp_path / "edited.zip", "--edited")
    before = everything()
    report = json.loads(run("import_course", tmp_path / "edited.zip", "--json")[0])
    assert (report["modules"][0]["state"], report["modules"][0]["number"]) == ("same", 0)
    publishing.publish(module=module, by=owner)
    run("export_course", written_here.slug, tmp_path / "one")
    report = json.loads(run("import_course", tmp_path / "one", "--json")[0])
    assert report["changes"] == 0
    assert everything()[0] == before[0]
    keys = list(Lesson.objects.filter(version__module=module).values_list("key", "slug"))
    names = tree(tmp_path / "one")
    texts = "".join(data.decode() for name, data in names.items() if name.endswith(".md"))
    # The blank at the end of a line that must not break has no Markdown.
    assert texts.count("body_format: html") == 1
    assert "CO<sub>2</sub>" in names["01-Odd_Slug/module.yaml"].decode()

    def again():
        assert run("import_course", tmp_path / "one")[1] == 0
        assert list(Lesson.objects.values_list("key", "slug")) == keys
        run("export_course", written_here.slug, tmp_path / "two")

    elsewhere(again)
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


def test_the_same_content_is_the_same_zip(tmp_path):
    load(package.read(zipped()))
    for name in ("a.zip", "b.zip"):
        run("export_course", "compassion", tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert package.read(tmp_path / "a.zip").modules[0].title == "Two Languages"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_pictures_come_back_as_they_were(kind, tmp_path):
    noisy = bytes(range(256)) * 48
    from PIL import Image  # noqa: PLC0415 - only this test draws

    file = tmp_path / "noise"
    Image.frombytes("RGB", (64, 64), noisy[: 64 * 64 * 3]).save(file, kind)
    load(package.read(zipped(whole(**{"01-two-languages/picture.png": file.read_bytes()}))))
    run("export_course", "compassion", tmp_path / "one")

    def again():
        run("import_course", tmp_path / "one")
        run("export_course", "compassion", tmp_path / "two")

    elsewhere(again)
    assert tree(tmp_path / "two") == tree(tmp_path / "one")


# ------------------------------------------------------------------ the commands
def test_a_dry_run_says_what_would_happen_and_changes_nothing(tmp_path):
    root = written(tmp_path / "package")
    before = everything()
    said, code = run("import_course", root, "--dry-run")
    report = json.loads(said)
    assert (code, everything()) == (0, before)
    assert (report["ok"], report["dry_run"], report["is_new"]) == (True, True, True)
    assert [(m["slug"], m["state"], m["number"]) for m in report["modules"]] == [
        ("two-languages", "new", 1)
    ]
    assert report["competencies_added"] == {"ours": 2}


def test_faults_end_the_command_with_one_and_their_lines(tmp_path):
    root = written(tmp_path / "package")
    art = root / "01-two-languages/01-art.md"
    art.write_text(art.read_text().replace("kind: art", "kind: painting"))
    said, code = run("import_course", root, "--json")
    assert code == 1
    (fault,) = json.loads(said)["faults"]
    assert (fault["file"], fault["line"], fault["where"]) == (
        "01-two-languages/01-art.md", 4, "kind",
    )  # fmt: skip
    said, code = run("import_course", root)
    assert code == 1
    assert "01-art.md:4: kind: “painting” is none of" in said
    assert "Nothing was loaded." in said
    assert not Course.objects.exists()


def test_changed_unchanged_and_edited_modules_are_told_apart(world, tmp_path):
    root = written(tmp_path / "package")
    (root / "notes.txt").write_text("mine")
    said, _code = run("import_course", root)
    assert "Two Languages: new, version 1" in said
    assert "notes.txt is named nowhere" in said
    course = Course.objects.get(slug="compassion")
    make.course_team(course=course, person=world.cleo)
    module = course.modules.get()
    edited = publishing.edit(module=module, by=world.cleo)
    module_file = root / "01-two-languages/module.yaml"
    module_file.write_text(module_file.read_text().replace("Say it.", "Say it twice."))
    report = json.loads(run("import_course", root, "--json")[0])
    (told,) = report["modules"]
    assert (told["state"], told["number"], told["is_being_edited"]) == ("changed", 2, True)
    edited.refresh_from_db()
    assert edited.number is None
    assert [o.text for o in edited.objectives.all()] == ["**Explain** it.", "Say it."]


def test_labels_and_course_texts_of_the_portal_stay(tmp_path):
    root = written(tmp_path / "package")
    run("import_course", root)
    for file, old, new in (
        ("frameworks.yaml", "label: Listening", "label: Hearing"),
        ("frameworks.yaml", "- {code: A2,", "- {code: A3, label: New}\n      - {code: A2,"),
        ("course.yaml", "Ten modules.", "Twelve modules."),
    ):
        text = (root / file).read_text()
        assert old in text
        (root / file).write_text(text.replace(old, new))
    report = json.loads(run("import_course", root, "--json")[0])
    assert report["competencies_added"] == {"ours": 1}
    assert any("ours A1 has another label" in note for note in report["notes"])
    assert any("describes the course otherwise" in note for note in report["notes"])
    assert Course.objects.get().summary == "Ten modules."


def test_an_export_never_writes_over_files(tmp_path):
    load(package.read(zipped()))
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="There are files in this folder"):
        call_command("export_course", "compassion", tmp_path)
    with pytest.raises(CommandError, match="There is: compassion"):
        call_command("export_course", "other", tmp_path / "x")


def test_a_file_that_is_gone_stops_the_export(tmp_path, settings):
    load(package.read(zipped(whole(**{"01-two-languages/picture.png": picture("blue")}))))
    made = package_of(Course.objects.get())
    (Path(settings.MEDIA_ROOT) / Lesson.objects.exclude(image="").get().image).unlink()
    with pytest.raises(Exception, match="is missing on the server"):
        list(writer.files_of(made))


# ------------------------------------------------------------------ how much it asks
def test_reading_a_course_out_costs_the_same_for_one_module_and_for_three(
    django_assert_num_queries,
):
    course = load(package.read(zipped())).course
    with django_assert_num_queries(15):
        package_of(course)
    for number in (2, 3):
        module = make.module(course=course, slug=f"more-{number}")
        version = make.module_version(module=module)
        for _again in range(2):
            make.lesson(version=version)
    with django_assert_num_queries(15):
        assert len(package_of(course).modules) == 3
