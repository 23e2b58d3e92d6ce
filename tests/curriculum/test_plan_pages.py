"""The release plan in the admin: the matrix, a cell, weeks to skip."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from curriculum.models import Release, SkipWeek
from tests import make
from tests.curriculum.planned import on, plan_of, taught

pytestmark = pytest.mark.django_db
# Session, person, roles; course, grants, cohorts, modules, weeks, releases.
MATRIX = 9


def fill(course, lead, *, modules, cohorts):
    versions = [taught(course) for _ in range(modules)]
    for _ in range(cohorts):
        cohort = make.cohort()
        make.membership(person=lead, cohort=cohort, role="lead")
        make.skip_week(cohort=cohort)
        for place, version in enumerate(versions):
            make.release(
                version=version, cohort=cohort, opens_on=on(30 * place), due_on=on(30 * place + 20)
            )


@pytest.mark.parametrize(("modules", "cohorts"), [(1, 1), (3, 3), (10, 8)])
def test_the_matrix_costs_nine_queries_whatever_its_size(
    world, course, client_for, django_assert_num_queries, modules, cohorts
):
    fill(course, world.hana, modules=modules, cohorts=cohorts)
    client = client_for(world.hana)
    with django_assert_num_queries(MATRIX):
        page = client.get(plan_of(course))
    assert page.content.decode().count('class="planned') == modules * cohorts + 2


def test_a_cell_says_both_dates_the_weeks_and_a_newer_version(world, course, hana):
    first = world.juniper.first_day
    version = taught(course)
    make.module_version(module=version.module, number=2)
    make.release(
        version=version, cohort=world.juniper, block="Surgery", grace_hours=24,
        opens_on=date(2026, 9, 14), due_on=date(2026, 9, 27),
    )  # fmt: skip
    assert first == date(2026, 9, 1)
    page = hana.get(plan_of(course)).content.decode()
    for words in (
        "14 Sep 2026", "week 3, Monday", "27 Sep 2026", "week 4, Sunday", "Surgery",
        "24 hours’ grace", "Has version 1; 2 exists.", "Europe/London",
    ):  # fmt: skip
        assert words in page, words


def test_whoever_does_not_plan_sees_no_plan(world, course, client_for):
    """A mentor has no admin; whoever leads elsewhere sees no course that is not hers."""
    for name in ("asha", "fox", "omar", "tuva"):
        assert client_for(world.people[name]).get(plan_of(course)).status_code == 404
    # Who builds the course and is in no cohort finds no column.
    assert "Juniper" not in client_for(world.cleo).get(plan_of(course)).content.decode()
    assert "Rowan" not in client_for(world.hana).get(plan_of(course)).content.decode()
    everything = client_for(world.ivo).get(plan_of(course)).content.decode()
    assert "Juniper" in everything
    assert "Rowan" in everything


def test_the_plan_is_linked_from_the_index_and_the_course(world, course, hana):
    assert reverse("admin:curriculum_release_plans") in hana.get("/admin/").content.decode()
    change = reverse("admin:curriculum_course_change", args=[course.pk])
    assert plan_of(course) in hana.get(change).content.decode()
    assert hana.get(reverse("admin:curriculum_release_plans")).status_code in {200, 302}


class TestACell:
    def add_url(self, course, version, cohort):
        args = [course.pk, version.module_id, cohort.pk]
        return reverse("admin:curriculum_release_cell_add", args=args)

    def posted(self, version, **fields):
        base = {
            "version": version.pk, "opens_on": "", "opens_offset": "", "opens_time": "06:00",
            "due_on": "", "due_offset": "", "due_time": "23:59", "grace_hours": "0",
        }  # fmt: skip
        return base | fields

    def test_an_empty_cell_takes_weeks_or_dates(self, world, course, hana):
        version = taught(course)
        data = self.posted(version, opens_offset="week 20", due_on="2027-02-07", grace_hours="24")
        answer = hana.post(self.add_url(course, version, world.juniper), data)
        assert answer.status_code == 302
        assert f"#cell-{version.module_id}-{world.juniper.pk}" in answer["Location"]
        made = Release.objects.get(version=version)
        assert (made.opens_on, made.due_on) == (date(2027, 1, 11), date(2027, 2, 7))
        assert made.grace_hours == 24

    @pytest.mark.parametrize(
        ("typed", "beside", "says"),
        [
            ({}, "opens_on", "on which day it opens"),
            ({"opens_offset": "soon"}, "opens_offset", "Write it as week 3"),
            (
                {"opens_on": "2027-01-04", "opens_offset": "week 20"},
                "opens_offset",
                "two different days",
            ),
            ({"opens_on": "2027-01-04", "due_on": "2027-01-03"}, "due_on", "before it opens"),
            (
                {"opens_on": "2027-01-04", "due_on": "2027-02-03", "closes_on": "2027-02-02"},
                "closes_on",
                "before it is due",
            ),
            ({"opens_on": "9999-01-04"}, "opens_on", "between 1900 and 2199"),
            ({"opens_on": "2027-01-04", "grace_hours": "-1"}, "grace_hours", "greater than"),
        ],
    )
    def test_a_mistake_is_said_beside_its_field_and_what_was_typed_stays(
        self, world, course, hana, typed, beside, says
    ):
        version = taught(course)
        answer = hana.post(
            self.add_url(course, version, world.juniper),
            self.posted(version, block="Typed block", **typed),
        )
        assert answer.status_code == 422
        form = answer.context["form"]
        assert list(form.errors) == [beside]
        page = answer.content.decode()
        assert says in page
        for value in ("Typed block", *typed.values()):
            assert f'value="{value}"' in page
        assert not Release.objects.filter(version=version).exists()

    def test_the_load_guard_asks_for_a_reason_here(self, world, course, hana):
        make.release(version=taught(course), cohort=world.juniper, opens_on=on(-3), due_on=on(12))
        version = taught(course)
        dates = {"opens_on": str(on(2)), "due_on": str(on(15))}
        url = self.add_url(course, version, world.juniper)
        answer = hana.post(url, self.posted(version, **dates))
        assert list(answer.context["form"].errors) == ["load_reason"]
        assert "Asha and Ben would have a third" in answer.content.decode()
        reason = {"load_reason": "They asked for it."}
        assert hana.post(url, self.posted(version, **dates, **reason)).status_code == 302

    def test_an_open_release_keeps_its_opening_and_takes_a_new_due_date(self, world, course, hana):
        release = world.release
        url = reverse("admin:curriculum_release_cell", args=[release.pk])
        was = release.opens_on
        data = self.posted(release.version, opens_on="2030-01-01", due_on=str(on(9)))
        assert hana.post(url, data).status_code == 302
        release.refresh_from_db()
        assert (release.opens_on, release.due_on) == (was, on(9))

    def test_it_is_taken_back_before_it_opens_and_not_after(self, world, course, hana):
        for release, gone in ((world.future_release, True), (world.release, False)):
            url = reverse("admin:curriculum_release_cell", args=[release.pk])
            assert hana.post(url, {"do": "withdraw"}).status_code == 302
            assert Release.objects.filter(pk=release.pk).exists() is not gone

    def test_others_find_no_cell(self, world, course, client_for):
        change = reverse("admin:curriculum_release_cell", args=[world.release.pk])
        add = self.add_url(course, world.release.version, world.juniper)
        for name in ("asha", "fox", "omar", "cleo", "tuva"):
            client = client_for(world.people[name])
            assert client.get(change).status_code == 404
            assert client.get(add).status_code == 404
        elsewhere = self.add_url(course, world.release.version, world.rowan)
        assert client_for(world.hana).get(elsewhere).status_code == 404

    def test_a_grant_for_one_module_and_one_cohort_plans_just_that(self, world, course, client_for):
        version = taught(course)
        maya = make.person(name="Maya")
        make.course_team(course=course, person=maya, module=version.module, cohort=world.juniper)
        client = client_for(maya)
        page = client.get(plan_of(course)).content.decode()
        assert self.add_url(course, version, world.juniper) in page
        # She leads no cohort to copy a plan to.
        assert reverse("admin:curriculum_release_copy", args=[course.pk]) not in page
        data = self.posted(version, opens_on=str(on(3)))
        answer = client.post(self.add_url(course, version, world.juniper), data)
        assert answer.status_code == 302
        other = self.add_url(course, world.future_release.version, world.juniper)
        assert client.get(other).status_code == 404


class TestWeeksToSkip:
    def test_a_due_date_in_one_is_said_and_moved_with_one_button(self, world, course, hana):
        due = world.release.due_on
        data = {"cohort": world.juniper.pk, "starts_on": due, "ends_on": due, "reason": "exams"}
        answer = hana.post(reverse("admin:curriculum_skipweek_add"), data, follow=True)
        assert "One reflection is due in it." in answer.content.decode()
        assert SkipWeek.objects.get().cohort == world.juniper
        page = hana.get(plan_of(course)).content.decode()
        assert "Due in a week to skip." in page
        move = reverse("admin:curriculum_release_move_due", args=[world.release.pk])
        assert move in page
        assert hana.post(move).status_code == 302
        world.release.refresh_from_db()
        assert world.release.due_on == due + timedelta(days=7)
        assert hana.get(move).status_code == 405

    def test_the_list_costs_the_same_for_few_and_many(self, world, hana, django_assert_num_queries):
        page = reverse("admin:curriculum_skipweek_changelist")
        for days in (0, 30):
            for more in range(2):
                start = on(days + more * 10)
                make.skip_week(cohort=world.juniper, starts_on=start, ends_on=start)
            # Session, person, roles; how many, the rows, the cohorts of the filter.
            with django_assert_num_queries(6):
                assert hana.get(page).status_code == 200

    def test_only_ones_own_cohorts_are_offered(self, world, hana):
        page = hana.get(reverse("admin:curriculum_skipweek_add")).content.decode()
        assert "Juniper" in page
        assert "Rowan" not in page
