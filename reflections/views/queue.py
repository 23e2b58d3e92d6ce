"""The mentor's lists: who waits for her, and whom she mentors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import people
from reflections import mentor_queries


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show who waits for this person to answer."""
    facts = {
        "queue": mentor_queries.queue(request.user),
        "is_mentor": people.roles_of(request.user).is_mentor,
    }
    return render(request, "reflections/mentor_queue.html", facts)


@require_safe
def my_students(request: HttpRequest) -> HttpResponse:
    """Show whom this person mentors or covers, and what of theirs waits."""
    facts = {"students": mentor_queries.students(request.user)}
    return render(request, "reflections/mentor_students.html", facts)
