"""What a page held: listed, read, compared side by side, and brought back. Its author's alone."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import differences
from accounts.errors import NotNow
from reflections import queries, shapes
from reflections.actions import restoring
from reflections.models import Entry
from reflections.views import sending

BACK = gettext_lazy(
    "The page is as it was then. What stood here until now is kept as an earlier state."
)
ALREADY = gettext_lazy("The page has these very words already.")


def _page_or_404(request: HttpRequest, entry_id: UUID) -> Entry:
    entry = queries.own_page(request.user, entry_id)
    if entry is None:
        raise Http404
    return entry


def _base(entry: Entry) -> int:
    return entry.draft.revision if entry.draft else 0


def earlier(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show one state of the draft: every acknowledged one, for its author alone."""
    entry = _page_or_404(request, entry_id)
    if entry.is_closed:
        return redirect("entry_letter", entry_id)
    number = request.GET.get("revision", "")
    texts = queries.earlier_texts(request.user, entry_id)
    text = texts.filter(revision=int(number)).first() if sending.is_number(number) else None
    if text is None:
        raise Http404
    facts = {
        "entry": entry,
        "entry_id": entry_id,
        "text": text,
        "words": shapes.count(text.body),
        "save_id": uuid.uuid4(),
        "is_now": text.revision == _base(entry),
        "base": _base(entry),
        "older": texts.filter(revision__lt=text.revision).first(),
        "newer": texts.filter(revision__gt=text.revision).reverse().first(),
    }
    return render(request, "reflections/entry_earlier.html", facts)


@require_safe
def entry_versions(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """List what was submitted and what the page held before, the newest first."""
    entry = _page_or_404(request, entry_id)
    if entry.is_closed:
        return redirect("entry_letter", entry_id)
    history = queries.history(request.user, entry, request.GET.get("page", 1))
    facts = {"entry": entry, "history": history, "page": history.page, "base": _base(entry)}
    return render(request, "reflections/entry_versions.html", facts)


@require_safe
def entry_compare(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show two texts of one page side by side, with what differs marked."""
    entry = _page_or_404(request, entry_id)
    if entry.is_closed:
        return redirect("entry_letter", entry_id)
    if "one" not in request.GET:
        return redirect("entry_versions", entry_id)
    return render(request, "reflections/entry_compare.html", _two(request, entry))


def _two(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    keys = request.GET["one"], request.GET.get("other", "now")
    one, other = (queries.held(request.user, entry, key) for key in keys)
    if one is None or other is None:
        raise Http404
    left, right = differences.compare(one.body, other.body)
    columns = [("one", one, left), ("other", other, right)]
    return {
        "entry": entry,
        "columns": columns,
        "is_same": one.body == other.body and one.title == other.title,
        "base": _base(entry),
        "save_id": uuid.uuid4(),
    }


@require_POST
def entry_restore(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Make the page what it was: a new state of it, so that what stands now is kept too."""
    entry = _page_or_404(request, entry_id)
    held = queries.held(request.user, entry, request.POST.get("what", ""))
    base = request.POST.get("base", "")
    if held is None or not sending.is_number(base):
        raise Http404
    try:
        is_back = restoring.restore(
            entry=entry, by=request.user, base=int(base), held=held, save_id=_save_id(request)
        )
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("entry_versions", entry_id)
    messages.success(request, BACK if is_back else ALREADY)
    return redirect("entry_write", entry_id)


def _save_id(request: HttpRequest) -> UUID:
    """Return the form's own id, so that a double click brings back once."""
    try:
        return UUID(request.POST.get("save_id", ""))
    except ValueError:
        return uuid.uuid4()
