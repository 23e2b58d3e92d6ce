"""Reading a course package, and loading it."""

import io
import shutil
from textwrap import dedent

import pytest
from PIL import Image

from accounts.errors import Refused
from accounts.models import AuditEvent
from curriculum import package
from curriculum.actions.loading import load
from curriculum.models import Course, Lesson, LessonStep, Module, ModuleVersion, Objective, Prompt
from tests import make
from tests.curriculum.packages import starter

COURSE = """
    title: The Practice of Compassion
    slug: compassion
    summary: Ten modules.
    opening: We keep what is said here.
    licence: CC BY 4.0
    modules: [01-two-languages]
"""
MODULE = """
    slug: two-languages
    title: Two Languages
    subtitle: the science and the person
    number: 1
    track: Roots
    when: M1
    hours: about 3 hours
    themes: science
    content_note: None.
    summary: >-
      You already
      speak it.
    objectives: ["**Explain** it."]
    facilitator_notes: |
      Begin *slowly*.
    references: [Charon R. *JAMA* 2001.]
    lessons: [01-art.md, 02-reflection.md]
"""
ART = """
    ---
    key: m1-art
    slug: slow-looking
    kind: art
    title: Slow looking
    minutes: 20
    with_whom: group
    image: picture.png
    image_description: A room.
    reveal: Nobody knows.
    done_when: You looked.
    agreements: [Let people finish.]
    steps:
      - {text: "What is *going on*?", minutes: 5}
    facilitator_notes: Never confirm.
    ---

    ## Look

    At **this**. <script>alert(1)</script>
"""
REFLECTION = """
    ---
    key: m1-reflection
    slug: reflection
    kind: reflection
    title: Reflection
    minutes: 20
    words_min: 200
    words_max: 350
    guidance: Begin in the middle.
    prompts:
      - {key: m1-a, label: a, name: A moment, text: A moment of care.}
      - {key: m1-b, label: b, name: A line, text: A line you hold.}
    ---
    Choose one.
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def picture(path, colour="white"):
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    path.write_bytes(file.getvalue())


@pytest.fixture
def root(tmp_path):
    """Return the folder of a small, whole package."""
    write(tmp_path / "course.yaml", COURSE)
    write(tmp_path / "01-two-languages/module.yaml", MODULE)
    write(tmp_path / "01-two-languages/01-art.md", ART)
    write(tmp_path / "01-two-languages/02-reflection.md", REFLECTION)
    picture(tmp_path / "01-two-languages/picture.png")
    return tmp_path


def change(root, file, old, new):
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults(root):
    with pytest.raises(package.PackageFaults) as caught:
        package.read(root)
    return [
        (fault.file, fault.where or (f"line {fault.line}" if fault.line else ""))
        for fault in caught.value.faults
    ]


# ------------------------------------------------------------------ reading
def test_a_package_is_read_whole(root):
    read = package.read(root)
    (module,) = read.modules
    assert (read.slug, read.opening) == ("compassion", "We keep what is said here.")
    assert (module.label, module.summary) == ("1", "You already speak it.")
    art, reflection = module.lessons
    assert (art.kind, art.with_whom, art.steps[0].minutes) == ("art", "group", 5)
    assert art.body.startswith("<h2>Look</h2><p>At <strong>this</strong>.")
    assert [prompt.key for prompt in reflection.prompts] == ["m1-a", "m1-b"]
    assert (reflection.words_min, reflection.words_max) == (200, 350)


def test_the_starter_course_is_whole():
    read = starter()
    assert {"two-languages", "the-story-beneath-the-chart", "the-first-ninety-seconds"} <= {
        module.slug for module in read.modules
    }
    for module in read.modules:
        assert module.objectives
        assert module.references
        assert all(one.competencies for one in module.objectives)
        served = {number for lesson in module.lessons for number in lesson.objectives}
        assert served == set(range(1, len(module.objectives) + 1))
        assert all(lesson.objectives for lesson in module.lessons)
        assert [lesson.kind for lesson in module.lessons].count("reflection") == 1
        for lesson in module.lessons:
            assert lesson.body
            assert lesson.facilitator_notes
            assert "PLACEHOLDER" not in repr(lesson)


def test_a_module_that_is_still_to_be_written_is_left_out(root):
    change(root, "course.yaml", "[01-two-languages]", "[01-two-languages, 02-not-yet]")
    assert len(package.read(root).modules) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("course.yaml", "slug: compassion", "slug: Com passion", "slug"),
        ("course.yaml", "title: The", "titel: The", "title"),
        ("course.yaml", "modules: [01-two-languages]", "modules: []", "modules"),
        ("course.yaml", "[01-two-languages]", "[../elsewhere]", "modules[1]"),
        ("course.yaml", "licence: CC BY 4.0", "licence: [CC", "line 6"),
        ("course.yaml", "licence: CC BY 4.0", "slug: twice", "line 5"),
        ("course.yaml", "licence: CC BY 4.0", "licence: &a x\nsummary: *a", "line 6"),
        ("01-two-languages/module.yaml", "title: Two Languages", f"title: {'x' * 121}", "title"),
        ("01-two-languages/module.yaml", "slug: two-languages", "colour: red", "slug"),
        ("01-two-languages/module.yaml", "track: Roots", "tracks: Roots", "tracks"),
        ("01-two-languages/module.yaml", '["**Explain** it."]', "just one", "objectives"),
        (
            "01-two-languages/module.yaml",
            '["**Explain** it."]',
            f"[{'x' * 301}]",
            "objectives[1].text",
        ),
        ("01-two-languages/01-art.md", "kind: art", "kind: painting", "kind"),
        ("01-two-languages/01-art.md", "with_whom: group", "with_whom: everyone", "with_whom"),
        ("01-two-languages/01-art.md", "minutes: 20", "minutes: a while", "minutes"),
        ("01-two-languages/01-art.md", "minutes: 20", "minutes: true", "minutes"),
        ("01-two-languages/01-art.md", "minutes: 5}", "minutes: -5}", "steps[1].minutes"),
        ("01-two-languages/01-art.md", "image: picture.png", "image: gone.png", "image"),
        ("01-two-languages/01-art.md", "image: picture.png", "image: ../picture.png", "image"),
        ("01-two-languages/01-art.md", "image_description: A room.", "", "image_description"),
        ("01-two-languages/01-art.md", "key: m1-art\n", "", "key"),
        ("01-two-languages/01-art.md", "---\n\n## Look", "\n## Look", ""),
        ("01-two-languages/01-art.md", "---\nkey", "key", "line 1"),
        ("01-two-languages/01-art.md", "reveal: Nobody", "reveal: 'Nobody", "line 15"),
        ("01-two-languages/02-reflection.md", "slug: reflection", "slug: slow-looking", "slug"),
        ("01-two-languages/02-reflection.md", "key: m1-reflection", "key: m1-art", "key"),
        ("01-two-languages/02-reflection.md", "key: m1-b", "key: m1-a", "prompts[2].key"),
        ("01-two-languages/02-reflection.md", "name: A line, ", "", "prompts[2].name"),
        ("01-two-languages/02-reflection.md", "words_max: 350", "words_max: 100", "words_max"),
        ("01-two-languages/02-reflection.md", "kind: reflection", "kind: reading", "prompts"),
    ],
)
def test_each_fault_is_named_by_file_and_field(root, file, old, new, where):
    change(root, file, old, new)
    assert (file, where) in faults(root)


def test_missing_files_and_other_encodings_are_faults(root):
    (root / "01-two-languages/01-art.md").unlink()
    (root / "01-two-languages/02-reflection.md").write_bytes(b"---\nkey: \xff\n---\n")
    found = faults(root)
    assert ("01-two-languages/01-art.md", "") in found
    assert ("01-two-languages/02-reflection.md", "byte 10") in found


def test_every_fault_is_said_at_once_and_in_words(root):
    change(root, "course.yaml", "slug: compassion", "slug: No Slug")
    change(root, "01-two-languages/01-art.md", "kind: art", "kind: painting")
    with pytest.raises(package.PackageFaults) as caught:
        package.read(root)
    assert len(caught.value.faults) == 2
    assert "course.yaml:2: slug: may hold letters" in str(caught.value)
    assert "01-art.md:4: kind: “painting” is none of: reading" in str(caught.value)


def test_a_reflection_needs_a_prompt_and_takes_four(root):
    file = "01-two-languages/02-reflection.md"
    more = "".join(f"\n  - {{key: more-{n}, name: More, text: More.}}" for n in range(3))
    change(root, file, "text: A line you hold.}", "text: A line you hold.}" + more)
    assert (file, "prompts") in faults(root)


def test_the_same_content_has_the_same_fingerprint_and_a_new_picture_another(root, tmp_path):
    (module,) = package.read(root).modules
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("copy"))
    assert package.read(copy).modules[0].sha256 == module.sha256
    picture(copy / "01-two-languages/picture.png", "black")
    assert package.read(copy).modules[0].sha256 != module.sha256


# ------------------------------------------------------------------ loading
MODELS = (Course, Module, ModuleVersion, Objective, Lesson, LessonStep, Prompt)


def counts():
    return [model.objects.count() for model in MODELS]


@pytest.mark.django_db
def test_loading_makes_a_published_version_with_everything(root):
    course = load(package.read(root)).course
    version = ModuleVersion.objects.get()
    assert (course.title, course.licence) == ("The Practice of Compassion", "CC BY 4.0")
    assert (version.number, version.is_frozen, version.label) == (1, True, "1")
    assert version.facilitator_notes == "<p>Begin <em>slowly</em>.</p>"
    assert version.objectives.get().text == "**Explain** it."
    art, reflection = version.lessons.all()
    assert art.body.startswith("<h2>Look</h2>")
    assert "<strong>this</strong>" in art.body
    assert "<script" not in art.body
    assert art.image.startswith("lesson/")
    assert art.steps.get().minutes == 5
    assert art.agreement_lines == ["Let people finish."]
    assert [prompt.name for prompt in reflection.prompts.all()] == ["A moment", "A line"]
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"course.loaded", "module.published"} <= verbs


@pytest.mark.django_db
def test_loading_twice_changes_nothing(root):
    load(package.read(root))
    before = counts(), AuditEvent.objects.count()
    load(package.read(root))
    assert (counts(), AuditEvent.objects.count()) == before


@pytest.mark.django_db
def test_changed_content_is_a_further_version_with_the_same_keys(root):
    load(package.read(root))
    first = ModuleVersion.objects.get()
    words = list(first.lessons.values_list("key", "body"))
    prompts = set(Prompt.objects.values_list("key", flat=True))
    change(root, "01-two-languages/02-reflection.md", "Choose one.", "Choose either.")
    load(package.read(root))
    second = ModuleVersion.objects.get(number=2)
    assert list(first.lessons.values_list("key", "body")) == words
    assert [key for key, _body in words] == [lesson.key for lesson in second.lessons.all()]
    assert set(Prompt.objects.values_list("key", flat=True)) == prompts
    assert "Choose either." in second.lessons.last().body


@pytest.mark.django_db
def test_what_faculty_made_of_it_since_stays(root):
    course = load(package.read(root)).course
    course.title = "Our own course"
    course.save()
    module = Module.objects.get()
    make.module_version(module=module, number=2, title="Our own version")
    edited = make.module_version(module=module, number=None, title="Under the pen")
    load(package.read(root))
    assert Course.objects.get().title == "Our own course"
    assert module.versions.count() == 3
    edited.refresh_from_db()
    assert edited.title == "Under the pen"
    change(root, "01-two-languages/module.yaml", "title: Two Languages", "title: Three")
    load(package.read(root))
    assert module.versions.get(number=3).title == "Three"


@pytest.mark.django_db
def test_a_module_of_another_course_is_not_taken_over(root):
    foreign = make.module(course=make.course(), slug="two-languages")
    with pytest.raises(package.PackageFaults, match="another course"):
        load(package.read(root))
    assert not Course.objects.filter(slug="compassion").exists()
    assert not foreign.versions.exists()


@pytest.mark.django_db
def test_only_those_who_build_the_course_load_into_it(world, root):
    read = package.read(root)
    for person in (world.asha, world.ekdal, world.hana, world.cleo):
        with pytest.raises(Refused):
            load(read, by=person)
    assert not Course.objects.filter(slug="compassion").exists()
    course = load(read, by=world.ivo).course
    make.course_team(course=course, person=world.cleo)
    change(root, "01-two-languages/module.yaml", "title: Two Languages", "title: Three")
    load(package.read(root), by=world.cleo)
    assert ModuleVersion.objects.get(title="Three").published_by == world.cleo


@pytest.mark.django_db
def test_a_broken_picture_loads_nothing(root):
    (root / "01-two-languages/picture.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n")
    with pytest.raises(package.PackageFaults, match=r"01-art.md:8: image: is not a JPEG"):
        package.read(root)
    (root / "01-two-languages/picture.png").write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    with pytest.raises(package.PackageFaults, match=r"01-art.md: image: Please choose a JPEG"):
        load(package.read(root))
    assert counts() == [0] * len(MODELS)
