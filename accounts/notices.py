"""The outbox: who is to be told what kind of thing. Never a word of what it is about.

An action calls ``tell`` inside its own transaction; ``deliver`` (the command ``deliver_notices``)
sends later, asks again whether the person may still know, and sends each notice once.
"""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Notice, Person

logger = logging.getLogger("portal.notices")
CLAIM = timedelta(minutes=10)
MOST_TRIES = 8


@dataclass(frozen=True)
class Kind:
    """One kind of notice. ``still`` says whether the person may (still) be told of ``about``;
    ``link`` returns the path a mail points to, made at the moment of sending."""

    name: str
    still: Callable[[Person, models.Model], bool]
    link: Callable[[Person, models.Model], str]

    @property
    def folder(self) -> str:
        return f"emails/{self.name}"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; its mail lives in ``templates/emails/<name>/``."""
    if kind.name in _kinds:
        raise ValueError(f"The notice kind {kind.name!r} is registered already.")
    _kinds[kind.name] = kind


def kinds() -> dict[str, Kind]:
    """Return all registered kinds."""
    return dict(_kinds)


def tell(
    kind: str, *, to: Person, about: models.Model, again: str = "", after: timedelta | None = None
) -> None:
    """Put one notice into the outbox, in the caller's transaction.

    The same kind about the same thing is told once; ``again`` tells a second occasion apart.
    """
    if kind not in _kinds:
        raise KeyError(kind)
    now = timezone.now()
    Notice.objects.get_or_create(
        once=f"{kind}:{to.pk}:{about._meta.label_lower}:{about.pk}:{again}",
        defaults={
            "to": to,
            "kind": kind,
            "about_kind": about._meta.label_lower,
            "about": str(about.pk),
            "made_at": now,
            "due_at": now + (after or timedelta()),
        },
    )


def deliver(*, most: int = 500) -> dict[str, int]:
    """Send what is due; return how many were sent, dropped and put off.

    Two deliverers at once send each notice once.
    """
    done = {"sent": 0, "dropped": 0, "later": 0}
    now = timezone.now()
    waiting = Notice.objects.filter(sent_at=None, dropped_at=None, due_at__lte=now)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    for notice in waiting.filter(free).select_related("to").order_by("due_at")[:most]:
        # A guarded update is the claim: of two deliverers only one sees a changed row.
        claim = waiting.filter(free, pk=notice.pk)
        if claim.update(claimed_at=timezone.now(), tries=models.F("tries") + 1):
            done[_send(notice)] += 1
    return done


def _send(notice: Notice) -> str:
    kind, about = _kinds.get(notice.kind), _about(notice)
    person = notice.to
    if kind is None or about is None or not person.is_active or not kind.still(person, about):
        Notice.objects.filter(pk=notice.pk).update(dropped_at=timezone.now())
        return "dropped"
    try:
        _mail(kind, person, about)
    except (smtplib.SMTPException, OSError) as error:
        # Only the class of the failure: an SMTP answer can repeat what was sent.
        logger.warning("notice %s not sent: %s", notice.pk, type(error).__name__)
        wait = timedelta(minutes=2 ** min(notice.tries, 8))
        given_up = {"dropped_at": timezone.now()} if notice.tries + 1 >= MOST_TRIES else {}
        Notice.objects.filter(pk=notice.pk).update(
            claimed_at=None, due_at=timezone.now() + wait, **given_up
        )
        return "later"
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now())
    return "sent"


def _about(notice: Notice) -> models.Model | None:
    model = apps.get_model(notice.about_kind)
    return model._base_manager.filter(pk=notice.about).first()


def _mail(kind: Kind, person: Person, about: models.Model) -> None:
    """Send the mail of ``kind``. Its templates receive a link and a first name, nothing else."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "link": f"{settings.SITE_URL.rstrip('/')}{kind.link(person, about)}",
            "first_name": person.get_short_name(),
        }
        subject = " ".join(render_to_string(f"{kind.folder}/subject.txt", facts).split())
        message = EmailMultiAlternatives(
            subject, render_to_string(f"{kind.folder}/body.txt", facts), to=[person.email]
        )
        message.attach_alternative(render_to_string(f"{kind.folder}/body.html", facts), "text/html")
        message.send()
