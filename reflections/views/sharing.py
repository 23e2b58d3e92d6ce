"""Sharing a page with fellow students: asking, ending it, reading what others share."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import findings, saving, uploads
from accounts.errors import NotNow, NotYours, Refused
from reflections import queries, shapes
from reflections.actions import sharing, submitting
from reflections.models import Entry
from reflections.queries import sharing as companies
from reflections.queries.lists import PAGE_SIZE
from reflections.queries.own_pages import named_or
from reflections.queries.pictures import pictures_shared
from reflections.views.sending import is_number, reasons_said


# ------------------------------------------------------------------ her own page
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say in words who would read it, and share it when she confirms; or say who reads it now."""
    page = _own_or_404(request, entry_id)
    if request.method == "POST":
        return _share(request, page)
    return _ask(request, page)


def _own_or_404(request: HttpRequest, entry_id: UUID) -> Entry:
    page = queries.own(request.user).select_related("draft", "release__cohort", "prompt")
    page = page.annotate(**companies.shared_columns(timezone.now()))
    return get_object_or_404(page, pk=entry_id)


def _ask(
    request: HttpRequest, page: Entry, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    text = saving.newest_text(page.draft) if page.draft else None
    if text is None or shapes.is_blank(page.form, text.body):
        messages.error(request, submitting.EMPTY)
        return redirect("entry_write", page.pk)
    shared = companies.shared_of(page)
    share = companies.own_share(page) if shared else None
    shared = shared if share else None  # ended at this very moment
    offered = [] if shared else companies.companies(request.user, page)
    reasons = reasons_said(request)
    facts = {
        "entry": page,
        "text": text,
        "title": named_or(text.title, page.prompt.name if page.prompt else page.begun_from),
        "shared": shared,
        "share": share,
        "pictures": pictures_shared(request.user, share)
        if share
        else queries.own_pictures(page),
        "offered": offered,
        "may_share": any(not one.refusal for one in offered),
        "own_name": companies.says_her_name(request.user, text.title, text.body),
        "findings": [] if shared else findings.find(
            title=text.title, body=text.body, reasons=reasons
        ),
        "reasons": findings.REASONS,
        "chosen": request.POST.get("company", ""),
        "attested": request.POST.get("attest") == "on",
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "reflections/entry_share.html", facts, status=status)


def _share(request: HttpRequest, page: Entry) -> HttpResponse:
    company = request.POST.get("company", "")
    revision = request.POST.get("revision", "")
    try:
        made = sharing.share(
            entry=page,
            by=request.user,
            revision=int(revision) if is_number(revision) else -1,
            company=company,
            seen=request.POST.get(f"seen-{company}", ""),
            attested=request.POST.get("attest") == "on",
            reasons=reasons_said(request),
        )
    except Refused as refusal:
        status = 409 if isinstance(refusal, NotNow) else 422
        return _ask(request, page, refusal=refusal, status=status)
    if made.has_begun:
        messages.success(request, _("Shared. Those named here can read it now."))
    else:
        messages.success(request, _("Shared without your name. It can be read from tomorrow on."))
    return redirect("entry_share", page.pk)


@require_POST
def entry_unshare(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """End it at once."""
    try:
        was_shared = sharing.end(entry=_own_or_404(request, entry_id), by=request.user)
    except NotYours as error:
        raise Http404 from error
    if was_shared:
        messages.success(request, _("It is not shared any more. Nobody is told."))
    return redirect("entry_share", entry_id)


# ------------------------------------------------------------------ what others share
@require_safe
def shared_list(request: HttpRequest) -> HttpResponse:
    """List what is shared with her now, the newest first."""
    page = Paginator(companies.shared_pages(request.user), PAGE_SIZE)
    found = page.get_page(request.GET.get("page", 1))
    return render(request, "reflections/shared_list.html", {"page": found})


@require_safe
def shared(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Show what somebody shared. The same page for everybody who may read it, its author too."""
    share: Any = get_object_or_404(companies.shared_pages(request.user), pk=share_id)
    try:
        sharing.record_reading(share=share, by=request.user)
    except NotYours as error:
        raise Http404 from error
    facts = {"share": share, "pictures": pictures_shared(request.user, share)}
    return render(request, "reflections/shared_read.html", facts)


@require_safe
def shared_picture(request: HttpRequest, share_id: UUID, picture_id: UUID) -> HttpResponse:
    """Serve one picture of what somebody shared; 404 for everybody it was not shared with."""
    share: Any = get_object_or_404(companies.shared_pages(request.user), pk=share_id)
    shown = get_object_or_404(pictures_shared(request.user, share), pk=picture_id)
    return uploads.serve(shown.file)
