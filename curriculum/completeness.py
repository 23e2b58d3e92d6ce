"""What a lesson of each kind needs before a student can use it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from curriculum.models import Lesson
from curriculum.models.prompt import MOST_PROMPTS

Kind = Lesson.Kind


@dataclass(frozen=True)
class Fault:
    """One thing that is missing: the field it belongs to, and what to do."""

    field: str
    sentence: str | Promise


NEEDS_BODY: dict[str, str | Promise] = {
    Kind.READING: _("A reading needs its text."),
    Kind.NARRATIVE: _("A patient’s story needs its text."),
    Kind.TRANSCRIPT: _("A transcript needs its text."),
}
NEEDS_SOMETHING: dict[str, str | Promise] = {
    Kind.EXERCISE: _("An exercise needs a text or at least one step."),
    Kind.CIRCLE: _("A circle needs a text or at least one round."),
    Kind.ROLEPLAY: _("A role-play needs a text, a step or a scenario."),
    Kind.PRACTICE: _("A practice needs a text, a step or a scenario."),
}


def faults(lesson: Lesson, *, steps: int, prompts: int) -> list[Fault]:
    """Return what is missing from ``lesson``, which has so many steps and prompts."""
    found: list[Fault] = []
    body = lesson.body.strip()
    if lesson.kind in NEEDS_BODY and not body:
        found.append(Fault("body", NEEDS_BODY[lesson.kind]))
    if lesson.kind in NEEDS_SOMETHING and not (body or steps or lesson.scenario):
        found.append(Fault("body", NEEDS_SOMETHING[lesson.kind]))
    if lesson.kind == Kind.ART and not lesson.image:
        found.append(Fault("picture", _("An art lesson needs its picture.")))
    if (lesson.kind == Kind.ART or lesson.image) and not lesson.image_description.strip():
        found.append(
            Fault(
                "image_description",
                _("Describe the picture in full, for those who cannot see it."),
            )
        )
    if lesson.kind == Kind.REFLECTION and not 1 <= prompts <= MOST_PROMPTS:
        found.append(
            Fault("prompts", _("A reflection has one to four prompts; the student chooses one."))
        )
    return found
