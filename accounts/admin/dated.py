"""Relationships with dates: who and where is chosen once, afterwards only the dates change."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from accounts.admin.filters import ChoiceFilter
from accounts.models.dated import is_current


class NowFilter(ChoiceFilter):
    """Current, over, or still to come."""

    title = _("when")
    parameter_name = "when"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("now", _("now")), ("over", _("over")), ("later", _("to come"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        now = timezone.now()
        asked = {
            "now": is_current(now),
            "over": Q(ends_at__lte=now),
            "later": Q(starts_at__gt=now),
        }
        return queryset.filter(asked.get(self.value() or "", Q()))


class DatedAdmin(PolicyAdmin):
    """The base for dated rows."""

    list_filter: Any = (NowFilter,)
    sortable_by = ("starts_at", "ends_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # ended, never deleted: what somebody could read stays explicable

    @admin.display(description=_("until"), ordering="ends_at", empty_value=_("open"))
    def until(self, row: Any) -> Any:
        return row.ends_at
