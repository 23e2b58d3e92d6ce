"""A scenario as a document, as a file, and what of it everybody may read."""

from dataclasses import replace

import pytest

from curriculum import package
from curriculum import scenario_document as doc
from curriculum.package.scenarios import FIRST, ScenarioPart, scenario_text
from tests.curriculum.a_scenario import HIDDEN, WHOLE, empty_fields

HEAD = "title: C\nslug: c\nmodules: [one]\n"
# Of the public part alone, as it was made before a scenario had more than that.
BEFORE = "61782837e530d6d7f4ac21273c08575cd2b3774056915e38ac74d5b32df9387f"


def read(tmp_path, text):
    """Return the one scenario of a package."""
    (tmp_path / "scenarios").mkdir(exist_ok=True)
    (tmp_path / "scenarios" / "01-one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "course.yaml").write_text(HEAD)
    return package.read(tmp_path).scenarios[0]


def test_a_document_comes_back_from_json_and_tells_itself_from_another():
    assert list(empty_fields(WHOLE)) == [
        ".roles[0].brief", ".roles[1].brief.facts[0].when", ".roles[2].who", ".roles[2].brief",
    ]  # fmt: skip
    assert doc.from_json(doc.to_json(WHOLE)) == WHOLE
    older = doc.to_json(WHOLE)
    del older["why"], older["roles"][1]["count"]
    assert doc.from_json(older | {"of_another_day": 1}) == replace(WHOLE, why="")
    assert doc.sha256(WHOLE) != doc.sha256(replace(WHOLE, why=""))
    assert WHOLE.minutes == 18
    assert [role.key for role in WHOLE.played()] == ["student", "mr-calder"]


def test_what_everybody_may_read_spoils_nothing():
    shown = repr(doc.public(WHOLE))
    assert [word for word in HIDDEN if word in shown] == []
    for kept in ("Mr Calder", "A shift-leader", "Asks an open question", "Out of the role",
                 "Tell a story.", "We listen to the end.", "Booked for"):  # fmt: skip
        assert kept in shown
    assert "waits five" not in shown
    assert doc.brief_of(WHOLE, "mr-calder").opening == "BRIEF opening"
    assert doc.brief_of(WHOLE, "student") is None
    assert doc.brief_of(WHOLE, "nobody") is None


def test_a_file_says_all_of_it_and_an_old_one_still_loads(tmp_path):
    part = ScenarioPart(WHOLE, is_published=False)
    assert read(tmp_path, scenario_text(part)) == part
    bare = ScenarioPart(doc.Document(**{name: getattr(WHOLE, name) for name in FIRST}), True)
    text = scenario_text(bare)
    assert "roles" not in text
    assert "fictional" not in text
    assert read(tmp_path, text) == bare
    assert bare.sha256 == BEFORE
    changed = replace(WHOLE, guide=replace(WHOLE.guide, setup="Otherwise"))
    assert part.sha256 != ScenarioPart(changed, False).sha256


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("kind: patient", "kind: dog", "roles[2].kind"),
        ("key: mr-calder", "key: student", "roles[2].key"),
        ("key: mr-calder", "key: Mr Calder", "roles[2].key"),
        ("rule: earned", "rule: never", "roles[2].brief.facts[2].rule"),
        ("opening: BRIEF opening", "hidden: BRIEF opening", "roles[2].brief.hidden"),
        ("text: BRIEF leans", "words: BRIEF leans", "roles[2].brief.cues[2].text"),
        ("phase: derole", "phase: lunch", "steps[2].phase"),
        ("to: player", "to: nobody", "debrief[1].to"),
        ("fictional: 'no'", "fictional: maybe", "topic.fictional"),
        ("setup: GUIDE setup", "room: GUIDE setup", "guide.room"),
        ("name: Mr Calder", f"name: {'x' * 90}", "roles[2].name"),
        ("colour: amber", "colour: blue", "topic.colour"),
    ],
)
def test_each_fault_in_the_hidden_part_is_named_by_its_place(tmp_path, old, new, where):
    text = scenario_text(ScenarioPart(WHOLE, True))
    assert old in text
    with pytest.raises(package.PackageFaults) as caught:
        read(tmp_path, text.replace(old, new, 1))
    assert where in {fault.where for fault in caught.value.faults}
