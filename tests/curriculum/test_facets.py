"""What the library is narrowed by: boxes, their counts, words, pages, and ways back."""

import pytest
from django.urls import reverse

from curriculum.queries import facets
from curriculum.queries import library as queries
from tests import make


@pytest.fixture
def course(db):
    return make.course()


@pytest.fixture
def student(db):
    person = make.person()
    make.membership(person=person, cohort=make.cohort(), role="student")
    return person


@pytest.fixture
def stocked(course):
    """Put four scenarios into the library that differ in everything one can narrow by."""
    rows = (
        ("Door", "Listening", "Clinic, 09:00", 1, (3, 5, 10), (4, 6), 1, "", "roleplay"),
        ("Scan", "News", "Clinic, 17:40", 2, (5, 8, 15), (4, 4), 3, "Cancer.", "roleplay"),
        ("Sign", "Talking", "On-call room", 2, (4, 8, 19), (2, 9), 2, "Politics.", "dialogue"),
        ("Bench", "Listening", "Corridor", 1, (0, 8, 0), (1, 1), 2, " ", "encounter"),
    )
    for title, skill, setting, level, minutes, people, intensity, note, kind in rows:
        make.scenario(
            course=course, title=title, skill=skill, setting=setting, level=level,
            minutes_prepare=minutes[0], minutes_play=minutes[1], minutes_debrief=minutes[2],
            people_min=people[0], people_max=people[1], intensity=intensity, content_note=note,
            kind=kind, brief=f"{title}: what everybody knows, É", summary="S",
        )  # fmt: skip


def _titles(library):
    return [row.title for row in library.rows]


@pytest.mark.usefixtures("stocked")
def test_each_facet_narrows_and_counts_beside_the_others(student):
    for asked, left in (
        ({"skill": ["Listening"]}, ["Door", "Bench"]),
        ({"skill": ["Listening", "News"]}, ["Door", "Scan", "Bench"]),
        # The place counts, not the hour.
        ({"setting": ["Clinic"]}, ["Door", "Scan"]),
        ({"level": ["2"]}, ["Scan", "Sign"]),
        ({"minutes": ["short"]}, ["Door", "Bench"]),
        ({"minutes": ["middling"]}, ["Scan"]),
        ({"minutes": ["long"]}, ["Sign"]),
        # A group of a size finds whatever it can play.
        ({"people": ["1"]}, ["Bench"]),
        ({"people": ["4"]}, ["Door", "Scan", "Sign"]),
        ({"people": ["2"]}, ["Sign"]),
        ({"people": ["7"]}, ["Sign"]),
        ({"intensity": ["3"]}, ["Scan"]),
        ({"note": ["without"]}, ["Door", "Bench"]),
        ({"kind": ["dialogue"]}, ["Sign"]),
        ({"skill": ["Listening"], "people": ["4"], "note": ["without"]}, ["Door"]),
        ({"skill": ["No such"], "nonsense": ["x"]}, []),
        ({}, ["Door", "Scan", "Sign", "Bench"]),
    ):
        found = queries.library(student, "", asked)
        assert (asked, _titles(found)) == (asked, left)
        assert (found.found, found.total) == (len(left), 4)
        assert found.is_narrowed == bool(asked)
    found = queries.library(student, "", {"skill": ["Listening"], "people": ["4"]})
    counts = {(f.name, c.label): c.count for f in found.facets for c in f.choices}
    assert (found.shortest, found.longest) == (8, 31)
    assert counts["skill", "Listening"] == 1
    assert counts["skill", "News"] == 1
    assert counts["people", "On your own"] == 1
    assert counts["people", "4"] == 1
    assert counts["kind", "Practice alone"] == 0
    assert counts["note", "None needed"] == 1
    assert ("level", "Advanced") not in counts
    assert [facet.name for facet in found.facets] == list(facets.FACETS)


@pytest.mark.usefixtures("stocked")
def test_words_are_found_whatever_their_accents_and_only_in_what_is_public(student):
    for words, left in (
        ("DOOR", ["Door"]),
        ("knows e", ["Door", "Scan", "Sign", "Bench"]),
        ("cáncer", ["Scan"]),
        ("clinic 17:40", ["Scan"]),
        ("clinic corridor", []),
    ):
        assert (words, _titles(queries.library(student, words, {}))) == (words, left)
    hidden = {"safety", "questions", "why", "references", "authors"}
    assert not hidden & set(queries.SEARCHED)


@pytest.mark.usefixtures("stocked")
def test_each_thing_it_is_narrowed_by_can_be_taken_back(student, client_for):
    asked = {"skill": ["News", "Listening"], "level": ["2"]}
    found = queries.library(student, "scan & co", asked)
    assert [(one.label, one.without) for one in found.taken] == [
        ("“scan & co”", "skill=Listening&skill=News&level=2"),
        ("Skill: Listening", "q=scan+%26+co&skill=News&level=2"),
        ("Skill: News", "q=scan+%26+co&skill=Listening&level=2"),
        ("Level: Intermediate", "q=scan+%26+co&skill=Listening&skill=News"),
    ]
    html = client_for(student).get(reverse("scenario_list"), asked | {"q": "cancer"})
    said = html.content.decode()
    assert "1 of 4 fits." in said
    assert 'href="/scenarios/?q=cancer&amp;skill=Listening&amp;level=2"' in said
    nothing = client_for(student).get(reverse("scenario_list"), {"q": "zebra"}).content.decode()
    assert "Nothing here fits all of that at once." in nothing


def test_a_long_library_comes_in_pages_and_long_facets_fold(student, course, client_for):
    for number in range(30):
        make.scenario(course=course, skill=f"Skill {number % 12}", title=f"T{number:02}")
    make.scenario(course=course, skill="Skill 11", title="T30", is_published=False)
    client = client_for(student)
    first = client.get(reverse("scenario_list"), {"level": "2"}).content.decode()
    assert "T24" in first
    assert "T25" not in first
    assert 'href="?page=2&amp;level=2"' in first
    assert "4 more" in first
    second = client.get(reverse("scenario_list"), {"level": "2", "page": "2"}).content.decode()
    assert "T29" in second
    assert "T30" not in second
    assert 'start="26"' in second
    for number in ("0", "99", "x"):
        assert client.get(reverse("scenario_list"), {"page": number}).status_code == 200
    skills = next(f for f in queries.library(student, "", {}).facets if f.name == "skill")
    # The most common first; the fold opens by itself when one of its boxes is ticked.
    assert [choice.count for choice in skills.choices] == [3] * 6 + [2] * 6
    assert (len(skills.shown), len(skills.folded), skills.is_open) == (8, 4, False)
    last = skills.folded[-1].value
    ticked = queries.library(student, "", {"skill": [last]})
    assert next(f for f in ticked.facets if f.name == "skill").is_open


def test_two_thousand_cost_as_many_queries_as_two(student, course, django_assert_num_queries):
    make.scenario(course=course)
    like = course.scenarios.get()
    many = []
    for number in range(1999):
        like.pk, like.slug = None, f"copy-{number}"
        many.append(type(like)(**{f.attname: getattr(like, f.attname) for f in like._meta.fields}))
    type(like).objects.bulk_create(many)
    with django_assert_num_queries(2):
        found = queries.library(student, "calder", {"skill": ["Listening"]})
    assert (found.total, found.found, len(found.rows)) == (2000, 2000, queries.ON_A_PAGE)
