"""Taking everything one wrote along: noted, then packed while it is sent."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import get_language

from accounts import audit
from accounts.errors import NotYours
from accounts.models import Person
from reflections.packing.pack import pack


def take_along(*, by: Person) -> Iterator[bytes]:
    """Note that ``by`` took her words along and return the archive, piece by piece.

    NotYours for somebody suspended: whoever may not sign in asks the school.
    """
    if not by.is_active:
        raise NotYours
    at = timezone.now()
    audit.record("export.taken", by=by, about=by)
    return pack(by, at, get_language() or "")
