"""Pages that people of the demo school share with fellow students, and who opened them."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Person
from config.demo.parts import day, id_of, moment, written
from config.demo.people import Everybody
from reflections.models import Entry, Reading, Share, ShareReader, ShareText
from reflections.queries.sharing import companies


def load(everybody: Everybody) -> int:
    """Share what was never shared; return how many are new. What was ended stays ended."""
    return sum(_share(part, everybody) for part in written("together")["shares"])


def _share(part: dict[str, Any], everybody: Everybody) -> bool:
    page = Entry.objects.filter(pk=id_of("entry", part["page"])).first()
    if page is None or page.draft is None or page.shares.exists():
        return False
    author, key = page.author, "group" if "group" in part else "unnamed"
    company = next((one for one in companies(author, page) if one.key == key), None)
    if company is None or company.refusal:
        return False
    made_at = moment(part["day"], author.time_zone, part["id"])
    is_named = company.is_named
    text = page.draft.texts.get(revision=page.draft.revision)
    made = Share.objects.create(
        pk=id_of("share", part["id"]),
        entry=page,
        cohort=company.cohort,
        group=company.group,
        is_named=is_named,
        made_at=made_at,
        since=made_at if is_named else _next_morning(part, company.cohort.time_zone),
        revision=page.draft.revision,
        words=page.draft.words,
        attested_at=made_at,
    )
    ShareText.objects.create(share=made, title=text.title, body=text.body, sha256=text.sha256)
    ShareReader.objects.bulk_create(ShareReader(share=made, person=one) for one in company.people)
    for reader in _readers(part, everybody):
        at = made.since + timedelta(days=1, hours=19)
        Reading.objects.create(entry=page, person=reader, door=Reading.Door.SHARE, at=at)
    return True


def _next_morning(part: dict[str, Any], zone: str) -> datetime:
    return datetime.combine(day(part["day"] + 1, zone), time(), ZoneInfo(zone))


def _readers(part: dict[str, Any], everybody: Everybody) -> list[Person]:
    return [everybody.people[f"{name}@alderbrook.example"] for name in part["read_by"]]
