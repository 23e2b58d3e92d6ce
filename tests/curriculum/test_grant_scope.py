"""Somebody who was given one module: that module is all there is, in the admin and outside."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts import uploads
from curriculum.actions import publishing
from curriculum.models import Lesson, Module, Release
from tests import make

pytestmark = pytest.mark.django_db
WORDS = re.compile(r"(?:WORDS|TITLE|REPLY|REMARK|MESSAGE)-\w+")


def url(name, *args):
    return reverse(f"admin:curriculum_{name}", args=args)


@pytest.fixture
def edited(world):
    return publishing.edit(module=world.release.version.module, by=world.hana)


@pytest.fixture
def client(world, client_for, edited):
    return client_for(world.maya)


def test_lists_hold_her_module_and_nothing_else_of_its_course(world, client, edited):
    beside = world.future_release.version
    for name, own in (("module", edited.module.slug), ("lesson", edited.lessons.first().title)):
        page = client.get(url(f"{name}_changelist")).content.decode()
        assert own in page
        assert beside.title not in page
        assert beside.module.slug not in page
        assert "Rowan" not in page
    page = client.get(url("release_changelist")).content.decode()
    assert page.count('class="field-cohort') == 1
    assert "Not open yet" not in page


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_other_rows_are_the_same_404_as_none(world, client, page):
    rows = [world.future_release, world.other_release]
    for release in rows:
        things = {
            "release": release,
            "moduleversion": release.version,
            "module": release.version.module,
            "lesson": release.version.lessons.first(),
            "course": release.version.module.course,
        }
        for name, row in things.items():
            found, none = (client.get(url(f"{name}_{page}", pk)) for pk in (row.pk, 987_654))
            assert found.status_code == none.status_code, name
            assert found.status_code in {403, 404}, name


def test_she_edits_previews_compares_publishes_and_reads_the_history(
    world, client, edited, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    picture = uploads.store(make.picture_file(), kind="lesson")
    art = make.lesson(version=edited, kind="art", image=picture, image_description="Two people.")
    slug = edited.module.slug
    as_student = [edited.module.slug, world.juniper.slug]
    pages = [
        url("moduleversion_change", edited.pk),
        url("lesson_change", art.pk),
        url("lesson_picture", art.pk),
        url("module_publish", edited.module_id),
        url("module_compare", edited.module_id),
        url("moduleversion_history", edited.pk),
        url("lesson_history", art.pk),
        url("module_preview", edited.module_id),
        reverse("admin:module_as", args=as_student) + "?version=edited",
        reverse("admin:lesson_as", args=[*as_student, art.slug]) + "?version=edited",
        reverse("admin:picture_as", args=[*as_student, art.slug]) + "?version=edited",
        reverse("module", args=[slug]),
        reverse("module_list"),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        if answer.streaming:
            for close in answer._resource_closers:  # close() would end the connection as well
                close()
    course = url("course_change", edited.module.course_id)
    for page in pages[:2]:
        assert course not in client.get(page).content.decode()
    far = [edited.module.slug, world.rowan.slug]
    assert client.get(reverse("admin:module_as", args=far)).status_code == 404
    assert client.post(url("module_publish", edited.module_id)).status_code == 302
    edited.refresh_from_db()
    assert edited.published_by == world.maya


def test_she_plans_her_module_for_her_cohort_only(world, client, edited):
    version = world.release.version
    page = client.get(url("release_add")).content.decode()
    assert "Juniper" in page
    assert "Rowan" not in page
    assert world.future_release.version.title not in page
    said = {
        "version": version.pk, "cohort": world.juniper.pk, "block": "Spring",
        "opens_on": "2027-03-01", "opens_time": "06:00", "due_time": "23:59",
        "closes_time": "23:59", "grace_hours": "0", "load_reason": "", "due_on": "",
        "closes_on": "",
    }  # fmt: skip
    assert client.post(url("release_add"), said).status_code == 302
    made = Release.objects.get(block="Spring")
    for change in ({"cohort": world.rowan.pk}, {"version": world.future_release.version_id}):
        answer = client.post(url("release_add"), said | {"block": "More"} | change)
        assert answer.status_code == 200
    assert not Release.objects.filter(block="More").exists()
    assert client.post(url("release_delete", made.pk), {"post": "yes"}).status_code == 302
    assert not Release.objects.filter(block="Spring").exists()


def test_without_a_cohort_she_meets_no_release(world, client_for, edited):
    world.maya.course_teams.update(cohort=None)
    client = client_for(world.maya)
    assert client.get(url("moduleversion_change", edited.pk)).status_code == 200
    assert client.get(url("release_changelist")).status_code == 403
    assert client.get(url("release_change", world.release.pk)).status_code in {403, 404}
    page = client.get(url("module_publish", edited.module_id)).content.decode()
    assert "Juniper" not in page
    assert "another cohort, version 1: Ask Prof Hana." in page


def test_when_it_ends_everything_ends(world, client, edited):
    assert client.get("/admin/").status_code == 200
    world.maya.course_teams.update(ends_at=make.ago(minutes=1))
    for page in ("/admin/", url("moduleversion_change", edited.pk),
                 reverse("module", args=[edited.module.slug])):  # fmt: skip
        assert client.get(page).status_code == 404


def test_who_may_not_plan_a_cohort_only_shortens_a_grant_for_it(world, client_for):
    module = world.release.version.module
    grant = make.course_team(
        course=module.course,
        person=world.maya,
        module=module,
        cohort=world.rowan,
        ends_at=make.ago(days=-9),
    )
    said = {"role": "editor", "starts_at": grant.starts_at.isoformat()[:19]}
    page, soon = url("courseteam_change", grant.pk), make.ago(days=-3)
    for longer in ({"ends_at": ""}, {"ends_at": "2031-01-01T00:00:00"}):
        answer = client_for(world.hana).post(page, said | longer)
        assert "Only who may plan this cohort" in answer.content.decode()
        grant.refresh_from_db()
        assert grant.ends_at < make.ago(days=-10)
    said["ends_at"] = soon.isoformat()[:19]
    assert client_for(world.hana).post(page, said).status_code == 302
    make.membership(person=world.hana, cohort=world.rowan, role="lead")
    assert client_for(world.hana).post(page, said | {"ends_at": ""}).status_code == 302


def test_she_sees_no_student_no_cohort_and_not_a_word_of_theirs(world, client, edited):
    for entry in world.entries.values():
        for name in ("entry", "entry_write"):
            assert client.get(reverse(name, args=[entry.pk])).status_code == 404
    for page in ("home", "journal", "queue", "my_students", "module_list", "cohort_list"):
        text = client.get(reverse(page), follow=True).content.decode()
        assert not WORDS.search(text), page
        assert not [name for name in ("Asha", "Ben", "Dr Ekdal") if name in text], page
    for slug in ("juniper", "rowan"):
        assert client.get(reverse("cohort", args=[slug])).status_code == 404
    for model in admin.site._registry:
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        answer = client.get(reverse(address), follow=True)
        if answer.status_code == 200:
            text = answer.content.decode()
            assert not [name for name in ("Asha", "Ben", "Ekdal", "Rowan") if name in text], address


def test_she_changes_no_team_no_order_and_no_other_module(world, client, edited):
    course = edited.module.course
    team = course.team.count()
    said = {"person": world.asha.pk, "course": course.pk, "role": "editor",
            "starts_at": "2026-09-01T08:00", "ends_at": ""}  # fmt: skip
    assert client.post(url("courseteam_add"), said).status_code == 403
    new = {"course": course.pk, "slug": "mine", "title": "Mine"}
    assert client.post(url("module_add"), new).status_code == 403
    other = world.future_release.version.lessons.first()
    assert client.post(url("lesson_change", other.pk), {"title": "x"}).status_code == 404
    assert client.post(url("module_edit", other.version.module_id)).status_code == 404
    assert (course.team.count(), Module.objects.filter(slug="mine").exists()) == (team, False)
    assert Lesson.objects.get(pk=other.pk).title == other.title
