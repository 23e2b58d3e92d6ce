"""The outbox: who is to be told what kind of thing. Never a word of what it is about.

An action calls ``tell`` inside its own transaction; ``deliver`` (the command ``deliver_notices``)
sends later, asks again whether the person may still know, and sends each notice once. Only where
a deliverer dies between the mail server's yes and its own note of it can a mail go out twice.
"""

import logging
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Notice, Person

logger = logging.getLogger("portal.notices")
# Longer than any one mail can take (EMAIL_TIMEOUT); after it a dead deliverer's claim is void.
CLAIM = timedelta(minutes=10)
# With the waits of ``_wait``: a mail that one address refuses is tried for about two days.
MOST_TRIES = 14


Still = Callable[[Person, models.Model], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of notice. ``still`` says whether the person may (still) be told of ``about``;
    ``link`` returns the path a mail points to, made at the moment of sending."""

    name: str
    still: Still
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
    _put([_notice(kind, to, about, again, after)])


def tell_each(kind: str, *, people: Iterable[tuple[Person, models.Model, str]]) -> None:
    """Put one notice for each (person, about, again) into the outbox, all in one go."""
    _put([_notice(kind, person, about, again, None) for person, about, again in people])


def _notice(
    kind: str, to: Person, about: models.Model, again: str, after: timedelta | None
) -> Notice:
    if kind not in _kinds:
        raise KeyError(kind)
    now = timezone.now()
    return Notice(
        once=f"{kind}:{to.pk}:{about._meta.label_lower}:{about.pk}:{again}",
        to=to,
        kind=kind,
        about_kind=about._meta.label_lower,
        about=str(about.pk),
        made_at=now,
        due_at=now + (after or timedelta()),
    )


def _put(notices: list[Notice]) -> None:
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


class MailAway(Exception):
    """The mail server cannot be reached: nothing is tried, nothing is counted as a try."""


def deliver(*, most: int = 500) -> dict[str, int]:
    """Send what is due; return how many were sent, dropped and put off. Safe to run twice at once.

    While the mail server is away everything stays as it was, however long that lasts.
    """
    done = {"sent": 0, "dropped": 0, "later": 0}
    now = timezone.now()
    waiting = Notice.objects.filter(sent_at=None, dropped_at=None, due_at__lte=now)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    post = mail.get_connection()
    try:
        for pk in waiting.filter(free).order_by("due_at").values_list("pk", flat=True)[:most]:
            # A guarded update is the claim: of two deliverers only one sees a changed row.
            if waiting.filter(free, pk=pk).update(claimed_at=timezone.now(), tries=F("tries") + 1):
                done[_settle(Notice.objects.select_related("to").get(pk=pk), post)] += 1
    except MailAway:
        done["later"] += 1
    finally:
        post.close()
    return done


def _settle(notice: Notice, post: BaseEmailBackend) -> str:
    """Send, drop or put off one claimed notice; return which of the three it was."""
    try:
        told = _still_to_tell(notice)
    except Exception as error:  # noqa: BLE001 - one broken notice must not hold up the others
        return _put_off(notice, error)
    if told is None:
        _mark(notice, dropped_at=timezone.now())
        return "dropped"
    _open(post, notice)
    try:
        post.send_messages([_compose(*told)])
    except Exception as error:  # noqa: BLE001 - a refused address, a broken template: the same
        post.close()
        return _put_off(notice, error)
    _mark(notice, sent_at=timezone.now())
    return "sent"


def _open(post: BaseEmailBackend, notice: Notice) -> None:
    """Reach the mail server before the mail is written: writing an invitation spends a link."""
    try:
        post.open()
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("mail server away: %s", type(error).__name__)
        _mark(notice, claimed_at=None, tries=F("tries") - 1)
        raise MailAway from error


def _mark(notice: Notice, **fields: object) -> None:
    Notice.objects.filter(pk=notice.pk).update(**fields)


def _wait(tries: int) -> timedelta:
    """Return how long to wait after this many tries: two minutes, doubling, at most eight hours."""
    return timedelta(minutes=min(2**tries, 480))


def _put_off(notice: Notice, error: Exception) -> str:
    # Only the class of the failure: a mail server's answer can repeat what was sent.
    logger.warning("notice %s not sent: %s", notice.pk, type(error).__name__)
    if notice.tries >= MOST_TRIES:
        _mark(notice, dropped_at=timezone.now())
        return "dropped"
    _mark(notice, claimed_at=None, due_at=timezone.now() + _wait(notice.tries))
    return "later"


def _still_to_tell(notice: Notice) -> tuple[Kind, Person, models.Model] | None:
    """Return what to tell whom, or None when the person may not be told (any more)."""
    kind, about, person = _kinds.get(notice.kind), _about(notice), notice.to
    if kind is None or about is None or not person.is_active or not kind.still(person, about):
        return None
    return kind, person, about


def _about(notice: Notice) -> models.Model | None:
    model = apps.get_model(notice.about_kind)
    return model._base_manager.filter(pk=notice.about).first()


def _compose(kind: Kind, person: Person, about: models.Model) -> mail.EmailMultiAlternatives:
    """Write the mail of ``kind``. Its templates receive a link and nothing else: no name, no
    title, no word (product.md, decision 8)."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = {"link": f"{settings.SITE_URL.rstrip('/')}{kind.link(person, about)}"}
        subject = " ".join(render_to_string(f"{kind.folder}/subject.txt", facts).split())
        message = mail.EmailMultiAlternatives(
            subject, render_to_string(f"{kind.folder}/body.txt", facts), to=[person.email]
        )
        html = render_to_string(f"{kind.folder}/body.html", facts)
        message.attach_alternative(html, "text/html")
        return message
