"""The outbox: who is to be told what kind of thing. Never a word of what it is about.

An action calls ``tell`` inside its own transaction; ``deliver`` (the command ``deliver_notices``)
sends later, in the person's own time and as she chose, asks again whether she may still know, and
sends each notice once. Only where a mail server takes a mail and cannot say so any more can it go
out twice; then both carry the same Message-ID.
"""

from accounts.notices.delivery import MOST_TRIES, deliver
from accounts.notices.groups import ALWAYS, GROUPS, Group
from accounts.notices.health import Outbox, outbox
from accounts.notices.registry import Kind, Still, kinds, register
from accounts.notices.rounds import before_delivery, prepare
from accounts.notices.telling import drop, tell, tell_daily, tell_each

__all__ = [
    "ALWAYS",
    "GROUPS",
    "MOST_TRIES",
    "Group",
    "Kind",
    "Outbox",
    "Still",
    "before_delivery",
    "deliver",
    "drop",
    "kinds",
    "outbox",
    "prepare",
    "register",
    "tell",
    "tell_daily",
    "tell_each",
]
