"""Doors of rehearsals."""

from django.urls import path

from rehearsals.views import casting, dialogue, driving, now, room, rooms, sheet

urlpatterns = [
    path("rehearsals/", rooms.rehearsal_list, name="rehearsal_list"),
    path("rehearsals/start/", rooms.start, name="rehearsal_start"),
    path("rehearsals/join/", rooms.join, name="rehearsal_join"),
    path("rehearsals/join/<str:code>/", rooms.door, name="rehearsal_door"),
    path("rehearsals/<uuid:rehearsal_id>/", room.rehearsal, name="rehearsal"),
    path("rehearsals/<uuid:rehearsal_id>/now/", now.rehearsal_now, name="rehearsal_now"),
    path("rehearsals/<uuid:rehearsal_id>/may-play/", room.may_play, name="rehearsal_may_play"),
    path("rehearsals/<uuid:rehearsal_id>/time-out/", room.time_out, name="rehearsal_time_out"),
    path("rehearsals/<uuid:rehearsal_id>/go-on/", room.resume, name="rehearsal_resume"),
    path("rehearsals/<uuid:rehearsal_id>/step-out/", room.step_out, name="rehearsal_step_out"),
    path("rehearsals/<uuid:rehearsal_id>/keep/", room.keep, name="rehearsal_keep"),
    path("rehearsals/<uuid:rehearsal_id>/write-on/", room.write_on, name="rehearsal_write_on"),
    path(
        "rehearsals/<uuid:rehearsal_id>/dialogue/",
        dialogue.rehearsal_dialogue,
        name="rehearsal_dialogue",
    ),
    path("rehearsals/<uuid:rehearsal_id>/map/", dialogue.rehearsal_map, name="rehearsal_map"),
    path("rehearsals/<uuid:rehearsal_id>/leave/", room.leave, name="rehearsal_leave"),
    path(
        "rehearsals/<uuid:rehearsal_id>/sheet/<int:number>/<int:rotation>/",
        sheet.sheet,
        name="rehearsal_sheet",
    ),
    path(
        "rehearsals/<uuid:rehearsal_id>/sheet/<int:number>/<int:rotation>/draft/",
        sheet.draft,
        name="rehearsal_sheet_draft",
    ),
    path(
        "rehearsals/<uuid:rehearsal_id>/sheet/<int:number>/<int:rotation>/check/",
        sheet.check,
        name="rehearsal_sheet_check",
    ),
    path("rehearsals/<uuid:rehearsal_id>/drive/", driving.drive, name="rehearsal_drive"),
    path("rehearsals/<uuid:rehearsal_id>/wall/", driving.wall, name="rehearsal_wall"),
    path("rehearsals/<uuid:rehearsal_id>/close/", driving.close, name="rehearsal_close"),
    path(
        "rehearsals/<uuid:rehearsal_id>/take-over/", driving.take_over, name="rehearsal_take_over"
    ),
    path("rehearsals/<uuid:rehearsal_id>/cast/", casting.cast, name="rehearsal_cast"),
]
