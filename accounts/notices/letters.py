"""Writing a mail: a fixed sentence of its kind, or how many of what, and a link."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.core import signing
from django.core.mail import EmailMessage
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst

from accounts.models import Notice, Person
from accounts.notices.groups import ALWAYS, GROUPS
from accounts.notices.registry import Kind

SALT = "notices.stop"


@dataclass(frozen=True)
class Told:
    """One notice that may be told now, with what it is about."""

    notice: Notice
    kind: Kind
    about: models.Model


class _Spelt(int):
    """A number that picks the plural as a number and is written as a word: Two replies wait."""

    def __str__(self) -> str:
        return capfirst(str(apnumber(int(self))))


def compose(told: list[Told], person: Person) -> EmailMessage:
    """Write the one mail that says all of ``told``, in the person's own language and zone.

    Its templates receive links, days and numbers: no name, no title, no word (product.md,
    decision 8).
    """
    with translation.override(person.told_in), timezone.override(person.zone):
        folder, facts = _one(told[0], person) if len(told) == 1 else _several(told)
        facts |= {"link": _whole(str(facts["link"]))}
        subject = " ".join(render_to_string(f"{folder}/subject.txt", facts).split())
        groups = sorted({one.kind.group for one in told} - ALWAYS)
        stop = _whole(stop_link(person, groups)) if groups else ""
        choices = _whole(reverse("notice_choices")) if person.has_come_in else ""
        foot = {"stop": stop, "choices": choices, "many": len(groups) > 1}
        body = render_to_string(f"{folder}/body.txt", facts).strip()
        body += "\n\n" + render_to_string("emails/foot.txt", foot).strip()
    return EmailMessage(
        subject, f"{body.strip()}\n", to=[person.email], headers=_headers(told, stop)
    )


def _one(told: Told, person: Person) -> tuple[str, dict[str, object]]:
    link = told.kind.link(person, told.about)
    return told.kind.folder, {**told.kind.facts(person, told.about), "link": link}


def _several(told: list[Told]) -> tuple[str, dict[str, object]]:
    counted = Counter(one.kind.name for one in told)
    sentences = {one.kind.name: one.kind.many for one in told}
    lines = [str(sentences[name] % {"count": _Spelt(n)}) for name, n in counted.items()]
    return "emails/several", {"lines": lines, "link": reverse("home")}


def _headers(told: list[Told], stop: str) -> dict[str, str]:
    """Return what mail programs read. No out-of-office note comes back; one click stops it."""
    headers = {"Message-ID": message_id(told), "Auto-Submitted": "auto-generated"}
    if stop:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def message_id(told: list[Told]) -> str:
    """Return the same id whenever the same is sent again, so that a repetition can be told.

    It is made from the first notice. Where each mail carries a new link, each is a new mail.
    """
    first = told[0]
    attempt = f".{first.notice.tries}" if first.kind.renews else ""
    return f"<{first.notice.pk}{attempt}@{urlsplit(settings.SITE_URL).hostname}>"


def _whole(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def stop_link(person: Person, groups: list[str]) -> str:
    """Return the path that ends mail of these groups for her: whoever holds the mail may."""
    token = signing.Signer(salt=SALT).sign_object({"p": str(person.pk), "g": groups})
    return reverse("notice_stop", args=[token])


def read_stop(token: str) -> tuple[str, list[str]] | None:
    """Return (the person's id, the groups) a link was made for; None for any that was not."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(token)
    except Exception:  # noqa: BLE001 - whatever is not ours, however it is broken
        return None
    groups = [name for name in said["g"] if name in GROUPS and name not in ALWAYS]
    return (said["p"], groups) if groups else None
