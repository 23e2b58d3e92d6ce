"""The course and its modules in the admin."""

import re

import pytest

from accounts.models import AuditEvent
from curriculum.models import Module
from tests import make
from tests.curriculum.building import rows, said_beside, url

pytestmark = pytest.mark.django_db


COURSE_PAGE = 13


# ------------------------------------------------------------------ the course
def test_a_course_page_lists_modules_and_lessons_in_order_with_links(world, client_for, edited):
    make.release(version=world.release.version, cohort=world.rowan)
    course = edited.module.course
    page = client_for(world.hana).get(url("course_change", course.pk)).content.decode()
    first, second = course.modules.order_by("position")
    later = second.versions.get()
    marks = [
        url("moduleversion_change", edited.pk),
        url("module_preview", first.pk),
        url("module_compare", first.pk),
        url("module_publish", first.pk),
        "version 1, a new one is being edited",
        "Juniper has version 1.",
        "Another cohort has version 1.",
        *(url("lesson_change", lesson.pk) for lesson in edited.lessons.all()),
        url("moduleversion_change", later.pk),
        url("lesson_change", later.lessons.get().pk),
    ]
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "Rowan" not in page
    # Cohorts that have ended are not counted for ever, on this page and on the module's.
    type(world.rowan).objects.filter(pk=world.rowan.pk).update(archived_at=make.ago(days=1))
    for ended in (url("course_change", course.pk), url("moduleversion_change", edited.pk)):
        assert "nother cohort" not in client_for(world.hana).get(ended).content.decode()
    assert f"/as/juniper/{edited.lessons.first().slug}/?version=edited" in page


def test_a_course_page_costs_the_same_whatever_its_size(
    world, client_for, django_assert_num_queries
):
    course, client = world.release.version.module.course, client_for(world.hana)
    page = url("course_change", course.pk)
    client.get(page)
    for size in (1, 3):
        for _ in range(size):
            version = make.module_version(module=make.module(course=course))
            for number in range(size):
                make.lesson(version=version, title=f"Lesson {number}")
            make.release(version=version, cohort=world.juniper)
        with django_assert_num_queries(COURSE_PAGE):
            assert client.get(page).status_code == 200


def test_modules_are_ordered_by_their_numbers_without_any_script(world, client_for):
    course = world.release.version.module.course
    first, second = course.modules.order_by("position")
    kept = [(first.pk, {"course": course.pk, "position": 2})]
    kept.append((second.pk, {"course": course.pk, "position": 1}))
    posted = {"title": course.title, "summary": "", "opening": "", "licence": ""}
    response = client_for(world.hana).post(
        url("course_change", course.pk), posted | rows("modules", kept)
    )
    assert response.status_code == 302
    assert list(course.modules.order_by("position")) == [second, first]
    assert AuditEvent.objects.filter(verb="course.changed").count() == 1


def test_a_module_of_another_course_cannot_be_ordered_into_this_one(world, client_for):
    course, foreign = world.release.version.module.course, world.other_release.version.module
    place = foreign.position
    posted = {"title": course.title, "summary": "", "opening": "", "licence": ""}
    kept = [(foreign.pk, {"course": course.pk, "position": 1})]
    page = client_for(world.hana).post(
        url("course_change", course.pk), posted | rows("modules", kept)
    )
    foreign.refresh_from_db()
    assert (foreign.position, foreign.course_id) == (
        place,
        world.other_release.version.module.course_id,
    )
    assert foreign.slug not in page.content.decode()


def test_a_module_is_added_with_an_empty_version_to_edit(world, client_for):
    course = world.release.version.module.course
    posted = {"course": course.pk, "title": "The quiet room", "slug": "the-quiet-room"}
    response = client_for(world.cleo).post(url("module_add"), posted, follow=True)
    module = Module.objects.get(slug="the-quiet-room")
    version = module.versions.get()
    assert response.redirect_chain[-1][0] == url("moduleversion_change", version.pk)
    assert (version.title, version.number) == ("The quiet room", None)
    assert module.position == max(course.modules.values_list("position", flat=True))


def test_a_module_is_not_added_to_a_course_of_others(world, client_for):
    other = world.other_release.version.module.course
    posted = {"course": other.pk, "title": "Mine", "slug": "mine"}
    page = client_for(world.hana).post(url("module_add"), posted)
    assert page.status_code == 200
    assert other.title not in page.content.decode()
    assert not Module.objects.filter(slug="mine").exists()


def test_an_address_that_is_taken_is_said_beside_the_field(world, client_for):
    """Also when it is a module she may not see: addresses are unique in the whole portal."""
    taken = world.other_release.version.module
    course = world.release.version.module.course
    posted = {"course": course.pk, "title": "Typed", "slug": taken.slug}
    page = client_for(world.hana).post(url("module_add"), posted)
    assert "already exists" in said_beside(page, "slug")
    assert 'value="Typed"' in page.content.decode()


def test_a_trail_says_courses_once(world, client_for):
    course = world.release.version.module.course
    for name, args in (("course_changelist", []), ("course_change", [course.pk])):
        page = client_for(world.hana).get(url(name, *args)).content.decode()
        (trail,) = re.findall(r'<div class="breadcrumbs">(.*?)</div>', page, re.DOTALL)
        assert len(re.findall(r">\s*Courses\b|; Courses\b", trail)) == 1, trail
    page = client_for(world.hana).get(url("module_changelist")).content.decode()
    assert ">Courses</a>" in page
