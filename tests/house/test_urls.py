"""Default deny: every route is classified, and the public list is as short as it says."""

import pytest
from django.urls import reverse

from tests.house import doors

NAMES = {name for name, _route in doors.routes()}


def _admin(name: str) -> bool:
    return name.startswith("admin:")


def test_every_route_has_a_name_and_a_class() -> None:
    guarded = {door.name for door in doors.GUARDED}
    classes = (set(doors.PUBLIC), doors.OWN, set(doors.ROLES), guarded)
    unnamed = [route for name, route in doors.routes() if not name]
    assert unnamed == []
    assert sorted(name for one in classes for name in one) == sorted(
        name for name in NAMES if not _admin(name)
    )


@pytest.mark.parametrize("name", sorted({*doors.OWN, *doors.ROLES}))
def test_pages_without_a_thing_send_strangers_to_the_front_door(client, db, name: str) -> None:
    address = doors.address_of(name)
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(doors.PUBLIC))
def test_public_pages_answer_strangers(client, db, name: str) -> None:
    """Each must really be public, or it does not belong into the list."""
    answer = client.get(doors.address_of(name))
    assert answer.status_code < 500
    sent_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(
        reverse("account_login") + "?next="
    )
    assert not sent_to_sign_in


def _admin_addresses() -> list[str]:
    found = []
    for name, route in doors.routes():
        if _admin(name) and "<" not in route and "(" not in route:
            found.append("/" + route)
        elif _admin(name):
            found.append("/" + route.replace("<path:object_id>", "1").replace("<path:url>", "x"))
    return [address for address in found if "<" not in address and "(" not in address]


def test_admin_sends_strangers_to_the_portals_own_front_door(client, db) -> None:
    addresses = _admin_addresses()
    assert len(addresses) > 50
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {302, 404}, address
        if answer.status_code == 302:
            assert answer["Location"].startswith((reverse("account_login"), "/admin/login/")), (
                address
            )


def test_healthz_answers_and_tells_nothing(client, db) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
