"""What pages, inlines and filters of the admin share: rights asked, and rows offered, by policy."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import people
from accounts.days import DayField, MomentField
from accounts.models import Person
from accounts.policy import allows, policy_of
from accounts.rights import could

# The native controls of the browser: they need no script, and a phone shows its own.
MOMENT = "%Y-%m-%dT%H:%M:%S"
NATIVE = {
    models.DateField: {
        "form_class": DayField,
        "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    },
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    models.DateTimeField: {
        "form_class": MomentField,
        "widget": forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local", "step": "1"}),
    },
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})},
}


# The largest whole number a field takes, by its name. What a column holds differs from database to
# database; what is refused does not.
AT_MOST = {
    "minutes": 1_440,
    "minutes_prepare": 1_440,
    "minutes_play": 1_440,
    "minutes_debrief": 1_440,
    "minutes_each": 1_440,
    "silence_seconds": 3_600,
    "words_min": 20_000,
    "words_max": 20_000,
    "people_min": 500,
    "people_max": 500,
    "count": 500,
}
AT_MOST_ELSE = 9_999
TOO_MUCH = gettext_lazy("Write a number of at most %(limit_value)s.")


def most(db_field: models.IntegerField) -> int:
    """Return the largest number that may be typed into a field."""
    own = [one.limit_value for one in db_field.validators if isinstance(one, MaxValueValidator)]
    return min([AT_MOST.get(db_field.name, AT_MOST_ELSE), *own])


def admin_action(model: type[models.Model]) -> str:
    """Return which right brings rows of ``model`` into the admin: to build, change, or read them.

    Leads meet only what they may change or build, not all that they may read elsewhere.
    """
    may = policy_of(model).may
    return next(action for action in ("build", "change", "read") if action in may)


def offered(
    request: HttpRequest, model: type[models.Model], action: str = ""
) -> models.QuerySet[Any]:
    """Return the rows of ``model`` this person may name in a field.

    People are those she may know of and who may sign in; everything else what she may change.
    """
    if model is Person:
        return Person.objects.visible_to(request.user, action or "read").filter(is_active=True)
    return model._default_manager.visible_to(request.user, action or admin_action(model))


class Narrowed:
    """What pages and inlines share: rights from the policies, fields narrowed to them."""

    # Field name to the right its choices need, where it is not the usual one.
    choice_actions: ClassVar[dict[str, str]] = {}
    formfield_overrides = NATIVE
    show_full_result_count = False

    def may(self, request: HttpRequest, action: str, row: models.Model | None) -> bool:
        """Say whether this person may; for a row it is asked once a request."""
        if row is None or row.pk is None:
            return could(request.user, action, self.model)
        if action not in policy_of(type(row)).may:
            return False
        asked: dict[Any, bool] = request.__dict__.setdefault("_admin_rights", {})
        key = (row._meta.label, row.pk, action)
        if key not in asked:
            asked[key] = allows(request.user, action, row)
        return asked[key]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, admin_action(self.model), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "delete", obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return could(request.user, admin_action(self.model), self.model)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = self.model._default_manager.visible_to(request.user, admin_action(self.model))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def choices_for(self, request: HttpRequest, field: models.Field) -> models.QuerySet[Any]:
        """Return what may be put into this field."""
        return offered(request, field.related_model, self.choice_actions.get(field.name, ""))

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Return a form field; a relation has no pop-up to add to or to look into."""
        if isinstance(db_field, models.ForeignKey):
            kwargs.setdefault("queryset", self.choices_for(request, db_field))
            return db_field.formfield(**kwargs)
        if isinstance(db_field, models.ManyToManyField):
            raise TypeError("The portal has no many-to-many fields; narrow it here first.")
        if db_field.name == "time_zone":
            kwargs["widget"] = forms.Select
            made = super().formfield_for_dbfield(db_field, request, **kwargs)
            empty = [("", _("the portal’s own"))] if db_field.blank else []
            made.widget.choices = [*empty, *people.zone_choices()]
            return made
        if isinstance(db_field, models.IntegerField) and not db_field.primary_key:
            kwargs |= {"max_value": most(db_field), "error_messages": {"max_value": TOO_MUCH}}
        return super().formfield_for_dbfield(db_field, request, **kwargs)
