"""When to be told of what: one choice for each group of notices that she is ever told of."""

from typing import Any

from django import forms

from accounts import people
from accounts.models import NoticeChoice, Person
from accounts.notices import GROUPS, Group

How = NoticeChoice.How


def groups_for(person: Person, chosen: dict[str, str]) -> list[Group]:
    """Return the groups she is ever told of, and those she once chose about."""
    held = people.roles_of(person).held
    return [
        group
        for group in GROUPS.values()
        if group.is_shown and (not group.whom or group.whom & held or group.name in chosen)
    ]


class NoticeChoicesForm(forms.Form):
    """One field for each group that can be chosen, named like it."""

    def __init__(self, *args: Any, groups: list[Group], chosen: dict[str, str], **kw: Any) -> None:
        super().__init__(*args, **kw)
        for group in groups:
            if not group.always:
                self.fields[group.name] = forms.ChoiceField(
                    label=group.label,
                    help_text=group.says,
                    choices=[(how, How(how).label) for how in group.offered],
                    initial=chosen.get(group.name, How.AT_ONCE),
                )
