"""Today: for whoever you are, the one next thing first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import people
from accounts.models import Membership
from curriculum import queries as course
from reflections import queries
from reflections.states import State

Role = Membership.Role


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show today. Students see their own first; a mentor without another role goes to her queue."""
    roles = people.roles_of(request.user)
    if roles.is_student:
        return render(request, "reflections/home_student.html", _student(request.user))
    if not roles.held:
        facts = _student(request.user)
        # Whoever has left goes on reading what she wrote, and the answers.
        if facts["waiting"] or facts["answered"]:
            return render(request, "reflections/home_student.html", facts)
    if roles.is_mentor and not (roles.may_open_admin or roles.is_facilitator):
        return redirect("queue")
    return render(request, "reflections/home_faculty.html", _faculty(request.user, roles))


def _student(person: Any) -> dict[str, Any]:
    release = course.current_release(person)
    outline = course.outline(person, release) if release else None
    pages = queries.submitted_pages(person)
    reflection = queries.next_reflection(person)
    waiting = [p for p in pages if p.standing.state in {State.WAITING, State.NOBODY}]
    return {
        "outline": outline,
        "next": reflection,
        "next_row": None if reflection or not outline else outline.next_row,
        "waiting": waiting,
        "is_held": any(page.held_by for page in waiting),
        "answered": [p for p in pages if p.standing.state is State.ANSWERED],
        "roles": people.roles_of(person),
    }


def _faculty(person: Any, roles: Any) -> dict[str, Any]:
    seats = people.current_memberships(person, Role.LEAD, Role.FACILITATOR)
    cohorts = {seat.cohort_id: seat.cohort for seat in seats}
    late = queries.standing_in(person) if roles.is_lead else []
    return {"cohorts": list(cohorts.values()), "roles": roles, "late": late}
