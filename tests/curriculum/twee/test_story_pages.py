"""Bringing in a story in the admin: a look first, then all of it or nothing; and taking one out."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.errors import Refused
from accounts.models import AuditEvent
from curriculum import twee
from curriculum.actions import encounters, stories
from curriculum.encounter_document import problems
from curriculum.models import Encounter, EncounterChoice, EncounterNode
from curriculum.queries.encounters import document_of
from tests import make

pytestmark = pytest.mark.django_db
IMPORT = "/admin/curriculum/encounter/import/"
STORY = """:: StoryTitle
A way round

:: Start
<<set $x to 1>>Two ways.
[[On->Second hall]]
[[Stay->Start]]

:: Second hall
It ends.
"""


@pytest.fixture
def course(world):
    """Return a course that cleo builds."""
    return world.release.version.module.course


def upload(client, course, text=STORY, name="round.twee"):
    file = io.BytesIO(text.encode())
    file.name = name
    return client.post(IMPORT, {"course": course.pk, "package": file})


def sent(answer, **changed):
    """Return the fields of the report's form, as a browser sends them."""
    form = answer.context["form"]
    fields = {field.name: field.value() for field in form}
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    return hidden | fields | {"apply": "1"} | changed


def counts():
    return [
        model.objects.count() for model in (Encounter, EncounterNode, EncounterChoice, AuditEvent)
    ]


def waiting(person):
    return list((Path(settings.MEDIA_ROOT) / "incoming").glob(f"{person.pk}-*"))


def test_a_story_is_looked_at_then_kept_as_a_draft_that_says_why(world, client_for, course):
    client = client_for(world.cleo)
    assert IMPORT in client.get("/admin/curriculum/encounter/").text
    assert "Bring in a story" in client.get(IMPORT).text
    before = counts()
    answer = upload(client, course)
    assert answer.status_code == 200
    for words in (
        "Macros are never run", "It was read as one written for SugarCube",
        "It leads back to itself: Start → Start.", "“second-hall”", "Two ways.",
        "“One line” is not written yet.",
    ):  # fmt: skip
        assert words in answer.text, words
    assert counts() == before
    assert len(waiting(world.cleo)) == 1
    # What is wrong with the facts stands beside them, and nothing is kept.
    again = client.post(IMPORT, sent(answer, title="", focus="What I typed"))
    assert (again.status_code, counts()) == (422, before)
    assert "What I typed" in again.text
    assert set(again.context["form"].errors) == {"title", "setting", "you_are"}
    # Nor does the sentence say anything that once stood where nothing was written.
    filled = {"title": "A ring", "focus": "Going on", "setting": "A hall", "you_are": "You."}
    again = client.post(IMPORT, sent(again, **filled | {"setting": " Not written yet. "}))
    assert (again.status_code, counts()) == (422, before)
    assert again.context["form"].errors == {"setting": ["“Setting” is not written yet."]}
    answer = client.post(IMPORT, sent(again, **filled))
    row = Encounter.objects.get(slug="a-way-round")
    assert answer.url == f"/admin/curriculum/encounter/{row.pk}/change/"
    assert (row.title, row.focus, row.setting) == ("A ring", "Going on", "A hall")
    assert (row.course, row.is_published, row.document, row.start) == (course, False, None, "Start")
    assert [node.key for node in row.nodes.all()] == ["Start", "second-hall"]
    assert waiting(world.cleo) == []
    # It cannot be published, and its page names the ring.
    assert "Start → Start" in client.get(answer.url).text
    with pytest.raises(Refused):
        encounters.publish(encounter=row, by=world.cleo)
    # A second one gets an address of its own.
    assert sent(upload(client, course))["slug"] == "a-way-round-2"


def test_what_cannot_be_brought_in_leaves_nothing(world, client_for, course):
    client = client_for(world.cleo)
    before = counts()
    for text, words in (
        ("just words", "no passage of a story"),
        ("".join(f":: p{n}\n" for n in range(50_000)), "50000 passages are too many"),
    ):
        answer = upload(client, course, text)
        assert answer.status_code == 422
        assert words in answer.text
    assert client.post(IMPORT, {"course": course.pk}).status_code == 422
    answer = upload(client, course)
    gone = client.post(IMPORT, sent(answer, sha256="0" * 64))
    assert gone.status_code == 422
    assert "not here any more" in gone.text
    for number in ("", "x", "999999", "²"):
        assert client.post(IMPORT, sent(answer, course=number)).status_code == 404
    assert counts() == before
    # One row that the database would refuse, and none of them is there.
    story = twee.read(b":: A [encounter-about]\n\n:: B\n[[->c]]\n\n:: c [choice]\n")
    with pytest.raises(Refused):
        stories.bring_in(course=course, story=story, by=world.cleo)
    assert counts() == before


def test_only_who_builds_the_course_brings_in_and_takes_out(world, client_for, course):
    other = make.course()
    row = make.encounter(course=course)
    story = twee.read(STORY.encode())
    for person in (world.asha, world.ekdal):
        for address in (IMPORT, f"/admin/curriculum/encounter/{row.pk}/twee/"):
            assert client_for(person).get(address).status_code in (302, 403, 404)
        with pytest.raises(Refused):
            stories.bring_in(course=course, story=story, by=person)
    client = client_for(world.cleo)
    assert upload(client, other).status_code == 422
    assert client.post(IMPORT, sent(upload(client, course), course=other.pk)).status_code == 404
    with pytest.raises(Refused):
        stories.bring_in(course=other, story=story, by=world.cleo)
    foreign = make.encounter(course=other)
    assert client.get(f"/admin/curriculum/encounter/{foreign.pk}/twee/").status_code == 404


def test_a_practice_taken_out_comes_back_equal(world, client_for, course):
    row = make.encounter(course=course)
    client = client_for(world.cleo)
    address = f"/admin/curriculum/encounter/{row.pk}/twee/"
    assert address in client.get(f"/admin/curriculum/encounter/{row.pk}/change/").text
    answer = client.get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="{row.slug}.twee"'
    before = document_of(row)
    assert twee.read(answer.content).encounter == before
    client.post(IMPORT, sent(upload(client, course, answer.text)))
    again = document_of(Encounter.objects.get(slug=f"{row.slug}-2"))
    assert (again.nodes, again.title, problems(again)) == (before.nodes, before.title, ())


def run(*args):
    out = io.StringIO()
    try:
        call_command(*map(str, args), stdout=out, stderr=out)
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def test_the_commands_do_the_same(course, tmp_path):
    path = tmp_path / "round.twee"
    path.write_text(STORY)
    before = counts()
    said, code = run("import_twee", path, "--dry-run")
    facts = json.loads(said)
    assert (code, facts["ok"], counts()) == (0, True, before)
    assert {"line": 4, "passage": "Start", "kind": "taken", "said": "Taken, with 2 choices."} in (
        facts["notes"]
    )
    assert any("back to itself" in one["said"] for one in facts["before_publishing"])
    said, code = run("import_twee", path, "--course", course.slug, "--focus", "A ring")
    assert (code, counts()) == (1, before)
    assert "“Setting” is not written yet." in said
    told = ("--focus", "A ring", "--setting", "A hall", "--you-are", "You.")
    said, code = run("import_twee", path, "--course", course.slug, *told)
    assert code == 0
    assert "Brought in as a-way-round. It is not published." in said
    row = Encounter.objects.get(slug="a-way-round")
    assert not row.is_published
    assert "2 moments" in run("export_twee", row.slug, tmp_path / "out.twee")[0]
    assert twee.read((tmp_path / "out.twee").read_bytes()).encounter == document_of(row)
    assert run("export_twee", row.slug, "-")[0] == (tmp_path / "out.twee").read_text()
    before = counts()
    path.write_text("just words")
    said, code = run("import_twee", path, "--json")
    assert (code, json.loads(said)["ok"], counts()) == (1, False, before)
    assert run("import_twee", path)[1] == 1
    for args in (
        ("import_twee", tmp_path / "none"), ("export_twee", "none", "-"),
        ("import_twee", tmp_path / "out.twee", "--course", "none"),
        ("export_twee", row.slug, tmp_path / "no" / "where"),
    ):  # fmt: skip
        with pytest.raises(CommandError):
            call_command(*map(str, args))
    assert counts() == before
