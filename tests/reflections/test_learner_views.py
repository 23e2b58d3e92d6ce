"""Today, the journal, a page read back, the author's yes to a new mentor, writing back."""

import re
import uuid

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import notices, saving
from accounts.models import Membership, Mentoring
from accounts.policy import audience
from curriculum.models import Release
from reflections.actions import submitting
from reflections.models import Entry, Message, Reader, Reading, Version
from reflections.readers import readers_for
from tests import make


@pytest.fixture
def asha(standing_world, client_for):
    return client_for(standing_world.asha)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def title_of(answer):
    return re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1].strip()


def page(entry):
    return reverse("entry", args=[entry.pk])


# ------------------------------------------------------------------ today
def test_the_title_is_the_prompt_she_began(standing_world, asha):
    w = standing_world
    prompt = w.entries["draft"].prompt
    type(prompt).objects.filter(pk=prompt.pk).update(text="What did the chart miss?")
    answer = asha.get("/")
    assert title_of(answer) == "What did the chart miss?"
    assert "Go on writing" in text_of(answer)
    assert "3 words are saved, and only you can see them." in text_of(answer)
    assert "WORDS-" not in answer.content.decode()


def test_a_reflection_not_begun_is_offered(standing_world, client_for):
    answer = client_for(standing_world.ben).get("/")
    assert title_of(answer) == "What happened?"
    lesson = make.reflection_of(standing_world.release)
    link = f"/journal/new/?release={standing_world.release.pk}&amp;lesson={lesson.pk}"
    assert link in answer.content.decode()


def test_one_begun_comes_before_one_due_sooner(standing_world, asha):
    w = standing_world
    release = make.taught(cohort=w.juniper, due_on=timezone.localdate())
    lesson = make.reflection_of(release)
    lesson.prompts.update(text="The sooner one")
    assert title_of(asha.get("/")) == "What happened?"
    Entry.objects.filter(pk=w.entries["draft"].pk).delete()
    assert title_of(asha.get("/")) == "The sooner one"


def test_then_the_next_lesson_then_a_free_page(standing_world, asha):
    w = standing_world
    entry = w.entries["draft"]
    submitting.submit(
        entry=entry, by=w.asha, revision=1, attested=True,
        named=[reader.key for reader in readers_for(w.asha, w.juniper)],
    )  # fmt: skip
    reading = w.release.version.lessons.get(kind="reading")
    assert title_of(asha.get("/")) == reading.title
    Release.objects.filter(pk=w.release.pk).update(opens_at=make.ago(days=-1), due_at=None)
    assert title_of(asha.get("/")) == "Nothing is asked of you today."


def test_a_closed_release_is_not_next(standing_world, asha):
    w = standing_world
    Release.objects.filter(pk=w.release.pk).update(
        due_at=make.ago(days=2), closes_at=make.ago(days=1)
    )
    assert title_of(asha.get("/")) != "What happened?"


def test_what_waits_and_what_was_answered(standing_world, asha):
    text = text_of(asha.get("/"))
    waiting, answered = text.split("Answered", 1)
    assert "TITLE-submitted" in waiting
    assert "Dr Ekdal can read it." in waiting
    assert "TITLE-answered You have a reply. Dr Ekdal wrote back today." in answered
    assert "TITLE-being_answered" in waiting
    assert "TITLE-draft" not in text


def test_what_nobody_can_read_is_not_said_to_be_with_a_mentor(standing_world, client_for):
    w = standing_world
    page_of_ben = make.entry(author=w.ben)
    make.version(entry=page_of_ben, cohort=w.juniper)
    label = '<h2 class="label" id="with-mentor">'
    assert f"{label}Submitted</h2>" in client_for(w.ben).get("/").content.decode()
    make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers={"mentor": w.fox})
    assert f"{label}With your mentor</h2>" in client_for(w.ben).get("/").content.decode()


def test_only_where_the_mentor_may_not_read_it_is_asked(standing_world, asha):
    w = standing_world
    body = asha.get("/").content.decode()
    asked = re.findall(r'action="/journal/([0-9a-f-]+)/readers/"', body)
    assert set(asked) == {str(w.entries["former"].pk), str(w.entries["nobody"].pk)}
    Mentoring.objects.update(ends_at=make.ago(minutes=1))
    assert "/readers/" not in asha.get("/").content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_today_costs_ten_queries_at_most(
    standing_world, client_for, django_assert_num_queries, entries
):
    w = standing_world
    client = client_for(w.ben)
    for _ in range(entries):
        for readers in ({"mentor": w.fox}, {}):
            make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers=readers)
        done = make.version(entry=make.entry(author=w.ben), cohort=w.juniper)
        make.reply(version=done, author=w.fox)
    with django_assert_num_queries(10):
        client.get("/")


def test_homes_by_role(standing_world, client_for):
    w = standing_world
    assert client_for(w.ekdal).get("/").url == reverse("queue")
    assert client_for(w.noma).get("/").url == reverse("queue")
    lead = client_for(w.hana).get("/").content.decode()
    assert reverse("cohort", args=[w.juniper.slug]) in lead
    assert reverse("cohort", args=[w.rowan.slug]) not in lead
    assert reverse("admin:index") in lead
    assert reverse("admin:index") not in client_for(w.farid).get("/").content.decode()
    assert "Nothing waits for you here" in text_of(client_for(w.lena).get("/"))
    for who in ("ivo", "tuva", "cleo", "root"):
        assert reverse("admin:index") in client_for(getattr(w, who)).get("/").content.decode()


def test_a_student_who_also_mentors_sees_her_own_day_and_a_way(standing_world, client_for):
    w = standing_world
    make.membership(person=w.asha, cohort=w.rowan, role="mentor")
    answer = client_for(w.asha).get("/")
    assert title_of(answer) == "What happened?"
    assert reverse("queue") in answer.content.decode()


# ------------------------------------------------------------------ the journal
def test_the_journal_lists_own_pages_by_title(standing_world, client_for, asha):
    w = standing_world
    make.entry(author=w.asha, title="")
    text = text_of(asha.get(reverse("journal")))
    assert all(f"TITLE-{state}" in text for state in w.entries)
    assert "A page without a title" in text
    assert "WORDS-" not in text
    assert "TITLE-answered You have a reply." in text
    assert "TITLE-draft Draft, only you can see it. 3 words" in text
    assert "TITLE-former With nobody yet." in text
    for who in ("ekdal", "hana", "ben", "root"):
        other = text_of(client_for(getattr(w, who)).get(reverse("journal")))
        assert "TITLE-" not in other
        assert "There is no right way to do this." in other


def test_a_page_without_a_title_bears_its_prompts_name(standing_world, client_for):
    w = standing_world
    entry = make.entry(author=w.chidi, release=w.other_release, title=" ")
    prompt = entry.prompt
    assert prompt.name in text_of(client_for(w.chidi).get(reverse("journal")))
    make.version(entry=entry)
    assert prompt.name in text_of(client_for(w.chidi).get(reverse("journal")))


def test_the_journal_in_pages(standing_world, client_for):
    w = standing_world
    for number in range(23):
        make.entry(author=w.ben, title=f"Page-{number:02}")
    client = client_for(w.ben)
    first, second = (text_of(client.get(f"/journal/?page={n}")) for n in (1, 2))
    assert first.count("Page-") == 20
    assert second.count("Page-") == 3
    assert "Page-22" in first
    assert text_of(client.get("/journal/?page=x")).count("Page-") == 20


@pytest.mark.parametrize("entries", [1, 3])
def test_the_journal_costs_seven_queries(
    standing_world, client_for, django_assert_num_queries, entries
):
    w, client = standing_world, client_for(standing_world.ben)
    for _ in range(entries):
        make.entry(author=w.ben)
        make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers={"mentor": w.fox})
    with django_assert_num_queries(7):
        client.get(reverse("journal"))


# ------------------------------------------------------------------ a page read back
def test_the_answer_is_read_in_place_and_in_order(standing_world, asha):
    entry = standing_world.entries["answered"]
    body = asha.get(page(entry)).content.decode()
    assert 'id="w1">WORDS</mark>' in body
    assert '<article class="remark" id="r1"' in body
    for words in ("REMARK-sent", "REPLY-sent", "MESSAGE-back", "Dr Ekdal</strong> (your mentor)"):
        assert words in body
    assert "Nobody else." in body


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
    assert b"<textarea" not in answer.content
    assert b"Who has read it" not in answer.content
    reading = Reading.objects.get()
    assert (reading.person, reading.door) == (w.hana, "page")
    assert "Prof Hana" in text_of(asha.get(page(entry)))
    url = reverse("entry_answer", args=[entry.pk])
    assert client_for(w.hana).post(url, {"body": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_nine_queries(standing_world, asha, django_assert_num_queries, rows):
    w, entry = standing_world, standing_world.entries["answered"]
    version = entry.versions.get()
    for _ in range(rows - 1):
        make.remark(version=version, author=w.ekdal)
        make.message(version=version, author=w.asha)
        Reading.objects.create(entry=entry, person=w.ekdal, door="desk")
    asha.get(page(entry))
    with django_assert_num_queries(9):
        asha.get(page(entry))


def test_the_first_opening_of_a_reply_costs_one_query_more(
    standing_world, asha, django_assert_num_queries
):
    entry = standing_world.entries["answered"]
    with django_assert_num_queries(10):
        asha.get(page(entry))
    with django_assert_num_queries(9):
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


# ------------------------------------------------------------------ mail
def version_of(w, state):
    return w.entries[state].versions.get()


@pytest.mark.parametrize("kind", ["something_to_read", "asked_to_contact", "reply", "wrote_back"])
def test_mail_carries_a_link_and_not_a_word(standing_world, kind):
    w = standing_world
    version = version_of(w, "answered")
    about = {"reply": version.replies.get(), "wrote_back": version.messages.get()}
    to = w.asha if kind == "reply" else w.ekdal
    notices.tell(kind, to=to, about=about.get(kind, version))
    assert notices.deliver()["sent"] == 1
    sent = mail.outbox[0]
    whole = f"{sent.subject}\n{sent.message()}"
    for words in ("Asha", "Ekdal", "TITLE", "WORDS", "REPLY", "MESSAGE"):
        assert words not in whole
    link = reverse("entry" if to == w.asha else "desk", args=[version.entry_id])
    assert link in sent.body


@pytest.mark.parametrize("kind", ["something_to_read", "asked_to_contact", "wrote_back"])
def test_a_mentor_who_left_is_told_nothing_more(standing_world, kind):
    w = standing_world
    version = version_of(w, "answered")
    about = version.messages.get() if kind == "wrote_back" else version
    notices.tell(kind, to=w.ekdal, about=about)
    Membership.objects.filter(person=w.ekdal).update(ends_at=make.ago(minutes=1))
    assert notices.deliver()["dropped"] == 1
    assert not mail.outbox


def test_a_reply_she_has_read_needs_no_mail(standing_world, asha):
    w = standing_world
    reply = version_of(w, "answered").replies.get()
    notices.tell("reply", to=w.asha, about=reply)
    asha.get(page(w.entries["answered"]))
    assert notices.deliver()["dropped"] == 1


def test_a_lead_is_led_to_the_page(standing_world):
    w = standing_world
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    version = Version.objects.get(pk=version_of(w, "lead_named").pk)
    notices.tell("something_to_read", to=w.hana, about=version)
    notices.deliver()
    assert reverse("entry", args=[version.entry_id]) in mail.outbox[0].body
