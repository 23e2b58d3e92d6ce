"""The depth lenses: placing a page, the student first and her mentor after, and her own line."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotNow, NotYours
from reflections import lenses, plots, queries
from reflections.actions import placing

# What a phone's width holds side by side.
MOST_SHOWN = 24
UNKNOWN = gettext_lazy("Choose one of the four steps of a lens, or skip it.")


def _said(request: HttpRequest) -> dict[str, int | None]:
    """Return what the form says of each lens; "remove" skips them all. ValueError for nonsense."""
    if request.POST.get("do") == "remove":
        return dict.fromkeys(lenses.KEYS)
    return lenses.read(request.POST)


@require_POST
def entry_lenses(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Place a submitted version of one's own page on the lenses, or take that away again."""
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 8):
        raise Http404
    asked: dict[str, Any] = {"by": request.user, "entry_id": entry_id, "number": int(number)}
    try:
        is_placed = placing.place_own(**asked, said=_said(request))
    except NotYours as error:
        raise Http404 from error
    except ValueError:
        messages.error(request, UNKNOWN)
    else:
        kept, gone = _("Kept."), _("Taken away. Nothing on this page is placed now.")
        messages.success(request, kept if is_placed else gone)
    return redirect(reverse("entry", args=[entry_id]) + f"?version={number}#lenses")


@require_POST
def desk_lenses(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Place the version on the desk beside what the student placed, or take that away again."""
    try:
        version_id = UUID(request.POST.get("version", ""))
        asked: dict[str, Any] = {"by": request.user, "entry_id": entry_id}
        placing.place_at_desk(**asked, version_id=version_id, said=_said(request))
    except NotYours as error:
        raise Http404 from error
    except ValueError:
        messages.error(request, UNKNOWN)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Kept."))
    return redirect(reverse("desk", args=[entry_id]) + "#lenses")


@require_safe
def own_lenses(request: HttpRequest) -> HttpResponse:
    """Show her line over time, lens by lens: a plot and its table, for nobody but her."""
    line = queries.own_line(request.user)
    shown = line[-MOST_SHOWN:]
    facts = {
        "line": line,
        "shown": shown,
        "is_cut": len(shown) < len(line),
        "has_others": any(one.others for one in line),
        "steps": list(reversed(lenses.STEPS)),
        "lenses": [
            (
                lens,
                plots.steps(
                    [one.mine.get(lens.key) for one in shown],
                    [[s[lens.key] for _n, s in one.others if lens.key in s] for one in shown],
                    lenses.MOST,
                ),
            )
            for lens in lenses.LENSES
        ],
    }
    return render(request, "reflections/lenses.html", facts)
