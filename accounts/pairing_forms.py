"""What is typed on the pages of pairings: one pair, an evaluator, yes to a list."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.days import DayField
from accounts.models import Cohort
from accounts.pairing_state import Board

NOBODY = "nobody"
DATE = {"type": "date"}


def after(day: date | None, cohort: Cohort) -> datetime | None:
    """Return the end of a last day, in the cohort’s own time."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(cohort.time_zone))


class PairForm(forms.Form):
    """One student, and who mentors her from now on; what is chosen is the action’s to check."""

    student = forms.ChoiceField(
        label=pgettext_lazy("to be paired", "Student"),
        error_messages={"required": _("Choose a student.")},
    )
    mentor = forms.ChoiceField(
        label=_("Mentor from now on"), error_messages={"required": _("Choose a mentor.")}
    )
    last_day = DayField(
        required=False,
        label=_("Until and including"),
        help_text=_("Leave it empty for no end."),
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, page: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        students = [
            (str(row.student.id), f"{row.student.name} · {row.mentor.name}" if row.mentor
             else row.student.name)
            for row in page.rows
        ]  # fmt: skip
        mentors = [
            (str(load.mentor.id), f"{load.mentor.name} ({load.students}/{load.capacity})")
            for load in page.loads
        ]
        self.fields["student"].choices = [("", _("choose a student")), *students]
        nobody = (NOBODY, _("nobody: end the pairing"))
        self.fields["mentor"].choices = [("", _("choose a mentor")), *mentors, nobody]


class EvaluatorForm(forms.Form):
    """Somebody of the cohort who evaluates a student, from a day until a day."""

    evaluator = forms.ChoiceField(
        label=_("Who evaluates"), error_messages={"required": _("Choose somebody.")}
    )
    student = forms.ChoiceField(
        label=_("Whom"), error_messages={"required": _("Choose a student.")}
    )
    first_day = DayField(
        required=False,
        label=_("From"),
        help_text=_("Leave it empty for at once."),
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )
    last_day = DayField(
        required=False,
        label=_("Until and including"),
        help_text=_("The end of the clerkship. Empty: until you say so here."),
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, board: Board, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        those = [(str(person.pk), person.name) for person in people]
        students = [(str(one.id), one.name) for one in board.students.values()]
        self.fields["evaluator"].choices = [("", _("choose somebody")), *those]
        self.fields["student"].choices = [("", _("choose a student")), *students]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It cannot end before it begins."))
        return said


class SheetForm(forms.Form):
    """Yes to what a list would do: ``fingerprint`` says what was shown."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    leave_out = forms.BooleanField(required=False, label=_("Leave out the lines with errors"))

    def __init__(self, *args: Any, sheet: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fingerprint"].initial = sheet.fingerprint
        if not sheet.errors:
            del self.fields["leave_out"]
