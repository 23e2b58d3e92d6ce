"""The release plan of one cohort made from another: copied, or moved with a new first day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.actions import archiving
from accounts.models import Cohort
from curriculum.models import Release
from tests import make
from tests.curriculum.planned import on, plan_of, taught

pytestmark = pytest.mark.django_db


class TestCopying:
    @pytest.fixture
    def target(self, world):
        cohort = make.cohort(name="Next year", first_day=date(2027, 9, 7))
        make.membership(person=world.hana, cohort=cohort, role="lead")
        return cohort

    def url(self, course, source, target):
        url = reverse("admin:curriculum_release_copy", args=[course.pk])
        return f"{url}?source={source.pk}&target={target.pk}"

    def posted(self, rows, **fields):
        data = {}
        for row in rows:
            name = f"r{row.proposed.release.pk}"
            data |= {f"{name}-include": "on", f"{name}-version": row.proposed.release.version_id}
            for day in ("opens_on", "due_on", "closes_on"):
                value = getattr(row.proposed, day)
                data[f"{name}-{day}"] = str(value or "")
        return data | {"do": "apply"} | fields

    def test_a_preview_shows_old_and_new_and_does_nothing(self, world, course, hana, target):
        make.module_version(module=world.release.version.module, number=2)
        answer = hana.get(self.url(course, world.juniper, target))
        page = answer.content.decode()
        assert len(answer.context["rows"]) == 2
        assert f"{world.release.opens_on:%Y}" in page
        assert "the newest, 2" in page
        assert not target.releases.exists()

    def test_applying_it_plans_the_cohort_and_a_second_time_changes_nothing(
        self, world, course, hana, target
    ):
        url = self.url(course, world.juniper, target)
        rows = hana.get(url).context["rows"]
        assert hana.post(url, self.posted(rows)).status_code == 302
        assert target.releases.count() == 2
        again = hana.get(url)
        assert again.content.decode().count("There already: version 1") == 2
        answer = hana.post(url, self.posted(rows), follow=True)
        assert "all of it is there already" in answer.content.decode()
        assert target.releases.count() == 2

    def test_a_copy_is_taken_back_from_the_plan(self, world, course, hana, target):
        url = self.url(course, world.juniper, target)
        hana.post(url, self.posted(hana.get(url).context["rows"]))
        mark = target.releases.first().copied_as
        args = [course.pk, target.pk, mark]
        back = reverse("admin:curriculum_release_take_back", args=args)
        assert back in hana.get(plan_of(course)).content.decode()
        assert hana.post(back).status_code == 302
        assert not target.releases.exists()

    def test_rows_can_be_left_out_and_adjusted(self, world, course, hana, target):
        url = self.url(course, world.juniper, target)
        rows = hana.get(url).context["rows"]
        data = self.posted(rows)
        left, kept = rows
        del data[f"r{left.proposed.release.pk}-include"]
        data[f"r{kept.proposed.release.pk}-opens_on"] = "2027-10-04"
        hana.post(url, data)
        made = target.releases.get()
        assert made.version == kept.proposed.release.version
        assert made.opens_on == date(2027, 10, 4)

    def test_a_mistake_keeps_what_was_typed_and_copies_nothing(self, world, course, hana, target):
        url = self.url(course, world.juniper, target)
        rows = hana.get(url).context["rows"]
        name = f"r{rows[0].proposed.release.pk}"
        data = self.posted(rows, **{f"{name}-due_on": "2001-01-01"})
        answer = hana.post(url, data)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "It cannot be due before it opens." in page
        assert 'value="2001-01-01"' in page
        assert not target.releases.exists()
        looked = hana.post(url, data | {"do": "look"})
        assert looked.status_code == 200
        assert not target.releases.exists()

    def test_the_preview_says_whom_a_third_would_hit(self, world, course, hana, target):
        make.membership(person=world.ben, cohort=target)
        due = date(2027, 10, 3)
        make.skip_week(cohort=target, starts_on=due, ends_on=due)
        for days in (5, 8):
            make.release(
                version=taught(course), cohort=world.juniper, opens_on=on(-3),
                due_on=world.release.due_on + timedelta(days=days),
            )  # fmt: skip
        answer = hana.get(self.url(course, world.juniper, target))
        loads = [row.load for row in answer.context["rows"]]
        assert [bool(load) for load in loads].count(True) == 1
        assert "Ben would have a third" in answer.content.decode()

    def test_last_years_plan_can_be_copied_after_its_cohort_was_archived(
        self, world, course, hana, target, client_for
    ):
        began = world.juniper.releases.filter(version__module__course=course).count()
        archiving.archive(cohort=world.juniper, by=world.hana, close=True)
        url = self.url(course, world.juniper, target)
        rows = hana.get(url).context["rows"]
        assert len(rows) == began
        # Only its plan: nobody in it, nothing to change, and nothing for those who did not lead it.
        assert hana.get(reverse("cohort", args=[world.juniper.slug])).status_code == 404
        assert not Release.objects.visible_to(world.hana, "change").filter(cohort=world.juniper)
        page = hana.get(plan_of(course) + "?archived=1")
        assert world.juniper.name in [
            column.cohort.name for column in page.context["matrix"].columns
        ]
        for person in (world.ekdal, world.asha, world.omar):
            assert not Cohort.objects.visible_to(person, "plan").filter(pk=world.juniper.pk)
        assert hana.post(url, self.posted(rows)).status_code == 302
        assert target.releases.count() == began

    def test_an_administrator_copies_last_years_plan_for_somebody_else(
        self, world, course, target, client_for
    ):
        """She leads neither cohort and builds no course: she may plan both, and that is enough."""
        began = world.juniper.releases.filter(version__module__course=course).count()
        archiving.archive(cohort=world.juniper, by=world.ivo, close=True)
        ivo, url = client_for(world.ivo), self.url(course, world.juniper, target)
        choose = ivo.get(url.partition("?")[0])
        assert world.juniper.name in choose.content.decode()
        rows = ivo.get(url).context["rows"]
        assert len(rows) == began
        assert ivo.post(url, self.posted(rows)).status_code == 302
        assert target.releases.count() == began

    def test_others_cohorts_are_no_choice(self, world, course, hana, target):
        for source, wanted in ((world.rowan, target), (world.juniper, world.rowan)):
            assert hana.get(self.url(course, source, wanted)).status_code == 404
        same = hana.get(self.url(course, target, target))
        assert "Choose two different cohorts." in same.content.decode()


class TestANewFirstDay:
    def test_it_is_offered_and_moves_the_plan(self, world, hana):
        cohort = world.juniper
        was, now = cohort.first_day, cohort.first_day + timedelta(days=7)
        change = reverse("admin:accounts_cohort_change", args=[cohort.pk])
        form = hana.get(change).context["adminform"].form
        data = {name: form[name].value() for name in form.fields}
        data |= {"first_day": now, "archived_at": "", "lead_reads": ""}
        groups = {"groups-TOTAL_FORMS": 0, "groups-INITIAL_FORMS": 0}
        page = hana.post(change, data | groups, follow=True).content.decode()
        move = reverse("admin:curriculum_release_move", args=[cohort.pk]) + f"?was={was}"
        assert move.replace("&", "&amp;") in page
        answer = hana.get(move)
        rows = answer.context["rows"]
        assert {row.proposed.release for row in rows} == {world.release, world.future_release}
        due, opens = world.release.due_on, world.future_release.opens_on
        posted = TestCopying().posted(rows)
        assert hana.post(move, posted).status_code == 302
        week = timedelta(days=7)
        assert Release.objects.get(pk=world.release.pk).due_on == due + week
        assert Release.objects.get(pk=world.release.pk).opens_on == world.release.opens_on
        assert Release.objects.get(pk=world.future_release.pk).opens_on == opens + week

    @pytest.mark.parametrize("was", ["", "yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
    def test_without_the_day_it_was_there_is_no_page(self, world, hana, was):
        move = reverse("admin:curriculum_release_move", args=[world.juniper.pk])
        assert hana.get(f"{move}?was={was}").status_code == 404

    def test_not_for_a_cohort_of_somebody_else(self, world, hana):
        move = reverse("admin:curriculum_release_move", args=[world.rowan.pk])
        assert hana.get(f"{move}?was=2026-09-01").status_code == 404
