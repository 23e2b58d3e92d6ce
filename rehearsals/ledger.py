"""The pages of the ledger for rehearsals: who was in the room, what was read and written there."""

from accounts.ledger import DELETE, table

RECORD = "as long as the portal; after an erasure it leads to no name"
ROOM = "as long as her account; gone at once when she leaves the room"
OWN = "`unshared_written`, `unshared_left`"
GIVEN = "`submitted_left`"

table(
    "rehearsals.KeepsakeText",
    why="the phrase she took along",
    until=OWN,
    end=DELETE,
    whose="keepsake__person",
    structure="keepsake",
    private="body",
)
table(
    "rehearsals.Keepsake",
    why="from which rehearsal she took a phrase along",
    until=OWN,
    end=DELETE,
    whose="person",
    structure="id rehearsal",
    personal="person kept_at",
)
table(
    "rehearsals.SheetText",
    why="what an observer saw, as given to the group",
    until=GIVEN,
    end=DELETE,
    whose="sheet__observer",
    structure="sheet",
    private="words moment",
    sealed="sha256",
)
table(
    "rehearsals.Sheet",
    why="what she marked while others played, and when she gave it",
    until=f"{OWN}; {GIVEN}",
    end=DELETE,
    whose="observer",
    structure="id group rotation draft begun_at given_at",
    personal="observer marks",
)
table(
    "rehearsals.Assent",
    why="that she would keep the map of a dialogue as it stands",
    until="until the map changes or the rehearsal is closed",
    end=DELETE,
    whose="place__person",
    personal="place",
)
table(
    "rehearsals.Acceptance",
    why="that she accepts the agreements of a dialogue",
    until="until the rehearsal is closed, or she leaves",
    end=DELETE,
    whose="place__person",
    personal="place",
)
table(
    "rehearsals.MapLine",
    why="a line of the map a group made together; who wrote it is kept nowhere",
    until="until the rehearsal is closed; as long as the rehearsal where all agreed to keep it",
    structure="id group column position",
    private="text",
)
table(
    "rehearsals.Dialogue",
    why="whose turn it is in a dialogue; once it is closed, that a map was kept",
    until="until the rehearsal is closed; as long as the rehearsal with a kept map",
    structure="group rotation round turns is_restating is_again turn_began kept_at",
    personal="speaker listener",
)
table(
    "rehearsals.Casting",
    why="who took which role in which round: nobody plays the same twice while others wait; counted"
    " for the evidence, which must not change when somebody is erased",
    until=RECORD,
    whose="person",
    structure="id group role_key kind rotation is_mirror",
    personal="person",
)
table(
    "rehearsals.Place",
    why="who is in the room, and whether she is ready to play (forgotten when it closes)",
    until=ROOM,
    end=DELETE,
    whose="person",
    structure="id rehearsal group",
    personal="person joined_at may_play deroled_at",
)
table(
    "rehearsals.Group",
    why="who plays together, and where their clock stands",
    until="as long as the rehearsal",
    structure="id rehearsal number phase phase_started_at seconds_allowed paused_at paused_seconds"
    " rotation speaker sequence",
)
table(
    "rehearsals.Brief",
    why="a role as it was when the rehearsal was opened",
    until="as long as the rehearsal",
    structure="id rehearsal role_key kind position",
    open="name",
    private="document",
)
table(
    "rehearsals.Rehearsal",
    why="that a scenario was rehearsed: when, where, by which cohort, and who ran it",
    until=RECORD,
    whose="facilitator",
    structure="id cohort part scenario edition debrief_model sequence arrivals opened_at begun_at"
    " debrief_opened_at closed_at",
    open="place",
    personal="facilitator",
    sealed="code",
)
