"""More time for one student: a page for her mentor and her cohort's lead."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import NotYours, Refused
from accounts.models import Cohort, Person
from accounts.templatetags.portal import minute, the_day
from curriculum.actions import extending
from curriculum.queries.more_time import MoreTime, may_extend, more_time


@require_http_methods(["GET", "HEAD", "POST"])
def student_time(request: HttpRequest, slug: str, person_id: UUID) -> HttpResponse:
    """Show a student's open reflections and give her more time for one of them."""
    # One question: who may give her more time is her mentor there, or leads the cohort she is in.
    cohort = Cohort.objects.filter(slug=slug).first()
    person = Person.objects.filter(pk=person_id).first()
    if cohort is None or person is None or not may_extend(request.user, person, cohort):
        raise Http404
    pair = (person.pk, cohort.pk)
    rows = more_time(request.user, [pair])[pair]
    facts: dict[str, Any] = {"student": person, "cohort": cohort, "rows": rows}
    if request.method == "POST":
        asked = request.POST.get("release")
        row = next((one for one in rows if str(one.release.pk) == asked), None)
        if row is None:
            raise Http404
        try:
            _act(request, person, row)
        except NotYours as error:
            raise Http404 from error
        except Refused as refused:
            facts |= {"refused": refused.sentence, "at": row.release.pk}
            facts["typed"] = request.POST.get("day", "")
            return render(request, "curriculum/student_time.html", facts, status=422)
        if request.POST.get("back") == "students":
            return redirect("my_students")
        return redirect("student_time", slug, person_id)
    return render(request, "curriculum/student_time.html", facts)


def _act(request: HttpRequest, person: Person, row: MoreTime) -> None:
    given: dict[str, Any] = {"release": row.release, "person": person, "by": request.user}
    if request.POST.get("do") == "back":
        extending.take_back(**given)
        said = _("%(name)s has the same date as everybody again, and is told.")
        messages.success(request, said % {"name": person.name})
        return
    text = request.POST.get("until") or request.POST.get("day", "")
    try:
        until = date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Choose a day."), field="until") from None
    if not 1900 <= until.year <= 2199:
        raise Refused(_("Choose a day."), field="until")
    made = extending.extend(**given, until=until)
    said = _("%(name)s has until %(day)s, %(minute)s, and is told.")
    facts = {"name": person.name, "day": the_day(made.due_at), "minute": minute(made.due_at)}
    messages.success(request, said % facts)
