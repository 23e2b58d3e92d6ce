"""The doors of what is said back, and by whom: desk, concerns, break-glass."""

import uuid
from typing import Any

from accounts.models import Person
from accounts.policy import allows
from reflections.models import Remark
from tests import make
from tests.house import matrix_concern, matrix_glass
from tests.house.door import Door, Found, a_save, allowed, entries, form, no_entry
from tests.world import World


def _may_answer(person: Person, entry: Any) -> bool:
    return any(allows(person, "answer", version) for version in entry.versions.all())


def _wishes(world: World) -> Found:
    wish = matrix_concern.wish(world)
    yield {"entry_id": wish.entry_id, "wish_id": wish.pk}, wish


def _no_wish(world: World) -> dict[str, Any]:
    return {"entry_id": world.entries["submitted"].pk, "wish_id": uuid.uuid4()}


def _concerns(world: World) -> Found:
    concern = matrix_concern.concern(world)
    yield {"concern_id": concern.pk}, concern


def _no_concern(world: World) -> dict[str, Any]:
    return {"concern_id": uuid.uuid4()}


def _has_unsent_words(person: Person, thing: Any) -> bool:
    _entry, writer = thing
    return person == writer


def _left(world: World) -> Found:
    """Yield a page its mentor of last year may read no more, with words of hers about it."""
    entry = world.entries["former"]
    version = entry.versions.get()
    if not version.replies.exists():
        make.reply(version=version, author=world.gita, body="REPLY-left", sent=False)
    yield {"entry_id": entry.pk}, (entry, world.gita)


def _remarks(world: World) -> Found:
    for remark in Remark.objects.filter(sent_at=None).select_related("version__entry"):
        entry = remark.version.entry
        yield {"entry_id": entry.pk, "remark_id": remark.pk}, remark


def _sent_remarks(world: World) -> Found:
    for remark in Remark.objects.exclude(sent_at=None).select_related("version__entry"):
        yield {"entry_id": remark.version.entry_id, "remark_id": remark.pk}, remark


def _helped(person: Any, thing: Any) -> dict[str, Any]:
    return {"do": "helped"}


def _grants(world: World) -> Found:
    draft = make.grant(asked_by=world.ivo, entry=world.entries["draft"])
    for grant in (matrix_glass.opened(world), draft):
        yield {"grant_id": grant.pk}, grant


def _no_grant(world: World) -> dict[str, Any]:
    return {"grant_id": uuid.uuid4()}


def _phrases(world: World) -> Found:
    for person in (world.ekdal, world.okoye):
        phrase = make.phrase(author=person)
        yield {"phrase_id": phrase.pk}, phrase


DESK = (
    Door("desk_concern", _may_answer, entries, no_entry),
    Door("desk_reached", allowed("reach"), _wishes, _no_wish, "post"),
    Door("concern", allowed("change"), _concerns, _no_concern),
    Door("concern_told", allowed("change"), _concerns, _no_concern, "post"),
    Door("concern_hand_over", allowed("consent"), _concerns, _no_concern, "post"),
    Door("desk_lenses", _may_answer, entries, no_entry, "post", form),
    Door("desk_check", _may_answer, entries, no_entry, "post"),
    Door("acknowledge", _may_answer, entries, no_entry, "post", lambda p, t: {"do": "tell"}),
    Door("claim", _may_answer, entries, no_entry, "post", lambda p, t: {"do": "take"}),
    Door("desk_before", _may_answer, entries, no_entry),
    Door("desk_nudges", _may_answer, entries, no_entry, "post", form),
    Door("desk_reading", _may_answer, entries, no_entry, "post"),
    Door("phrase", allowed("read"), _phrases, lambda w: {"phrase_id": uuid.uuid4()}),
    Door("grant", allowed("read"), _grants, _no_grant),
    Door("grant_decide", allowed("read"), _grants, _no_grant, "post"),
    Door("grant_end", allowed("end"), _grants, _no_grant, "post"),
    Door("grant_read", allowed("use"), _grants, _no_grant),
    Door("desk", _may_answer, entries, no_entry),
    Door("reply_draft", _may_answer, entries, no_entry, "put", a_save),
    Door("reply_send", _may_answer, entries, no_entry, "post", form),
    Door("desk_answer", _may_answer, entries, no_entry, "post", form),
    Door("reply_recall", _may_answer, entries, no_entry, "post"),
    Door("reply_change", _may_answer, entries, no_entry),
    Door("reply_change_draft", _may_answer, entries, no_entry, "put", a_save),
    Door("pencil_draft", _may_answer, entries, no_entry, "put", a_save),
    Door(
        "remark_draft",
        allowed("write"),
        _remarks,
        lambda w: {"entry_id": w.entries["answered"].pk, "remark_id": uuid.uuid4()},
        "put",
        a_save,
    ),
    Door("unsent_throw", _has_unsent_words, _left, no_entry, "post"),
    Door("remark_add", _may_answer, entries, no_entry, "post", form),
    Door(
        "remark",
        allowed("write"),
        _remarks,
        lambda w: {"entry_id": uuid.uuid4(), "remark_id": uuid.uuid4()},
        "post",
    ),
    Door(
        "remark_said",
        allowed("receive"),
        _sent_remarks,
        lambda w: {"entry_id": uuid.uuid4(), "remark_id": uuid.uuid4()},
        "post",
        _helped,
    ),
)
