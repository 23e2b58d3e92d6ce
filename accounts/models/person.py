"""A person who may sign in."""

import uuid
import zoneinfo
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet

if TYPE_CHECKING:
    from accounts.people import Roles


def validate_zone(name: str) -> None:
    """Refuse a time zone the server does not know."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone we know."), params={"name": name})


class PersonManager(BaseUserManager.from_queryset(PolicyQuerySet)):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person; without a password she cannot sign in until she accepts an invitation."""
        person = self.model(email=(email or "").strip().lower(), **fields)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make an operator: strong over settings and people, nobody special over anyone's words."""
        return self.create_user(email, password, **(fields | {"is_superuser": True}))

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody known to the portal by name. What she may do comes from her relationships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, help_text=_("As people should read it."))
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Such as Europe/London. Empty means the portal’s own."),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Of the portal itself. What people wrote stays as they wrote it."),
    )
    phone = models.CharField(
        _("phone"),
        max_length=40,
        blank=True,
        help_text=_("Only if you want to be rung when you ask for contact."),
    )
    picture = models.CharField(max_length=80, blank=True, editable=False)
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Take this away to suspend somebody at once.")
    )
    is_superuser = models.BooleanField(_("operator"), default=False, editable=False)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Her account was closed and her words are gone: what is left is a row that others stand on.
    erased_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    # What she is now, remembered for one request (accounts.people.roles_of).
    _roles: "Roles | None" = None

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_person_email_unique_any_case",
                violation_error_message=_("Somebody with this e-mail address is known already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_come_in(self) -> bool:
        """Say whether she was let in: by her invitation, or with a password from a command.

        Her address is hers alone from then on, and no invitation opens for her any more:
        either would hand her account to whoever is the administrator.
        """
        return self.joined_at is not None or self.has_usable_password()

    @property
    def zone(self) -> tzinfo:
        """Return the zone in which moments are told to her: her own, or the portal's."""
        return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else get_default_timezone()

    @property
    def told_in(self) -> str:
        """Return the language in which she is told things: her own choice, or the portal's."""
        return self.language or settings.LANGUAGE_CODE

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def validate_unique(self, exclude: Any = None) -> None:
        # The constraint knows no case and says it already; twice would be once too often.
        super().validate_unique(exclude={*(exclude or ()), "email"})

    def validate_constraints(self, exclude: Any = None) -> None:
        """Say beside the field that an address is taken; Django says it beside none."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as taken:
            raise ValidationError({"email": taken.messages}) from taken

    def get_full_name(self) -> str:
        """Return the whole name, as allauth and the admin ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return what a friendly page calls her: the first word that is not a title."""
        words = self.name.split()
        titles = {"dr", "dr.", "prof", "prof.", "mr", "mrs", "ms", "mx"}
        rest = [word for word in words if word.lower() not in titles] or words
        return rest[0] if rest else self.email
