"""What a student does with a remark she was sent: it helped; it belongs to these new words."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import NotNow, NotYours
from reflections.actions import carrying, helping

HELPED = {"helped": True, "not_helped": False}
PLACE = re.compile(r"r[0-9]{1,4}")


@require_POST
def remark_said(request: HttpRequest, entry_id: UUID, remark_id: UUID) -> HttpResponse:
    """Say that a remark helped (or not any more), or put it beside her new words (``do``)."""
    about = {"by": request.user, "entry_id": entry_id, "remark_id": remark_id}
    act = request.POST.get("do", "")
    page = reverse("entry", args=[entry_id])
    try:
        if act == "carry":
            carrying.carry_sent(**about)
            messages.success(request, _("The remark stands beside its words in your new version."))
            return redirect(page)
        if act not in HELPED:
            raise Http404
        remark = helping.say_helped(**about, helped=HELPED[act])
    except NotYours as error:
        raise Http404 from error
    except NotNow as refusal:
        messages.error(request, refusal.sentence)
        return redirect(page)
    if request.headers.get("X-Part") == "helped":
        return JsonResponse({"helped": HELPED[act]})
    place = request.POST.get("place", "")
    anchor = f"#{place}" if PLACE.fullmatch(place) else ""
    return redirect(f"{page}?version={remark.version.number}{anchor}")
