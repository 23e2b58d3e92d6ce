"""The doors of what learners write, share and keep."""

import uuid
from typing import Any

from django.utils import timezone

from accounts import uploads
from accounts.models import Person
from accounts.policy import allows
from tests import make
from tests.house.door import Door, Found, a_save, allowed, entries, form, no_entry
from tests.world import World


def _may_write_back(person: Person, entry: Any) -> bool:
    return allows(person, "write", entry) and entry.versions.exists()


def _may_ask_contact(person: Person, entry: Any) -> bool:
    return allows(person, "write", entry) and entry.versions.exists()


def _sees_shared(person: Person, picture: Any) -> bool:
    """Say whether she sees it as others do: on a page that has no name, not the author either."""
    return allows(person, "see", picture) and picture.entry.shares.get().is_named


def _shares(world: World) -> Found:
    for fields in ({}, {"is_named": False}, {"readers": [world.sam, world.lena]}):
        entry = make.entry(author=world.asha, body="WORDS-shared", title="TITLE-shared")
        readers = {"readers": [world.ben]} | fields
        share = make.share(entry=entry, cohort=world.juniper, **readers)
        yield {"share_id": share.pk}, share


def _letters(world: World) -> Found:
    entry = make.entry(author=world.asha, body="WORDS-letter", form="letter")
    make.delivery(entry=entry)
    yield {"entry_id": entry.pk}, entry


def _restored(person: Person, thing: Any) -> dict[str, Any]:
    return {"what": "r1", "base": "1"}


def _tags(world: World) -> Found:
    for person in (world.asha, world.chidi):
        tag = make.tag(author=person, name="NIGHTS")
        yield {"tag_id": tag.pk}, tag


def _placed(person: Any, thing: Any) -> dict[str, Any]:
    return {"number": 1, "knot": "2"}


def _pictures(world: World) -> Found:
    """Yield a picture on a version, and one that hangs on the draft alone."""
    entry = world.entries["submitted"]
    first, second = (uploads.store(make.picture_file(), "entry") for _time in range(2))
    shown = make.picture(entry=entry, version=entry.versions.get(), file=first)
    yield {"entry_id": entry.pk, "picture_id": shown.pk}, shown.versions.get()
    hung = make.picture(entry=entry, file=second)
    yield {"entry_id": entry.pk, "picture_id": hung.pk}, hung


def _shared_pictures(world: World) -> Found:
    """Yield a picture on a page shared with Ben by name, and one on a page shared without."""
    for is_named in (True, False):
        entry = make.entry(author=world.asha, body="WORDS-shared")
        file = uploads.store(make.picture_file(), "entry")
        hung = make.picture(entry=entry, file=file, added_at=make.ago(hours=2))
        share = make.share(
            entry=entry, cohort=world.juniper, readers=[world.ben], is_named=is_named
        )
        yield {"share_id": share.pk, "picture_id": hung.pk}, hung


def _no_picture(world: World) -> dict[str, Any]:
    return {"entry_id": world.entries["submitted"].pk, "picture_id": uuid.uuid4()}


def _with_draft(world: World) -> Found:
    yield from (({"entry_id": one.pk}, one) for one in world.entries.values() if one.draft)


def _thrown(world: World) -> Found:
    """Yield a page that was thrown away a moment ago."""
    entry = make.entry(author=world.asha)
    type(entry).objects.filter(pk=entry.pk).update(gone_at=timezone.now())
    yield {"entry_id": entry.pk}, entry


PAGES = (
    Door("entry_contact", _may_ask_contact, entries, no_entry, "post"),
    Door("entry_pictures", allowed("write"), entries, no_entry),
    Door("entry_picture", allowed("read"), _pictures, _no_picture),
    Door("entry_lenses", _may_write_back, entries, no_entry, "post", _placed),
    Door("entry", allowed("read"), entries, no_entry),
    Door("entry_write", allowed("write"), entries, no_entry),
    Door("entry_submit", allowed("write"), entries, no_entry, "post"),
    Door("entry_withdraw", _may_write_back, entries, no_entry),
    Door("entry_share", allowed("write"), entries, no_entry),
    Door("entry_unshare", allowed("write"), entries, no_entry, "post"),
    Door("shared", allowed("read"), _shares, lambda w: {"share_id": uuid.uuid4()}),
    Door(
        "shared_picture",
        _sees_shared,
        _shared_pictures,
        lambda w: {"share_id": uuid.uuid4(), "picture_id": uuid.uuid4()},
    ),
    Door("entry_letter", allowed("write"), _letters, no_entry),
    Door("entry_versions", allowed("write"), entries, no_entry),
    Door("entry_compare", allowed("write"), entries, no_entry),
    Door("entry_restore", allowed("write"), entries, no_entry, "post", _restored),
    Door("entry_throw", allowed("write"), _with_draft, no_entry),
    Door("entry_bring_back", allowed("restore"), _thrown, no_entry, "post"),
    Door("entry_ask_delete", _may_write_back, entries, no_entry),
    Door("entry_check", allowed("write"), entries, no_entry, "post"),
    Door("entry_readers", _may_write_back, entries, no_entry, "post"),
    Door("entry_answer", _may_write_back, entries, no_entry, "post", form),
    Door("entry_close", _may_write_back, entries, no_entry, "post"),
    Door("entry_reader", _may_write_back, entries, no_entry),
    Door("entry_tags", allowed("write"), entries, no_entry),
    Door("tag", allowed("read"), _tags, lambda w: {"tag_id": uuid.uuid4()}),
    Door("entry_portfolio", allowed("write"), entries, no_entry, "post"),
    Door("entry_draft", allowed("write"), entries, no_entry, "put", a_save),
)
