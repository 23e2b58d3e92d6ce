"""The pictures of a page: a page of its own to hang and take them away, and each picture itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import uploads
from accounts.errors import NotYours, Refused
from reflections import queries
from reflections.actions import picturing
from reflections.models import Entry
from reflections.picture_forms import EntryPictureForm
from reflections.views.own import own_or_404

BESIDE = {"picture", "description", "attest"}


@require_http_methods(["GET", "HEAD", "POST"])
def entry_pictures(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the pictures on one's own draft; on POST hang one (or ``do=remove`` take one away)."""
    entry = own_or_404(request, entry_id)
    if request.method != "POST":
        return _show(request, entry, EntryPictureForm())
    if request.POST.get("do") == "remove":
        return _remove(request, entry)
    form = EntryPictureForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            picturing.add(
                by=request.user,
                entry_id=entry.pk,
                file=said["picture"],
                description=said["description"],
                attested=said["attest"],
            )
        except NotYours as error:
            raise Http404 from error
        except Refused as refusal:
            field = refusal.field if refusal.field in BESIDE else None
            form.add_error(field, str(refusal.sentence))
        else:
            messages.success(request, _("The picture is on your page. Only you can see it."))
            return redirect("entry_pictures", entry.pk)
    return _show(request, entry, form, status=422)


def _show(
    request: HttpRequest, entry: Entry, form: EntryPictureForm, status: int = 200
) -> HttpResponse:
    facts = {
        "entry": entry,
        "pictures": queries.own_pictures(entry),
        "form": form,
        "most": picturing.MOST_ON_A_PAGE,
    }
    return render(request, "reflections/entry_pictures.html", facts, status=status)


def _remove(request: HttpRequest, entry: Entry) -> HttpResponse:
    try:
        picture_id = UUID(request.POST.get("picture", ""))
        picturing.remove(by=request.user, entry_id=entry.pk, picture_id=picture_id)
    except (ValueError, NotYours) as error:
        raise Http404 from error
    messages.success(request, _("The picture is off your page."))
    return redirect("entry_pictures", entry.pk)


@require_safe
def entry_picture(request: HttpRequest, entry_id: UUID, picture_id: UUID) -> HttpResponse:
    """Serve one picture to whoever may see what it hangs on; 404 for everybody else."""
    name = queries.picture_file(request.user, entry_id, picture_id)
    if name is None:
        raise Http404
    return uploads.serve(name)
