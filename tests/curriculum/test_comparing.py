"""Two versions side by side: what was added, removed, moved and changed, by words."""

from types import SimpleNamespace

import pytest

from curriculum import comparing
from curriculum.actions import publishing
from curriculum.models import Lesson, ModuleVersion, Objective
from curriculum.plaintext import plain
from curriculum.queries import with_parts
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(world):
    """Return a function that compares the published version with the edited one as it is now."""
    module = world.release.version.module
    for number in range(3):
        make.lesson(version=world.release.version, title=f"Lesson {'ABC'[number]}")
    edited = publishing.edit(module=module, by=world.hana)

    def compare():
        pair = with_parts(module, [world.release.version_id, edited.pk])
        return comparing.comparison(pair[world.release.version_id], pair[edited.pk])

    return SimpleNamespace(edited=edited, compare=compare, old=world.release.version)


def marked(stretches):
    return [one.text.strip() for one in stretches if one.is_other]


def test_a_fresh_copy_differs_in_nothing(versions):
    for version, lines in ((versions.old, "One\r\nTwo"), (versions.edited, "One\nTwo")):
        ModuleVersion.objects.filter(pk=version.pk).update(references=lines)
    found = versions.compare()
    assert found.is_empty
    assert found.alike == 5


def test_words_are_marked_in_both(versions):
    lesson = versions.edited.lessons.get(title="Lesson A")
    Lesson.objects.filter(pk=lesson.pk).update(body="<p>Nothing to read.</p>", minutes=12)
    (part,) = versions.compare().lessons
    assert (part.state, part.word, part.moved) == ("changed", "changed", "")
    said = {one.label: one for one in part.fields}
    assert set(said) == {"text for students", "minutes"}
    body = said["text for students"]
    assert (marked(body.one), marked(body.other)) == (["Something"], ["Nothing"])


def test_formatting_alone_is_said(versions):
    lesson = versions.edited.lessons.get(title="Lesson A")
    body = "<p>Something <strong>to</strong> read.</p>"
    Lesson.objects.filter(pk=lesson.pk).update(body=body)
    (part,) = versions.compare().lessons
    assert [one.note for one in part.fields] == ["Only the formatting changed."]


def test_only_what_was_moved_is_called_moved(versions):
    lesson = versions.edited.lessons.get(title="Lesson C")
    Lesson.objects.filter(pk=lesson.pk).update(position=0)
    (part,) = versions.compare().lessons
    assert (part.title, part.state) == ("Lesson C", "moved")
    assert part.moved == "from place 5 to place 1"


def test_what_was_added_and_removed_is_shown_whole(versions):
    versions.edited.lessons.get(title="Lesson B").delete()
    made = make.lesson(version=versions.edited, title="New", body="<p>All new.</p>")
    make.step(lesson=made, text="A step of it")
    found = {part.title: part for part in versions.compare().lessons}
    assert {title: part.state for title, part in found.items()} == {
        "Lesson B": "removed",
        "New": "added",
    }
    texts = [one.text for said in found["New"].fields for one in said.one]
    assert "All new." in texts
    assert [inner.state for inner in found["New"].parts] == ["added"]


def test_steps_prompts_and_objectives_are_matched_by_key(versions):
    lesson = versions.edited.lessons.get(kind="reflection")
    lesson.prompts.update(text="What happened then?")
    make.prompt(lesson=lesson, name="Second")
    kept = Objective.objects.create(version=versions.old, text="To listen")
    Objective.objects.create(version=versions.edited, key=kept.key, text="To listen well")
    found = versions.compare()
    (part,) = found.lessons
    assert [(inner.kind, inner.state) for inner in part.parts] == [
        ("prompt", "changed"),
        ("prompt", "added"),
    ]
    assert marked(part.parts[0].fields[0].other) == ["happened then?"]
    (objective,) = found.objectives
    assert (objective.state, marked(objective.fields[0].other)) == ("changed", ["well"])


def test_what_a_lesson_serves_and_its_notes_are_compared(versions):
    lesson = versions.edited.lessons.get(title="Lesson A")
    lesson.objectives.add(Objective.objects.create(version=versions.edited, text="To listen"))
    lesson.facilitator_notes = "<p>Bring water.</p>"
    lesson.save()
    found = versions.compare()
    labels = {said.label for part in found.lessons for said in part.fields}
    assert labels == {"facilitator notes", "objectives"}


def test_long_stretches_that_are_alike_are_left_out(versions):
    same = " ".join(f"word{n}" for n in range(400))
    for version, last in ((versions.old, "here"), (versions.edited, "there")):
        lesson = version.lessons.get(title="Lesson A")
        Lesson.objects.filter(pk=lesson.pk).update(body=f"<p>{same} {last}</p>")
    (part,) = versions.compare().lessons
    said = part.fields[0]
    text = "".join(one.text for one in said.other)
    assert len(text) < 400
    assert "[…]" in text
    assert marked(said.other) == ["there"]


def test_html_is_read_line_by_line():
    html = "<h2>A</h2><p>one<br>two &amp; three</p><ul><li>x</li></ul><table><tr><td>c</td></tr>"
    assert plain(html) == "A\none\ntwo & three\n• x\n| c"
    assert plain("") == ""
