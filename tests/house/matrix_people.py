"""The rows of docs/visibility.md about people, and who they are to each other."""

from typing import Any

from django.db.models import Model

from accounts.models import (
    Appointment,
    AuditEvent,
    Conflict,
    Cover,
    Evaluating,
    FeedToken,
    GroupMembership,
    HelpContact,
    Invitation,
    Membership,
    MentorChange,
    Mentoring,
    Notice,
    NoticeChoice,
    RosterUpload,
    School,
)
from reflections.models import Handover
from tests import make
from tests.house.finding import Things
from tests.world import World


def _evaluating(w: World) -> Evaluating:
    held = Evaluating.objects.filter(evaluator=w.gita, student=w.asha).first()
    return held or make.evaluating(evaluator=w.gita, student=w.asha, cohort=w.juniper)


def _evaluated(w: World) -> Model:
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    return w.entries["submitted"]


def _said_apart(w: World, other: Any) -> Conflict:
    """Let the author have said that she must not be matched with somebody."""
    return Conflict.objects.get_or_create(one=w.asha, other=other, is_own=True)[0]


def _mentor_change(w: World) -> MentorChange:
    pair = Mentoring.objects.get(student=w.asha, mentor=w.ekdal)
    known = MentorChange.objects.filter(mentoring=pair).first()
    return known or MentorChange.objects.create(student=w.asha, cohort=w.juniper, mentoring=pair)


PEOPLE: Things = {
    "the author’s name and picture": (lambda w: w.asha, "read"),
    "how to reach the author": (lambda w: w.asha, "reach"),
    "a person’s details, to change": (lambda w: w.asha, "change"),
    "the cohort": (lambda w: w.juniper, "read"),
    "the cohort’s roster": (lambda w: w.juniper, "roster"),
    "the cohort’s release plan": (lambda w: w.juniper, "plan"),
    "the cohort, to change": (lambda w: w.juniper, "change"),
    "the cohort’s progress, in figures": (lambda w: w.juniper, "progress"),
    "a membership": (lambda w: Membership.objects.get(person=w.asha), "read"),
    "a membership, to change": (lambda w: Membership.objects.get(person=w.asha), "change"),
    "a group of the cohort": (lambda w: make.group(cohort=w.juniper), "read"),
    "a place in a group": (
        lambda w: GroupMembership.objects.create(
            group=make.group(cohort=w.juniper), person=w.asha, starts_at=make.ago(days=9)
        ),
        "read",
    ),
    "who mentors whom": (lambda w: Mentoring.objects.get(student=w.asha, mentor=w.ekdal), "read"),
    "a pairing, to change": (
        lambda w: Mentoring.objects.get(student=w.asha, mentor=w.ekdal),
        "change",
    ),
    "a request for another mentor": (_mentor_change, "read"),
    "a request for another mentor, to add to": (_mentor_change, "write"),
    "what may go along to a next mentor": (
        lambda w: Handover.objects.get_or_create(
            change=_mentor_change(w), entry=w.entries["submitted"]
        )[0],
        "read",
    ),
    "the leave of the author’s mentor": (lambda w: make.leave(person=w.ekdal), "read"),
    "that leave, to change": (lambda w: make.leave(person=w.ekdal), "change"),
    "who covers": (lambda w: Cover.objects.get(cover=w.noma), "read"),
    "two who must not be matched": (
        lambda w: Conflict.objects.create(one=w.asha, other=w.fox),
        "read",
    ),
    "whom the author said she must not be matched with": (
        lambda w: _said_apart(w, w.fox),
        "read",
    ),
    "what the author said so, to lift": (
        lambda w: _said_apart(w, w.fox),
        "delete",
    ),
    "what the author said so, to take back": (
        lambda w: _said_apart(w, w.fox),
        "take_back",
    ),
    "what was said so of the administrator": (
        lambda w: _said_apart(w, w.ivo),
        "read",
    ),
    "who evaluates the author": (_evaluating, "read"),
    "who evaluates the author, to change": (_evaluating, "change"),
    "that the lead evaluates the author, to change": (
        lambda w: make.evaluating(evaluator=w.hana, student=w.asha, cohort=w.juniper),
        "change",
    ),
    "a submitted entry whose mentor evaluates the author": (_evaluated, "read"),
    "an office in the school": (lambda w: Appointment.objects.get(person=w.ivo), "read"),
    "an invitation": (
        lambda w: Invitation.objects.create(
            person=w.asha, email=w.asha.email, token_hash="0" * 64, expires_at=make.ago(days=-9)
        ),
        "read",
    ),
    "the school": (lambda w: School.objects.get(), "read"),
    "the school, to change": (lambda w: School.objects.get(), "change"),
    "a help contact": (lambda w: HelpContact.objects.get(), "read"),
    "a help contact, to change": (lambda w: HelpContact.objects.get(), "change"),
    "the audit trail": (lambda w: AuditEvent.objects.create(verb="school.opened"), "read"),
    "the secret of the author’s calendar": (
        lambda w: FeedToken.objects.create(person=w.asha, token_hash="0" * 64),
        "read",
    ),
    "a list of people the lead uploaded": (
        lambda w: RosterUpload.objects.create(uploader=w.hana, cohort=w.juniper, data=b"x"),
        "read",
    ),
    "a notice in the outbox": (
        lambda w: Notice.objects.create(to=w.asha, kind="reply", once="matrix"),
        "read",
    ),
    "what mail the author wants": (
        lambda w: NoticeChoice.objects.get_or_create(person=w.asha, group="replies", how="off")[0],
        "read",
    ),
}
