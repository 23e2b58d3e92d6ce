"""The models of accounts, one room each."""

from accounts.models.appointment import Appointment
from accounts.models.audit import AuditEvent
from accounts.models.cohort import Cohort, School
from accounts.models.draft import Draft, DraftText
from accounts.models.feed import FeedToken
from accounts.models.group import Group, GroupMembership
from accounts.models.help import HelpContact
from accounts.models.invitation import Invitation
from accounts.models.leave import Leave
from accounts.models.membership import Membership
from accounts.models.mentoring import Conflict, Cover, Mentoring
from accounts.models.notice import Notice
from accounts.models.person import Person
from accounts.models.roster import RosterUpload

__all__ = [
    "Appointment",
    "AuditEvent",
    "Cohort",
    "Conflict",
    "Cover",
    "Draft",
    "DraftText",
    "FeedToken",
    "Group",
    "GroupMembership",
    "HelpContact",
    "Invitation",
    "Leave",
    "Membership",
    "Mentoring",
    "Notice",
    "Person",
    "RosterUpload",
    "School",
]
