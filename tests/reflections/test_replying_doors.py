"""The pages around a sent reply, at the desk and on the student's side of it."""

import json
import uuid

import pytest
from django.urls import reverse

from reflections.models import Message, PageClosing, Reader, ReplyEdition
from tests import make


@pytest.fixture
def entry(world):
    return world.entries["answered"]


@pytest.fixture
def version(entry):
    return entry.versions.get()


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


@pytest.fixture
def asha(world, client_for):
    return client_for(world.asha)


def text(response):
    return response.content.decode()


def test_taking_back_is_offered_while_it_is_unread(mentor, asha, world, entry):
    desk, recall = (reverse(name, args=[entry.pk]) for name in ("desk", "reply_recall"))
    page = text(mentor.get(desk))
    assert "Not read yet." in page
    assert recall in page
    asha.get(reverse("entry", args=[entry.pk]))
    page = text(mentor.get(desk))
    assert "Asha read it" in page
    assert recall not in page
    refused = mentor.post(recall, follow=True)
    assert "It was read before you pressed" in text(refused)


def test_she_is_told_kindly_that_a_reply_was_taken_back(mentor, asha, world):
    entry = world.entries["submitted"]
    make.reply(version=entry.versions.get(), author=world.ekdal, body="SAID-too-soon")
    answer = mentor.post(reverse("reply_recall", args=[entry.pk]))
    assert answer["Location"] == reverse("desk", args=[entry.pk]) + "#answer"
    assert "SAID-too-soon</textarea>" in text(mentor.get(reverse("desk", args=[entry.pk])))
    page = text(asha.get(reverse("entry", args=[entry.pk])))
    assert "Dr Ekdal had sent you a reply and has taken it back to finish it" in page
    assert "SAID-too-soon" not in page


def test_a_change_is_typed_looked_at_and_sent(mentor, asha, world, entry):
    url, draft = (reverse(name, args=[entry.pk]) for name in ("reply_change", "reply_change_draft"))
    assert "REPLY-sent</textarea>" in text(mentor.get(url))
    sent = {"author": str(world.ekdal.pk), "save_id": str(uuid.uuid4()), "base": 0, "body": "Half"}
    kept = mentor.put(draft, json.dumps(sent), content_type="application/json")
    assert kept.json()["revision"] == 1
    assert "Half</textarea>" in text(mentor.get(url))
    assert "Go on changing your reply" in text(mentor.get(reverse("desk", args=[entry.pk])))
    plain = {"author": world.ekdal.pk, "base": 0, "do": "send", "body": "TYPED"}
    late = mentor.post(url, plain)
    assert late.status_code == 409
    assert "TYPED</textarea>" in text(late)
    assert "<p>Half</p>" in text(late)
    named = mentor.post(url, plain | {"base": 1, "body": "Ring 020 7946 0123 for bed 7."})
    assert named.status_code == 422
    assert "Places to look at" in text(named)
    assert mentor.post(url, plain | {"base": 2, "body": "\x00"}).status_code == 422
    done = mentor.post(url, plain | {"base": 2, "body": "CHANGED words"})
    assert done["Location"] == reverse("desk", args=[entry.pk]) + "#talk"
    for client, door in ((asha, "entry"), (mentor, "desk")):
        page = text(client.get(reverse(door, args=[entry.pk])))
        assert page.index("CHANGED words") < page.index("As it stood") < page.index("REPLY-sent")
        assert "edited today at" in page
    assert mentor.post(url, plain | {"base": 9}).status_code == 409
    assert mentor.post(url, plain | {"do": "drop"}).status_code == 302
    assert mentor.post(url, {"do": "send"}).status_code == 404
    waiting = world.entries["submitted"]
    nothing = mentor.get(reverse("reply_change", args=[waiting.pk]))
    assert nothing["Location"] == reverse("desk", args=[waiting.pk])


def test_home_tells_of_a_changed_reply(mentor, asha, world, entry):
    asha.get(reverse("entry", args=[entry.pk]))
    unread = 'class="unread"'
    before = text(asha.get(reverse("home"))).count(unread)
    data = {"author": world.ekdal.pk, "base": 0, "do": "send", "body": "CHANGED words"}
    mentor.post(reverse("reply_change", args=[entry.pk]), data)
    assert text(asha.get(reverse("home"))).count(unread) == before + 1


def test_what_was_written_below_is_seen_on_both_sides(mentor, asha, world, entry):
    desk, page = reverse("desk", args=[entry.pk]), reverse("entry", args=[entry.pk])
    asha.get(page)
    assert "Read today at" not in text(asha.get(page))
    mentor.get(desk)
    assert "Read today at" in text(asha.get(page))
    # Within one sitting too: what came after the desk was opened has a line of its own.
    asha.post(
        reverse("entry_answer", args=[entry.pk]), {"send_id": uuid.uuid4(), "body": "And this."}
    )
    assert text(asha.get(page)).count("Read today at") == 1
    mentor.get(desk)
    assert text(asha.get(page)).count("Read today at") == 2
    mentor.post(reverse("desk_answer", args=[entry.pk]), {"send_id": uuid.uuid4(), "body": "Yes."})
    assert Message.objects.get(author=world.ekdal).seen_at is None
    asha.get(page)
    assert Message.objects.get(author=world.ekdal).seen_at is not None
    assert Message.objects.filter(author=world.asha, seen_at__isnull=False).count() == 0
    assert text(mentor.get(desk)).count("Asha read it") == 2


def test_she_closes_the_page_and_opens_it_again(mentor, asha, world, entry):
    url, page = reverse("entry_close", args=[entry.pk]), reverse("entry", args=[entry.pk])
    assert "Close this page" in text(asha.get(page))
    assert asha.post(url, {"do": "close"})["Location"] == page + "#messages"
    said = text(asha.get(page))
    assert "This page is closed." in said
    assert 'name="body"' not in said
    answer = reverse("entry_answer", args=[entry.pk])
    late = asha.post(answer, {"send_id": uuid.uuid4(), "body": "TYPED"})
    assert (late.status_code, Message.objects.filter(text__body="TYPED").count()) == (422, 0)
    desk = text(mentor.get(reverse("desk", args=[entry.pk])))
    assert "Asha closed this page" in desk
    assert "Write back to Asha" not in desk
    late = mentor.post(
        reverse("desk_answer", args=[entry.pk]), {"send_id": uuid.uuid4(), "body": "TYPED"}
    )
    assert late.status_code == 422
    asha.post(url, {"do": "open"})
    assert PageClosing.objects.get().opened_at is not None
    assert "Write back to Asha" in text(mentor.get(reverse("desk", args=[entry.pk])))
    nothing = asha.post(reverse("entry_close", args=[world.entries["submitted"].pk]), follow=True)
    assert "Nobody has answered this yet" in text(nothing)


def test_she_asks_for_another_reader_of_this_page(asha, client_for, world, entry, version):
    url, page = reverse("entry_reader", args=[entry.pk]), reverse("entry", args=[entry.pk])
    assert url in text(asha.get(page))
    choice = text(asha.get(url))
    assert [name for name in ("Dr Fox", "Dr Noma", "Dr Gita", "Dr Ekdal", "Dr Okoye")
            if f">{name}</label>" in choice] == ["Dr Fox", "Dr Noma", "Dr Gita"]  # fmt: skip
    fox = client_for(world.fox)
    desk = reverse("desk", args=[entry.pk])
    assert fox.get(desk).status_code == 404
    assert asha.post(url, {"do": "ask", "person": world.fox.pk})["Location"] == page
    assert "you asked for them as another reader" in text(asha.get(page))
    assert fox.get(desk).status_code == 200
    assert "Dr Fox reads it because you asked" in text(asha.get(url))
    asha.post(url, {"do": "end", "person": world.fox.pk})
    assert fox.get(desk).status_code == 404
    refused = asha.post(url, {"do": "ask", "person": world.okoye.pk}, follow=True)
    assert "They cannot read for you any more" in text(refused)
    assert asha.post(url, {"do": "end", "person": world.fox.pk}).status_code == 404
    assert Reader.objects.filter(via="asked").count() == 1
    world.fox.memberships.update(ends_at=make.ago(days=1))
    world.noma.memberships.update(ends_at=make.ago(days=1))
    world.gita.memberships.update(ends_at=make.ago(days=1))
    assert "There is nobody else in your cohort" in text(asha.get(url))


@pytest.mark.parametrize("name", ["ben", "ekdal", "noma", "hana", "root"])
def test_the_authors_doors_are_hers_alone(world, client_for, entry, name):
    client = client_for(getattr(world, name))
    for door in ("entry_close", "entry_reader"):
        url = reverse(door, args=[entry.pk])
        assert client.post(url, {"do": "ask", "person": world.fox.pk}).status_code == 404
    assert client.get(reverse("entry_reader", args=[entry.pk])).status_code == 404
    draft = reverse("entry_reader", args=[world.entries["draft"].pk])
    assert client_for(world.asha).get(draft).status_code == 404


@pytest.mark.parametrize("name", ["ben", "fox", "gita", "noma", "hana", "root"])
def test_the_writers_doors_are_hers_alone(world, client_for, entry, name):
    client = client_for(getattr(world, name))
    data = {"author": getattr(world, name).pk, "base": 0, "do": "send", "body": "x"}
    for door in ("reply_recall", "reply_change"):
        assert client.post(reverse(door, args=[entry.pk]), data).status_code == 404
    assert client.get(reverse("reply_change", args=[entry.pk])).status_code == 404
    assert not ReplyEdition.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_a_changed_reply_costs_no_query_more(
    world, asha, mentor, entry, version, django_assert_num_queries, number
):
    for count in range(number):
        make.edition(reply=version.replies.get(), body=f"Wording {count}")
    asha.get(reverse("entry", args=[entry.pk]))
    mentor.get(reverse("desk", args=[entry.pk]))
    with django_assert_num_queries(8):
        asha.get(reverse("entry", args=[entry.pk]))
    with django_assert_num_queries(10):
        mentor.get(reverse("desk", args=[entry.pk]))
