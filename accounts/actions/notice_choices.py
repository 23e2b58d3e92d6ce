"""When somebody wants to be told: what she chooses on the page, or ends by a link in a mail."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import Notice, NoticeChoice, Person
from accounts.notices import GROUPS, kinds

AT_ONCE, OFF = NoticeChoice.How.AT_ONCE, NoticeChoice.How.OFF


@transaction.atomic
def choose(*, by: Person, said: Mapping[str, str]) -> None:
    """Keep when ``by`` wants to be told of these groups; what waits goes as she wants it now.

    Refused (field: the group) for what is always sent or for a choice that is not offered.
    """
    if not by.is_active:
        raise Refused(_("You may not sign in at the moment."))
    for name, how in said.items():
        group = GROUPS.get(name)
        if group is None or group.always or how not in group.offered:
            raise Refused(_("This cannot be chosen."), field=name)
    before = dict(NoticeChoice.objects.filter(person=by).values_list("group", "how"))
    changed = {name: how for name, how in said.items() if before.get(name, AT_ONCE) != how}
    if changed:
        NoticeChoice.objects.bulk_create(
            [NoticeChoice(person=by, group=name, how=how) for name, how in changed.items()],
            update_conflicts=True,
            unique_fields=["person", "group"],
            update_fields=["how"],
        )
        _look_again(by, changed)
        audit.record("notices.chosen", by=by, about=by)


def stop(*, by: Person, groups: Iterable[str]) -> None:
    """End mail of these groups: whoever holds a letter to ``by`` may. Refused as in ``choose``."""
    choose(by=by, said=dict.fromkeys(groups, OFF))


def _look_again(person: Person, groups: Iterable[str]) -> None:
    """Let what waits for a morning be looked at now; what a server refused keeps its pause."""
    now = timezone.now()
    names = [kind.name for kind in kinds().values() if kind.group in groups]
    waiting = Notice.objects.filter(to=person, kind__in=names, sent_at=None, dropped_at=None)
    waiting.filter(claimed_at=None, tries=0, ready_at__lte=now).update(due_at=now)
