"""Who sees a course: each condition of each clause, taken away one at a time."""

from collections.abc import Callable

import pytest

from accounts.models import Membership
from accounts.policy import allows, audience
from curriculum.models import Release
from tests import make

LONG_AGO, LATER = make.ago(days=1), make.ago(days=-1)


def _sees(person: object, row: object, action: str = "read") -> bool:
    """Ask all doors, about the row as it is now; they must agree."""
    row = type(row).objects.get(pk=row.pk)
    answers = {
        allows(person, action, row),
        type(row).objects.visible_to(person, action).filter(pk=row.pk).exists(),
        person in audience(row, action),
    }
    assert len(answers) == 1
    return answers.pop()


def _things(release: Release) -> list[object]:
    version = release.version
    reflection = make.reflection_of(release)
    return [
        version.module.course,
        version.module,
        version,
        version.lessons.first(),
        reflection.prompts.first(),
        make.step(lesson=version.lessons.first()),
        version.objectives.create(text="To listen"),
        release,
    ]


@pytest.fixture
def release(db: None) -> Release:
    return make.taught(cohort=make.cohort())


@pytest.mark.parametrize("role", ["student", "mentor", "lead", "facilitator"])
def test_members_of_the_cohort_see_what_is_open(release: Release, role: str) -> None:
    person = make.person()
    make.membership(person=person, cohort=release.cohort, role=role)
    assert all(_sees(person, thing) for thing in _things(release))


BREAKS: dict[str, Callable[[Release, Membership], object]] = {
    "the membership ended": lambda r, m: Membership.objects.filter(pk=m.pk).update(
        ends_at=LONG_AGO
    ),
    "the membership has not begun": lambda r, m: Membership.objects.filter(pk=m.pk).update(
        starts_at=LATER
    ),
    "the membership is in another cohort": lambda r, m: Membership.objects.filter(pk=m.pk).update(
        cohort=make.cohort()
    ),
    "the release is of another version": lambda r, m: Release.objects.filter(pk=r.pk).update(
        version=make.module_version(module=make.module(course=make.course()))
    ),
    "the release is to another cohort": lambda r, m: Release.objects.filter(pk=r.pk).update(
        cohort=make.cohort()
    ),
}


@pytest.mark.parametrize("role", ["student", "mentor", "lead", "facilitator"])
@pytest.mark.parametrize("name", BREAKS)
def test_nothing_is_seen_when_one_thing_ends(release: Release, role: str, name: str) -> None:
    person = make.person()
    membership = make.membership(person=person, cohort=release.cohort, role=role)
    things = _things(release)
    BREAKS[name](release, membership)
    about_the_release = "of another version" in name
    seen = [_sees(person, t) for t in things if not (about_the_release and t == release)]
    assert not any(seen)


@pytest.mark.parametrize(
    ("role", "sees"), [("student", False), ("mentor", True), ("lead", True), ("facilitator", True)]
)
def test_only_those_who_teach_see_what_opens_later(release: Release, role: str, sees: bool) -> None:
    person = make.person()
    make.membership(person=person, cohort=release.cohort, role=role)
    Release.objects.filter(pk=release.pk).update(opens_at=LATER)
    assert [_sees(person, t) for t in _things(Release.objects.get(pk=release.pk))] == [sees] * 8


@pytest.mark.parametrize(
    ("role", "reads"), [("student", False), ("mentor", True), ("lead", True), ("facilitator", True)]
)
def test_facilitator_notes_are_for_those_who_teach(
    release: Release, role: str, reads: bool
) -> None:
    person = make.person()
    make.membership(person=person, cohort=release.cohort, role=role)
    notes = [release.version, release.version.lessons.first()]
    assert [_sees(person, thing, "read_notes") for thing in notes] == [reads] * 2


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_course_team_builds_its_own_course_while_it_lasts(release: Release, role: str) -> None:
    version, person = release.version, make.person()
    place = make.course_team(course=version.module.course, person=person, role=role)
    parts = [version, *_things(release)[3:7]]

    def builds() -> list[bool]:
        return [
            _sees(person, version.module, "build"),
            _sees(person, version.module.course, "build"),
        ]

    def changes() -> list[bool]:
        return [_sees(person, part, action) for part in parts for action in ("change", "delete")]

    assert all(builds())
    assert all(changes())
    assert _sees(person, version.module, "change")
    assert _sees(person, version.module.course, "change") == (role == "owner")
    assert _sees(person, version.module, "delete") == (role == "owner")
    assert _sees(person, place, "change") == (role == "owner")
    assert not _sees(person, release, "change")
    for change in (
        {"ends_at": LONG_AGO},
        {"ends_at": None, "starts_at": LATER},
        {"starts_at": LONG_AGO, "course": make.course()},
    ):
        type(place).objects.filter(pk=place.pk).update(**change)
        assert not any(builds())
        assert not any(changes())


def test_lead_of_the_cohort_plans_its_releases(release: Release) -> None:
    lead, far_lead, student = make.person(), make.person(), make.person()
    make.membership(person=lead, cohort=release.cohort, role="lead")
    make.membership(person=far_lead, cohort=make.cohort(), role="lead")
    make.membership(person=student, cohort=release.cohort)
    for action in ("change", "add", "delete"):
        assert _sees(lead, release, action)
        assert not _sees(far_lead, release, action)
        assert not _sees(student, release, action)


def test_administrator_and_operator_keep_every_course(release: Release) -> None:
    ilse, root = make.person(), make.person(is_superuser=True)
    make.appointment(person=ilse)
    for person in (ilse, root):
        assert all(_sees(person, thing) for thing in _things(release))
        assert all(_sees(person, thing, "change") for thing in _things(release))
        assert _sees(person, release.version, "read_notes")


@pytest.mark.parametrize("office", ["wellbeing", "approver"])
def test_other_offices_open_no_course(release: Release, office: str) -> None:
    person = make.person()
    make.appointment(person=person, office=office)
    assert not any(_sees(person, thing) for thing in _things(release))


# ------------------------------------------------------------------ one module, for a time
def _parts_of(release: Release) -> list[object]:
    return _things(release)[1:7]


def _may_plan(person: object, release: Release) -> set[bool]:
    return {_sees(person, release, action) for action in ("read", "change", "add", "delete")}


def test_a_grant_is_for_one_module_and_nothing_beside_it(release: Release) -> None:
    module, person = release.version.module, make.person()
    make.course_team(course=module.course, person=person, module=module)
    sibling = make.module_version(module=make.module(course=module.course))
    beside = [sibling.module, sibling, make.lesson(version=sibling)]
    parts = _parts_of(release)
    assert all(_sees(person, part) for part in parts)
    for action in ("add", "change", "delete"):
        assert all(_sees(person, part, action) for part in parts[1:])
        assert not any(_sees(person, part, action) for part in beside)
    assert all(_sees(person, part, "read_notes") for part in parts[1:])
    assert _sees(person, module, "build")
    assert _sees(person, module, "change")
    assert not _sees(person, module, "delete")
    assert not any(_sees(person, row) for row in beside)
    assert not _sees(person, beside[0], "build")
    assert _sees(person, module.course)
    assert not any(_sees(person, module.course, action) for action in ("build", "change"))
    assert _may_plan(person, release) == {False}


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": LONG_AGO},
        {"starts_at": LATER},
        {"module": "another"},
        {"person": "another"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_grant_lapses_by_itself_and_holds_for_its_person_and_module(
    release: Release, change: dict[str, object]
) -> None:
    module, person = release.version.module, make.person()
    place = make.course_team(
        course=module.course, person=person, module=module, cohort=release.cohort
    )
    told = make.release_change(release=release, by=make.person())
    assert all(_sees(person, part, "change") for part in _parts_of(release)[1:])
    assert _sees(person, told)
    others = {"module": make.module(course=module.course), "person": make.person()}
    values = {key: others.get(key, value) for key, value in change.items()}
    type(place).objects.filter(pk=place.pk).update(**values)
    assert not any(_sees(person, part, "change") for part in _parts_of(release))
    assert not any(_sees(person, part) for part in [*_parts_of(release), told])
    assert _may_plan(person, release) == {False}


def test_a_grant_with_a_cohort_plans_that_module_for_that_cohort_only(release: Release) -> None:
    version, person = release.version, make.person()
    make.course_team(
        course=version.module.course, person=person, module=version.module, cohort=release.cohort
    )
    elsewhere = make.release(version=version, cohort=make.cohort())
    sibling = make.module_version(module=make.module(course=version.module.course))
    assert _may_plan(person, release) == {True}
    assert _may_plan(person, elsewhere) == {False}
    assert _may_plan(person, make.release(version=sibling, cohort=release.cohort)) == {False}


def test_who_may_know_of_a_release_is_told_of_its_change(release: Release) -> None:
    student, lead, editor, stranger = (make.person() for _ in range(4))
    make.membership(person=student, cohort=release.cohort)
    make.membership(person=lead, cohort=release.cohort, role="lead")
    make.course_team(course=release.version.module.course, person=editor)
    make.membership(person=stranger, cohort=make.cohort())
    told = make.release_change(release=release, by=lead)
    assert [_sees(one, told) for one in (student, lead, editor, stranger)] == [True] * 3 + [False]
    Release.objects.filter(pk=release.pk).update(opens_at=LATER)
    assert [_sees(one, told) for one in (student, lead)] == [False, True]


def test_who_is_a_student_anywhere_reads_no_brief_whatever_else_she_is(release: Release) -> None:
    scenario = make.scenario(course=release.version.module.course)
    parts = [scenario.safety.create(text="Say time-out."), scenario.checklist.create(text="Sits.")]
    for role in ("lead", "facilitator"):
        person = make.person()
        make.membership(person=person, cohort=release.cohort, role=role)
        assert all(_sees(person, part) for part in parts)
        studies = make.membership(person=person, cohort=make.cohort())
        assert not any(_sees(person, part) for part in parts)
        Membership.objects.filter(pk=studies.pk).update(ends_at=LONG_AGO)
        assert all(_sees(person, part) for part in parts)
