"""A course with releases, and days from today: what tests of the release plan begin with."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests import make


def on(days):
    return timezone.localdate() + timedelta(days=days)


def plan_of(course):
    return reverse("admin:curriculum_release_plan", args=[course.pk])


def taught(course):
    version = make.module_version(module=make.module(course=course))
    make.prompt(lesson=make.lesson(version=version, kind="reflection"))
    return version
