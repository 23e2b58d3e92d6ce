"""Doors of reflections."""

from django.urls import path

from reflections.views import answers, glance, home, learner, mentor, passing, sending, writing

urlpatterns = [
    path("", home.home, name="home"),
    path("cohorts/", glance.cohort_list, name="cohort_list"),
    path("cohorts/<slug:table>.csv", glance.cohorts_table, name="cohorts_table"),
    path("cohorts/<slug:slug>/progress/", glance.progress, name="cohort_progress"),
    path("cohorts/<slug:slug>/<slug:table>.csv", glance.cohort_table, name="cohort_table"),
    path("journal/", learner.journal, name="journal"),
    path("journal/new/", writing.entry_new, name="entry_new"),
    path("journal/<uuid:entry_id>/", learner.entry, name="entry"),
    path("journal/<uuid:entry_id>/write/", writing.entry_write, name="entry_write"),
    path("journal/<uuid:entry_id>/draft/", writing.entry_draft, name="entry_draft"),
    path("journal/<uuid:entry_id>/submit/", sending.entry_submit, name="entry_submit"),
    path("journal/<uuid:entry_id>/check/", sending.entry_check, name="entry_check"),
    path("journal/<uuid:entry_id>/readers/", learner.entry_readers, name="entry_readers"),
    path("journal/<uuid:entry_id>/answer/", learner.entry_answer, name="entry_answer"),
    path("pass/", passing.reflection_pass, name="reflection_pass"),
    path("answers/<int:release_id>/<uuid:step_key>/", answers.answer, name="answer"),
    path(
        "answers/<int:release_id>/<uuid:step_key>/draft/",
        answers.answer_draft,
        name="answer_draft",
    ),
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
