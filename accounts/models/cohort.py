"""The school and its cohorts: the walls of the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import validate_zone
from accounts.policy import PolicyQuerySet


class School(models.Model):
    """The one school this installation serves."""

    name = models.CharField(_("name"), max_length=160)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    concern_note = models.TextField(
        _("where to report an incident"),
        blank=True,
        help_text=_("One or two sentences students see beside the help contacts."),
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("school")

    def __str__(self) -> str:
        return self.name


class Cohort(models.Model):
    """People who go through the programme together."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_zone],
        help_text=_("Deadlines of this cohort are kept in this zone, such as Europe/London."),
    )
    first_day = models.DateField(_("first day"))
    programme_year = models.CharField(
        _("programme year"), max_length=20, help_text=_("Such as M1 or M3.")
    )
    lead_reads = models.BooleanField(
        _("the lead may read submissions"),
        default=False,
        help_text=_(
            "Can be switched on only before the first submission. It is then named on every "
            "submit button of this cohort."
        ),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
