"""The portfolio: arranging it, reading and printing it as a whole."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotYours, Refused
from reflections import queries
from reflections.actions import choosing
from reflections.forms_own import PortfolioForm

UP, DOWN = -1, 1


@require_http_methods(["GET", "HEAD", "POST"])
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show the pieces in their order; POST keeps the title and what is said before them."""
    if request.method != "POST":
        return _show(request)
    form = PortfolioForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    choosing.say(by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept."))
    return redirect("portfolio")


def _show(
    request: HttpRequest, form: PortfolioForm | None = None, status: int = 200
) -> HttpResponse:
    whole = queries.portfolio(request.user)
    said = {"title": whole.title, "introduction": whole.introduction}
    facts = {
        "portfolio": whole,
        "form": form or PortfolioForm(initial=said),
        "undo": _undo(request),
    }
    return render(request, "reflections/portfolio.html", facts, status=status)


def _undo(request: HttpRequest) -> dict[str, str]:
    """Return what was just taken out, as the address says it; nothing where it says no page."""
    try:
        entry = uuid.UUID(request.GET.get("entry", ""))
    except ValueError:
        return {}
    said = {name: request.GET.get(name, "") for name in ("version", "position")}
    return {"entry": str(entry), **said}


@require_safe
def portfolio_print(request: HttpRequest) -> HttpResponse:
    """Show the whole portfolio to be read and printed: one piece a page."""
    facts = {"portfolio": queries.portfolio(request.user), "now": timezone.now()}
    return render(request, "reflections/portfolio_print.html", facts)


@require_POST
def portfolio_pieces(request: HttpRequest) -> HttpResponse:
    """Change the row of pieces: ``up``, ``down`` or ``out`` name a piece, ``order`` names all."""
    try:
        for name, step in (("up", UP), ("down", DOWN)):
            if name in request.POST:
                choosing.move(by=request.user, piece_id=_uuid(request.POST[name]), step=step)
                return redirect(f"{reverse('portfolio')}#piece-{request.POST[name]}")
        if "out" in request.POST:
            return _out(request, _uuid(request.POST["out"]))
        order = [_uuid(one) for one in request.POST.getlist("order")]
        choosing.arrange(by=request.user, order=order)
    except NotYours as error:
        raise Http404 from error
    return redirect("portfolio")


def _out(request: HttpRequest, piece_id: UUID) -> HttpResponse:
    was = choosing.leave_out(by=request.user, piece_id=piece_id)
    undo = {"entry": was.entry_id, "position": was.position}
    if was.version is not None:
        undo["version"] = was.version.number
    return redirect(f"{reverse('portfolio')}?{urlencode(undo)}")


def _uuid(said: str) -> UUID:
    try:
        return uuid.UUID(said)
    except ValueError as error:
        raise Http404 from error


@require_POST
def entry_portfolio(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Put a page of hers into the portfolio: the version the form names, else its newest words."""
    try:
        choosing.choose(
            by=request.user,
            entry_id=entry_id,
            number=_number(request.POST.get("version", "")),
            position=_number(request.POST.get("position", "")),
        )
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("In your portfolio. Only you can see it."))
    return redirect("portfolio")


def _number(said: str) -> int | None:
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 8):
        raise Http404
    return int(said)
