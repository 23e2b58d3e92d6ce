"""What a student says of a remark she was sent: that it helped, in one tap, or not any more."""

import uuid

from django.db import transaction

from accounts.errors import NotYours
from accounts.models import Person
from reflections.models import Helped, Remark


@transaction.atomic
def say_helped(*, by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID, helped: bool) -> Remark:
    """Say that a remark helped, or take it back; saying it twice says it once. NotYours.

    Nobody is told and nothing is audited: the one who made the remark finds it at her desk.
    """
    sent = Remark.objects.visible_to(by, "receive").filter(version__entry=entry_id)
    remark = sent.select_related("version__entry", "author").filter(pk=remark_id).first()
    if remark is None:
        raise NotYours
    if helped:
        Helped.objects.get_or_create(remark=remark)
    else:
        Helped.objects.filter(remark=remark).delete()
    return remark
