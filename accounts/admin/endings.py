"""Periods of keeping, legal holds, and requests to delete."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.actions import holding, requests
from accounts.admin.base import PolicyAdmin, ReadOnlyAdmin
from accounts.admin.dated import DatedAdmin
from accounts.errors import Refused
from accounts.models import DeletionRequest, LegalHold, Person, RetentionRule
from accounts.periods import PERIODS


@admin.register(RetentionRule)
class RetentionRuleAdmin(PolicyAdmin):
    list_display = ("key", "length", "usual", "reason", "changed_at")
    ordering = ("key",)
    fields = ("key", "period", "reason")
    identity = ("key",)

    @admin.display(description=_("how long"))
    def length(self, rule: RetentionRule) -> str:
        return PERIODS[rule.key].said(rule.period)

    @admin.display(description=_("as the portal has it"))
    def usual(self, rule: RetentionRule) -> str:
        one = PERIODS[rule.key]
        return one.said(one.default)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        made = super().get_form(request, obj, change=change, **kw)
        if obj is not None and "period" in made.base_fields:
            one = PERIODS[obj.key]
            made.base_fields["period"].help_text = say(
                "At least %(least)s, at most %(most)s; as the portal has it: %(usual)s."
            ) % {"least": one.said(one.least), "most": one.said(one.most),
                 "usual": one.said(one.default)}  # fmt: skip
        elif "period" in made.base_fields:
            made.base_fields["period"].help_text = say(
                "Months; days where the page “What is kept of you” says days."
            )
        return made

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            said = {"period": obj.period, "reason": obj.reason}
            holding.change_period(rule=obj, by=request.user, **said)
        else:
            holding.add_period(rule=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        holding.remove_period(rule=obj, by=request.user)


@admin.register(LegalHold)
class LegalHoldAdmin(DatedAdmin):
    list_display = ("reference", "person", "starts_at", "until", "is_told")
    list_select_related = ("person",)
    search_fields = ("reference",)
    search_help_text = _("Reference")
    ordering = ("-starts_at", "pk")
    fields = ("person", "reference", "is_told", "starts_at", "ends_at")
    identity = ("person",)

    def choices_for(self, request: HttpRequest, field: Any) -> Any:
        """Offer the suspended too: a duty to keep does not end with somebody's access."""
        return Person.objects.visible_to(request.user, "change").filter(erased_at=None)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            said = {name: getattr(obj, name) for name in self.fields if name != "person"}
            holding.change(hold=obj, by=request.user, **said)
        else:
            holding.place(hold=obj, by=request.user)


@admin.register(DeletionRequest)
class DeletionRequestAdmin(ReadOnlyAdmin):
    list_display = ("short", "asked_at", "settled_at", "outcome")
    ordering = ("-asked_at", "pk")
    fields = ("id", "asked_at", "settled_at", "outcome")
    change_form_template = "admin/accounts/deletionrequest/change_form.html"

    @admin.display(description=_("number"))
    def short(self, request: DeletionRequest) -> str:
        return str(request.pk)[:8]

    def get_urls(self) -> list[Any]:
        return [
            path(
                f"<uuid:request_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"accounts_deletionrequest_{name}",
            )
            for name, view in (("carry_out", self.carry_out_view), ("decline", self.decline_view))
        ] + super().get_urls()

    def _act(self, request: HttpRequest, request_id: Any, act: Any, done: str) -> HttpResponse:
        """Settle one request; 404 for one she may not see, 405 for a GET."""
        if request.method != "POST":
            return HttpResponse(status=405)
        found = self.row_or_404(request, str(request_id))
        try:
            act(request=found, by=request.user)
            messages.success(request, done)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        return redirect(self.url("change", found.pk))

    def carry_out_view(self, request: HttpRequest, request_id: Any) -> HttpResponse:
        done = say("Deleted. The author is told.")
        return self._act(request, request_id, requests.carry_out, done)

    def decline_view(self, request: HttpRequest, request_id: Any) -> HttpResponse:
        done = say("It stays. The author is told.")
        return self._act(request, request_id, requests.decline, done)
