"""The doors of a dialogue: buttons do what they say; what is refused keeps what was typed."""

import uuid

from django.urls import reverse

from rehearsals.models import Dialogue, MapLine, Place
from tests.house import matrix_dialogues
from tests.rehearsals import rooms
from tests.rehearsals.test_dialogue import a_dialogue


def test_buttons_do_what_they_say_and_unknown_ones_are_nowhere(standing_world, client_for) -> None:
    w = standing_world
    room = matrix_dialogues.talking(w)
    asha, ben, farid = (client_for(one) for one in (w.asha, w.ben, w.farid))
    url = reverse("rehearsal_dialogue", args=[room.pk])
    page = reverse("rehearsal", args=[room.pk])
    assert asha.get(url).status_code == 405
    for client, said in (
        (asha, {}), (asha, {"do": "shout"}), (ben, {"do": "said"}), (farid, {"do": "accept"}),
        (farid, {"do": "go_on", "group": "9"}), (client_for(w.chidi), {"do": "go_on"}),
        (client_for(w.hana), {"do": "go_on", "group": "1"}),
    ):  # fmt: skip
        assert client.post(url, said).status_code == 404
    assert asha.post(url, {"do": "said"}).headers["Location"] == page
    assert Dialogue.objects.get().is_restating
    shown = ben.get(page).content.decode()
    assert "Say back what you heard, until Asha says yes." in shown
    assert "SECRET-jo" in shown
    assert "SECRET-sam" not in shown
    # What is refused is said on the page.
    answer = asha.post(url, {"do": "go_on"}, follow=True)
    assert "Not everybody has had a turn yet." in answer.content.decode()
    answer = farid.post(f"{url}?group=1", {"do": "next", "group": "1"})
    assert answer.headers["Location"] == f"{page}?group=1"
    assert Dialogue.objects.get().speaker.person == w.ben
    run = farid.get(page).content.decode()
    assert "Ben has the word." in run
    assert "WORDS-of the map" in run
    wall = farid.get(reverse("rehearsal_wall", args=[room.pk])).content.decode()
    assert "A story each." in wall
    assert "Ben has the word." not in wall


def test_the_map_takes_lines_and_gives_typed_words_back(standing_world, client_for) -> None:
    w = standing_world
    room = matrix_dialogues.talking(w)
    asha, watcher = client_for(w.asha), client_for(w.ekdal)
    url = reverse("rehearsal_map", args=[room.pk])
    line = MapLine.objects.get()
    answer = asha.post(url, {"put": "agree", "text": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode()
    assert 'aria-describedby="line-error"' in answer.content.decode()
    asha.post(url, {"put": "means", "text": "A van <b>"})
    assert "A van &lt;b&gt;" in asha.get(reverse("rehearsal", args=[room.pk])).content.decode()
    asha.post(url, {"line": line.pk, "move": "differ"})
    line.refresh_from_db()
    assert line.column == "differ"
    for said in (
        {"line": "x", "move": "agree"}, {"line": line.pk}, {"do": "keep_it"},
    ):  # fmt: skip
        assert asha.post(url, said).status_code == 404
    assert watcher.post(url, {"line": line.pk, "do": "take_off"}).status_code == 404
    said = asha.post(url, {"line": line.pk, "move": "nowhere"}, follow=True).content.decode()
    assert "Choose where it belongs." in said
    asha.post(url, {"line": uuid.uuid4(), "do": "take_off"})
    asha.post(url, {"line": line.pk, "do": "take_off"})
    assert list(MapLine.objects.values_list("text", flat=True)) == ["A van <b>"]
    # Nothing to read there before it is kept.
    assert asha.get(url).status_code == 404


def test_a_kept_map_is_a_page_of_its_group(standing_world, client_for) -> None:
    w = standing_world
    room = matrix_dialogues.talking(w, kept=True)
    url = reverse("rehearsal_map", args=[room.pk])
    for person, status in ((w.asha, 200), (w.ekdal, 200), (w.farid, 404), (w.chidi, 404)):
        answer = client_for(person).get(url)
        assert answer.status_code == status
        assert ("WORDS-of the map" in answer.content.decode()) == (status == 200)
    phone = client_for(w.ben).get(reverse("rehearsal", args=[room.pk])).content.decode()
    assert "The map you kept" in phone
    assert (
        "WORDS-of"
        not in client_for(w.farid).get(reverse("rehearsal", args=[room.pk])).content.decode()
    )


def test_an_amber_question_is_chosen_at_the_door(standing_world, client_for) -> None:
    w = standing_world
    room = rooms.opened(w, doc=a_dialogue(topic_colour="amber", framing="Parking charges"))
    url = reverse("rehearsal_door", args=[room.code])
    client = client_for(w.asha)
    door = client.get(url).content.decode()
    assert "An amber question" in door
    assert "Parking charges" in door
    answer = client.post(url, {"may_play": "yes"})
    assert answer.status_code == 422
    assert "the alternative counts the same" in answer.content.decode()
    assert not Place.objects.exists()
    client.post(url, {"may_play": "yes", "opted_in": "yes"})
    assert Place.objects.get().person == w.asha
    green = rooms.opened(w, doc=a_dialogue(slug="green"))
    page = client_for(w.ben).get(reverse("rehearsal_door", args=[green.code])).content.decode()
    assert "opted_in" not in page


def test_where_nobody_has_a_part_only_a_group_is_given_by_hand(standing_world, client_for) -> None:
    w = standing_world
    room = rooms.opened(w, w.asha, w.ben, doc=a_dialogue(roles=()))
    farid, cast = client_for(w.farid), reverse("rehearsal_cast", args=[room.pk])
    shown = farid.get(cast).content.decode()
    assert "2 are here. Nobody has a part in this one" in shown
    assert "mirrors" not in shown
    assert "role-" not in shown
    farid.post(cast, {"do": "cast", f"group-{w.asha.pk}": "1", f"group-{w.ben.pk}": "1"})
    assert {place.group.number for place in Place.objects.all()} == {1}
    assert b"swap-head" not in farid.get(cast).content
    client_for(w.ben).post(reverse("rehearsal_may_play", args=[room.pk]), {"may_play": "no"})
    rooms.lead_to(w, room, "play")
    page = reverse("rehearsal", args=[room.pk])
    assert [b"You watch" in client_for(one).get(page).content for one in (w.asha, w.ben)] == [0, 1]
    assert b"The briefs" not in farid.get(page).content
