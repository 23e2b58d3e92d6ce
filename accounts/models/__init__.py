"""The models of accounts, one room each."""

from accounts.models.agreement import Agreement
from accounts.models.appointment import Appointment
from accounts.models.audit import AuditEvent
from accounts.models.cohort import Cohort, School
from accounts.models.draft import Draft, DraftText
from accounts.models.ending import (
    Closing,
    DeletionRequest,
    Forewarning,
    LegalHold,
    RetentionRule,
)
from accounts.models.evaluating import Evaluating
from accounts.models.feed import FeedToken
from accounts.models.group import Group, GroupMembership
from accounts.models.help import HelpContact
from accounts.models.invitation import Invitation
from accounts.models.leave import Leave
from accounts.models.membership import Membership
from accounts.models.mentor_change import MentorChange
from accounts.models.mentoring import Conflict, Cover, Mentoring
from accounts.models.notice import Notice, NoticeChoice
from accounts.models.person import Person
from accounts.models.roster import RosterUpload
from accounts.models.school_word import SchoolWord

__all__ = [
    "Agreement",
    "Appointment",
    "AuditEvent",
    "Closing",
    "Cohort",
    "Conflict",
    "Cover",
    "DeletionRequest",
    "Draft",
    "DraftText",
    "Evaluating",
    "FeedToken",
    "Forewarning",
    "Group",
    "GroupMembership",
    "HelpContact",
    "Invitation",
    "Leave",
    "LegalHold",
    "Membership",
    "MentorChange",
    "Mentoring",
    "Notice",
    "NoticeChoice",
    "Person",
    "RetentionRule",
    "RosterUpload",
    "School",
    "SchoolWord",
]
