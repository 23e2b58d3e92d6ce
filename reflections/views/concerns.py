"""More than a reflection: raising a concern from the desk, going on with it, who knows of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import people
from accounts.errors import Refused
from accounts.models import HelpContact
from accounts.routes import Route
from reflections import queries
from reflections.actions import concerning
from reflections.concern_forms import NoteForm, RaiseForm, UntoldForm
from reflections.concern_routes import GUIDANCE
from reflections.models import Concern
from reflections.views.mentor import theirs_is_404, versions_of


# ------------------------------------------------------------------ from the desk
@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def desk_concern(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Choose a route and see what to do on it, the phone first; on POST raise the concern."""
    student = versions_of(request, entry_id)[0].entry.author
    said = request.POST if request.method == "POST" else request.GET
    route = said.get("route", "")
    form = RaiseForm(request.POST or None, initial={"route": route})
    if request.method == "POST" and form.is_valid():
        try:
            concern = concerning.raise_one(
                by=request.user, entry_id=entry_id, route=route, **form.said
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal.sentence))
        else:
            messages.success(request, _("Noted, with the time."))
            return redirect("concern", concern.pk)
    chosen = GUIDANCE.get(route)
    facts = {
        "student": student,
        "dial": HelpContact(phone=student.phone).dial,
        "entry_id": entry_id,
        "chosen": chosen,
        "routes": GUIDANCE.values(),
        "contacts": list(people.route_contacts(route)) if chosen else [],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "reflections/concern_raise.html", facts, status=status)


# ------------------------------------------------------------------ who raised it
@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """List what one has raised: by route, of whom, how it stands."""
    facts = {"concerns": list(queries.raised_by(request.user))}
    return render(request, "reflections/concerns.html", facts)


def _raised(request: HttpRequest, concern_id: UUID) -> Concern:
    found = queries.raised(request.user, concern_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def concern(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """Show what one raised, whom to ring first; on POST note what came of it."""
    found = _raised(request, concern_id)
    contacts = list(people.route_contacts(found.route))
    form = NoteForm.of(found, contacts)
    if request.method == "POST":
        known = [*contacts, *([found.contact] if found.contact else [])]
        form = NoteForm(request.POST, contacts=known)
        if form.is_valid():
            try:
                concerning.note(by=request.user, concern_id=concern_id, **form.said)
            except Refused as refusal:
                form.add_error(refusal.field or None, str(refusal.sentence))
            else:
                messages.success(request, _("Noted."))
                return redirect("concern", concern_id)
    return _show(request, found, contacts, form)


def _show(
    request: HttpRequest, found: Concern, contacts: list[HelpContact], form: Any, **said: Any
) -> HttpResponse:
    untold = {"untold": not found.is_told, "untold_because": found.untold_because}
    facts = {
        "concern": found,
        "guidance": GUIDANCE[found.route],
        "student": found.student,
        "dial": HelpContact(phone=found.student.phone).dial,
        "may_reach": not found.closed_at and queries.may_reach(request.user, found.student),
        "contacts": contacts,
        "form": form,
        "untold_form": UntoldForm(initial=untold),
    } | said
    bad = form.errors or facts["untold_form"].errors
    return render(request, "reflections/concern.html", facts, status=422 if bad else 200)


@require_POST
@theirs_is_404
def concern_told(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """Let the student see that it was raised, or keep it from her with a code."""
    found = _raised(request, concern_id)
    form = UntoldForm(request.POST)
    if form.is_valid():
        try:
            kept = concerning.set_told(by=request.user, concern_id=concern_id, **form.said)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal.sentence))
        else:
            shown = _("The student sees it now.")
            hidden = _("Kept from the student; the audit trail says so.")
            messages.success(request, shown if kept.is_told else hidden)
            return redirect("concern", concern_id)
    contacts = list(people.route_contacts(found.route))
    return _show(request, found, contacts, NoteForm.of(found, contacts), untold_form=form)


# ------------------------------------------------------------------ whom it is about
@require_safe
def known(request: HttpRequest) -> HttpResponse:
    """Show a student who knows what: concerns about her, wishes of hers, and who may know her."""
    rows = list(queries.concerns_about(request.user))
    for row in rows:
        row.plainly = GUIDANCE[row.route].plainly
        row.may_hand_over = row.route == Route.WELLBEING
    facts = {"concerns": rows, "wishes": list(queries.wishes_of(request.user))}
    return render(request, "reflections/known.html", facts)


@require_POST
@theirs_is_404
def concern_hand_over(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    """Let the wellbeing lead know one's name, or take that back. The student's alone to say."""
    agreed = request.POST.get("agreed") == "yes"
    try:
        concerning.hand_over(by=request.user, concern_id=concern_id, agreed=agreed)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        yes = _("The wellbeing lead can now see your name and how to reach you. Nothing else.")
        no = _("Taken back. The wellbeing lead does not see your name any more.")
        messages.success(request, yes if agreed else no)
    return redirect("known")
