"""A letter to oneself: the days it comes back on, and the page that shows it, closed or open."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from accounts.days import DayField
from accounts.errors import NotYours, Refused
from reflections import queries
from reflections.actions import letters
from reflections.queries import Letter


class DayForm(forms.Form):
    """A day in a native field."""

    on = DayField(
        label=gettext_lazy("On the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_letter(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the letter and its days; ``do``: deliver, move, cancel, close or open."""
    letter = queries.letter(request.user, entry_id)
    if letter is None:
        raise Http404
    if request.method != "POST":
        return _show(request, letter)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise Http404
    form = DayForm(request.POST) if act in DATED else None
    if form is not None and not form.is_valid():
        return _show(request, letter, form, status=422)
    try:
        messages.success(request, act(request, letter, form))
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        form = form or DayForm(request.POST)
        form.is_valid()
        form.errors.pop("on", None)
        form.add_error("on", str(refusal.sentence))
        return _show(request, letter, form, status=422)
    return redirect("entry_letter", entry_id)


def _show(
    request: HttpRequest, letter: Letter, form: DayForm | None = None, status: int = 200
) -> HttpResponse:
    moved = request.POST.get("delivery", "")
    facts: dict[str, Any] = {
        "letter": letter,
        "form": form or DayForm(),
        # The day whose change was refused keeps what was typed; the others stand as they are.
        "moved": moved if form else "",
        "typed": form.data.get("on", "") if form and form.is_bound else "",
    }
    return render(request, "reflections/entry_letter.html", facts, status=status)


def _day(on: Any) -> str:
    return formats.date_format(on, pgettext("date format with year", "l j F Y"))


Act = Callable[[HttpRequest, Letter, Any], str]


def _deliver(request: HttpRequest, letter: Letter, form: DayForm) -> str:
    on = form.cleaned_data["on"]
    letters.deliver(entry=letter.entry, by=request.user, on=on)
    return _("It comes back to you on %(day)s.") % {"day": _day(on)}


def _move(request: HttpRequest, letter: Letter, form: DayForm) -> str:
    on = form.cleaned_data["on"]
    which = request.POST.get("delivery", "")
    letters.move(entry=letter.entry, by=request.user, delivery=which, on=on)
    return _("It comes back to you on %(day)s instead.") % {"day": _day(on)}


def _cancel(request: HttpRequest, letter: Letter, form: None) -> str:
    which = request.POST.get("delivery", "")
    on = letters.cancel(entry=letter.entry, by=request.user, delivery=which)
    return _("It does not come back on %(day)s. The letter stays in your journal.") % {
        "day": _day(on)
    }


def _close(request: HttpRequest, letter: Letter, form: None) -> str:
    until = letters.close(entry=letter.entry, by=request.user)
    return _("Closed until %(day)s.") % {"day": _day(until)}


def _open(request: HttpRequest, letter: Letter, form: None) -> str:
    letters.open_now(entry=letter.entry, by=request.user)
    return _("Open. The days you chose stay as they are.")


ACTS: dict[str, Act] = {
    "deliver": _deliver,
    "move": _move,
    "cancel": _cancel,
    "close": _close,
    "open": _open,
}
DATED = (_deliver, _move)
