"""The end of a cohort: a checklist, the thanks, the archive, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from accounts.actions import archiving
from accounts.errors import Refused
from accounts.models import Cohort
from accounts.roster_forms import ArchiveForm


def _cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user, "change"), slug=slug)


@require_safe
def archived_cohorts(request: HttpRequest) -> HttpResponse:
    """Show the cohorts that have ended, to those who may still know of them."""
    found = queries.archived_cohorts(request.user)
    return render(request, "accounts/cohort_archived.html", {"cohorts": found})


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is to be looked after; a POST archives, if all of it is."""
    cohort = _cohort(request, slug)
    if request.method != "POST":
        return _show(request, cohort)
    form = ArchiveForm(request.POST)
    if not form.is_valid():
        return _show(request, cohort, form=form, status=422)
    try:
        archiving.archive(cohort=cohort, by=request.user, close=form.cleaned_data["close"])
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.sentence))
        return _show(request, cohort, form=form, status=422)
    messages.success(
        request,
        _("%(name)s is archived. An administrator can bring it back within thirty days.")
        % {"name": cohort.name},
    )
    return redirect("cohort_list")


def _show(
    request: HttpRequest, cohort: Cohort, *, form: Any = None, status: int = 200
) -> HttpResponse:
    facts = {
        "cohort": cohort,
        "found": archiving.checklist(cohort),
        "form": form or ArchiveForm(),
        "may_come_back": archiving.may_come_back(cohort),
    }
    return render(request, "accounts/cohort_archive.html", facts, status=status)


@require_POST
def cohort_thank(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the mentors a few fixed words of thanks."""
    cohort = _cohort(request, slug)
    try:
        thanked = archiving.thank(cohort=cohort, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        said = ngettext(
            "A thank-you to %(count)d mentor is on its way.",
            "A thank-you to %(count)d mentors is on its way.",
            thanked,
        )
        messages.success(request, said % {"count": thanked})
    return redirect("cohort_archive", cohort.slug)


@require_POST
def cohort_hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the students who wait with one mentor to another; each is asked before anybody reads."""
    cohort = _cohort(request, slug)
    mentor, to = request.POST.get("mentor", ""), request.POST.get("to", "")
    try:
        done = archiving.hand_over(cohort=cohort, mentor=mentor, to=to, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("cohort_archive", cohort.slug)
    said = ngettext(
        "%(count)d student has a new mentor, and is asked whether they may read what waits.",
        "%(count)d students have a new mentor, and are asked whether they may read what waits.",
        done.students,
    )
    messages.success(request, said % {"count": done.students})
    if done.left:
        left = ngettext(
            "%(count)d student stays as it was: not in the cohort now, or not to be matched.",
            "%(count)d students stay as it was: not in the cohort now, or not to be matched.",
            done.left,
        )
        messages.warning(request, left % {"count": done.left})
    return redirect("cohort_archive", cohort.slug)


@require_POST
def cohort_bring_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo an archive of the last thirty days."""
    cohort = _cohort(request, slug)
    try:
        archiving.bring_back(cohort=cohort, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("cohort_archive", cohort.slug)
    messages.success(request, _("%(name)s is back, with everybody in it.") % {"name": cohort.name})
    return redirect("cohort", cohort.slug)
