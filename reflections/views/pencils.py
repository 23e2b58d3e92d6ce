"""A remark while it is typed: the page's script keeps it as it keeps the reply."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from accounts import saving
from reflections.actions import pencilling
from reflections.models import Remark
from reflections.views.autosave import autosave

# No text is longer; what is not a number in it was not sent by our page.
LONGEST = 2_000_000


def _place(data: dict[str, Any]) -> pencilling.Place:
    """Return the words that were chosen, and the kind; what makes no sense is left out."""
    kind = data.get("kind")
    kind = kind if kind in Remark.Kind.values else ""
    start, end = (str(data.get(name, "")) for name in ("start", "end"))
    if not all(one.isascii() and one.isdecimal() and len(one) < 8 for one in (start, end)):
        return pencilling.Place(kind=kind)
    if not int(start) < int(end) <= LONGEST:
        return pencilling.Place(kind=kind)
    return pencilling.Place(int(start), int(end), kind)


@login_not_required
@require_http_methods(["PUT"])
def pencil_draft(
    request: HttpRequest, entry_id: UUID, remark_id: UUID | None = None
) -> HttpResponse:
    """Keep a remark in the making: a new one, or other words for one that is not sent."""

    def keep(save: saving.Save, data: dict[str, Any]) -> Any:
        about = {"entry_id": entry_id, "remark_id": remark_id, "place": _place(data)}
        return pencilling.save_pencil(by=request.user, save=save, **about)

    return autosave(request, keep)
