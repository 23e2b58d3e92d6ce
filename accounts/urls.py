"""Doors under /accounts/ that are ours, beside allauth's."""

from django.urls import path

from accounts.views import invitation, profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/picture/", profile.picture_change, name="profile_picture"),
    path("profile/calendar/", profile.calendar_feed, name="calendar_feed"),
    path("profile/leave/", profile.leave, name="leave"),
    path("appearance/", profile.appearance, name="appearance"),
    path("invitation/", invitation.invitation_open, name="invitation_open"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("pictures/<uuid:person_id>/", profile.picture, name="picture"),
]
