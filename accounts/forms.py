"""What people type on the pages of accounts, checked at the door."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import people
from accounts.days import DayField
from accounts.models import Person

TOO_LONG = _("At most %(limit_value)d characters fit; this has %(show_value)d.")
PHONE = re.compile(r"^[0-9+()./ \-]*$")


class ZoneField(forms.ChoiceField):
    """A time zone from the list, or nothing: then the portal's own counts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=_("Time zone"),
            help_text=_("Deadlines and times are shown in this zone."),
            widget=forms.Select(attrs={"data-zone": ""}),
            error_messages={"invalid_choice": _("Choose a time zone from the list.")},
            **kwargs,
        )

    def offer(self, current: str) -> None:
        """Fill the list; a zone that is not in it but is kept already stays possible."""
        known = people.zone_choices()
        own = [] if not current or current in dict(known) else [(current, current)]
        self.choices = [("", _("As the portal has it")), *own, *known]


class PersonForm(forms.ModelForm):
    """What everybody says of themselves."""

    time_zone = ZoneField()

    class Meta:
        model = Person
        fields = ["name", "pronouns", "time_zone"]
        labels = {"name": _("Your name"), "pronouns": _("Pronouns, if you like")}
        error_messages = {
            "name": {
                "required": _("Please say how people should call you."),
                "max_length": TOO_LONG,
            },
            "pronouns": {"max_length": TOO_LONG},
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "pronouns": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].offer(self.instance.time_zone)
        for field in self.fields.values():
            # A browser would cut a pasted text without a word; we say what is wrong instead.
            field.widget.attrs.pop("maxlength", None)


class ProfileForm(PersonForm):
    """Oneself, for one's own profile."""

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "language", "phone"]
        labels = PersonForm.Meta.labels | {"phone": _("Phone, if you like")}
        help_texts = {
            "phone": _(
                "Only if you want to be rung when you ask for contact. Your mentor, your "
                "cohort’s lead and the programme office can see it."
            )
        }
        error_messages = PersonForm.Meta.error_messages | {"phone": {"max_length": TOO_LONG}}
        widgets = PersonForm.Meta.widgets | {
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
        }

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As this browser asks")), *settings.LANGUAGES],
        help_text=_("Of the portal itself. What people wrote stays as they wrote it."),
    )

    def clean_phone(self) -> str:
        """Accept figures and what people put between them; nothing is made of it."""
        phone = self.cleaned_data["phone"]
        if not PHONE.match(phone) or (phone and sum(c.isdigit() for c in phone) < 3):
            raise forms.ValidationError(
                _("A phone number has figures, perhaps spaces, and a + in front from abroad.")
            )
        return phone


class ComingInForm(PersonForm):
    """The form behind an invitation: oneself, and a password."""

    password = forms.CharField(
        label=_("A password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Twelve characters or more. Three or four words you like are easier than signs."
        ),
        error_messages={"required": _("Please choose a password.")},
    )
    again = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Please type the password a second time.")},
    )

    def clean_password(self) -> str:
        """Hold the password to the portal's rules, knowing whose it will be."""
        password = self.cleaned_data["password"]
        return get_adapter().clean_password(password, user=self.instance)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        password, again = said.get("password"), said.get("again")
        if password and again and password != again:
            self.add_error("again", _("These two are not the same."))
        return said


class PictureForm(forms.Form):
    """A picture; what may become one is decided in accounts/uploads.py."""

    picture = forms.FileField(
        label=_("A picture"),
        help_text=_("JPEG, PNG or WebP. It is made small, and where it was taken is forgotten."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a picture first."),
            "empty": _("This file is empty. Choose another one."),
        },
    )


class LeaveForm(forms.Form):
    """The days on which a mentor is away, both included."""

    first_day = DayField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say from which day you are away.")},
    )
    last_day = DayField(
        required=False,
        label=_("Until and including"),
        help_text=_("Leave it empty if you do not know yet."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It cannot end before it begins."))
        return said

    def moments(self) -> dict[str, datetime | None]:
        """Return when it starts and ends, in the reader's zone."""
        last = self.cleaned_data["last_day"]
        zone = timezone.get_current_timezone()
        return {
            "starts_at": datetime.combine(self.cleaned_data["first_day"], time(), zone),
            "ends_at": datetime.combine(last + timedelta(days=1), time(), zone) if last else None,
        }


class ApartForm(forms.Form):
    """With whom one must not be matched; no reason is asked."""

    other = forms.ChoiceField(
        label=_("Not to be matched with"), error_messages={"required": _("Choose somebody.")}
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        those = [(str(person.pk), person.name) for person in people]
        self.fields["other"].choices = [("", _("choose somebody")), *those]


APPEARANCE = {
    "theme": ("light", "dark"),
    "contrast": ("more", "standard"),
    "spacing": ("wide",),
}


class AppearanceForm(forms.Form):
    """Light or dark, contrast, and how wide text is set; empty means as it comes."""

    theme = forms.ChoiceField(required=False, choices=[(v, v) for v in APPEARANCE["theme"]])
    contrast = forms.ChoiceField(required=False, choices=[(v, v) for v in APPEARANCE["contrast"]])
    spacing = forms.ChoiceField(required=False, choices=[(v, v) for v in APPEARANCE["spacing"]])
