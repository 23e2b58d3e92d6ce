"""Sheets to print: who gets them, what is on each, and what is on no other."""

import re

import pytest
from django.urls import reverse

from curriculum.models import ScenarioEdition
from curriculum.queries import library, print_packs
from tests import make
from tests.curriculum import papers


@pytest.fixture
def printed(world):
    return papers.published(course=world.release.version.module.course)


def _sheets(html):
    """Return each sheet of a page by its title."""
    found = re.findall(r'<article class="paper.*?</article>', html, re.DOTALL)
    return {re.search(r'id="sheet-([\w-]+)"', one)[1]: one.lower() for one in found}


def test_only_those_who_build_or_run_it_get_sheets(world, printed, client_for):
    urls = [reverse("scenario_print", args=[printed.slug])]
    urls += [
        reverse("scenario_print_sheet", args=[printed.slug, key])
        for key in ("guide", "door", "role-calder", "observers")
    ]
    may = {"cleo", "hana", "farid", "ivo", "root"}
    for name, person in world.people.items():
        if not person.is_active:
            continue
        client = client_for(person)
        statuses = {client.get(url).status_code for url in urls}
        assert (name, statuses) == (name, {200 if name in may else 404})
        page = client.get(reverse("scenario", args=[printed.slug])).content.decode()
        assert (urls[0] in page) == (name in may)
    # Nobody runs what is not in the library; Prof Omar's cohort does not have this course.
    type(printed).objects.update(is_published=False)
    assert client_for(world.farid).get(urls[0]).status_code == 404
    assert client_for(world.cleo).get(urls[0]).status_code == 200
    type(printed).objects.update(is_published=True)
    # Whoever is a student anywhere may be the next to play it.
    make.membership(person=world.farid, cohort=world.rowan, role="student")
    assert client_for(world.farid).get(urls[0]).status_code == 404
    client = client_for(world.cleo)
    for slug, key in (("never-was", "door"), (printed.slug, "role-nobody"), (printed.slug, "all")):
        unknown = reverse("scenario_print_sheet", args=[slug, key])
        assert client.get(unknown).status_code == 404
    # What has no edition has no sheets.
    bare = make.scenario(course=printed.course)
    assert client.get(reverse("scenario_print", args=[bare.slug])).status_code == 404


def test_no_sheet_has_words_of_another_role(world, printed, client_for):
    url = reverse("scenario_print", args=[printed.slug])
    html = client_for(world.farid).get(url).content.decode()
    sheets = _sheets(html)
    assert list(sheets) == [
        "guide", "door", "role-student", "role-calder", "role-wife", "role-senior", "observers",
    ]  # fmt: skip
    for role, secrets in papers.SECRETS.items():
        for secret in secrets:
            where = [key for key, text in sheets.items() if secret in text]
            assert (secret, where) == (secret, [f"role-{role}"])
    for words in papers.FOR_RUNNERS:
        assert (words, [key for key, text in sheets.items() if words in text]) == (words, ["guide"])
    assert "soundslike" in sheets["observers"]
    assert "soundslike" not in sheets["role-student"]
    assert "waits five seconds" in sheets["role-student"]
    assert "names a feeling" not in sheets["role-student"]
    for words in ("what you try", "a student.", "booked for"):
        assert words in sheets["role-student"]
    for words in ("say it freely", "only if you are asked", "only if it is earned", "you ease"):
        assert words in sheets["role-calder"]
        assert words not in sheets["role-wife"]
    one = reverse("scenario_print_sheet", args=[printed.slug, "role-calder"])
    alone = client_for(world.farid).get(one)
    assert list(_sheets(alone.content.decode())) == ["role-calder"]
    assert "no-store" in alone.headers["Cache-Control"]
    for other in (*papers.SECRETS["wife"], *papers.SECRETS["senior"], *papers.FOR_RUNNERS):
        assert other not in alone.content.decode().lower()


def test_a_dialogue_prints_its_agreements_and_rounds(world, client_for):
    course = world.release.version.module.course
    made = papers.published(
        course=course, slug="sign", kind="dialogue", rounds=papers.ROUNDS, topic_colour="green",
        agreements=("Curious before certain.",), framing="Close the night door?",
    )  # fmt: skip
    client = client_for(world.cleo)
    sheets = _sheets(client.get(reverse("scenario_print", args=[made.slug])).content.decode())
    for key in ("guide", "door"):
        for words in ("curious before certain.", "say it back.", "10 seconds of silence"):
            assert words in sheets[key]
    assert "close the night door?" in sheets["door"]
    assert "green: easy to begin with" in sheets["guide"]
    page = client.get(reverse("scenario", args=[made.slug])).content.decode()
    for words in ("Close the night door?", "Say it back.", "Curious before certain.", "made up"):
        assert words in page


def test_what_is_read_and_printed_is_the_newest_edition(world, printed, client_for):
    type(printed).objects.filter(pk=printed.pk).update(brief="Being edited.", title="Edited")
    papers.publish(printed, papers.document(printed.slug, door="Second edition."))
    page = client_for(world.asha).get(reverse("scenario", args=[printed.slug])).content.decode()
    paper = client_for(world.hana).get(reverse("scenario_print", args=[printed.slug]))
    for html in (page, paper.content.decode()):
        assert "Second edition." in html
        assert "Being edited." not in html
    assert "edition 2" in paper.content.decode()
    # A student's page holds nothing that spoils it, and says what everybody may know.
    hidden = [word for words in papers.SECRETS.values() for word in words]
    assert [w for w in (*hidden, *papers.FOR_RUNNERS, "soundslike") if w in page.lower()] == []
    for words in (
        "Whymatters", "Medicine.", "waits outside", "Waits five seconds", "Ospina 2019.",
        "Written by A. Author.", "CC BY 4.0", "Step out", "What did silence cost?",
    ):  # fmt: skip
        assert words in page
    assert "Names a feeling" not in page
    shown = library.scenario(world.asha, printed.slug)
    assert not shown.may_print
    assert all(role.brief is None for role in shown.document.roles)


@pytest.mark.parametrize("roles", [1, 3])
def test_sheets_cost_the_same_however_many(world, roles, client_for, django_assert_num_queries):
    course = world.release.version.module.course
    made = papers.published(course=course, roles=papers.ROLES[:roles])
    client = client_for(world.farid)
    url = reverse("scenario_print", args=[made.slug])
    client.get(url)
    with django_assert_num_queries(4):
        client.get(url)


def test_a_role_without_a_brief_and_a_guide_without_words_leave_no_empty_headings(world):
    course = world.release.version.module.course
    made = papers.published(course=course, roles=(papers.ROLES[0],), guide={}, checklist=())
    pack = print_packs.pack(world.cleo, made.slug)
    assert [sheet.key for sheet in pack.sheets] == ["guide", "door", "role-student"]
    assert pack.only("role-wife") is None
    assert pack.sheets[2].facts == pack.sheets[2].cues == []
    assert [(g.label, len(g.lines)) for g in pack.sheets[0].debrief] == [
        ("whoever played the learner", 2), ("the observers", 1),
    ]  # fmt: skip
    assert ScenarioEdition.objects.visible_to(world.asha).count() == 0
