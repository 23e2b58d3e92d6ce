"""Words a mentor did not send, about a page that is not hers to read any more.

The pairing ended while she wrote. Her words stay hers, to read, to copy and to throw away; the
student's page does not come back with them.
"""

import uuid

from django.db import transaction

from accounts.errors import NotYours
from accounts.models import Draft, Person
from reflections.actions.pencilling import let_go
from reflections.models import Remark, Reply
from reflections.queries import unsent_words


@transaction.atomic
def throw_away(*, by: Person, entry_id: uuid.UUID) -> None:
    """Throw away all that ``by`` did not send about one page. NotYours where there is none."""
    replies, remarks, pencils = unsent_words.left_to(by, entry_id)
    drafts = list(replies.exclude(draft=None).values_list("draft", flat=True))
    found = [list(rows.values_list("pk", flat=True)) for rows in (replies, remarks, pencils)]
    if not any(found):
        raise NotYours
    let_go(pencils)
    Remark.objects.filter(pk__in=found[1]).delete()
    # Of a reply that was sent only the change goes.
    Reply.objects.filter(pk__in=found[0], sent_at=None).delete()
    Reply.objects.filter(pk__in=found[0]).update(draft=None)
    Draft.objects.filter(pk__in=drafts).delete()
