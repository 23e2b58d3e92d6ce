"""Which states of a draft go: the rule alone, and then among real rows."""

import uuid
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import Draft, DraftText, LegalHold
from accounts.periods import Periods
from accounts.pruning import to_drop
from reflections.actions import pruning
from tests import make

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def at(**spell):
    return NOW - timedelta(**spell)


def test_a_day_of_all_a_week_of_hours_then_days():
    states = [
        (1, at(days=30, hours=2)),  # same day as the next: goes
        (2, at(days=30, hours=1)),
        (3, at(days=8, minutes=30)),  # same day as the next: goes
        (4, at(days=8)),
        (5, at(days=3, minutes=58)),  # same hour as the next: goes
        (6, at(days=3, minutes=2)),
        (7, at(days=3)),
        (8, at(hours=23)),
        (9, at(hours=22, minutes=59)),
        (10, at(minutes=1)),
    ]
    assert to_drop(states, keep=(), now=NOW) == [5, 3, 1]
    assert to_drop(states, keep={1, 5}, now=NOW) == [3]
    kept = [one for one in states if one[0] not in {1, 3, 5}]
    assert to_drop(kept, keep=(), now=NOW) == []
    # In time each day and each hour leaves its last; and the newest stays however old.
    assert to_drop(states, keep=(), now=NOW + timedelta(days=60)) == [8, 6, 5, 3, 1]
    assert to_drop([(1, at(days=9)), (2, at(days=9))], keep=(), now=NOW) == [1]
    assert to_drop([], keep=(), now=NOW) == []


def _with_states(author, *, number, save_id=uuid.uuid4):
    """Make a page that was saved so often within one minute, ten days ago."""
    draft = Draft.objects.create(author=author, revision=number)
    day = timezone.now() - timedelta(days=10)
    for revision in range(1, number + 1):
        made_by = uuid.uuid4 if revision == 1 else save_id
        DraftText.objects.create(
            draft=draft, revision=revision, save_id=made_by(), body=f"S{revision}", saved_at=day
        )
    entry = make.entry(author=author)
    entry.draft = draft
    entry.save()
    return entry


def _left(entry):
    return sorted(entry.draft.texts.values_list("revision", flat=True))


def test_real_states_are_thinned_out(standing_world, django_assert_num_queries):
    w = standing_world
    plain = _with_states(w.asha, number=5)
    sent = _with_states(w.asha, number=3)
    make.version(entry=sent, cohort=w.juniper, revision=2)
    aside = _with_states(w.asha, number=3, save_id=lambda: uuid.uuid5(uuid.uuid4(), "beside"))
    held = _with_states(w.ben, number=3)
    LegalHold.objects.create(person=w.ben, reference="7", starts_at=make.ago(days=1))
    pruning.thin_out(Periods(), timezone.now())
    assert [_left(one) for one in (plain, sent, aside, held)] == [[5], [2, 3], [2, 3], [1, 2, 3]]
    with django_assert_num_queries(3):
        pruning.thin_out(Periods(), timezone.now())


def test_the_newest_is_never_dropped_even_if_another_was_expected(standing_world):
    """Between looking and deleting a page may go on, or be brought back."""
    entry = _with_states(standing_world.asha, number=3)
    pruning._drop(entry.draft.pk, [3, 2])
    assert _left(entry) == [1, 3]
