"""Who staffs a cohort, as far as whoever looks may know."""

import pytest
from django.utils import timezone

from accounts.staffing import staffing
from tests import make

pytestmark = pytest.mark.django_db


def test_everybody_sees_of_it_what_the_rules_let_them():
    cohort = make.cohort()
    mentor, student, fellow, lead, stranger = (make.person() for _ in range(5))
    for person, role in ((mentor, "mentor"), (student, "student"), (fellow, "student")):
        make.membership(person=person, cohort=cohort, role=role)
    make.membership(person=lead, cohort=cohort, role="lead")
    make.mentoring(mentor=mentor, student=student, cohort=cohort)
    make.leave(person=mentor)

    def seen(person):
        return staffing(person, [cohort], timezone.now())[cohort.pk]

    # A lead knows the pairs and who is away; a mentor her own pair, a student herself.
    assert set(seen(lead).students) == {student.pk, fellow.pk}
    assert seen(lead).mentors[mentor.pk].students == {student.pk}
    assert seen(lead).mentors[mentor.pk].is_away
    assert set(seen(mentor).mentors) == {mentor.pk}
    assert not seen(mentor).students
    assert set(seen(fellow).students) == {fellow.pk}
    assert not seen(stranger).students
    assert not seen(stranger).mentors
