"""A story for the cast, and what its tests do with it."""

import uuid

from accounts.saving import Save
from reflections.actions import answering
from reflections.queries import answers
from tests import make


def with_a_story(w):
    """Give the cast a story of two questions, without a due date, and return the cast."""
    for one in (w.release, w.ben):
        one.refresh_from_db()  # what a test before this one changed was undone
    w.release.due_on = None
    w.release.save()
    w.story = make.story(release=w.release)
    w.first, w.second = w.story.steps.all()
    return w


def a_save(base=0, body="Words"):
    return Save(uuid.uuid4(), base, "", body)


def asked_of(w, person, step=None):
    return answers.asked(person, w.release.pk, (step or w.first).key)


def give(w, person, body="Mine.", step=None):
    return answering.give(by=person, asked=asked_of(w, person, step), save=a_save(body=body))


def due(w, **spell):
    w.release.due_on = make.ago(**spell).date()
    w.release.save()


def company(w, person):
    story = w.release.version.lessons.prefetch_related("steps").get(pk=w.story.pk)
    return answers.company(person, w.release, story)


def group_of(w, *people, **fields):
    made = make.group(cohort=w.juniper, **fields)
    for person in people:
        made.memberships.create(person=person, starts_at=make.ago(days=5))
    return made


def another(w, name="Dina"):
    person = make.person(name=name)
    make.membership(person=person, cohort=w.juniper)
    return person
