"""Every page the admin has, found by asking it, is accessible and fits a phone."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.looks import DESK, PHONE, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


ONE_ROW = {"change", "delete", "history"}


def doors(person, names):
    """Return the addresses this person may open, model by model."""
    client = Client()
    client.force_login(person)
    found = []
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        newest = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:1])
        for name in names:
            if name in ONE_ROW and not newest:
                continue
            url = reverse(f"{label}_{name}", args=newest if name in ONE_ROW else [])
            if client.get(url).status_code == 200:
                found.append(url)
    return found


CRAWLS = {
    # The operator opens every list and row; the others what is theirs, where it may look different.
    "root": (PHONE, "dark", ("changelist", "change")),
    "hana": (DESK, "dark", ("add", "change")),
    "maya": (PHONE, "light", ("changelist", "add", "change")),
    "ivo": (DESK, "light", ()),
}


@pytest.mark.long
@pytest.mark.parametrize("who", CRAWLS)
def test_every_page_of_the_registry_is_accessible_and_fits(built, open_as, base_url, who):
    viewport, look, names = CRAWLS[who]
    person = built.people[who]
    paths = doors(person, names)
    if who == "ivo":
        paths += doors(person, ONE_ROW - {"change"})[:4]
    assert paths
    page = open_as(person, "/admin/", viewport=viewport, color_scheme=look)
    wrong = []
    for path in paths:
        page.goto(base_url + path, wait_until="load")
        expect(page.locator("main")).to_have_count(1)
        unlabelled = page.locator("tr.form-row :is(input:not([type=hidden]), select, textarea)")
        names_given = unlabelled.evaluate_all(
            "cells => cells.filter((c) => !c.labels.length && !c.ariaLabel).map((c) => c.name)"
        )
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = findings(page)
        if found or names_given or wide:
            wrong.append((path, found, names_given, wide))
    assert wrong == []
