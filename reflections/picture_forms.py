"""What people hand in with a picture for a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PictureForm
from reflections.actions.picturing import LONGEST_DESCRIPTION
from reflections.forms import TypedText


class EntryPictureForm(PictureForm):
    """A picture for a page, with what is in it and her word that nobody is. Missing parts of the
    form and of the file are refused by one place each: here, and ``actions.picturing``.
    """

    description = TypedText(
        required=False,
        longest=LONGEST_DESCRIPTION,
        label=_("What is in it?"),
        help_text=_("One sentence, for those who do not see it. It is read with the picture."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    attest = forms.BooleanField(
        required=False,
        label=_("No people, no records: nobody is in this picture, and nothing from a chart."),
    )
