"""Who mentors whom in a cohort, for its lead: by hand, by a proposal, and how much each has."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import pairing_queries, pairing_state, spreadsheet
from accounts.actions import mentoring, pairing
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Cover
from accounts.models.membership import MOST_STUDENTS
from accounts.pairing_forms import NOBODY, PairForm, after
from accounts.pairing_said import Draw


def running(request: HttpRequest, slug: str) -> Cohort:
    """Return a cohort this person may pair, and whether she may see its progress; else 404."""
    mine = Cohort.objects.visible_to(request.user, "change").filter(archived_at=None)
    return get_object_or_404(mine.with_right("progress", request.user), slug=slug)


@require_safe
def cohort_pairing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who mentors whom, who has nobody, and what cannot go on."""
    return _show(request, running(request, slug))


def _show(
    request: HttpRequest, cohort: Any, *, status: int = 200, said: Any = None, wrong: Any = None
) -> HttpResponse:
    page = pairing_queries.page(cohort, request.user, with_waiting=cohort.may_progress)
    form = said(page) if said else PairForm(page=page, initial={"student": _asked(request, page)})
    facts = {
        "cohort": cohort,
        "page": page,
        "form": form,
        "most": MOST_STUDENTS,
        "wrong_capacity": wrong or {},
    }
    return render(request, "accounts/pairing.html", facts, status=status)


def _asked(request: HttpRequest, page: pairing_queries.Page) -> str:
    """Return the student a link named, if she is one of this cohort."""
    asked = request.GET.get("student", "")
    return asked if any(str(pk) == asked for pk in page.board.students) else ""


@require_POST
def pairing_give(request: HttpRequest, slug: str) -> HttpResponse:
    """Pair one student by hand, or end her pairing."""
    cohort = running(request, slug)
    page = pairing_queries.page(cohort, request.user, with_waiting=cohort.may_progress)
    form = PairForm(request.POST, page=page)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            if chosen["mentor"] == NOBODY:
                pairing.part(cohort=cohort, student=chosen["student"], by=request.user)
                messages.success(request, _("The pairing has ended."))
            else:
                pair = pairing.give(
                    cohort=cohort,
                    student=chosen["student"],
                    mentor=chosen["mentor"],
                    by=request.user,
                    ends_at=after(chosen["last_day"], cohort),
                )
                said = {"student": pair.student.name, "mentor": pair.mentor.name}
                messages.success(request, _("%(mentor)s mentors %(student)s from now on.") % said)
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, str(refused.sentence))
        else:
            return redirect("pairing", cohort.slug)
    return _show(request, cohort, status=422, said=lambda page: form)


@require_POST
def pairing_cover(request: HttpRequest, slug: str) -> HttpResponse:
    """End a cover that cannot go on."""
    cohort = running(request, slug)
    cover = _cover_or_404(request, cohort)
    try:
        mentoring.change_cover(cover=cover, by=request.user, ends_at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("The cover has ended."))
    return redirect("pairing", cohort.slug)


def _cover_or_404(request: HttpRequest, cohort: Cohort) -> Cover:
    mine = Cover.objects.visible_to(request.user, "change").filter(mentoring__cohort=cohort)
    number = request.POST.get("cover", "")
    return get_object_or_404(mine, pk=number if number.isdecimal() and len(number) < 18 else 0)


@require_POST
def pairing_capacity(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep how many students each mentor takes at most."""
    cohort = running(request, slug)
    board = pairing_state.board(cohort)
    typed = {pk: request.POST.get(f"most-{pk}", "").strip() for pk in board.mentors}
    typed = {pk: text for pk, text in typed.items() if text}
    said = {
        pk: int(text) if text.isdecimal() and len(text) < 4 else -1 for pk, text in typed.items()
    }
    try:
        changed = pairing.set_capacities(cohort=cohort, said=said, by=request.user)
    except Refused as refused:
        wrong = {
            "key": refused.field, "sentence": str(refused.sentence),
            "typed": {str(pk): text for pk, text in typed.items()},
        }  # fmt: skip
        return _show(request, cohort, status=422, wrong=wrong)
    if changed:
        messages.success(request, _("It is noted."))
    else:
        messages.info(request, _("Everything was so already. Nothing was changed."))
    return redirect("pairing", cohort.slug)


def _number(text: str) -> int:
    """Return a small number, or one that nobody may say."""
    return int(text) if text.isdecimal() and len(text) < 4 else -1


# ------------------------------------------------------------------ as a table
@require_safe
def pairing_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Give who mentors whom now, as a table that can be uploaded again."""
    cohort = running(request, slug)
    board, zone = pairing_state.board(cohort), ZoneInfo(cohort.time_zone)
    header = ["student email", "student name", "mentor email", "mentor name", "from", "to"]
    rows = [
        (one.email, one.name, mentor.email, mentor.name, *_days(pair, zone))
        for one in board.students.values()
        for pair in board.pairs
        if pair.student == one.id and (mentor := board.mentors.get(pair.mentor))
    ]
    alone = [(one.email, one.name, "", "", "", "") for one in board.alone]
    return spreadsheet.csv_response(f"pairing-{cohort.slug}", header, [*rows, *alone])


def _days(pair: Any, zone: ZoneInfo) -> tuple[Any, Any]:
    """Return the first and the last day of a pairing, in the cohort’s own time."""
    last = timezone.localdate(pair.ends_at - timedelta(seconds=1), zone) if pair.ends_at else ""
    return timezone.localdate(pair.starts_at, zone), last


# ------------------------------------------------------------------ a proposal
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a mentor for everybody who has none; a POST pairs them as it was confirmed."""
    cohort = running(request, slug)
    if request.method != "POST":
        draw = Draw(cohort, request.GET.get("draw", ""), request.user)
        return _proposal(request, draw)
    said = {
        key.removeprefix("with-"): value
        for key, value in request.POST.items()
        if key.startswith("with-")
    }
    shown = request.POST.get("fingerprint", "")
    try:
        made = pairing.confirm(cohort=cohort, fingerprint=shown, said=said, by=request.user)
    except NotNow as refused:
        messages.warning(request, str(refused.sentence))
        return redirect("pairing_proposal", cohort.slug)
    except Refused as refused:
        draw = Draw(cohort, request.POST.get("draw", ""), request.user, said)
        draw.refuse(refused.field or "", str(refused.sentence))
        return _proposal(request, draw, status=422)
    text = ngettext("%(count)d student has a mentor now.", "%(count)d students have a mentor now.",
                    made)  # fmt: skip
    messages.success(request, text % {"count": made})
    return redirect("pairing", cohort.slug)


def _proposal(request: HttpRequest, draw: Draw, *, status: int = 200) -> HttpResponse:
    facts = {"cohort": draw.cohort, "draw": draw}
    return render(request, "accounts/pairing_proposal.html", facts, status=status)
