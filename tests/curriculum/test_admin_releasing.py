"""Releases in the admin, and the page as a student will see it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, GroupMembership
from curriculum.models import Completion, Release
from tests import make
from tests.curriculum.building import release_post, said_beside, url

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ releases
def test_a_release_offers_her_published_versions_and_cohorts(world, client_for, edited):
    page = client_for(world.hana).get(url("release_add"))
    form = page.context["adminform"].form
    assert set(form.fields["cohort"].queryset) == {world.juniper}
    assert set(form.fields["version"].queryset) == {
        world.release.version,
        world.future_release.version,
    }
    assert "Europe/London" in page.content.decode()


def test_a_release_is_made_and_a_past_due_date_only_warned_of(world, client_for):
    posted = release_post(
        version=world.release.version_id, cohort=world.juniper.pk,
        opens_on="2026-01-05", due_on="2026-02-01",
    )  # fmt: skip
    page = client_for(world.hana).post(url("release_add"), posted, follow=True)
    assert "The due date has passed already" in page.content.decode()
    assert Release.objects.filter(block="Surgery", cohort=world.juniper).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"due_on": "2027-02-01"}, "due_on"), ({"closes_on": "2027-02-01"}, "closes_on")],
)
def test_dates_out_of_order_keep_what_was_typed(world, client_for, change, field):
    posted = release_post(version=world.release.version_id, cohort=world.juniper.pk, **change)
    page = client_for(world.hana).post(url("release_add"), posted)
    assert said_beside(page, field)
    assert "Surgery" in page.content.decode()
    assert not Release.objects.filter(block="Surgery").exists()


def test_a_release_into_a_foreign_cohort_or_of_a_foreign_version_is_no_choice(world, client_for):
    for change in (
        {"version": world.release.version_id, "cohort": world.rowan.pk},
        {"version": world.other_release.version_id, "cohort": world.juniper.pk},
    ):
        page = client_for(world.hana).post(url("release_add"), release_post(**change))
        assert "Select a valid choice" in page.content.decode()
        assert "Rowan" not in page.content.decode()
    assert not Release.objects.filter(block="Surgery").exists()


def test_what_is_open_cannot_be_deleted_or_moved(world, client_for):
    client = client_for(world.hana)
    client.post(url("release_delete", world.release.pk), {"post": "yes"})
    later = release_post(block="", opens_on="2027-03-01")
    page = client.post(url("release_change", world.release.pk), later)
    assert "cannot be moved" in said_beside(page, "opens_on")
    stored = Release.objects.get(pk=world.release.pk)
    assert stored.opens_at <= timezone.now()


def test_what_cannot_be_deleted_is_said_before_it_is_asked(world, client_for):
    client = client_for(world.hana)
    page = client.get(url("release_delete", world.release.pk)).content.decode()
    assert "It is open already. Give it a closing date instead." in page
    assert "It cannot be brought back" not in page
    assert 'name="post"' not in page
    assert f'href="{url("release_change", world.release.pk)}">Back to' in page
    yesterday = timezone.now() - timedelta(days=1)
    Release.objects.filter(pk=world.release.pk).update(due_at=None, closes_at=yesterday)
    page = client.get(url("release_delete", world.release.pk)).content.decode()
    assert "It has been open, and is closed." in page
    assert "closing date" not in page
    page = client.get(url("release_delete", world.future_release.pk)).content.decode()
    assert "It cannot be brought back" in page
    assert 'name="post"' in page


def test_a_group_with_people_says_that_it_stays(world, client_for):
    group = make.group(cohort=world.juniper)
    page_url = reverse("admin:accounts_group_delete", args=[group.pk])
    client = client_for(world.hana)
    assert 'name="post"' in client.get(page_url).content.decode()
    GroupMembership.objects.create(group=group, person=world.asha)
    page = client.get(page_url).content.decode()
    assert "End their places instead" in page
    assert 'name="post"' not in page


# ------------------------------------------------------------------ as a student
def test_the_preview_is_the_students_page_without_notes(world, client_for, edited):
    client = client_for(world.hana)
    slug = edited.module.slug
    before = Completion.objects.count(), AuditEvent.objects.count()
    lesson = edited.lessons.get(kind="reading")
    for page in (
        reverse("admin:module_as", args=[slug, "juniper"]),
        reverse("admin:lesson_as", args=[slug, "juniper", lesson.slug]),
    ):
        for query in ("", "?version=edited"):
            text = client.get(page + query).content.decode()
            assert "As a student of Juniper" in text
            assert "NOTES-nobody" not in text
            assert "You have done all of it" not in text
    assert "Something to read." in text
    assert (Completion.objects.count(), AuditEvent.objects.count()) == before


def test_the_preview_marks_what_is_not_open(world, client_for, edited):
    client = client_for(world.hana)
    added = make.lesson(version=edited, title="Brand new")
    page = reverse("admin:module_as", args=[edited.module.slug, "juniper"])
    assert "Not released to them yet" not in client.get(page).content.decode()
    text = client.get(page + "?version=edited").content.decode()
    assert added.title in text
    assert text.count("Not released to them yet") == 1
    planned = world.future_release.version.module
    text = client.get(reverse("admin:module_as", args=[planned.slug, "juniper"])).content.decode()
    assert "Not open to them yet" in text
    assert "Not released to them yet" in text


def test_the_preview_is_only_for_builders_and_their_cohorts(world, client_for):
    slug = world.release.version.module.slug
    here = reverse("admin:module_as", args=[slug, "juniper"])
    assert client_for(world.omar).get(here).status_code == 404
    assert client_for(world.asha).get(here).status_code == 404
    foreign = reverse("admin:module_as", args=[slug, "rowan"])
    assert client_for(world.hana).get(foreign).status_code == 404
    assert client_for(world.cleo).get(here).status_code == 404
    assert client_for(world.ivo).get(foreign).status_code == 200
    assert client_for(world.hana).post(here).status_code == 405
    # A course that somebody else builds, though the cohort is hers.
    elsewhere = world.other_release.version.module.slug
    beside = reverse("admin:module_as", args=[elsewhere, "juniper"])
    assert client_for(world.hana).get(beside).status_code == 404
    assert client_for(world.ivo).get(beside).status_code == 200
