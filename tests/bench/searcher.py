"""One writer for the search: fifty pages, or five thousand, of four hundred words each.

Every page differs. One word stands on all of them, so that the number of results never does.
"""

import random
import uuid
from typing import Any

from accounts import words
from accounts.models import Draft, DraftText, Person
from reflections.models import Entry
from tests import make

FEW, MANY = 50, 5_000
WORDS = 400
EVERYWHERE = "lantern"
# The number under which a session knows the search.
NUMBER = "5ea4c400"

_dice = random.Random(20261123)  # noqa: S311 - the same pages every time, not a secret


def _vocabulary() -> list[str]:
    letters = "abcdefghijklmnoprstuvw"
    return ["".join(_dice.choices(letters, k=_dice.randint(2, 10))) for _ in range(12_000)]


def write(mira: Person, number: int) -> None:
    """Write this many pages, a common word more often than a rare one."""
    known = _vocabulary()
    weights = [1 / (place + 1) for place in range(len(known))]
    for start in range(0, number, 500):
        rows: list[tuple[Any, Any, Any]] = []
        for place in range(start, min(start + 500, number)):
            body = " ".join([EVERYWHERE, *_dice.choices(known, weights, k=WORDS)])
            at = make.ago(days=30, minutes=number - place)
            pk = uuid.uuid4()
            draft = Draft(pk=pk, author=mira, revision=1, words=WORDS, updated_at=at)
            text = DraftText(
                draft=draft, revision=1, save_id=uuid.uuid4(), title="A page", body=body,
                sha256=words.fingerprint("A page", body), saved_at=at,
            )  # fmt: skip
            rows.append((draft, text, Entry(pk=pk, author=mira, draft=draft, started_at=at)))
        for model, made in zip((Draft, DraftText, Entry), zip(*rows, strict=True), strict=True):
            model.objects.bulk_create(made)
