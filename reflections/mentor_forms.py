"""The forms of a mentor's pages: shape in. What may be done with it, the actions decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.saving import Save
from reflections import anchors
from reflections.actions.remarks import LONGEST_REMARK
from reflections.forms import TypedText
from reflections.marks import short

LONGEST_CHOICE = 90


def _remark(rows: int) -> TypedText:
    """Return the field of a remark; whether it is empty, the action says."""
    return TypedText(
        required=False,
        longest=LONGEST_REMARK,
        label=_("Your remark"),
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RemarkForm(forms.Form):
    """A remark on chosen words: a sentence from the list, or the words a script found selected."""

    sentence = forms.ChoiceField(label=_("Which sentence?"), required=False)
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    quote = TypedText(required=False, widget=forms.HiddenInput)
    body = _remark(rows=3)

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
