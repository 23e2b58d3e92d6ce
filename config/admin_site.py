"""The admin site: opened by a relationship, entered through the portal's own sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_header = _("Heartbeat, for faculty")
    site_title = _("Heartbeat")
    index_title = _("What you look after")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Open to a current appointment, lead membership or course team; no tick box opens it."""
        from accounts import people  # noqa: PLC0415 - this module is read before models are

        person = request.user
        return person.is_authenticated and people.roles_of(person).may_open_admin

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Send strangers to the portal's sign-in, so that its second factors cannot be bypassed."""
        from django.contrib.auth.views import redirect_to_login  # noqa: PLC0415 - needs ready apps

        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())


class PortalAdminConfig(AdminConfig):
    default_site = "config.admin_site.PortalAdminSite"
