"""The editor for what faculty write, and the order of rows in a list."""

from collections.abc import Iterable
from typing import Any

from adminsortable2.admin import CustomInlineFormSetMixin, SortableInlineAdminMixin
from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from accounts.admin.inlines import LabelledFormSet, PolicyInline
from curriculum.templatetags.lessons import rich, without_marks

# What the toolbar offers; curriculum/richtext.py lets the same through and nothing more.
EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "HorizontalRule": True,
    "HardBreak": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


def prose(label: Any, help_text: Any = "") -> ProseEditorFormField:
    """Return a form field with the editor. What it holds is cleaned when the row is saved."""
    return ProseEditorFormField(
        label=capfirst(label),
        help_text=help_text,
        required=False,
        strip=False,
        config={"extensions": EXTENSIONS},
        widget=AdminProseEditorWidget(attrs={"data-editor": label}),
    )


class ReadsProse:
    """What faculty wrote as it reads, on a page that cannot change it: not its tags."""

    @admin.display(description=_("text for students"))
    def body_read(self, row: Any) -> str:
        return rich(row.body)

    @admin.display(description=_("facilitator notes"))
    def notes_read(self, row: Any) -> str:
        return rich(row.facilitator_notes)


AS_READ = {"body": "body_read", "facilitator_notes": "notes_read", "text": "text_read"}


def as_read(fields: Iterable[Any]) -> tuple[Any, ...]:
    """Return the fields of a page, those with the editor replaced by how they read."""
    return tuple(AS_READ.get(name, name) if isinstance(name, str) else name for name in fields)


class OrderedFormSet(CustomInlineFormSetMixin, LabelledFormSet):
    """Rows with a place. The number can be seen and typed: that works without any script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = self.form.base_fields.get(self.default_order_field)
        if place is not None:
            place.is_hidden = False
            place.widget = forms.NumberInput(
                attrs={"class": "_reorder_", "min": "0", "aria-label": _("Order")}
            )

    def name_of(self, row: Any) -> str:
        return without_marks(super().name_of(row))


class OrderedInline(PolicyInline, SortableInlineAdminMixin, admin.TabularInline):
    """Rows that are dragged, moved with buttons, or numbered by hand."""

    formset = OrderedFormSet
    is_ordered = True
