"""Answering a story's questions: kept while one writes, given to the group, taken back."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, saving
from accounts.errors import NotNow, Refused
from accounts.models import Person
from accounts.saving import Overtaken, Save, Saved
from curriculum.actions import completing
from curriculum.models import Completion
from reflections.models import Answer, AnswerText
from reflections.queries.answers import Asked, mentor_groups, own_answer, own_answers

EMPTY = _("There is nothing in this answer yet.")
GIVEN = _("You have given this answer. Take it back first, then change it.")
CLOSED = _("This module is closed for writing. Your words stay here, for you alone.")
DUE = _("The others may have read it already, so it stays as you gave it.")

Kept = Saved | Overtaken


def save(*, by: Person, asked: Asked, save: Save) -> Kept:
    """Keep one text of an answer; the first save makes it.

    NotNow once it was given; ValidationError when the text cannot be kept. ``asked`` came to
    ``by`` through the query of that name.
    """
    save.check()
    answer = own_answer(by, asked)
    if answer is None:
        return Overtaken(0) if save.base else _begin(by, asked, save)
    if answer.given_at is not None:
        raise NotNow(GIVEN, field="body")
    return saving.save(draft=answer.draft, by=by, save=save)


def _begin(by: Person, asked: Asked, save: Save) -> Kept:
    """Make the answer with its first words. Of two at once the second is told who was first."""
    try:
        with transaction.atomic():
            key = uuid.uuid4()
            draft = saving.begin(by=by, draft_id=key)
            Answer.objects.create(
                pk=key,
                author=by,
                release=asked.release,
                lesson_key=asked.lesson.key,
                step_key=asked.step.key,
                draft=draft,
            )
            return saving.save(draft=draft, by=by, save=save)
    except IntegrityError:
        answer = own_answer(by, asked)
        if answer is None:
            raise
        return saving.save(draft=answer.draft, by=by, save=save)


@transaction.atomic
def give(*, by: Person, asked: Asked, save: Save) -> Answer | Overtaken:
    """Give an answer to the group, as its words stand on the page.

    Overtaken when another device has newer words: nothing is given then. Refused for an empty
    one, NotNow after closing. A second press changes nothing. The last question given ticks the
    story as done.
    """
    if asked.release.is_closed:
        raise NotNow(CLOSED, field="body")
    if not save.body.strip():
        raise Refused(EMPTY, field="body")
    answer = _held(by, asked)
    if answer is not None and answer.given_at is not None:
        return answer
    kept = _kept(by, asked, answer, save)
    if isinstance(kept, Overtaken):
        return kept
    rows = own_answers(by).filter(release=asked.release, step_key=asked.step.key)
    own = rows.select_for_update(of=("self",)).get()
    if own.given_at is None:
        _hand_over(by, asked, own, save)
    return own


def _hand_over(by: Person, asked: Asked, answer: Answer, save: Save) -> None:
    """Freeze the words and name the group they are for, as it is at this moment."""
    now = timezone.now()
    place = mentor_groups(by, asked.release.cohort_id, now).first()
    answer.group_id = place.group_id if place else None
    answer.given_at = now
    answer.save(update_fields=["group", "given_at"])
    AnswerText.objects.create(answer=answer, body=save.body, sha256=save.sha256)
    audit.record("answer.given", by=by, about=answer, release=asked.release.pk)
    if _all_given(by, asked):
        completing.complete(by=by, release=asked.release, lesson=asked.lesson)


def _held(by: Person, asked: Asked) -> Answer | None:
    """Return her answer with its row held, so that giving and taking back follow each other."""
    rows = own_answers(by).filter(release=asked.release, step_key=asked.step.key)
    return rows.select_for_update(of=("self",)).select_related("draft").first()


def _kept(by: Person, asked: Asked, answer: Answer | None, save_: Save) -> Kept:
    """Keep the words on the page, unless the newest that were kept are these."""
    newest = saving.newest_text(answer.draft) if answer else None
    if newest is not None and newest.sha256 == save_.sha256:
        return Saved(newest.revision, newest.sha256, 0)
    return save(by=by, asked=asked, save=save_)


def _all_given(by: Person, asked: Asked) -> bool:
    keys = set(asked.lesson.steps.values_list("key", flat=True))
    given = own_answers(by).filter(release=asked.release, given_at__isnull=False)
    return keys <= set(given.values_list("step_key", flat=True))


@transaction.atomic
def take_back(*, by: Person, asked: Asked) -> None:
    """Make a given answer one's own again. NotNow once the others' answers are open to her.

    Nobody reads theirs and then writes another: without a due date, given is given. Her words
    stay in her draft. The tick that came with the last question goes.
    """
    answer = _held(by, asked)
    if answer is None or answer.given_at is None:
        return
    due = asked.release.due_at
    if due is None or due <= timezone.now():
        raise NotNow(DUE, field="body")
    if _all_given(by, asked):
        mine = Completion.objects.visible_to(by, "change").filter(release=asked.release)
        mine.filter(lesson_key=asked.lesson.key, step_key=None).delete()
    AnswerText.objects.filter(answer=answer).delete()
    answer.group, answer.given_at = None, None
    answer.save(update_fields=["group", "given_at"])
    audit.record("answer.taken_back", by=by, about=answer, release=asked.release.pk)
