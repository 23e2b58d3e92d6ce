"""When mentors are away."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.actions import leaves
from accounts.admin.dated import DatedAdmin
from accounts.admin.matching import in_led_cohorts
from accounts.models import Leave, Membership


@admin.register(Leave)
class LeaveAdmin(DatedAdmin):
    list_display = ("person", "starts_at", "until")
    list_select_related = ("person",)
    search_fields = ("person__name",)
    ordering = ("-starts_at", "pk")
    fields = ("person", "starts_at", "ends_at")
    identity = ("person",)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        found = super().choices_for(request, field)
        return in_led_cohorts(request, found, Membership.Role.MENTOR)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            leaves.change(leave=obj, by=request.user, **dates)
        else:
            leaves.add(leave=obj, by=request.user)
