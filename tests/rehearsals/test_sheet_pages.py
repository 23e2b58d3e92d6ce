"""An observer’s sheet on her phone: saved by the protocol of a journal page, checked, given."""

import json
import uuid

import pytest
from django.urls import reverse

from accounts.models import DraftText
from curriculum import scenario_document as paper
from rehearsals.actions import casting, directing, joining, sheets
from rehearsals.models import Sheet, SheetText
from tests.rehearsals import rooms
from tests.rehearsals.test_pages import url


@pytest.fixture
def watched(world):
    """Return the cast, in a room that plays; a third watches, and her client’s addresses."""
    world.third = rooms.students(world, 1)[0]
    world.room = rooms.opened(world, world.asha, world.ben, world.third)
    world.group = rooms.cast(
        world, world.room, student=world.asha, calder=world.ben, watcher=world.third
    )
    rooms.lead_to(world, world.room, "play")
    return world


def save_of(person, base=0, body="“What is that like?”", **more):
    return {
        "author": str(person.pk), "save_id": str(uuid.uuid4()), "base": base, "title": "",
        "body": body,
    } | more  # fmt: skip


def test_a_save_is_answered_as_a_journal_page_is(watched, client_for) -> None:
    w = watched
    place = url(w.room, "sheet_draft", 1, 1)
    client = client_for(w.third)

    def put(facts, by=client):
        answer = by.put(place, json.dumps(facts), content_type="application/json")
        return answer.status_code, answer.json()

    first = save_of(w.third, **{"mark-0": "done"})
    status, said = put(first)
    assert (status, said["state"], said["revision"]) == (200, "saved", 1)
    # Only what changed is sent; what was marked before stays.
    assert put(save_of(w.third, 1, title="Then", **{"mark-1": "partly"}))[1]["revision"] == 2
    sheet = Sheet.objects.get()
    assert sheet.marks == {"0": "done", "1": "partly"}
    assert DraftText.objects.get(draft=sheet.draft, revision=2).title == "Then"
    assert put(save_of(w.third, 1, "Other words"))[0] == 409
    assert put(save_of(w.third, 2, "x", **{"mark-9": "done"}))[1]["state"] == "invalid"
    assert put(save_of(w.third, 2, title="x" * 201))[1]["state"] == "too-long"
    assert put({"author": "nobody"})[0] == 400
    assert put(save_of(w.asha, 2))[1] == {"state": "wrong-user"}
    assert put(save_of(w.third), client_for(None))[1] == {"state": "login-needed"}
    # Who plays has no sheet, and another cohort no room.
    assert put(save_of(w.asha), client_for(w.asha))[1]["state"] == "invalid"
    assert put(save_of(w.chidi), client_for(w.chidi))[1] == {"state": "not-found"}
    assert Sheet.objects.count() == 1
    shown = client.get(url(w.room)).context["page"].sheet
    assert (shown.base, shown.title, shown.lines[0].choices[0].is_chosen) == (2, "Then", True)
    assert b"What is that like" not in client_for(w.asha).get(url(w.room)).content
    assert b"What is that like" not in client_for(w.farid).get(url(w.room)).content


def test_places_to_look_at_are_hers_and_kept_nowhere(watched, client_for) -> None:
    w = watched
    check = url(w.room, "sheet_check", 1, 1)
    words = {"author": w.third.pk, "body": "Born on 12/03/1951.", "title": ""}
    client = client_for(w.third)
    assert b"12/03/1951" in client.post(check, words).content
    assert client.post(check, words | {"author": w.asha.pk}).status_code == 409
    assert client.post(check, words | {"title": "x" * 201}).status_code == 413
    assert client_for(w.chidi).post(check, words).status_code == 404
    assert not DraftText.objects.filter(body__contains="1951").exists()


def test_without_a_script_it_is_kept_given_and_taken_back(watched, client_for) -> None:
    w = watched
    form, client = url(w.room, "sheet", 1, 1), client_for(w.third)
    typed = {"author": w.third.pk, "base": "0", "title": "The pause", "body": "“Take your time.”"}
    assert client.post(form, typed | {"do": "save", "mark-0": "done"}).url == url(w.room)
    assert client.post(form, typed | {"author": w.asha.pk}).status_code == 409
    late = client.post(form, typed | {"body": "Other", "do": "compare", "mark-1": "partly"})
    assert late.status_code == 409
    assert (late.context["typed"].body, late.context["kept"].body) == ("Other", typed["body"])
    assert late.context["base"] == 1
    assert late.context["marks"] == {"0": "done", "1": "partly"}
    # What could point to a patient is said beside the words, and nothing is lost.
    again = {"base": "1", "do": "give", "mark-0": "done", "body": "Seen on 12/03/1951."}
    held = client.post(form, typed | again)
    assert held.status_code == 422
    (found,) = held.context["findings"]
    assert held.context["page"].sheet.body == "Seen on 12/03/1951."
    assert not SheetText.objects.exists()
    given = client.post(form, typed | again | {f"why-{found.key}": "made_up"})
    assert given.url == url(w.room)
    assert SheetText.objects.get().words == "Seen on 12/03/1951."
    assert b"Seen on 12/03/1951." in client_for(w.asha).get(url(w.room)).content
    page = client.get(url(w.room))
    assert b"Take it back" in page.content
    refused = client.post(form, typed | {"do": "save", "base": "2", "body": "Late words"})
    assert refused.status_code == 422
    assert b"Late words" in refused.content
    client.post(form, {"author": w.third.pk, "do": "back"})
    assert not SheetText.objects.exists()
    assert client.post(form, typed | {"do": "give", "body": " ", "title": ""}).status_code == 422
    assert client_for(w.chidi).post(form, typed).status_code == 404
    assert reverse("rehearsal_sheet", args=[w.room.pk, 1, 1]) == form
    assert sheets.MARKS == ("done", "partly", "not_seen")


def test_a_sheet_is_at_hand_beside_a_brief_stays_hers_and_goes_with_her(world, client_for) -> None:
    w = world
    task = paper.Brief(want="WATCH-brief")
    watcher = paper.Role("watcher", "Observer", "observer", 2, "", task)
    doc = rooms.document(roles=(*rooms.document().roles[:2], watcher))
    third = rooms.students(w, 1)[0]
    room = rooms.opened(w, w.asha, w.ben, third, doc=doc)
    group = rooms.cast(w, room, student=w.asha, calder=w.ben, watcher=third)
    phone, keys = client_for(third), []
    # As the scenarios of the starter have it: who watches has a brief as well.
    for step in ("prepare", "play", "derole"):
        directing.move(by=w.farid, rehearsal=room, to=step)
        page = phone.get(url(room))
        seen = (b"WATCH-brief" in page.content, b"own-brief" in page.content)
        assert seen == {"prepare": (True, False), "play": (True, True)}.get(step, (False, False))
        assert b"mark-0" in page.content
        keys.append((page.context["page"].part_key, page.context["page"].sheet_key))
    assert len({part for part, _sheet in keys}) == 3
    assert len({sheet for _part, sheet in keys}) == 1
    sheets.give_sheet(by=third, group=group, save=rooms.save("EARLIER words"), marks={"0": "done"})
    casting.rotate(by=w.farid, rehearsal=room)
    # She plays now: what she saw before can be read by herself; the next round is not about it.
    assert phone.get(url(room)).context["page"].earlier[0][1].body == "EARLIER words"
    assert b"EARLIER words" in phone.get(url(room)).content
    assert b"EARLIER words" not in client_for(w.ben).get(url(room)).content
    assert b"EARLIER words" in client_for(w.farid).get(url(room)).content
    group.refresh_from_db()
    before = group.sequence
    joining.leave(by=third, rehearsal=room)
    group.refresh_from_db()
    assert b"EARLIER words" not in client_for(w.farid).get(url(room)).content
    assert (SheetText.objects.count(), Sheet.objects.get().given_at) == (0, None)
    assert group.sequence > before
    assert Sheet.objects.visible_to(third).get().observer == third


def test_who_plays_after_watching_has_her_brief_and_not_her_sheet(watched, client_for) -> None:
    w = watched
    sheets.keep_sheet(by=w.third, group=w.group, save=rooms.save("While watching"), marks={})
    casting.swap(by=w.farid, rehearsal=w.room, one=w.third, other=w.ben)
    page = client_for(w.third).get(url(w.room))
    assert (page.context["page"].sheet, page.context["page"].is_brief_folded) == (None, False)
    assert b"SECRET-want" in page.content
    directing.move(by=w.farid, rehearsal=w.room, to="derole")
    assert client_for(w.third).get(url(w.room)).context["page"].sheet.body == "While watching"
