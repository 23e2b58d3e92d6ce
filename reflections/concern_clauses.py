"""The clauses around "please contact me" and concerns. Which rows they open is in policies.py."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Membership
from accounts.policies import beside, holds_office
from accounts.policy import Clause, Side, same, there_is
from reflections.clauses import holding_covers
from reflections.models import Reading, Version

Office = Appointment.Office
# Doors of those who may answer. A fellow student who opens what was shared rings nobody.
OPENED = (Reading.Door.DESK, Reading.Door.PAGE)


def _stands_in(who: Side, it: Side, at: datetime) -> Q:
    """Return the condition of a cover, else a lead, once a wish is late and nobody opened it."""
    opened = Reading.objects.filter(entry=it("entry_id"), at__gte=it("asked_at"), door__in=OPENED)
    covers = holding_covers(at).filter(version__entry=it("entry_id"))
    led = Version.objects.filter(beside(who, at, Membership.Role.LEAD), entry=it("entry_id"))
    late = it.began("late_from", at) & ~it.is_set("ended_at") & ~there_is(opened)
    leading = there_is(led) & ~there_is(covers)
    return late & (there_is(covers.filter(person=who())) | leading)


stands_in = Clause(
    "stands_in",
    _("the announced cover, else the cohort’s lead, where nobody opened it in time"),
    _stands_in,
)


def _told(who: Side, it: Side, at: datetime) -> Q:
    return same(who, it, "student_id") & it.has(is_told=True)


told_of_concern = Clause("told", _("the student, unless telling would raise the risk"), _told)


def _by_consent(who: Side, it: Side, at: datetime) -> Q:
    return holds_office(who, at, Office.WELLBEING) & it.is_set("handed_over_at")


by_consent = Clause(
    "by_consent", _("the wellbeing lead, where the student herself said so"), _by_consent
)

counts = Clause(
    "wellbeing",
    _("the wellbeing lead, in figures"),
    lambda who, it, at: holds_office(who, at, Office.WELLBEING),
)


def _oversees(who: Side, it: Side, at: datetime) -> Q:
    overseers = holds_office(who, at, Office.ADMINISTRATOR, Office.APPROVER)
    return overseers & it.has(is_told=False)


oversees = Clause(
    "oversees", _("administrators and approvers, as a number of those not told"), _oversees
)
