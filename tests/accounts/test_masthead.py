"""What every page knows of its reader: rooms by her roles, light by her cookie, at one query."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.context import Portal, room_names, rooms_at
from accounts.models import Person
from accounts.people import Roles

STUDENT = ["home", "module_list", "journal", "scenario_list"]
MENTOR = ["queue", "my_students", "module_list", "journal", "scenario_list"]


@pytest.mark.parametrize(
    ("held", "names"),
    [
        ({"student"}, STUDENT),
        ({"facilitator"}, STUDENT),
        ({"mentor"}, MENTOR),
        ({"covers"}, MENTOR),
        ({"lead"}, ["home", "module_list", "scenario_list", "cohort_list", "admin:index"]),
        ({"administrator"}, ["home", "scenario_list", "cohort_list", "admin:index"]),
        ({"student", "mentor"}, ["home", *MENTOR]),
        (set(), ["home", "journal"]),
        ({"wellbeing"}, ["home", "journal", "wellbeing", "admin:index"]),
        ({"operator"}, ["home", "journal", "admin:index"]),
    ],
)
def test_rooms_follow_roles(held, names):
    assert room_names(Roles(frozenset(held))) == names


@pytest.mark.parametrize(
    ("path", "label", "mark"),
    [
        ("/", "Today", "page"),
        ("/modules/", "Modules", "page"),
        ("/modules/two-languages/", "Modules", "true"),
        ("/mentoring/", "Waiting", "page"),
        ("/mentoring/students/", "My students", "page"),
        ("/mentoring/6c0f/", "Waiting", "true"),
        ("/rehearsals/", "Scenarios", "true"),
        ("/rehearsals/6c0f/", "Scenarios", "true"),
        ("/practice/bench-ct/", "Scenarios", "true"),
        ("/lists/6c0f/", "Cohorts", "true"),
        ("/cohorts/", "Cohorts", "page"),
        ("/help/", None, None),
    ],
)
def test_the_innermost_room_is_marked_and_no_other(path, label, mark):
    rooms = rooms_at(path, ["home", *MENTOR, "cohort_list"])
    assert [(r.label, r.is_current) for r in rooms if r.is_current] == (
        [(label, mark)] if label else []
    )


def asked(path="/", *, person=None, **cookies):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.user = person or SimpleNamespace(is_authenticated=False)
    return request


def test_nobody_has_rooms_before_she_signs_in():
    portal = Portal(asked())
    assert portal.person is None
    assert portal.rooms == []
    assert portal.may_open_admin is False


@pytest.mark.parametrize(
    ("cookies", "attributes"),
    [
        ({}, (None, None)),
        ({"theme": "dark"}, ("dark", None)),
        ({"theme": "light", "contrast": "more"}, ("light", "more")),
        ({"theme": '"><script>', "contrast": "sepia"}, (None, None)),
    ],
)
def test_light_and_contrast_come_from_the_cookie_and_only_known_words_do(cookies, attributes):
    html = render_to_string("base_door.html", {"portal": Portal(asked(**cookies))})
    opening = html[html.index("<html") : html.index(">", html.index("<html"))]
    theme, contrast = attributes
    assert (f'data-theme="{theme}"' in opening) if theme else ("data-theme" not in opening)
    assert (f'data-contrast="{contrast}"' in opening) if contrast else ("contrast" not in opening)


@pytest.mark.django_db
def test_the_masthead_costs_one_query(django_assert_num_queries):
    person = Person.objects.create_user("noor@example.org", name="Dr Noor Haddad")
    request = asked(person=Person.objects.get(pk=person.pk))
    with django_assert_num_queries(1):
        html = render_to_string("parts/masthead.html", {"portal": Portal(request)}, request)
    assert ">Noor<" in html
    assert html.count("<form") == 1  # signing out is a form, never a link


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_error_pages_stand_without_request_person_or_database(number, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string(f"{number}.html", {"request_code": "7f3a-21c9"})
    assert "<h1" in html
    assert html.count("Heartbeat") >= 2
    assert ("7f3a-21c9" in html) == (number in {"400", "413", "500", "503"})
    assert "Sign in" not in html


def test_the_page_for_nothing_there_names_no_request():
    """The same bytes for "never was" and "not yours"."""
    first, second = (render_to_string("404.html", {"request_code": c}) for c in ("a", "b"))
    assert first == second
