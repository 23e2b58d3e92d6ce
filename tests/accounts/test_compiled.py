"""A rule compiled once means the same wherever it is put."""

import uuid

import pytest
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import compiled
from accounts.models import Person
from accounts.policy import allows
from reflections.models import Entry, Reader, Reply, Version
from tests import make


@pytest.fixture(autouse=True)
def _afresh() -> None:
    compiled.forget()


def test_rule_inside_subqueries_is_about_the_row_it_stands_on(world) -> None:
    """Under every alias that Django may give: no alias of the rule's own hides the outer row."""
    for person in (world.asha, world.ekdal, world.ben, world.root):
        visible = {one.pk for one in Entry.objects.all() if allows(person, "read", one)}
        once = Entry.objects.filter(
            Exists(Entry.objects.visible_to(person).filter(pk=OuterRef("pk")))
        )
        twice = Entry.objects.filter(
            Exists(
                Version.objects.filter(
                    Exists(Entry.objects.visible_to(person).filter(pk=OuterRef("entry"))),
                    entry=OuterRef("pk"),
                )
            )
        )
        submitted = set(Version.objects.values_list("entry", flat=True))
        assert set(once.values_list("pk", flat=True)) == visible
        assert set(twice.values_list("pk", flat=True)) == visible & submitted
        listed = Version.objects.filter(entry__in=Entry.objects.visible_to(person))
        assert set(listed.values_list("entry", flat=True)) == visible & submitted


def test_two_rules_in_one_query_keep_their_own_people(world) -> None:
    both = Entry.objects.visible_to(world.asha).visible_to(world.ekdal)
    expected = {
        one.pk
        for one in Entry.objects.all()
        if allows(world.asha, "read", one) and allows(world.ekdal, "read", one)
    }
    assert expected
    assert set(both.values_list("pk", flat=True)) == expected


def test_rule_in_an_annotation_and_a_union(world) -> None:
    replies = Reply.objects.visible_to(world.ekdal).filter(version=OuterRef("pk"))
    versions = Version.objects.annotate(mine=Subquery(replies.values("pk")[:1]))
    assert versions.exclude(mine=None).count() == 2
    union = Entry.objects.visible_to(world.asha).union(Entry.objects.visible_to(world.ben))
    assert union.count() == len(world.entries)


def test_operator_and_others_share_no_template(world) -> None:
    other = make.person()
    assert not Person.objects.visible_to(other, "change").exists()
    assert Person.objects.visible_to(world.root, "change").exists()
    assert not Person.objects.visible_to(other, "change").exists()


def test_rule_that_lets_nobody_is_empty_everywhere(world) -> None:
    assert not Person.objects.visible_to(world.root, "delete").exists()
    marked = Person.objects.with_right("delete", world.root)
    assert not any(person.may_delete for person in marked)
    assert Reader.objects.filter(person__in=Person.objects.visible_to(world.ivo)).exists()


def test_rule_is_built_once(world, monkeypatch) -> None:
    Entry.objects.visible_to(world.asha).exists()
    monkeypatch.setattr(compiled.Compiled, "_compile", None)
    assert Entry.objects.visible_to(world.ekdal).exists()


def test_rule_may_be_asked_first_for_the_lazy_person_of_a_request(world) -> None:
    lazy = SimpleLazyObject(lambda: world.asha)
    assert Entry.objects.visible_to(lazy).count() == len(world.entries)


@pytest.mark.parametrize(
    "rule",
    [
        lambda who, at: Q(pk=who.pk, joined_at__lte=timezone.now()),
        lambda who, at: Q(pk=uuid.uuid4()) | Q(pk=who.pk),
    ],
    ids=["a clock of its own", "somebody's id"],
)
def test_a_rule_that_froze_an_id_or_a_moment_is_refused(world, rule) -> None:
    """A right must be asked at each request; a template that remembered one would never end."""
    asked = compiled.Compiled(Person, "test", world.asha, timezone.now(), rule)
    with pytest.raises(AssertionError, match="of its own"):
        Person.objects.filter(asked).exists()
