"""Taking one's words along: what is in the archive, a fresh sign-in, and the archive itself."""

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotYours
from reflections.actions import exporting
from reflections.queries.export import number_of_pages


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Say what is taken along, for whom it is meant, and what is not in it."""
    facts = {"pages": number_of_pages(request.user, timezone.now())}
    return render(request, "reflections/export.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def export_download(request: HttpRequest) -> HttpResponseBase:
    """Ask once more, to somebody who has just said who she is; POST sends the archive."""
    if request.method != "POST":
        return render(request, "reflections/export_ready.html")
    try:
        archive = exporting.take_along(by=request.user)
    except NotYours as error:
        raise Http404 from error
    response = StreamingHttpResponse(archive, content_type="application/zip")
    name = f"heartbeat-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
