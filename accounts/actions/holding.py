"""Legal holds, and the periods of keeping: what the programme office decides about endings."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import Refused
from accounts.models import Forewarning, LegalHold, Person, RetentionRule
from accounts.periods import PERIODS, Key, Periods


@transaction.atomic
def place(*, hold: LegalHold, by: Person) -> None:
    """Begin a hold. What was announced to go does not; after it, she is warned anew."""
    rows.add(hold, by=by, verb="hold.placed")
    Forewarning.objects.filter(person=hold.person).delete()


@transaction.atomic
def change(*, hold: LegalHold, by: Person, **fields: Any) -> None:
    """Change a hold's dates, its reference, or whether the person may know."""
    before = LegalHold.objects.get(pk=hold.pk).is_over
    rows.change(hold, by=by, verb="hold.changed", fields=fields)
    if hold.is_over and not before:
        audit.record("hold.lifted", by=by, about=hold)


def add_period(*, rule: RetentionRule, by: Person) -> None:
    """Keep a period of the school's own."""
    _check(rule.key, rule.period)
    rule.changed_at = timezone.now()
    rows.add(rule, by=by, verb="period.changed", rule=rule.key, period=rule.period)


def change_period(*, rule: RetentionRule, by: Person, period: int, reason: str) -> None:
    """Change a period, with the reason. Refused outside its bounds."""
    _check(rule.key, period)
    fields = {"period": period, "reason": reason, "changed_at": timezone.now()}
    rows.change(rule, by=by, verb="period.changed", fields=fields, rule=rule.key, period=period)


def remove_period(*, rule: RetentionRule, by: Person) -> None:
    """Let a period be as the portal has it again."""
    rows.remove(rule, by=by, verb="period.restored", rule=rule.key)


def _check(key: str, period: int) -> None:
    one = PERIODS.get(key)
    if one is None:
        raise Refused(_("Choose what it is about."), field="key")
    if not one.least <= period <= one.most:
        bounds = {"least": one.said(one.least), "most": one.said(one.most)}
        raise Refused(_("It is at least %(least)s and at most %(most)s.") % bounds, field="period")
    now = Periods()
    lengths = {name: now.length(name) for name in (Key.SUBMITTED_LEFT, Key.ACCOUNT_LEFT)}
    lengths[Key(key)] = period
    if lengths[Key.ACCOUNT_LEFT] < lengths[Key.SUBMITTED_LEFT]:
        raise Refused(
            _("An account cannot go before the submitted pages: it takes them along."),
            field="period",
        )
