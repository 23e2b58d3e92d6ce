"""The rows of docs/visibility.md about break-glass, pictures and the school's own words."""

from collections.abc import Callable

from django.db.models import Model

from accounts.models import SchoolWord
from reflections.models import Grant, Picture, Reading
from tests import make
from tests.house.finding import Find, Things
from tests.world import World


def _approver(w: World) -> None:
    """Let the wellbeing lead be an approver too."""
    if not w.tuva.appointments.filter(office="approver").exists():
        make.appointment(person=w.tuva, office="approver")


def _waiting(w: World) -> Grant:
    _approver(w)
    return make.grant(asked_by=w.ivo, entry=w.entries["submitted"])


def opened(w: World, state: str = "submitted", **fields: object) -> Grant:
    """Let the administrator's hour run."""
    _approver(w)
    entry = w.entries[state]
    return make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=entry, **fields)


def _during(find: Find) -> Find:
    def found(w: World) -> Model:
        opened(w)
        return find(w)

    return found


def _untold(w: World) -> Grant:
    return opened(w, tell_at=make.ago(days=-5))


def _later(w: World) -> Model:
    opened(w, "nobody")
    entry = w.entries["nobody"]
    number = entry.versions.count() + 8
    readers = {"mentor": w.ekdal}
    return make.version(entry=entry, cohort=w.juniper, revision=number, readers=readers).text


def _picture(*, shown: bool) -> Callable[[World], Picture]:
    def find(w: World) -> Picture:
        entry = w.entries["submitted"]
        return make.picture(entry=entry, version=entry.versions.first() if shown else None)

    return find


def _shared_picture(*, after: bool = False, **fields: bool) -> Callable[[World], Picture]:
    """Return how to find a picture on a page of Asha's that Ben reads as a fellow student."""

    def find(w: World) -> Picture:
        entry = make.entry(author=w.asha)
        hung = make.picture(entry=entry, added_at=make.ago(hours=0 if after else 2))
        made_at = make.ago(hours=1)
        make.share(entry=entry, cohort=w.juniper, readers=[w.ben], made_at=made_at, **fields)
        return hung

    return find


def _log(w: World) -> Model:
    grant = _untold(w)
    return Reading.objects.create(
        entry=grant.entry, person=w.ivo, door="glass", shown_from=grant.tell_at
    )


def _version(w: World) -> Model:
    return w.entries["submitted"].versions.first()


def _word(w: World) -> Model:
    return SchoolWord.objects.get_or_create(word="Willow Ward")[0]


def _words_after_the_hour(w: World) -> Model:
    # Not a moment of when this file was read: a long run would be past the hour's beginning.
    opened(w, ends_at=make.ago(minutes=1))
    return _version(w).text


GLASS: Things = {
    "a submitted entry, in the hour": (_during(lambda w: w.entries["submitted"]), "read"),
    "its version, in the hour": (_during(_version), "read"),
    "its words, in the hour": (_during(lambda w: _version(w).text), "read"),
    "a version submitted after the yes": (_later, "read"),
    "its words, after the hour": (_words_after_the_hour, "read"),
    "the draft beside it, in the hour": (_during(lambda w: w.entries["submitted"].draft), "read"),
    "a picture on the version, in the hour": (
        _during(lambda w: _picture(shown=True)(w).versions.get()),
        "read",
    ),
    "what is in it, in the hour": (_during(lambda w: _picture(shown=True)(w).text), "read"),
    "a picture on the draft, in the hour": (_during(_picture(shown=False)), "read"),
    "a request that waits": (_waiting, "read"),
    "why an entry is to be opened": (lambda w: _waiting(w).text, "read"),
    "a request, to decide": (_waiting, "decide"),
    "a request that was approved": (opened, "read"),
    "why it was approved": (lambda w: opened(w).text, "read"),
    "a request approved, told later": (_untold, "read"),
    "why it was approved, told later": (lambda w: _untold(w).text, "read"),
    "a line of the log, told later": (_log, "read"),
    "what is open, to read": (opened, "use"),
    "what is open, to close": (opened, "end"),
    "a picture on a draft": (_picture(shown=False), "read"),
    "what is in a picture on a draft": (lambda w: _picture(shown=False)(w).text, "read"),
    "a picture, to take away": (_picture(shown=False), "write"),
    "a picture on a submitted version": (
        lambda w: _picture(shown=True)(w).versions.get(),
        "read",
    ),
    "what is in a picture on a version": (lambda w: _picture(shown=True)(w).text, "read"),
    "a picture on a page shared with the cohort": (_shared_picture(), "see"),
    "what is in a picture shared so": (lambda w: _shared_picture()(w).text, "read"),
    "a picture on a page shared without a name": (_shared_picture(is_named=False), "see"),
    "a picture hung after it was shared, what is in it": (
        lambda w: _shared_picture(after=True)(w).text,
        "read",
    ),
    "a word of the school’s own": (_word, "read"),
    "a word of the school’s own, to change": (_word, "change"),
}
