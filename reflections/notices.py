"""The notice kinds of reflections. Each asks again at send time whether it may still be told."""

from datetime import datetime
from typing import Any, cast

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from accounts import notices
from accounts.models import Cohort, Person
from accounts.notices import Kind
from accounts.policy import allows
from reflections import alerting, noting, reminding, waiting_reminders
from reflections.actions.ending import still_unanswered
from reflections.models import Acknowledgement, Delivery, Grant, Reading, Reply, Version
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
    opened = message.seen_at or _opened_since(person, message.version.entry_id, message.sent_at)
    return not opened and allows(person, "read", message)


def _still_answers(person: Person, version: models.Model) -> bool:
    return allows(person, "answer", version)


def _still_unseen(person: Person, reply: Any) -> bool:
    """Say whether it is news: not what she has read, what was taken back, or a page gone."""
    is_news = reply.sent_at is not None and reply.seen_at is None
    return is_news and allows(person, "read", reply.version)


def _still_changed(person: Person, edition: Any) -> bool:
    return _still_unseen(person, edition.reply)


def _changed_page(person: Person, edition: Any) -> str:
    return _desk_or_page(person, edition.reply.version)


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
    Kind(
        name="asked_to_contact",
        group="contact",
        still=_still_answers,
        link=_desk_or_page,
        at_night=True,
    )
)


def _standing_in(person: Person, about: models.Model) -> str:
    return reverse("standing_in")


def _wellbeing(person: Person, about: models.Model) -> str:
    return reverse("wellbeing")


def _still_stands_in(person: Person, about: models.Model) -> bool:
    return allows(person, "stand_in", about)


def _still_receives(person: Person, about: models.Model) -> bool:
    return allows(person, "receive", about)


notices.register(
    Kind(
        name=alerting.LATE,
        group="contact",
        still=_still_stands_in,
        link=_standing_in,
        at_night=True,
    )
)
notices.register(
    Kind(
        name="handed_over",
        group="contact",
        still=_still_receives,
        link=_wellbeing,
    )
)
notices.before_delivery(alerting.alert)
# No notice: what the trail says of a concern, once the day is over.
notices.before_delivery(noting.note)
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
        name="reply_edited",
        group="replies",
        still=_still_changed,
        link=_changed_page,
        many=ngettext_lazy(
            "%(count)s reply to you was changed.", "%(count)s replies to you were changed.", "count"
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
        counts_for=reminding.counting,
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
        counts_for=reminding.counting,
    )
)
notices.before_delivery(reminding.remind)


# ------------------------------------------------------------------ what waits with a mentor
def _still_promised(person: Person, about: models.Model) -> bool:
    """What was taken back needs no mail, nor what was answered meanwhile."""
    version = getattr(about, "version", about)
    answered = Reply.objects.filter(version=version, sent_at__gte=OuterRef("at"))
    said = Acknowledgement.objects.visible_to(person).filter(~Exists(answered), version=version)
    return said.exists()


def _desk_or_cohort(person: Person, about: models.Model) -> str:
    """Return the desk for who may answer; for a lead her cohort's figures, without names."""
    version = cast(Version, about)
    if allows(person, "answer", version):
        return reverse("desk", args=[version.entry_id])
    assert version.cohort is not None  # noqa: S101 - else nobody leads it
    return reverse("cohort_progress", args=[version.cohort.slug])


notices.register(
    Kind(
        name="acknowledged",
        group="replies",
        still=_still_promised,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s page of yours was read; an answer will come.",
            "%(count)s pages of yours were read; an answer will come.",
            "count",
        ),
    )
)
notices.register(
    Kind(
        name=waiting_reminders.FIVE,
        group=waiting_reminders.GROUP,
        still=lambda person, about: waiting_reminders.still_waits(person, cast(Version, about)),
        link=_desk_or_cohort,
        many=ngettext_lazy(
            "%(count)s page has waited five days for your answer.",
            "%(count)s pages have waited five days for your answer.",
            "count",
        ),
    )
)
notices.register(
    Kind(
        name=waiting_reminders.TEN,
        group=waiting_reminders.GROUP,
        still=lambda person, about: waiting_reminders.still_needs(person, cast(Version, about)),
        link=_desk_or_cohort,
        many=ngettext_lazy(
            "%(count)s page has waited ten days for an answer.",
            "%(count)s pages have waited ten days for an answer.",
            "count",
        ),
    )
)
notices.register(
    Kind(
        name="claim_asked",
        group="to_read",
        still=_still_answers,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s answer of yours somebody else would write.",
            "%(count)s answers of yours somebody else would write.",
            "count",
        ),
    )
)
notices.register(
    Kind(
        name="claim_left",
        group="to_read",
        still=_still_answers,
        link=_desk_or_page,
        many=ngettext_lazy(
            "%(count)s answer was left to you.", "%(count)s answers were left to you.", "count"
        ),
    )
)
notices.before_delivery(waiting_reminders.remind)


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


def _may_know(person: Person, about: models.Model) -> bool:
    return allows(person, "read", about)


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
        still=_may_know,
        link=_opened_entry,
        at_night=True,
    )
)
