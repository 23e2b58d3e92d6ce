"""The rows of docs/visibility.md about what learners write and share."""

from collections.abc import Callable

from django.db.models import Model

from accounts.models import GroupMembership
from reflections.models import Reader, Reading, Share, Withdrawal
from tests import make
from tests.house.finding import Find, Things
from tests.world import World


def _entry(state: str) -> Find:
    return lambda w: w.entries[state]


def _version(state: str) -> Find:
    return lambda w: w.entries[state].versions.get()


def _text(state: str) -> Find:
    return lambda w: w.entries[state].versions.get().text


def _answer(*, given: bool = True, past_due: bool = False) -> Find:
    """Find the author's answer to a story; her fellow student has given his."""

    def find(w: World) -> Model:
        day = make.ago(days=1 if past_due else -5).date()
        type(w.release).objects.filter(pk=w.release.pk).update(due_on=day)
        w.release.refresh_from_db()
        w.release.save()
        step = make.story(release=w.release).steps.first()
        make.answer(author=w.ben, release=w.release, step=step)
        return make.answer(author=w.asha, release=w.release, step=step, given=given)

    return find


def _share(**fields: object) -> Callable[[World], Share]:
    """Find what the author shared with a fellow student and with two who are gone since."""

    def find(w: World) -> Share:
        entry = make.entry(author=w.asha, body="WORDS-shared", title="TITLE-shared")
        named = [w.ben, w.sam, w.lena]
        return make.share(entry=entry, cohort=w.juniper, readers=named, **fields)

    return find


def _share_with_group(w: World) -> Model:
    group = make.group(cohort=w.juniper)
    for person in (w.asha, w.ben, w.sam, w.lena):
        GroupMembership.objects.create(group=group, person=person, starts_at=make.ago(days=9))
    return _share(group=group)(w)


PAGES: Things = {
    "a draft, as a page of the journal": (_entry("draft"), "read"),
    "a draft’s own row": (lambda w: w.entries["draft"].draft, "read"),
    "a draft’s words": (lambda w: w.entries["draft"].draft.texts.get(), "read"),
    "the draft behind a submitted entry": (lambda w: w.entries["submitted"].draft, "read"),
    "a submitted entry": (_entry("submitted"), "read"),
    "its version": (_version("submitted"), "read"),
    "its words": (_text("submitted"), "read"),
    "a submitted entry, while a cover was announced": (_entry("covered"), "read"),
    "its words, covered": (_text("covered"), "read"),
    "an entry that named the lead, where the cohort allows it no more": (
        _entry("lead_named"),
        "read",
    ),
    "an entry that named a mentor who left": (_entry("former"), "read"),
    "its words, mentor left": (_text("former"), "read"),
    "an entry without any reader yet": (_entry("nobody"), "read"),
    "the right to answer a submitted version": (_version("submitted"), "answer"),
    "the right to answer, covered": (_version("covered"), "answer"),
    "a reader’s name on a version": (
        lambda w: Reader.objects.get(version__entry=w.entries["submitted"]),
        "read",
    ),
    "the log of who opened it": (
        lambda w: Reading.objects.create(entry=w.entries["submitted"], person=w.ekdal, door="desk"),
        "read",
    ),
    # What students answer about a story
    "an answer about a story, not given yet": (_answer(given=False, past_due=True), "read"),
    "a given answer, before the due date": (_answer(), "read"),
    "a given answer, after the due date": (_answer(past_due=True), "read"),
    "a given answer’s words": (lambda w: _answer(past_due=True)(w).text, "read"),
    "an answer, to write, give or take back": (_answer(), "write"),
    # What she shares, takes back, lets go along
    "a page shared with the cohort": (_share(), "read"),
    "its words, as they were shared": (lambda w: _share()(w).text, "read"),
    "a page shared without a name": (_share(is_named=False), "read"),
    "its words, without a name": (lambda w: _share(is_named=False)(w).text, "read"),
    "a page shared without a name, until the next morning": (
        lambda w: _share(is_named=False, since=make.ago(hours=-9))(w),
        "read",
    ),
    "a page shared with the mentor group": (_share_with_group, "read"),
    "a page that was shared and is not any more": (_share(ended=True), "read"),
    "sharing, to end": (_share(), "write"),
    "who was named when it was shared": (lambda w: _share()(w).readers.first(), "read"),
    "that a version was taken back": (
        lambda w: Withdrawal.objects.create(
            entry=w.entries["submitted"], number=2, submitted_at=make.ago(days=1)
        ),
        "read",
    ),
}
