"""A scenario to rehearse: the part of it that everybody may read."""

from copy import copy
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.course import Course


class Scenario(models.Model):
    """What stands on the library's page. Nothing that is one player's alone is kept in this row."""

    class Kind(models.TextChoices):
        ROLEPLAY = "roleplay", _("role-play")
        DIALOGUE = "dialogue", _("dialogue")
        ENCOUNTER = "encounter", _("practice alone")

    class Level(models.IntegerChoices):
        STARTER = 1, _("Starter")
        INTERMEDIATE = 2, _("Intermediate")
        ADVANCED = 3, _("Advanced")

    class Intensity(models.IntegerChoices):
        CALM = 1, _("Calm")
        STIRRING = 2, _("May stir something")
        STRONG = 3, _("Strong feelings")

    class Colour(models.TextChoices):
        GREEN = "green", _("green: easy to begin with")
        AMBER = "amber", _("amber: may divide the room")
        RED = "red", _("red: only for those who chose it")

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="scenarios", verbose_name=_("course")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ROLEPLAY)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("one line"), max_length=200, help_text=_("Such as Opening, silence, first empathic move.")
    )
    skill = models.CharField(
        _("skill"), max_length=40, help_text=_("Two words at most: the library is sorted by it.")
    )
    setting = models.CharField(_("setting"), max_length=80, help_text=_("Such as Family clinic."))
    for_whom = models.CharField(
        _("for whom"),
        max_length=200,
        blank=True,
        help_text=_("Such as Any year; a good first one."),
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.INTERMEDIATE)
    intensity = models.PositiveSmallIntegerField(
        _("how much it may stir"), choices=Intensity, default=Intensity.STIRRING
    )
    minutes_prepare = models.PositiveSmallIntegerField(_("minutes to prepare"), default=0)
    minutes_play = models.PositiveSmallIntegerField(_("minutes to play"), default=5)
    minutes_debrief = models.PositiveSmallIntegerField(_("minutes to debrief"), default=0)
    people_min = models.PositiveSmallIntegerField(_("people from"), default=4)
    people_max = models.PositiveSmallIntegerField(_("people to"), default=6)
    content_note = models.CharField(
        _("content note"), max_length=200, blank=True, help_text=_("Shown before the text.")
    )
    aims = models.TextField(_("what it is for"), help_text=_("One to four aims, one a line."))
    why = models.TextField(_("why it matters to patients"), blank=True)
    not_assessed = models.TextField(
        _("what is not assessed"), blank=True, help_text=_("Said to everybody, so that they dare.")
    )
    you_are = models.CharField(_("you are"), max_length=300)
    brief = models.TextField(
        _("what everybody knows"),
        help_text=_(
            "Every student reads this. Nothing that one of the players is to find out from another."
        ),
    )
    questions = models.TextField(
        _("to bring to the debrief"), blank=True, help_text=_("Questions, one a line.")
    )
    references = models.TextField(_("references"), blank=True, help_text=_("One on each line."))
    authors = models.CharField(_("written by"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    # Of a dialogue only.
    topic_colour = models.CharField(
        _("topic"),
        max_length=5,
        choices=Colour,
        blank=True,
        help_text=_("Begin with green ones. A red one is for those who said yes to it beforehand."),
    )
    framing = models.TextField(_("the question, as it is put"), blank=True)
    is_fictional = models.BooleanField(_("made up"), default=True)
    agreements = models.TextField(
        _("agreements"), blank=True, help_text=_("What all accept before it begins, one a line.")
    )
    is_published = models.BooleanField(
        _("in the library"), default=False, help_text=_("Until then only its course team sees it.")
    )
    reviewed_on = models.DateField(
        _("last reviewed on"), null=True, blank=True, help_text=_("By a clinician, at best yearly.")
    )
    review_due_on = models.DateField(_("next review due on"), null=True, blank=True)
    # Of the package content it was loaded from last; empty when it was written here.
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Of its newest edition, written as it is published (queries/library.py): what the list says of
    # it, by field, and the words a search looks through. Null and empty while there is no edition.
    listed = models.JSONField(null=True, editable=False)
    searched = models.TextField(blank=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["roleplay", "dialogue", "encounter"]),
                name="curriculum_scenario_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 3), intensity__range=(1, 3)),
                name="curriculum_scenario_one_to_three",
            ),
            models.CheckConstraint(
                condition=Q(people_min__gte=1, people_max__gte=F("people_min")),
                name="curriculum_scenario_people_in_order",
                violation_error_message=_("“People to” is smaller than “people from”."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if not self.minutes:
            raise ValidationError({"minutes_play": _("It takes some minutes.")})

    @property
    def minutes(self) -> int:
        """Return how long it takes, from the first chair to the last word."""
        return self.minutes_prepare + self.minutes_play + self.minutes_debrief

    @property
    def aim_lines(self) -> list[str]:
        return lines_of(self.aims)

    @property
    def question_lines(self) -> list[str]:
        return lines_of(self.questions)

    @property
    def shown(self) -> "Scenario":
        """Return what a list says of it: as it was published last, else as it is being written.

        To be read, never to be saved.
        """
        if self.listed is None:
            return self
        made = copy(self)
        for name, value in self.listed.items():
            setattr(made, name, value)
        return made

    def is_due(self, today: date) -> bool:
        """Tell whether its review is due, or was due before."""
        return self.review_due_on is not None and self.review_due_on <= today


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
