"""Every door of the portal. Default-deny: LoginRequiredMiddleware closes all but a listed few."""

from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.broken"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls_rooms")),
    path("", include("curriculum.urls")),
    path("", include("reflections.urls")),
    path("", include("rehearsals.urls")),
]
