"""A course comes in as a zip, its objectives are mapped, and the map shows it: one journey."""

import pytest
from playwright.sync_api import expect

from curriculum.models import Competency, Module
from tests.browser.looks import PHONE, findings
from tests.curriculum.packages import zipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page, name):
    assert findings(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_a_course_comes_in_and_is_mapped_on_a_phone(built, open_as, base_url):
    page = open_as(built.ivo, "/admin/curriculum/course/", viewport=PHONE)
    page.get_by_role("link", name="Import a course").click()
    looked_at(page, "import")
    file = {"name": "course.zip", "mimeType": "application/zip", "buffer": zipped().getvalue()}
    page.get_by_label("A zip file").set_input_files(file)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("row", name="Two Languages")).to_contain_text("new: version 1")
    looked_at(page, "report")
    assert not Module.objects.filter(slug="two-languages").exists()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("status")).to_contain_text("All of it is kept.")
    looked_at(page, "imported")
    page.get_by_role("link", name="Open “The Practice of Compassion”").click()
    page.get_by_role("link", name="Coverage map").click()
    expect(page.get_by_text("A2 Speaking: no objective serves it")).to_be_visible()
    looked_at(page, "coverage")
    module = Module.objects.get(slug="two-languages")
    page.goto(f"{base_url}/admin/curriculum/module/{module.pk}/change/")
    page.get_by_role("button", name="Edit the module").click()
    page.get_by_role("link", name="Objectives and competencies").click()
    looked_at(page, "mapping")
    box = page.get_by_role("checkbox", name="A2 serves objective 2")
    assert box.locator("..").bounding_box()["height"] >= 44
    box.check()
    page.get_by_role("button", name="Save").click()
    expect(box).to_be_checked()
    edited = module.versions.get(number=None).objectives.get(text="Say it.")
    assert edited.competencies.get() == Competency.objects.get(code="A2")
