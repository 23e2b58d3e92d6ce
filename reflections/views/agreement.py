"""The mentor's agreement: asked once in a programme year, before the first desk of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts import people
from reflections import mentor_queries
from reflections.actions import agreeing
from reflections.views.mentor import theirs_is_404


@require_http_methods(["GET", "HEAD", "POST"])
@theirs_is_404
def agreement(request: HttpRequest) -> HttpResponse:
    """Show the agreement; on POST keep that it was given, and go on to where she was going."""
    if request.method == "POST":
        agreeing.agree(by=request.user)
        on = request.POST.get("next", "")
        is_ours = on.startswith(reverse("queue")) and url_has_allowed_host_and_scheme(on, None)
        return redirect(on if is_ours else "queue")
    if not people.roles_of(request.user).is_mentor:
        raise Http404
    return ask(request)


def ask(request: HttpRequest) -> HttpResponse:
    """Show the agreement. Whoever asked to be contacted stands above it, one tap away."""
    facts = {
        "has_agreed": people.roles_of(request.user).has_agreed,
        "ring_first": mentor_queries.queue(request.user).ring_first,
        "next": request.GET.get("next", ""),
    }
    return render(request, "reflections/agreement.html", facts)
