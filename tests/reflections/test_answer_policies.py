"""Who reads an answer about a story: by name, after one's own, after the date, and nobody else."""

import pytest

from accounts.models import Conflict
from accounts.policy import allows, audience
from reflections.models import Answer
from reflections.queries import answers
from tests import make
from tests.reflections.stories import another, company, due, give, group_of, with_a_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(standing_world):
    return with_a_story(standing_world)


def test_a_draft_is_its_authors_alone(w):
    give(w, w.ben)
    own = make.answer(author=w.asha, release=w.release, step=w.first, given=False)
    assert set(audience(own)) == {w.asha}
    assert set(audience(own.draft)) == {w.asha}


def test_without_a_date_the_others_read_once_both_were_given(w):
    hers = give(w, w.asha)
    assert set(audience(hers)) == {w.asha}
    give(w, w.ben)
    assert set(audience(hers)) == set(audience(hers.text)) == {w.asha, w.ben}


def test_what_was_only_begun_or_given_another_time_opens_nothing(w):
    hers = give(w, w.asha)
    make.answer(author=w.ben, release=w.release, step=w.first, given=False)
    autumn = make.release(version=w.release.version, cohort=w.juniper, block="Autumn")
    make.answer(author=w.ben, release=autumn, step=w.first)
    assert set(audience(hers)) == {w.asha}
    assert not allows(w.ben, "read", hers)


def test_who_answered_as_a_student_and_teaches_now_reads_nothing(w):
    hers = give(w, w.asha)
    make.answer(author=w.farid, release=w.release, step=w.first)
    assert not allows(w.farid, "read", hers)


def test_one_question_does_not_open_another(w):
    hers = give(w, w.asha, step=w.second)
    give(w, w.ben, step=w.first)
    assert not allows(w.ben, "read", hers)


def test_nobody_reads_before_the_date_and_everybody_who_gave_after_it(w):
    hers, his = give(w, w.asha), give(w, w.ben)
    due(w, days=-3)
    assert set(audience(hers)) == {w.asha}
    assert set(audience(hers, at=make.ago(days=-5))) == {w.asha, w.ben}
    due(w, days=1)
    assert set(audience(hers)) == set(audience(his)) == {w.asha, w.ben}


def test_nobody_who_teaches_builds_or_keeps_the_house_reads(w):
    hers = give(w, w.asha)
    give(w, w.ben)
    for person in (w.ekdal, w.hana, w.farid, w.cleo, w.ivo, w.root, w.tuva, w.noma):
        assert not allows(person, "read", hers)
        assert not allows(person, "read", hers.text)
        assert company(w, person) is None


def test_a_mentor_group_reads_for_itself(w):
    dina = another(w)
    group_of(w, w.asha, dina, name="Birch")
    group_of(w, w.ben, name="Oak")
    hers = give(w, w.asha)
    for person in (w.ben, dina):
        give(w, person)
    assert hers.group.name == "Birch"
    assert set(audience(hers)) == {w.asha, dina}
    found = company(w, w.asha)
    assert (found.group, found.readers) == ("Birch", ["Dina"])


def test_a_site_is_no_mentor_group(w):
    group_of(w, w.asha, kind="site")
    assert give(w, w.asha).group is None
    assert company(w, w.asha).readers == ["Ben"]


def test_who_leaves_her_group_is_not_read_by_the_whole_cohort(w):
    dina = another(w)
    group = group_of(w, w.asha, dina)
    hers = give(w, w.asha)
    give(w, w.ben)
    give(w, dina)
    group.memberships.filter(person=w.asha).update(ends_at=make.ago(hours=1))
    assert set(audience(hers)) == {w.asha, dina}
    group.memberships.filter(person=dina).update(ends_at=make.ago(hours=1))
    assert set(audience(hers)) == {w.asha}


def test_who_comes_later_reads_what_is_given_from_then_on(w):
    dina, emil = another(w), another(w, "Emil")
    group = group_of(w, w.asha, dina)
    hers = give(w, w.asha)
    group.memberships.create(person=emil)
    give(w, emil)
    assert set(audience(hers)) == {w.asha}
    his = give(w, w.ben)
    late = make.person(name="Late")
    make.membership(person=late, cohort=w.juniper, starts_at=make.ago(seconds=0))
    give(w, late)
    assert not allows(late, "read", his)
    assert allows(w.ben, "read", Answer.objects.get(author=late))
    assert set(audience(give(w, dina))) == {w.asha, emil, dina}


def test_former_members_the_suspended_and_the_other_cohort_read_nothing(w):
    hers = give(w, w.asha)
    give(w, w.ben)
    assert allows(w.ben, "read", hers)
    w.ben.memberships.update(ends_at=make.ago(hours=1))
    assert not allows(w.ben, "read", hers)
    assert answers.asked(w.ben, w.release.pk, w.first.key) is None
    w.ben.memberships.update(ends_at=None)
    w.ben.is_active = False
    w.ben.save()
    assert not allows(w.ben, "read", hers)
    make.answer(author=w.chidi, release=w.release, step=w.first)
    assert not allows(w.chidi, "read", hers)
    assert set(audience(hers)) == {w.asha}


def test_two_who_must_not_be_matched_neither_read_nor_are_named(w):
    hers = give(w, w.asha)
    bens = give(w, w.ben)
    for one, other in ((w.asha, w.ben), (w.ben, w.asha)):
        declared = Conflict.objects.create(one=one, other=other)
        assert not allows(w.ben, "read", hers)
        assert not allows(w.ben, "read", hers.text)
        assert company(w, w.asha).readers == []
        declared.delete()
    # Nor does a fellow read whom she evaluates in a clerkship; the other way round is nobody's bar.
    make.evaluating(evaluator=w.ben, student=w.asha, cohort=w.juniper)
    assert not allows(w.ben, "read", hers)
    assert company(w, w.asha).readers == []
    assert allows(w.asha, "read", bens)
