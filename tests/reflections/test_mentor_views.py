"""The mentor's doors: they open for whom they should, and for everybody else nothing is there."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.models import DraftText, Mentoring
from reflections.models import Reading, Remark, Reply, ReplyText
from tests import make

STRANGERS = ["asha", "ben", "chidi", "fox", "okoye", "gita", "noma", "hana", "omar", "farid",
             "ivo", "tuva", "cleo", "root", "lena"]  # fmt: skip
WORDS = "WORDS-submitted of Asha"


@pytest.fixture
def entry(world):
    return world.entries["submitted"]


@pytest.fixture
def version(entry):
    return entry.versions.get()


@pytest.fixture
def mentor(world, client_for):
    return client_for(world.ekdal)


def remark_data(version, **fields):
    data = {"version": version.pk, "start": 6, "end": 15, "quote": "submitted", "body": "Why?"}
    return data | fields


def put(client, entry, author, body, base=0, **fields):
    data = {"author": str(author.pk), "save_id": str(uuid.uuid4()), "base": base, "body": body}
    return client.put(
        reverse("reply_draft", args=[entry.pk]),
        json.dumps(data | fields),
        content_type="application/json",
    )


def doors(entry, remark):
    """Return every door of one entry: the method, the address and what is sent."""
    pk, version = entry.pk, entry.versions.order_by("-number").first()
    return [
        ("get", reverse("desk", args=[pk]), {}),
        ("get", reverse("reply_send", args=[pk]), {}),
        ("post", reverse("reply_send", args=[pk]), {"version": version.pk, "revision": 0}),
        ("post", reverse("desk_answer", args=[pk]), {"send_id": uuid.uuid4(), "body": "x"}),
        ("post", reverse("remark_add", args=[pk]), remark_data(version)),
        ("post", reverse("remark", args=[pk, remark]), {"do": "remove"}),
        ("post", reverse("remark", args=[pk, remark]), {"do": "change", "body": "x"}),
    ]


# ------------------------------------------------------------------ the five questions
@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_meets_the_page_that_never_was(world, client_for, entry, version, name):
    person = getattr(world, name)
    client = client_for(person)
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    unknown = client.get(reverse("desk", args=[uuid.uuid4()]))
    assert unknown.status_code == 404
    code = unknown["X-Request-ID"]
    for method, url, data in doors(entry, mine.pk):
        answer = getattr(client, method)(url, data)
        assert answer.status_code == 404, url
        same = answer.content.decode().replace(answer["X-Request-ID"], code)
        assert same == unknown.content.decode()
        assert WORDS not in same
    assert put(client, entry, person, "x").status_code == 404
    form = {"author": person.pk, "base": 0, "body": "x"}
    assert client.post(reverse("reply_draft", args=[entry.pk]), form).status_code == 404
    assert not Reading.objects.filter(person=person).exists()
    assert not Reply.objects.filter(author=person).exists()
    assert Remark.objects.filter(pk=mine.pk).exists()


def test_nobody_is_asked_to_sign_in(client, world, entry, version):
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    for method, url, data in doors(entry, mine.pk):
        answer = getattr(client, method)(url, data)
        # Words she typed stand on the page that says so; without any, the door leads to sign in.
        assert answer.status_code == (401 if data.get("body") else 302), url
        assert reverse("account_login") in answer.get("Location", answer.content.decode())
    assert put(client, entry, world.ekdal, "x").status_code == 401
    plain = client.post(reverse("reply_draft", args=[entry.pk]), {"body": "x", "base": 0})
    assert plain["Location"].startswith(reverse("account_login"))
    for name in ("queue", "my_students"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))
    assert not Reply.objects.filter(version=version).exists()


def test_a_suspended_mentor_is_nobody(world, mentor, entry):
    assert mentor.get(reverse("desk", args=[entry.pk])).status_code == 200
    world.ekdal.is_active = False
    world.ekdal.save()
    assert mentor.get(reverse("desk", args=[entry.pk])).status_code == 302
    assert put(mentor, entry, world.ekdal, "x").status_code == 401
    assert not Reply.objects.filter(version__entry=entry).exists()


def test_the_end_of_a_pairing_ends_everything_at_once(world, mentor, entry, version):
    assert put(mentor, entry, world.ekdal, "one").json()["revision"] == 1
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    assert put(mentor, entry, world.ekdal, "two", base=1).status_code == 404
    for method, url, data in doors(entry, mine.pk):
        assert getattr(mentor, method)(url, data).status_code == 404, url
    assert not DraftText.objects.filter(body="two").exists()
    assert not ReplyText.objects.filter(reply__version=version).exists()
    assert b"Nobody is waiting" in mentor.get(reverse("queue")).content


# ------------------------------------------------------------------ the desk
def test_the_desk_shows_her_words_and_records_the_visit(mentor, world, entry):
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    assert WORDS in page
    assert "Your reply to Asha" in page
    assert "Asha and you" in page
    assert "Five moves" in page
    assert Reading.objects.filter(entry=entry, person=world.ekdal).count() == 1


def test_the_cover_opens_what_she_covers(client_for, world):
    page = client_for(world.noma).get(reverse("desk", args=[world.entries["covered"].pk]))
    assert b"for Dr Ekdal, who is away" in page.content


def test_the_desk_does_not_know_of_a_revision(mentor, entry, world):
    url = reverse("desk", args=[entry.pk])
    mentor.get(url)
    before = mentor.get(url).content.decode()
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "SECRET", "SECRET")
    saving.save(draft=entry.draft, by=world.asha, save=save)
    after = mentor.get(url).content.decode()
    main = [page.partition("<main")[2].split("csrfmiddlewaretoken")[0] for page in (before, after)]
    assert main[0] == main[1]
    assert "SECRET" not in after


def test_how_to_reach_her_comes_first(mentor, world):
    world.asha.phone = "+44 20 5550 0177"
    world.asha.save()
    made = make.version(
        entry=make.entry(author=world.asha, title="Dear me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    page = mentor.get(reverse("desk", args=[made.entry_id])).content.decode()
    assert 'href="tel:+442055500177"' in page
    order = [page.index(x) for x in ("tel:+442055500177", "mailto:asha", "<h1", "I sat with her")]
    assert order == sorted(order)
    assert "Help line" in page
    other = mentor.get(reverse("desk", args=[world.entries["submitted"].pk])).content.decode()
    assert "tel:" not in other
    assert "mailto:" not in other


def test_nobody_is_told_to_ring_without_a_number(mentor, world):
    made = make.version(
        entry=make.entry(author=world.asha),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    page = mentor.get(reverse("desk", args=[made.entry_id])).content.decode()
    assert "Reach Asha before you answer" in page
    assert "Ring Asha" not in page
    world.asha.phone = "+44 20 5550 0177"
    world.asha.save()
    page = mentor.get(reverse("desk", args=[made.entry_id])).content.decode()
    assert "Ring Asha before you write" in page


def test_earlier_versions_and_the_thread_are_there_to_read(mentor, world):
    entry = world.entries["answered"]
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "Anew", "WORDS anew")
    saving.save(draft=entry.draft, by=world.asha, save=save)
    entry.draft.refresh_from_db()
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    for words in ("WORDS anew", "WORDS-answered of Asha", "REPLY-sent", "MESSAGE-back"):
        assert words in page
    assert "Your reply to Asha" in page


def test_text_is_shown_as_it_is_and_as_text(mentor, world):
    body = "  <b>not bold</b> & 'quoted'\n  👩🏽‍⚕️ indented\n\n\nafter"
    made = make.version(
        entry=make.entry(author=world.asha, body=body),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
    )
    page = mentor.get(reverse("desk", args=[made.entry_id])).content.decode()
    assert "  &lt;b&gt;not bold&lt;/b&gt; &amp; &#x27;quoted&#x27;\n  👩🏽‍⚕️ indented</p>" in page


# ------------------------------------------------------------------ queries
@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_the_same_however_much_was_said(
    world, mentor, django_assert_num_queries, number
):
    version = world.entries["unread"].versions.get()
    for count in range(number):
        make.remark(version=version, author=world.ekdal, body=f"Remark {count}", sent=False)
        make.message(version=version, author=world.asha)
    make.reply(version=version, author=world.ekdal, sent=False)
    url = reverse("desk", args=[version.entry_id])
    with django_assert_num_queries(12):  # the first time, with the line in the read log
        mentor.get(url)
    with django_assert_num_queries(10):
        mentor.get(url)
    # With the stamp of the school's own words, and the twenty replies the nudges look at.
    with django_assert_num_queries(12):
        mentor.get(reverse("reply_send", args=[version.entry_id]))
