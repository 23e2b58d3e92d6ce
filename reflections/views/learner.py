"""The journal, and a page of it as it was submitted, with what was said back."""

import uuid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import findings
from accounts.errors import NotNow, NotYours, Refused
from reflections import marks, queries
from reflections.actions import reading_answers, submitting
from reflections.forms import MessageForm
from reflections.models import Reader, Reading
from reflections.queries import Sheet, log
from reflections.queries.lists import PAGE_SIZE
from reflections.readers import listed
from reflections.views.looking import places_in
from reflections.views.own import own_or_404
from reflections.views.sending import reasons_said

MOST_ROWS = 60
MOST_REMARKS = 40
LOG_SIZE = 40
IS_CLOSED = gettext_lazy("You have closed this page. Open it again to write back.")
NO_ANSWER_YET = gettext_lazy("You can write back once you have a reply.")


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """List her own pages, the newest first: titles and states, never a word of a text."""
    page, lines = queries.journal(request.user, request.GET.get("page", 1))
    return render(request, "reflections/journal.html", {"page": page, "lines": lines})


@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Show who opened which of her pages, when and by which door, and what she took back."""
    page = Paginator(log.readings(request.user), LOG_SIZE).get_page(request.GET.get("page", 1))
    for row in page.object_list:
        row.title = log.page_title(row)
    taken = list(log.withdrawals(request.user)[:LOG_SIZE]) if page.number == 1 else []
    for row in taken:
        row.title = log.page_title(row)
    return render(request, "reflections/readings.html", {"page": page, "taken": taken})


@require_safe
def named_list(request: HttpRequest) -> HttpResponse:
    """List what she may read because the submit button named her as the cohort's lead."""
    found = queries.naming(request.user)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page", 1))
    for version in page.object_list:
        name = version.prompt.name if version.prompt else version.entry.begun_from
        version.title = queries.named_or(version.text.title, name)
    return render(request, "reflections/named_list.html", {"page": page})


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
            return _shared(request, entry_id, int(asked) if asked else None)
        if asked or own.draft is None:
            raise Http404
        return redirect("entry_write", entry_id)
    if sheet.entry.is_closed:
        return redirect("entry_letter", entry_id)
    sheet.may_ask = queries.mentor_to_ask(sheet)
    return _show(request, _seen(request, sheet))


def _seen(request: HttpRequest, sheet: Sheet) -> Sheet:
    """Note what is read now; return the page with what may be shown of it.

    A reply taken back at this very moment is not read: then the page is asked for once more.
    """
    news = sum(reply.seen_at is None for reply in sheet.replies)
    about = {"version": sheet.version, "by": request.user}
    if news and reading_answers.mark_seen(**about) < news:
        fresh = queries.sheet(request.user, sheet.entry.pk, sheet.version.number)
        sheet = fresh if fresh is not None else sheet
        sheet.may_ask = queries.mentor_to_ask(sheet)
    others = [one for one in sheet.messages if one.author_id != request.user.pk]
    if any(one.seen_at is None for one in others):
        reading_answers.mark_messages_seen(**about, until=others[-1].sent_at)
    return sheet


def _shared(request: HttpRequest, entry_id: UUID, number: int | None) -> HttpResponse:
    sheet = queries.shared_sheet(request.user, entry_id, number)
    if sheet is None:
        raise Http404
    if sheet.version.may_answer:
        return redirect("desk", entry_id)
    if sheet.version.by_grant:
        return redirect("grant_read", sheet.version.by_grant)
    try:
        reading_answers.record_reading(
            version=sheet.version, by=request.user, door=Reading.Door.PAGE
        )
    except NotYours as error:
        raise Http404 from error
    return _show(request, sheet, is_own=False)


def _show(
    request: HttpRequest,
    sheet: Sheet,
    *,
    is_own: bool = True,
    form: MessageForm | None = None,
    status: int = 200,
    **to_look_at: Any,
) -> HttpResponse:
    paragraphs = marks.paragraphs(sheet.version.text.body, sheet.remarks)
    for message in sheet.messages:
        is_hers = is_own and message.author_id == request.user.pk
        message.read_at = sheet.opened_since(message.sent_at) if is_hers else None
    facts = {
        "sheet": sheet,
        "is_own": is_own,
        "can_answer": is_own and sheet.is_latest and bool(sheet.replies) and not sheet.closed_at,
        "paragraphs": paragraphs,
        # The style sheet can set this many side by side; a longer text is followed by its remarks.
        "is_long": len(paragraphs) > MOST_ROWS or len(sheet.remarks) > MOST_REMARKS,
        "reader_names": listed(reader.name for reader in sheet.readers),
        "formal_names": listed(one.formal for one in (*sheet.readers, *sheet.opened_to)),
        "answer_note": _note(sheet),
        # Whoever may answer sees where she places a page; a lead who only reads does not.
        "lens_names": listed(one.formal for one in sheet.readers if one.via != Reader.Via.LEAD),
        "pictures": queries.pictures_on(sheet.version),
        "grants": queries.openings_of(sheet.version) if is_own else (),
        "kept": findings.kept_said(sheet.version.kept_for or {}),
        **(_contact_of(sheet) if is_own else {}),
        "form": form or MessageForm(initial={"send_id": uuid.uuid4()}),
    }
    return render(request, "reflections/entry_read.html", facts | to_look_at, status=status)


def _contact_of(sheet: Sheet) -> dict[str, Any]:
    """Return whether she asked to be contacted on this page; if so, who answers meanwhile."""
    wish = queries.wish_of(sheet.version)
    lines = queries.lines_of(sheet.version)
    return {
        "wish": wish,
        "wish_opened_at": sheet.opened_since(wish.asked_at) if wish else None,
        "lines": lines,
        "late_hours": settings.CONTACT_LATE_HOURS,
    }


def _note(sheet: Sheet) -> str:
    """Return who will read what she writes back."""
    names = listed(r.name for r in sheet.readers if r.via != Reader.Via.LEAD)
    if not names:
        return _("Nobody who may answer can read this at the moment. It waits with the page.")
    return _("%(names)s will read it.") % {"names": names}


@require_POST
def entry_readers(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let the current mentor read a waiting page: the author's one tap, never anybody else's."""
    own = own_or_404(request, entry_id)
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
    form, to_look_at = MessageForm(request.POST), dict[str, Any]()
    try:
        if not is_answered:
            raise NotNow(NO_ANSWER_YET, field="body")
        if version.closed_at:
            raise NotNow(IS_CLOSED, field="body")
        if form.is_valid():
            said = form.cleaned_data | {"reasons": reasons_said(request)}
            reading_answers.write_back(version=version, by=request.user, **said)
            messages.success(request, _("Sent."))
            return redirect(reverse("entry", args=[entry_id]) + "#messages")
    except NotYours as error:
        raise Http404 from error
    except (Refused, ValidationError) as refusal:
        form.is_valid()
        form.add_error("body", getattr(refusal, "sentence", None) or refusal)
        if getattr(refusal, "field", "") == "findings":
            to_look_at = places_in(request, said["body"])
    sheet = queries.sheet(request.user, entry_id)
    return _show(request, sheet, form=form, status=422, **to_look_at)
