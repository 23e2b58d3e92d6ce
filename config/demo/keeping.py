"""What is kept in order: Noor’s tags and small portfolio, and what is in others’ portfolios."""

from accounts.models import Person
from config.demo.parts import id_of, written
from config.demo.people import Everybody
from reflections.actions import choosing, tagging
from reflections.models import Entry, Piece, PortfolioText, Tag
from reflections.queries import own

WHO = "noor@alderbrook.example"
TAGS = (("listening", "hands"), ("listening",), ("for later",))
TITLE = "What I did not chart"
INTRODUCTION = (
    "Pages from my first year, chosen in an evening. I was asked what I had learned; this is what "
    "I kept instead."
)


def load(everybody: Everybody) -> int:
    """Put pages into portfolios; return how many. Who keeps one already is left alone."""
    return _of_noor(everybody) + sum(
        _of_author(part["id"])
        for part in written("reflections")
        if part["visibility"] == "portfolio"
    )


def _of_author(key: str) -> int:
    """Put this page into its author's portfolio as she submitted it."""
    page = Entry.objects.filter(pk=id_of("entry", key), versions__number=1).first()
    if page is None or _keeps_one(page.author):
        return 0
    # Nothing is said before it; that she has a portfolio is known by this, also when it is empty.
    choosing.say(by=page.author, title="", introduction="")
    choosing.choose(by=page.author, entry_id=page.pk, number=1)
    return 1


def _keeps_one(person: Person) -> bool:
    kept = (PortfolioText, Piece)
    return any(rows.objects.filter(author=person).exists() for rows in kept)


def _of_noor(everybody: Everybody) -> int:
    """Tag and choose from Noor's newest pages; return how many pieces that made."""
    noor = everybody.people[WHO]
    has_begun = Tag.objects.filter(author=noor).exists()
    if has_begun or _keeps_one(noor):
        return 0
    newest: list[Entry] = list(own(noor).order_by("-started_at")[: len(TAGS)])
    for page, names in zip(newest, TAGS, strict=False):
        for name in names:
            tagging.put_on(by=noor, entry_id=page.pk, name=name)
    choosing.say(by=noor, title=TITLE, introduction=INTRODUCTION)
    submitted = [page for page in newest if page.versions.exists()][:2]
    for page in submitted:
        choosing.choose(by=noor, entry_id=page.pk, number=1)
    return len(submitted)
