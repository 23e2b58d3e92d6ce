"""Words a mentor did not send about pages that are not hers to read any more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reflections.actions import taking_back
from reflections.queries.unsent_words import unsent_words as found_words
from reflections.views.mentor import theirs_is_404


@require_safe
def unsent_words(request: HttpRequest) -> HttpResponse:
    """Show her own words, to read and copy: never the page they are about."""
    return render(request, "reflections/unsent_words.html", {"left": found_words(request.user)})


@require_POST
@theirs_is_404
def unsent_throw(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Throw away what she did not send about one page."""
    taking_back.throw_away(by=request.user, entry_id=entry_id)
    messages.success(request, _("Those words are thrown away."))
    return redirect("unsent_words")
