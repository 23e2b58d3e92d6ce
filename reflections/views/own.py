"""A page of one's own, which most of the author's pages begin with."""

from uuid import UUID

from django.http import Http404, HttpRequest

from reflections import queries
from reflections.models import Entry


def own_or_404(request: HttpRequest, entry_id: UUID) -> Entry:
    """Return the page if it is hers; somebody else's is answered like one that never was."""
    entry = queries.own_entry(request.user, entry_id)
    if entry is None:
        raise Http404
    return entry
