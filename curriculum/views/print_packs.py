"""A scenario on paper, for those who run it: all its sheets, or one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from curriculum.queries import print_packs


@require_safe
def scenario_print(request: HttpRequest, slug: str, sheet: str = "") -> HttpResponse:
    """Show every sheet of a scenario, or only one; each reader's begins on a page of its own."""
    pack = print_packs.pack(request.user, slug)
    shown = pack.only(sheet) if pack and sheet else pack
    if pack is None or shown is None:
        raise Http404
    facts = {"pack": shown, "every": pack.sheets, "is_one": bool(sheet)}
    return render(request, "curriculum/print_pack.html", facts)
