"""The pages of the ledger for the apps we stand on: signing in, sessions, Django’s own."""

from accounts.ledger import DELETE, table

table(
    "sessions.Session",
    why="being signed in; the data are signed and hold her id",
    until="12 hours after signing in; what is over goes with `apply_retention`",
    end=DELETE,
    sealed="session_key session_data",
    structure="expire_date",
)
table(
    "usersessions.UserSession",
    why="so that she sees where she is signed in, and can end it",
    until="until signed out; what is over goes with `apply_retention`",
    end=DELETE,
    whose="user",
    structure="id user created_at last_seen_at data",
    personal="ip user_agent",
    sealed="session_key",
)
table(
    "account.EmailConfirmation",
    why="confirming a new address",
    until="until confirmed",
    end=DELETE,
    whose="email_address__user",
    structure="id email_address created sent",
    sealed="key",
)
table(
    "account.EmailAddress",
    why="signing in by her address",
    until="as long as her account",
    end=DELETE,
    whose="user",
    structure="id user verified primary",
    private="email",
)
table(
    "mfa.Authenticator",
    why="second factors",
    until="until she takes them away",
    end=DELETE,
    whose="user",
    structure="id user type created_at last_used_at",
    sealed="data",
)
table(
    "admin.LogEntry",
    why="who changed what in the admin: ids and names of fields; titles of courses",
    until="`admin_log`",
    whose="user",
    structure="id action_time user content_type object_id action_flag",
    open="object_repr change_message",
)
for _model, _fields in (
    ("auth.Permission", "id name content_type codename"),
    ("auth.Group_permissions", "id group permission"),
    ("auth.Group", "id name"),
    ("contenttypes.ContentType", "id app_label model"),
):
    table(_model, why="Django’s own list; nobody is in it", structure=_fields)
