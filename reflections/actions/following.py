"""Beginning a private page after a rehearsal or a practice. It is a draft like any other."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator

from accounts import words
from accounts.errors import Refused
from accounts.models import Person
from accounts.saving import Save
from curriculum.following import Page
from curriculum.models.shelf import LONGEST_SHELF_PROMPT
from reflections.actions import writing
from reflections.queries import own


def begin(*, by: Person, page: Page) -> uuid.UUID:
    """Keep the first state of a page of ``by``'s own, and return its id.

    The same page begun again (a second click, the way back) is the page as it is by now. Refused
    when the line cannot be kept; NotYours when the id is a page of somebody else's.
    """
    title = Truncator(words.normalise(str(page.title))).chars(words.LONGEST_TITLE)
    first = Save(uuid.uuid5(page.id, "begun"), 0, title, words.normalise(page.line))
    prompt = Truncator(str(page.prompt)).chars(LONGEST_SHELF_PROMPT)
    try:
        with transaction.atomic():
            writing.save(by=by, entry_id=page.id, save=first)
            own(by).filter(pk=page.id, draft__revision=1).update(begun_from=prompt)
    except ValidationError as error:
        raise Refused(error.messages[0], field="line") from error
    return page.id
