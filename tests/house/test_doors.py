"""All doors agree with the rule: list, detail, twin, media and admin, for the whole cast.

What somebody may not know of is answered like something that never was, byte for byte.
"""

import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import strip_tags

from accounts import uploads
from accounts.models import Person
from accounts.policy import allows, audience
from curriculum import recordings
from reflections.models import Entry
from tests import make
from tests.house import doors
from tests.house.door import a_save
from tests.house.test_private_rows import PRIVATE
from tests.world import World

pytestmark = pytest.mark.usefixtures("sessions_in_memory")
CANARY = re.compile(r"(?:WORDS|TITLE|REPLY|REMARK|MESSAGE)-\w+")


@pytest.fixture(scope="module")
def _pictures() -> dict[str, str]:
    """Store one picture of each kind; rebuilding one costs a process of its own."""
    return {kind: uploads.store(make.picture_file(), kind=kind) for kind in ("person", "lesson")}


@pytest.fixture(scope="module")
def _recording() -> str:
    """Keep one recording."""
    return recordings.store_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 64)


@pytest.fixture
def furnished(standing_world: World, _pictures: dict[str, str], _recording: str) -> World:
    """Add a picture of two people to the cast, and to each module what the others lack."""
    world = standing_world
    for person in (world.asha, world.chidi):
        Person.objects.filter(pk=person.pk).update(picture=_pictures["person"])
    for release in (world.release, world.other_release, world.future_release):
        make.lesson(
            version=release.version,
            kind="art",
            image=_pictures["lesson"],
            image_description="Two people at a table.",
        )
        make.lesson(version=release.version, kind="transcript", media=_recording)
        make.lesson(version=release.version, kind="circle")
        make.story(release=release, questions=1)
    return world


def _body(answer: Any) -> bytes:
    if not answer.streaming:
        return answer.content
    body = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # close() would also end the database connection
        close()
    return body


def _called(world: World, thing: Any) -> str:
    """Return what a failing test should call a thing."""
    states = {one.pk: state for state, one in world.entries.items()}
    return states.get(thing.pk) or str(thing)


def _people(world: World) -> dict[str, Person]:
    """Return everybody who can sign in; the suspended are asked for on their own below."""
    return {name: one for name, one in world.people.items() if one.is_active}


@pytest.mark.parametrize("door", doors.GUARDED, ids=lambda door: door.name)
def test_door_opens_exactly_where_the_rule_says(furnished, client_for, door) -> None:
    world, wrong = furnished, []
    things = list(door.things(world))
    assert things
    passed = refused = 0
    for name, person in _people(world).items():
        client = client_for(person)
        nothing = door.knock(client, person, door.unused(world))
        assert nothing.status_code == 404
        for address, thing in things:
            may = door.may(person, thing)
            answer = door.knock(client, person, address, thing)
            if may != (answer.status_code != 404):
                wrong.append((name, _called(world, thing), answer.status_code))
            body = _body(answer)
            if answer.status_code == 404:
                refused += 1
                assert body == nothing.content
                assert answer.headers["Content-Type"] == nothing.headers["Content-Type"]
            else:
                passed += 1
                assert answer.status_code < 500
                assert may or not CANARY.search(body.decode(errors="replace"))
    assert wrong == []
    assert passed
    assert refused


@pytest.mark.parametrize("door", doors.GUARDED, ids=lambda door: door.name)
def test_strangers_and_the_suspended_get_nothing(furnished, client_for, client, door) -> None:
    """Also somebody whose session was open when she was suspended."""
    world = furnished
    suspended = client_for(world.asha)
    Person.objects.filter(pk=world.asha.pk).update(is_active=False)
    for who in (client, suspended):
        for address, thing in door.things(world):
            answer = door.knock(who, world.asha, address, thing)
            assert answer.status_code in {302, 401}
            if answer.status_code == 302:
                assert answer["Location"].startswith(reverse("account_login"))
            assert not CANARY.search(_body(answer).decode(errors="replace"))


def test_page_of_a_role_opens_to_those_who_are_named(standing_world, client_for) -> None:
    """Everybody else is told what an address is told that never was."""
    opens: dict[str, set[str]] = {name: set() for name in doors.ROLES}
    for who, person in _people(standing_world).items():
        client = client_for(person)
        nothing = client.get("/never/was/").content
        for name in doors.ROLES:
            answer = client.get(reverse(name))
            if answer.status_code == 200:
                opens[name].add(who)
            else:
                assert (answer.status_code, answer.content) == (404, nothing)
    assert opens == doors.ROLES


def test_lists_show_what_the_rule_shows(standing_world, client_for) -> None:
    """Crawled as everybody: titles appear where the rule lets them, words never."""
    world = standing_world
    for name, person in _people(world).items():
        client = client_for(person)
        may_read = {state for state, one in world.entries.items() if allows(person, "read", one)}
        for page in ("home", "journal", "queue", "my_students", "module_list", "cohort_list"):
            answer = client.get(reverse(page), follow=True)
            text = _body(answer).decode()
            assert answer.status_code == 200, (name, page)
            titles = set(re.findall(r"TITLE-(\w+)", text))
            assert titles <= may_read, (name, page)
            assert not re.search(r"(?:WORDS|REPLY|REMARK|MESSAGE)-\w+", text), (name, page)
    journal = client_for(world.asha).get(reverse("journal")).content.decode()
    assert set(re.findall(r"TITLE-(\w+)", journal)) == set(world.entries)
    queue = client_for(world.ekdal).get(reverse("queue")).content.decode()
    waiting = {"submitted", "being_answered", "lead_named", "covered", "unread", "answered"}
    assert set(re.findall(r"TITLE-(\w+)", queue)) == waiting


def test_queue_of_each_mentor_is_what_she_may_answer(standing_world, client_for) -> None:
    world = standing_world
    cover = client_for(world.noma).get(reverse("queue")).content.decode()
    assert set(re.findall(r"TITLE-(\w+)", cover)) == {"covered"}
    for person in (world.fox, world.gita, world.hana, world.okoye, world.root, world.ivo):
        text = client_for(person).get(reverse("queue"), follow=True).content.decode()
        assert "TITLE-" not in text


@pytest.mark.parametrize("state", ["draft", "submitted", "answered", "former", "lead_named",
                                   "covered", "nobody", "being_answered"])  # fmt: skip
def test_audience_is_exactly_who_can_open_it(standing_world, client_for, state: str) -> None:
    """Follow every door to the words themselves: those who find them are those who are named."""
    world = standing_world
    entry = world.entries[state]
    # A remark's number may stand between the words it is tied to and the next.
    words = re.compile(rf"WORDS\s*\d*\s*-{state} of Asha")
    found = set()
    for person in _people(world).values():
        client = client_for(person)
        texts = [
            strip_tags(_body(client.get(reverse(page, args=[entry.pk]), follow=True)).decode())
            for page in ("entry", "entry_write", "desk")
        ]
        if any(words.search(text) for text in texts):
            found.add(person)
    assert found == set(audience(entry))


def test_unsent_words_are_on_no_page_of_the_student(standing_world, client_for) -> None:
    world = standing_world
    client = client_for(world.asha)
    for state, entry in world.entries.items():
        for page in ("entry", "entry_write"):
            text = client.get(reverse(page, args=[entry.pk]), follow=True).content.decode()
            assert "REPLY-draft" not in text, state
            assert "REMARK-draft" not in text, state
    answered = client.get(reverse("entry", args=[world.entries["answered"].pk])).content.decode()
    assert "REPLY-sent" in answered
    assert "REMARK-sent" in answered


def test_a_save_under_another_name_writes_nothing(standing_world, client_for) -> None:
    """Two people at one computer: the page of one never writes as the other."""
    world = standing_world
    entry = world.entries["draft"]
    before = (entry.draft.revision, Entry.objects.count())
    for person in _people(world).values():
        save = a_save(world.asha, entry)
        answer = client_for(person).put(
            reverse("entry_draft", args=[entry.pk]),
            json.dumps(save),
            content_type="application/json",
            HTTP_ACCEPT="application/json",
        )
        if person != world.asha:
            assert answer.status_code in {404, 409}
            if answer.status_code == 409:
                assert answer.json()["state"] == "wrong-user"
    entry.draft.refresh_from_db()
    assert (entry.draft.revision, Entry.objects.count()) == (before[0] + 1, before[1])


def test_admin_has_no_door_to_private_rows(standing_world, client_for) -> None:
    world = standing_world
    private = [m for m in apps.get_models() if m.__name__ in PRIVATE]
    for person in _people(world).values():
        client = client_for(person)
        for model in private:
            base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            row = model.objects.first()
            pages = [base, f"{base}add/"]
            pages += [f"{base}{row.pk}/change/", f"{base}{row.pk}/history/"] if row else []
            for page in pages:
                answer = client.get(page)
                assert answer.status_code in {302, 403, 404}
                assert not CANARY.search(answer.content.decode())


def test_admin_opens_to_a_relationship_and_to_no_flag(standing_world, client_for) -> None:
    world = standing_world
    opens = {
        name
        for name, person in _people(world).items()
        if client_for(person).get(reverse("admin:index")).status_code == 200
    }
    assert opens == {"hana", "omar", "ivo", "tuva", "cleo", "maya", "root"}


def test_rule_gives_strangers_nothing(standing_world) -> None:
    for state, entry in standing_world.entries.items():
        assert not allows(AnonymousUser(), "read", entry), state
