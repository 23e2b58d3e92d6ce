"""What a page held: listed, read, compared and brought back, by its author alone."""

import uuid

import pytest
from django.urls import reverse

from accounts import saving
from accounts.errors import NotNow, NotYours
from accounts.saving import Save
from reflections import queries
from reflections.actions import restoring
from tests import make


def put(entry, body, title="T"):
    entry.draft.refresh_from_db()
    save = Save(uuid.uuid4(), entry.draft.revision, title, body)
    saving.save(draft=entry.draft, by=entry.author, save=save)
    entry.draft.refresh_from_db()


@pytest.fixture
def sheet(standing_world):
    """Return a page with three states, the second of which was submitted and remarked on."""
    w = standing_world
    entry = make.entry(author=w.asha, body="The first words.", title="T")
    put(entry, "The second words, submitted.")
    version = make.version(entry=entry, cohort=w.juniper, readers={"mentor": w.ekdal})
    make.reply(version=version, author=w.ekdal, body="A reply.")
    make.remark(version=version, author=w.ekdal, body="REMARK-here")
    put(entry, "The third words.")
    return entry


def url(name, entry, query=""):
    return reverse(name, args=[entry.pk]) + query


def now(entry):
    return saving.newest_text(entry.draft).body


def restore(client, entry, what, base=3, **said):
    sent = {"what": what, "base": base, "save_id": str(uuid.uuid4())} | said
    return client.post(url("entry_restore", entry), sent, follow=True)


# ------------------------------------------------------------------ listing and reading
def test_everything_it_held_is_listed(standing_world, sheet, client_for, django_assert_num_queries):
    client = client_for(standing_world.asha)
    said = client.get(url("entry_versions", sheet)).text
    assert "Version 1" in said
    assert "?version=1" in said
    assert "submitted as version 1" in said
    assert [f"?revision={number}" in said for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert said.count("This is how the page stands now.") == 1
    for more in (0, 40):
        for number in range(more):
            put(sheet, f"State {number}")
        with django_assert_num_queries(6):
            said = client.get(url("entry_versions", sheet)).text
    older = client.get(url("entry_versions", sheet, "?page=2")).text
    assert '?revision=1"' in older
    assert '?revision=1"' not in said
    assert 'id="submitted"' in said
    assert 'id="submitted"' not in older


def test_a_state_is_read_and_offered_back(standing_world, sheet, client_for):
    client = client_for(standing_world.asha)
    write = url("entry_write", sheet)
    old = client.get(f"{write}?revision=1").text
    assert "The first words." in old
    assert 'name="what" value="r1"' in old
    assert 'name="base" value="3"' in old
    newest = client.get(f"{write}?revision=3").text
    assert "The third words." in newest
    assert "Make the page like this again" not in newest
    for wrong in ("4", "0", "x", "1" * 12):
        assert client.get(f"{write}?revision={wrong}").status_code == 404


def test_remarks_are_shown_on_the_version_they_belong_to(standing_world, sheet, client_for):
    client = client_for(standing_world.asha)
    make.version(entry=sheet, cohort=standing_world.juniper)
    first = client.get(url("entry", sheet, "?version=1")).text
    second = client.get(url("entry", sheet, "?version=2")).text
    beside, _, left = second.partition('id="earlier-remarks"')
    assert "REMARK-here" in first
    assert 'id="earlier-remarks"' not in first
    assert "REMARK-here" not in beside
    assert "REMARK-here" in left
    assert url("entry_versions", sheet) in second
    compared = client.get(url("entry_compare", sheet, "?one=v1&other=v2")).text
    assert compared.count("Read it with the remarks made on it") == 2


# ------------------------------------------------------------------ comparing
def test_two_texts_side_by_side(standing_world, sheet, client_for, django_assert_num_queries):
    client = client_for(standing_world.asha)
    with django_assert_num_queries(5):
        said = client.get(url("entry_compare", sheet, "?one=r1")).text
    assert "<mark>first</mark>" in said
    assert "<mark>third</mark>" in said
    assert said.count("Make the page like this again") == 1
    both = client.get(url("entry_compare", sheet, "?one=r1&other=v1")).text
    assert "submitted.</mark>" in both
    assert both.count("Make the page like this again") == 2
    same = client.get(url("entry_compare", sheet, "?one=r2&other=v1")).text
    assert "the same, word for word" in same
    assert "Make the page" not in same
    for wrong in ("?one=r9", "?one=v9", "?one=x1", "?one=r", "?one=&other=now", "?one=r1&other=q"):
        assert client.get(url("entry_compare", sheet, wrong)).status_code == 404
    nothing_said = client.get(url("entry_compare", sheet))
    assert nothing_said.url == url("entry_versions", sheet)


def test_without_a_draft_the_newest_version_is_how_it_stands(standing_world, sheet):
    sheet.draft = None
    sheet.save()
    held = queries.held(standing_world.asha, sheet, "now")
    assert (held.body, held.kind) == ("The second words, submitted.", "now")


# ------------------------------------------------------------------ bringing back
def test_bringing_back_loses_nothing_and_is_undone_by_bringing_back(
    standing_world, sheet, client_for
):
    client = client_for(standing_world.asha)
    answer = restore(client, sheet, "r1")
    assert answer.redirect_chain[-1][0] == url("entry_write", sheet)
    assert "What stood here until now is kept as an earlier state." in answer.text
    sheet.draft.refresh_from_db()
    assert (now(sheet), sheet.draft.revision) == ("The first words.", 4)
    restore(client, sheet, "r3", base=4)
    sheet.draft.refresh_from_db()
    assert (now(sheet), sheet.draft.revision) == ("The third words.", 5)
    restore(client, sheet, "v1", base=5)
    assert sheet.draft.texts.count() == 6
    assert sheet.versions.count() == 1
    # The words it has already: nothing happens, and it says so.
    answer = restore(client, sheet, "v1", base=6)
    assert "has these very words already" in answer.text
    assert sheet.draft.texts.count() == 6


def test_a_page_that_went_on_meanwhile_is_not_touched(standing_world, sheet, client_for):
    client = client_for(standing_world.asha)
    answer = restore(client, sheet, "r1", base=2)
    assert "newer words on this page" in answer.text
    assert now(sheet) == "The third words."
    held = queries.held(standing_world.asha, sheet, "r1")
    with pytest.raises(NotNow):
        restoring.restore(
            entry=sheet, by=standing_world.asha, base=1, held=held, save_id=uuid.uuid4()
        )
    twice = uuid.uuid4()
    assert restore(client, sheet, "r1", save_id=str(twice)).status_code == 200
    restore(client, sheet, "r1", save_id=str(twice))
    assert sheet.draft.texts.count() == 4


def test_nobody_else_lists_compares_or_brings_back(standing_world, sheet, client_for):
    w = standing_world
    for person in (w.ben, w.ekdal, w.hana, w.root):
        client = client_for(person)
        for name, query in (
            ("entry_versions", ""),
            ("entry_compare", "?one=r1"),
            ("entry_write", "?revision=1"),
        ):
            assert client.get(url(name, sheet, query)).status_code == 404
        assert restore(client, sheet, "r1").status_code == 404
        assert queries.own_page(person, sheet.pk) is None
        assert queries.held(person, sheet, "r1") is None
        assert queries.held(person, sheet, "v1") is None
        assert not queries.history(person, sheet).states
        assert not queries.history(person, sheet).versions
    held = queries.held(w.asha, sheet, "r1")
    with pytest.raises(NotYours):
        restoring.restore(entry=sheet, by=w.ben, base=3, held=held, save_id=uuid.uuid4())
    client = client_for(w.asha)
    for wrong in ({"what": "r9"}, {"what": ""}, {"base": "x"}, {"base": ""}):
        assert restore(client, sheet, **({"what": "r1"} | wrong)).status_code == 404
    assert restore(client, sheet, "r1", save_id="x").status_code == 200
