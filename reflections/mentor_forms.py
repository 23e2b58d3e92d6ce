"""The forms of a mentor's pages: shape in. What may be done with it, the actions decide."""

import uuid
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.saving import Save
from reflections import anchors
from reflections.actions.phrasing import LONGEST_NAME
from reflections.actions.remarks import LONGEST_REMARK
from reflections.forms import TypedText
from reflections.marks import short
from reflections.models import Remark

LONGEST_CHOICE = 90


class Choices(forms.Select):
    """A list of choices written in one go: Django renders a template for each, and a long page of
    hers has a choice for every sentence.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        said = self.build_attrs(self.attrs, {"name": name} | (attrs or {}))
        chosen = "" if value is None else str(value)
        marks = {True: flatatt({"selected": True}), False: ""}
        options = ((key, marks[str(key) == chosen], label) for key, label in self.choices)
        inside = format_html_join("", '<option value="{}"{}>{}</option>', options)
        return format_html("<select{}>{}</select>", flatatt(said), inside)


def _remark(rows: int) -> TypedText:
    """Return the field of a remark; whether it is empty, the action says."""
    return TypedText(
        required=False,
        longest=LONGEST_REMARK,
        label=_("Your remark"),
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _kind() -> forms.ChoiceField:
    """Return the field of what a remark is; it need not be any of these."""
    choices = [("", _("Just a remark")), *Remark.Kind.choices]
    return forms.ChoiceField(
        required=False, label=_("What kind of remark"), choices=choices, widget=Choices
    )


class RemarkForm(forms.Form):
    """A remark on chosen words: a sentence from the list, or the words a script found selected."""

    sentence = forms.ChoiceField(label=_("Which sentence?"), required=False, widget=Choices)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    quote = TypedText(required=False, widget=forms.HiddenInput)
    body = _remark(rows=3)
    kind = _kind()

    def __init__(self, data: Any = None, *, text: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.text = text
        self.fields["sentence"].choices = [
            ("", _("Choose a sentence")),
            *(
                (f"{one.start}-{one.end}", short(one.text, LONGEST_CHOICE))
                for one in anchors.sentences(text)
            ),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("quote") and said.get("start") is not None and said.get("end"):
            said["place"] = (said["start"], said["end"], said["quote"])
        elif said.get("sentence"):
            start, end = map(int, said["sentence"].split("-"))
            said["place"] = (start, end, self.text[start:end])
        elif "sentence" not in self.errors:
            self.add_error("sentence", _("Choose the words you want to remark on."))
        return said


class RemarkChangeForm(forms.Form):
    """Other words for a remark that was not sent."""

    body = _remark(rows=4)
    kind = _kind()


class PhraseForm(forms.Form):
    """Words to use again, and what she calls them; what is too long the action says."""

    name = forms.CharField(
        label=_("What you call it (optional)"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_NAME}),
    )
    body = TypedText(label=_("The words"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReplyForm(forms.Form):
    """The reply without a script: its words, and the revision they were typed onto."""

    body = TypedText(required=False)
    base = forms.IntegerField(min_value=0, max_value=2_000_000_000)

    def to_save(self) -> Save:
        """Return what is to be kept; the form must be valid."""
        return Save(uuid.uuid4(), self.cleaned_data["base"], "", self.cleaned_data["body"])


class SendForm(forms.Form):
    """What was previewed: the version, and the revision of the reply's words."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
