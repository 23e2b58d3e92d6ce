"""A query that was compiled once answers as one that is built anew, for everybody."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import people, prepared
from accounts.models import Membership, Person
from accounts.policy import allows, audience
from accounts.prepared import filled
from config import databases
from curriculum.models import Module
from curriculum.queries import library
from curriculum.queries import versions as versions_of
from reflections import mentor_queries, queries, readers
from reflections.mentor_queries import desk_page, waiting
from reflections.queries import lists, own_pages, writing_room
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_compiled():
    prepared.forget()
    yield
    prepared.forget()


def _versions_of(entry):
    return entry.versions.order_by("pk").values_list("pk", flat=True)


def seats(person, at):
    return Membership.objects.current(at).filter(person=person).order_by("pk")


def test_it_answers_as_the_query_itself_for_everybody_and_every_question(standing_world):
    w, at = standing_world, timezone.now()
    versions = filled([pk for entry in w.entries.values() for pk in _versions_of(entry)])
    modules, asked = Module.objects.all(), 0
    for person in w.people.values():
        if not person.is_active:
            continue
        questions = [
            (people._held, (person, at)),
            (lists._submitted, (person, at)),
            (lists._number, (person,)),
            (library._all_listed, (person, at)),
            *((versions_of._released, (person, at, one.pk)) for one in modules),
            (waiting._may_wait, (person, at)),
            (waiting._queue, (person, at, True, *versions)),
            (waiting._titles, (person, at, *versions)),
        ]
        for entry in w.entries.values():
            questions.append((own_pages._own_entry, (person, entry.pk)))
            questions.append((writing_room._written, (person, entry.pk, at)))
            earlier = at - timedelta(minutes=10)
            questions.append((desk_page._to_answer, (person, at, earlier, entry.pk)))
            questions.append((mentor_queries.replies_to, (person, at, entry.pk)))
        for query, values in questions:
            assert query(*values) == list(query.build(*values)), (query.__name__, person)
            asked += bool(query(*values))
    assert asked > 20  # there was something to be seen


def test_who_reads_a_version_is_who_the_rule_says(standing_world):
    at, named = timezone.now(), 0
    for entry in standing_world.entries.values():
        for version in entry.versions.all():
            rule = {one.pk for one in audience(version)}
            assert {one.pk for one in queries.audience_of(version)} == rule
            held = readers.holding([version.pk], at).get(version.pk, [])
            assert {one.person.pk for one in held} == rule - {entry.author_id}
            named += len(held)
    assert named > 3


def test_the_moment_is_asked_each_time():
    asha = make.person(name="Asha")
    query = prepared.prepared(seats)
    make.membership(person=asha, cohort=make.cohort(), ends_at=make.ago(days=1))
    assert query(asha, make.ago(days=2))
    assert not query(asha, timezone.now())


def test_a_suspended_person_and_a_stranger_are_told_nothing():
    asha = make.person(name="Asha")
    make.membership(person=asha, cohort=make.cohort())
    query = prepared.prepared(seats)
    assert query(asha, timezone.now())
    asha.is_active = False
    assert query(asha, timezone.now()) == []
    assert query(AnonymousUser(), timezone.now()) == []


def test_the_proxy_of_a_request_is_a_person_too():
    asha = make.person(name="Asha")
    make.membership(person=asha, cohort=make.cohort())
    assert prepared.prepared(seats)(SimpleLazyObject(lambda: asha), timezone.now())


def test_a_moment_of_the_query_s_own_is_refused():
    def frozen(person):
        return Membership.objects.current().filter(person=person)

    with pytest.raises(AssertionError, match="no moment"):
        prepared.prepared(frozen)(make.person())


def test_somebody_s_id_in_a_query_is_refused():
    somebody = make.person()

    def frozen(person):
        return Person.objects.filter(pk__in=[person.pk, somebody.pk])

    with pytest.raises(AssertionError, match="no id"):
        prepared.prepared(frozen)(make.person())


def test_a_value_that_is_wrapped_or_unused_is_refused():
    def wrapped(name):
        return Person.objects.filter(name__icontains=name)

    def unused(name, number):
        return Person.objects.filter(name=name)

    with pytest.raises(AssertionError):
        prepared.prepared(wrapped)("Asha")
    with pytest.raises(AssertionError):
        prepared.prepared(unused)("Asha", 3)


def test_each_value_is_sent_once_and_text_where_it_stands():
    make.person(name="100% s", email="a@b.example")

    def named(person, name, other):
        mine = Membership.objects.filter(Q(person=person) | Q(person__pk=person.pk))
        return Person.objects.filter(Q(name=name) | Q(email=other) | Q(Exists(mine)))

    query, person = prepared.prepared(named), make.person()
    assert [one.name for one in query(person, "100% s", "%s")] == ["100% s"]
    (template,) = query.templates.values()
    assert template.sql.count("%(v0)s") == 2
    assert [at for at, _value in template.names.values() if at == 0] == [0]
    if connection.vendor == "postgresql":
        assert connection.connection.prepared_max == databases.STATEMENTS


def test_nothing_is_allowed_on_what_is_not_kept_yet():
    assert not allows(make.person(), "read", Membership())


def test_two_people_are_not_mistaken_for_each_other():
    one, other, cohort = make.person(), make.person(), make.cohort()
    seat = make.membership(person=one, cohort=cohort)
    make.membership(person=other, cohort=cohort)

    def ones_own(asked, about, at):
        rows = Membership.objects.visible_to(asked, at=at)
        return rows.filter(person=about)

    query = prepared.prepared(ones_own)
    now = timezone.now()
    assert query(one, one, now) == [seat]
    assert query(one, other, now) == query(other, one, now) == []


def test_it_takes_only_what_can_be_filled_in():
    with pytest.raises(TypeError):
        prepared.prepared(seats)(make.person(), [1, 2])


def test_ids_are_filled_up_to_a_power_of_two():
    one, two, three = (uuid.uuid4() for _ in range(3))
    assert filled([one]) == [one]
    assert filled([one, two, three]) == [one, two, three, one]
