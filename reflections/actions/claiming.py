"""Where two may answer, one of them writes: a claim, half an hour at a time.

It is taken by the first save of a reply and kept alive by the following ones. It never stands in
the way of keeping words; it stops a second answer from being sent by mistake.
"""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Draft, Person
from reflections.actions.desk import authorise, newest
from reflections.models import Claim, Version
from reflections.parts import beneath
from reflections.queries import answering

LEASE = timedelta(minutes=30)
# Saves look after a lease so often, in seconds.
EVERY = 300
MOST = 4
TOO_MANY = _("You are writing four answers already. Send one of them first, or leave it.")


def hold(*, by: Person, version: Version) -> Claim | None:
    """Let ``by`` write this answer, if two may and nobody else is at it; return who is.

    None where nobody else may answer, or where she holds four others. NotYours without the right.
    """
    authorise(by, version)
    if all(one.pk == by.pk for one in answering(version)):
        return None
    with transaction.atomic():
        # Of her own tabs one counts at a time, so that four stays four.
        Person.objects.select_for_update().get(pk=by.pk)
        return _take(by, version) or Claim.objects.filter(version=version).first()


def _take(by: Person, version: Version) -> Claim | None:
    """Take a free or lapsed claim, or go on with one's own; None when neither may be."""
    now = timezone.now()
    mine = Claim.objects.filter(person=by, until__gt=now).exclude(version=version)
    if mine.count() >= MOST:
        return None
    # One statement looks and takes: of two at once the second finds it taken.
    theirs = Claim.objects.filter(version=version)
    renewed = theirs.filter(person=by, until__gt=now).update(until=now + LEASE)
    facts = {"person": by, "since": now, "until": now + LEASE, "asked_by": None}
    free = Q(until__lte=now) | Q(person=by)
    if not renewed and not theirs.filter(free).update(**facts):
        try:
            with transaction.atomic():
                return Claim.objects.create(version=version, **facts)
        except IntegrityError:
            return None
    return theirs.first()


def at_save(*, by: Person, version: Version, draft: Draft) -> None:
    """Take the claim with the first save of a reply, and keep it alive with the following ones.

    Looked at again every five minutes of writing, so that most saves ask nothing more.
    """
    now = timezone.now()
    if draft.revision == 0 or now.timestamp() // EVERY > draft.updated_at.timestamp() // EVERY:
        hold(by=by, version=version)


def must_be_free(*, by: Person, version: Version) -> None:
    """NotNow while somebody else is writing the answer to this version."""
    claim = Claim.objects.filter(version=version, until__gt=timezone.now()).exclude(person=by)
    held = claim.select_related("person").first()
    if held is not None:
        said = _("%(name)s is writing an answer to this page. What you wrote is kept.")
        raise NotNow(said % {"name": held.person.name})


def done(*, version: Version) -> None:
    """Let go of the claim: the answer is sent."""
    Claim.objects.filter(version=version).delete()


# ------------------------------------------------------------------ by hand
@transaction.atomic
def take_over(*, by: Person, entry_id: uuid.UUID) -> Claim:
    """Take the writing of an answer on, once the other's half hour is over.

    NotYours without the right, NotNow while it runs, Refused with four others in hand.
    """
    version = newest(by, entry_id, lock=True)
    must_be_free(by=by, version=version)
    claim = hold(by=by, version=version)
    if claim is None:
        raise Refused(TOO_MANY)
    if claim.person_id != by.pk:
        must_be_free(by=by, version=version)
        raise Refused(TOO_MANY)
    audit.record("answer.claimed", by=by, about=version.entry, version=version.pk)
    return claim


@transaction.atomic
def ask(*, by: Person, entry_id: uuid.UUID) -> Claim:
    """Ask whoever is writing to leave the answer to ``by``. NotNow when nobody is any more."""
    version = newest(by, entry_id)
    claims = beneath(Claim, version=version).filter(until__gt=timezone.now())
    claim = claims.exclude(person=by).select_related("person").first()
    if claim is None:
        raise NotNow(_("Nobody else is writing this answer any more. You can begin."))
    if claim.asked_by_id != by.pk:
        claim.asked_by = by
        claim.save(update_fields=["asked_by"])
        notices.tell_daily("claim_asked", to=claim.person, about=version, again=by.pk.hex[:8])
    return claim


@transaction.atomic
def leave(*, by: Person, entry_id: uuid.UUID) -> Person | None:
    """Leave the answer to whoever asked for it, or to anybody. Return who has it now.

    What ``by`` wrote of it stays hers. NotYours when it was not hers to leave.
    """
    version = newest(by, entry_id, lock=True)
    claim = beneath(Claim, version=version).filter(person=by).first()
    if claim is None:
        raise NotYours
    asker = claim.asked_by
    claim.delete()
    audit.record("answer.left", by=by, about=version.entry, version=version.pk)
    if asker is None:
        return None
    try:
        held = hold(by=asker, version=version)
    except NotYours:
        return None  # she may not answer any more
    notices.tell_daily("claim_left", to=asker, about=version)
    return asker if held is not None and held.person_id == asker.pk else None
