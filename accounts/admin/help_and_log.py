"""Help contacts, and the audit trail to be read."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import help
from accounts.admin.base import PolicyAdmin, ReadOnlyAdmin
from accounts.admin.filters import ChoiceFilter
from accounts.errors import Refused
from accounts.models import Agreement, AuditEvent, HelpContact


@admin.register(HelpContact)
class HelpContactAdmin(PolicyAdmin):
    list_display = (
        "name",
        "phone",
        "hours",
        "on_routes",
        "is_urgent",
        "last_checked_on",
        "is_fresh",
    )
    ordering = ("-is_urgent", "position", "name", "pk")
    actions = ("checked_today",)
    fieldsets = (
        (None, {"fields": ("name", "what", "phone", "url", "hours", "is_urgent", "position")}),
        (
            _("Shown to mentors on these routes"),
            {"fields": ("for_safety", "for_wellbeing", "for_mistreatment", "for_patients")},
        ),
        (None, {"fields": ("last_checked_on",)}),
    )

    @admin.display(description=_("routes"))
    def on_routes(self, contact: HelpContact) -> str:
        return " ".join(route.letter for route in contact.routes)

    @admin.action(description=_("I have rung them today, and they answer"))
    def checked_today(self, request: HttpRequest, queryset: Any) -> None:
        """Enter today's date for those chosen. Who only may read the list changes nothing."""
        try:
            with transaction.atomic():
                for contact in queryset:
                    help.change_contact(
                        contact=contact, by=request.user, last_checked_on=timezone.localdate()
                    )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return
        messages.success(request, say("Noted: they were checked today."))

    @admin.display(description=_("checked within half a year"), boolean=True)
    def is_fresh(self, contact: HelpContact) -> bool:
        return not contact.is_stale

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            help.change_contact(contact=obj, by=request.user, **self.values(form))
        else:
            help.add_contact(contact=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        help.remove_contact(contact=obj, by=request.user)


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    """Who agreed to read as a mentor does, when, and until when it holds."""

    list_display = ("person", "signed_at", "until", "edition")
    list_select_related = ("person",)
    search_fields = ("person__name",)
    ordering = ("-signed_at", "-pk")
    fields = ("person", "signed_at", "until", "edition")


class VerbFilter(ChoiceFilter):
    """What happened."""

    title = _("what")
    parameter_name = "verb"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [(verb, verb) for verb in sorted(audit.verbs())]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.known()
        return queryset.filter(verb=chosen) if chosen else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "said", "about_kind", "about", "by")
    list_display_links = ("at",)
    list_filter = (VerbFilter,)
    search_fields = ("=about", "=by")
    search_help_text = _("The whole id of a row or of a person")
    ordering = ("-at", "-pk")
    fields = ("at", "said", "verb", "about_kind", "about", "by", "facts")
    show_full_result_count = False

    @admin.display(description=_("what happened"))
    def said(self, event: AuditEvent) -> str:
        """Say it in words, with ids for people: the log outlives their names."""
        sentence = audit.verbs().get(event.verb, event.verb)
        return str(sentence) % {"by": event.by[:8] or say("The portal")}
