"""A list of people on its way in: uploaded, its columns pointed out, looked at, applied."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import spreadsheet
from accounts.actions import invitations, rostering
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Cohort, RosterUpload
from accounts.roster import columns, lines
from accounts.roster_forms import RosterApplyForm, RosterColumnsForm, RosterFileForm

PER_PAGE = 100


def _fillable(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user, "change"), slug=slug)


def _roster(request: HttpRequest, roster_id: UUID) -> RosterUpload:
    """Return her own upload of the last day; anything else is the same 404."""
    mine = RosterUpload.objects.visible_to(request.user).select_related("cohort")
    mine = mine.filter(kind=RosterUpload.Kind.PEOPLE)
    young = mine.filter(made_at__gt=timezone.now() - rostering.KEPT_FOR)
    return get_object_or_404(young, pk=roster_id)


# ------------------------------------------------------------------ uploading
@require_http_methods(["GET", "HEAD", "POST"])
def roster_start(request: HttpRequest) -> HttpResponse:
    """Take a list whose lines name their cohort."""
    fillable = rostering.may_fill(request.user)
    if not fillable:
        raise Http404
    return _take(request, None, {"fillable": fillable})


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a list for one cohort."""
    return _take(request, _fillable(request, slug), {})


def _take(request: HttpRequest, cohort: Cohort | None, facts: dict[str, Any]) -> HttpResponse:
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            made = rostering.upload(data=data, cohort=cohort, by=request.user)
        except Refused as refused:
            form.add_error("file", str(refused.sentence))
        else:
            return redirect("roster", made.pk)
    waiting = RosterUpload.objects.visible_to(request.user).filter(
        made_at__gt=timezone.now() - rostering.KEPT_FOR,
        cohort=cohort,
        kind=RosterUpload.Kind.PEOPLE,
    )
    facts |= {"form": form, "cohort": cohort, "waiting": list(waiting.order_by("-made_at"))}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/roster_start.html", facts, status=status)


# ------------------------------------------------------------------ looking
@require_GET
def roster(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Show what the list would do; first, if need be, ask which column is what."""
    return _show(request, _roster(request, roster_id))


def _look(request: HttpRequest, upload: RosterUpload) -> rostering.Look:
    try:
        return rostering.look(upload, request.user)
    except NotYours:
        raise Http404 from None


def _show(
    request: HttpRequest,
    upload: RosterUpload,
    *,
    columns_form: Any = None,
    apply_form: Any = None,
    status: int = 200,
) -> HttpResponse:
    look = _look(request, upload)
    facts = {
        "upload": upload,
        "look": look,
        "is_oneroster": columns.is_oneroster(look.table.header),
        "unread": columns.unread(look.table.header, look.columns),
        # Names nobody knows, and nobody was asked about yet.
        "ask_columns": not (upload.mapping or columns.is_oneroster(look.table.header)),
        "secret": any(columns.is_secret(title) for title in look.table.header),
        "columns_form": columns_form or RosterColumnsForm(look=look, upload=upload),
        "forgotten_at": upload.made_at + rostering.KEPT_FOR,
    }
    if look.plan is None:
        return render(request, "accounts/roster_columns.html", facts, status=status)
    facts |= _lines(request, look.plan)
    facts["form"] = apply_form or RosterApplyForm(plan=look.plan)
    return render(request, "accounts/roster.html", facts, status=status)


def _lines(request: HttpRequest, plan: lines.Plan) -> dict[str, Any]:
    """Return one page of the lines that the filter leaves, and the filters with their counts."""
    shown = request.GET.get("show", "")
    shown = shown if shown in lines.KINDS else ""
    found = [line for line in plan.lines if shown in ("", line.kind)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    labels = kind_labels()
    return {
        "plan": plan,
        "page": page,
        "shown": shown,
        "query": f"&show={shown}" if shown else "",
        "filters": [
            {"kind": kind, "label": labels[kind], "count": count}
            for kind, count in plan.counts.items()
            if count
        ],
        "rows": [(line, labels[line.kind]) for line in page],
        "changes": sum(bool(line.steps) for line in plan.lines),
    }


def kind_labels() -> dict[str, str]:
    """Return what people call each kind of line."""
    return {
        lines.ERROR: _("Error"),
        lines.ADD: _("New"),
        lines.JOIN: _("Joins"),
        lines.CHANGE: _("Changes"),
        lines.LEAVE: _("Leaves"),
        lines.SAME: _("Nothing changes"),
        lines.TWICE: _("Said twice"),
    }


@require_POST
def roster_columns(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Take which column is what, and whether people missing from the file leave."""
    upload = _roster(request, roster_id)
    form = RosterColumnsForm(request.POST, look=_look(request, upload), upload=upload)
    if form.is_valid():
        try:
            rostering.choose(
                roster=upload,
                by=request.user,
                mapping=form.mapping,
                missing_leave=form.cleaned_data["missing_leave"],
            )
        except Refused as refused:
            form.add_error(refused.field or None, str(refused.sentence))
        else:
            return redirect("roster", upload.pk)
    return _show(request, upload, columns_form=form, status=422)


@require_GET
def roster_errors(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Give the lines with errors as a table to keep, formulas defused."""
    plan = _look(request, _roster(request, roster_id)).plan
    if plan is None:
        raise Http404
    header = [_("Line"), _("E-mail"), _("Name"), _("What is wrong")]
    found = [
        (line.row.line, line.row.email, line.row.name, " ".join(str(one) for one in line.says))
        for line in plan.errors
    ]
    return spreadsheet.csv_response("roster-errors", header, found)


# ------------------------------------------------------------------ applying
@require_POST
def roster_apply(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Do what the page showed; when it is no longer that, show what it is now."""
    upload = _roster(request, roster_id)
    look = _look(request, upload)
    if look.plan is None:
        return redirect("roster", upload.pk)
    form = RosterApplyForm(request.POST, plan=look.plan)
    if not form.is_valid():
        return _show(request, upload, apply_form=form, status=422)
    try:
        done = rostering.apply(
            roster=upload,
            by=request.user,
            fingerprint=form.cleaned_data["fingerprint"],
            leave_out=form.cleaned_data.get("leave_out", False),
            invite=form.cleaned_data["invite"],
        )
    except NotNow as refused:
        messages.warning(request, str(refused.sentence))
        return redirect("roster", upload.pk)
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.sentence))
        return _show(request, upload, apply_form=form, status=422)
    except NotYours:
        raise Http404 from None
    _say(request, done)
    cohort = upload.cohort
    return redirect("cohort", cohort.slug) if cohort else redirect("cohort_list")


def _say(request: HttpRequest, done: rostering.Done) -> None:
    counts = done.counts
    changed = sum(counts[kind] for kind in ("add", "join", "change", "leave"))
    if not changed:
        messages.success(request, _("Everything was so already. Nothing was changed."))
    else:
        messages.success(
            request,
            _("Done: %(add)d new, %(join)d joined, %(change)d changed, %(leave)d left.") % counts,
        )
    if done.invited:
        said = ngettext(
            "%(count)d invitation is on its way.",
            "%(count)d invitations are on their way.",
            done.invited,
        )
        messages.success(request, said % {"count": done.invited})


@require_POST
def roster_discard(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    """Throw the file away."""
    upload = _roster(request, roster_id)
    rostering.discard(roster=upload, by=request.user)
    messages.success(request, _("The file is gone. Nothing was changed."))
    cohort = upload.cohort
    where = reverse("cohort", args=[cohort.slug]) if cohort else reverse("roster_start")
    return redirect(where)


@require_POST
def cohort_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite everybody in the cohort who has not come in yet."""
    cohort = _fillable(request, slug)
    sent = invitations.invite_members(cohort=cohort, by=request.user)
    if sent:
        said = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", sent
        )
        messages.success(request, said % {"count": sent})
    else:
        messages.info(request, _("Everybody was written to within the hour, or has come in."))
    return redirect("cohort", cohort.slug)
