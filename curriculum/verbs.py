"""The audit verbs of curriculum, each with the sentence people read."""

from django.utils.translation import gettext_lazy as _

from accounts import audit

for thing in ("course", "module", "lesson", "release"):
    audit.register(f"{thing}.added", _("%(by)s added this."))
    audit.register(f"{thing}.changed", _("%(by)s changed this."))
    audit.register(f"{thing}.removed", _("%(by)s removed this."))
audit.register("course_team.begun", _("%(by)s took somebody into the course team."))
audit.register("course_team.changed", _("%(by)s changed a place in the course team."))
audit.register("course_team.ended", _("%(by)s ended a place in the course team."))
audit.register("module.published", _("%(by)s published this version."))
audit.register("course.loaded", _("A course package was loaded."))
