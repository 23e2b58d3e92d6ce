"""Keeping words to use again in replies. Nobody is told, and no trail is kept of it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.errors import NotYours, Refused
from accounts.models import Person
from reflections import marks
from reflections.models import Phrase

LONGEST_NAME = 60
LONGEST_PHRASE = 1_000
MOST_PHRASES = 50

EMPTY = _("Write the words first.")
LONG_NAME = _("A name has %(longest)s characters at most.")
MANY = _("You have %(most)s phrases already. Delete one you do not need first.")


def _checked(name: str, body: str) -> dict[str, str]:
    """Return what is to be kept; a phrase without a name is called by its first words."""
    body = words.normalise(body).strip()
    name = " ".join(name.split())
    if not body:
        raise Refused(EMPTY, field="body")
    if len(name) > LONGEST_NAME:
        raise Refused(LONG_NAME % {"longest": LONGEST_NAME}, field="name")
    for field, said in (("name", name), ("body", body)):
        try:
            words.check(said, longest=LONGEST_PHRASE)
        except ValidationError as error:
            raise Refused(error.messages[0], field=field) from error
    return {"name": name or marks.short(body, LONGEST_NAME - 1), "body": body}


def _mine(by: Person) -> QuerySet[Phrase]:
    return Phrase.objects.visible_to(by, "write").filter(author=by)


def _one(by: Person, phrase_id: UUID) -> Phrase:
    phrase = _mine(by).filter(pk=phrase_id).first()
    if phrase is None:
        raise NotYours
    return phrase


@transaction.atomic
def keep(*, by: Person, name: str = "", body: str) -> Phrase:
    """Keep words of ``by``'s own. Refused when there are none, too many of them, or fifty kept."""
    said = _checked(name, body)
    # One after another: two windows together never make more than there may be.
    Person.objects.select_for_update().get(pk=by.pk)
    if _mine(by).count() >= MOST_PHRASES:
        raise Refused(MANY % {"most": MOST_PHRASES}, field="body")
    return Phrase.objects.create(author=by, **said)


@transaction.atomic
def change(*, by: Person, phrase_id: UUID, name: str, body: str) -> Phrase:
    """Give a phrase of hers another name or other words. NotYours for another's; Refused as new."""
    phrase = _one(by, phrase_id)
    for field, said in _checked(name, body).items():
        setattr(phrase, field, said)
    phrase.save(update_fields=["name", "body"])
    return phrase


@transaction.atomic
def delete(*, by: Person, phrase_id: UUID) -> None:
    """Delete a phrase of hers. NotYours for another's. Replies that hold its words keep them."""
    _one(by, phrase_id).delete()
