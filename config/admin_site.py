"""The admin site: opened by a relationship, entered through the portal's own sign-in."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_header = _("Heartbeat, for faculty")
    site_title = _("Heartbeat")
    index_title = _("What you look after")
    enable_nav_sidebar = False

    # As one works, not as the alphabet has it. What is not named here comes last.
    order = (
        "Course", "Module", "Lesson", "Release", "SkipWeek", "CourseTeam",
        "Scenario", "ShelfPrompt",
        "Cohort", "Person", "Invitation", "Membership", "Mentoring", "MentorChange",
        "Cover", "Conflict", "Evaluating",
        "Group", "GroupMembership", "HelpContact", "Agreement", "Appointment", "School",
        "RetentionRule", "LegalHold", "DeletionRequest", "AuditEvent",
    )  # fmt: skip

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return what this person looks after, app by app, in the order of the work."""
        places = {name: place for place, name in enumerate(self.order)}
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: places.get(model["object_name"], len(places)))
        return found

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows; those with the list of rooms ask for it themselves."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "has_permission": self.has_permission(request),
            "is_popup": False,
        }

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in only what asks the policies.

        The apps we stand on (sign-in, sessions, second factors) register pages of their own when
        the admin looks for them; those would show e-mail addresses and sessions to every lead.
        """
        from accounts.admin.base import PolicyAdmin  # noqa: PLC0415 - needs ready apps

        if admin_class is None or not issubclass(admin_class, PolicyAdmin):
            return
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Open to a current appointment, lead membership or course team; no tick box opens it."""
        from accounts import people  # noqa: PLC0415 - this module is read before models are

        person = request.user
        return person.is_authenticated and people.roles_of(person).may_open_admin

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Answer 404 to the signed in without business here; send strangers to sign in."""
        inner = super().admin_view(view, cacheable)

        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return update_wrapper(opened, inner)

    def get_urls(self) -> list[Any]:
        """Replace "view on site": it told of any row of any model whether it exists (LB1)."""
        from django.urls import path  # noqa: PLC0415 - beside its one use

        nowhere = path(
            "r/<path:content_type_id>/<path:object_id>/",
            self.admin_view(self.nowhere),
            name="view_on_site",
        )
        return [
            nowhere,
            *(url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"),
        ]

    def nowhere(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        raise Http404

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """No field of ours asks it, so it answers nobody (LB1)."""
        raise Http404

    @login_not_required
    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Send strangers to the portal's sign-in, so that its second factors cannot be bypassed."""
        from django.contrib.auth.views import redirect_to_login  # noqa: PLC0415 - needs ready apps

        home = reverse("admin:index", current_app=self.name)
        wanted = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        if not request.user.is_authenticated:
            return redirect_to_login(wanted if safe else home)
        if not self.has_permission(request):
            raise Http404
        return redirect(home)

    def logout(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(
        self, request: HttpRequest, extra_context: object = None
    ) -> HttpResponse:
        return redirect("account_change_password")


class PortalAdminConfig(AdminConfig):
    default_site = "config.admin_site.PortalAdminSite"
