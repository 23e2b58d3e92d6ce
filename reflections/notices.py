"""The notice kinds of reflections. Each asks again at send time whether it may still be told."""

from datetime import datetime
from typing import Any, cast

from django.db import models
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts import notices
from accounts.models import Cohort, Person
from accounts.notices import Kind
from accounts.policy import allows
from reflections import reminding
from reflections.actions.ending import still_unanswered
from reflections.models import Delivery, Grant, Reading
from reflections.queries import own_letters


def _desk_or_page(person: Person, about: Any) -> str:
    """Return the desk for those who may answer, the page for the author and those who only read."""
    version = getattr(about, "version", about)
    answers = version.entry.author_id != person.pk and allows(person, "answer", version)
    return reverse("desk" if answers else "entry", args=[version.entry_id])


def _opened_since(person: Person, entry: Any, moment: datetime) -> bool:
    return Reading.objects.filter(entry=entry, person=person, at__gte=moment).exists()


def _still_to_read(person: Person, version: Any) -> bool:
    """What she has opened meanwhile needs no mail."""
    opened = _opened_since(person, version.entry_id, version.submitted_at)
    return not opened and allows(person, "read", version)


def _still_unopened(person: Person, message: Any) -> bool:
    opened = _opened_since(person, message.version.entry_id, message.sent_at)
    return not opened and allows(person, "read", message)


def _still_answers(person: Person, version: models.Model) -> bool:
    return allows(person, "answer", version)


def _still_unseen(person: Person, reply: Any) -> bool:
    """A reply she has read meanwhile needs no mail, nor one to a page that is gone."""
    return reply.seen_at is None and allows(person, "read", reply.version)


notices.register(
    Kind(
        name="something_to_read",
        group="to_read",
        still=_still_to_read,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s page is new to read.", "%(count)s pages are new to read.", "count"
        ),
    )
)
notices.register(
    Kind(name="asked_to_contact", group="contact", still=_still_answers, link=_desk_or_page)
)
notices.register(
    Kind(
        name="reply",
        group="replies",
        still=_still_unseen,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s reply waits for you.", "%(count)s replies wait for you.", "count"
        ),
    )
)
notices.register(
    Kind(
        name="wrote_back",
        group="messages",
        still=_still_unopened,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s answer waits for you.", "%(count)s answers wait for you.", "count"
        ),
    )
)


def _ended_unanswered(person: Person, about: models.Model) -> bool:
    return still_unanswered(person, cast(Cohort, about))


def _journal(person: Person, about: models.Model) -> str:
    return reverse("journal")


notices.register(
    Kind(
        name="not_answered",
        group="endings",
        still=_ended_unanswered,
        link=_journal,
        many=ngettext_lazy(
            "%(count)s cohort ended before something of yours was answered.",
            "%(count)s cohorts ended before something of yours was answered.",
            "count",
        ),
    )
)


def _still_comes(person: Person, about: models.Model) -> bool:
    """A day that was taken away is gone; what is no letter of hers any more comes to nobody."""
    entry = cast(Delivery, about).entry_id
    return own_letters(person).filter(pk=entry).exists()


def _letter(person: Person, about: models.Model) -> str:
    return reverse("entry_letter", args=[cast(Delivery, about).entry_id])


notices.register(
    Kind(
        name="letter",
        group="letters",
        still=_still_comes,
        link=_letter,
        many=ngettext_lazy(
            "%(count)s letter you wrote is here.", "%(count)s letters you wrote are here.", "count"
        ),
    )
)


def _home(person: Person, about: models.Model) -> str:
    return reverse("home")


_open_reflections = ngettext_lazy(
    "%(count)s reflection is open.", "%(count)s reflections are open.", "count"
)
notices.register(
    Kind(
        name=reminding.FIRST,
        group=reminding.GROUP,
        still=lambda person, about: reminding.still_open(person, about, reminding.FIRST),
        link=_home,
        many=_open_reflections,
        facts=reminding.weekday_due,
    )
)
notices.register(
    Kind(
        name=reminding.LAST,
        group=reminding.GROUP,
        still=lambda person, about: reminding.still_open(person, about, reminding.LAST),
        link=_home,
        many=ngettext_lazy(
            "%(count)s reflection is still open.",
            "%(count)s reflections are still open.",
            "count",
        ),
        facts=reminding.may_pass,
    )
)
notices.before_delivery(reminding.remind)


# ------------------------------------------------------------------ break-glass
def _grant(person: Person, about: models.Model) -> str:
    return reverse("grant", args=[about.pk])


def _opened_entry(person: Person, about: models.Model) -> str:
    entry = cast(Grant, about).entry
    # What she threw away meanwhile has no page any more; who opened it, and why, still has one.
    if entry is None or entry.gone_at is not None:
        return _grant(person, about)
    return reverse("entry", args=[entry.pk]) + "#glass"


def _may_decide(person: Person, about: models.Model) -> bool:
    return allows(person, "decide", about)


def _asked(person: Person, about: models.Model) -> bool:
    return cast(Grant, about).asked_by_id == person.pk


notices.register(
    Kind(name="glass_asked", group="approvals", still=_may_decide, link=_grant, at_night=True)
)
notices.register(
    Kind(name="glass_decided", group="approvals", still=_asked, link=_grant, at_night=True)
)
notices.register(
    Kind(
        name="glass_opened",
        group="readers",
        still=lambda person, about: allows(person, "read", about),
        link=_opened_entry,
        at_night=True,
    )
)
