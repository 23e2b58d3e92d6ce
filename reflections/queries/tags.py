"""Her tags, with how many pages each is on, and the pages under one."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import Person
from reflections.models import Entry, Tag, Tagged
from reflections.queries.lists import Line, journal
from reflections.queries.own_pages import own


def tags(person: Person) -> QuerySet[Any]:
    """Return her tags in the order of their names, each with ``pages``: on how many it is."""
    mine = Tag.objects.visible_to(person).filter(author=person)
    return mine.annotate(pages=Count("tagged")).order_by("name", "pk")


def tags_on(person: Person, entry: Entry) -> QuerySet[Tag]:
    """Return the tags on a page of hers."""
    mine = Tag.objects.visible_to(person).filter(author=person)
    return mine.filter(tagged__entry=entry).order_by("name")


def tag_of(person: Person, tag_id: UUID) -> Tag | None:
    """Return one of her tags, or None."""
    return Tag.objects.visible_to(person).filter(author=person, pk=tag_id).first()


def tagged_pages(person: Person, tag: Tag, number: str | int = 1) -> tuple[Page, list[Line]]:
    """Return one page of her pages under a tag, as the journal shows them. At most four queries."""
    here = Tagged.objects.visible_to(person).filter(tag=tag, entry=OuterRef("pk"))
    return journal(person, number, own(person).filter(Exists(here)))
