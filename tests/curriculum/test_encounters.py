"""Practices alone: who writes, agrees to and publishes them, and how they are loaded."""

from dataclasses import replace

import pytest

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, HelpContact
from curriculum import encounter_document as document
from curriculum import package
from curriculum.actions import encounters
from curriculum.actions.loading import load
from curriculum.models import Encounter, EncounterChoice, EncounterNode
from curriculum.package.encounters import EncounterPart
from curriculum.package.faults import PackageFaults
from curriculum.queries import encounters as queries
from curriculum.queries.contents import package_of
from tests import make
from tests.curriculum.packages import starter, whole, written

pytestmark = pytest.mark.django_db
SLUG = "bench-ct"


@pytest.fixture(scope="module")
def shipped():
    return starter().encounters


@pytest.fixture
def course(world):
    return world.release.version.module.course


@pytest.fixture
def practice(course):
    return make.encounter(course=course, is_published=False)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told(verb):
    return AuditEvent.objects.filter(verb=verb).count()


# ------------------------------------------------------------------ writing
def test_only_who_builds_the_course_writes_it(world, course, practice):
    node = practice.nodes.get(key="a1")
    choice = node.choices.get(key="a1a")
    new = Encounter(course=course, slug="new", title="N", focus="F", setting="S", you_are="Y")
    played = queries.document_of(practice)
    tries = {
        "add": lambda by: encounters.add_encounter(encounter=new, by=by),
        "change": lambda by: encounters.change_encounter(encounter=practice, by=by, title="T"),
        "remove": lambda by: encounters.remove_encounter(encounter=practice, by=by),
        "write": lambda by: encounters.write(encounter=practice, played=played, by=by),
        "node": lambda by: encounters.keep_node(node=node, by=by),
        "add node": lambda by: encounters.keep_node(
            node=EncounterNode(encounter=practice, key="z"), by=by
        ),
        "remove node": lambda by: encounters.remove_node(node=node, by=by),
        "choices": lambda by: encounters.keep_choices(node=node, kept=[choice], gone=[], by=by),
        "publish": lambda by: encounters.publish(encounter=practice, by=by),
        "back": lambda by: encounters.take_back(encounter=practice, by=by),
    }
    before = AuditEvent.objects.count()
    for by in (world.asha, world.ekdal, world.omar, world.tuva, world.maya):
        for attempt in tries.values():
            with pytest.raises(Refused):
                attempt(by)
    assert AuditEvent.objects.count() == before
    assert queries.document_of(fresh(practice)) == played
    for attempt in (tries["add"], tries["change"], tries["write"], tries["publish"]):
        attempt(world.cleo)
    assert fresh(practice).is_published


def test_what_nobody_wrote_before_it_begins_is_never_published(world, practice):
    """An importer once put a sentence there, in her language: it is nothing that is said."""
    for said in ("Not written yet.", "Aún sin escribir.", " "):
        Encounter.objects.filter(pk=practice.pk).update(focus=said, you_are=said, setting="A hall")
        with pytest.raises(NotNow) as refused:
            encounters.publish(encounter=fresh(practice), by=world.cleo)
        sentence = str(refused.value.sentence)
        assert "“One line” is not written yet. “Who you are in it” is not written yet." in sentence
        assert "Setting" not in sentence


def test_a_renamed_moment_is_still_led_to(world, practice):
    node = practice.nodes.get(key="near")
    node.key = "sat-down"
    encounters.keep_node(node=node, by=world.cleo)
    assert EncounterChoice.objects.get(key="a1a").next == "sat-down"
    first = practice.nodes.get(key="a1")
    first.key = "bench"
    encounters.keep_node(node=first, by=world.cleo)
    assert fresh(practice).start == "bench"
    assert document.problems(queries.document_of(fresh(practice))) == ()
    node.key = "away"
    with pytest.raises(Refused) as refused:
        encounters.keep_node(node=node, by=world.cleo)
    assert "this name" in str(refused.value.sentence)


def test_the_first_moment_is_where_it_starts_and_choices_get_names_of_their_own(world, course):
    row = Encounter(course=course, slug="n", title="N", focus="F", setting="S", you_are="Y")
    encounters.add_encounter(encounter=row, by=world.cleo)
    node = EncounterNode(encounter=row, key="m1", says="Hello.")
    encounters.keep_node(node=node, by=world.cleo)
    other = EncounterNode(encounter=row, key="m2", says="Bye.")
    encounters.keep_node(node=other, by=world.cleo)
    assert fresh(row).start == "m1"
    assert [one.position for one in row.nodes.all()] == [1, 2]
    made = [EncounterChoice(node=node, text=text) for text in ("One.", "Two.")]
    encounters.keep_choices(node=node, kept=made, gone=[], by=world.cleo)
    encounters.keep_choices(node=node, kept=[], gone=made[:1], by=world.cleo)
    third = EncounterChoice(node=node, text="Three.")
    encounters.keep_choices(node=node, kept=[third], gone=[], by=world.cleo)
    assert set(node.choices.values_list("key", flat=True)) == {"m1a", "m1b"}
    foreign = EncounterChoice(node=other, text="Not here.")
    with pytest.raises(Refused):
        encounters.keep_choices(node=node, kept=[foreign], gone=[], by=world.cleo)
    encounters.remove_node(node=other, by=world.cleo)
    assert not row.nodes.filter(key="m2").exists()


def test_a_document_replaces_every_moment_or_none(world, course, practice):
    played = queries.document_of(make.encounter(course=course, title="Other", slug="other"))
    encounters.write(encounter=practice, played=played, by=world.cleo, keep_words=True)
    now = fresh(practice)
    assert (now.title, now.slug) == (practice.title, practice.slug)
    assert queries.document_of(now).nodes == played.nodes
    encounters.write(encounter=now, played=played, by=world.cleo)
    assert (fresh(now).title, fresh(now).slug) == ("Other", practice.slug)
    long = replace(played.nodes[0], ending="x" * 200)
    twice = (*played.nodes, played.nodes[0])
    for nodes, said in (((long, *played.nodes[1:]), "a1, title of the ending"), (twice, "same")):
        with pytest.raises(Refused) as refused:
            encounters.write(encounter=now, played=replace(played, nodes=nodes), by=world.cleo)
        assert said in str(refused.value.sentence)
    assert queries.document_of(fresh(now)).nodes == played.nodes
    new = Encounter(course=course)
    encounters.write(encounter=new, played=replace(played, code="brand-new"), by=world.cleo)
    assert fresh(new).slug == "brand-new"
    assert not fresh(new).is_published


# ------------------------------------------------------------------ published
def test_with_a_problem_it_is_not_published_and_what_is_played_stays(world, practice):
    encounters.publish(encounter=practice, by=world.cleo)
    played = fresh(practice).document
    EncounterChoice.objects.filter(key="a1a").update(next="gone")
    with pytest.raises(NotNow) as refused:
        encounters.publish(encounter=practice, by=world.cleo)
    assert "a1: Choice 1 leads to “gone”" in str(refused.value.sentence)
    assert fresh(practice).document == played
    assert queries.practice(world.asha, practice.slug).played.nodes[0].choices[0].next == "near"
    encounters.take_back(encounter=practice, by=world.cleo)
    assert queries.practice(world.asha, practice.slug) is None
    assert fresh(practice).document is None
    assert practice.nodes.count() == 3
    assert told("encounter.published") == told("encounter.taken_back") == 1


def test_what_needs_the_wellbeing_lead_waits_for_her_word_on_just_these_words(world, course):
    row = make.encounter(course=course, is_published=False, needs_sign_off=True)
    sha256 = queries.document_of(row).sha256
    with pytest.raises(NotNow, match="wellbeing lead"):
        encounters.publish(encounter=row, by=world.cleo)
    for by in (world.cleo, world.hana, world.ivo, world.root, world.asha):
        with pytest.raises(Refused):
            encounters.sign_off(encounter=row, sha256=sha256, by=by)
    contacts = HelpContact.objects.all()
    kept = list(contacts)
    contacts.delete()
    with pytest.raises(NotNow, match="somebody to ring"):
        encounters.sign_off(encounter=row, sha256=sha256, by=world.tuva)
    HelpContact.objects.bulk_create(kept)
    with pytest.raises(NotNow, match="changed since"):
        encounters.sign_off(encounter=row, sha256="other", by=world.tuva)
    encounters.sign_off(encounter=row, sha256=sha256, by=world.tuva)
    encounters.publish(encounter=row, by=world.cleo)
    assert fresh(row).signed_off_by == world.tuva
    # Another word, and it is her turn again; what she agreed to is played meanwhile.
    encounters.change_encounter(encounter=fresh(row), by=world.cleo, content_note="More")
    with pytest.raises(NotNow, match="wellbeing lead"):
        encounters.publish(encounter=row, by=world.cleo)
    assert queries.practice(world.asha, row.slug).played.content_note == "Worry"
    EncounterChoice.objects.filter(node__encounter=row).update(rating="")
    broken = queries.document_of(fresh(row)).sha256
    with pytest.raises(NotNow, match="Mend"):
        encounters.sign_off(encounter=row, sha256=broken, by=world.tuva)
    other = make.encounter(course=course, is_published=False)
    with pytest.raises(Refused):
        encounters.sign_off(encounter=other, sha256="", by=world.tuva)


def test_one_that_a_lesson_leads_to_stays(world, practice):
    lesson = world.release.version.lessons.first()
    type(lesson).objects.filter(pk=lesson.pk).update(scenario=practice.slug)
    with pytest.raises(NotNow):
        encounters.remove_encounter(encounter=practice, by=world.cleo)
    type(lesson).objects.filter(pk=lesson.pk).update(scenario="")
    encounters.remove_encounter(encounter=practice, by=world.cleo)
    assert not Encounter.objects.filter(pk=practice.pk).exists()


# ------------------------------------------------------------------ packages
def test_an_installation_that_loaded_before_gets_the_practices_and_keeps_its_own(shipped, world):
    course = make.course()
    assert encounters.load(course, shipped, by=None) == 3
    assert encounters.load(course, shipped, by=None) == 0
    rows = {row.slug: row for row in course.encounters.all()}
    assert {slug for slug, row in rows.items() if row.is_published} == {SLUG, "forwarded-video"}
    assert rows["how-are-you-really"].needs_sign_off
    # The package says something else: it is changed, unless faculty changed it here.
    changed = [_other(part, "Newer") for part in shipped]
    encounters.change_encounter(encounter=rows[SLUG], by=world.ivo, focus="Ours")
    assert encounters.load(course, changed, by=None) == 2
    assert fresh(rows[SLUG]).focus == "Ours"
    assert queries.practice(world.asha, "forwarded-video").played.focus == "Newer"
    assert encounters.load(course, changed, by=world.ivo) == 1
    assert fresh(rows[SLUG]).focus == "Newer"
    # Taken back here, it is not published again by loading.
    encounters.take_back(encounter=rows[SLUG], by=world.ivo)
    assert encounters.load(course, [_other(part, "Newest") for part in shipped], by=None) == 3
    assert not fresh(rows[SLUG]).is_published
    with pytest.raises(Refused, match="Another course"):
        encounters.load(make.course(), shipped, by=None)


def _other(part, focus):
    return EncounterPart(replace(part.played, focus=focus), part.is_published)


def test_loading_does_not_change_what_the_wellbeing_lead_agreed_to(shipped, world):
    course = make.course()
    theo = [part for part in shipped if part.played.needs_sign_off]
    encounters.load(course, theo, by=None)
    row = course.encounters.get()
    sha256 = queries.document_of(row).sha256
    encounters.sign_off(encounter=row, sha256=sha256, by=world.tuva)
    encounters.publish(encounter=row, by=world.ivo)
    # The package cannot waive her word either.
    waived = [EncounterPart(replace(theo[0].played, needs_sign_off=False, focus="New"), True)]
    assert encounters.load(course, waived, by=world.ivo) == 1
    assert fresh(row).needs_sign_off
    assert queries.practice(world.asha, row.slug).played.focus == theo[0].played.focus


def test_a_package_with_practices_comes_back_equal_and_a_broken_one_is_refused(
    tmp_path, world, shipped
):
    course = load(package.read(written(tmp_path / "first", whole()))).course
    encounters.load(course, shipped, by=None)
    row = course.encounters.get(slug=SLUG)
    encounters.change_encounter(encounter=row, by=world.ivo, focus="Being changed")
    exported = package_of(course)
    assert exported.encounters[0].played.focus != "Being changed"
    assert package_of(course, edited=True).encounters[0].played.focus == "Being changed"
    package.writer.write_folder(exported, tmp_path / "out")
    again = package.read(tmp_path / "out")
    assert [part.played for part in again.encounters] == [p.played for p in exported.encounters]
    assert [part.is_published for part in again.encounters] == [True, False, True]
    file = tmp_path / "out" / "encounters" / "01-bench-ct.yaml"
    text = file.read_text()
    for change, said in (
        (("next: end_walk", "next: end_wlak"), "end_wlak"),
        (("rating: strong", "rating: splendid"), "splendid"),
        (("id: a1a", "id: a1b"), "a1b"),
        (("minutes: 8", "minutes: 0"), "missing"),
        (("start: a1", "start: zz"), "zz"),
        (("focus:", "focuss:"), "focus"),
    ):
        file.write_text(text.replace(*change))
        with pytest.raises(PackageFaults) as faults:
            package.read(tmp_path / "out")
        assert any(said in str(one) and one.file.endswith("01-bench-ct.yaml")
                   for one in faults.value.faults), said  # fmt: skip
    file.write_text(text.replace("state: published", "state: draft").replace("start: a1", ""))
    assert not package.read(tmp_path / "out").encounters[0].is_published
