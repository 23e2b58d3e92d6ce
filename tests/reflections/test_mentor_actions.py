"""Opening, remarking, replying, sending, writing back: what each does, and who is refused."""

import uuid

import pytest

from accounts.errors import NotYours
from accounts.models import AuditEvent, Draft, Notice
from reflections.actions import desk, remarks, replying
from reflections.models import (
    Message,
    Reading,
    Remark,
    Reply,
)
from tests import make
from tests.reflections.answering import save_of, send

STRANGERS = ["asha", "ben", "chidi", "fox", "okoye", "gita", "noma", "hana", "omar", "farid",
             "ivo", "tuva", "cleo", "root", "sam", "lena"]  # fmt: skip


@pytest.fixture
def version(world):
    return world.entries["submitted"].versions.get()


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_but_the_mentor_does_anything(world, version, name):
    stranger, entry = getattr(world, name), world.entries["submitted"]
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    counted = [Reading, Remark, Reply, Message, AuditEvent, Notice, Draft]
    before = [model.objects.count() for model in counted]
    acts = [
        lambda: desk.open_entry(by=stranger, entry_id=entry.pk),
        lambda: remarks.make_remark(
            by=stranger, version=version, start=0, end=5, quote="WORDS", body="x"
        ),
        lambda: remarks.change_remark(by=stranger, entry_id=entry.pk, remark_id=mine.pk, body="x"),
        lambda: remarks.remove_remark(by=stranger, entry_id=entry.pk, remark_id=mine.pk),
        lambda: replying.begin_reply(by=stranger, version=version),
        lambda: replying.save_reply(by=stranger, entry_id=entry.pk, save=save_of("x")),
        lambda: send(world, 0, by=stranger),
        lambda: replying.write_message(
            by=stranger, entry_id=entry.pk, send_id=uuid.uuid4(), body="x"
        ),
    ]
    for act in acts:
        with pytest.raises(NotYours):
            act()
    assert [model.objects.count() for model in counted] == before


# ------------------------------------------------------------------ opening
def test_opening_writes_one_line_for_one_sitting(world):
    entry = world.entries["submitted"]
    (version,) = desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    (line,) = Reading.objects.filter(entry=entry)
    assert (line.person, line.door) == (world.ekdal, Reading.Door.DESK)
    assert AuditEvent.objects.filter(verb="entry.opened", about=str(entry.pk)).count() == 1
    assert version.number == 1
    Reading.objects.filter(pk=line.pk).update(at=make.ago(minutes=11))
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    assert Reading.objects.filter(entry=entry).count() == 2


def test_two_readers_have_lines_of_their_own(world):
    entry = world.entries["covered"]
    desk.open_entry(by=world.ekdal, entry_id=entry.pk)
    desk.open_entry(by=world.noma, entry_id=entry.pk)
    assert set(Reading.objects.filter(entry=entry).values_list("person__name", flat=True)) == {
        "Dr Ekdal",
        "Dr Noma",
    }
