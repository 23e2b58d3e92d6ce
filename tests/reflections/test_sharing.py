"""Sharing a page with fellow students: what is asked, who reads it, and what nobody learns."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, GroupMembership, Membership, Notice
from accounts.policy import audience
from reflections import lenses
from reflections.actions import sharing
from reflections.models import (
    ContactWish,
    Message,
    Picture,
    PictureText,
    Placing,
    Reading,
    Reply,
    Share,
    ShareText,
    VersionPicture,
)
from reflections.queries.sharing import companies, says_her_name
from tests import make


@pytest.fixture
def w(standing_world):
    """Return the cast, with seven more students in Asha's cohort and a group of hers with Ben."""
    for number in range(7):
        person = make.person(name=f"Fellow {number}")
        make.membership(person=person, cohort=standing_world.juniper)
    group = make.group(cohort=standing_world.juniper, name="Lantern")
    for person in (standing_world.asha, standing_world.ben, standing_world.sam):
        GroupMembership.objects.create(group=group, person=person, starts_at=make.ago(days=30))
    return standing_world


def offered(w, entry):
    return {one.key: one for one in companies(w.asha, entry)}


def share(w, entry, key="cohort", **said):
    facts = {"company": key, "seen": offered(w, entry)[key].seen, "attested": True, "revision": 1}
    return sharing.share(entry=entry, by=w.asha, **(facts | said))


def names(share):
    return sorted(person.name for person in audience(share.text))


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


FELLOWS = [f"Fellow {number}" for number in range(7)]


# ------------------------------------------------------------------ the act
def test_exactly_those_named_on_the_page_can_read_it(w, client_for):
    entry = w.entries["draft"]
    asked = text_of(client_for(w.asha).get(reverse("entry_share", args=[entry.pk])))
    for name in ("Ben", *FELLOWS):
        assert name in asked
    for name in ("Sam", "Lena", "Chidi", "Dr Ekdal", "Prof Hana"):
        assert name not in asked
    made = share(w, entry)
    assert names(made) == sorted(["Asha", "Ben", *FELLOWS])
    assert (made.text.body, made.text.title) == ("WORDS-draft of Asha", "TITLE-draft")
    assert audience(entry).get() == w.asha
    joined = make.person(name="Joined")
    make.membership(person=joined, cohort=w.juniper, starts_at=make.ago(days=400))
    assert joined not in audience(made)
    assert not Notice.objects.exists()


def test_with_her_group(w):
    made = share(w, w.entries["submitted"], "group")
    assert names(made) == ["Asha", "Ben"]
    assert made.is_named


def test_words_written_afterwards_are_not_shared(w):
    entry = w.entries["draft"]
    made = share(w, entry)
    later = saving.Save(uuid.uuid4(), 1, "", "WORDS-later")
    saving.save(draft=entry.draft, by=w.asha, save=later)
    assert ShareText.objects.get(share=made).body == "WORDS-draft of Asha"


@pytest.mark.parametrize(
    ("said", "error", "field"),
    [
        ({"attested": False}, Refused, "attest"),
        ({"revision": 0}, NotNow, ""),
        ({"seen": "0123"}, NotNow, ""),
        ({"company": "faculty"}, Refused, "company"),
    ],
)
def test_what_is_refused(w, said, error, field):
    with pytest.raises(error) as refused:
        share(w, w.entries["draft"], **said)
    assert refused.value.field == field
    assert not Share.objects.exists()


def test_it_asks_for_identifiers_and_for_words_as_submission_does(w):
    with pytest.raises(Refused) as refused:
        share(w, make.entry(author=w.asha, body="Call her on 020 7946 0958."))
    assert refused.value.field == "findings"
    with pytest.raises(Refused) as refused:
        share(w, make.entry(author=w.asha, body="  "))
    assert refused.value.field == "body"
    for entry in (make.entry(author=w.ben), make.entry(author=w.chidi)):
        with pytest.raises(NotYours):
            share(w, entry)
        with pytest.raises(NotYours):
            sharing.end(entry=entry, by=w.asha)


def test_nobody_to_share_with(w):
    w.lena.refresh_from_db()
    assert companies(w.lena, make.entry(author=w.lena)) == []
    alone = companies(w.chidi, make.entry(author=w.chidi))
    assert [bool(one.refusal) for one in alone] == [True, True]
    page = make.entry(author=w.chidi)
    with pytest.raises(Refused):
        sharing.share(
            entry=page, by=w.chidi, revision=1, company="cohort", seen=alone[0].seen,
            attested=True,
        )  # fmt: skip


def test_one_at_a_time_and_ended_at_once(w, client_for):
    entry = w.entries["submitted"]
    made = share(w, entry)
    with pytest.raises(NotNow):
        share(w, entry, "group")
    ben, url = client_for(w.ben), reverse("shared", args=[made.pk])
    assert ben.get(url).status_code == 200
    client_for(w.asha).post(reverse("entry_unshare", args=[entry.pk]))
    gone, never = ben.get(url), ben.get(reverse("shared", args=[uuid.uuid4()]))
    assert gone.status_code == 404
    assert gone.content == never.content
    assert "TITLE-" not in ben.get(reverse("shared_list")).content.decode()
    assert not ShareText.objects.exists()
    assert sharing.end(entry=entry, by=w.asha) is False
    assert share(w, entry, "group").pk != made.pk


# ------------------------------------------------------------------ without a name
def test_without_a_name_it_waits_for_the_morning(w, client_for):
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert sharing.next_morning(w.juniper, at) == datetime(2026, 11, 23, tzinfo=UTC)
    made = share(w, w.entries["draft"], "unnamed")
    for who in (w.ben, w.asha):
        assert client_for(who).get(reverse("shared", args=[made.pk])).status_code == 404
    assert names(made) == ["Asha"]
    Share.objects.update(since=make.ago(hours=1))
    assert names(made) == sorted(["Asha", "Ben", *FELLOWS])


def test_nothing_says_whose_it_is(w, client_for):
    """The same bytes for a reader and for its author, but for who is signed in."""
    entry = make.entry(author=w.asha, title="TITLE-unnamed", body="I sat down.")
    version = make.version(entry=entry, cohort=w.juniper, readers={"mentor": w.ekdal})
    make.reply(version=version, author=w.ekdal, body="REPLY-sent")
    made = share(w, entry, "unnamed")
    Share.objects.update(since=make.ago(hours=1))
    pages = []
    for who in (w.asha, w.ben):
        client = client_for(who)
        for url in (reverse("shared_list"), reverse("shared", args=[made.pk])):
            body = client.get(url).content.decode()
            main = body[body.index("<main") : body.index("</main>")]
            assert "TITLE-unnamed" in main
            assert "Asha" not in main
            assert str(entry.pk) not in main
            assert str(w.asha.pk) not in main
            assert "REPLY-" not in main
            pages.append(main)
    assert pages[:2] == pages[2:]
    trail = AuditEvent.objects.filter(verb__startswith="share.")
    assert set(trail.values_list("verb", "by")) == {
        # Not even who opened it: whoever never did would be the one who wrote it.
        ("share.made", ""), ("share.opened", ""),
    }  # fmt: skip
    assert not any(str(entry.pk) in f"{one.about} {one.facts}" for one in trail)


def test_so_few_that_it_would_be_guessed(w):
    left = Membership.objects.get(person__name="Fellow 0")
    assert not offered(w, w.entries["draft"])["unnamed"].refusal
    Membership.objects.filter(pk=left.pk).update(ends_at=make.ago(hours=1))
    assert offered(w, w.entries["draft"])["unnamed"].refusal
    with pytest.raises(Refused):
        share(w, w.entries["draft"], "unnamed")


def test_not_after_it_had_her_name(w):
    entry = w.entries["draft"]
    share(w, entry, "group")
    sharing.end(entry=entry, by=w.asha)
    with pytest.raises(Refused):
        share(w, entry, "unnamed")
    assert not offered(w, w.entries["submitted"])["unnamed"].refusal


def test_her_own_name_in_the_words_is_said(w, client_for):
    assert says_her_name(w.asha, "", "They said: Asha, sit down.") == "Asha"
    assert says_her_name(w.asha, "", "Ashamed.") == ""
    assert says_her_name(w.ekdal, "Dr Ekdal") == "Ekdal"
    page = client_for(w.asha).get(reverse("entry_share", args=[w.entries["draft"].pk]))
    assert "“Asha” stands in your words." in text_of(page)


# ------------------------------------------------------------------ reading it
def test_whoever_opens_it_is_in_her_log_once_a_sitting(w, client_for):
    entry = w.entries["draft"]
    url = reverse("shared", args=[share(w, entry).pk])
    for who in (w.ben, w.ben, w.asha):
        assert "WORDS-draft" in client_for(who).get(url).content.decode()
    assert list(Reading.objects.values_list("person", "door", "version")) == [
        (w.ben.pk, "share", None)
    ]
    log = text_of(client_for(w.asha).get(reverse("readings")))
    assert re.search(r"Ben on the page you shared, today, \d\d:\d\d TITLE-draft", log)
    assert "TITLE-" not in client_for(w.ben).get(reverse("readings")).content.decode()
    with pytest.raises(NotYours):
        sharing.record_reading(share=Share.objects.get(), by=w.fox)


def test_the_page_from_asking_to_ending(w, client_for):
    entry, client = w.entries["draft"], client_for(w.asha)
    url = reverse("entry_share", args=[entry.pk])
    form = {"revision": 1, "company": "group", "seen-group": offered(w, entry)["group"].seen}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert 'value="group" aria-describedby="company-group-who" checked' in (
        refused.content.decode()
    )
    answer = client.post(url, form | {"attest": "on"}, follow=True)
    assert "Shared with the students of Lantern, with your name: Ben ." in text_of(answer)
    assert client.post(url, form | {"attest": "on"}).status_code == 409
    ended = client.post(reverse("entry_unshare", args=[entry.pk]), follow=True)
    assert "It is not shared any more." in text_of(ended)
    empty = make.entry(author=w.asha, body=" ")
    assert client.get(reverse("entry_share", args=[empty.pk])).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same(w, client_for, django_assert_num_queries, rows):
    for number in range(rows):
        share(w, make.entry(author=w.asha, title=f"Page-{number}"))
        Reading.objects.create(entry=Share.objects.last().entry, person=w.ben, door="share")
    for who, url, count in (
        (w.ben, reverse("shared_list"), 5),
        (w.asha, reverse("readings"), 6),
        (w.asha, reverse("journal"), 8),
        (w.ben, reverse("shared", args=[Share.objects.first().pk]), 9),
    ):
        client = client_for(who)
        client.get(url)
        with django_assert_num_queries(count):
            assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("rows", [1, 3])
def test_her_own_pages_cost_ten_queries_at_most(w, client_for, django_assert_num_queries, rows):
    """With all there is about them: shared, placed, submitted again, with pictures, with a wish to
    be contacted, opened with break-glass, with what she wrote back, and with a changed answer and
    a message that were not seen yet.
    """
    asha, entry = client_for(w.asha), w.entries["answered"]
    first = entry.versions.get()
    for more in range(1, rows + 1):
        version = make.version(
            entry=entry, revision=first.revision + more, readers={"mentor": w.ekdal}
        )
        make.message(version=version, author=w.asha)
    reply = make.reply(version=version, author=w.ekdal)
    for _ in range(rows):
        make.edition(reply=reply)
        make.message(version=version, author=w.ekdal)
        make.grant(entry=entry, asked_by=w.tuva, decided_by=w.ivo)
    make.help_contact(name="The porters", for_patients=True)
    make.help_contact(name="The night line", for_wellbeing=True)
    ContactWish.objects.create(entry=entry, late_from=timezone.now())
    for number in range(rows):
        picture = Picture.objects.create(entry=entry, file=f"{number}.png", size=1)
        PictureText.objects.create(picture=picture, description=f"Picture {number}.")
        VersionPicture.objects.create(version=version, picture=picture)
    for lens in lenses.KEYS[:rows]:
        Placing.objects.create(version=version, by=w.asha, lens=lens, step=2)
    page, ask = (reverse(name, args=[entry.pk]) for name in ("entry", "entry_share"))
    asha.get("/help/")
    for is_shared, counts in ((False, (10, 8, 9)), (True, (10, 8, 6))):
        Reply.objects.update(seen_at=None)
        Message.objects.update(seen_at=None)
        for url, count in zip((page, page, ask), counts, strict=True):
            with django_assert_num_queries(count):
                said = text_of(asha.get(url))
            assert ("Shared with the students of Juniper" in said) is is_shared
        answer = asha.get(page)
        assert f"Version {first.number}:" in text_of(answer)
        assert "The night line" in text_of(answer)
        assert "The porters" not in text_of(answer)
        assert answer.content.decode().count('alt="Picture ') == rows
        assert text_of(answer).count("because Ivo agreed") == rows
        # The reply, and each message.
        assert answer.content.decode().count("Dr Ekdal wrote back</h2>") == rows + 1
        if not is_shared:
            share(w, entry)
