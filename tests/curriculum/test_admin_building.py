"""Building a module in the admin: pages, what they keep, what they refuse, what they cost."""

import re
from datetime import UTC

import pytest
from django.urls import reverse

from curriculum.models import Course, Lesson, Release
from tests import make
from tests.curriculum.building import lesson_post, release_post, url

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ what it costs
def lists(world):
    def add_module():
        course = world.release.version.module.course
        version = make.module_version(module=make.module(course=course))
        make.lesson(version=version)
        make.release(version=version, cohort=world.juniper)
        person = make.person()
        make.membership(person=person, cohort=world.juniper)
        make.mentoring(mentor=world.ekdal, student=person, cohort=world.juniper)

    return add_module


COSTS = {
    "curriculum_course": 5,
    "curriculum_module": 6,
    "curriculum_lesson": 5,
    "curriculum_release": 6,
    "accounts_cohort": 5,
    "accounts_membership": 6,
    "accounts_mentoring": 6,
}


@pytest.mark.parametrize("name", COSTS)
def test_lists_cost_the_same_for_few_and_many(world, client_for, django_assert_num_queries, name):
    client = client_for(world.hana)
    add = lists(world)
    page = reverse(f"admin:{name}_changelist")
    client.get(page)
    for _ in range(2):
        with django_assert_num_queries(COSTS[name]):
            assert client.get(page).status_code == 200
        add()
        add()


def forms(world, edited):
    lesson = edited.lessons.get(kind="reflection")
    return {
        "course": url("course_change", edited.module.course_id),
        "version": url("moduleversion_change", edited.pk),
        "lesson": url("lesson_change", lesson.pk),
        "release": url("release_change", world.release.pk),
        "release_add": url("release_add"),
        "cohort": reverse("admin:accounts_cohort_change", args=[world.juniper.pk]),
        "membership_add": reverse("admin:accounts_membership_add"),
        "publish": url("module_publish", edited.module_id),
    }


FORMS = ["course", "version", "lesson", "release", "release_add", "cohort", "membership_add",
         "publish"]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_forms_stay_under_their_limit_and_do_not_grow(
    world, client_for, edited, name, django_assert_max_num_queries
):
    client = client_for(world.hana)
    page = forms(world, edited)[name]
    client.get(page)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(25) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
        lists(world)()
        for lesson in edited.lessons.all():
            make.step(lesson=lesson)
        make.prompt(lesson=edited.lessons.get(kind="reflection"))
        make.lesson(version=edited)
    assert counts[0] == counts[1]


# ------------------------------------------------------------------ the policy of the page
def test_the_only_inline_script_is_the_import_map_and_it_has_the_nonce(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    page = client_for(world.hana).get(url("lesson_change", lesson.pk))
    text = page.content.decode()
    inline = [tag for tag in re.findall(r"<script([^>]*)>", text) if "src=" not in tag]
    (importmap,) = [tag for tag in inline if "importmap" in tag]
    others = [tag for tag in inline if tag != importmap]
    assert all('type="application/json"' in tag for tag in others)
    nonce = re.search(r'nonce="([^"]+)"', importmap)[1]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert " style=" not in text
    assert "<style" not in text


def test_a_course_begins_with_its_maker_as_owner(world, client_for):
    posted = {"title": "New", "slug": "new", "summary": "", "opening": "", "licence": ""}
    assert client_for(world.hana).post(url("course_add"), posted).status_code == 403
    client_for(world.ivo).post(url("course_add"), posted)
    course = Course.objects.get(slug="new")
    assert course.team.get().person == world.ivo


def test_a_module_without_a_course_leads_to_the_courses(db, client_for):
    ilse = make.person(name="Ilse")
    make.appointment(person=ilse)
    response = client_for(ilse).get(url("module_add"), follow=True)
    assert response.redirect_chain == [(url("course_changelist"), 302)]
    assert "Name the course first." in response.content.decode()
    make.course()
    assert client_for(ilse).get(url("module_add")).status_code == 200


def test_a_published_version_leads_on_to_its_release(world, client_for):
    version = world.release.version
    page_url = url("moduleversion_change", version.pk)
    onwards = f"{url('release_add')}?version={version.pk}"
    assert f'href="{onwards}"' in client_for(world.hana).get(page_url).content.decode()
    # Cleo builds the course, but leads no cohort to release it to.
    assert f'href="{onwards}"' not in client_for(world.cleo).get(page_url).content.decode()
    form = client_for(world.hana).get(onwards).context["adminform"].form
    assert str(form["version"].value()) == str(version.pk)


def test_a_lesson_leads_back_to_its_module(world, client_for, edited):
    lesson = edited.lessons.get(kind="reading")
    client, back = client_for(world.hana), url("moduleversion_change", edited.pk)
    page_url = url("lesson_change", lesson.pk)
    assert client.post(page_url, lesson_post(lesson)).url == back
    assert client.post(url("lesson_delete", lesson.pk), {"post": "yes"}).url == back
    assert not Lesson.objects.filter(pk=lesson.pk).exists()


@pytest.mark.parametrize(
    ("time", "said"),
    [("01:30", "01:30 is not there, so it is 02:30."), ("02:30", None)],
    ids=["skipped", "there"],
)
def test_a_time_that_the_clocks_skip_is_said(world, client_for, time, said):
    posted = release_post(opens_on="2027-03-28", opens_time=time) | {
        "version": world.release.version_id,
        "cohort": world.juniper.pk,
    }
    response = client_for(world.hana).post(url("release_add"), posted, follow=True)
    release = Release.objects.get(block="Surgery")
    # London leaves winter time that night: half past one is half past two, and 01:30 in UTC.
    assert release.opens_at.astimezone(UTC).strftime("%H:%M") == "01:30"
    page = response.content.decode()
    assert ("The clocks go forward" in page) is bool(said)
    assert said is None or said in page
