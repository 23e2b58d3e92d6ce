"""What the author decides about an answered page: who else reads it, and when it is enough."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import NotNow, NotYours
from reflections import queries
from reflections.actions import asking, closing
from reflections.models import Entry
from reflections.readers import others_to_ask
from reflections.views.own import own_or_404


@require_POST
def entry_close(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say that no more answers are expected, or that they are again."""
    entry = own_or_404(request, entry_id)
    try:
        if request.POST.get("do") == "open":
            closing.reopen(by=request.user, entry=entry)
            messages.success(request, _("It is open again."))
        else:
            closing.close(by=request.user, entry=entry)
            messages.success(request, _("It is closed. Nobody is asked for another answer."))
    except NotYours as error:
        raise Http404 from error
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    return redirect(reverse("entry", args=[entry_id]) + "#messages")


@require_http_methods(["GET", "HEAD", "POST"])
def entry_reader(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Ask another mentor of the cohort to read this page, or let one read it no longer."""
    entry = own_or_404(request, entry_id)
    if request.method == "POST":
        return _asked(request, entry)
    sheet = queries.reach(request.user, entry_id)
    if sheet is None:
        raise Http404
    facts = {"sheet": sheet, "others": others_to_ask(sheet.version)}
    return render(request, "reflections/entry_reader.html", facts)


def _asked(request: HttpRequest, entry: Entry) -> HttpResponse:
    person = request.POST.get("person")
    try:
        if request.POST.get("do") == "end":
            asking.end(by=request.user, entry=entry, person=person)
            messages.success(request, _("They cannot open it any more."))
        else:
            row = asking.ask(by=request.user, entry=entry, person=person)
            said = _("%(name)s can read it now, and answer.") % {"name": row.person.name}
            messages.success(request, said)
            return redirect("entry", entry.pk)
    except NotYours as error:
        raise Http404 from error
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
    return redirect("entry_reader", entry.pk)
