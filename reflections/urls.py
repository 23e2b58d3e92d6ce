"""Doors of reflections."""

from django.http import HttpResponse
from django.urls import path


def _v(request, *a, **k):
    return HttpResponse("")


urlpatterns = [
    path("", _v, name="home"),
    path("journal/", _v, name="journal"),
    path("journal/new/", _v, name="entry_new"),
    path("journal/<uuid:entry_id>/", _v, name="entry"),
    path("journal/<uuid:entry_id>/write/", _v, name="entry_write"),
    path("journal/<uuid:entry_id>/draft/", _v, name="entry_draft"),
    path("journal/<uuid:entry_id>/submit/", _v, name="entry_submit"),
    path("journal/<uuid:entry_id>/readers/", _v, name="entry_readers"),
    path("journal/<uuid:entry_id>/answer/", _v, name="entry_answer"),
    path("mentoring/", _v, name="queue"),
    path("mentoring/students/", _v, name="my_students"),
    path("mentoring/<uuid:entry_id>/", _v, name="desk"),
    path("mentoring/<uuid:entry_id>/draft/", _v, name="reply_draft"),
    path("mentoring/<uuid:entry_id>/send/", _v, name="reply_send"),
    path("mentoring/<uuid:entry_id>/answer/", _v, name="desk_answer"),
    path("mentoring/<uuid:entry_id>/remarks/", _v, name="remark_add"),
    path("mentoring/<uuid:entry_id>/remarks/<uuid:remark_id>/", _v, name="remark"),
]
