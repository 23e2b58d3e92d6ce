"""Doors of reflections."""

from django.urls import path

from reflections.views import home, learner, mentor, writing

urlpatterns = [
    path("", home.home, name="home"),
    path("journal/", learner.journal, name="journal"),
    path("journal/new/", writing.entry_new, name="entry_new"),
    path("journal/<uuid:entry_id>/", learner.entry, name="entry"),
    path("journal/<uuid:entry_id>/write/", writing.entry_write, name="entry_write"),
    path("journal/<uuid:entry_id>/draft/", writing.entry_draft, name="entry_draft"),
    path("journal/<uuid:entry_id>/submit/", writing.entry_submit, name="entry_submit"),
    path("journal/<uuid:entry_id>/readers/", learner.entry_readers, name="entry_readers"),
    path("journal/<uuid:entry_id>/answer/", learner.entry_answer, name="entry_answer"),
    path("mentoring/", mentor.queue, name="queue"),
    path("mentoring/students/", mentor.my_students, name="my_students"),
    path("mentoring/<uuid:entry_id>/", mentor.desk, name="desk"),
    path("mentoring/<uuid:entry_id>/draft/", mentor.reply_draft, name="reply_draft"),
    path("mentoring/<uuid:entry_id>/send/", mentor.reply_send, name="reply_send"),
    path("mentoring/<uuid:entry_id>/answer/", mentor.desk_answer, name="desk_answer"),
    path("mentoring/<uuid:entry_id>/remarks/", mentor.remark_add, name="remark_add"),
    path(
        "mentoring/<uuid:entry_id>/remarks/<uuid:remark_id>/",
        mentor.remark,
        name="remark",
    ),
]
