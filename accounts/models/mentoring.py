"""Who mentors whom, who covers, and which two must not be matched."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.cohort import Cohort
from accounts.models.dated import Dated
from accounts.policy import PolicyQuerySet


class Mentoring(Dated):
    """A dated pairing. Ending it ends the mentor's access at her next request."""

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="mentorings",
        verbose_name=_("mentor"),
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentored", verbose_name=_("student")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="mentorings", verbose_name=_("cohort")
    )

    class Meta(Dated.Meta):
        verbose_name = _("mentoring")
        verbose_name_plural = _("mentorings")
        indexes = [models.Index(fields=["mentor", "student", "cohort"])]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(mentor=F("student")),
                name="accounts_mentoring_not_oneself",
                violation_error_message=_("Nobody mentors themselves."),
            ),
            models.UniqueConstraint(
                fields=["student", "cohort"],
                condition=Q(ends_at__isnull=True),
                name="accounts_mentoring_one_open_per_cohort",
                violation_error_message=_("This student has a mentor in this cohort already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} · {self.student}"


class Cover(Dated):
    """Somebody reading for a mentor on leave; holds only once it was announced to the student."""

    mentoring = models.ForeignKey(
        Mentoring, models.PROTECT, related_name="covers", verbose_name=_("mentoring")
    )
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", verbose_name=_("cover")
    )
    announced_at = models.DateTimeField(_("announced"), default=timezone.now)

    class Meta(Dated.Meta):
        verbose_name = _("cover")
        verbose_name_plural = _("covers")

    def __str__(self) -> str:
        return f"{self.cover} · {self.mentoring}"


class Conflict(models.Model):
    """Two people who must not be matched. No reason is stored, nor asked."""

    one = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("one of two", "one person"),
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("the other")
    )
    declared_at = models.DateTimeField(_("declared"), default=timezone.now)
    # ``one`` said so herself: hers to take back, and the other is never told.
    is_own = models.BooleanField(_("said by the one person herself"), default=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that must not be matched")
        verbose_name_plural = _("pairs that must not be matched")
        constraints = [
            models.CheckConstraint(
                condition=~Q(one=F("other")),
                name="accounts_conflict_two_people",
                violation_error_message=_("Name two different people."),
            ),
            models.UniqueConstraint(
                fields=["one", "other", "is_own"], name="accounts_conflict_declared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} · {self.other}"
