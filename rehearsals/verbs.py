"""The audit verbs of rehearsals. Who came, left, passed or called a time-out is in none of them."""

from django.utils.translation import gettext_lazy as _

from accounts import audit

audit.register("rehearsal.opened", _("%(by)s opened a rehearsal."))
audit.register("rehearsal.begun", _("%(by)s began a rehearsal."))
audit.register("rehearsal.cast", _("%(by)s gave out the roles of a rehearsal."))
audit.register("rehearsal.moved", _("%(by)s led a rehearsal on to another phase."))
audit.register("rehearsal.debrief_opened", _("%(by)s opened the debrief, and with it all briefs."))
audit.register("rehearsal.taken_over", _("%(by)s took a rehearsal over."))
audit.register("rehearsal.closed", _("%(by)s closed a rehearsal."))
audit.register("sheet.given", _("%(by)s gave an observer’s sheet to the group."))
audit.register("sheet.taken_back", _("%(by)s took an observer’s sheet back."))
