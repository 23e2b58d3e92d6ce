"""A page read back: its answer, who read it, the yes to a new mentor, writing back."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts import saving
from accounts.policy import audience
from reflections.actions import reading_answers
from reflections.models import Entry, GrantText, Message, Reader, Reading
from tests import make


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def page(entry):
    return reverse("entry", args=[entry.pk])


# ------------------------------------------------------------------ a page read back
def test_the_answer_is_read_in_place_and_in_order(standing_world, asha):
    entry = standing_world.entries["answered"]
    body = asha.get(page(entry)).content.decode()
    assert 'id="w1">WORDS</mark>' in body
    assert '<article class="remark" id="r1"' in body
    for words in ("REMARK-sent", "REPLY-sent", "MESSAGE-back", "Dr Ekdal</strong> (your mentor)"):
        assert words in body
    assert "Nobody else." in body


def test_what_was_written_back_stands_in_its_order(standing_world, asha):
    """And so does what she is told of break-glass, the newest first."""
    w, entry = standing_world, standing_world.entries["answered"]
    version = entry.versions.get()
    for days, words in ((1, "MESSAGE-third"), (3, "MESSAGE-first"), (2, "MESSAGE-second")):
        made = make.message(version=version, author=w.ekdal, body=words)
        Message.objects.filter(pk=made.pk).update(sent_at=make.ago(days=days))
    for days, reason in ((9, "REASON-older"), (5, "REASON-newer")):
        made = make.grant(
            entry=entry, asked_by=w.tuva, decided_by=w.ivo, asked_at=make.ago(days=days)
        )
        GrantText.objects.filter(grant=made).update(reason=reason)
    body = asha.get(page(entry)).content.decode()
    for words in (
        ("MESSAGE-first", "MESSAGE-second", "MESSAGE-third", "MESSAGE-back"),
        ("REASON-newer", "REASON-older"),
    ):
        places = [body.index(word) for word in words]
        assert places == sorted(places)


def test_a_message_that_came_meanwhile_is_not_called_read(standing_world, asha, monkeypatch):
    w, entry = standing_world, standing_world.entries["answered"]
    version, mark = entry.versions.get(), reading_answers.mark_messages_seen
    shown = make.message(version=version, author=w.ekdal)

    def late(**about):
        make.message(version=version, author=w.ekdal, body="MESSAGE-late")
        mark(**about)

    monkeypatch.setattr(reading_answers, "mark_messages_seen", late)
    assert "MESSAGE-late" not in asha.get(page(entry)).content.decode()
    monkeypatch.undo()
    unseen = Message.objects.filter(version=version, author=w.ekdal, seen_at=None)
    assert [one.text.body for one in unseen] == ["MESSAGE-late"]
    shown.refresh_from_db()
    assert shown.seen_at is not None
    asha.get(page(entry))
    assert not unseen.all().exists()


def test_the_reply_is_seen_at_the_first_opening(standing_world, asha):
    entry = standing_world.entries["answered"]
    reply = entry.versions.get().replies.get()
    asha.get(page(entry))
    reply.refresh_from_db()
    first = reply.seen_at
    assert first is not None
    asha.get(page(entry))
    reply.refresh_from_db()
    assert reply.seen_at == first
    assert "You read it today." in text_of(asha.get("/"))


def test_nothing_of_an_unsent_answer_shows(standing_world, asha):
    body = asha.get(page(standing_world.entries["being_answered"])).content.decode()
    assert "REPLY-draft" not in body
    assert "REMARK-draft" not in body
    assert "pencilled" not in body
    assert "With Dr Ekdal." in body


def test_a_draft_leads_to_the_writing_room(standing_world, asha):
    entry = standing_world.entries["draft"]
    assert asha.get(page(entry)).url == reverse("entry_write", args=[entry.pk])


def test_nobody_yet_is_said(standing_world, asha):
    text = text_of(asha.get(page(standing_world.entries["former"])))
    assert "Nobody can read this yet." in text
    assert "Dr Ekdal is your mentor now. May they read this?" in text
    assert "Dr Gita" not in text


def test_who_has_read_it_and_when(standing_world, asha):
    w, entry = standing_world, standing_world.entries["answered"]
    Reading.objects.create(entry=entry, person=w.ekdal, door="desk", at=make.ago(hours=1))
    body = asha.get(page(entry)).content.decode()
    assert re.search(r"<li><span>Dr Ekdal <small>at the desk</small></span> <time datetime=", body)


def test_earlier_versions_are_listed_and_open(standing_world, asha):
    entry = standing_world.entries["submitted"]
    draft = entry.draft
    save = saving.Save(uuid.uuid4(), 1, "", "ANEW")
    saving.save(draft=draft, by=standing_world.asha, save=save)
    draft.refresh_from_db()
    assert "The new words are a draft" in text_of(asha.get(page(entry)))
    make.version(entry=Entry.objects.get(pk=entry.pk), cohort=standing_world.juniper)
    assert "ANEW" in text_of(asha.get(page(entry)))
    earlier = text_of(asha.get(page(entry) + "?version=1"))
    assert "WORDS-submitted" in earlier
    assert "Version 1, an earlier one." in earlier
    for number in ("3", "x", "²", "0", "9" * 20):
        assert asha.get(f"{page(entry)}?version={number}").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "answered", "nobody"])
@pytest.mark.parametrize("who", ["ben", "fox", "gita", "hana", "omar", "ivo", "root", "tuva"])
def test_strangers_get_the_same_404(standing_world, client_for, state, who):
    client = client_for(getattr(standing_world, who))
    foreign = client.get(page(standing_world.entries[state]))
    unknown = client.get(reverse("entry", args=[uuid.uuid4()]))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    for name in ("entry_readers", "entry_answer"):
        url = reverse(name, args=[standing_world.entries[state].pk])
        assert client.post(url, {"body": "x", "send_id": uuid.uuid4()}).status_code == 404
        assert client.get(url).status_code == 405


def test_a_mentor_is_sent_to_the_desk(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["submitted"]
    assert client_for(w.ekdal).get(page(entry)).url == reverse("desk", args=[entry.pk])
    assert client_for(w.ekdal).get(page(w.entries["draft"])).status_code == 404
    assert not Reading.objects.exists()


def test_a_lead_who_was_named_reads_and_is_logged(standing_world, client_for, asha):
    w, entry = standing_world, standing_world.entries["lead_named"]
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    answer = client_for(w.hana).get(page(entry))
    assert answer.status_code == 200
    assert "WORDS-lead_named" in text_of(answer)
    assert "Submitted" in text_of(answer)
    assert "Nobody can read this" not in text_of(answer)
    assert b"<textarea" not in answer.content
    assert b"Who has read it" not in answer.content
    reading = Reading.objects.get()
    assert (reading.person, reading.door) == (w.hana, "page")
    assert "Prof Hana" in text_of(asha.get(page(entry)))
    url = reverse("entry_answer", args=[entry.pk])
    assert client_for(w.hana).post(url, {"body": "x"}).status_code == 404


def test_a_lead_finds_the_pages_that_named_her_and_nobody_else_does(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["lead_named"]
    url = reverse("named_list")
    cohort = type(w.juniper).objects.filter(pk=w.juniper.pk)
    cohort.update(lead_reads=True)
    progress = client_for(w.hana).get(reverse("cohort_progress", args=[w.juniper.slug]))
    for linking in (progress, client_for(w.hana).get(reverse("cohort_list"))):
        assert url.encode() in linking.content
    listed = client_for(w.hana).get(url)
    assert page(entry).encode() in listed.content
    assert text_of(listed).count("TITLE-") == text_of(listed).count("TITLE-lead_named") == 1
    assert "WORDS" not in text_of(listed)
    for name, person in w.people.items():
        if name != "hana" and person.is_active:
            assert "TITLE-" not in text_of(client_for(person).get(url)), name
    # What she wrote anew names the lead once, and a cohort that changed its mind nowhere.
    named = {"readers": {"mentor": w.ekdal, "lead": w.hana}, "cohort": w.juniper}
    newer = make.version(entry=entry, revision=entry.versions.get().revision + 1, **named)
    assert text_of(client_for(w.hana).get(url)).count("TITLE-lead_named") == 1
    assert newer.number == 2
    # One that was thrown away stands nowhere.
    Entry.objects.filter(pk=entry.pk).update(gone_at=make.ago(minutes=1))
    assert "No page names you." in text_of(client_for(w.hana).get(url))
    Entry.objects.filter(pk=entry.pk).update(gone_at=None)
    assert "TITLE-lead_named" in text_of(client_for(w.hana).get(url))
    cohort.update(lead_reads=False)
    assert "No page names you." in text_of(client_for(w.hana).get(url))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_a_lead_costs_five_queries(
    standing_world, client_for, django_assert_num_queries, rows
):
    w = standing_world
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    for number in range(rows):
        entry = make.entry(author=w.asha, title=f"Page {number}")
        make.version(entry=entry, cohort=w.juniper, readers={"mentor": w.ekdal, "lead": w.hana})
    client = client_for(w.hana)
    client.get(reverse("named_list"))
    with django_assert_num_queries(5):
        assert client.get(reverse("named_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_eight_queries(standing_world, asha, django_assert_num_queries, rows):
    w, entry = standing_world, standing_world.entries["answered"]
    version = entry.versions.get()
    for _ in range(rows):
        make.remark(version=version, author=w.ekdal)
        make.message(version=version, author=w.asha)
        Reading.objects.create(entry=entry, person=w.ekdal, door="desk")
    asha.get(page(entry))
    with django_assert_num_queries(8):
        asha.get(page(entry))
    # Where she only decides who reads it, nothing is fetched of what was said about it.
    for name, many in (("entry_withdraw", 5), ("entry_reader", 8)):
        with django_assert_num_queries(many):
            asha.get(reverse(name, args=[entry.pk]))


def test_the_first_opening_of_a_reply_costs_one_query_more(
    standing_world, asha, django_assert_num_queries
):
    entry = standing_world.entries["answered"]
    with django_assert_num_queries(9):
        asha.get(page(entry))
    with django_assert_num_queries(8):
        asha.get(page(entry))


def test_a_waiting_page_costs_eight_queries(standing_world, asha, django_assert_num_queries):
    with django_assert_num_queries(8):
        asha.get(page(standing_world.entries["submitted"]))


# ------------------------------------------------------------------ letting a new mentor read
def test_one_tap_lets_the_new_mentor_read(standing_world, asha):
    w, entry = standing_world, standing_world.entries["nobody"]
    url = reverse("entry_readers", args=[entry.pk])
    answer = asha.post(url, {"mentor": w.ekdal.pk, "back": "home"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Dr Ekdal can read it now." in text_of(answer)
    assert w.ekdal in audience(entry.versions.get())


@pytest.mark.parametrize("mentor", ["", "x", "fox", "gita"])
def test_nobody_else_is_let_in(standing_world, asha, mentor):
    w, entry = standing_world, standing_world.entries["nobody"]
    mentor = getattr(w, mentor).pk if mentor in {"fox", "gita"} else mentor
    url = reverse("entry_readers", args=[entry.pk])
    assert "Nobody was let in." in text_of(asha.post(url, {"mentor": mentor}, follow=True))
    assert not Reader.objects.filter(version__entry=entry).exists()


# ------------------------------------------------------------------ writing back
def test_writing_back(standing_world, asha):
    entry, send_id = standing_world.entries["answered"], uuid.uuid4()
    url = reverse("entry_answer", args=[entry.pk])
    for _twice in range(2):
        assert asha.post(url, {"body": "Thank you <3", "send_id": send_id}).status_code == 302
    assert Message.objects.filter(version__entry=entry).count() == 2
    assert "Thank you &lt;3" in asha.get(page(entry)).content.decode()


@pytest.mark.parametrize(
    ("body", "said"),
    [("", "nothing in this message"), (" \n ", "nothing in this message"),
     ("kept \x00 text", "NUL"), ("kept " * 5000, "characters long")],
)  # fmt: skip
def test_a_wrong_message_is_said_beside_the_field_and_kept(standing_world, asha, body, said):
    entry = standing_world.entries["answered"]
    url = reverse("entry_answer", args=[entry.pk])
    answer = asha.post(url, {"body": body, "send_id": uuid.uuid4()})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'id="id_body_error"' in answer.content.decode()
    assert body.strip()[:4] in answer.content.decode()
    assert Message.objects.filter(version__entry=entry).count() == 1


@pytest.mark.parametrize("facts", [{"body": "x"}, {"body": "x", "send_id": "no"}])
def test_a_message_needs_its_id(standing_world, asha, facts):
    entry = standing_world.entries["answered"]
    answer = asha.post(reverse("entry_answer", args=[entry.pk]), facts)
    assert answer.status_code == 422
    assert Message.objects.filter(version__entry=entry).count() == 1


def test_before_a_reply_nothing_is_written_back(standing_world, asha):
    entry = standing_world.entries["submitted"]
    url = reverse("entry_answer", args=[entry.pk])
    answer = asha.post(url, {"body": "x", "send_id": uuid.uuid4()})
    assert answer.status_code == 422
    assert not Message.objects.filter(version__entry=entry).exists()
