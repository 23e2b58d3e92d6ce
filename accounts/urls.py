"""Doors under /accounts/ that are ours, beside allauth's."""

from django.urls import path

from accounts.views import endings, invitation, notices, profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/picture/", profile.picture_change, name="profile_picture"),
    path("profile/calendar/", profile.calendar_feed, name="calendar_feed"),
    path("profile/leave/", profile.leave, name="leave"),
    path("profile/apart/", profile.conflict, name="profile_apart"),
    path("notices/", notices.notice_choices, name="notice_choices"),
    path("notices/stop/<str:token>/", notices.notice_stop, name="notice_stop"),
    path("kept/", endings.kept, name="kept"),
    path("kept/requests/<uuid:request_id>/", endings.request_take_back, name="request_take_back"),
    path("close/", endings.close_account, name="close_account"),
    path("appearance/", profile.appearance, name="appearance"),
    path("invitation/", invitation.invitation_open, name="invitation_open"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("pictures/<uuid:person_id>/", profile.picture, name="picture"),
]
