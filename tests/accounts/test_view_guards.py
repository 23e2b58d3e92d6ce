"""Each page of the accounts asks the rule itself, whatever stood before it on the way in."""

from typing import Any

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from accounts.actions import feeds
from accounts.models import Cover, Leave, Person
from accounts.views import pairing, profile
from tests import make
from tests.world import World


def posted(person: Any, **said: Any) -> HttpRequest:
    """Return what a person sent, past every door of the portal."""
    request = RequestFactory().post("/", said)
    request.user = person
    return request


def test_a_cover_is_ended_by_who_may_change_it(world: World) -> None:
    w, cover = world, Cover.objects.get(cover=world.noma)

    def found(person: Any) -> Any:
        return pairing._cover_or_404(posted(person, cover=cover.pk), w.juniper)

    assert found(w.hana) == found(w.ivo) == cover
    for person in (w.noma, w.asha, w.ekdal, w.omar, w.farid):
        with pytest.raises(Http404):
            found(person)
    with pytest.raises(Http404):
        pairing._cover_or_404(posted(w.ivo, cover=cover.pk), w.rowan)


def test_whether_somebody_has_a_calendar_is_hers_to_know(world: World, client_for: Any) -> None:
    feeds.make(by=world.ben)

    def calendar(person: Person) -> Any:
        return client_for(person).get("/accounts/profile/").context["calendar"]

    assert calendar(world.ben).person == world.ben
    for person in (world.asha, world.hana, world.ivo, world.root):
        assert calendar(person) is None, person.name


def test_whoever_is_suspended_meanwhile_is_shown_no_leave(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = world
    leave = make.leave(person=w.ekdal)
    monkeypatch.setattr(profile, "render", lambda request, page, facts, status: facts)

    def shown(person: Person) -> list[Leave]:
        return list(profile._show(posted(person), 200)["leaves"])

    assert shown(w.ekdal) == [leave]
    assert shown(w.fox) == []
    Person.objects.filter(pk=w.ekdal.pk).update(is_active=False)
    assert shown(w.ekdal) == []


def test_a_leave_is_ended_by_whose_it_is_while_she_may_sign_in(
    world: World, client_for: Any
) -> None:
    w, leave = world, make.leave(person=world.ekdal)
    w.ekdal.is_active = False
    for person in (w.ekdal, w.fox, w.hana, w.ivo):
        with pytest.raises(Http404):
            profile.leave(posted(person, back=leave.pk))
    client_for(w.ekdal).post("/accounts/profile/leave/", {"back": leave.pk})
    leave.refresh_from_db()
    assert leave.is_over
