"""Rows edited on the page of what they belong to."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from accounts.admin.narrowed import Narrowed, admin_action
from accounts.rights import could


class PolicyInline(Narrowed):
    """Rows edited on the page of what they belong to. Rights come from their own policy."""

    extra = 0
    show_change_link = False
    template = "admin/rows.html"
    is_ordered = False
    # Said once above the rows, while they can be changed.
    note: ClassVar[str | Promise] = ""

    # Django passes these the row of the page, not of the inline.
    def _may_here(self, request: HttpRequest, action: str, parent: Any) -> bool:
        page = parent is None or self.may(request, "change", parent)
        return page and could(request.user, action, self.model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return could(request.user, admin_action(self.model), self.model)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_here(request, "delete", obj)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if made is not None and not made.widget.is_hidden:
            # A cell's heading is not its label; a screen reader needs one in each.
            made.widget.attrs.setdefault("aria-label", capfirst(str(db_field.verbose_name)))
        return made


class KnownRow(forms.ModelChoiceField):
    """The hidden id of an inline row: the row the formset has found already, or a refusal.

    Django asks the database for each row once more; the formset's own rows are all there may be.
    """

    row: Any = None

    def clean(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if self.row is None or str(self.row.pk) != str(value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return self.row


class LabelledFormSet(forms.BaseInlineFormSet):
    """Inline rows whose "Delete" boxes say which row they take away."""

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        """Return the row that "Add another" copies; the admin asks for it ten times a page."""
        return super().empty_form

    def name_of(self, row: Any) -> str:
        """Return what a box or a button of a row calls it."""
        return str(row)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        found = form.fields[self._pk_field.name]
        known = KnownRow(found.queryset, initial=found.initial, required=False, widget=found.widget)
        known.row = form.instance if form.instance.pk else None
        form.fields[self._pk_field.name] = known
        if "DELETE" in form.fields:
            name = Truncator(self.name_of(form.instance)).chars(60) if form.instance.pk else ""
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete %(row)s") % {"row": name}
