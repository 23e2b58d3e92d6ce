"""What a scenario is made of: roles with their briefs, the observers' sheet, the hour, the debrief.

None of these rows is for students. They are what is being edited; what is played, printed or read
is the newest edition (models/edition.py).
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.scenario import Scenario


class PartOfScenario(models.Model):
    """A row of a scenario, in its place."""

    position = models.PositiveIntegerField(_("order"), default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        # Never its words: this stands in lists and beside boxes that take a row away.
        return f"{self._meta.verbose_name} {self.position}"


class ScenarioRole(PartOfScenario):
    """One part to take, and the one line of it that everybody reads."""

    class Kind(models.TextChoices):
        LEARNER = "learner", _("learner")
        PATIENT = "patient", _("patient")
        FAMILY = "family", _("family")
        COLLEAGUE = "colleague", _("colleague")
        OBSERVER = "observer", _("observer")
        FACILITATOR = "facilitator", _("facilitator")

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="roles", verbose_name=_("scenario")
    )
    # What castings, sheets and packages know it by; it stays when the name changes.
    key = models.SlugField(max_length=80, editable=False)
    name = models.CharField(_("name"), max_length=80, help_text=_("Such as Mr Calder."))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PATIENT)
    count = models.PositiveSmallIntegerField(
        _("how many"), default=1, validators=[MinValueValidator(1)]
    )
    who = models.CharField(
        _("who that is"), max_length=200, blank=True, help_text=_("Everybody reads this line.")
    )

    class Meta(PartOfScenario.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "key"], name="curriculum_scenariorole_key_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_played(self) -> bool:
        """Tell whether whoever holds it plays: observers and facilitators do not."""
        return self.kind not in {self.Kind.OBSERVER, self.Kind.FACILITATOR}


class RoleBrief(models.Model):
    """What only the holder of a role and the facilitator read until the debrief opens."""

    role = models.OneToOneField(
        ScenarioRole, models.CASCADE, related_name="brief", verbose_name=_("role")
    )
    opening = models.TextField(_("opening line"), blank=True)
    background = models.TextField(_("what happened before"), blank=True)
    want = models.TextField(_("wants"), blank=True)
    fear = models.TextField(_("fears"), blank=True)
    feels = models.TextField(_("feels"), blank=True)
    will_ask = models.TextField(
        _("will ask"), blank=True, help_text=_("Questions to put to the learner, one a line.")
    )
    do_not = models.TextField(
        _("do not"), blank=True, help_text=_("What is not to be made up or acted out, one a line.")
    )
    props = models.TextField(_("things in hand"), blank=True)
    alternative = models.TextField(
        _("another way to play it"),
        blank=True,
        help_text=_("For whoever cannot, or would rather not, play it as it stands."),
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")

    def __str__(self) -> str:
        return f"RoleBrief {self.pk}"


class RoleFact(PartOfScenario):
    """Something a role knows, and what must happen before it is said."""

    class Rule(models.TextChoices):
        FREELY = "freely", _("freely")
        IF_ASKED = "if_asked", _("if asked")
        EARNED = "earned", _("only if earned")

    role = models.ForeignKey(
        ScenarioRole, models.CASCADE, related_name="facts", verbose_name=_("role")
    )
    rule = models.CharField(_("said"), max_length=10, choices=Rule, default=Rule.IF_ASKED)
    when = models.CharField(
        _("when"),
        max_length=200,
        blank=True,
        help_text=_("Such as: asked what the nights are like, or after five seconds’ silence."),
    )
    text = models.TextField(_("fact"))

    class Meta(PartOfScenario.Meta):
        verbose_name = _("fact")
        verbose_name_plural = _("facts")


class RoleCue(PartOfScenario):
    """What makes a role harder or softer, how the body shows it, or a phrase to use."""

    class Kind(models.TextChoices):
        ESCALATES = "escalates", _("heats up")
        SOFTENS = "softens", _("eases")
        BODY = "body", _("body and voice")
        PHRASE = "phrase", _("a phrase")

    role = models.ForeignKey(
        ScenarioRole, models.CASCADE, related_name="cues", verbose_name=_("role")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ESCALATES)
    text = models.TextField(_("cue"))

    class Meta(PartOfScenario.Meta):
        verbose_name = _("cue")
        verbose_name_plural = _("cues")


class SafetyLine(PartOfScenario):
    """One thing that keeps everybody safe. It is read at the door, by all."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="safety", verbose_name=_("scenario")
    )
    text = models.TextField(
        _("what everybody keeps to"), help_text=_("Such as Anyone may say time-out.")
    )

    class Meta(PartOfScenario.Meta):
        verbose_name = _("line on keeping each other safe")
        verbose_name_plural = _("keeping each other safe")


class ChecklistItem(PartOfScenario):
    """One line of the observers' sheet."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="checklist", verbose_name=_("scenario")
    )
    text = models.CharField(
        _("what to look for"), max_length=200, help_text=_("Something one can see or hear.")
    )
    sounds_like = models.CharField(_("sounds like"), max_length=300, blank=True)
    is_shown = models.BooleanField(_("also shown to the learner"), default=False)

    class Meta(PartOfScenario.Meta):
        verbose_name = _("line of the observers’ sheet")
        verbose_name_plural = _("the observers’ sheet")


class ScenarioStep(PartOfScenario):
    """One step of the hour, with what the facilitator says."""

    class Phase(models.TextChoices):
        PREBRIEF = "prebrief", _("before")
        PREPARE = "prepare", _("prepare")
        PLAY = "play", _("play")
        DEROLE = "derole", _("step out of the role")
        DEBRIEF = "debrief", _("debrief")
        REPLAY = "replay", _("once more")
        WRITE = "write", _("write")

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="steps", verbose_name=_("scenario")
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.PLAY)
    label = models.CharField(_("name"), max_length=80)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    script = models.TextField(
        _("what the facilitator says"), blank=True, help_text=_("Only the facilitator reads it.")
    )

    class Meta(PartOfScenario.Meta):
        verbose_name = _("step of the hour")
        verbose_name_plural = _("the hour, step by step")


class DebriefQuestion(PartOfScenario):
    """One question of the debrief, and whom it is put to."""

    class To(models.TextChoices):
        PLAYER = "player", _("whoever played the learner")
        PATIENT = "patient", _("whoever played the others")
        OBSERVERS = "observers", _("the observers")
        GROUP = "group", _("everybody")
        LEARNING = "learning", _("what we learned")
        NEXT = "next", _("what comes next")

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="debrief", verbose_name=_("scenario")
    )
    to = models.CharField(_("to"), max_length=10, choices=To, default=To.PLAYER)
    text = models.CharField(_("question"), max_length=300)

    class Meta(PartOfScenario.Meta):
        verbose_name = _("question of the debrief")
        verbose_name_plural = _("the debrief")


class Variation(PartOfScenario):
    """Another way to play it."""

    class Kind(models.TextChoices):
        EASIER = "easier", _("easier")
        HARDER = "harder", _("harder")
        TELEPHONE = "telephone", _("by telephone")
        INTERPRETER = "interpreter", _("with an interpreter")
        SWAP = "swap", _("roles swapped")
        OTHER = "other", _("otherwise")

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="variations", verbose_name=_("scenario")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.EASIER)
    text = models.TextField(_("how"))

    class Meta(PartOfScenario.Meta):
        verbose_name = _("variation")
        verbose_name_plural = _("variations")


class DialogueRound(PartOfScenario):
    """One round of a dialogue."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="rounds", verbose_name=_("scenario")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    minutes_each = models.PositiveSmallIntegerField(_("minutes each"), default=0)
    prompt = models.TextField(_("asked of whoever speaks"))
    listener_task = models.TextField(_("the listener’s task"), blank=True)
    silence_seconds = models.PositiveSmallIntegerField(_("seconds of silence"), default=0)

    class Meta(PartOfScenario.Meta):
        verbose_name = _("round of the dialogue")
        verbose_name_plural = _("rounds of the dialogue")


class FacilitatorGuide(models.Model):
    """What only those who run it read; never a student, not even after the debrief."""

    scenario = models.OneToOneField(
        Scenario, models.CASCADE, related_name="guide", verbose_name=_("scenario")
    )
    setup = models.TextField(_("the room"), blank=True)
    casting = models.TextField(_("who plays what"), blank=True)
    passive = models.TextField(_("for whoever does not play"), blank=True)
    hints = models.TextField(_("when it is stuck"), blank=True)
    time_out = models.TextField(_("at a time-out"), blank=True)
    distress = models.TextField(_("if somebody is distressed"), blank=True)
    pitfalls = models.TextField(_("what goes wrong"), blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("facilitator guide")
        verbose_name_plural = _("facilitator guides")

    def __str__(self) -> str:
        return f"FacilitatorGuide {self.pk}"
