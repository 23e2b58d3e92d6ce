"""People, their roles, offices and invitations."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions import appointments, closing, invitations, memberships, persons
from accounts.admin.base import Panel, PolicyAdmin, ReadOnlyAdmin
from accounts.admin.dated import DatedAdmin, NowFilter
from accounts.admin.filters import ChoiceFilter, choice_filter, related_filter
from accounts.errors import Refused
from accounts.models import Appointment, Cohort, Invitation, Membership, Person


class StandingFilter(ChoiceFilter):
    """Come in, still to come in, or suspended."""

    title = _("standing")
    parameter_name = "standing"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [
            ("in", _("has come in")),
            ("waiting", _("not yet come in")),
            ("suspended", _("suspended")),
            ("closed", _("closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        asked = {
            "in": {"joined_at__isnull": False, "is_active": True},
            "waiting": {"joined_at__isnull": True, "is_active": True},
            "suspended": {"is_active": False, "erased_at": None},
            "closed": {"erased_at__isnull": False},
        }
        return queryset.filter(**asked.get(self.value() or "", {}))


@admin.register(Person)
class PersonAdmin(PolicyAdmin):
    list_display = ("name", "email", "standing", "joined_at")
    list_filter = (StandingFilter,)
    search_fields = ("name", "email")
    search_help_text = _("Name or e-mail")
    ordering = ("name", "email")
    fields = ("name", "email", "pronouns", "time_zone", "phone")
    actions = ("invite",)
    change_form_template = "admin/accounts/person/change_form.html"

    @admin.display(description=_("standing"))
    def standing(self, person: Person) -> str:
        if person.erased_at is not None:
            return say("closed")
        if not person.is_active:
            return say("suspended")
        return say("has come in") if person.has_come_in else say("not yet come in")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("email",) if obj is not None and obj.has_come_in else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        shown = list(self.fields)
        if obj is not None and not self.may(request, "reach", obj):
            shown.remove("phone")
        return shown

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            persons.change(person=obj, by=request.user, **self.values(form))
        else:
            persons.add(person=obj, by=request.user)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        said = say("%(name)s is known here now. Give a role below, and invite.")
        messages.success(request, said % {"name": obj.name})
        return redirect(self.url("change", obj.pk))

    @admin.action(description=_("Invite those who have not come in"), permissions=["change"])
    def invite(self, request: HttpRequest, queryset: Any) -> None:
        sent = 0
        for person in queryset:
            try:
                invitations.invite(person=person, by=request.user)
                sent += 1
            except Refused as refused:
                said = {"name": person.name, "why": refused.sentence}
                messages.warning(request, say("%(name)s: %(why)s") % said)
        if sent:
            said_so = ngettext(
                "%(count)d invitation is on its way.",
                "%(count)d invitations are on their way.",
                sent,
            )
            messages.success(request, said_so % {"count": sent})

    def get_urls(self) -> list[Any]:
        return [
            path(
                f"<uuid:person_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"accounts_person_{name}",
            )
            for name, view in (
                ("suspend", self.suspend_view),
                ("restore", self.restore_view),
                ("invite", self.invite_view),
                ("close", self.close_view),
            )
        ] + super().get_urls()

    def _act(self, request: HttpRequest, person_id: Any, act: Any, done: str) -> HttpResponse:
        """Do one act on one person this user may change; 404 for anybody else, 405 for a GET."""
        if request.method != "POST":
            return HttpResponse(status=405)
        person = self.row_or_404(request, str(person_id))
        try:
            act(person=person, by=request.user)
            messages.success(request, done)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        return redirect(self.url("change", person.pk))

    def suspend_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        done = say("Suspended. The next request already finds the door closed.")
        return self._act(request, person_id, persons.suspend, done)

    def restore_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        return self._act(request, person_id, persons.restore, say("Let in again."))

    def close_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        done = say("In thirty days the account is closed, unless the person signs in before.")
        return self._act(request, person_id, closing.ask_for, done)

    def invite_view(self, request: HttpRequest, person_id: Any) -> HttpResponse:
        done = say("The invitation is on its way.")
        return self._act(request, person_id, invitations.invite, done)

    def _roles(self, request: HttpRequest, person: Person) -> Panel:
        """Return the roles of ``person`` that this user may change, the latest first."""
        rows = Membership.objects.visible_to(request.user, "change").filter(person=person)
        return Panel(
            say("Roles in cohorts"),
            [
                {
                    "label": f"{row.get_role_display()} · {row.cohort.name}",
                    "note": say("over") if row.is_over else "",
                    "url": reverse("admin:accounts_membership_change", args=[row.pk]),
                }
                for row in rows.select_related("cohort").order_by("-starts_at")[:100]
            ],
            add_url=reverse("admin:accounts_membership_add") + f"?person={person.pk}",
            add=say("Give a role"),
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        person = self.row_or_404(request, object_id)
        context = (extra_context or {}) | {"panels": [self._roles(request, person)]}
        return super().change_view(request, object_id, form_url, context)


@admin.register(Membership)
class MembershipAdmin(DatedAdmin):
    list_display = ("person", "role", "cohort", "starts_at", "until")
    list_filter = (
        related_filter("cohort", Cohort, _("cohort")),
        choice_filter("role", Membership.Role.choices, _("role")),
        NowFilter,
    )
    list_select_related = ("person", "cohort")
    search_fields = ("person__name",)
    search_help_text = _("Name")
    ordering = ("cohort__name", "role", "person__name", "pk")
    fields = ("person", "cohort", "role", "starts_at", "ends_at")
    identity = ("person", "cohort", "role")

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            memberships.change(membership=obj, by=request.user, **dates)
        else:
            memberships.begin(membership=obj, by=request.user)


@admin.register(Appointment)
class AppointmentAdmin(DatedAdmin):
    list_display = ("person", "office", "starts_at", "until")
    list_filter = (choice_filter("office", Appointment.Office.choices, _("office")), NowFilter)
    list_select_related = ("person",)
    ordering = ("office", "person__name", "pk")
    fields = ("person", "office", "starts_at", "ends_at")
    identity = ("person", "office")

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            dates = {"starts_at": obj.starts_at, "ends_at": obj.ends_at}
            appointments.change(appointment=obj, by=request.user, **dates)
        else:
            appointments.begin(appointment=obj, by=request.user)


class UseFilter(ChoiceFilter):
    """Used, open, or over."""

    title = _("state")
    parameter_name = "state"

    def narrow(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [("used", _("used")), ("open", _("not used"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "used":
            return queryset.filter(used_at__isnull=False)
        if self.value() == "open":
            return queryset.filter(used_at__isnull=True, withdrawn_at__isnull=True)
        return queryset


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("person", "email", "made_at", "expires_at", "used_at", "withdrawn_at")
    list_filter = (UseFilter,)
    list_select_related = ("person",)
    search_fields = ("person__name", "email")
    search_help_text = _("Name or e-mail")
    ordering = ("-made_at", "pk")
    fields = ("person", "email", "made_at", "expires_at", "used_at", "withdrawn_at")
