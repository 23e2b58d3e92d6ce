"""The scenario library: who finds what in it, what no page of it says, and who may change it."""

import pytest
from django.urls import reverse

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent
from curriculum import package
from curriculum import scenario_document as document
from curriculum.actions import library, scenarios
from curriculum.actions.loading import load
from curriculum.models import Course, Scenario, ShelfPrompt
from curriculum.package import scenarios as files
from curriculum.package import shelf as shelf_files
from curriculum.queries import library as queries
from curriculum.queries.scenarios import parts_of_course
from tests import make
from tests.curriculum import packages, papers

STARTER = package.STARTER / "compassion"
# From each hidden brief something that only its holder (or who earned it) may learn.
HIDDEN = (
    "fell asleep at the wheel", "walk your daughter in", "soiled yourself", "put off a journey",
    "was holding her hand", "never the machine again", "pushed out", "giving away his tools",
    "third double shift", "third time this month", "picking at the sheet", "lost a foot",
    "not breathing",
)  # fmt: skip


@pytest.fixture(scope="module")
def starter():
    return packages.starter()


@pytest.fixture
def course(db):
    return make.course()


@pytest.fixture
def student(db):
    person = make.person()
    make.membership(person=person, cohort=make.cohort(), role="student")
    return person


# ------------------------------------------------------------------ the starter's library
def test_every_role_play_and_practice_of_the_starter_leads_to_a_page(starter):
    known = {one.slug: one.document for one in starter.scenarios}
    asked = [
        (lesson.key, lesson.scenario, lesson.kind)
        for module in starter.modules
        for lesson in module.lessons
        if lesson.kind in {"roleplay", "practice"} or lesson.scenario
    ]
    assert len(asked) >= 17
    assert [key for key, slug, _kind in asked if slug not in known] == []
    for _key, slug, kind in asked:
        assert (known[slug].kind == "encounter") == (kind == "practice")
    led_to = {lesson.scenario for module in starter.modules for lesson in module.lessons}
    assert set(known) == led_to - {""}
    assert all(one.is_published for one in starter.scenarios)
    assert all(one.aims and one.safety for one in known.values())


def test_no_public_page_says_what_a_hidden_brief_says(starter):
    public = repr([document.public(one.document) for one in starter.scenarios]) + repr(
        [
            (lesson.body, lesson.summary, lesson.guidance, lesson.steps)
            for module in starter.modules
            for lesson in module.lessons
            if lesson.kind == "roleplay"
        ]
    )
    notes = [lesson.facilitator_notes for m in starter.modules for lesson in m.lessons]
    told = " ".join(" ".join(notes).split())
    assert [words for words in HIDDEN if words not in told] == []
    assert [words for words in HIDDEN if words in " ".join(public.split())] == []


def test_a_facilitator_can_run_each_role_play_from_its_own_notes(starter):
    for module in starter.modules:
        for lesson in module.lessons:
            if lesson.kind == "roleplay":
                for part in (">For ", "It opens", "heats up", "eases", "observers", "Debrief"):
                    assert part in lesson.facilitator_notes, (lesson.key, part)


# ------------------------------------------------------------------ the pages
def test_the_index_narrows_by_words_and_boxes(student, course, client_for):
    make.scenario(course=course, title="At the door", skill="Listening", level=1)
    make.scenario(course=course, title="The scan", skill="Serious news", minutes_play=33)
    make.scenario(course=course, title="The bench", skill="Listening", kind="encounter")
    found = queries.library(student, "", {"skill": ["Listening"], "kind": ["roleplay"]})
    assert [one.title for one in found.rows] == ["At the door"]
    page = client_for(student).get(reverse("scenario_list"), {"q": "SCAN", "minutes": "long"})
    html = page.content.decode()
    assert "1 of 3 fits." in html
    assert "The scan" in html
    assert "At the door" not in html
    for nonsense in ("?skill=%00&minutes=x", "?q=" + "x" * 5000):
        assert client_for(student).get(reverse("scenario_list") + nonsense).status_code == 200


def test_one_page_says_all_that_is_public(student, course, client_for):
    one = make.scenario(
        course=course,
        content_note="Cancer.",
        questions="What was *silent*?",
        minutes_prepare=3,
        minutes_debrief=10,
        for_whom="Any year.",
    )
    one.safety.create(text="Anyone may leave.", position=1)
    one.safety.create(text="Nobody shouts.", position=2)
    html = client_for(student).get(reverse("scenario", args=[one.slug])).content.decode()
    for words in (
        one.title, "Cancer.", "Nobody shouts.", "What was <em>silent</em>?", "18 minutes: 3 to",
        "Mr Calder, 47.", "a student.", "4 to 6, with a facilitator", "Any year.",
    ):  # fmt: skip
        assert words in html
    assert "Change this page" not in html
    alone = make.scenario(course=course, kind="encounter", people_min=1, people_max=1)
    html = client_for(student).get(reverse("scenario", args=[alone.slug])).content.decode()
    assert "On your own" in html
    assert "Casting" not in html


def test_it_names_the_modules_in_which_one_meets_it(client_for, db):
    cohort = make.cohort()
    release = make.taught(cohort=cohort)
    student = make.membership(person=make.person(), cohort=cohort, role="student").person
    one = make.scenario(course=release.version.module.course)
    make.lesson(version=release.version, kind="roleplay", scenario=one.slug)
    hidden = make.module_version(module=make.module(course=one.course), title="Not hers")
    make.lesson(version=hidden, kind="roleplay", scenario=one.slug)
    html = client_for(student).get(reverse("scenario", args=[one.slug])).content.decode()
    assert reverse("module", args=[release.version.module.slug]) in html
    assert "Not hers" not in html


def test_an_empty_library_says_so(student, client_for):
    html = client_for(student).get(reverse("scenario_list")).content.decode()
    assert "There is nothing to rehearse here yet." in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_library_costs_the_same_however_long_it_is(
    student, course, client_for, django_assert_num_queries, rows
):
    made = [make.scenario(course=course) for _ in range(rows)]
    client = client_for(student)
    client.get(reverse("scenario_list"))
    with django_assert_num_queries(5):
        client.get(reverse("scenario_list"), {"q": "calder", "level": "2"})
    papers.publish(made[0], papers.document(made[0].slug))
    with django_assert_num_queries(6):
        client.get(reverse("scenario", args=[made[0].slug]))


# ------------------------------------------------------------------ changing it
def test_only_those_who_build_the_course_change_its_library(world):
    course = world.release.version.module.course
    one = make.scenario(course=course)
    for person in (world.asha, world.ekdal, world.farid, world.tuva, world.omar):
        with pytest.raises(Refused):
            scenarios.change_scenario(scenario=one, by=person, title="Mine")
        with pytest.raises(Refused):
            scenarios.remove_scenario(scenario=one, by=person)
    scenarios.change_scenario(scenario=one, by=world.cleo, title="Another title")
    assert Scenario.objects.get().title == "Another title"
    event = AuditEvent.objects.get(verb="scenario.changed")
    assert "Another" not in repr(event.facts)
    make.lesson(version=world.release.version, kind="roleplay", scenario=one.slug)
    with pytest.raises(NotNow, match="A lesson links to this"):
        scenarios.remove_scenario(scenario=one, by=world.cleo)


def test_the_admin_changes_what_everybody_reads(world, client_for):
    course = world.release.version.module.course
    one = make.scenario(course=course)
    url = reverse("admin:curriculum_scenario_change", args=[one.pk])
    for stranger in (world.ekdal, world.omar):
        assert client_for(stranger).get(url).status_code == 404
        assert client_for(stranger).post(url, {"title": "Mine"}).status_code == 404
    client = client_for(world.cleo)
    html = client.get(url).content.decode()
    assert "Every student reads this." in html
    sent = {
        "title": "Two minutes", "kind": "roleplay", "position": 1, "summary": "Silence",
        "skill": "Listening", "setting": "Clinic", "level": 3, "intensity": 1,
        "minutes_prepare": 1, "minutes_play": 0, "minutes_debrief": 0, "people_min": 4,
        "people_max": 6, "aims": "Listen.", "you_are": "a student.", "brief": "A man.",
        "is_published": "on",
    }  # fmt: skip
    parts = ("roles", "safety", "checklist", "steps", "debrief", "variations", "rounds")
    for prefix in parts:
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    kept = client.post(url, sent | {"people_max": 2})
    assert "is smaller than “people from”" in kept.content.decode()
    assert client.post(url, sent).status_code == 302
    one.refresh_from_db()
    assert (one.title, one.level, one.minutes) == ("Two minutes", 3, 1)


# ------------------------------------------------------------------ the package
def test_what_is_written_reads_back_the_same(starter, tmp_path, db):
    course = Course.objects.create(title="C", slug="c")
    library.load(course, starter.scenarios, starter.shelf, by=None)
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for place, part in enumerate(parts_of_course(course, edited=True)):
        text = files.scenario_text(part)
        (folder / f"{place:02}.yaml").write_text(text, encoding="utf-8")
    prompts = [shelf_files.shelf_part_of(row) for row in course.shelf_prompts.all()]
    shelf = shelf_files.shelf_text(prompts)
    (tmp_path / "prompts.yaml").write_text(shelf, encoding="utf-8")
    (tmp_path / "course.yaml").write_text("title: C\nslug: c\nmodules: [one]\n")
    again = package.read(tmp_path)
    assert again.scenarios == starter.scenarios
    before = list(ShelfPrompt.objects.values("key", "text", "group", "words_min", "words_max"))
    assert len(before) == 24
    assert library.load(course, again.scenarios, again.shelf, by=make.person()) == 0
    assert list(course.shelf_prompts.values("key", "text", "group", "words_min", "words_max")) == (
        before
    )


def test_loading_leaves_what_faculty_changed(starter, world):
    course = load(starter, by=None).course
    one = Scenario.objects.get(slug="night-desk")
    scenarios.change_scenario(scenario=one, by=world.ivo, title="Our night desk")
    library.remove_shelf_prompt(prompt=course.shelf_prompts.first(), by=world.ivo)
    assert library.load(course, starter.scenarios, starter.shelf, by=None) == 0
    assert Scenario.objects.get(slug="night-desk").title == "Our night desk"
    assert course.shelf_prompts.count() == 23


def test_another_courses_scenario_is_not_taken_over(starter, course):
    make.scenario(course=make.course(), slug="night-desk")
    with pytest.raises(Refused, match="night-desk"):
        library.load(course, starter.scenarios, (), by=None)
    assert not course.scenarios.exists()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("level: starter", "level: easy", "level"),
        ("kind: roleplay", "kind: game", "kind"),
        ("people_max: 6", "people_max: 2", "people_max"),
        ("minutes_play: 5", "minutes_play: soon", "minutes_play"),
        ("skill: Listening", "hidden: He drives.", "hidden"),
        ("slug: two-minutes-at-the-door", "slug: the-scan-result", "slug"),
    ],
)
def test_each_fault_of_a_scenario_is_named(tmp_path, old, new, where):
    for name in ("01-two-minutes-at-the-door.yaml", "02-the-scan-result.yaml"):
        target = tmp_path / "scenarios" / name
        target.parent.mkdir(exist_ok=True)
        target.write_text((STARTER / "scenarios" / name).read_text())
    first = tmp_path / "scenarios" / "01-two-minutes-at-the-door.yaml"
    assert old in first.read_text()
    first.write_text(first.read_text().replace(old, new))
    (tmp_path / "course.yaml").write_text("title: C\nslug: c\nmodules: [one]\n")
    with pytest.raises(package.PackageFaults) as caught:
        package.read(tmp_path)
    assert any(where in fault.where for fault in caught.value.faults)


def test_a_lesson_names_only_a_scenario_there_is(world, client_for):
    course = world.release.version.module.course
    version = make.module_version(module=make.module(course=course), number=None)
    lesson = make.lesson(version=version, kind="roleplay")
    make.scenario(course=course, slug="night-desk")
    url = reverse("admin:curriculum_lesson_change", args=[lesson.pk])
    page = client_for(world.cleo)
    sent = dict(page.get(url).context["adminform"].form.initial)
    sent = {name: value for name, value in sent.items() if value is not None}
    for prefix in ("steps", "prompts"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    refused = page.post(url, sent | {"scenario": "day-desk"})
    assert "No scenario of the library has this address." in refused.content.decode()
    kept = page.post(url, sent | {"scenario": "night-desk"})
    assert kept.status_code == 302
    lesson.refresh_from_db()
    assert lesson.scenario == "night-desk"
