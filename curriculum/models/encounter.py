"""A practice alone: its moments and the choices in them, as faculty write them.

What is played is ``document``: the whole as it stood when it was published. The rows beside it are
the state being edited, so that nothing half-written is played and what was signed off stays it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.encounter_document import RATINGS
from curriculum.models.course import Course

PLAYED = ("title", "focus", "setting", "minutes", "content_note", "you_are", "start")


class Encounter(models.Model):
    """One practice. It is played alone, and nothing about a run of it is kept."""

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="encounters", verbose_name=_("course")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=120)
    focus = models.CharField(
        _("one line"), max_length=200, help_text=_("What it is about, such as Staying with a fear.")
    )
    setting = models.CharField(_("setting"), max_length=120, help_text=_("Such as Library steps."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=8)
    content_note = models.CharField(
        _("content note"), max_length=200, blank=True, help_text=_("Shown before it begins.")
    )
    you_are = models.CharField(
        _("who you are in it"), max_length=400, help_text=_("Such as A student on the ward.")
    )
    start = models.SlugField(
        _("starts at"), max_length=80, blank=True, help_text=_("The name of its first moment.")
    )
    needs_sign_off = models.BooleanField(
        _("needs the wellbeing lead"),
        default=False,
        help_text=_("Then the wellbeing lead agrees to its words before it can be published."),
    )
    # Which words the wellbeing lead agreed to: others need her again.
    signed_off_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, editable=False)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    is_published = models.BooleanField(_("published"), default=False, editable=False)
    # What is played (``encounter_document.to_json``).
    document = models.JSONField(null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    # Of the package content it was loaded from last; empty when it was written here.
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice alone")
        verbose_name_plural = _("practices alone")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(document__isnull=False),
                name="curriculum_encounter_published_with_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EncounterNode(models.Model):
    """One moment of it: something happens and one chooses, or it ends."""

    encounter = models.ForeignKey(
        Encounter, models.CASCADE, related_name="nodes", verbose_name=_("practice")
    )
    key = models.SlugField(
        _("name"), max_length=80, help_text=_("Short, and once in a practice, such as a1.")
    )
    position = models.PositiveIntegerField(_("order"), default=0)
    narration = models.TextField(_("what happens"), blank=True)
    speaker = models.CharField(_("who speaks"), max_length=80, blank=True)
    says = models.TextField(
        _("what they say"), blank=True, help_text=_("Of an ending: how it ends.")
    )
    ending = models.CharField(
        _("title of the ending"),
        max_length=120,
        blank=True,
        help_text=_("Only an ending has one. It offers no choices."),
    )
    # Of an ending; skills of encounter_document, with spaces between.
    recap = models.CharField(_("skills it was about"), max_length=300, blank=True)
    reflect = models.CharField(_("its one question"), max_length=300, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("moment")
        verbose_name_plural = _("moments")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "key"],
                name="curriculum_encounternode_key_once",
                violation_error_message=_("Another moment of this practice has this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EncounterChoice(models.Model):
    """One thing to say or do at a moment. It may lead to a moment that is not written yet."""

    node = models.ForeignKey(
        EncounterNode, models.CASCADE, related_name="choices", verbose_name=_("moment")
    )
    # Its own in the whole practice: a way through is told by these.
    key = models.SlugField(max_length=80, editable=False)
    position = models.PositiveIntegerField(_("order"), default=0)
    text = models.CharField(_("what one says or does"), max_length=500)
    rating = models.CharField(
        _("what it does"), max_length=12, choices=list(RATINGS.items()), blank=True
    )
    # Skills and traps of encounter_document, with spaces between.
    tags = models.CharField(_("skills and traps"), max_length=300, blank=True)
    next = models.SlugField(_("leads to"), max_length=80, blank=True)
    feedback = models.CharField(_("feedback"), max_length=800, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "key"], name="curriculum_encounterchoice_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
