"""Filters beside a list: each prints only what the person looking may see."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.admin.narrowed import offered


class ChoiceFilter(admin.SimpleListFilter):
    """A filter that prints only what this person may see."""

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return the values and their names; a filter that says nothing else offers none."""
        return []

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return self.narrow(request)

    def known(self) -> str | None:
        """Return the chosen value if it is one of those offered."""
        value = self.value()
        return value if value in {str(choice) for choice, _name in self.lookup_choices} else None


def related_filter(
    path: str, model: type[models.Model], name: Any, *, parameter: str = ""
) -> type[ChoiceFilter]:
    """Return a filter on the relation ``path`` offering the rows of ``model`` one may meet here."""

    class Filter(ChoiceFilter):
        title = name
        parameter_name = parameter or path.rpartition("__")[2]

        def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
            return [(str(row.pk), str(row)) for row in offered(request, model)[:200]]

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            chosen = self.known()
            return queryset.filter(**{path: chosen}) if chosen else queryset

    return Filter


def choice_filter(path: str, choices: Any, name: Any) -> type[ChoiceFilter]:
    """Return a filter on a field with fixed choices."""

    class Filter(ChoiceFilter):
        title = name
        parameter_name = path

        def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
            return [(value, str(label)) for value, label in choices]

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            chosen = self.known()
            return queryset.filter(**{path: chosen}) if chosen else queryset

    return Filter
