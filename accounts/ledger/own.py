"""The pages of the ledger for people, cohorts, and what we owe them."""

from accounts import uploads
from accounts.ledger import DELETE, STUB, table

ACCOUNT = "as long as her account"
RECORD = "as long as the portal; after an erasure it leads to no name"

table(
    "accounts.DraftText",
    why="every acknowledged state of what somebody writes",
    until="with its draft; earlier states as in [privacy](privacy.md#how-long)",
    end=DELETE,
    whose="draft__author",
    structure="id draft revision save_id saved_at",
    private="title body",
    sealed="sha256",
)
table(
    "accounts.Draft",
    why="the sheet under somebody’s hand",
    until="`unshared_written`, `unshared_left`",
    end=DELETE,
    whose="author",
    structure="id author revision words created_at updated_at",
)
table(
    "accounts.FeedToken",
    why="the secret address of her calendar, as a fingerprint",
    until="until ended, then `feeds`",
    end=DELETE,
    whose="person",
    structure="id person made_at revoked_at",
    sealed="token_hash",
)
table(
    "accounts.Invitation",
    why="the link she came in by",
    until="`invitations` after it was used or is over",
    end=DELETE,
    whose="person",
    structure="id person made_at expires_at used_at withdrawn_at",
    personal="email",
    sealed="token_hash",
)
table(
    "accounts.Notice",
    why="what she is told, as kinds and ids",
    until="`notices` after it was sent",
    end=DELETE,
    whose="to",
    structure="id to kind about_kind about made_at ready_at due_at claim claimed_at tries "
    "sent_at dropped_at",
    private="once",
)
table(
    "accounts.NoticeChoice",
    why="when she wants to be told of what",
    until=ACCOUNT,
    end=DELETE,
    whose="person",
    structure="id person group how",
)
table(
    "accounts.MentorChange",
    why="that she asked for another mentor; never why",
    until=ACCOUNT,
    end=DELETE,
    whose="student",
    structure="id cohort mentoring asked_at met_at",
    personal="student",
)
table(
    "accounts.SchoolWord",
    why="the school’s own names, for the identifier check",
    structure="id kind changed_at",
    open="word",
)
table(
    "accounts.RosterUpload",
    why="a list of people on its way in",
    until="a day, or until it is applied",
    end=DELETE,
    whose="uploader",
    structure="id kind uploader cohort mapping missing_leave made_at",
    private="data",
)
table(
    "accounts.Leave",
    why="so that somebody reads while a mentor is away",
    until=ACCOUNT,
    end=DELETE,
    whose="person",
    structure="id person",
    personal="starts_at ends_at",
)
table(
    "accounts.Conflict",
    why="two who must not be matched",
    until="until lifted, or one of them is gone",
    end=DELETE,
    whose="one other",
    structure="id declared_at is_own",
    personal="one other",
)
table(
    "accounts.Evaluating",
    why="so that nobody who evaluates a student reads what she writes",
    until=ACCOUNT,
    end=DELETE,
    whose="evaluator student",
    structure="id cohort",
    personal="evaluator student starts_at ends_at",
)
table(
    "accounts.Forewarning",
    why="that she was told what goes, and when",
    until="a year",
    end=DELETE,
    whose="person",
    structure="id person rule made_at goes_at things",
)
table(
    "accounts.DeletionRequest",
    why="that she asked for something to be deleted, and what came of it",
    until="`audit` after it was settled",
    end=DELETE,
    whose="person",
    structure="id person kind thing asked_at settled_at outcome",
)
table(
    "accounts.Closing",
    why="that an account was to be closed, and was",
    until=RECORD,
    whose="person",
    structure="id person by_office asked_at due_at kept_at done_at",
)
table(
    "accounts.LegalHold",
    why="a duty to keep what somebody wrote",
    until=RECORD,
    whose="person",
    structure="id person starts_at ends_at is_told",
    personal="reference",
)
table(
    "accounts.RetentionRule",
    why="a period the school changed, and why",
    structure="key changed_at",
    open="period reason",
)
table(
    "accounts.Membership",
    why="who was what in which cohort",
    until=RECORD,
    whose="person",
    structure="id cohort capacity",
    personal="person role starts_at ends_at",
)
table(
    "accounts.GroupMembership",
    why="who was in which group",
    until=RECORD,
    whose="person",
    structure="id group",
    personal="person starts_at ends_at",
)
table(
    "accounts.Mentoring",
    why="who mentored whom",
    until=RECORD,
    whose="student mentor",
    structure="id cohort",
    personal="mentor student starts_at ends_at",
)
table(
    "accounts.Cover",
    why="who read for whom",
    until=RECORD,
    whose="cover",
    structure="id mentoring announced_at",
    personal="cover starts_at ends_at",
)
table(
    "accounts.Agreement",
    why="that a mentor agreed, and to which words",
    until=RECORD,
    whose="person",
    structure="id",
    personal="person edition signed_at until",
)
table(
    "accounts.Appointment",
    why="who held which office",
    until=RECORD,
    whose="person",
    structure="id",
    personal="person office starts_at ends_at",
)
table(
    "accounts.AuditEvent",
    why="who did what, as ids and verbs",
    until="`audit`",
    structure="id at verb by about_kind about",
    private="facts",
)
table(
    "accounts.School",
    why="the school’s own details",
    structure="id time_zone",
    open="name concern_note",
)
table(
    "accounts.Cohort",
    why="a cohort’s own details",
    structure="id slug time_zone first_day lead_reads archived_at",
    open="name programme_year",
)
table(
    "accounts.Group",
    why="a mentor group or a site",
    structure="id cohort kind",
    private="name",
)
table(
    "accounts.HelpContact",
    why="whom to turn to",
    structure="id is_urgent position last_checked_on for_safety for_wellbeing for_mistreatment "
    "for_patients",
    open="name what phone url hours",
)
table(
    "accounts.Person",
    why="who she is, and how to reach her",
    until="`account_left`, or 14 days after she closes her account",
    end=STUB,
    whose="pk",
    structure="id last_login is_active is_superuser joined_at created_at erased_at time_zone "
    "language",
    personal="name pronouns picture",
    private="email phone",
    sealed="password",
    file=("picture", uploads.remove),
)
