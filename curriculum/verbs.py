"""The audit verbs of curriculum, each with the sentence people read."""

from django.utils.translation import gettext_lazy as _

from accounts import audit

for thing in ("course", "module", "lesson", "release", "scenario", "shelf_prompt", "framework"):
    audit.register(f"{thing}.added", _("%(by)s added this."))
    audit.register(f"{thing}.changed", _("%(by)s changed this."))
    audit.register(f"{thing}.removed", _("%(by)s removed this."))
for thing in ("encounter", "encounter_node"):
    audit.register(f"{thing}.added", _("%(by)s added this."))
    audit.register(f"{thing}.changed", _("%(by)s changed this."))
    audit.register(f"{thing}.removed", _("%(by)s removed this."))
audit.register("encounter.signed_off", _("%(by)s signed this off as the wellbeing lead."))
audit.register("encounter.published", _("%(by)s published this practice."))
audit.register("encounter.taken_back", _("%(by)s took this practice back."))
audit.register("encounter.written", _("%(by)s replaced every moment of this practice."))
audit.register("scenario.published", _("%(by)s published an edition of this."))
audit.register("scenario.restored", _("%(by)s put an earlier edition’s words back."))
audit.register("scenario.reviewed", _("%(by)s noted a review."))
audit.register("release.load_accepted", _("%(by)s gave a reason for a third reflection."))
audit.register("plan.copied", _("%(by)s copied a release plan to this cohort."))
audit.register("plan.taken_back", _("%(by)s took the copy of a release plan back."))
audit.register("skip_week.added", _("%(by)s added a week to skip."))
audit.register("skip_week.changed", _("%(by)s changed a week to skip."))
audit.register("skip_week.removed", _("%(by)s removed a week to skip."))
audit.register("extension.given", _("%(by)s gave somebody more time."))
audit.register("extension.taken_back", _("%(by)s took more time back."))
audit.register("course_team.begun", _("%(by)s took somebody into the course team."))
audit.register("course_team.changed", _("%(by)s changed a place in the course team."))
audit.register("course_team.ended", _("%(by)s ended a place in the course team."))
audit.register("module.published", _("%(by)s published this version."))
audit.register("module.begun", _("%(by)s began a new version of this."))
audit.register("module.discarded", _("%(by)s threw away the version being edited."))
audit.register("module.copied", _("%(by)s made this of another module."))
audit.register("release.repinned", _("%(by)s gave this cohort another version."))
audit.register("course.loaded", _("A course package was loaded."))
audit.register("library.loaded", _("Scenarios and prompts of a package were loaded."))
audit.register("attendance.noted", _("%(by)s noted somebody as present in a circle."))
audit.register("attendance.taken_off", _("%(by)s took somebody off a circle’s attendance."))
