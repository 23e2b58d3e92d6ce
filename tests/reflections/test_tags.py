"""Her own words for her own pages: put on, taken off, renamed, deleted, never anybody else's."""

import uuid

import pytest
from django.urls import reverse

from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent, Person
from reflections import queries
from reflections.actions import tagging
from reflections.models import Tag, Tagged
from tests import make


def put_on(world, name="Nights", state="submitted"):
    return tagging.put_on(by=world.asha, entry_id=world.entries[state].pk, name=name)


def test_one_tag_however_it_is_spelt_and_no_trail(world):
    before = AuditEvent.objects.count()
    tag = put_on(world, "  Late   nights ")
    assert tag.name == "Late nights"
    assert put_on(world, "LATE NIGHTS", "draft") == tag == put_on(world, "Láte nights")
    assert (Tag.objects.count(), Tagged.objects.count()) == (1, 2)
    assert put_on(world, "✝") != put_on(world, "★")
    assert AuditEvent.objects.count() == before
    assert str(tag) == f"Tag {str(tag.pk)[:8]}"
    assert "ight" not in str(tag.tagged.first())


def test_what_is_refused(world, monkeypatch):
    monkeypatch.setattr(tagging, "MOST_ON_A_PAGE", 2)
    monkeypatch.setattr(tagging, "MOST_TAGS", 3)
    for name in ("", "  ", "x" * 41, "a\x00b"):
        with pytest.raises(Refused) as refused:
            put_on(world, name)
        assert refused.value.field == "name"
    put_on(world, "one")
    put_on(world, "two")
    put_on(world, "two")
    with pytest.raises(Refused, match="on this page already"):
        put_on(world, "three")
    put_on(world, "three", "draft")
    with pytest.raises(Refused, match="Delete one"):
        put_on(world, "four", "draft")
    put_on(world, "one", "draft")


def test_renaming_and_deleting(world):
    tag, other = put_on(world, "one"), put_on(world, "two")
    assert tagging.rename(by=world.asha, tag_id=tag.pk, name="One!").name == "One!"
    with pytest.raises(Refused, match="of that name"):
        tagging.rename(by=world.asha, tag_id=tag.pk, name="TWO")
    assert tagging.delete(by=world.asha, tag_id=tag.pk) == "One!"
    assert list(queries.tags(world.asha)) == [other]
    entry = world.entries["submitted"]
    assert tagging.take_off(by=world.asha, entry_id=entry.pk, tag_id=other.pk) == "two"
    assert [(tag.name, tag.pages) for tag in queries.tags(world.asha)] == [("two", 0)]


def test_nobody_elses(world):
    """Not even whoever may read the page: her mentor, a cover, a lead, the operator."""
    tag, entry = put_on(world), world.entries["submitted"]
    theirs = make.tag(author=world.ben, name="his")
    for name, person in world.people.items():
        if person == world.asha:
            continue
        assert queries.tag_of(person, tag.pk) is None, name
        assert list(queries.tags_on(person, entry)) == [], name
        assert queries.tagged_pages(person, tag)[1] == [], name
        for act in (
            lambda by: tagging.put_on(by=by, entry_id=entry.pk, name="mine"),
            lambda by: tagging.take_off(by=by, entry_id=entry.pk, tag_id=tag.pk),
            lambda by: tagging.rename(by=by, tag_id=tag.pk, name="mine"),
            lambda by: tagging.delete(by=by, tag_id=tag.pk),
        ):
            with pytest.raises(NotYours):
                act(person)
    with pytest.raises(NotYours):
        tagging.take_off(by=world.asha, entry_id=entry.pk, tag_id=theirs.pk)
    assert Tagged.objects.filter(tag=tag).count() == 1
    Person.objects.filter(pk=world.asha.pk).update(is_active=False)
    world.asha.refresh_from_db()
    assert list(queries.tags(world.asha)) == []


def test_the_page_of_an_entry_adds_suggests_and_takes_off(world, client_for):
    client = client_for(world.asha)
    url = reverse("entry_tags", args=[world.entries["submitted"].pk])
    make.tag(author=world.asha, name="for <later>", entry=world.entries["draft"])
    make.tag(author=world.ben, name="of another")
    assert "None yet." in client.get(url).content.decode()
    assert client.post(url, {"do": "add", "name": "nights"}).status_code == 302
    page = client.get(url).content.decode()
    tag = Tag.objects.get(name="nights")
    assert reverse("tag", args=[tag.pk]) in page
    assert '<option value="for &lt;later&gt;"></option>' in page
    assert "of another" not in page
    wrong = client.post(url, {"do": "add", "name": "x" * 60})
    assert (wrong.status_code, b"x" * 60 in wrong.content) == (422, True)
    assert client.post(url, {"do": "remove", "tag": "nonsense"}).status_code == 404
    assert client.post(url, {"do": "remove", "tag": str(tag.pk)}).status_code == 302
    assert Tagged.objects.filter(tag=tag).count() == 0
    assert client_for(world.ekdal).get(url).status_code == 404


def test_the_page_of_a_tag(world, client_for):
    client, tag = client_for(world.asha), put_on(world)
    url = reverse("tag", args=[tag.pk])
    assert "Nights" in client.get(reverse("tag_list")).content.decode()
    page = client.get(url).content.decode()
    assert reverse("entry", args=[world.entries["submitted"].pk]) in page
    assert reverse("entry_write", args=[world.entries["draft"].pk]) not in page
    assert client.post(url, {"do": "rename", "name": ""}).status_code == 422
    assert client.post(url, {"do": "rename", "name": "Days"}).status_code == 302
    assert client.post(url, {"do": "delete"})["Location"] == reverse("tag_list")
    assert client.get(url).status_code == 404
    assert client.get(reverse("tag", args=[uuid.uuid4()])).status_code == 404
    assert "None yet." in client.get(reverse("tag_list")).content.decode()


def test_the_same_few_questions(world, client_for, django_assert_num_queries):
    client, tag = client_for(world.asha), put_on(world, state="draft")
    entry = world.entries["draft"]
    for states in (["answered", "submitted"], ["covered", "former"]):
        with django_assert_num_queries(8):
            client.get(reverse("entry_tags", args=[entry.pk]))
        for state in states:
            put_on(world, state=state)
            put_on(world, f"also {state}", state="draft")
    for _more in range(2):
        with django_assert_num_queries(8):
            client.get(reverse("tag", args=[tag.pk]))
        put_on(world, state="nobody")
    with django_assert_num_queries(4):
        client.get(reverse("tag_list"))
