"""From the writing room to the readers: places to look at, the page that asks, and submitting."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import findings, help_phrases, people, words
from accounts.errors import NotNow, NotYours, Refused
from reflections import queries, shapes
from reflections.actions import submitting, withdrawing
from reflections.queries import Room
from reflections.readers import listed
from reflections.views.own import own_or_404

WHY = "why-"
PLACE = re.compile(r"[a-z]{1,10}\d{0,4}-")


def reasons_said(request: HttpRequest) -> dict[str, str]:
    """Return why something may stay, by the key of the find."""
    return {
        name.removeprefix(WHY): str(value)
        for name, value in request.POST.items()
        if name.startswith(WHY) and value
    }


def place_said(request: HttpRequest) -> str:
    """Return what tells this list of places from others on the page, as the page itself said."""
    said = request.POST.get("place", "")
    return said if PLACE.fullmatch(said) else ""


# ------------------------------------------------------------------ while she writes
@require_POST
def entry_check(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Answer the places to look at in the words just sent. Nothing is stored, nothing logged."""
    own_or_404(request, entry_id)
    sent = {name: words.normalise(request.POST.get(name, "")) for name in ("title", "body")}
    if request.POST.get("author") != str(request.user.pk):
        return HttpResponse(status=409)
    if len(sent["body"]) > words.LONGEST_TEXT or len(sent["title"]) > words.LONGEST_TITLE:
        return HttpResponse(status=413)
    fine = request.POST.getlist("fine")
    facts = {
        "findings": findings.find(**sent, reasons=reasons_said(request), fine=fine),
        "reasons": findings.REASONS,
        "in_room": True,
        "place": place_said(request),
    }
    return render(request, "reflections/_findings.html", facts)


# ------------------------------------------------------------------ submitting
@require_http_methods(["GET", "HEAD", "POST"])
def entry_submit(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say in words what submitting will do; on the second press, do it."""
    if request.method == "POST":
        revision = request.POST.get("revision", "")
        return send(request, entry_id, int(revision) if is_number(revision) else -1)
    room = queries.room(request.user, entry_id)
    if room is None:
        raise Http404
    if room.version_number and not room.has_news:
        return redirect("entry", entry_id)
    if shapes.is_blank(room.form, room.body):
        messages.error(request, submitting.EMPTY)
        return redirect("entry_write", entry_id)
    if fault := shapes.fault(room.form, room.body):
        messages.error(request, fault)
        return redirect("entry_write", entry_id)
    return _confirm(request, room, contact=request.GET.get("contact") == "on")


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def is_ready(request: HttpRequest) -> bool:
    """Say whether everything the submit page asks was already said in the room."""
    return request.POST.get("attest") == "on" or bool(reasons_said(request))


def help_first(request: HttpRequest, entry_id: UUID) -> HttpResponse | None:
    """Where the page could not look for itself: the submit page with who helps, if she may need it.

    Everything she ticked and typed goes along, and one press submits. Nothing is kept of it.
    """
    if request.POST.get("look") != "here":
        return None
    room = queries.room(request.user, entry_id)
    if room is None or not help_phrases.speaks_of_self_harm(room.title, room.body):
        return None
    return _confirm(request, room, contact=request.POST.get("wants_contact") == "on")


def _confirm(
    request: HttpRequest, room: Room, *, contact: bool, refusal: Any = None, status: int = 200
) -> HttpResponse:
    fine = request.POST.getlist("fine")
    facts = {
        "room": room,
        "contact": contact,
        "refusal": refusal,
        "attested": request.POST.get("attest") == "on",
        "ask": words.normalise(request.POST.get("ask", "")),
        "most_ask": submitting.LONGEST_ASK,
        "findings": _places(request, room),
        "fine": fine,
        "reasons": findings.REASONS,
        # For the author alone. Nothing is kept, told or logged of it.
        "help_lines": people.support_lines()
        if help_phrases.speaks_of_self_harm(room.title, room.body)
        else None,
        "button_names": listed(reader.formal for reader in room.readers),
    }
    return render(request, "reflections/entry_submit.html", facts, status=status)


def _places(request: HttpRequest, room: Room) -> Any:
    """Return the places to look at in all that would be sent."""
    ask = " ".join(words.normalise(request.POST.get("ask", "")).split())
    return findings.find(
        title=room.title,
        body=submitting.all_said(room.body, ask),
        reasons=reasons_said(request),
        fine=request.POST.getlist("fine"),
    )


def send(request: HttpRequest, entry_id: UUID, revision: int) -> HttpResponse:
    """Submit ``revision`` as the form says, or show the submit page with what is missing."""
    entry = own_or_404(request, entry_id)
    wants_contact = request.POST.get("wants_contact") == "on"
    try:
        version = submitting.submit(
            entry=entry,
            by=request.user,
            revision=revision,
            named=request.POST.getlist("named"),
            wants_contact=wants_contact,
            attested=request.POST.get("attest") == "on",
            reasons=reasons_said(request),
            ask=request.POST.get("ask", ""),
        )
    except Refused as refusal:
        if refusal.field == "body":
            messages.error(request, refusal.sentence)
            return redirect("entry_write", entry_id)
        room = queries.room(request.user, entry_id)
        status = 409 if isinstance(refusal, NotNow) else 422
        return _confirm(request, room, contact=wants_contact, refusal=refusal, status=status)
    _say_submitted(request, version)
    return redirect("entry", entry_id)


def _say_submitted(request: HttpRequest, version: Any) -> None:
    readers = version.readers.select_related("person").order_by("pk")
    names = listed(reader.person.name for reader in readers)
    if names:
        said = _("Submitted. %(names)s can read it now.") % {"names": names}
    else:
        said = _("Submitted. Nobody can read it yet; you will be asked when your mentor is known.")
    if version.is_late:
        said += " " + _("It came after the due date and is marked late; it is read all the same.")
    messages.success(request, said)


# ------------------------------------------------------------------ taking it back
@require_http_methods(["GET", "HEAD", "POST"])
def entry_withdraw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask once more, then take the newest version back; or say why that is over."""
    sheet = queries.reach(request.user, entry_id)
    if sheet is None:
        raise Http404
    if request.method == "POST":
        try:
            withdrawing.withdraw(entry=sheet.entry, by=request.user)
        except NotYours as error:
            raise Http404 from error
        except NotNow as refusal:
            messages.error(request, refusal.sentence)
            return redirect("entry_withdraw", entry_id)
        messages.success(request, _("Taken back. It is a draft again, and yours alone."))
        return redirect("entry", entry_id)
    facts = {"sheet": sheet, "names": listed(reader.name for reader in sheet.readers)}
    return render(request, "reflections/entry_withdraw.html", facts)
