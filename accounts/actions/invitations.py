"""Inviting people, and their coming in: a single-use link bound to one person and one address.

Only the SHA-256 of a link's secret is kept. A link opens for fourteen days, once, and only while
its person may sign in and still has the address it was made for (product.md, decision 23).
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Invitation, Membership, Notice, Person
from accounts.policy import allows

OPEN_FOR = timedelta(days=14)
# Between two letters to the same person.
PAUSE = timedelta(hours=1)


def may_come_in(person: Person) -> bool:
    """Say whether an invitation makes sense: she may sign in and has not come in yet."""
    return person.is_active and not person.has_come_in


def fingerprint(token: str) -> str:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _authorise(person: Person, by: Person) -> None:
    if not allows(by, "change", person):
        raise Refused(_("Only the programme administrator invites people."))
    if not person.is_active:
        raise NotNow(_("This person may not sign in. Let them in again first."))
    if person.has_come_in:
        raise NotNow(_("This person has come in already and signs in as usual."))


@transaction.atomic
def invite(*, person: Person, by: Person) -> None:
    """Put an invitation for ``person`` into the outbox; one that waits already is not doubled.

    Refused when ``by`` may not, NotNow when the person is suspended or has come in already.
    """
    _authorise(person, by)
    letters = Notice.objects.filter(to=person, kind="invitation")
    if letters.filter(sent_at=None, dropped_at=None).exists():
        return
    notices.tell("invitation", to=person, about=person, again=str(letters.count()))
    audit.record("person.invited", by=by, about=person)


@transaction.atomic
def invite_members(*, cohort: Cohort, by: Person) -> int:
    """Invite everybody in a cohort who has not come in yet; return how many letters go out.

    Whoever was written to within the last hour is not written to again. Refused for a cohort
    ``by`` may not change.
    """
    if not allows(by, "change", cohort):
        raise Refused(_("You may not change this."))
    now = Membership.objects.current().filter(cohort=cohort)
    return write_to(Person.objects.filter(pk__in=now.values("person")), by=by, again=True)


def write_to(people: QuerySet[Person], *, by: Person, again: bool) -> int:
    """Put invitations into the outbox for those of ``people`` who have not come in yet.

    The caller has asked whether ``by`` may. Those with a letter already are left out; with
    ``again`` only those whose letter still waits or is younger than an hour. Two queries.
    """
    letters = Count("notices", filter=Q(notices__kind="invitation"))
    waits = Q(kind="invitation", sent_at=None, dropped_at=None)
    young = Q(kind="invitation", made_at__gt=timezone.now() - PAUSE)
    recent = Notice.objects.filter(waits | young, to=OuterRef("pk"))
    found = people.filter(~Exists(recent), is_active=True).annotate(letters=letters)
    wanted = [one for one in found if may_come_in(one) and (again or not one.letters)]
    notices.tell_each("invitation", people=[(one, one, str(one.letters)) for one in wanted])
    audit.record_each("person.invited", by=by, rows=[(one, {}) for one in wanted])
    return len(wanted)


@transaction.atomic
def mint(*, person: Person, by: Person | None) -> str:
    """Make a new link for ``person``, withdraw her earlier ones, and return the link's path.

    ``by`` is None for the portal itself (a mail being sent, a command). The path is the only
    place that ever holds the secret. Refused and NotNow as in ``invite``.
    """
    if by is not None:
        _authorise(person, by)
    elif not may_come_in(person):
        raise NotNow(_("This person cannot be invited now."))
    now = timezone.now()
    _still_open(person).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        person=person,
        email=person.email,
        token_hash=fingerprint(token),
        made_at=now,
        expires_at=now + OPEN_FOR,
    )
    audit.record("invitation.made", by=by, about=person, invitation=made.pk)
    return reverse("invitation", args=[token])


@transaction.atomic
def withdraw(*, person: Person, by: Person) -> int:
    """Close every open link of ``person`` and return how many there were. Refused as above."""
    if not allows(by, "change", person):
        raise Refused(_("Only the programme administrator withdraws invitations."))
    closed = _still_open(person).update(withdrawn_at=timezone.now())
    if closed:
        audit.record("invitation.withdrawn", by=by, about=person, links=closed)
    return closed


def _still_open(person: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person=person, used_at=None, withdrawn_at=None)


def open_invitation(token_hash: str) -> Invitation | None:
    """Return the invitation this fingerprint opens now, its person fetched along, or None.

    Used, withdrawn, expired, of a suspended person, for another address than she has now,
    or never made: all are None, so that a page can say the same of each.
    """
    found = (
        Invitation.objects.filter(
            token_hash=token_hash,
            used_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            email=F("person__email"),
        )
        .select_related("person")
        .first()
    )
    return found if found is not None and may_come_in(found.person) else None


@transaction.atomic
def accept(
    *, token_hash: str, by: Person, name: str, pronouns: str, time_zone: str, password: str
) -> Person:
    """Let ``by`` in through her invitation: details, password and verified address, once.

    The caller has validated the values. NotNow when the link does not open (any more).
    """
    closed = NotNow(_("This link does not open any more."))
    invitation = open_invitation(token_hash)
    if invitation is None or invitation.person != by:
        raise closed
    now = timezone.now()
    # The guarded update is what makes it single-use: of two requests one changes a row.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
        raise closed
    person = invitation.person
    person.name, person.pronouns, person.time_zone = name, pronouns, time_zone
    person.joined_at = now
    person.set_password(password)
    person.save(update_fields=["name", "pronouns", "time_zone", "joined_at", "password"])
    _still_open(person).update(withdrawn_at=now)
    confirm_address(person)
    audit.record("person.joined", by=person, about=person)
    return person


def confirm_address(person: Person) -> None:
    """Tell the sign-in pages that ``person``'s address is hers: the letter reached her there."""
    addresses = EmailAddress.objects.filter(user=person)
    addresses.exclude(email=person.email).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
