"""A private page that follows a rehearsal or a practice: an ordinary draft, and no trace."""

import uuid

import pytest

from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent, Draft
from curriculum import following
from curriculum.models.shelf import LONGEST_SHELF_PROMPT
from reflections.actions import writing
from reflections.models import Entry

PAGE = following.Page(
    id=uuid.UUID("5f0b1a52-7a0c-4c3e-9a07-0d2a6d7c1b11"),
    prompt="After “The yard sign”: when did you feel understood?",
    title="The yard sign",
    line="Tell me the story under it.",
)


def test_a_page_begins_with_what_was_asked_and_is_submitted_like_any_other(
    standing_world, client_for
) -> None:
    w, events = standing_world, AuditEvent.objects.count()
    url = following.begin(by=w.asha, page=PAGE)
    assert url == f"/journal/{PAGE.id}/write/"
    entry = Entry.objects.get(pk=PAGE.id)
    assert (entry.author, entry.release, entry.lesson) == (w.asha, None, None)
    assert AuditEvent.objects.count() == events
    room = client_for(w.asha).get(url).content.decode()
    for shown in (PAGE.prompt, PAGE.line, 'value="The yard sign"', 'value="submit"'):
        assert shown in room
    for other in (w.chidi, w.ekdal):
        assert client_for(other).get(url).status_code == 404


def test_begun_twice_it_is_one_page_and_never_somebody_elses(standing_world) -> None:
    w = standing_world
    following.begin(by=w.asha, page=PAGE)
    sheet = Draft.objects.get(pk=PAGE.id)
    later = writing.Save(uuid.uuid4(), 1, "", "She wrote on.")
    writing.save(by=w.asha, entry_id=PAGE.id, save=later, prompt_id=0)
    assert following.begin(by=w.asha, page=PAGE).endswith("/write/")
    sheet.refresh_from_db()
    assert (sheet.revision, Entry.objects.get(pk=PAGE.id).begun_from) == (2, "")
    with pytest.raises(NotYours):
        following.begin(by=w.chidi, page=PAGE)


def test_what_cannot_be_kept_is_refused_beside_its_field_and_nothing_is_made(
    standing_world,
) -> None:
    w, new = standing_world, following.new_id()
    page = following.Page(id=new, prompt="Why", line="a\x00b")
    with pytest.raises(Refused) as refused:
        following.begin(by=w.asha, page=page)
    assert refused.value.field == "line"
    assert not Entry.objects.filter(pk=new).exists()
    long = following.Page(id=new, prompt="p" * 400, title="t" * 400)
    following.begin(by=w.asha, page=long)
    assert len(Entry.objects.get(pk=new).begun_from) == LONGEST_SHELF_PROMPT


def test_something_keeps_such_pages() -> None:
    assert following.is_offered()
