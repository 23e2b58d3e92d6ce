"""The forms with which somebody keeps her own pages in order."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import words
from reflections import concordance
from reflections.actions.choosing import LONGEST_INTRODUCTION
from reflections.actions.tagging import LONGEST_TAG

LONGEST_SEARCH = 200


class SearchForm(forms.Form):
    """Words to look for."""

    words = forms.CharField(
        label=_("Words on your pages"),
        max_length=LONGEST_SEARCH,
        error_messages={"required": _("Write a word to look for.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def clean_words(self) -> str:
        """Refuse what has no word in it."""
        said: str = self.cleaned_data["words"]
        words.check(said)
        if not concordance.terms(said):
            raise ValidationError(_("Write a word to look for."))
        return said


class TagForm(forms.Form):
    """One tag, by its name."""

    name = forms.CharField(
        label=_("A tag"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_TAG}),
    )


class PortfolioForm(forms.Form):
    """What the portfolio is called, and what is said before it."""

    title = forms.CharField(
        label=_("What it is called (optional)"),
        required=False,
        strip=False,
        max_length=words.LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    introduction = forms.CharField(
        label=_("A few words before it (optional)"),
        required=False,
        strip=False,
        max_length=LONGEST_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what no database can keep, beside its field."""
        for name in ("title", "introduction"):
            try:
                words.check(self.cleaned_data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data
