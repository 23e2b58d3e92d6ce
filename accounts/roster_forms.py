"""What is said on the way in of a list of people, and at the end of a cohort."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.roster import columns
from accounts.roster.decoding import MOST_BYTES
from accounts.roster.lines import Plan
from accounts.roster.rows import clean

LONGEST_SAMPLE = 24


class RosterFileForm(forms.Form):
    """A file; what can be read in it is decided in accounts/roster/."""

    file = forms.FileField(
        label=_("A list of people"),
        help_text=_(
            "A CSV file, as your spreadsheet program saves it. Nothing happens before you have "
            "seen what it would do."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse by its size what is too large to be read at all."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB. A list of people is far smaller."),
                params={"most": MOST_BYTES // 1024 // 1024},
            )
        return file


class RosterColumnsForm(forms.Form):
    """Which column is what, and what becomes of people who are not in the file."""

    missing_leave = forms.BooleanField(
        required=False,
        label=_("People missing from this file leave"),
        help_text=_(
            "Whoever is in a cohort and role of this file, and does not stand in it. Leads and "
            "administrators stay."
        ),
    )

    def __init__(self, *args: Any, look: Any, upload: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing_leave"].initial = upload.missing_leave
        choices = [("", say("not in this file")), *_choices(look.table)]
        for name, label in columns.FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=look.columns.get(name, ""),
                error_messages={"invalid_choice": _("Choose a column of this file.")},
            )
        self.order_fields([*columns.FIELDS, "missing_leave"])

    @property
    def column_fields(self) -> list[Any]:
        """Return the fields that ask for a column."""
        return [self[name] for name in columns.FIELDS]

    @property
    def mapping(self) -> dict[str, int]:
        """Return the chosen columns."""
        said = {name: self.cleaned_data.get(name) for name in columns.FIELDS}
        return {name: number for name, number in said.items() if number is not None}


def _choices(table: Any) -> list[tuple[int, str]]:
    """Return the columns with what stands in them first; never one with passwords."""
    return [
        (number, _sample(title, number, table))
        for number, title in enumerate(table.header)
        if not columns.is_secret(title)
    ]


def _sample(title: str, number: int, table: Any) -> str:
    cells = (row.cells[number] for row in table.rows if number < len(row.cells))
    sample = next((clean(cell) for cell in cells if cell.strip()), "")
    if len(sample) > LONGEST_SAMPLE:
        sample = sample[:LONGEST_SAMPLE] + "…"
    name = clean(title)[:40] or say("column %(number)d") % {"number": number + 1}
    return f"{name} ({sample})" if sample else name


class RosterApplyForm(forms.Form):
    """Yes to what was shown: ``fingerprint`` says what that was."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    leave_out = forms.BooleanField(required=False, label=_("Leave out the lines with errors"))
    invite = forms.BooleanField(
        required=False,
        label=_("Send the invitations now"),
        help_text=_(
            "To those who are given a role and were never invited. Otherwise later, with one "
            "button on the cohort’s page."
        ),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fingerprint"].initial = plan.fingerprint
        self.fields["invite"].initial = True
        if not plan.errors:
            del self.fields["leave_out"]


class ArchiveForm(forms.Form):
    """The last question before a cohort ends."""

    close = forms.BooleanField(
        required=False,
        label=_("Close what still waits, and tell its authors that no answer will come"),
        help_text=_("One letter to each, without a word of theirs. It says that we are sorry."),
    )
    sure = forms.BooleanField(
        label=_("Archive this cohort: every role in it ends now"),
        error_messages={"required": _("Tick this if you are sure.")},
    )
