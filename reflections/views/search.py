"""Looking through one's own pages. What was looked for stays out of addresses and logs.

The words come by POST and wait in the session, under a number that the address names; so results
can be reloaded, paged through and come back to. The session forgets them with signing out.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from reflections import queries
from reflections.actions import searching
from reflections.forms_own import SearchForm

KEPT = "searches"
MOST_KEPT = 5


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for the search the address names; POST looks for something new."""
    if request.method == "POST":
        return _look(request)
    number = request.GET.get("search", "")
    asked = dict(request.session.get(KEPT, ())).get(number, "")
    if not asked:
        # It was another session's, or too long ago: the page to ask again.
        return _show(request, SearchForm(), is_gone=bool(number))
    page, hits = queries.found(request.user, asked, request.GET.get("page", 1))
    facts = {"asked": asked, "page": page, "hits": hits, "query": f"&search={number}"}
    return _show(request, SearchForm(initial={"words": asked}), **facts)


def _look(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    searching.bring_up_to_date(by=request.user)
    number = secrets.token_hex(4)
    kept = [*request.session.get(KEPT, ()), [number, form.cleaned_data["words"]]]
    request.session[KEPT] = kept[-MOST_KEPT:]
    return redirect(f"{reverse('search')}?search={number}")


def _show(
    request: HttpRequest, form: SearchForm, *, status: int = 200, **facts: object
) -> HttpResponse:
    return render(request, "reflections/search.html", {"form": form, **facts}, status=status)
