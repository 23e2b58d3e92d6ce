"""Who evaluates whom during a clerkship, for whoever keeps the list of a cohort."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import pairing_queries, pairing_state
from accounts.actions import evaluating
from accounts.errors import Refused
from accounts.models import Cohort, Evaluating, Membership, Person
from accounts.pairing_forms import EvaluatorForm, after
from accounts.views.pairing import running


def _form(cohort: Cohort, data: Any = None) -> EvaluatorForm:
    seats = Membership.objects.current().filter(cohort=cohort, person__is_active=True)
    teaching = seats.exclude(role=Membership.Role.STUDENT)
    people = Person.objects.filter(pk__in=teaching.values("person")).order_by("name", "pk")
    return EvaluatorForm(data, board=pairing_state.board(cohort), people=people)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort_evaluators(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who evaluates whom; a POST names one more."""
    cohort = running(request, slug)
    form = _form(cohort, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            evaluating.begin(evaluating=_row(cohort, form.cleaned_data), by=request.user)
        except Refused as refused:
            field = {"ends_at": "last_day", "starts_at": "first_day"}.get(
                refused.field, refused.field
            )
            form.add_error(field if field in form.fields else None, str(refused.sentence))
        else:
            messages.success(request, _("It holds. They read nothing of this student meanwhile."))
            return redirect("evaluators", cohort.slug)
    facts = {
        "cohort": cohort,
        "form": form,
        "rows": pairing_queries.evaluators(request.user, cohort),
        "now": timezone.now(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/evaluators.html", facts, status=status)


def _row(cohort: Cohort, said: dict[str, Any]) -> Evaluating:
    now, day = timezone.now(), said["first_day"]
    starts = datetime.combine(day, time(), ZoneInfo(cohort.time_zone)) if day else now
    return Evaluating(
        evaluator_id=said["evaluator"],
        student_id=said["student"],
        cohort=cohort,
        starts_at=max(starts, now),
        ends_at=after(said["last_day"], cohort),
    )


@require_POST
def evaluator_end(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that somebody evaluates a student no more."""
    cohort = running(request, slug)
    mine = Evaluating.objects.visible_to(request.user, "change").filter(cohort=cohort)
    number = request.POST.get("row", "")
    row = get_object_or_404(mine, pk=number if number.isdecimal() and len(number) < 18 else 0)
    try:
        evaluating.end(evaluating=row, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("It has ended. They may be matched again."))
    return redirect("evaluators", cohort.slug)
