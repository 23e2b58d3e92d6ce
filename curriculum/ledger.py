"""The pages of the ledger for what faculty author, and for what people do with it."""

from accounts.ledger import DELETE, table

RECORD = "as long as the portal; after an erasure it leads to no name"
COURSE = "as long as the course"

table(
    "curriculum.Completion",
    why="her private tick on a lesson",
    until="as long as her account",
    end=DELETE,
    whose="person",
    structure="id release lesson_key step_key",
    personal="person done_at",
)
table(
    "curriculum.Extension",
    why="a later date given to one student; never why",
    until="as long as her account",
    end=DELETE,
    whose="person",
    structure="id release due_time due_at granted_by granted_at",
    personal="person due_on",
)
table(
    "curriculum.Attendance",
    why="that she was in a circle, and who noted it",
    until=RECORD,
    whose="person recorded_by",
    structure="id release lesson_key recorded_at",
    personal="person held_on recorded_by",
)
table(
    "curriculum.Editing",
    why="who has which page open",
    until="until it is closed",
    end=DELETE,
    whose="person",
    structure="draft module lesson_key opened_at seen_at",
    personal="person",
)
table(
    "curriculum.CourseTeam",
    why="who builds a course",
    until=RECORD,
    whose="person",
    structure="id course module cohort",
    personal="person role starts_at ends_at",
)
table(
    "curriculum.ReleaseChange",
    why="what a cohort was told of a new version",
    until=RECORD,
    whose="by",
    structure="id release from_version to_version at by",
    open="note",
)
table(
    "curriculum.ModuleVersion",
    why="one state of a module",
    until=COURSE,
    whose="published_by",
    structure="id module number source_sha256 published_at published_by",
    open="title subtitle label track when hours themes summary content_note references",
    private="facilitator_notes",
)
table(
    "curriculum.Lesson",
    why="a lesson",
    until=COURSE,
    structure="id version key package_key slug position kind minutes words_min words_max scenario "
    "image media",
    open="title summary with_whom content_note body done_when agreements image_description "
    "reveal guidance",
    private="facilitator_notes",
)
table(
    "curriculum.Release",
    why="a module opened to a cohort, with dates",
    until=COURSE,
    structure="id version cohort block time_zone opens_on opens_time due_on due_time closes_on "
    "closes_time grace_hours copied_as opens_at due_at closes_at",
    private="load_reason",
)
table(
    "curriculum.Scenario",
    why="something to rehearse",
    until=COURSE,
    structure="id course slug position kind level intensity minutes_prepare minutes_play "
    "minutes_debrief people_min people_max is_published reviewed_on review_due_on source_sha256 "
    "topic_colour is_fictional",
    open="skill setting for_whom content_note aims you_are why not_assessed references "
    "authors licence framing agreements listed searched",
    private="title summary brief questions",
)
table(
    "curriculum.Encounter",
    why="a practice alone; nothing of whoever plays it",
    until=COURSE,
    whose="signed_off_by published_by",
    structure="id course slug position minutes start needs_sign_off signed_off_sha256 "
    "signed_off_at signed_off_by is_published published_at published_by source_sha256",
    open="setting content_note you_are document",
    private="title focus",
)
table(
    "curriculum.EncounterNode",
    why="one moment of it, while it is being written",
    until=COURSE,
    structure="id encounter key position",
    open="speaker ending recap reflect",
    private="narration says",
)
table(
    "curriculum.EncounterChoice",
    why="one choice of it, while it is being written",
    until=COURSE,
    structure="id node key position rating tags next",
    private="text feedback",
)
table(
    "curriculum.ScenarioEdition",
    why="a scenario as it was published",
    until=COURSE,
    whose="published_by",
    structure="id scenario number published_at published_by sha256",
    open="note",
    private="document",
)
for _model, _structure, _open, _private in (
    ("ScenarioRole", "scenario position key kind count", "name who", ""),
    (
        "RoleBrief",
        "role",
        "",
        "opening background want fear feels will_ask do_not props alternative",
    ),
    ("RoleFact", "role position rule", "", "when text"),
    ("RoleCue", "role position kind", "", "text"),
    ("SafetyLine", "scenario position", "text", ""),
    ("ChecklistItem", "scenario position is_shown", "", "text sounds_like"),
    ("ScenarioStep", "scenario position phase minutes", "label", "script"),
    ("DebriefQuestion", "scenario position to", "", "text"),
    ("Variation", "scenario position kind", "", "text"),
    (
        "DialogueRound",
        "scenario position minutes minutes_each silence_seconds",
        "prompt listener_task",
        "",
    ),
    (
        "FacilitatorGuide",
        "scenario",
        "",
        "setup casting passive hints time_out distress pitfalls",
    ),
):
    table(
        f"curriculum.{_model}",
        why="part of a scenario; for those who build or run it",
        until=COURSE,
        structure=f"id {_structure}",
        open=_open,
        private=_private,
    )
for _model, _open, _structure in (
    ("Framework", "title note", "id slug"),
    ("Competency", "code label", "id framework position"),
    ("Course", "title summary opening licence", "id slug archived_at"),
    ("Module", "", "id course slug position"),
    ("Objective_competencies", "", "id objective competency"),
    ("Objective", "text", "id version key position"),
    ("Lesson_objectives", "", "id lesson objective"),
    ("LessonStep", "text", "id lesson key position minutes"),
    ("SkipWeek", "reason", "id cohort starts_on ends_on"),
    ("Prompt", "name text", "id lesson key package_key position form deliver_after_days"),
    ("ShelfPrompt", "group name text", "id course key position form words_min words_max"),
):
    table(
        f"curriculum.{_model}",
        why="what is taught; nobody is in it",
        until=COURSE,
        open=_open,
        structure=_structure,
    )
