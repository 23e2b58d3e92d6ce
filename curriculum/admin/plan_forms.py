"""The forms of the release plan: one release, and one row of a plan that is copied or moved."""

from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.days import DayField
from accounts.errors import Refused
from curriculum.calendars import Calendar
from curriculum.models import Release
from curriculum.models.release import MOST_GRACE

MONDAY, SUNDAY = 0, 6
HOW = _("Such as week 3, week 3 Sunday, or day 12: counted from the cohort’s first day.")


def _day(label: Any, **said: Any) -> DayField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return DayField(label=label, required=False, widget=widget, **said)


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget)


class PlainForm(forms.Form):
    """A form of the admin that can say, beside its field, why an action refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.error_class = ErrorList

    def say(self, refused: Refused) -> None:
        """Show a refusal beside the field it is about."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, str(refused.sentence))


class CellForm(PlainForm):
    """One release: its days as dates or counted from the cohort's first day, whichever is typed."""

    version = forms.ModelChoiceField(label=_("Version"), queryset=None, empty_label=None)
    block = forms.CharField(
        label=_("Block"),
        max_length=60,
        required=False,
        help_text=_("If repeated, such as Surgery, spring."),
    )
    opens_on = _day(_("Opens on"))
    opens_offset = forms.CharField(
        label=_("or opens in"), max_length=40, required=False, help_text=HOW
    )
    opens_time = _time(_("Opens at"))
    due_on = _day(_("Reflection due on"))
    due_offset = forms.CharField(label=_("or due in"), max_length=40, required=False, help_text=HOW)
    due_time = _time(_("Due at"))
    grace_hours = forms.IntegerField(
        label=_("Hours of grace"),
        required=False,
        min_value=0,
        max_value=MOST_GRACE,
        help_text=_("Nothing is late before they end. Students see them in words."),
    )
    closes_on = _day(_("Closes on"), help_text=_("After this nothing more can be submitted."))
    load_reason = forms.CharField(
        label=_("Why a third reflection in three weeks"),
        max_length=200,
        required=False,
        help_text=_("Asked only when it would be somebody’s third within three weeks."),
    )

    def __init__(
        self, *args: Any, release: Release, calendar: Calendar, versions: Any, **kwargs: Any
    ) -> None:
        self.calendar = calendar
        shown = {name: getattr(release, name) for name in DIRECT}
        shown |= {
            "opens_offset": calendar.said(release.opens_on),
            "due_offset": calendar.said(release.due_on),
        }
        kwargs["initial"] = shown | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if release.pk:
            del self.fields["version"]
        else:
            self.fields["version"].queryset = versions
            self.fields["version"].label_from_instance = _number
        if release.pk and release.is_open:
            # Students have seen it; what is open stays open.
            for name in ("opens_on", "opens_offset", "opens_time"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["opens_on"] = self._meant("opens", said, MONDAY)
        said["due_on"] = self._meant("due", said, SUNDAY)
        if said["opens_on"] is None and not {"opens_on", "opens_offset"} & set(self.errors):
            self.add_error("opens_on", say("Say on which day it opens, or in which week."))
        return said

    def _meant(self, name: str, said: dict[str, Any], weekday: int) -> date | None:
        """Return the day that date and offset mean together: whichever of them was changed."""
        day, typed = said.get(f"{name}_on"), said.get(f"{name}_offset", "").strip()
        if not typed or typed == self.initial.get(f"{name}_offset"):
            return day
        counted = self.calendar.read(typed, weekday=weekday)
        if counted is None:
            self.add_error(f"{name}_offset", say("Write it as week 3, week 3 Sunday, or day 12."))
            return day
        if day is not None and day != counted and day != self.initial.get(f"{name}_on"):
            self.add_error(f"{name}_offset", say("Date and week say two different days."))
        return counted

    def values(self) -> dict[str, Any]:
        """Return what the release becomes."""
        said = self.cleaned_data
        hours = {"grace_hours": said.get("grace_hours") or 0}
        return {name: said[name] for name in DIRECT if name in said} | hours


def _number(version: Any) -> str:
    return say("version %(number)d") % {"number": version.number}


DIRECT = (
    "block", "opens_on", "opens_time", "due_on", "due_time", "closes_on", "grace_hours",
    "load_reason",
)  # fmt: skip


class RowForm(PlainForm):
    """One row of a plan that is copied or moved."""

    include = forms.BooleanField(required=False)
    version = forms.ChoiceField(required=False)
    opens_on = _day("")
    due_on = _day("")
    closes_on = _day("")
    load_reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, row: Any, name: str, **kwargs: Any) -> None:
        """``row`` is a ``moves.Proposed``; ``name`` is what its release is called."""
        shown = {"include": row.there is None, "load_reason": row.release.load_reason}
        shown |= {field: getattr(row, field) for field in ("opens_on", "due_on", "closes_on")}
        super().__init__(*args, prefix=f"r{row.release.pk}", initial=shown, **kwargs)
        labels = {
            "include": say("Take along: %(name)s"),
            "version": say("Version of %(name)s"),
            "opens_on": say("%(name)s opens on"),
            "due_on": say("%(name)s due on"),
            "closes_on": say("%(name)s closes on"),
            "load_reason": say("Why a third reflection in three weeks: %(name)s"),
        }
        for field, label in labels.items():
            self.fields[field].widget.attrs["aria-label"] = label % {"name": name}
        same = row.release.version
        choices = [(str(same.pk), say("the same, %(number)d") % {"number": same.number})]
        if row.newest is not None:
            newest = say("the newest, %(number)d") % {"number": row.newest.number}
            choices.append((str(row.newest.pk), newest))
        self.fields["version"].choices = choices
        self.versions = {str(one.pk): one for one in (same, row.newest) if one is not None}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("include") and not said.get("opens_on") and "opens_on" not in self.errors:
            self.add_error("opens_on", say("Say on which day it opens."))
        return said
