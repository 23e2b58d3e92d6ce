"""How Noor keeps her pages in order: a few tags, and a small portfolio."""

from config.demo.people import Everybody
from reflections.actions import choosing, tagging
from reflections.models import Entry, PortfolioText, Tag
from reflections.queries import own

WHO = "noor@alderbrook.example"
TAGS = (("listening", "hands"), ("listening",), ("for later",))
TITLE = "What I did not chart"
INTRODUCTION = (
    "Pages from my first year, chosen in an evening. I was asked what I had learned; this is what "
    "I kept instead."
)


def load(everybody: Everybody) -> int:
    """Tag and choose from Noor's newest pages, once; return how many pieces that made.

    Nothing is touched where she has a tag or a portfolio already.
    """
    noor = everybody.people[WHO]
    has_begun = Tag.objects.filter(author=noor).exists()
    if has_begun or PortfolioText.objects.filter(author=noor).exists():
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
