"""Throwing pages away, bringing them back, and asking that submitted ones be deleted."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.actions import requests, retaining
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, DeletionRequest, Draft, DraftText, LegalHold, Notice
from reflections.actions import emptying, picturing, writing
from reflections.models import (
    Entry,
    Message,
    Picture,
    Reader,
    Remark,
    ReplyText,
    Version,
    VersionText,
)
from reflections.queries import Place, own_entry
from tests import make
from tests.world import World

pytestmark = pytest.mark.usefixtures("standing_world")


def test_a_page_is_thrown_away_brought_back_and_gone_after_fourteen_days(
    world: World, client_for: Any
) -> None:
    page, client = world.entries["draft"], client_for(world.asha)
    asked = client.get(reverse("entry_throw", args=[page.pk])).content.decode()
    assert "For 14 days you can bring it back" in asked
    done = client.post(reverse("entry_throw", args=[page.pk]), follow=True).content.decode()
    assert "TITLE-draft" in done
    assert client.get(reverse("entry_write", args=[page.pk])).status_code == 404
    assert "TITLE-draft" not in client.get(reverse("journal")).content.decode()
    assert "TITLE-draft" not in client_for(world.ben).get(reverse("thrown")).content.decode()
    for other in (world.ben, world.ekdal, world.root):
        with pytest.raises(NotYours):
            emptying.bring_back(by=other, entry_id=page.pk)
        assert (
            client_for(other).post(reverse("entry_bring_back", args=[page.pk])).status_code == 404
        )
    client.post(reverse("entry_bring_back", args=[page.pk]))
    assert client.get(reverse("entry_write", args=[page.pk])).status_code == 200
    with pytest.raises(NotYours):  # it is not thrown away
        emptying.bring_back(by=world.asha, entry_id=page.pk)

    emptying.throw_away(by=world.asha, entry_id=page.pk)
    retaining.apply(at=timezone.now() + timedelta(days=13))
    assert Entry.objects.filter(pk=page.pk).exists()
    hold = LegalHold.objects.create(person=world.asha, reference="1")
    retaining.apply(at=timezone.now() + timedelta(days=15))
    assert Entry.objects.filter(pk=page.pk).exists()
    hold.delete()
    retaining.apply(at=timezone.now() + timedelta(days=15))
    assert not Entry.objects.filter(pk=page.pk).exists()
    assert not DraftText.objects.filter(body__contains="WORDS-draft").exists()
    # Nobody knew of it, so nobody learns that it is gone.
    assert not AuditEvent.objects.exists()


def test_a_legal_hold_keeps_the_draft_beside_a_submitted_page(
    world: World, client_for: Any
) -> None:
    page, client = world.entries["submitted"], client_for(world.asha)
    kept = {"entry": page.pk, "removed_at": None}
    hung = make.picture(entry=page)
    hold = LegalHold.objects.create(person=world.asha, reference="1")
    for is_told, said in ((True, "(a legal hold)"), (False, "cannot be thrown away just now")):
        LegalHold.objects.update(is_told=is_told)
        answer = client.post(reverse("entry_throw", args=[page.pk]), follow=True).content.decode()
        assert said in answer
        assert ("legal hold" in answer) is is_told
        page.refresh_from_db()
        assert page.draft is not None
    picturing.remove(by=world.asha, entry_id=page.pk, picture_id=hung.pk)
    assert not Picture.objects.filter(**kept).exists()
    late = timezone.now() + timedelta(days=15)
    retaining.apply(at=late)
    assert Picture.objects.filter(pk=hung.pk).exists()
    hold.delete()
    retaining.apply(at=timezone.now() + timedelta(days=13))
    assert Picture.objects.filter(pk=hung.pk).exists()
    retaining.apply(at=late)
    assert not Picture.objects.filter(pk=hung.pk).exists()
    emptying.throw_away(by=world.asha, entry_id=page.pk)
    assert not Draft.objects.filter(author=world.asha, entry=page.pk).exists()


def test_a_lesson_whose_page_was_thrown_away_can_be_written_anew(world: World) -> None:
    page = world.entries["draft"]
    emptying.throw_away(by=world.asha, entry_id=page.pk)
    place, new = Place(world.release, make.reflection_of(world.release)), uuid.uuid4()
    save = saving.Save(uuid.uuid4(), 0, "", "WORDS anew")
    kept = writing.save(by=world.asha, entry_id=new, save=save, place=place)
    assert isinstance(kept, saving.Saved)
    assert own_entry(world.asha, new).release == world.release
    emptying.bring_back(by=world.asha, entry_id=page.pk)  # as a page of her own
    assert own_entry(world.asha, page.pk).release is None
    assert not emptying.free_the_place(
        by=world.ben, release_id=world.release.pk, lesson_id=place.lesson.pk
    )


def test_a_draft_beside_what_was_submitted_goes_alone(world: World, client_for: Any) -> None:
    page, client = world.entries["submitted"], client_for(world.asha)
    draft = page.draft
    save = saving.Save(uuid.uuid4(), draft.revision, "", "WORDS-beside")
    saving.save(draft=draft, by=world.asha, save=save)
    assert (
        "What you submitted stays"
        in client.get(reverse("entry_throw", args=[page.pk])).content.decode()
    )
    client.post(reverse("entry_throw", args=[page.pk]))
    assert not Draft.objects.filter(pk=draft.pk).exists()
    assert page.versions.get().text.body == "WORDS-submitted of Asha"
    assert client.get(reverse("entry", args=[page.pk])).status_code == 200
    with pytest.raises(NotNow):
        emptying.throw_away(by=world.asha, entry_id=page.pk)
    assert client.get(reverse("entry_throw", args=[page.pk])).status_code == 404
    # It can be written on again, from what was submitted.
    assert client.get(reverse("entry_write", args=[page.pk])).status_code == 200


def test_nobody_throws_away_another_ones_or_a_shared_page(world: World, client_for: Any) -> None:
    page = world.entries["draft"]
    for other in (world.ben, world.ekdal, world.hana, world.root):
        with pytest.raises(NotYours):
            emptying.throw_away(by=other, entry_id=page.pk)
        for name in ("entry_throw", "entry_ask_delete"):
            for method in ("get", "post"):
                answer = getattr(client_for(other), method)(reverse(name, args=[page.pk]))
                assert answer.status_code == 404
    page.shares.create(cohort=world.juniper, is_named=True, revision=1, words=3)
    with pytest.raises(NotNow):
        emptying.throw_away(by=world.asha, entry_id=page.pk)
    answer = client_for(world.asha).post(reverse("entry_throw", args=[page.pk]), follow=True)
    assert "End the sharing first" in answer.content.decode()


def test_a_request_shows_the_office_a_number_and_a_date(world: World, client_for: Any) -> None:
    page, client, office = world.entries["answered"], client_for(world.asha), client_for(world.ivo)
    assert client.get(reverse("entry_ask_delete", args=[page.pk])).status_code == 200
    client.post(reverse("entry_ask_delete", args=[page.pk]))
    client.post(reverse("entry_ask_delete", args=[page.pk]))
    request = DeletionRequest.objects.get()
    admin = "admin:accounts_deletionrequest_"
    for url in (reverse(f"{admin}changelist"), reverse(f"{admin}change", args=[request.pk]),
                reverse(f"{admin}history", args=[request.pk])):  # fmt: skip
        said = office.get(url).content.decode()
        assert str(request.pk)[:8] in said
        for secret in (str(page.pk), str(world.asha.pk), "Asha", world.asha.email, "TITLE"):
            assert secret not in said
    for event in AuditEvent.objects.filter(verb__startswith="request."):
        assert str(world.asha.pk) not in f"{event.by} {event.about} {event.facts}"
    # Nobody else settles it, and nobody else takes it back.
    for other in (world.asha, world.hana, world.root, world.tuva):
        for act in (requests.carry_out, requests.decline):
            with pytest.raises(Refused):
                act(request=request, by=other)
    with pytest.raises(Refused):
        requests.take_back(request=request, by=world.ben)
    back = reverse("request_take_back", args=[request.pk])
    assert client_for(world.ben).post(back).status_code == 404
    assert client_for(world.hana).get(reverse(f"{admin}changelist")).status_code in (403, 404)

    hold = LegalHold.objects.create(person=world.asha, reference="1")
    settle = reverse(f"{admin}carry_out", args=[request.pk])
    assert office.get(settle).status_code == 405
    assert "legal hold" in office.post(settle, follow=True).content.decode()
    assert VersionText.objects.filter(version__entry=page).exists()
    hold.delete()
    office.post(settle)
    assert not VersionText.objects.filter(version__entry=page).exists()
    for rows in (ReplyText.objects.filter(reply__version__entry=page),
                 Remark.objects.filter(version__entry=page),
                 Message.objects.filter(version__entry=page),
                 Draft.objects.filter(entry=page)):  # fmt: skip
        assert not rows.exists()
    assert Version.objects.filter(entry=page).exists()
    assert not Reader.objects.filter(version__entry=page, until=None).exists()
    assert client.get(reverse("entry", args=[page.pk])).status_code == 404
    assert client_for(world.ekdal).get(reverse("desk", args=[page.pk])).status_code == 404
    assert VersionText.objects.filter(version__entry=world.entries["submitted"]).exists()
    assert Notice.objects.get(kind=requests.TOLD).to == world.asha
    said = client.get(reverse("kept")).content.decode()
    assert "Gone. We kept a note that something was deleted, not what it said." in said
    with pytest.raises(NotNow):
        requests.carry_out(request=request, by=world.ivo)


def test_a_request_is_taken_back_or_declined(world: World, client_for: Any) -> None:
    client, office = client_for(world.asha), client_for(world.ivo)
    first = emptying.ask(by=world.asha, entry_id=world.entries["answered"].pk)
    assert "Take the request back" in client.get(reverse("kept")).content.decode()
    client.post(reverse("request_take_back", args=[first.pk]))
    first.refresh_from_db()
    assert first.outcome == "taken_back"
    client.post(reverse("request_take_back", args=[first.pk]))  # twice is no harm
    second = emptying.ask(by=world.asha, entry_id=world.entries["answered"].pk)
    assert second != first
    office.post(reverse("admin:accounts_deletionrequest_decline", args=[second.pk]))
    assert VersionText.objects.filter(version__entry=world.entries["answered"]).exists()
    assert "The school has to keep it." in client.get(reverse("kept")).content.decode()
    with pytest.raises(NotYours):
        emptying.ask(by=world.asha, entry_id=world.entries["draft"].pk)
    with pytest.raises(NotYours):
        emptying.ask(by=world.ben, entry_id=world.entries["answered"].pk)
