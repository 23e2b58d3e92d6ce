"""The school's own words for the identifier check."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.actions import school_words
from accounts.admin.base import PolicyAdmin
from accounts.models import SchoolWord


@admin.register(SchoolWord)
class SchoolWordAdmin(PolicyAdmin):
    list_display = ("word", "kind")
    search_fields = ("word",)
    ordering = ("word", "pk")
    fields = ("word", "kind")

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            school_words.change(word=obj, by=request.user, **self.values(form))
        else:
            school_words.add(word=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        school_words.remove(word=obj, by=request.user)
