"""The mentor's desk: opening it, and showing it again after something was done there.

Somebody who may not answer an entry, or not any more, is told the same as about an entry that
never existed. What a request may do is decided in the actions.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.errors import NotYours
from reflections import agreed, mentor_queries, readers
from reflections.actions import desk as opening
from reflections.forms import MessageForm
from reflections.mentor_forms import RemarkChangeForm, RemarkForm
from reflections.mentor_queries import Desk

View = Callable[..., HttpResponse]
# In her session: the reply stays folded until she has read.
READING_FIRST = "reading-first"


def theirs_is_404(view: View) -> View:
    """Answer 404 wherever an action says that this is not this person's to know of."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotYours as error:
            raise Http404 from error

    return asked


def versions_of(request: HttpRequest, entry_id: UUID) -> list[Any]:
    versions = mentor_queries.versions_to_answer(request.user, entry_id)
    if not versions:
        raise NotYours
    return versions


def opened(request: HttpRequest, entry_id: UUID) -> list[Any]:
    """Return the versions for a page that shows their text: it stands in the read log.

    At a desk that is open already that is no line more; without one, nobody reads unseen.
    """
    return opening.open_entry(by=request.user, entry_id=entry_id)


def desk_of(request: HttpRequest, entry_id: UUID) -> Desk:
    """Return the desk for what is done there."""
    return narrowed(request, mentor_queries.desk(request.user, opened(request, entry_id)))


def cohort_said(request: HttpRequest) -> str:
    """Return the cohort the queue is narrowed to, as the page before said."""
    return request.POST.get("cohort") or request.GET.get("cohort", "")


def query_of(request: HttpRequest) -> str:
    """Return what an address carries to stay in that cohort."""
    cohort = cohort_said(request)
    return f"?{urlencode({'cohort': cohort})}" if cohort else ""


def narrowed(request: HttpRequest, desk: Desk) -> Desk:
    """Let previous and next stay in the cohort the queue was narrowed to."""
    desk.queue = desk.queue.around(desk.version.entry_id, cohort_said(request))
    return desk


def _remarks_said(desk: Desk) -> str:
    """Return "three remarks": those that go out with the reply."""
    number = len(desk.unsent)
    if not number:
        return _("no remarks")
    many = {"number": apnumber(number)}
    return ngettext("one remark", "%(number)s remarks", number) % many


def pencil(of: Any) -> dict[str, Any]:
    """Return what the form of a remark being typed holds; nothing where none is."""
    making = of.making or {}
    if not (making.get("body") or "").strip():
        return {}
    if making.get("end"):
        making["quote"] = of.text.body[making["start"] : making["end"]]
    return making


def facts_of(desk: Desk, **said: Any) -> dict[str, Any]:
    """Return what the desk's template is told; ``said`` brings forms that were refused."""
    changed: tuple[UUID, RemarkChangeForm] | None = said.pop("changed", None)
    for remark in desk.unsent:
        # What she was typing over it, where that was not kept as the remark yet.
        made = {"body": remark.text.body, "kind": remark.kind}
        remark.change = RemarkChangeForm(
            initial=pencil(remark) or made,
            auto_id=f"id_{remark.pk.hex[:8]}_%s",
        )
        if changed and changed[0] == remark.pk:
            remark.change = changed[1]
    names = [_("you") if one == desk.person else one.name for one in desk.readers]
    return {
        "desk": desk,
        "said": _remarks_said(desk),
        "readers": readers.listed(sorted(names, key=lambda name: name == _("you"))),
        "remark_form": RemarkForm(
            text=desk.version.text.body, initial=pencil(desk.version), auto_id="id_remark_%s"
        ),
        "message_form": MessageForm(initial={"send_id": uuid.uuid4()}),
        "body": desk.body,
        "base": desk.revision,
    } | said


def show(request: HttpRequest, desk: Desk, *, status: int = 200, **said: Any) -> HttpResponse:
    return render(request, "reflections/mentor_desk.html", facts_of(desk, **said), status=status)


def wants_part(request: HttpRequest) -> bool:
    """Say whether the page's own script asks for the part that remarks change."""
    return request.headers.get("X-Part") == "desk-text"


def show_margin(
    request: HttpRequest, versions: Any, *, status: int = 200, **said: Any
) -> HttpResponse:
    """Show the text and its margin again: alone for the script, else with the desk around it."""
    if not wants_part(request):
        whole = mentor_queries.desk(request.user, versions)
        return show(request, whole, status=status, **said)
    part = mentor_queries.page_with_margin(request.user, versions)
    return render(request, "reflections/_desk_text.html", facts_of(part, **said), status=status)


@require_safe
@theirs_is_404
def desk(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Open one entry, ready to answer. The author will see that it was opened."""
    if agreed.is_asked_before(request.user, entry_id):
        return redirect(f"{reverse('agreement')}?{urlencode({'next': request.path})}")
    versions = opened(request, entry_id)
    sheet = narrowed(request, mentor_queries.desk(request.user, versions))
    first = request.session.get(READING_FIRST, False)
    folded = first and not sheet.sent and "write" not in request.GET
    return show(request, sheet, reading_first=first, is_folded=folded)
