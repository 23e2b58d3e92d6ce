"""The mentor's doors: they open for whom they should, and for everybody else nothing is there."""

import json
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.models import DraftText, Mentoring
from reflections.models import Message, Reading, Remark, Reply, ReplyText
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


# ------------------------------------------------------------------ queue and students
def test_the_queue_names_titles_and_never_a_word_of_text(mentor, world):
    page = mentor.get(reverse("queue")).content.decode()
    assert "TITLE-submitted" in page
    assert "One person is waiting" in page
    assert "five or more" in page
    assert "WORDS-" not in page
    assert "MESSAGE-back" not in page
    assert "REPLY-" not in page


def test_ring_first_stands_alone_above(mentor, world):
    jonas = make.person(name="Jonas Beck")
    make.membership(person=jonas, cohort=world.juniper)
    make.mentoring(mentor=world.ekdal, student=jonas, cohort=world.juniper)
    made = make.version(
        entry=make.entry(author=jonas, title="Dear me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    page = mentor.get(reverse("queue")).content.decode()
    assert page.index("Dear me") < page.index("Waiting, oldest first") < page.index("TITLE-")
    assert page.count("Dear me") == 1
    assert f"{reverse('desk', args=[made.entry_id])}#reach" in page
    assert "How to reach Jonas" in page


def test_an_empty_queue_is_kind(client_for, world):
    assert b"Nobody is waiting. Go and eat." in client_for(world.fox).get(reverse("queue")).content
    for name in ("ben", "hana", "root", "cleo"):
        page = client_for(getattr(world, name)).get(reverse("queue"))
        assert page.status_code == 200
        assert b"You mentor nobody here" in page.content
        assert (
            b"You mentor nobody here"
            in client_for(getattr(world, name)).get(reverse("my_students")).content
        )


def test_my_students_say_nothing_of_drafts(client_for, world, mentor):
    def seen():
        page = client_for(world.fox).get(reverse("my_students")).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.partition("<main")[2])

    ben = seen()
    assert "Ben" in ben
    make.entry(author=world.ben, title="SECRET", body="SECRET")
    assert seen() == ben
    page = mentor.get(reverse("my_students")).content.decode()
    assert "<b>6</b> waiting" in page
    assert "TITLE-draft" not in page


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
    strip = lambda page: page.partition("<main")[2].split("csrfmiddlewaretoken")[0]  # noqa: E731
    assert strip(after) == strip(before)
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


# ------------------------------------------------------------------ remarks
def test_a_remark_by_selection(mentor, version):
    answer = mentor.post(reverse("remark_add", args=[version.entry_id]), remark_data(version))
    assert answer["Location"] == reverse("desk", args=[version.entry_id]) + "#r1"
    remark = version.remarks.get()
    assert (remark.start, remark.end, remark.text.body) == (6, 15, "Why?")
    page = mentor.get(reverse("desk", args=[version.entry_id])).content.decode()
    assert '<mark class="pencilled" id="w1">submitted</mark>' in page


def test_a_remark_on_a_chosen_sentence(mentor, version):
    data = {"version": version.pk, "sentence": f"0-{len(WORDS)}", "body": "All of it."}
    mentor.post(reverse("remark_add", args=[version.entry_id]), data)
    assert version.remarks.get().text.quote == WORDS


def test_the_pages_script_gets_only_its_part(mentor, version):
    url = reverse("remark_add", args=[version.entry_id])
    part = mentor.post(url, remark_data(version), headers={"X-Part": "desk-text"})
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert 'data-focus="r1"' in part.content.decode()
    assert "Only you can see it" in part.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": ""}, "There is nothing in this remark yet"),
        ({"body": "KEPT\x00"}, "invisible character"),
        ({"body": "KEPT" * 2_000}, "characters long"),
        ({"quote": "other"}, "The words you chose are not at that place"),
        ({"start": "", "end": "", "quote": ""}, "Choose the words"),
        ({"end": 10_000}, "Choose the words you want to remark on."),
        ({"quote": "", "sentence": "3-4000"}, "Select a valid choice"),
    ],
)
def test_a_refused_remark_says_why_and_keeps_what_was_typed(mentor, version, changed, said):
    url = reverse("remark_add", args=[version.entry_id])
    answer = mentor.post(url, remark_data(version, body="KEPT") | changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "invalid-feedback" in page
    assert ("KEPT" in page) == (changed.get("body") != "")
    assert not version.remarks.exists()


@pytest.mark.parametrize("bad", ["", "not-an-id", "7d1f0d5e-0000-4000-8000-000000000000"])
def test_a_remark_on_an_unknown_version_is_unknown(mentor, version, bad):
    data = remark_data(version) | {"version": bad}
    assert mentor.post(reverse("remark_add", args=[version.entry_id]), data).status_code == 404


def test_a_version_of_another_entry_is_unknown_here(mentor, version, world):
    other = world.entries["answered"].versions.get()
    url = reverse("remark_add", args=[version.entry_id])
    assert mentor.post(url, remark_data(other)).status_code == 404


def test_a_remark_is_changed_and_taken_away(mentor, version, world):
    mine = make.remark(version=version, author=world.ekdal, sent=False)
    url = reverse("remark", args=[version.entry_id, mine.pk])
    mentor.post(url, {"do": "change", "body": "Other words"})
    mine.text.refresh_from_db()
    assert mine.text.body == "Other words"
    refused = mentor.post(url, {"do": "change", "body": " "})
    assert refused.status_code == 422
    assert b"There is nothing in this remark yet" in refused.content
    mentor.post(url, {"do": "remove"})
    assert not version.remarks.exists()


# ------------------------------------------------------------------ the reply
def test_the_save_protocol_answers_as_the_writing_room_does(mentor, world, entry):
    first = put(mentor, entry, world.ekdal, "I heard you.")
    assert first.status_code == 200
    assert first.json().keys() == {"state", "revision", "sha256", "words", "saved_at"}
    assert first.json() | {"saved_at": ""} == {
        "state": "saved",
        "revision": 1,
        "sha256": saving.Save(uuid.uuid4(), 0, "", "I heard you.").sha256,
        "words": 3,
        "saved_at": "",
    }
    late = put(mentor, entry, world.ekdal, "other", base=0)
    assert (late.status_code, late.json()) == (409, {"state": "conflict", "revision": 1})
    wrong = put(mentor, entry, world.fox, "other", base=1)
    assert (wrong.status_code, wrong.json()) == (409, {"state": "wrong-user"})
    long = put(mentor, entry, world.ekdal, "x" * 200_001, base=1)
    assert (long.status_code, long.json()["state"]) == (422, "too-long")
    half = put(mentor, entry, world.ekdal, "\ud83d", base=1)
    assert (half.status_code, half.json()["state"]) == (422, "invalid")
    assert put(mentor, entry, world.ekdal, "x", base="1").status_code == 400
    assert DraftText.objects.filter(draft__reply__version__entry=entry).count() == 1


def test_without_a_script_save_stays_or_goes_to_the_preview(mentor, world, entry):
    url, data = reverse("reply_draft", args=[entry.pk]), {"author": world.ekdal.pk, "base": 0}
    stay = mentor.post(url, data | {"body": "  one\r\n", "then": "stay"})
    assert stay["Location"] == reverse("desk", args=[entry.pk]) + "#answer"
    assert DraftText.objects.get(draft__reply__version__entry=entry).body == "  one\n"
    look = mentor.post(url, data | {"base": 1, "body": "two", "then": "preview"})
    assert look["Location"] == reverse("reply_send", args=[entry.pk])


def test_without_a_script_a_conflict_shows_both_texts(mentor, world, entry):
    put(mentor, entry, world.ekdal, "FROM THE OTHER WINDOW")
    data = {"author": world.ekdal.pk, "base": 0, "body": "FROM THIS ONE"}
    url = reverse("reply_draft", args=[entry.pk])
    answer = mentor.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "FROM THE OTHER WINDOW" in page
    assert "FROM THIS ONE</textarea>" in page
    assert 'name="base" value="1"' in page
    mentor.post(url, data | {"base": 1})
    newest = DraftText.objects.filter(draft__reply__version__entry=entry).latest("revision")
    assert newest.body == "FROM THIS ONE"


@pytest.mark.parametrize("body", ["KEPT\x00", "KEPT" * 60_000])
def test_without_a_script_what_cannot_be_kept_stays_in_the_field(mentor, world, entry, body):
    data = {"author": world.ekdal.pk, "base": 0, "body": body}
    answer = mentor.post(reverse("reply_draft", args=[entry.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "KEPT" in page.partition("<textarea")[2]
    assert 'id="reply_error"' in page


def test_a_form_of_somebody_else_saves_nothing(mentor, world, entry):
    data = {"author": world.fox.pk, "base": 0, "body": "x"}
    answer = mentor.post(reverse("reply_draft", args=[entry.pk]), data)
    assert answer.status_code == 404
    assert not Reply.objects.filter(version__entry=entry).exists()


# ------------------------------------------------------------------ send
def test_the_preview_shows_what_she_will_see(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "I heard you.")
    make.remark(version=version, author=world.ekdal, body="This line.", sent=False)
    page = mentor.get(reverse("reply_send", args=[entry.pk])).content.decode()
    for words in ("As Asha will see it", "I heard you.", "This line.", "Dr Ekdal wrote back"):
        assert words in page
    assert "Send, and open Asha’s" in page
    assert "Five moves" not in page
    assert not ReplyText.objects.filter(reply__version=version).exists()


def test_send_and_open_the_next(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "I heard you.")
    url, data = reverse("reply_send", args=[entry.pk]), {"version": version.pk, "revision": 1}
    answer = mentor.post(url, data | {"then": "next"})
    assert answer.status_code == 302
    assert answer["Location"] != reverse("desk", args=[entry.pk])
    assert mentor.get(answer["Location"]).status_code == 200
    assert ReplyText.objects.get(reply__version=version).body == "I heard you."
    again = mentor.post(url, data | {"then": "stay"})
    assert again["Location"] == reverse("desk", args=[entry.pk])
    assert ReplyText.objects.filter(reply__version=version).count() == 1
    page = mentor.get(reverse("desk", args=[entry.pk])).content.decode()
    assert "You replied" in page
    assert "Send reply" not in page


def test_after_the_last_one_the_queue_is_empty(client_for, world):
    entry = world.entries["covered"]
    cover = client_for(world.noma)
    put(cover, entry, world.noma, "I heard you.")
    data = {"version": entry.versions.get().pk, "revision": 1, "then": "next"}
    answer = cover.post(reverse("reply_send", args=[entry.pk]), data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("queue")
    assert b"Nobody is waiting. Go and eat." in answer.content


def test_nothing_to_send_is_said_beside_the_field(mentor, entry, version):
    url = reverse("reply_send", args=[entry.pk])
    for answer in (mentor.get(url), mentor.post(url, {"version": version.pk, "revision": 0})):
        assert answer.status_code == 422
        assert 'id="reply_error"' in answer.content.decode()
        assert "There is nothing to send yet" in answer.content.decode()
    assert not Reply.objects.filter(version=version).exists()


def test_what_changed_since_the_preview_is_shown_again(mentor, world, entry, version):
    put(mentor, entry, world.ekdal, "one")
    put(mentor, entry, world.ekdal, "two", base=1)
    data = {"version": version.pk, "revision": 1}
    answer = mentor.post(reverse("reply_send", args=[entry.pk]), data)
    assert answer.status_code == 409
    assert 'name="revision" value="2"' in answer.content.decode()
    assert not ReplyText.objects.filter(reply__version=version).exists()


@pytest.mark.parametrize("data", [{}, {"version": "x", "revision": 0}, {"revision": -1}])
def test_a_broken_sending_is_unknown(mentor, entry, data):
    assert mentor.post(reverse("reply_send", args=[entry.pk]), data).status_code == 404


def test_a_sent_reply_has_no_preview(mentor, world):
    entry = world.entries["answered"]
    answer = mentor.get(reverse("reply_send", args=[entry.pk]))
    assert answer["Location"] == reverse("desk", args=[entry.pk])
    late = put(mentor, entry, world.ekdal, "late")
    assert late.status_code == 422
    assert "sent already" in late.json()["message"]


def test_unsent_things_are_nowhere_on_the_students_pages(client_for, world):
    entry = world.entries["being_answered"]
    asha = client_for(world.asha)
    for url in (reverse("entry", args=[entry.pk]), reverse("home"), reverse("journal")):
        page = asha.get(url).content.decode()
        assert "REPLY-draft" not in page
        assert "REMARK-draft" not in page
        assert "pencilled" not in page


# ------------------------------------------------------------------ writing back
def test_the_mentor_writes_back_once(mentor, world):
    entry, send_id = world.entries["answered"], uuid.uuid4()
    url, data = reverse("desk_answer", args=[entry.pk]), {"send_id": send_id, "body": "And now?"}
    for _twice in range(2):
        assert mentor.post(url, data)["Location"] == reverse("desk", args=[entry.pk]) + "#talk"
    assert Message.objects.get(author=world.ekdal).text.body == "And now?"
    assert b"And now?" in mentor.get(reverse("desk", args=[entry.pk])).content


@pytest.mark.parametrize("body", ["", "KEPT\x00", "KEPT" * 6_000])
def test_a_refused_message_says_why_and_keeps_what_was_typed(mentor, world, body):
    entry = world.entries["answered"]
    data = {"send_id": uuid.uuid4(), "body": body}
    answer = mentor.post(reverse("desk_answer", args=[entry.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "invalid-feedback" in page
    assert ("KEPT" in page) == bool(body)
    assert not Message.objects.filter(author=world.ekdal).exists()


def test_no_message_before_the_reply(mentor, entry):
    data = {"send_id": uuid.uuid4(), "body": "x"}
    answer = mentor.post(reverse("desk_answer", args=[entry.pk]), data)
    assert answer.status_code == 422
    assert not Message.objects.filter(version__entry=entry).exists()
    assert mentor.post(reverse("desk_answer", args=[entry.pk]), {"body": "x"}).status_code == 404


# ------------------------------------------------------------------ queries
def _waiting_students(world, number):
    for count in range(number):
        one = make.person(name=f"Student {count}")
        make.membership(person=one, cohort=world.juniper)
        make.mentoring(mentor=world.fox, student=one, cohort=world.juniper)
        make.version(
            entry=make.entry(author=one, release=world.release),
            cohort=world.juniper,
            readers={"mentor": world.fox},
        )


@pytest.mark.parametrize("number", [1, 3, 50])
@pytest.mark.parametrize(("name", "queries"), [("queue", 5), ("my_students", 9)])
def test_lists_ask_the_same_however_long(
    world, client_for, django_assert_num_queries, number, name, queries
):
    _waiting_students(world, number)
    client = client_for(world.fox)
    client.get(reverse(name))
    with django_assert_num_queries(queries):
        page = client.get(reverse(name))
    heading = {"queue": "Student ", "my_students": '<h2 class="name">Student '}[name]
    assert page.content.decode().count(heading) == number


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
    with django_assert_num_queries(11):  # with the stamp of the school's own words
        mentor.get(reverse("reply_send", args=[version.entry_id]))


@pytest.mark.parametrize("headers", [{}, {"X-Part": "desk-text"}], ids=["page", "script"])
def test_a_remark_is_cheap(mentor, version, django_assert_num_queries, headers):
    url = reverse("remark_add", args=[version.entry_id])
    mentor.post(url, remark_data(version))
    with django_assert_num_queries(11):  # nine, and the savepoint that only tests have
        mentor.post(url, remark_data(version), headers=headers)


def test_a_save_of_the_reply_is_cheap(world, mentor, entry, django_assert_num_queries):
    put(mentor, entry, world.ekdal, "one")
    with django_assert_num_queries(10):  # six, and two savepoints that only tests have
        put(mentor, entry, world.ekdal, "two", base=1)
