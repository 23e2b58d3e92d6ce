"""The kernel: one clause, two directions, and everything derived from them agreeing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from accounts import people, policy
from accounts.models import (
    Appointment,
    Cohort,
    Conflict,
    Draft,
    Group,
    Membership,
    Mentoring,
    Person,
)
from accounts.policy import (
    EVERYBODY,
    NOBODY,
    Clause,
    Policy,
    Side,
    allows,
    audience,
    explain,
    same,
    there_is,
)
from tests import make


def test_nobody_and_everybody_are_what_they_say(db):
    make.person()
    assert not Person.objects.filter(NOBODY).exists()
    assert Person.objects.filter(EVERYBODY).exists()


class TestSide:
    """Every way to ask a side, with the row sought and with the row known."""

    @pytest.fixture
    def two(self, db):
        return make.membership(person=make.person(), cohort=make.cohort()), make.membership(
            person=make.person(), cohort=make.cohort(), ends_at=timezone.now()
        )

    def test_a_known_side_answers_with_the_value_along_the_path(self, two):
        open_one, _ended = two
        it = Side(open_one)
        assert it() == open_one.pk
        assert it("person_id") == open_one.person_id
        assert it("cohort__slug") == open_one.cohort.slug

    def test_a_sought_side_answers_with_a_reference_that_a_subquery_can_use(self, two):
        open_one, _ended = two
        found = Cohort.objects.filter(
            there_is(Membership.objects.filter(cohort=Side()(), person=open_one.person))
        )
        assert list(found) == [open_one.cohort]

    def test_same_names_the_person_in_both_directions(self, two):
        open_one, _ended = two
        who = open_one.person
        rows = Membership.objects.filter(same(Side(who), Side(), "person_id"))
        assert list(rows) == [open_one]
        people = Person.objects.filter(same(Side(), Side(open_one), "person_id"))
        assert list(people) == [who]

    def test_has_compares_fields_in_both_directions(self, two):
        open_one, _ended = two
        assert list(Membership.objects.filter(Side().has(pk=open_one.pk))) == [open_one]
        assert Side(open_one).has(role="student", person_id=open_one.person_id) == EVERYBODY
        assert Side(open_one).has(role="student", person_id=None) == NOBODY

    def test_began_knows_before_and_after(self, two):
        open_one, ended = two
        now = timezone.now()
        assert set(Membership.objects.filter(Side().began("starts_at", now))) == set(two)
        assert list(Membership.objects.filter(Side().began("ends_at", now))) == [ended]
        assert Side(ended).began("ends_at", now) == EVERYBODY
        assert Side(ended).began("ends_at", now - timedelta(days=1)) == NOBODY
        assert Side(open_one).began("starts_at", now) == EVERYBODY

    def test_is_set_is_not_empty(self, two):
        open_one, ended = two
        assert list(Membership.objects.filter(Side().is_set("ends_at"))) == [ended]
        assert Side(ended).is_set("ends_at") == EVERYBODY
        assert Side(open_one).is_set("ends_at") == NOBODY


class TestPolicy:
    def test_clauses_are_alternatives_and_bars_subtract(self, db):
        one, two, three = (make.person(name=name) for name in ("One", "Two", "Three"))

        def named(*names):
            return Clause("named", "", lambda who, it, at: Q(name__in=names))

        rules = Policy(
            Person,
            {"read": (named("One"), named("Two", "Three")), "change": (named("One"),)},
            never={"read": (named("Three"),)},
        )

        def who(action):
            condition = rules.condition(action, lambda c: c.rows(one, timezone.now()))
            return set(Person.objects.filter(condition))

        assert who("read") == {one, two}
        assert who("change") == {one}
        assert three not in who("read")

    def test_an_action_nobody_named_is_an_error_not_a_no(self, db):
        with pytest.raises(KeyError):
            Cohort.objects.visible_to(make.person(), "burn")

    def test_a_model_without_a_policy_is_an_error_not_a_no(self, db):
        with pytest.raises(KeyError):
            policy.policy_of(AnonymousUser)

    def test_a_model_has_one_policy(self):
        with pytest.raises(ValueError, match="already"):
            policy.register(policy.policy_of(Person))


def test_the_unknown_and_the_suspended_see_nothing(world):
    for stranger in (AnonymousUser(), world.sam):
        assert not Person.objects.visible_to(stranger).exists()
        assert not Cohort.objects.visible_to(stranger).exists()
    assert not allows(world.sam, "read", world.sam)
    assert world.sam not in audience(world.juniper)


def test_rights_ask_the_moment(world):
    now = timezone.now()
    seat = Membership.objects.get(person=world.ben)
    assert allows(world.ben, "read", world.juniper)
    assert not allows(world.ben, "read", world.juniper, seat.starts_at - timedelta(seconds=1))
    seat.ends_at = now
    seat.save()
    assert not allows(world.ben, "read", world.juniper)
    assert allows(world.ben, "read", world.juniper, now - timedelta(seconds=1))
    assert world.ben in audience(world.juniper, at=now - timedelta(seconds=1))
    assert world.ben not in audience(world.juniper)


def test_explain_names_the_clauses_that_let_her(world):
    assert explain(world.hana, "read", world.asha) == ["fellow", "leads_them"]
    assert explain(world.asha, "read", world.asha) == ["oneself", "fellow"]
    assert explain(world.chidi, "read", world.asha) == []
    assert explain(world.root, "change", world.juniper) == ["operator"]


def rows_of(world):
    """Return one row or more of every model of accounts with rules of who reads it."""
    yield from Person.objects.all()
    yield from Cohort.objects.all()
    yield from Membership.objects.all()
    yield from Mentoring.objects.all()
    yield from Appointment.objects.all()
    yield from Draft.objects.all()[:2]
    yield make.group(cohort=world.juniper)
    yield Conflict.objects.create(one=world.ben, other=world.fox)


def test_list_detail_and_audience_agree_for_everybody_and_everything(world):
    cast, checked = world.people, 0
    rows = list(rows_of(world))
    for model in {type(row) for row in rows}:
        for action in policy.policy_of(model).may:
            lists = {
                person.pk: set(
                    model.objects.visible_to(person, action).values_list("pk", flat=True)
                )
                for person in cast.values()
            }
            for row in (row for row in rows if type(row) is model):
                listed = {pk for pk, found in lists.items() if row.pk in found}
                named = set(audience(row, action).values_list("pk", flat=True)) & lists.keys()
                assert listed == named, (row, action)
                checked += bool(listed)
    assert checked > 100  # the agreement is not one of silence


def test_yes_and_no_of_a_list_is_one_query(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = list(Cohort.objects.visible_to(world.hana).with_right("change", world.hana))
    assert [(c, c.may_change) for c in found] == [(world.juniper, True)]
    with django_assert_num_queries(1):
        assert allows(world.hana, "change", world.juniper)
    with django_assert_num_queries(1):
        assert world.hana in list(audience(world.juniper))


class TestRoles:
    @pytest.mark.parametrize(
        ("who", "held"),
        [
            ("asha", {"student"}),
            ("ekdal", {"mentor"}),
            ("noma", {"mentor", "covers"}),
            ("hana", {"lead", "course_team", "course_owner"}),
            ("farid", {"facilitator"}),
            ("ivo", {"administrator"}),
            ("tuva", {"wellbeing"}),
            ("cleo", {"course_team"}),
            ("root", {"operator"}),
            ("lena", set()),
            ("sam", set()),
        ],
    )
    def test_they_come_from_current_relationships(self, world, who, held):
        assert people.roles_of(getattr(world, who)).held == held

    def test_they_cost_one_query_and_are_remembered(self, world, django_assert_num_queries):
        with django_assert_num_queries(1):
            people.roles_of(world.hana)
        with django_assert_num_queries(0):
            assert people.roles_of(world.hana).is_lead

    @pytest.mark.parametrize("who", ["hana", "ivo", "tuva", "cleo", "root"])
    def test_these_meet_the_admin(self, world, who):
        assert people.roles_of(getattr(world, who)).may_open_admin

    @pytest.mark.parametrize("who", ["asha", "ekdal", "farid", "lena", "sam"])
    def test_and_these_do_not(self, world, who):
        assert not people.roles_of(getattr(world, who)).may_open_admin


def test_a_group_is_its_cohorts(world):
    group = make.group(cohort=world.juniper)
    assert allows(world.asha, "read", group)
    assert not allows(world.chidi, "read", group)
    assert list(Group.objects.visible_to(world.hana, "change")) == [group]
