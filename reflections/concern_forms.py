"""What is asked when a concern is raised and afterwards. Codes, times and people; never a word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import HelpContact
from accounts.routes import Route
from reflections.models import Concern

LOCAL = "%Y-%m-%dT%H:%M"


class UntoldForm(forms.Form):
    """Whether the student sees that it was raised; where not, a code says why."""

    untold = forms.BooleanField(required=False, label=_("Telling the student would raise the risk"))
    untold_because = forms.ChoiceField(
        required=False,
        label=_("Why"),
        choices=[("", _("Choose")), *Concern.Untold.choices],
        help_text=_("Kept in the audit trail with your name, without theirs."),
    )

    @property
    def said(self) -> dict[str, Any]:
        """Return what the actions take."""
        is_told = not self.cleaned_data["untold"]
        because = "" if is_told else self.cleaned_data["untold_because"]
        return {"is_told": is_told, "untold_because": because}


class RaiseForm(UntoldForm):
    """Which route, and whether the student sees it."""

    route = forms.ChoiceField(choices=Route.choices, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """When somebody was reached, who, and what came of it."""

    first_contact_at = forms.DateTimeField(
        required=False,
        label=_("First reached"),
        help_text=_("Leave it empty while nobody was."),
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    who = forms.ChoiceField(required=False, label=_("Whom"))
    outcome = forms.ChoiceField(
        required=False,
        label=_("What came of it"),
        choices=[("", _("Still open")), *Concern.Outcome.choices],
    )
    is_closed = forms.BooleanField(required=False, label=_("Nothing more is to be done: close it"))

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {f"contact-{one.pk}": one for one in contacts}
        ours = [(key, one.name) for key, one in self.contacts.items()]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - declared above
        who.choices = [("", _("Nobody yet")), *Concern.Whom.choices, *ours]

    @classmethod
    def of(cls, concern: Concern, contacts: list[HelpContact]) -> "NoteForm":
        """Return the form as the record stands. A contact taken off this route stays choosable."""
        if concern.contact and concern.contact not in contacts:
            contacts = [*contacts, concern.contact]
        at = concern.contact_id
        initial = {
            "first_contact_at": concern.first_contact_at,
            "who": f"contact-{at}" if at else concern.whom,
            "outcome": concern.outcome,
            "is_closed": concern.closed_at is not None,
        }
        return cls(contacts=contacts, initial=initial)

    @property
    def said(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = dict(self.cleaned_data)
        who = said.pop("who")
        contact = self.contacts.get(who)
        return said | {"contact": contact, "whom": "" if contact else who}
