"""What is due in a cohort, as far as whoever looks may know of it."""

import pytest
from django.utils import timezone

from curriculum.models import Release
from curriculum.queries import required_reflections
from tests import make

pytestmark = pytest.mark.django_db


def test_only_who_may_know_of_a_release_learns_what_it_asks_for():
    release = make.taught(cohort=make.cohort())
    key = make.reflection_of(release).key
    Release.objects.filter(pk=release.pk).update(due_at=make.ago(days=-3))
    lead, stranger = make.person(), make.person()
    make.membership(person=lead, cohort=release.cohort, role="lead")
    make.membership(person=stranger, cohort=make.cohort(), role="lead")

    def due(person):
        return required_reflections(person, [release.cohort], timezone.now())

    (asked,) = due(lead)
    assert asked.keys == {key}
    assert due(stranger) == []
