"""What somebody could do at all, asked of her roles and not of any row.

The admin asks this for every model on every page: which lists to name, whether to offer "Add".
It costs no query beyond ``people.roles_of``. It never lets anybody do anything: each row is asked
with ``policy.allows`` again.
"""

from typing import Any

from django.db import models

from accounts import people
from accounts.policy import policy_of


def _holds(roles: people.Roles) -> dict[str, bool]:
    """Return, by the name of a clause, whether somebody with these roles can meet it anywhere."""
    return {
        "administrator": roles.is_administrator,
        "operator": roles.is_operator,
        "wellbeing": roles.is_wellbeing,
        "cohort_lead": roles.is_lead,
        "team": "course_team" in roles.held,
        "owner": "course_owner" in roles.held,
        "grant": "course_grant" in roles.held,
        "release_grant": "release_grant" in roles.held,
    }


def could(person: Any, action: str, model: type[models.Model]) -> bool:
    """Say whether there may be rows of ``model`` on which ``person`` may do ``action``.

    Clauses that any signed-in person can meet do not count: they open no list in the admin.
    """
    holds = _holds(people.roles_of(person))
    return any(holds.get(clause.name, False) for clause in policy_of(model).may.get(action, ()))
