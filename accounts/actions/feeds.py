"""The secret address of somebody's calendar: made, replaced, ended, and whose it is.

Only the SHA-256 of the secret is kept. Whoever holds the address reads dates and titles of modules
and nothing else, for as long as its person may sign in.
"""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import FeedToken, Person


def fingerprint(token: str) -> str:
    """Return what is kept of an address's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(*, by: Person) -> str:
    """Make a new secret for ``by``, end the one before, and return it: the one time it is said."""
    if not by.is_active:
        raise Refused(_("You may not sign in at the moment."))
    # One at a time, also of two presses at once.
    Person.objects.select_for_update().get(pk=by.pk)
    _end(by)
    token = secrets.token_urlsafe(32)
    made = FeedToken.objects.create(person=by, token_hash=fingerprint(token))
    audit.record("calendar.made", by=by, about=made)
    return token


@transaction.atomic
def revoke(*, by: Person) -> bool:
    """End the address of ``by``; say whether there was one. Its next reader is told nothing."""
    return _end(by)


def _end(by: Person) -> bool:
    held = FeedToken.objects.select_for_update().filter(person=by, revoked_at=None).first()
    if held is None:
        return False
    held.revoked_at = timezone.now()
    held.save(update_fields=["revoked_at"])
    audit.record("calendar.revoked", by=by, about=held)
    return True


def person_of(token: str) -> Person | None:
    """Return whose calendar this secret opens now; None for any that opens none."""
    held = FeedToken.objects.filter(
        token_hash=fingerprint(token), revoked_at=None, person__is_active=True
    )
    found = held.select_related("person").first()
    return found.person if found is not None else None
