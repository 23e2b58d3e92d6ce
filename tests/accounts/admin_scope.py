"""Rows of the two cohorts that tests of the admin look for."""

from django.contrib import admin
from django.urls import reverse

from accounts.models import Membership

EVERY = list(admin.site._registry)
IDS = [model.__name__ for model in EVERY]
# Kept on the page of what they belong to: their own list leads there.
WITHOUT_LIST = {"ModuleVersion", "ScenarioRole", "EncounterNode"}


def path(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def seat(person, cohort, role="student"):
    return Membership.objects.get(person=person, cohort=cohort, role=role)


def request_code(response):
    """Return the request's own code, the one thing in which two refusals differ."""
    return response["X-Request-ID"].encode()
