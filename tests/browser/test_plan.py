"""The release plan in a browser: copy it, look, apply it; then the student sees her date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from curriculum.models import Extension
from tests import make
from tests.browser.looks import DESK, PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fits(page):
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("viewport", "look"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
)
def test_a_plan_is_copied_and_a_student_of_the_new_cohort_sees_her_date(
    built, open_as, base_url, viewport, look
):
    world = built
    course = world.release.version.module.course
    today = timezone.localdate()
    # Began a week after Juniper: what is due there in five days is due here in twelve.
    new = make.cohort(name="Willow", first_day=world.juniper.first_day + timedelta(days=7))
    make.membership(person=world.hana, cohort=new, role="lead")
    nell = make.person(name="Nell")
    make.membership(person=nell, cohort=new)
    far = today + timedelta(days=60)
    make.skip_week(cohort=new, starts_on=far, ends_on=far)
    plan = reverse("admin:curriculum_release_plan", args=[course.pk])

    page = open_as(world.hana, plan, viewport=viewport, color_scheme=look)
    fits(page)
    region = page.get_by_role("region", name="Release plan")
    region.focus()
    expect(region).to_be_focused()
    page.get_by_role("link", name="Copy a plan to another cohort").click()
    page.get_by_label("The plan of").select_option(str(world.juniper.pk))
    page.get_by_label("to", exact=True).select_option(str(new.pk))
    page.get_by_role("button", name="Look at the dates").press("Enter")
    title = world.release.version.title
    due = page.get_by_label(f"{title} due on")
    expect(due).to_have_value(str(world.release.due_on + timedelta(days=7)))
    fits(page)
    assert not new.releases.exists()
    # One row is wrong: nothing happens, and what was typed stays.
    due.fill("2001-01-01")
    page.get_by_role("button", name="Copy to Willow").press("Enter")
    expect(page.get_by_text("It cannot be due before it opens.")).to_be_visible()
    expect(due).to_have_value("2001-01-01")
    fits(page)
    due.fill(str(today + timedelta(days=12)))
    page.get_by_role("button", name="Copy to Willow").press("Enter")
    expect(page.get_by_text("are planned for Willow.")).to_be_visible()
    expect(page.get_by_role("button", name="Take back this copy: Willow")).to_have_count(0)

    release = new.releases.get(version=world.release.version)
    page.goto(base_url + reverse("admin:curriculum_release_cell", args=[release.pk]))
    fits(page)

    # Her lead gives Nell three days more, with one press.
    page.goto(base_url + reverse("student_time", args=[new.slug, nell.pk]))
    fits(page)
    page.get_by_role("button", name="3 days more").first.press("Enter")
    expect(page.get_by_text("Nell has until")).to_be_visible()
    assert Extension.objects.get().due_on == release.due_on + timedelta(days=3)

    module = reverse("module", args=[release.version.module.slug])
    theirs = open_as(nell, module, viewport=viewport, color_scheme=look)
    expect(theirs.get_by_text("extended for you by Prof Hana").first).to_be_visible()
    assert str(Extension.objects.get().due_on) in theirs.content()
    fits(theirs)
    # She passes on it all the same: one tap, and a yes.
    lesson = make.reflection_of(release)
    theirs.goto(base_url + reverse("lesson", args=[release.version.module.slug, lesson.slug]))
    theirs.get_by_role("link", name="Pass on this one").click()
    expect(theirs.get_by_role("button", name="Pass", exact=True)).to_be_visible()
    fits(theirs)
    theirs.get_by_role("button", name="Pass", exact=True).press("Enter")
    expect(theirs.get_by_text("Nothing more is asked of you here.")).to_be_visible()
