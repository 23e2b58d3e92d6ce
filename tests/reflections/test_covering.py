"""What waits with an absent mentor comes to her announced cover, and nothing else does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import mentoring
from accounts.models import AuditEvent, Cover, Mentoring, Notice
from accounts.policy import allows
from reflections.models import Reader
from tests import make


@pytest.fixture
def announced(world):
    """Announce Dr Fox as cover for Dr Ekdal's pairing with Asha, by the lead."""

    def announce(**fields: object) -> Cover:
        pair = Mentoring.objects.get(student=world.asha, mentor=world.ekdal)
        cover = Cover(mentoring=pair, cover=world.fox, **fields)
        mentoring.announce_cover(cover=cover, by=world.hana)
        return cover

    return announce


def _read_by(world, person) -> set[str]:
    return {state for state, entry in world.entries.items() if allows(person, "read", entry)}


def test_what_waits_with_the_mentor_comes_to_the_cover(world, announced) -> None:
    assert _read_by(world, world.fox) == set()
    announced()
    # Not the draft, not what was answered, not what named a mentor who left or nobody.
    waiting = {"submitted", "being_answered", "lead_named", "covered", "unread"}
    assert _read_by(world, world.fox) == waiting
    added = AuditEvent.objects.filter(verb="entry.reader_added", by=str(world.hana.pk))
    assert added.count() == len(waiting)
    assert Notice.objects.filter(to=world.fox, kind="something_to_read").count() == len(waiting)


def test_cover_that_begins_later_reads_later(world, announced) -> None:
    cover = announced(starts_at=timezone.now() + timedelta(days=2))
    assert _read_by(world, world.fox) == set()
    in_time = cover.starts_at + timedelta(minutes=1)
    assert allows(world.fox, "read", world.entries["submitted"], in_time)
    notice = Notice.objects.filter(to=world.fox).first()
    assert notice.due_at > timezone.now() + timedelta(days=1)


def test_access_ends_with_the_cover(world, announced) -> None:
    cover = announced()
    Cover.objects.filter(pk=cover.pk).update(ends_at=timezone.now())
    assert _read_by(world, world.fox) == set()


def test_only_the_newest_version_comes_along(world, announced) -> None:
    entry = world.entries["submitted"]
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal}, revision=99)
    announced()
    rows = Reader.objects.filter(person=world.fox, version__entry=entry)
    assert [row.version.number for row in rows] == [2]


def test_wish_to_be_contacted_is_told_as_such(world, announced) -> None:
    entry = make.entry(author=world.asha)
    make.version(
        entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal}, wants_contact=True
    )
    announced()
    assert Notice.objects.filter(to=world.fox, kind="asked_to_contact").count() == 1
