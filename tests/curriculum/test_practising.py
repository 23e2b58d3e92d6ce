"""The way from a module to a practice is shown to whoever may play it."""

import pytest

from curriculum import queries
from curriculum.practising import PracticeActivity
from tests import make

pytestmark = pytest.mark.django_db


def test_who_takes_part_in_nothing_is_led_to_no_practice():
    release = make.taught(cohort=make.cohort())
    practice = make.encounter(course=release.version.module.course)
    lesson = make.lesson(version=release.version, kind="practice", scenario=practice.slug)
    student, stranger = make.person(), make.person()
    make.membership(person=student, cohort=release.cohort)

    def led(person):
        rows = queries.outline(person, release).rows
        known = [row.lesson for row in rows if row.lesson == lesson]
        return set(PracticeActivity().status_for(person, release, known))

    assert led(student) == {lesson.pk}
    assert led(stranger) == set()
