"""Remarks at the desk: keep one, change it, take it away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import NotNow, NotYours, Refused
from reflections import mentor_queries
from reflections.actions import carrying, remarks
from reflections.mentor_forms import RemarkChangeForm, RemarkForm
from reflections.views.mentor import facts_of, opened, show_margin, theirs_is_404, wants_part

BESIDE = {"place": "sentence", "body": "body", "kind": "kind"}


def _after_remark(
    request: HttpRequest,
    versions: Any,
    done: str,
    made: UUID | None = None,
    *,
    is_new: bool = False,
) -> HttpResponse:
    """Say what was done, and lead to the remark that was made."""
    if made and is_new:
        versions[0].making = None  # it is a remark now
    part = mentor_queries.page_with_margin(request.user, versions)
    place = f"r{part.number_of(made)}" if made else "text"
    if wants_part(request):
        return render(
            request, "reflections/_desk_text.html", facts_of(part, done=done, focus=place)
        )
    messages.success(request, done)
    return redirect(reverse("desk", args=[part.version.entry_id]) + f"#{place}")


@require_POST
@theirs_is_404
def remark_add(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Make a remark on chosen words of the version that was on the desk."""
    versions = opened(request, entry_id)
    version = next((one for one in versions if str(one.pk) == request.POST.get("version")), None)
    if version is None:
        raise NotYours
    form = RemarkForm(request.POST, text=version.text.body, auto_id="id_remark_%s")
    if form.is_valid():
        start, end, quote = form.cleaned_data["place"]
        said = {name: form.cleaned_data[name] for name in ("body", "kind")}
        try:
            remark = remarks.make_remark(
                by=request.user, version=version, start=start, end=end, quote=quote, **said
            )
        except Refused as refusal:
            form.add_error(BESIDE.get(refusal.field), str(refusal.sentence))
        else:
            done = _("Your remark is kept. Only you can see it.")
            return _after_remark(request, versions, done, remark.pk, is_new=True)
    return show_margin(request, versions, status=422, remark_form=form)


@require_POST
@theirs_is_404
def remark(request: HttpRequest, entry_id: UUID, remark_id: UUID) -> HttpResponse:
    """Change a remark that is not sent, put it to its words in the new version, take it away."""
    versions = opened(request, entry_id)
    about = {"by": request.user, "entry_id": entry_id, "remark_id": remark_id}
    form = RemarkChangeForm(request.POST, auto_id=f"id_{remark_id.hex[:8]}_%s")
    try:
        if request.POST.get("do") == "remove":
            remarks.remove_remark(**about)
            return _after_remark(request, versions, _("The remark is gone."))
        if request.POST.get("do") == "carry":
            moved = carrying.carry_unsent(**about)
            done = _("The remark stands beside its words in the new version.")
            return _after_remark(request, versions, done, moved.pk)
        if form.is_valid():
            # A page from before there were kinds says none; then it stays what it is.
            kind = form.cleaned_data["kind"] if "kind" in request.POST else None
            remarks.change_remark(**about, body=form.cleaned_data["body"], kind=kind)
            return _after_remark(request, versions, _("The remark is changed."), remark_id)
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect("desk", entry_id)
    except Refused as refusal:
        form.add_error("body", str(refusal.sentence))
    return show_margin(request, versions, status=422, changed=(remark_id, form))
