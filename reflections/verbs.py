"""The audit verbs of reflections, each with the sentence people read. Ids only, never words."""

from django.utils.translation import gettext_lazy as _

from accounts import audit

audit.register("entry.submitted", _("%(by)s submitted a version."))
audit.register("entry.reader_added", _("%(by)s let somebody read."))
audit.register("entry.opened", _("%(by)s opened the entry."))
audit.register("reply.sent", _("%(by)s sent a reply."))
audit.register("message.sent", _("%(by)s wrote back."))
audit.register("answer.given", _("%(by)s gave an answer about a story to the group."))
audit.register("answer.taken_back", _("%(by)s took an answer about a story back."))
