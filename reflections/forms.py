"""What a learner's forms bring in. Text arrives exactly as typed: nothing is stripped or cleaned.

Two shapes of one thing: ``WritingForm`` is the form of the page without its script, ``read_save``
the JSON its script sends.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import save_json, words
from accounts.saving import Save
from curriculum.models import PageForm
from reflections.actions.reading_answers import LONGEST_MESSAGE


class TypedText(forms.CharField):
    """Text as it was typed: white space kept, line ends made one kind, refusals in one place."""

    def __init__(self, *, longest: int = words.LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.longest = longest
        # CharField's own check for NUL says less than ours.
        self.validators = []

    def to_python(self, value: Any) -> str:
        return words.normalise(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        words.check(value, longest=self.longest)


class WritingForm(forms.Form):
    """The writing room without its script."""

    title = TypedText(required=False, longest=words.LONGEST_TITLE, label=_("Title"))
    body = TypedText(required=False, label=_("Your words"))
    prompt = forms.IntegerField(required=False)
    form = forms.ChoiceField(choices=PageForm.choices, required=False)
    base = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    save_id = forms.UUIDField(required=False)
    author = forms.UUIDField(required=False)
    release = forms.CharField(required=False)
    lesson = forms.CharField(required=False)
    wants_contact = forms.BooleanField(required=False)
    keep = forms.ChoiceField(choices=[(c, c) for c in ("both", "here", "there")], required=False)

    def to_save(self) -> Save:
        """Return what is to be kept; the form must be valid."""
        said = self.cleaned_data
        given = said["save_id"] or uuid.uuid4()
        return Save(given, said["base"] or 0, said["title"], said["body"])


class MessageForm(forms.Form):
    """A message back. ``send_id`` is the page's own, so that a double click sends once."""

    body = TypedText(
        longest=LONGEST_MESSAGE,
        label=_("Write back"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("There is nothing in this message yet.")},
    )
    send_id = forms.UUIDField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class Sent:
    """One save as the page's script sent it."""

    author: UUID
    save: Save
    prompt: int | None
    form: str
    release: str
    lesson: str


def read_save(raw: bytes) -> Sent:
    """Return the save in a JSON body; ValueError when it is not one."""
    sent = save_json.read(raw)
    prompt = sent.data.get("prompt")
    if prompt is not None and not (type(prompt) is int and 0 <= prompt < 2**62):
        raise ValueError(str(save_json.NOT_READ))
    form = sent.data.get("form") or ""
    if form and form not in PageForm.values:
        raise ValueError(str(save_json.NOT_READ))
    place = [str(sent.data.get(name) or "") for name in ("release", "lesson")]
    return Sent(sent.author, sent.save, prompt, form, *place)
