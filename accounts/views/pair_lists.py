"""Lists of pairings and of evaluators on their way in: uploaded, looked at, applied."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import pair_lists, rostering
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Cohort, RosterUpload
from accounts.pairing_forms import SheetForm
from accounts.roster import sheets
from accounts.roster.sheets import Sheet
from accounts.roster_forms import RosterFileForm
from accounts.views.pairing import running

Kind = RosterUpload.Kind
PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def pairing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a list of who is to mentor whom."""
    return _take(request, running(request, slug), Kind.PAIRS)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluator_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a list of who evaluates whom."""
    return _take(request, running(request, slug), Kind.EVALUATORS)


def _take(request: HttpRequest, cohort: Cohort, kind: str) -> HttpResponse:
    form = RosterFileForm(request.POST or None, request.FILES or None)
    form.fields["file"].label = _("The list")
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            made = pair_lists.upload(data=data, kind=kind, cohort=cohort, by=request.user)
        except Refused as refused:
            form.add_error("file", str(refused.sentence))
        else:
            return redirect("pair_sheet", made.pk)
    waiting = _young(request).filter(cohort=cohort, kind=kind).order_by("-made_at")
    facts = {"form": form, "cohort": cohort, "is_pairs": kind == Kind.PAIRS, "waiting": waiting}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/pair_list.html", facts, status=status)


def _young(request: HttpRequest) -> Any:
    """Return her own such lists of the last day."""
    mine = RosterUpload.objects.visible_to(request.user).exclude(kind=Kind.PEOPLE)
    return mine.filter(made_at__gt=timezone.now() - rostering.KEPT_FOR)


def _upload(request: HttpRequest, sheet_id: UUID) -> tuple[RosterUpload, Sheet]:
    """Return a list and what it would do now; anything but her own is the same 404."""
    upload = get_object_or_404(_young(request).select_related("cohort"), pk=sheet_id)
    try:
        return upload, pair_lists.look(upload, request.user)
    except NotYours:
        raise Http404 from None


@require_safe
def pair_sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Show line by line what a list would do."""
    return _show(request, *_upload(request, sheet_id))


def _show(
    request: HttpRequest, upload: RosterUpload, sheet: Sheet, *, form: Any = None, status: int = 200
) -> HttpResponse:
    labels = {
        sheets.ERROR: _("Error"),
        sheets.ADD: _("New"),
        sheets.CHANGE: _("Changes"),
        sheets.SAME: _("Nothing changes"),
    }
    asked = request.GET.get("show", "")
    shown = asked if asked in sheets.KINDS else ""
    found = [line for line in sheet.lines if shown in ("", line.kind)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    filters = [
        {"kind": kind, "label": labels[kind], "count": count}
        for kind, count in sheet.counts.items()
        if count
    ]
    facts = {
        "upload": upload,
        "cohort": upload.cohort,
        "is_pairs": upload.kind == Kind.PAIRS,
        "sheet": sheet,
        "page": page,
        "shown": shown,
        "query": f"&show={shown}" if shown else "",
        "filters": filters,
        "rows": [(line, labels[line.kind]) for line in page],
        "changes": sum(bool(line.steps) for line in sheet.lines),
        "form": form or SheetForm(sheet=sheet),
        "forgotten_at": upload.made_at + rostering.KEPT_FOR,
    }
    return render(request, "accounts/pair_sheet.html", facts, status=status)


@require_POST
def pair_sheet_apply(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Do what the page showed; when it is no longer that, show what it is now."""
    upload, sheet = _upload(request, sheet_id)
    form = SheetForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return _show(request, upload, sheet, form=form, status=422)
    said = form.cleaned_data
    try:
        counts = pair_lists.apply(
            upload=upload,
            by=request.user,
            fingerprint=said["fingerprint"],
            leave_out=said.get("leave_out", False),
        )
    except NotNow as refused:
        messages.warning(request, str(refused.sentence))
        return redirect("pair_sheet", upload.pk)
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.sentence))
        return _show(request, upload, sheet, form=form, status=422)
    if counts["add"] + counts["change"]:
        messages.success(request, _("Done: %(add)d new, %(change)d changed.") % counts)
    else:
        messages.success(request, _("Everything was so already. Nothing was changed."))
    return _back(upload)


@require_POST
def pair_sheet_discard(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Throw the file away."""
    upload = get_object_or_404(_young(request).select_related("cohort"), pk=sheet_id)
    rostering.discard(roster=upload, by=request.user)
    messages.success(request, _("The file is gone. Nothing was changed."))
    return _back(upload)


def _back(upload: RosterUpload) -> HttpResponse:
    if upload.cohort is None:
        return redirect("cohort_list")
    return redirect("pairing" if upload.kind == Kind.PAIRS else "evaluators", upload.cohort.slug)
