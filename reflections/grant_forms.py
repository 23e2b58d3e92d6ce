"""What people type for break-glass: an id and a reason, a decision, a day on which to tell."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import DayField
from reflections.actions.granting import LONGEST_REASON
from reflections.forms import TypedText
from reflections.models import Grant


class AskForm(forms.Form):
    """Which entry, on which ground, and why. Any id is taken, and none is looked up here."""

    asked_for = forms.UUIDField(
        label=_("The entry’s id"),
        help_text=_("As you were given it: the part of its address after /journal/."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Which entry? Paste its id."),
            "invalid": _("An id looks like 3f2504e0-4f89-41d3-9a0c-0305e82c3301."),
        },
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("Choose one")), *Grant.Ground.choices],
        error_messages={"required": _("Choose a ground.")},
    )
    reason = TypedText(
        longest=LONGEST_REASON,
        label=_("Why"),
        help_text=_("Whoever decides reads this, and so does the author. It is in no mail or log."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, for whoever decides and for the author.")},
    )


class DecideForm(forms.Form):
    """Yes or no; and only where a law says so, later telling."""

    tell_on = DayField(
        required=False,
        label=_("Tell the author only on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Within ninety days. Leave it empty, and the author is told at once."),
    )
    delay = TypedText(
        required=False,
        longest=LONGEST_REASON,
        label=_("Which law allows that"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Recorded, and read by the author on that day."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("tell_on") and said["tell_on"] <= timezone.localdate():
            self.add_error("tell_on", _("Choose a day from tomorrow on."))
        return said
