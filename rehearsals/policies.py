"""Who may see and do what in a rehearsal.

A brief is its holder's, and the facilitator's, until the debrief is opened; then everybody's who is
in the room. Who is in the room knows with whom she sits. Observers' sheets are their own until they
give them. Nobody is special: not the operator, not an administrator, not a mentor.
"""

from accounts.policies import themselves
from accounts.policy import Policy, register
from rehearsals.clauses import (
    beside_in_group,
    could_run,
    could_take_over,
    holder,
    may_come,
    oneself,
    opened,
    present,
    runs,
    watches,
)
from rehearsals.models import (
    Acceptance,
    Assent,
    Brief,
    Casting,
    Dialogue,
    Group,
    Keepsake,
    KeepsakeText,
    MapLine,
    Place,
    Rehearsal,
    Sheet,
    SheetText,
)

register(
    Policy(
        Rehearsal,
        {
            "read": (present(), could_run),
            "join": (may_come,),
            # To take a phrase along.
            "attend": (present(), runs()),
            # Its run sheet, and what stands on the wall; also once it is closed.
            "oversee": (runs(),),
            "run": (runs(while_open=True),),
            # A facilitator falls ill, and another goes on.
            "take_over": (could_take_over,),
        },
    ),
    Policy(
        Group,
        {
            "read": (beside_in_group("pk", "rehearsal__"), runs("rehearsal__")),
            # Anybody in it may stop it, at any moment.
            "pause": (
                beside_in_group("pk", "rehearsal__", while_open=True),
                runs("rehearsal__", while_open=True),
            ),
            # To write down what one sees, and to finish the sheet when the room is closed.
            "watch": (beside_in_group("pk", "rehearsal__"),),
        },
    ),
    # Who sits with her is known to her; whether somebody is ready to play, only who runs it asks.
    Policy(
        Place,
        {
            "read": (
                oneself("person_id", "rehearsal__"),
                beside_in_group("group_id", "rehearsal__"),
                runs("rehearsal__"),
            ),
            "change": (oneself("person_id", "rehearsal__", while_open=True),),
        },
    ),
    Policy(
        Casting,
        {
            "read": (
                beside_in_group("group_id", "group__rehearsal__"),
                runs("group__rehearsal__"),
            )
        },
    ),
    Policy(Brief, {"read": (holder, runs("rehearsal__"), opened)}),
    # Hers to write while she is in the room; once given, her group's, and while it lasts of her
    # who leads the debrief. Nothing of it stays with anybody who teaches.
    Policy(
        Sheet,
        {
            "read": (
                themselves("observer_id"),
                beside_in_group("group_id", "group__rehearsal__", when="given_at"),
                runs("group__rehearsal__", when="given_at", while_open=True),
            ),
            "write": (watches,),
        },
    ),
    Policy(
        SheetText,
        {
            "read": (
                themselves("sheet__observer_id"),
                beside_in_group(
                    "sheet__group_id", "sheet__group__rehearsal__", when="sheet__given_at"
                ),
                runs("sheet__group__rehearsal__", when="sheet__given_at", while_open=True),
            )
        },
    ),
    Policy(
        Keepsake,
        {"read": (themselves("person_id"),), "change": (themselves("person_id"),)},
    ),
    Policy(KeepsakeText, {"read": (themselves("keepsake__person_id"),)}),
    # A dialogue is its group's, and whoever runs it while it lasts; a kept map the group's alone.
    *(
        Policy(
            model,
            {
                "read": (
                    beside_in_group(path, f"{path.removesuffix('_id')}__rehearsal__"),
                    runs(f"{path.removesuffix('_id')}__rehearsal__", while_open=True),
                )
            },
        )
        for model, path in (
            (Dialogue, "group_id"),
            (MapLine, "group_id"),
            (Acceptance, "place__group_id"),
        )
    ),
    # Whether she would keep the map: nobody else is told, not even how many would.
    Policy(Assent, {"read": (oneself("place__person_id", "place__rehearsal__"),)}),
)
