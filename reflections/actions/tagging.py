"""Putting one's own words on one's own pages. Nobody is told, and no trail is kept of it."""

import hashlib
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.errors import NotYours, Refused
from accounts.models import Person
from reflections import concordance
from reflections.models import Entry, Tag, Tagged
from reflections.queries import own

LONGEST_TAG = 40
MOST_ON_A_PAGE = 20
MOST_TAGS = 300

EMPTY = _("Write the tag first: a word or two.")
LONG = _("A tag has %(longest)s characters at most. A word or two is plenty.")
FULL = _("There are %(most)s tags on this page already. Take one off first.")
MANY = _("You have %(most)s tags already. Delete one you do not need first.")
TAKEN = _("You have a tag of that name already.")


def fingerprint(name: str) -> str:
    """Return what two spellings of one tag have in common, unreadable."""
    plain = " ".join(token for token, _start, _end in concordance.words(name)) or name.casefold()
    return hashlib.sha256(plain.encode()).hexdigest()


def _checked(name: str) -> str:
    """Return a tag's name on one line; Refused where it is none."""
    name = " ".join(name.split())
    if not name:
        raise Refused(EMPTY, field="name")
    if len(name) > LONGEST_TAG:
        raise Refused(LONG % {"longest": LONGEST_TAG}, field="name")
    try:
        words.check(name)
    except ValidationError as error:
        raise Refused(error.messages[0], field="name") from error
    return name


def _page(by: Person, entry_id: UUID) -> Entry:
    page = own(by).select_for_update(of=("self",)).filter(pk=entry_id).first()
    if page is None:
        raise NotYours
    return page


def put_on(*, by: Person, entry_id: UUID, name: str) -> Tag:
    """Put a tag on a page of hers; a new name makes a new tag. The same twice is once.

    NotYours for another's page; Refused for an empty or long name, and for one too many.
    """
    name = _checked(name)
    with transaction.atomic():
        page = _page(by, entry_id)
        tag = _mine(by).filter(name_sha256=fingerprint(name)).first()
        if tag is not None and Tagged.objects.filter(tag=tag, entry=page).exists():
            return tag
        if Tagged.objects.filter(entry=page).count() >= MOST_ON_A_PAGE:
            raise Refused(FULL % {"most": MOST_ON_A_PAGE}, field="name")
        if tag is None:
            if _mine(by).count() >= MOST_TAGS:
                raise Refused(MANY % {"most": MOST_TAGS}, field="name")
            tag, _new = Tag.objects.get_or_create(
                author=by, name_sha256=fingerprint(name), defaults={"name": name}
            )
        Tagged.objects.get_or_create(tag=tag, entry=page)
    return tag


def take_off(*, by: Person, entry_id: UUID, tag_id: UUID) -> str:
    """Take a tag off a page of hers and return its name. NotYours for another's page or tag."""
    with transaction.atomic():
        page = _page(by, entry_id)
        tag = _mine(by).filter(pk=tag_id).first()
        if tag is None:
            raise NotYours
        Tagged.objects.filter(tag=tag, entry=page).delete()
    return tag.name


def rename(*, by: Person, tag_id: UUID, name: str) -> Tag:
    """Give a tag of hers another name, on every page it is on. Refused where she has that name."""
    name = _checked(name)
    with transaction.atomic():
        tag = _mine(by).select_for_update().filter(pk=tag_id).first()
        if tag is None:
            raise NotYours
        same = fingerprint(name)
        if _mine(by).filter(name_sha256=same).exclude(pk=tag.pk).exists():
            raise Refused(TAKEN, field="name")
        tag.name, tag.name_sha256 = name, same
        tag.save(update_fields=["name", "name_sha256"])
    return tag


def delete(*, by: Person, tag_id: UUID) -> str:
    """Delete a tag of hers from all her pages and return its name. The pages stay."""
    with transaction.atomic():
        tag = _mine(by).filter(pk=tag_id).first()
        if tag is None:
            raise NotYours
        tag.delete()
    return tag.name


def _mine(by: Person) -> QuerySet[Tag]:
    return Tag.objects.visible_to(by, "write").filter(author=by)
