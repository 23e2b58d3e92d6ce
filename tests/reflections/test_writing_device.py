"""A page that was never saved is found again by its id; what keeps its words on a device."""

import uuid

import pytest

from accounts import device
from reflections.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


def test_a_page_that_was_never_saved_is_found_again_by_its_id(standing_world, client_for):
    world, page = standing_world, uuid.uuid4()
    asha, before = client_for(world.asha), Entry.objects.count()
    answer = asha.get("/journal/new/", {"page": page})
    draft = f"/journal/{page}/draft/"
    assert f'data-save-url="{draft}"' in answer.text
    assert f'data-locks="{device.keys_for(world.asha, draft)}"' in answer.text
    assert f'data-page="/journal/new/?page={page}"' in answer.text
    assert Entry.objects.count() == before
    for other in ("", "x", uuid.uuid1(), f"{page}0"):
        assert asha.get("/journal/new/", {"page": other}).status_code == 404
    # Under a reflection it stays there, though a page for it was begun elsewhere meanwhile.
    place = {"release": world.release.pk, "lesson": world.entries["draft"].lesson_id}
    answer = asha.get("/journal/new/", {"page": page} | place)
    query = f"page={page}&amp;release={place['release']}&amp;lesson={place['lesson']}"
    assert f'data-page="/journal/new/?{query}"' in answer.text
    assert asha.get("/journal/new/", place).url == f"/journal/{world.entries['draft'].pk}/write/"


def test_an_id_that_is_taken_leads_its_author_there_and_tells_nobody_else(
    standing_world, client_for
):
    world = standing_world
    entry, unused = world.entries["draft"], uuid.uuid4()
    hers = client_for(world.asha).get("/journal/new/", {"page": entry.pk})
    assert hers.url == f"/journal/{entry.pk}/write/"
    ben = client_for(world.ben)

    def room(page):
        answer = ben.get("/journal/new/", {"page": page})
        assert answer.status_code == 200
        draft = f"/journal/{page}/draft/"
        text = answer.text.replace(device.keys_for(world.ben, draft), "KEYS")
        return text.replace(str(page), "ID")

    plain = [text.split('name="csrfmiddlewaretoken"')[0] for text in map(room, (entry.pk, unused))]
    assert plain[0] == plain[1]
    save = {"author": str(world.ben.pk), "save_id": str(uuid.uuid4()), "base": 0, "body": "x"}
    for page, status in ((entry.pk, 404), (unused, 200)):
        answer = ben.put(f"/journal/{page}/draft/", save, "application/json")
        assert answer.status_code == status


def test_each_form_that_saves_itself_is_handed_its_own_keys(standing_world, client_for):
    world = standing_world
    entry = world.entries["unread"]
    lesson = make.story(release=world.release, questions=1)
    step = lesson.steps.get()
    for person, url, place in (
        (world.asha, f"/journal/{entry.pk}/write/", f"/journal/{entry.pk}/draft/"),
        (world.ekdal, f"/mentoring/{entry.pk}/", f"/mentoring/{entry.pk}/draft/"),
        (
            world.asha,
            f"/modules/{lesson.version.module.slug}/{lesson.slug}/",
            f"/answers/{world.release.pk}/{step.key}/draft/",
        ),
    ):
        text = client_for(person).get(url).text
        assert f'data-locks="{device.keys_for(person, place)}"' in text, url
        # At a desk a remark in the making saves itself too.
        assert text.count("data-locks=") == (2 if place.startswith("/mentoring") else 1)
