"""The journal, and a page of it as it was submitted, with what was said back."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotNow, NotYours, Refused
from reflections import marks, queries
from reflections.actions import reading_answers, submitting
from reflections.forms import MessageForm
from reflections.models import Entry, Reader, Reading
from reflections.queries import Sheet
from reflections.readers import listed

MOST_ROWS = 60
MOST_REMARKS = 40
NO_ANSWER_YET = gettext_lazy("You can write back once you have a reply.")


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """List her own pages, the newest first: titles and states, never a word of a text."""
    page, lines = queries.journal(request.user, request.GET.get("page", 1))
    return render(request, "reflections/journal.html", {"page": page, "lines": lines})


@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show a submitted page: to its author, or to a lead its button named. Others get 404."""
    asked = request.GET.get("version", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 8):
        raise Http404
    sheet = queries.sheet(request.user, entry_id, int(asked) if asked else None)
    if sheet is None:
        own = queries.own_entry(request.user, entry_id)
        if own is None:
            return _shared(request, entry_id)
        if asked or own.draft is None:
            raise Http404
        return redirect("entry_write", entry_id)
    sheet.may_ask = queries.mentor_to_ask(sheet)
    if any(reply.seen_at is None for reply in sheet.replies):
        reading_answers.mark_seen(version=sheet.version, by=request.user)
    return _show(request, sheet)


def _shared(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    sheet = queries.shared_sheet(request.user, entry_id)
    if sheet is None:
        raise Http404
    if sheet.version.may_answer:
        return redirect("desk", entry_id)
    reading_answers.record_reading(entry=sheet.entry, by=request.user, door=Reading.Door.PAGE)
    return _show(request, sheet, is_own=False)


def _show(
    request: HttpRequest,
    sheet: Sheet,
    *,
    is_own: bool = True,
    form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    paragraphs = marks.paragraphs(sheet.version.text.body, sheet.remarks)
    facts = {
        "sheet": sheet,
        "is_own": is_own,
        "can_answer": is_own and sheet.is_latest and bool(sheet.replies),
        "paragraphs": paragraphs,
        # The style sheet can set this many side by side; a longer text is followed by its remarks.
        "is_long": len(paragraphs) > MOST_ROWS or len(sheet.remarks) > MOST_REMARKS,
        "reader_names": listed(reader.name for reader in sheet.readers),
        "formal_names": listed(reader.formal for reader in sheet.readers),
        "answer_note": _note(sheet),
        "form": form or MessageForm(initial={"send_id": uuid.uuid4()}),
    }
    return render(request, "reflections/entry_read.html", facts, status=status)


def _note(sheet: Sheet) -> str:
    """Return who will read what she writes back."""
    names = listed(r.name for r in sheet.readers if r.via != Reader.Via.LEAD)
    if not names:
        return _("Nobody who may answer can read this at the moment. It waits with the page.")
    return _("%(names)s will read it.") % {"names": names}


def _own_or_404(request: HttpRequest, entry_id: UUID) -> Entry:
    own = queries.own_entry(request.user, entry_id)
    if own is None:
        raise Http404
    return own


@require_POST
def entry_readers(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let the current mentor read a waiting page: the author's one tap, never anybody else's."""
    own = _own_or_404(request, entry_id)
    try:
        reader = submitting.let_read(entry=own, by=request.user, mentor=request.POST.get("mentor"))
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        said = _("%(name)s can read it now.") % {"name": reader.person.name}
        messages.success(request, said)
    back = request.POST.get("back")
    return redirect("home") if back == "home" else redirect("entry", entry_id)


@require_POST
def entry_answer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Send a message back under the newest answered version."""
    found = queries.newest_own(request.user, entry_id)
    if found is None:
        raise Http404
    version, is_answered = found
    form = MessageForm(request.POST)
    try:
        if not is_answered:
            raise NotNow(NO_ANSWER_YET, field="body")
        if form.is_valid():
            reading_answers.write_back(version=version, by=request.user, **form.cleaned_data)
            messages.success(request, _("Sent."))
            return redirect(reverse("entry", args=[entry_id]) + "#messages")
    except NotYours as error:
        raise Http404 from error
    except (Refused, ValidationError) as refusal:
        form.is_valid()
        form.add_error("body", getattr(refusal, "sentence", None) or refusal)
    return _show(request, queries.sheet(request.user, entry_id), form=form, status=422)
