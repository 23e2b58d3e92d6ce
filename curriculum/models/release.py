"""A module version opened to a cohort, with dates in the cohort's own time."""

import zoneinfo
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Cohort
from accounts.policy import PolicyQuerySet
from curriculum.models.module import ModuleVersion

MOST_GRACE = 14 * 24


def moment(day: date | None, at: time | None, zone: str) -> datetime | None:
    """Return the instant that is ``at`` on ``day`` in ``zone``; None without a day.

    A time that a clock change skips is taken as one hour later; one that happens twice, the first.
    """
    if day is None:
        return None
    tz = zoneinfo.ZoneInfo(zone)
    local = datetime.combine(day, at or time(0, 0), tzinfo=tz)
    return datetime.fromtimestamp(local.timestamp(), tz=zoneinfo.ZoneInfo("UTC"))


class Release(models.Model):
    """Opening and due dates are kept as local date and time with their zone; UTC is derived."""

    version = models.ForeignKey(
        ModuleVersion, models.PROTECT, related_name="releases", verbose_name=_("module version")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="releases", verbose_name=_("cohort")
    )
    block = models.CharField(
        _("block"), max_length=60, blank=True, help_text=_("If repeated, such as Surgery, spring.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, editable=False)
    opens_on = models.DateField(_("opens on"))
    opens_time = models.TimeField(_("at"), default=time(6, 0))
    due_on = models.DateField(_("reflection due on"), null=True, blank=True)
    due_time = models.TimeField(_("at"), default=time(23, 59))
    closes_on = models.DateField(
        _("closes on"),
        null=True,
        blank=True,
        help_text=_("After this nothing more can be submitted; drafts stay. Usually empty."),
    )
    closes_time = models.TimeField(_("at"), default=time(23, 59))
    grace_hours = models.PositiveSmallIntegerField(
        _("hours of grace"),
        default=0,
        validators=[MaxValueValidator(MOST_GRACE)],
        help_text=_("Nothing is late before they end, such as 24. Students see them in words."),
    )
    load_reason = models.CharField(
        _("why a third reflection in three weeks"),
        max_length=200,
        blank=True,
        help_text=_("Asked only when somebody would have three due within three weeks."),
    )
    # Which copying of a plan made it, so that it can be taken back as one.
    copied_as = models.UUIDField(null=True, editable=False, db_index=True)
    opens_at = models.DateTimeField(editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    closes_at = models.DateTimeField(null=True, editable=False)

    # Hers who asks, where the query brought it along (``queries.with_extension``).
    extended_at: datetime | None = None
    extended_by: str = ""

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["opens_at", "pk"]
        indexes = [models.Index(fields=["cohort", "opens_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "cohort", "block"],
                name="curriculum_release_once_per_block",
                violation_error_message=_(
                    "This version is released to this cohort already. Name a block to repeat it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("opens_at")),
                name="curriculum_release_due_after_opening",
                violation_error_message=_("It cannot be due before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(due_at__isnull=True, closes_at__gte=F("opens_at"))
                | Q(closes_at__gte=F("due_at")),
                name="curriculum_release_closes_last",
                violation_error_message=_("It cannot close before it is due."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.title} · {self.cohort}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.cohort_id is None or self.opens_on is None:
            return
        if self.version_id and not self.version.is_frozen:
            raise ValidationError(
                {"version": _("Publish this module first; only a published version is released.")}
            )
        self.derive()
        if self.due_at and self.due_at < self.opens_at:
            raise ValidationError({"due_on": _("It cannot be due before it opens.")})
        if self.closes_at and self.closes_at < (self.due_at or self.opens_at):
            raise ValidationError({"closes_on": _("It cannot close before it is due.")})

    def derive(self) -> None:
        """Set the instants from the local dates; the zone is the cohort's at this moment."""
        self.time_zone = self.cohort.time_zone
        self.opens_at = moment(self.opens_on, self.opens_time, self.time_zone)
        self.due_at = moment(self.due_on, self.due_time, self.time_zone)
        self.closes_at = moment(self.closes_on, self.closes_time, self.time_zone)

    def skipped_times(self) -> list[tuple[str, str]]:
        """Return (what was asked, what it became) of each time that a change of clocks skips."""
        dates = (
            (self.opens_at, self.opens_time),
            (self.due_at, self.due_time),
            (self.closes_at, self.closes_time),
        )
        found = []
        for instant, asked in dates:
            if instant is None or asked is None:
                continue
            taken = instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).time()
            if taken != asked:
                found.append((f"{asked:%H:%M}", f"{taken:%H:%M}"))
        return found

    @property
    def is_open(self) -> bool:
        """Say whether students can see it."""
        return self.opens_at <= timezone.now()

    @property
    def own_due_at(self) -> datetime | None:
        """Return when it is due for her who asks: as released, or later where it was extended."""
        return _later(self.due_at, self.extended_at)

    @property
    def own_closes_at(self) -> datetime | None:
        """Return when it closes for her who asks; more time reaches past the closing too."""
        return _later(self.closes_at, self.extended_at)

    @property
    def late_from(self) -> datetime | None:
        """Return the moment from which a submission of hers is late: due, and the grace over."""
        due = self.own_due_at
        return due + timedelta(hours=self.grace_hours) if due else None

    @property
    def is_extended(self) -> bool:
        """Say whether she who asks has more time than the others."""
        due = self.due_at or self.closes_at
        return self.extended_at is not None and due is not None and self.extended_at > due

    @property
    def is_past_due(self) -> bool:
        """Say whether it was due for her who asks; grace may still run."""
        due = self.own_due_at
        return due is not None and due < timezone.now()

    @property
    def is_late(self) -> bool:
        """Say whether what she who asks submits now is late."""
        late_from = self.late_from
        return late_from is not None and late_from < timezone.now()

    @property
    def is_closed(self) -> bool:
        """Say whether she who asks can submit nothing more."""
        closes = self.own_closes_at
        return closes is not None and closes <= timezone.now()


def _later(date: datetime | None, extended: datetime | None) -> datetime | None:
    return max(date, extended) if date and extended else date
