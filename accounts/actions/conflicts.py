"""Not with this person, please: said by oneself, without a reason, and taken back as quietly.

The other is never told. Whoever pairs people learns that two cannot go on, not who said so.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import clashes, rows
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Conflict, Person
from accounts.pairing_queries import fellows


@transaction.atomic
def declare(*, by: Person, other: str) -> Conflict:
    """Say that ``by`` must not be matched with somebody of her cohorts (named by id).

    It holds from now on: neither reads the other any more. Where they are paired, those who pair
    the cohort are asked to find somebody else. Refused (field ``other``) for anybody else's id.
    """
    person = next((one for one in fellows(by) if str(one.pk) == other), None)
    if person is None:
        raise Refused(_("Choose somebody who is in a cohort with you."), field="other")
    said = _("You said so already.")
    if Conflict.objects.filter(one=by, other=person, is_own=True).exists():
        raise NotNow(said, field="other")
    try:
        with transaction.atomic():
            made = Conflict.objects.create(one=by, other=person, is_own=True)
    except IntegrityError:
        raise NotNow(said, field="other") from None
    # Without its number: the one row an administrator is not shown would be the one about her.
    audit.record("conflict.said", by=None)
    said_of = clashes.pair(by, person)
    for cohort in Cohort.objects.filter(pk__in=clashes.cohorts_of(by, person)):
        clashes.tell(cohort, again=said_of, but={by.pk, person.pk})
    return made


@transaction.atomic
def take_back(*, conflict: Conflict, by: Person) -> None:
    """Take back what one said oneself."""
    rows.authorise(by, "take_back", conflict)
    audit.record("conflict.taken_back", by=None)
    conflict.delete()
