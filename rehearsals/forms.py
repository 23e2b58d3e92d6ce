"""What people type in a rehearsal, checked at the door."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cohort, Group, Person
from accounts.people import current_memberships
from curriculum.models import Scenario
from rehearsals import codes
from rehearsals.clauses import RUNNING
from rehearsals.models import Rehearsal
from rehearsals.queries import playable

CODE = re.compile(r"[A-Z]{6}")


@dataclass(frozen=True)
class Part:
    """For whom a rehearsal is: a cohort, or one group of it."""

    cohort: Cohort
    group: Group | None = None

    @property
    def key(self) -> str:
        return f"{self.cohort.pk}-{self.group.pk}" if self.group else str(self.cohort.pk)

    @property
    def label(self) -> str:
        return f"{self.cohort.name}, {self.group.name}" if self.group else self.cohort.name


def parts_for(person: Person) -> list[Part]:
    """Return the cohorts in which somebody may run a rehearsal, each with its groups."""
    cohorts = {one.cohort_id: one.cohort for one in current_memberships(person, *RUNNING)}
    groups = Group.objects.filter(cohort__in=cohorts).order_by("name")
    found = []
    for cohort in sorted(cohorts.values(), key=lambda one: one.name):
        found.append(Part(cohort))
        found += [Part(cohort, one) for one in groups if one.cohort_id == cohort.pk]
    return found


class StartForm(forms.Form):
    """Opening a room: which scenario, for whom, where, and in which order it is talked over."""

    scenario = forms.ChoiceField(
        label=gettext_lazy("Scenario"),
        error_messages={
            "required": gettext_lazy("Choose a scenario."),
            "invalid_choice": gettext_lazy("This scenario cannot be played now. Choose another."),
        },
    )
    part = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        error_messages={
            "required": gettext_lazy("Choose for whom it is."),
            "invalid_choice": gettext_lazy("Choose one of your cohorts."),
        },
    )
    place = forms.CharField(
        label=gettext_lazy("Where (optional)"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Such as Skills lab, Tuesday 14:00."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    debrief_model = forms.ChoiceField(
        label=gettext_lazy("Order of the debrief"), choices=Rehearsal.Debrief.choices
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        played = (Scenario.Kind.ROLEPLAY, Scenario.Kind.DIALOGUE)
        frozen = playable.editions(person).values("scenario")
        rows = Scenario.objects.filter(kind__in=played, pk__in=frozen, is_published=True)
        self.scenarios = {one.slug: one for one in sorted(rows, key=lambda one: one.shown.title)}
        self.parts = {one.key: one for one in parts_for(person)}
        self._offer("scenario", [(slug, one.shown.title) for slug, one in self.scenarios.items()])
        self._offer("part", [(key, one.label) for key, one in self.parts.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @property
    def can_start(self) -> bool:
        return bool(self.scenarios and self.parts)

    def to_open(self) -> dict[str, Any]:
        """Return what the action takes, once the form is valid."""
        said = self.cleaned_data
        part = self.parts[said["part"]]
        return {
            "scenario": self.scenarios[said["scenario"]],
            "cohort": part.cohort,
            "part": part.group,
            "place": said["place"],
            "debrief_model": said["debrief_model"],
        }


class CodeForm(forms.Form):
    """The six letters from the wall."""

    code = forms.CharField(
        label=gettext_lazy("The six letters"),
        max_length=20,
        error_messages={"required": gettext_lazy("Type the six letters from the wall.")},
    )

    def clean_code(self) -> str:
        """Take it however it was typed: small, with a space, with a dash."""
        code = codes.read(self.cleaned_data["code"])
        if not CODE.fullmatch(code):
            raise ValidationError(_("It is six letters. Look at the wall again."))
        return code
