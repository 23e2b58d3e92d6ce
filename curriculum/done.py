"""When a lesson of each kind is done: the sentence a student reads, and the rule behind it.

A tick of one's own always does. Beside it, the last ticked step makes an exercise done
(``actions/completing.py``), the last given answer a story (the app that keeps answers), having been
there a circle (``queries/outlines.py``). A reflection is done when it was submitted or passed on.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from curriculum.models import Lesson

Kind = Lesson.Kind
SENTENCES: dict[str, str | Promise] = {
    Kind.READING: _("You have read it."),
    Kind.NARRATIVE: _("You have read it."),
    Kind.ART: _("You have looked, and stayed until the title was told."),
    Kind.TRANSCRIPT: _("You have read it, or listened to the end."),
    Kind.EXERCISE: _("You have done it."),
    Kind.CIRCLE: _("You were there."),
    Kind.ROLEPLAY: _("You have played it, or watched it played, and talked about it."),
    Kind.PRACTICE: _("You have been through it once."),
    Kind.REFLECTION: _("You have submitted it, or passed on it."),
}
WITH_STEPS: dict[str, str | Promise] = {
    Kind.NARRATIVE: _("You have read it, or given your answer to every question."),
    Kind.EXERCISE: _("Every step is ticked, or you say that you have done it."),
}


def done_when(lesson: Lesson) -> str | Promise:
    """Return when this lesson is done: in its author's words, or in ours. Its steps are in hand."""
    if lesson.done_when:
        return lesson.done_when
    if lesson.kind in WITH_STEPS and lesson.steps.all():
        return WITH_STEPS[lesson.kind]
    return SENTENCES[lesson.kind]
