"""An observer's sheet: kept while it is typed, looked through for what could point to a patient,
given to the group, taken back.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import findings, save_json, saving, words
from accounts.errors import Refused
from accounts.saving import Overtaken, Save
from rehearsals.actions import sheets
from rehearsals.models import Group, Sheet
from rehearsals.queries import phone
from rehearsals.queries.now import now
from rehearsals.views.room import show_phone

MARK, WHY, NEITHER = "mark-", "why-", "sheet-"


@dataclass(frozen=True)
class Place:
    """Which sheet it is: the group somebody watches, and the round."""

    group: Group
    rotation: int

    @property
    def about(self) -> dict[str, Any]:
        return {"group": self.group, "rotation": self.rotation}


def _place(request: HttpRequest, rehearsal_id: UUID, number: int, rotation: int) -> Place:
    watched = Group.objects.visible_to(request.user, "watch").select_related("rehearsal__edition")
    group = get_object_or_404(watched, rehearsal=rehearsal_id, number=number)
    return Place(group, rotation)


def _reasons(request: HttpRequest) -> dict[str, str]:
    """Return why something may stay, by the key of the find."""
    said = request.POST.items()
    return {name.removeprefix(WHY): str(v) for name, v in said if name.startswith(WHY) and v}


def _marks(pairs: Any) -> dict[str, str]:
    """Return the marks of a form or of a save, by the number of the line."""
    return {n.removeprefix(MARK): str(v) for n, v in pairs if n.startswith(MARK) and v}


# ------------------------------------------------------------------ saving from the script
@login_not_required
@require_http_methods(["PUT", "POST"])
def draft(request: HttpRequest, rehearsal_id: UUID, number: int, rotation: int) -> JsonResponse:
    """Answer one save in JSON, by the protocol of a journal page."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    try:
        sent = save_json.read(request.body)
    except ValueError as error:
        return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
    if sent.author != request.user.pk:
        return JsonResponse({"state": "wrong-user"}, status=409)
    try:
        place = _place(request, rehearsal_id, number, rotation)
    except Http404:
        return JsonResponse({"state": "not-found"}, status=404)
    try:
        # A save says only which of the marks changed.
        marks = _marks_of(_kept(request, place)) | _marks(sent.data.items())
        kept = sheets.keep_sheet(by=request.user, save=sent.save, marks=marks, **place.about)
    except ValidationError as error:
        return save_json.refused(error)
    except Refused as refused:
        return JsonResponse({"state": "invalid", "message": str(refused.sentence)}, status=422)
    if isinstance(kept, Overtaken):
        return JsonResponse({"state": "conflict", "revision": kept.revision}, status=409)
    return save_json.kept(kept)


def _kept(request: HttpRequest, place: Place) -> Sheet | None:
    """Return her sheet as it is kept; None before its first save."""
    own = Sheet.objects.visible_to(request.user, "write").filter(observer=request.user)
    found: Sheet | None = own.filter(**place.about).select_related("draft").first()
    return found


def _marks_of(kept: Sheet | None) -> dict[str, str]:
    return kept.marks if kept else {}


# ------------------------------------------------------------------ places to look at
@require_POST
def check(request: HttpRequest, rehearsal_id: UUID, number: int, rotation: int) -> HttpResponse:
    """Answer the places to look at in the words just typed. Nothing is stored, nothing logged."""
    _place(request, rehearsal_id, number, rotation)
    sent = {name: words.normalise(request.POST.get(name, "")) for name in ("title", "body")}
    if request.POST.get("author") != str(request.user.pk):
        return HttpResponse(status=409)
    if len(sent["body"]) > words.LONGEST_TEXT or len(sent["title"]) > words.LONGEST_TITLE:
        return HttpResponse(status=413)
    fine = request.POST.getlist("fine")
    facts = {
        "findings": findings.find(**sent, reasons=_reasons(request), fine=fine),
        "reasons": findings.REASONS,
        "in_room": True,
        "place": NEITHER,
    }
    return render(request, "reflections/_findings.html", facts)


# ------------------------------------------------------------------ the form itself
@require_POST
def sheet(request: HttpRequest, rehearsal_id: UUID, number: int, rotation: int) -> HttpResponse:
    """Keep, give or take back a sheet (``do``), or show two texts of it beside each other."""
    place = _place(request, rehearsal_id, number, rotation)
    if request.POST.get("author") != str(request.user.pk):
        return render(request, "reflections/entry_wrong_user.html", status=409)
    act = request.POST.get("do", "save")
    try:
        if act == "back":
            sheets.take_back_sheet(by=request.user, **place.about)
            messages.success(request, _("Taken back. It is yours alone again."))
            return redirect("rehearsal", rehearsal_id)
        done = _give(request, place) if act == "give" else _keep(request, place)
    except ValidationError as error:
        return _again(request, rehearsal_id, place, error.messages)
    except Refused as refused:
        return _again(request, rehearsal_id, place, [str(refused.sentence)])
    if isinstance(done, Overtaken):
        return _conflict(request, place)
    if act == "give":
        messages.success(request, _("Given. Your group and the facilitator read it."))
    return redirect("rehearsal", rehearsal_id)


def _typed(request: HttpRequest) -> Save:
    base = request.POST.get("base", "")
    number = int(base) if base.isascii() and base.isdecimal() and len(base) < 10 else 0
    title, body = (words.normalise(request.POST.get(name, "")) for name in ("title", "body"))
    return Save(uuid.uuid4(), number, title, body)


def _keep(request: HttpRequest, place: Place) -> Any:
    marks = _marks(request.POST.items())
    return sheets.keep_sheet(by=request.user, save=_typed(request), marks=marks, **place.about)


def _give(request: HttpRequest, place: Place) -> Any:
    save, marks = _typed(request), _marks(request.POST.items())
    findings.settled(title=save.title, body=save.body, reasons=_reasons(request))
    return sheets.give_sheet(by=request.user, save=save, marks=marks, **place.about)


def _again(
    request: HttpRequest, rehearsal_id: UUID, place: Place, errors: list[str]
) -> HttpResponse:
    """Show the phone's page once more, with what is wrong and every word that was typed."""
    page = phone.page(request.user, now(request.user, rehearsal_id))
    if page is None:
        raise Http404
    typed = _typed(request)
    if page.sheet is None or page.sheet.given_at:
        return _conflict(request, place, errors, status=422)
    page.sheet.title, page.sheet.body = typed.title, typed.body
    page.sheet.marks = _marks(request.POST.items())
    found = findings.find(title=typed.title, body=typed.body, reasons=_reasons(request))
    facts = {"errors": errors, "findings": found, "reasons": findings.REASONS}
    return show_phone(request, page, status=422, **facts)


def _conflict(
    request: HttpRequest, place: Place, errors: list[str] | None = None, status: int = 409
) -> HttpResponse:
    """Show what was typed here beside what another device has kept."""
    kept = _kept(request, place)
    facts = {
        "place": place,
        "typed": _typed(request),
        # A line that was marked only on the other device stays marked.
        "marks": _marks_of(kept) | _marks(request.POST.items()),
        "kept": saving.newest_text(kept.draft) if kept else None,
        "base": kept.draft.revision if kept else 0,
        "errors": errors or [],
    }
    return render(request, "rehearsals/sheet_again.html", facts, status=status)
