"""What a module page is told about a reflection: begun, submitted, answered, begun anew."""

from curriculum import activities
from tests import make


def test_status_follows_the_newest_version(db, django_assert_num_queries) -> None:
    cohort, student, mentor = make.cohort(), make.person(), make.person()
    make.membership(person=student, cohort=cohort)
    release = make.taught(cohort=cohort)
    lesson = make.reflection_of(release)

    def status() -> tuple[bool, str] | None:
        with django_assert_num_queries(1):
            found = activities.statuses(student, release, [lesson]).get(lesson.pk)
        return (found.is_done, str(found.said)) if found else None

    assert status() is None
    entry = make.entry(author=student, release=release)
    assert status() == (False, "Your draft is waiting")
    version = make.version(entry=entry, readers={"mentor": mentor})
    assert status() == (True, "Submitted")
    make.reply(version=version, author=mentor, sent=False)
    assert status() == (True, "Submitted")
    version.replies.all().delete()
    make.reply(version=version, author=mentor)
    assert status() == (True, "Answered")
    make.version(entry=entry, revision=99)
    assert status() == (True, "Submitted")


def test_status_of_another_student_is_not_hers(db) -> None:
    cohort, student, other = make.cohort(), make.person(), make.person()
    release = make.taught(cohort=cohort)
    make.version(entry=make.entry(author=other, release=release))
    assert activities.statuses(student, release, [make.reflection_of(release)]) == {}
