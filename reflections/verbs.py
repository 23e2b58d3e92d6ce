"""The audit verbs of reflections, each with the sentence people read. Ids only, never words."""

from django.utils.translation import gettext_lazy as _

from accounts import audit

audit.register("entry.submitted", _("%(by)s submitted a version."))
audit.register("entry.reader_added", _("%(by)s let somebody read."))
audit.register("entry.reader_ended", _("%(by)s let a reader read no longer."))
audit.register("entry.closed", _("%(by)s expects no more answers to a page."))
audit.register("entry.reopened", _("%(by)s opened a closed page again."))
audit.register("entry.opened", _("%(by)s opened the entry."))
audit.register("entry.acknowledged", _("%(by)s said: read, an answer comes."))
audit.register("entry.unacknowledged", _("%(by)s took back that an answer comes."))
audit.register("answer.claimed", _("%(by)s took on the writing of an answer."))
audit.register("answer.left", _("%(by)s left an answer to somebody else."))
audit.register("entry.withdrawn", _("%(by)s took a version back before anybody read it."))
# Of a page shared without a name the trail does not say who did it.
audit.register("share.made", _("A page was shared with fellow students."))
audit.register("share.ended", _("Sharing a page with fellow students was ended."))
audit.register("share.opened", _("A page that was shared was opened."))
audit.register("reply.sent", _("%(by)s sent a reply."))
audit.register("reply.recalled", _("%(by)s took a reply back before it was read."))
audit.register("reply.edited", _("%(by)s changed a reply after it was sent."))
audit.register("message.sent", _("%(by)s wrote back."))
audit.register("answer.given", _("%(by)s gave an answer about a story to the group."))
audit.register("answer.taken_back", _("%(by)s took an answer about a story back."))
audit.register("grant.asked", _("%(by)s asked to open an entry with break-glass."))
audit.register("grant.approved", _("%(by)s agreed to opening an entry for an hour."))
audit.register("grant.declined", _("%(by)s declined to have an entry opened."))
audit.register("grant.cancelled", _("%(by)s took back a request to open an entry."))
audit.register("grant.ended", _("%(by)s closed an entry before its hour was over."))
# Not by whom, nor about whom: the trail is read by administrators. Only keeping one from its
# student is done by name.
audit.register("concern.raised", _("A concern was raised."))
audit.register("concern.untold", _("%(by)s kept a concern from the student it is about."))
audit.register("concern.told", _("%(by)s let the student see a concern that was kept from them."))
audit.register("agreement.signed", _("%(by)s agreed to what mentors agree to."))
audit.register("export.taken", _("%(by)s took their own words along."))
