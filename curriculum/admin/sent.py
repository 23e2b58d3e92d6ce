"""What a page of the admin holds and what it sent, as plain fields and rows (merging.Page)."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from curriculum.merging import Merged, Page, Row, Rows, Value, plain

PLACE = "position"
MOST_MARKS = 200_000


def marks(said: str) -> dict[str, Any] | None:
    """Return the marks a page carried along; None when there are none to read."""
    try:
        found = json.loads(said) if 0 < len(said) < MOST_MARKS else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_compared(field: forms.Field) -> bool:
    return not field.disabled and not isinstance(field, forms.FileField)


def _held(form: forms.BaseForm, names: Any) -> dict[str, Value]:
    """Return what an unbound form shows."""
    fields = {name: form.fields[name] for name in names}
    return {
        name: plain(field.prepare_value(form.get_initial_for_field(field, name)))
        for name, field in fields.items()
    }


def _names(form: Any) -> list[str]:
    return [name for name, field in form.base_fields.items() if _is_compared(field)]


def _row_names(form: Any) -> list[str]:
    return [name for name in _names(form) if name != PLACE]


def stored(form: forms.ModelForm, formsets: list[Any]) -> Page:
    """Return what is stored, from an unbound form and its unbound formsets."""
    page = Page(_held(form, [name for name in _names(form) if name in form.fields]))
    for formset in formsets:
        page.rows[formset.prefix] = [
            Row(str(one.instance.pk), _held(one, _row_names(type(one))))
            for one in formset.initial_forms
        ]
    return page


class Parts:
    """The form and the formsets of one page, for one request."""

    def __init__(self, page: Any, request: HttpRequest, row: Any) -> None:
        self.request, self.row = request, row
        self.form = page.get_form(request, row, change=True)
        self.inlines = {}
        for inline in page.get_inline_instances(request, row):
            if inline.has_change_permission(request, row):
                made = inline.get_formset(request, row)
                self.inlines[made.get_default_prefix()] = (inline, made)

    def label(self, name: str) -> Any:
        """Return what people call a field, or the rows of an inline."""
        if name in self.inlines:
            return self.inlines[name][0].verbose_name_plural
        return self.form.base_fields[name].label

    def fields_of(self, name: str) -> dict[str, forms.Field]:
        """Return the fields in which a meeting's values are written."""
        return (
            self.inlines[name][1].form.base_fields
            if name in self.inlines
            else self.form.base_fields
        )

    def stored(self) -> Page:
        """Return what the database holds now."""
        formsets = [
            made(instance=self.row, prefix=prefix, queryset=inline.get_queryset(self.request))
            for prefix, (inline, made) in self.inlines.items()
        ]
        return stored(self.form(instance=self.row), formsets)

    def sent(self) -> Page:
        """Return what the browser sent."""
        data, files = self.request.POST, self.request.FILES
        fields = {
            name: plain(self.form.base_fields[name].widget.value_from_datadict(data, files, name))
            for name in _names(self.form)
        }
        return Page(fields, {prefix: self._sent_rows(prefix) for prefix in self.inlines})

    def _sent_rows(self, prefix: str) -> Rows:
        data, made = self.request.POST, self.inlines[prefix][1]
        fields = {name: made.form.base_fields[name] for name in _row_names(made.form)}
        blank = {name: plain(field.initial) for name, field in fields.items()}
        total = data.get(f"{prefix}-TOTAL_FORMS", "")
        found = []
        for at in range(min(_number(total, 0), made.absolute_max)):
            start = f"{prefix}-{at}-"
            values = {
                name: plain(field.widget.value_from_datadict(data, {}, start + name))
                for name, field in fields.items()
            }
            pk = data.get(f"{start}{made.model._meta.pk.name}", "")
            place = data.get(start + PLACE, "")
            if data.get(start + "DELETE") or (not pk and values == blank):
                continue
            found.append((_number(place, _number(total, 0) + 1), at, pk, values))
        return [Row(pk, values) for _place, _at, pk, values in sorted(found, key=lambda x: x[:2])]

    def rewritten(self, merged: Merged, now: Page) -> QueryDict:
        """Return what was sent, with what came from the other put in."""
        data = self.request.POST.copy()
        for name in merged.taken:
            if name in self.inlines:
                self._write_rows(data, name, merged.page.rows[name], now.rows[name])
            else:
                value = merged.page.fields[name]
                data.setlist(name, value if isinstance(value, list) else [value])
        return data

    def _write_rows(self, data: QueryDict, prefix: str, rows: Rows, now: Rows) -> None:
        made = self.inlines[prefix][1]
        for key in [key for key in data if key.startswith(f"{prefix}-")]:
            if key[len(prefix) + 1 :].partition("-")[0].isdecimal():
                del data[key]
        places = {id(row): place for place, row in enumerate(rows, 1)}
        left = {row.pk for row in rows}
        gone = [row for row in now if row.pk not in left]
        known = [row for row in rows if row.pk] + gone
        every = known + [row for row in rows if not row.pk]
        for at, row in enumerate(every):
            start = f"{prefix}-{at}-"
            for name, value in row.values.items():
                data.setlist(start + name, value if isinstance(value, list) else [value])
            data[f"{start}{made.model._meta.pk.name}"] = row.pk
            data[start + made.fk.name] = str(self.row.pk)
            data[start + PLACE] = str(places.get(id(row), 0))
            if row in gone:
                data[start + "DELETE"] = "on"
        data[f"{prefix}-TOTAL_FORMS"] = str(len(every))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(known))


def _number(said: str, otherwise: int) -> int:
    """Return a number as it was sent; one no form of ours sends counts as ``otherwise``."""
    return int(said) if said.isdecimal() and len(said) < 10 else otherwise
