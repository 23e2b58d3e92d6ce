"""Who plays: by a draw, by hand, by changing chairs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import Refused
from rehearsals.actions import casting
from rehearsals.queries import seats
from rehearsals.queries.seats import BEHIND, Here, Page
from rehearsals.views.room import number_said

FILL = "fill-"


@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: HttpRequest, rehearsal_id: UUID) -> HttpResponse:
    """Show who is in the room, and give out the parts."""
    page = seats.page(request.user, rehearsal_id)
    if page is None:
        raise Http404
    if request.method != "POST":
        return render(request, "rehearsals/cast.html", {"page": page})
    try:
        said = _do(request, page)
    except Refused as refused:
        facts = {"page": seats.page(request.user, rehearsal_id), "refusal": refused.sentence}
        return render(request, "rehearsals/cast.html", facts, status=422)
    messages.success(request, said)
    return redirect("rehearsal_cast", rehearsal_id)


def _do(request: HttpRequest, page: Page) -> str:
    do = request.POST.get("do", "")
    about: dict[str, Any] = {"by": request.user, "rehearsal": page.rehearsal}
    if do == "draw":
        groups = number_said(request.POST.get("groups")) or None
        casting.draw_fairly(**about, groups=groups, mirrors="mirrors" in request.POST)
        return _("Drawn. Everybody sees their part on their own phone.")
    if do == "cast":
        _by_hand(request, page, about)
        return _("Given. Everybody sees their part on their own phone.")
    if do == "swap":
        one, other = (_one_said(page, request.POST.get(name, "")) for name in ("one", "other"))
        if one == other:
            raise Refused(_("Choose two different people."), field="other")
        casting.swap(**about, one=one.person, other=other.person)
        return _("They have changed chairs.")
    if do.startswith(FILL):
        number = number_said(do.removeprefix(FILL))
        groups = page.rehearsal.groups.filter(number=number).first()
        if groups is None:
            raise Http404
        casting.redraw(**about, group=groups)
        return _("Every chair is taken.")
    raise Http404


def _one_said(page: Page, key: str) -> Here:
    found = next((one for one in page.people if str(one.pk) == key), None)
    if found is None:
        raise Http404
    return found


def _by_hand(request: HttpRequest, page: Page, about: dict[str, Any]) -> None:
    """Give out what was changed on the page, and only that: all of it, or nothing."""
    seats = []
    for one in page.people:
        number = number_said(request.POST.get(f"group-{one.pk}"))
        # Where nobody has a part, none is asked.
        role = request.POST.get(f"role-{one.pk}", page.roles[0].key)
        if (number or None) == one.group and (role == one.role or not number):
            continue
        if role.startswith(BEHIND):
            role = page.roles[0].key
        seats.append((one.person, number or one.group or 0, role if number else ""))
    if seats:
        casting.cast_several(**about, seats=seats)
